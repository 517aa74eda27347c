//! Whether somebody's cargo is at work in a target directory: it holds a lock there. Looked up in the kernel's list, because
//! whoever tries the lock itself may keep that cargo waiting.

use std::{fs, path::Path};

/// Where cargo keeps the lock of a profile.
const LOCK: &str = ".cargo-lock";

/// Whether a profile of this target directory is locked; no where the system does not tell.
pub(crate) fn is_building(target: &Path) -> bool {
    let locks = fs::read_to_string("/proc/locks").unwrap_or_default();
    let entries = fs::read_dir(target).into_iter().flatten().flatten();
    let triples = entries.map(|entry| entry.path().join("debug"));
    let mut files = triples
        .chain([target.join("debug")])
        .map(|profile| profile.join(LOCK));
    files.any(|file| name_of(&file).is_some_and(|name| is_listed(&locks, &name)))
}

/// The name that the kernel's list has for a file: the device in hexadecimal numbers, and the inode.
#[cfg(unix)]
fn name_of(file: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;

    let metadata = file.metadata().ok()?;
    let (major, minor) = (
        rustix::fs::major(metadata.dev()),
        rustix::fs::minor(metadata.dev()),
    );
    Some(format!("{major:02x}:{minor:02x}:{}", metadata.ino()))
}

#[cfg(not(unix))]
fn name_of(_file: &Path) -> Option<String> {
    None
}

/// A line of it: number, kind, a word, `READ` or `WRITE`, process, name, first and last byte. One who waits has an arrow.
fn is_listed(locks: &str, name: &str) -> bool {
    let mut lines = locks.lines();
    lines.any(|line| {
        let mut words = line.split_whitespace().skip(1);
        words.next() == Some("FLOCK") && words.nth(3) == Some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_seen_while_it_is_held() {
        let target = tempfile::tempdir().unwrap();
        fs::create_dir(target.path().join("debug")).unwrap();
        let lock = fs::File::create(target.path().join("debug").join(LOCK)).unwrap();
        assert!(!is_building(target.path()));
        lock.try_lock().unwrap();
        assert!(is_building(target.path()));
        // Closing alone is not enough: a process that another test starts may hold the file for a moment.
        lock.unlock().unwrap();
        assert!(!is_building(target.path()));
    }
}
