//! The lock of a slot: a file beside it, locked by the file system for as long as its owner lives, however that ends.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::owner::Owner;

/// How often a lock file may be taken away under us before that is an error.
const TRIES: u32 = 16;

/// A lock that is ours until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
    /// The last owner, where it ended without letting go.
    pub(crate) left_by: Option<Owner>,
    signed: bool,
}

impl Lock {
    /// Takes a lock, `None` where another holds it. Says nothing in the file yet.
    pub(crate) fn attempt(path: &Path) -> io::Result<Option<Self>> {
        for _ in 0..TRIES {
            let mut options = File::options();
            let mut file = options
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
            // Between the two steps a cleaning may have removed the file: who comes after us would lock another one.
            if !is_at(&file, path) {
                continue;
            }
            let left_by = Owner::read(&mut file);
            let modified = file.metadata()?.modified()?;
            if left_by
                .as_ref()
                .is_some_and(|owner| owner.may_live(modified))
            {
                return Ok(None);
            }
            return Ok(Some(Self {
                file,
                path: path.to_owned(),
                left_by,
                signed: false,
            }));
        }
        Err(io::Error::other("it is taken away again and again"))
    }

    /// Says in the file whose it is.
    pub(crate) fn sign(&mut self) -> io::Result<()> {
        self.signed = true;
        Owner::this().write(&mut self.file)
    }

    /// Lets go of the lock for good, file and all.
    pub(crate) fn remove(mut self) -> io::Result<()> {
        self.signed = false;
        // Elsewhere an open file cannot be removed, and one more empty file does no harm.
        if cfg!(unix) {
            fs::remove_file(&self.path)?;
        }
        Ok(())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // One who ends in good order leaves no name. Nobody is left to tell of a failure.
        if self.signed {
            let _ = self.file.set_len(0);
        }
        // Closing alone is not enough: a process that is just being started here has the file too, until it becomes its
        // program, and would hold the lock for that long.
        let _ = self.file.unlock();
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(ours), Ok(there)) = (file.metadata(), path.metadata()) else {
        return false;
    };
    (ours.dev(), ours.ino()) == (there.dev(), there.ino())
}

#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_and_leaves_no_name() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("slot-0.lock");
        let mut first = Lock::attempt(&path).unwrap().unwrap();
        first.sign().unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains("\"pid\""));
        assert!(Lock::attempt(&path).unwrap().is_none());
        drop(first);
        assert_eq!(fs::read_to_string(&path).unwrap(), "");
        let second = Lock::attempt(&path).unwrap().unwrap();
        assert!(second.left_by.is_none());
        second.remove().unwrap();
        assert_eq!(path.exists(), !cfg!(unix));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_without_a_lock_counts_only_while_its_process_lives() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("slot-0.lock");
        let mut child = std::process::Command::new("cat")
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
        let started = stat.split_whitespace().nth(21).unwrap().parse().unwrap();
        let owner = Owner {
            pid: child.id(),
            started,
            ..Owner::this()
        };
        owner.write(&mut File::create(&path).unwrap()).unwrap();
        assert!(Lock::attempt(&path).unwrap().is_none());
        drop(child.stdin.take());
        child.wait().unwrap();
        let lock = Lock::attempt(&path).unwrap().unwrap();
        assert_eq!(lock.left_by.as_ref(), Some(&owner));
    }
}
