//! The copy of a workspace that an agent works in: what is laid there, what the agent reads and writes through us, and the
//! difference that it leaves. Files that are closed are not there, and secrets in the others are marks of redaction.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Component, Path, PathBuf},
};

use bowline_documents::{edit::minimal, merge};
use bowline_loop_core::{FileEdit, WorkspacePath};

use super::failure::{AgentError, Unfit};
use crate::model::{Closed, Outgoing};

/// Bytes of one file, laid or read back.
const LARGEST: usize = 1 << 20;

/// Bytes of all files that are laid.
const MOST: usize = 256 << 20;

/// What every mark of redaction begins with.
const MARK: &str = "[redacted:";

/// Directories that tools make and nobody proposes; those whose names begin with a dot are passed over as well.
const MADE: &[&str] = &["node_modules", "target"];

/// A file as it was laid.
struct Laid {
    /// As it is in the workspace.
    text: String,
    /// As it was written.
    shown: String,
}

/// The copy.
pub(super) struct Tree {
    root: PathBuf,
    closed: Closed,
    laid: BTreeMap<WorkspacePath, Laid>,
}

/// Why a path is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Denied {
    /// It lies outside the copy, or goes up.
    Outside,
    /// It goes over a link.
    Link,
    /// It is closed to models.
    Closed,
    /// It is no text that can be read or written.
    NoText,
}

impl Denied {
    /// What it is, in a word or two.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Outside => "outside its copy",
            Self::Link => "over a link",
            Self::Closed => "a closed file",
            Self::NoText => "no such text",
        }
    }
}

impl Tree {
    /// An empty copy in a room, made anew with a directory for temporary files beside it.
    pub(super) fn make(room: &Path) -> io::Result<Self> {
        if room.exists() {
            fs::remove_dir_all(room)?;
        }
        fs::create_dir_all(room.join("tmp"))?;
        let root = room.join("tree");
        fs::create_dir_all(&root)?;
        Ok(Self {
            root,
            closed: Closed::default(),
            laid: BTreeMap::new(),
        })
    }

    /// Its directory, absolute.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Makes the copy hold these texts and nothing else, as far as they may be shown.
    pub(super) fn lay(
        &mut self,
        files: Vec<(WorkspacePath, String)>,
        closed: Closed,
        outgoing: &Outgoing,
    ) -> io::Result<()> {
        let mut before = std::mem::take(&mut self.laid);
        let mut total = 0;
        for (path, text) in files {
            total += text.len();
            if closed.holds(&path) || text.len() > LARGEST || total > MOST {
                continue;
            }
            let laid = match before.remove(&path) {
                Some(laid) if laid.text == text => laid,
                _ => Laid {
                    shown: outgoing.text(&text),
                    text,
                },
            };
            self.laid.insert(path, laid);
        }
        self.closed = closed;
        self.clear(&self.root, "")?;
        for (path, laid) in &self.laid {
            let target = self.root.join(path.as_str());
            if fs::read(&target).is_ok_and(|bytes| bytes == laid.shown.as_bytes()) {
                continue;
            }
            // Never written through: another name of the same file may lie elsewhere.
            let _ = fs::remove_file(&target);
            if let Some(above) = target.parent() {
                fs::create_dir_all(above)?;
            }
            File::create_new(&target)?.write_all(laid.shown.as_bytes())?;
        }
        Ok(())
    }

    /// Takes away what is not laid.
    fn clear(&self, directory: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            let (path, kind) = (below(prefix, &entry), entry.file_type()?);
            if kind.is_dir() {
                match self.leads_to_laid(&path) {
                    true => self.clear(&entry.path(), &path)?,
                    false => fs::remove_dir_all(entry.path())?,
                }
            } else if !kind.is_file() || !self.laid.contains_key(&WorkspacePath::new(&path)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn leads_to_laid(&self, directory: &str) -> bool {
        let start = format!("{directory}/");
        self.laid
            .keys()
            .any(|path| path.as_str().starts_with(&start))
    }

    /// What differs from what was laid, as edits of the workspace's texts.
    pub(super) fn difference(&self) -> Result<Vec<FileEdit>, AgentError> {
        let mut found = BTreeMap::new();
        self.look(&self.root, "", &mut found)?;
        let mut edits = Vec::new();
        for (path, laid) in &self.laid {
            let Some(bytes) = found.remove(path) else {
                return Err(Unfit::Gone(path.clone()).into());
            };
            if bytes == laid.shown.as_bytes() {
                continue;
            }
            let left = String::from_utf8(bytes).map_err(|_| Unfit::Binary(path.clone()))?;
            let after = laid
                .unhidden(left)
                .ok_or_else(|| Unfit::Hidden(path.clone()))?;
            let replacements = minimal(&laid.text, &after);
            if !replacements.is_empty() {
                edits.push(FileEdit {
                    path: path.clone(),
                    replacements,
                });
            }
        }
        match edits.is_empty() {
            true => Err(AgentError::NoChange),
            false => Ok(edits),
        }
    }

    fn look(
        &self,
        directory: &Path,
        prefix: &str,
        found: &mut BTreeMap<WorkspacePath, Vec<u8>>,
    ) -> Result<(), Unfit> {
        let unreadable = |_| Unfit::Unreadable(WorkspacePath::new(prefix));
        for entry in fs::read_dir(directory).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = below(prefix, &entry);
            let path = WorkspacePath::new(&name);
            let kind = entry.file_type().map_err(unreadable)?;
            let is_laid = self.laid.contains_key(&path) || self.leads_to_laid(&name);
            if !is_laid && is_made(&entry.file_name().to_string_lossy()) {
                continue;
            }
            if kind.is_symlink() {
                return Err(Unfit::Link);
            } else if kind.is_dir() {
                self.look(&entry.path(), &name, found)?;
            } else if !self.laid.contains_key(&path) {
                return Err(Unfit::New);
            } else if kind.is_file() {
                let bytes = bytes(&entry.path()).map_err(|_| Unfit::Unreadable(path.clone()))?;
                let bytes = bytes.ok_or_else(|| Unfit::TooLarge(path.clone()))?;
                found.insert(path, bytes);
            } else {
                return Err(Unfit::Binary(path));
            }
        }
        Ok(())
    }

    /// The text of a file of the copy, from line `line` (1-based), at most `limit` lines.
    pub(super) fn read(
        &self,
        path: &str,
        line: Option<u64>,
        limit: Option<u64>,
    ) -> Result<String, Denied> {
        let target = self.resolve(path)?;
        let bytes = bytes(&target).ok().flatten().ok_or(Denied::NoText)?;
        let text = String::from_utf8(bytes).map_err(|_| Denied::NoText)?;
        let size = |number: Option<u64>| number.and_then(|number| usize::try_from(number).ok());
        let skipped = size(line).unwrap_or(1).saturating_sub(1);
        let taken = size(limit).unwrap_or(usize::MAX);
        Ok(text
            .split_inclusive('\n')
            .skip(skipped)
            .take(taken)
            .collect())
    }

    /// Writes a file of the copy.
    pub(super) fn write(&self, path: &str, text: &str) -> Result<(), Denied> {
        let target = self.resolve(path)?;
        if text.len() > LARGEST {
            return Err(Denied::NoText);
        }
        let above = target.parent().ok_or(Denied::Outside)?;
        let _ = fs::remove_file(&target);
        fs::create_dir_all(above)
            .and_then(|()| File::create_new(&target)?.write_all(text.as_bytes()))
            .map_err(|_| Denied::NoText)
    }

    /// Where a path leads, if it leads to a place of the copy that may be shown.
    pub(super) fn resolve(&self, path: &str) -> Result<PathBuf, Denied> {
        // `join` takes an absolute path as it is.
        let whole = self.root.join(path);
        let inside = whole
            .strip_prefix(&self.root)
            .map_err(|_| Denied::Outside)?;
        let mut walked = self.root.clone();
        let mut names = Vec::new();
        for component in inside.components() {
            let Component::Normal(name) = component else {
                return Err(Denied::Outside);
            };
            walked.push(name);
            if walked.is_symlink() {
                return Err(Denied::Link);
            }
            names.push(name.to_str().ok_or(Denied::NoText)?);
        }
        match self.closed.holds(&WorkspacePath::new(names.join("/"))) {
            true => Err(Denied::Closed),
            false => Ok(walked),
        }
    }
}

impl Laid {
    /// What an agent left, with the secrets back in their places; `None` where it meddles with one, or writes a mark.
    fn unhidden(&self, left: String) -> Option<String> {
        let after = match self.shown == self.text {
            true => left,
            false => merge::merge3(&self.shown, &self.text, &left).ok()?,
        };
        let marks = |text: &str| text.matches(MARK).count();
        (marks(&after) <= marks(&self.text)).then_some(after)
    }
}

fn below(prefix: &str, entry: &fs::DirEntry) -> String {
    let name = entry.file_name();
    match prefix {
        "" => name.to_string_lossy().into_owned(),
        prefix => format!("{prefix}/{}", name.to_string_lossy()),
    }
}

fn is_made(name: &str) -> bool {
    name.starts_with('.') || MADE.contains(&name)
}

/// The bytes of a file that is no link; `None` where it is too large.
fn bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        // A pipe put in its place would otherwise be waited for.
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    let mut bytes = Vec::new();
    file.take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= LARGEST).then_some(bytes))
}
