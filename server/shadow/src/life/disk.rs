//! Directories of shadows on the disk: what one takes, and removing one so that no half of it is ever used.

use std::{
    collections::BTreeMap,
    fs::{self, Metadata},
    io,
    path::Path,
};

/// The bytes that removing a directory would give back. Files that are linked from elsewhere too give nothing.
pub(super) fn size(directory: &Path) -> u64 {
    let mut total = 0;
    let mut linked = BTreeMap::new();
    add(directory, &mut total, &mut linked);
    let whole = linked.values().filter(|seen| seen.links == seen.of);
    total + whole.map(|seen| seen.bytes).sum::<u64>()
}

/// A file with several names, as far as they were met.
struct Seen {
    bytes: u64,
    links: u64,
    of: u64,
}

fn add(directory: &Path, total: &mut u64, linked: &mut BTreeMap<(u64, u64), Seen>) {
    // What cannot be read, or vanishes meanwhile, counts nothing: this is an estimate.
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_dir() {
            add(&entry.path(), total, linked);
        }
        let (bytes, links, id) = facts(&metadata);
        if metadata.is_dir() || links <= 1 {
            *total += bytes;
            continue;
        }
        let seen = linked.entry(id).or_insert(Seen {
            bytes,
            links: 0,
            of: links,
        });
        seen.links += 1;
    }
}

/// The bytes on the disk, the number of names, and the file itself.
#[cfg(unix)]
fn facts(metadata: &Metadata) -> (u64, u64, (u64, u64)) {
    use std::os::unix::fs::MetadataExt as _;
    let id = (metadata.dev(), metadata.ino());
    (metadata.blocks() * 512, metadata.nlink(), id)
}

#[cfg(not(unix))]
fn facts(metadata: &Metadata) -> (u64, u64, (u64, u64)) {
    (metadata.len(), 1, (0, 0))
}

/// Removes a directory that may be gone already, or hold directories that nobody may enter: an overlay leaves such behind,
/// and so may a build script.
pub(crate) fn remove(directory: &Path) -> io::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            open_up(directory);
            fs::remove_dir_all(directory)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

#[cfg(unix)]
fn open_up(directory: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    // A failure shows again in the removal that follows.
    let _ = fs::set_permissions(directory, fs::Permissions::from_mode(0o700));
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            open_up(&entry.path());
        }
    }
}

#[cfg(not(unix))]
fn open_up(_directory: &Path) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_linked_from_outside_gives_nothing_back() {
        let directory = tempfile::tempdir().unwrap();
        let slot = directory.path().join("slot");
        fs::create_dir(&slot).unwrap();
        let empty = size(&slot);
        let block = vec![7; 1 << 16];
        fs::write(directory.path().join("theirs"), &block).unwrap();
        fs::hard_link(directory.path().join("theirs"), slot.join("linked")).unwrap();
        assert_eq!(size(&slot), empty);
        fs::write(slot.join("ours"), &block).unwrap();
        fs::hard_link(slot.join("ours"), slot.join("ours-too")).unwrap();
        assert_eq!(size(&slot), empty + (1 << 16));
    }

    #[test]
    fn removes_what_was_closed() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let closed = directory.path().join("slot/work/work");
        fs::create_dir_all(closed.join("deep")).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        remove(&directory.path().join("slot")).unwrap();
        remove(&directory.path().join("slot")).unwrap();
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
