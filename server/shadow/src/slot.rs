//! A slot: one directory for one shadow of one workspace, held by one owner at a time. The lock dies with its owner.

use std::{
    fs::{self, File, TryLockError},
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::{project::Project, shadow::ShadowError};

/// How many shadows of one workspace may live at once.
const SLOTS: u32 = 16;

/// A slot that is ours until it is dropped.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The directory, absolute and free of symlinks: rustc names files by where they physically are.
    pub(crate) directory: PathBuf,
    _lock: File,
}

impl Slot {
    /// Takes the first free slot of a project.
    pub(crate) fn take(project: &Project, shadows: &Path) -> Result<Self, ShadowError> {
        let home = shadows.join(id(project));
        fs::create_dir_all(&home).map_err(|source| ShadowError::files(&home, "made", source))?;
        let home = home
            .canonicalize()
            .map_err(|source| ShadowError::files(&home, "found", source))?;
        for number in 0..SLOTS {
            let path = home.join(format!("slot-{number}.lock"));
            let mut options = File::options();
            let mut lock = options
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(|source| ShadowError::files(&path, "made", source))?;
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => continue,
                Err(TryLockError::Error(source)) => {
                    return Err(ShadowError::files(&path, "locked", source));
                }
            }
            // For people who wonder who holds it; the lock itself is the file system's.
            let told = lock
                .set_len(0)
                .and_then(|()| writeln!(lock, "{}", std::process::id()));
            told.map_err(|source| ShadowError::files(&path, "written", source))?;
            let directory = home.join(format!("slot-{number}"));
            let own = directory.join(OWN);
            fs::create_dir_all(&own).map_err(|source| ShadowError::files(&own, "made", source))?;
            return Ok(Self {
                directory,
                _lock: lock,
            });
        }
        Err(ShadowError::Busy { slots: SLOTS })
    }

    /// Where bowline keeps what is no mirror of anything: the target directory, the state, the wrapper.
    pub(crate) fn own(&self) -> PathBuf {
        self.directory.join(OWN)
    }

    /// The target directory of this slot.
    pub(crate) fn target(&self) -> PathBuf {
        self.own().join("target")
    }
}

/// The one name in a slot that mirrors nothing.
pub(crate) const OWN: &str = ".bowline";

/// A name for the shadows of a project: readable, and different for every root and toolchain.
fn id(project: &Project) -> String {
    let name = project
        .root
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let readable: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
        .take(32)
        .collect();
    let mut hasher = blake3::Hasher::new();
    hasher.update(project.root.as_os_str().as_encoded_bytes());
    hasher.update(&[0]);
    hasher.update(project.toolchain.as_deref().unwrap_or_default().as_bytes());
    format!("{readable}-{}", &hasher.finalize().to_hex()[..12])
}
