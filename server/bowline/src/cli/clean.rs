//! `bowline clean`: removes what Bowline can make again, where nobody uses it.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use clap::Args;

use super::{Exit, output};
use crate::{config::Config, directories::Directories, journal};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Remove shadow workspaces that nobody uses, and journals beyond their budget
#[derive(Debug, Args)]
pub(super) struct Clean {
    /// Keep shadows used within this many days
    #[arg(long, value_name = "N", default_value_t = 0)]
    older_than_days: u32,
}

/// What happened to one shadow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Removed,
    InUse,
    Recent,
}

impl Clean {
    pub(super) fn run(&self, directories: &Directories, own: &Config) -> anyhow::Result<Exit> {
        let (mut removed, mut in_use, mut failed) = (0_u32, 0_u32, 0_u32);
        for lock in slots(&directories.shadows()) {
            match remove(&lock, DAY * self.older_than_days) {
                Ok(Fate::Removed) => removed += 1,
                Ok(Fate::InUse) => in_use += 1,
                Ok(Fate::Recent) => {}
                Err(error) => {
                    failed += 1;
                    output::warning(&format!(
                        "{} could not be removed: {error}",
                        lock.with_extension("").display()
                    ));
                }
            }
        }
        let journals = journal::prune(&directories.journals(), own.journal_budget())?;
        let used = if in_use == 0 {
            String::new()
        } else {
            format!("; {in_use} in use")
        };
        output::out(&format!(
            "removed: {removed} shadow workspaces, {journals} journals{used}\n"
        ))?;
        Ok(if failed == 0 {
            Exit::Solved
        } else {
            Exit::Environment
        })
    }
}

/// The lock file of every slot: `<shadows>/<workspace>/slot-0.lock` stands beside the directory `slot-0`.
fn slots(shadows: &Path) -> Vec<PathBuf> {
    let inside = |directory: &Path| {
        fs::read_dir(directory)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
    };
    let locks = inside(shadows).collect::<Vec<_>>();
    let mut locks: Vec<PathBuf> = locks
        .iter()
        .flat_map(|workspace| inside(workspace))
        .collect();
    locks.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "lock")
    });
    locks.sort();
    locks
}

/// Removes a slot's directory while holding its lock. The lock file stays: another process may have it open already, and
/// two of them holding different files would share the slot.
fn remove(lock: &Path, keep: Duration) -> io::Result<Fate> {
    let directory = lock.with_extension("");
    if !directory.is_dir() {
        return Ok(Fate::Recent);
    }
    let file = File::options().write(true).open(lock)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(Fate::InUse),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let age = SystemTime::now()
        .duration_since(file.metadata()?.modified()?)
        .unwrap_or_default();
    if age < keep {
        return Ok(Fate::Recent);
    }
    fs::remove_dir_all(&directory)?;
    Ok(Fate::Removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_slot_stays_and_a_free_one_goes() {
        let shadows = tempfile::tempdir().unwrap();
        let home = shadows.path().join("project-0123");
        for slot in ["slot-0", "slot-1"] {
            fs::create_dir_all(home.join(slot).join("deep")).unwrap();
            fs::write(home.join(slot).with_extension("lock"), "1\n").unwrap();
        }
        let held = File::options()
            .write(true)
            .open(home.join("slot-0.lock"))
            .unwrap();
        held.try_lock().unwrap();
        let locks = slots(shadows.path());
        let fates: Vec<Fate> = locks
            .iter()
            .map(|lock| remove(lock, Duration::ZERO).unwrap())
            .collect();
        assert_eq!(fates, [Fate::InUse, Fate::Removed]);
        assert!(home.join("slot-0/deep").is_dir());
        assert!(!home.join("slot-1").exists());
        drop(held);
        assert_eq!(remove(&locks[0], DAY).unwrap(), Fate::Recent);
    }
}
