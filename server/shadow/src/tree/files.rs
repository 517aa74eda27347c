//! Single files: stamps, digests, and making one where there may be anything.

use std::{
    fs::{self, File, Metadata},
    io::{self, Read as _},
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{Stamp, clock::nanoseconds};

/// The stamp of a file.
pub(super) fn stamp_of(metadata: &Metadata) -> Stamp {
    let modified = metadata.modified().map_or(0, nanoseconds);
    Stamp {
        length: metadata.len(),
        modified,
        executable: is_executable(metadata),
    }
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_metadata: &Metadata) -> bool {
    false
}

/// The digest of a content.
pub(super) fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

/// Reads to the end, hands every piece on, and answers the digest of the whole.
pub(super) fn pieces(
    from: &mut File,
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = from.read(&mut buffer)?;
        if count == 0 {
            return Ok(hasher.finalize().to_hex()[..32].to_owned());
        }
        hasher.update(&buffer[..count]);
        each(&buffer[..count])?;
    }
}

pub(super) fn time(nanoseconds: i64) -> SystemTime {
    let distance = Duration::from_nanos(nanoseconds.unsigned_abs());
    if nanoseconds < 0 {
        UNIX_EPOCH - distance
    } else {
        UNIX_EPOCH + distance
    }
}

/// A new file where there may be anything or nothing yet.
pub(super) fn new_file(path: &Path, executable: bool) -> io::Result<File> {
    let open = || {
        let mut options = File::options();
        options.write(true).create_new(true);
        mode(&mut options, executable);
        options.open(path)
    };
    match open() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            open()
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            clear(path)?;
            open()
        }
        opened => opened,
    }
}

#[cfg(unix)]
fn mode(options: &mut fs::OpenOptions, executable: bool) {
    use std::os::unix::fs::OpenOptionsExt as _;
    // Writable whatever the original is: the shadow is ours.
    options.mode(if executable { 0o755 } else { 0o644 });
}

#[cfg(not(unix))]
fn mode(_options: &mut fs::OpenOptions, _executable: bool) {}

#[cfg(unix)]
pub(super) fn symlink(target: &str, at: &Path) -> io::Result<()> {
    if let Some(parent) = at.parent() {
        fs::create_dir_all(parent)?;
    }
    std::os::unix::fs::symlink(target, at)
}

#[cfg(not(unix))]
pub(super) fn symlink(_target: &str, _at: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Makes a path name nothing.
pub(super) fn clear(path: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(())
        }
        removed => removed,
    }
}
