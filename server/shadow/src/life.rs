//! The life of shadows on the disk: who holds one, which are too old or too many, and how one goes.
//!
//! Lives here: locks with owners, cleaning by age and by a budget of bytes. Does not live here: what is in a shadow (`tree`,
//! `seed`), and which of the slots a loop takes (`slot`).

pub(crate) mod disk;
pub(crate) mod lock;
mod owner;

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::slot::OWN;
use lock::Lock;

/// What a directory is called from the moment it is given up until it is gone.
const GIVEN_UP: &str = "removed";

/// How long and how many bytes of shadows are kept while nobody uses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Shadows that were not used for this long go. `None` for no limit.
    pub max_age: Option<Duration>,
    /// The least recently used go until the rest takes no more bytes than this. `None` for no limit.
    pub max_bytes: Option<u64>,
}

impl Limits {
    /// Nothing is kept that nobody uses.
    pub const NOTHING: Self = Self {
        max_age: Some(Duration::ZERO),
        max_bytes: None,
    };
}

/// What a cleaning did.
#[derive(Debug, Default)]
pub struct Swept {
    /// Shadows that were removed.
    pub removed: u32,
    /// Shadows beyond a limit that a living process uses.
    pub in_use: u32,
    /// Bytes that came free, where the sizes were looked at.
    pub freed_bytes: u64,
    /// What could not be removed, and why.
    pub failed: Vec<(PathBuf, io::Error)>,
}

impl Swept {
    fn note(&mut self, slot: &Candidate, fate: io::Result<Fate>) {
        match fate {
            Ok(Fate::Removed) => {
                self.removed += 1;
                self.freed_bytes += slot.bytes;
            }
            Ok(Fate::InUse) => self.in_use += 1,
            Ok(Fate::UsedSince) => {}
            Err(error) => self.failed.push((slot.directory.clone(), error)),
        }
    }
}

/// A slot that somebody may use or not.
struct Candidate {
    directory: PathBuf,
    last_used: SystemTime,
    bytes: u64,
}

enum Fate {
    Removed,
    InUse,
    UsedSince,
}

/// Removes the shadows below `shadows` that are beyond the limits, never one that is in use, and what earlier cleanings left
/// half done. Blocks; reads every directory of every shadow, so it is for a thread in the background.
pub fn sweep(shadows: &Path, limits: Limits) -> Swept {
    let mut swept = Swept::default();
    let mut slots = Vec::new();
    for workspace in directories(shadows) {
        for directory in directories(&workspace) {
            if is_given_up(&directory) {
                if let Err(error) = disk::remove(&directory) {
                    swept.failed.push((directory, error));
                }
            } else if lock_of(&directory).is_some() {
                slots.push(Candidate {
                    last_used: last_used(&directory),
                    bytes: disk::size(&directory),
                    directory,
                });
            }
        }
    }
    slots.sort_by_key(|slot| slot.last_used);
    let mut bytes: u64 = slots.iter().map(|slot| slot.bytes).sum();
    let now = SystemTime::now();
    for slot in &slots {
        let age = now.duration_since(slot.last_used).unwrap_or_default();
        let too_old = limits.max_age.is_some_and(|limit| age >= limit);
        let too_many = limits.max_bytes.is_some_and(|limit| bytes > limit);
        if !too_old && !too_many {
            continue;
        }
        let fate = remove(slot);
        if matches!(fate, Ok(Fate::Removed)) {
            bytes = bytes.saturating_sub(slot.bytes);
        }
        swept.note(slot, fate);
    }
    swept
}

/// As [`sweep`], for those who have nothing better to do about what it says than to log it.
pub fn tidy(shadows: &Path, limits: Limits) {
    let swept = sweep(shadows, limits);
    if swept.removed > 0 {
        let (removed, bytes) = (swept.removed, swept.freed_bytes);
        tracing::info!(removed, bytes, "old shadows were removed");
    }
    for (path, error) in &swept.failed {
        tracing::warn!(path = %path.display(), %error, "an old shadow could not be removed");
    }
}

fn remove(slot: &Candidate) -> io::Result<Fate> {
    let Some(path) = lock_of(&slot.directory) else {
        return Ok(Fate::UsedSince);
    };
    let Some(lock) = Lock::attempt(&path)? else {
        return Ok(Fate::InUse);
    };
    if last_used(&slot.directory) != slot.last_used {
        return Ok(Fate::UsedSince);
    }
    // Under another name first: a cleaning that is killed on the way leaves no target directory with holes in it, which
    // cargo would take for whole.
    let given_up = unused_name(&slot.directory);
    fs::rename(&slot.directory, &given_up)?;
    lock.remove()?;
    disk::remove(&given_up)?;
    if let Some(workspace) = slot.directory.parent() {
        // It stays where another slot is left in it.
        let _ = fs::remove_dir(workspace);
    }
    Ok(Fate::Removed)
}

/// The lock of a slot directory: `slot-0.lock` beside `slot-0`. `None` for any other directory.
fn lock_of(directory: &Path) -> Option<PathBuf> {
    let name = directory.file_name()?.to_str()?;
    let number = name.strip_prefix("slot-")?;
    let is_slot = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_slot.then(|| directory.with_file_name(format!("{name}.lock")))
}

fn is_given_up(directory: &Path) -> bool {
    let name = directory.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with("slot-") && name.contains(GIVEN_UP))
}

fn unused_name(directory: &Path) -> PathBuf {
    let name = directory
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let process = std::process::id();
    let mut names = (0_u32..)
        .map(|number| directory.with_file_name(format!("{name}.{GIVEN_UP}-{process}-{number}")));
    names
        .find(|path| !path.exists())
        .expect("there are more names than directories")
}

/// When a slot was last taken, left, or written to.
fn last_used(directory: &Path) -> SystemTime {
    let lock = lock_of(directory);
    let state = directory.join(OWN).join("tree.json");
    let times = lock.iter().chain([&state]).filter_map(|path| {
        let metadata = path.metadata().ok()?;
        metadata.modified().ok()
    });
    times.max().unwrap_or(SystemTime::UNIX_EPOCH)
}

fn directories(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests;
