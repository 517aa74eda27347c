//! Writes a proved result to disk: all of it or none, and only over the very bytes the loop read (I3, I11).

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use bowline_documents::content_hash;
use bowline_loop_core::WorkspacePath;

use crate::engine::ProvedFile;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(super) enum ApplyError {
    /// A file no longer holds what the loop read.
    #[error("{} changed since the loop read {}; nothing was written. Run `bowline fix` again", listed(.0), it(.0))]
    Changed(Vec<WorkspacePath>),
    /// A file may not be written.
    #[error("{} cannot be written: {source}; nothing was changed", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be written, and one that had been could not be put back.
    #[error("{} cannot be written: {source}; and {} could not be put back, it holds the new text", path.display(), listed(kept))]
    Partly {
        /// The file that could not be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
        /// The files that hold the new text.
        kept: Vec<WorkspacePath>,
    },
}

/// A text beside the file it will replace; gone when dropped before that.
struct Prepared<'a> {
    file: &'a ProvedFile,
    /// The file itself, symlinks followed.
    target: PathBuf,
    temporary: PathBuf,
}

impl Drop for Prepared<'_> {
    fn drop(&mut self) {
        // Gone already after a rename; nothing else can be done about one that stays.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Writes every file, or leaves every file as it was.
pub(super) fn write(files: &[ProvedFile]) -> Result<(), ApplyError> {
    unchanged(files)?;
    let mut prepared = Vec::new();
    for file in files {
        let ready = prepare(file, &file.after).map_err(|source| failed(file, source))?;
        prepared.push(ready);
    }
    // Writing takes its time; what was typed meanwhile counts.
    unchanged(files)?;
    for (index, next) in prepared.iter().enumerate() {
        if let Err(source) = fs::rename(&next.temporary, &next.target) {
            return Err(put_back(&prepared[..index], failed(next.file, source)));
        }
    }
    Ok(())
}

fn failed(file: &ProvedFile, source: io::Error) -> ApplyError {
    ApplyError::Write {
        path: file.absolute.clone(),
        source,
    }
}

fn unchanged(files: &[ProvedFile]) -> Result<(), ApplyError> {
    let holds = |file: &ProvedFile| {
        fs::read(&file.absolute).is_ok_and(|bytes| content_hash(&bytes) == file.before_hash)
    };
    let changed: Vec<WorkspacePath> = files
        .iter()
        .filter(|file| !holds(file))
        .map(|file| file.path.clone())
        .collect();
    if changed.is_empty() {
        Ok(())
    } else {
        Err(ApplyError::Changed(changed))
    }
}

/// Writes the text beside the file, with the file's permissions, and waits until it is on the disk.
fn prepare<'a>(file: &'a ProvedFile, text: &str) -> io::Result<Prepared<'a>> {
    let target = fs::canonicalize(&file.absolute)?;
    let permissions = fs::metadata(&target)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the file is read-only",
        ));
    }
    let (mut handle, temporary) = temporary_beside(&target)?;
    let prepared = Prepared {
        file,
        target,
        temporary,
    };
    handle.write_all(text.as_bytes())?;
    handle.set_permissions(permissions)?;
    handle.sync_all()?;
    Ok(prepared)
}

fn temporary_beside(target: &Path) -> io::Result<(File, PathBuf)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut number = 0;
    loop {
        let path =
            target.with_file_name(format!(".{name}.bowline-{}-{number}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 100 => {
                number += 1
            }
            Err(error) => return Err(error),
        }
    }
}

/// Gives the written files their old text again.
fn put_back(written: &[Prepared<'_>], error: ApplyError) -> ApplyError {
    let kept: Vec<WorkspacePath> = written
        .iter()
        .filter(|written| {
            let back = prepare(written.file, &written.file.before);
            back.and_then(|old| fs::rename(&old.temporary, &old.target))
                .is_err()
        })
        .map(|written| written.file.path.clone())
        .collect();
    match error {
        ApplyError::Write { path, source } if !kept.is_empty() => {
            ApplyError::Partly { path, source, kept }
        }
        other => other,
    }
}

fn listed(paths: &[WorkspacePath]) -> String {
    paths
        .iter()
        .map(WorkspacePath::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

fn it(paths: &[WorkspacePath]) -> &'static str {
    if paths.len() == 1 { "it" } else { "them" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(directory: &Path, name: &str, before: &str, after: &str) -> ProvedFile {
        let absolute = directory.join(name);
        fs::write(&absolute, before).unwrap();
        ProvedFile {
            path: WorkspacePath::new(name),
            absolute,
            version: None,
            before: before.into(),
            before_hash: content_hash(before.as_bytes()),
            after: after.into(),
        }
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn writes_every_file_and_leaves_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let files = [
            file(directory.path(), "a.rs", "old a", "new a"),
            file(directory.path(), "b.rs", "old b", "new b"),
        ];
        write(&files).unwrap();
        assert_eq!(fs::read_to_string(&files[0].absolute).unwrap(), "new a");
        assert_eq!(fs::read_to_string(&files[1].absolute).unwrap(), "new b");
        assert_eq!(names(directory.path()), ["a.rs", "b.rs"]);
    }

    #[test]
    fn a_file_that_changed_since_keeps_every_file_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let files = [
            file(directory.path(), "a.rs", "old a", "new a"),
            file(directory.path(), "b.rs", "old b", "new b"),
        ];
        fs::write(&files[1].absolute, "typed meanwhile").unwrap();
        let error = write(&files).unwrap_err();
        assert_eq!(
            error.to_string(),
            "b.rs changed since the loop read it; nothing was written. Run `bowline fix` again"
        );
        assert_eq!(fs::read_to_string(&files[0].absolute).unwrap(), "old a");
        assert_eq!(
            fs::read_to_string(&files[1].absolute).unwrap(),
            "typed meanwhile"
        );
        assert_eq!(names(directory.path()), ["a.rs", "b.rs"]);
    }

    #[test]
    fn a_file_that_cannot_be_written_keeps_the_others_as_they_are() {
        let directory = tempfile::tempdir().unwrap();
        let files = [
            file(directory.path(), "a.rs", "old a", "new a"),
            file(directory.path(), "b.rs", "old b", "new b"),
        ];
        let mut permissions = fs::metadata(&files[1].absolute).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&files[1].absolute, permissions).unwrap();
        let error = write(&files).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("the file is read-only; nothing was changed"),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&files[0].absolute).unwrap(), "old a");
        assert_eq!(names(directory.path()), ["a.rs", "b.rs"]);
    }

    #[test]
    fn files_already_written_are_put_back() {
        let directory = tempfile::tempdir().unwrap();
        let files = [
            file(directory.path(), "a.rs", "old a", "new a"),
            file(directory.path(), "b.rs", "old b", "new b"),
        ];
        let prepared: Vec<Prepared<'_>> = files
            .iter()
            .map(|file| prepare(file, &file.after).unwrap())
            .collect();
        fs::rename(&prepared[0].temporary, &prepared[0].target).unwrap();
        let error = put_back(&prepared[..1], failed(&files[1], io::Error::other("no")));
        assert!(matches!(error, ApplyError::Write { .. }));
        assert_eq!(fs::read_to_string(&files[0].absolute).unwrap(), "old a");
        drop(prepared);
        assert_eq!(names(directory.path()), ["a.rs", "b.rs"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_symlinks_stay() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let real = file(directory.path(), "real.rs", "old", "new");
        fs::set_permissions(&real.absolute, fs::Permissions::from_mode(0o640)).unwrap();
        let link = directory.path().join("link.rs");
        std::os::unix::fs::symlink(&real.absolute, &link).unwrap();
        write(&[ProvedFile {
            absolute: link.clone(),
            ..real.clone()
        }])
        .unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real.absolute).unwrap(), "new");
        assert_eq!(
            fs::metadata(&real.absolute).unwrap().permissions().mode() & 0o777,
            0o640
        );
    }
}
