//! A slot: one directory for one shadow of one workspace, held by one owner at a time. The lock dies with its owner.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    life::lock::Lock, overlay::LAYER, project::Project, shadow::ShadowError, tree::SlotAge,
};

/// How many shadows of one workspace may live at once.
const SLOTS: u32 = 16;

/// How often the directory of a workspace may be cleaned away under us before that is an error.
const TRIES: u32 = 16;

/// A slot that is ours until it is dropped.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The directory, absolute and free of symlinks: rustc names files by where they physically are.
    pub(crate) directory: PathBuf,
    _lock: Lock,
}

impl Slot {
    /// Takes a free slot of a project: one that was built in before, if there is one.
    pub(crate) fn take(project: &Project, shadows: &Path) -> Result<Self, ShadowError> {
        let home = shadows.join(id(project));
        for _ in 0..TRIES {
            fs::create_dir_all(&home)
                .map_err(|source| ShadowError::in_shadow(&home, &home, "made", source))?;
            match Self::take_in(&home) {
                // A cleaning took the directory for one that nobody uses.
                Err(ShadowError::Files { source, .. })
                    if source.kind() == io::ErrorKind::NotFound => {}
                taken => return taken,
            }
        }
        let source = io::Error::from(io::ErrorKind::NotFound);
        Err(ShadowError::files(&home, "kept", source))
    }

    fn take_in(home: &Path) -> Result<Self, ShadowError> {
        let home = home
            .canonicalize()
            .map_err(|source| ShadowError::files(home, "found", source))?;
        let mut directories: Vec<PathBuf> = (0..SLOTS)
            .map(|number| home.join(format!("slot-{number}")))
            .collect();
        directories.sort_by_key(|directory| !is_warm(directory));
        for directory in directories {
            let path = directory.with_extension("lock");
            let attempt = Lock::attempt(&path)
                .map_err(|source| ShadowError::in_shadow(&home, &path, "locked", source))?;
            let Some(mut lock) = attempt else { continue };
            if let Some(owner) = &lock.left_by {
                tracing::info!(slot = %directory.display(), pid = owner.pid, "taken over from a process that ended without letting go");
            }
            let own = directory.join(OWN);
            lock.sign()
                .and_then(|()| fs::create_dir_all(&own))
                .map_err(|source| ShadowError::in_shadow(&home, &own, "made", source))?;
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

    /// Whether anything was ever built in it, on whichever base.
    pub(crate) fn age(&self) -> SlotAge {
        match self.target().is_dir() || self.own().join(LAYER).is_dir() {
            true => SlotAge::Used,
            false => SlotAge::Fresh,
        }
    }

    /// The target directory of this slot.
    pub(crate) fn target(&self) -> PathBuf {
        self.own().join("target")
    }
}

/// The one name in a slot that mirrors nothing.
pub(crate) const OWN: &str = ".bowline";

/// Whether a shadow was laid in this slot before.
fn is_warm(directory: &Path) -> bool {
    directory.join(OWN).join("tree.json").is_file()
}

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
