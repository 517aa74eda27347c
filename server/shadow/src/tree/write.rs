//! Writing into the shadow. No link to a real file is ever made, an existing file is replaced rather than written through
//! (a build script may have put a link in its place), and every write bears the time of its operation.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{
    Kind, Record, Stamp, Tree,
    clock::nanoseconds,
    files::{clear, digest, new_file, pieces, stamp_of, symlink, time},
    reach,
    walk::{Found, What},
};
use crate::{sandbox::secrets, shadow::ShadowError};

/// Larger files are read piece by piece.
const WHOLE: u64 = 16 << 20;

/// A file that changed this short a time before it was read may change again without a new modification time.
const RACY: i64 = 20_000_000;

/// Whether a slot has ever been built in. In a fresh one files keep the disk's modification times, in a used one every
/// change gets a new one, or cargo would call it fresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SlotAge {
    Fresh,
    Used,
}

impl Tree {
    /// Makes the shadow have what was found.
    pub(super) fn take_over(&mut self, found: Vec<Found>) -> Result<(), ShadowError> {
        for Found { key, what } in found {
            match what {
                What::Directory => self.make_directory(key)?,
                What::File(stamp) => self.copy(key, stamp)?,
                What::Link(target) => self.make_link(key, target)?,
            }
        }
        Ok(())
    }

    /// Copies the files outside every tree that sources name, and those that these name in turn.
    pub(super) fn follow_reaches(&mut self) -> Result<(), ShadowError> {
        loop {
            let all = self.reaches.values().flatten();
            let missing: Vec<String> = all
                .filter(|path| !self.records.contains_key(*path))
                .cloned()
                .collect();
            let found = self.look_at(&missing);
            if found.is_empty() {
                return Ok(());
            }
            let before = self.records.len();
            self.take_over(found)?;
            if self.records.len() == before {
                return Ok(()); // What is left cannot be read.
            }
        }
    }

    /// Writes a text, unless the file holds it already.
    pub(super) fn write_text(&mut self, key: &str, bytes: &[u8]) -> Result<(), ShadowError> {
        let hash = digest(bytes);
        let (mut source, mut executable) = (None, false);
        match self.records.get(key) {
            Some(Record {
                kind: Kind::File {
                    hash: Some(now), ..
                },
                ..
            }) if *now == hash => return Ok(()),
            Some(Record {
                kind: Kind::Directory,
                ..
            }) => {
                let error = io::Error::from(io::ErrorKind::IsADirectory);
                return Err(ShadowError::files(Path::new(key), "written", error));
            }
            Some(record) => {
                source = record.source;
                executable =
                    matches!(record.kind, Kind::File { laid: Some(laid), .. } if laid.executable);
            }
            None => {}
        }
        self.begin(key);
        let laid = self.write(key, executable, self.now, |file| file.write_all(bytes))?;
        self.done(key, hash, laid, source);
        Ok(())
    }

    /// Takes note of the files outside every tree that a source names.
    pub(super) fn note_reaches(&mut self, key: &str, bytes: &[u8]) {
        let Some(text) = key
            .ends_with(".rs")
            .then(|| std::str::from_utf8(bytes).ok())
            .flatten()
        else {
            return;
        };
        let all = reach::reaches(Path::new(key), text).into_iter();
        let outside = all.filter(|path| !self.ground.holds(path) && path.exists());
        // A source may name any file of the person's; what runs in the shadow reads what lies there.
        let outside = outside.filter(|path| !secrets::is_secret(path, &self.ground.root));
        let outside: Vec<String> = outside
            .filter_map(|path| path.to_str().map(str::to_owned))
            .collect();
        if outside.is_empty() {
            self.reaches.remove(key);
        } else {
            self.reaches.insert(key.to_owned(), outside);
        }
    }

    /// Where a person's path lies in the shadow, for reading and writing. No key leads through a link, so one on the way was
    /// left by something that ran here, to lead us outside: it is taken out.
    pub(super) fn place(&self, key: &Path) -> io::Result<PathBuf> {
        let path = self.mirror.of(key);
        let parts = path.strip_prefix(&self.mirror.prefix).ok();
        let above = parts.and_then(Path::parent).into_iter();
        let mut at = self.mirror.prefix.clone();
        for part in above.flat_map(Path::components) {
            at.push(part);
            if at.is_symlink() {
                fs::remove_file(&at)?;
            }
        }
        Ok(path)
    }

    /// Removes a path, and the directories above it that were made for it alone.
    pub(super) fn remove_created(&mut self, key: &str) -> Result<(), ShadowError> {
        let cleared = self.place(Path::new(key)).and_then(|path| clear(&path));
        cleared.map_err(|source| self.failed(Path::new(key), "removed", source))?;
        self.records.remove(key);
        self.reaches.remove(key);
        for above in Path::new(key).ancestors().skip(1) {
            let recorded = above
                .to_str()
                .is_none_or(|above| self.records.contains_key(above));
            if recorded
                || above.parent().is_none()
                || fs::remove_dir(self.mirror.of(above)).is_err()
            {
                break;
            }
        }
        Ok(())
    }

    /// The bytes of a person's file as it stands in the shadow.
    pub(super) fn bytes_in_shadow(&self, path: &Path) -> Result<Option<Vec<u8>>, ShadowError> {
        let at = self.place(path);
        match at.and_then(|at| unlinked(&at).and_then(|()| fs::read(at))) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(None)
            }
            Err(source) => Err(ShadowError::files(path, "read", source)),
        }
    }

    fn make_directory(&mut self, key: String) -> Result<(), ShadowError> {
        let path = self
            .place(Path::new(&key))
            .map_err(|source| self.failed(Path::new(&key), "made", source))?;
        let is_dir = fs::symlink_metadata(&path).map(|metadata| metadata.is_dir());
        let made = match is_dir {
            Ok(true) => Ok(()),
            Ok(false) => fs::remove_file(&path).and_then(|()| fs::create_dir(&path)),
            Err(_) => fs::create_dir_all(&path),
        };
        made.map_err(|source| self.failed(&path, "made", source))?;
        self.records.insert(
            key,
            Record {
                kind: Kind::Directory,
                source: None,
                seen: self.round,
            },
        );
        Ok(())
    }

    fn make_link(&mut self, key: String, target: String) -> Result<(), ShadowError> {
        let place = self.place(Path::new(&key));
        let made = place.and_then(|path| clear(&path).and_then(|()| symlink(&target, &path)));
        made.map_err(|source| self.failed(Path::new(&key), "made", source))?;
        self.records.insert(
            key,
            Record {
                kind: Kind::Link(target),
                source: None,
                seen: self.round,
            },
        );
        Ok(())
    }

    fn copy(&mut self, key: String, stamp: Stamp) -> Result<(), ShadowError> {
        match self.try_copy(&key, stamp) {
            Ok(()) => Ok(()),
            Err(CopyError::Write(error)) => Err(error),
            // Gone since the look: the next round takes it out.
            Err(CopyError::Read(error)) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(CopyError::Read(source)) if matters(&key) => {
                Err(ShadowError::files(Path::new(&key), "read", source))
            }
            Err(CopyError::Read(error)) => {
                self.notes.push(format!("{key} was left out: {error}"));
                Ok(())
            }
        }
    }

    fn try_copy(&mut self, key: &str, stamp: Stamp) -> Result<(), CopyError> {
        let asked = nanoseconds(SystemTime::now());
        let source = (stamp.modified.saturating_add(RACY) <= asked).then_some(stamp);
        let known = match self.records.get(key).map(|record| &record.kind) {
            Some(Kind::File {
                hash,
                laid: Some(laid),
            }) if laid.executable == stamp.executable => hash.clone(),
            _ => None,
        };
        let modified = match self.age {
            SlotAge::Fresh => stamp.modified,
            SlotAge::Used => self.now,
        };
        self.clock.saw(modified);
        let mut from = File::open(key).map_err(CopyError::Read)?;
        if stamp.length <= WHOLE {
            let mut bytes = Vec::with_capacity(usize::try_from(stamp.length).unwrap_or_default());
            from.read_to_end(&mut bytes).map_err(CopyError::Read)?;
            let hash = digest(&bytes);
            if known.as_ref() == Some(&hash) {
                self.same(key, source);
                return Ok(());
            }
            self.begin(key);
            let laid = self.write(key, stamp.executable, modified, |file| {
                file.write_all(&bytes)
            });
            self.done(key, hash, laid.map_err(CopyError::Write)?, source);
            self.note_reaches(key, &bytes);
            return Ok(());
        }
        if known.is_some()
            && known
                == pieces(&mut from, |_| Ok(()))
                    .map_err(CopyError::Read)?
                    .into()
        {
            self.same(key, source);
            return Ok(());
        }
        let mut from = File::open(key).map_err(CopyError::Read)?;
        self.begin(key);
        let mut hash = String::new();
        let laid = self.write(key, stamp.executable, modified, |file| {
            hash = pieces(&mut from, |piece| file.write_all(piece))?;
            Ok(())
        });
        self.done(key, hash, laid.map_err(CopyError::Write)?, source);
        Ok(())
    }

    fn same(&mut self, key: &str, source: Option<Stamp>) {
        if let Some(record) = self.records.get_mut(key) {
            record.source = source;
        }
    }

    /// From here on until [`done`](Self::done) the file holds nobody knows what.
    fn begin(&mut self, key: &str) {
        self.unsaved = true;
        let kind = Kind::File {
            hash: None,
            laid: None,
        };
        self.records.insert(
            key.to_owned(),
            Record {
                kind,
                source: None,
                seen: self.round,
            },
        );
    }

    fn done(&mut self, key: &str, hash: String, laid: Stamp, source: Option<Stamp>) {
        if let Some(record) = self.records.get_mut(key) {
            record.kind = Kind::File {
                hash: Some(hash),
                laid: Some(laid),
            };
            record.source = source;
        }
    }

    fn write(
        &self,
        key: &str,
        executable: bool,
        modified: i64,
        fill: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<Stamp, ShadowError> {
        let path = self
            .place(Path::new(key))
            .map_err(|source| self.failed(Path::new(key), "written", source))?;
        let written = new_file(&path, executable).and_then(|mut file| {
            fill(&mut file)?;
            file.set_modified(time(modified))?;
            Ok(stamp_of(&file.metadata()?))
        });
        written.map_err(|source| self.failed(&path, "written", source))
    }

    pub(super) fn failed(
        &self,
        path: &Path,
        action: &'static str,
        source: io::Error,
    ) -> ShadowError {
        ShadowError::in_shadow(&self.mirror.prefix, path, action, source)
    }
}

/// An error where a link lies: a file of the shadow that has become one would be read from outside.
pub(super) fn unlinked(path: &Path) -> io::Result<()> {
    match path.is_symlink() {
        true => Err(io::Error::from(io::ErrorKind::NotFound)),
        false => Ok(()),
    }
}

enum CopyError {
    Read(io::Error),
    Write(ShadowError),
}

/// Whether a check is worth nothing without this file.
fn matters(key: &str) -> bool {
    [".rs", ".toml", "/Cargo.lock"]
        .iter()
        .any(|end| key.ends_with(end))
}
