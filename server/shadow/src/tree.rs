//! The mirrored files of one shadow: what was copied from where, what lies over it, and the one rule of time: every change
//! of content gives a file a strictly later modification time than it ever had, also when an old text comes back.
//!
//! Lives here: the operations (sync, overlay, candidate, digest). Does not live here: looking at the person's disk
//! ([`walk`]), writing ([`write`](mod@write)), what is kept between runs ([`state`]), a fresh start ([`times`]).

mod clock;
mod files;
mod ground;
mod reach;
mod sketch;
mod state;
mod times;
mod walk;
mod write;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use bowline_loop_core::{ContentHash, WorkspacePath};
use serde::{Deserialize, Serialize};

use crate::{
    mirror::Mirror,
    project::{Project, manifests},
    shadow::ShadowError,
};
use clock::Clock;
use ground::Ground;
pub(crate) use write::SlotAge;

/// What is known of one path in the shadow. Paths are named by the person's absolute path.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    kind: Kind,
    /// The disk's file as it was when the shadow got its content; `None` when the two must be compared again.
    source: Option<Stamp>,
    /// The round of [`Tree::lay`] that last found it.
    #[serde(skip)]
    seen: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    Directory,
    /// A file with the digest of its content in the shadow (`None` while it is being written) and its stamp there.
    File {
        hash: Option<String>,
        laid: Option<Stamp>,
    },
    /// A symlink with this relative target, which lies in the shadow too.
    Link(String),
}

/// What tells, without reading it, that a file is still the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    length: u64,
    /// Nanoseconds since the epoch.
    modified: i64,
    executable: bool,
}

/// What a candidate has written over: the laid bytes, or nothing where there was no file.
type Kept = Option<Vec<u8>>;

/// The mirrored files of one shadow.
#[derive(Debug)]
pub(crate) struct Tree {
    mirror: Mirror,
    ground: Ground,
    records: BTreeMap<String, Record>,
    /// Files outside every mirrored tree that a source names, by the source that names them.
    reaches: BTreeMap<String, Vec<String>>,
    clock: Clock,
    /// The modification time of everything that the operation under way writes, in nanoseconds since the epoch.
    now: i64,
    age: SlotAge,
    round: u32,
    /// The candidate layer: what [`put`](Self::put) has written over.
    kept: BTreeMap<String, Kept>,
    notes: Vec<String>,
    state_file: PathBuf,
    /// Whether the records differ from the state file.
    unsaved: bool,
}

impl Tree {
    /// Takes up what an earlier owner of the slot left, and throws away whatever of it is not as it was left.
    pub(crate) fn load(
        project: &Project,
        mirror: &Mirror,
        shadows: &Path,
        own: &Path,
        age: SlotAge,
    ) -> Result<Self, ShadowError> {
        let mut tree = Self {
            mirror: mirror.clone(),
            ground: Ground::of(project, mirror, shadows),
            records: BTreeMap::new(),
            reaches: BTreeMap::new(),
            clock: Clock::default(),
            now: 0,
            age,
            round: 0,
            kept: BTreeMap::new(),
            notes: Vec::new(),
            state_file: own.join("tree.json"),
            unsaved: true,
        };
        tree.restore_state()?;
        Ok(tree)
    }

    /// Brings the shadow in step with the disk, with `overlays` in place of the disk's texts.
    pub(crate) fn lay(
        &mut self,
        overlays: &BTreeMap<WorkspacePath, String>,
    ) -> Result<ContentHash, ShadowError> {
        for key in std::mem::take(&mut self.kept).into_keys() {
            self.forget_source(&key);
        }
        self.round += 1;
        self.now = self.clock.tick();
        self.notes.clear();
        let texts = self.keyed(overlays);
        self.sync(&texts)?;
        for (key, text) in &texts {
            self.overlay(key, text)?;
        }
        self.follow_reaches()?;
        if self.unsaved {
            self.save_state()?;
        }
        self.age = SlotAge::Used;
        Ok(self.digest())
    }

    /// Makes exactly these texts differ from what was laid.
    pub(crate) fn put(
        &mut self,
        texts: &BTreeMap<WorkspacePath, String>,
    ) -> Result<ContentHash, ShadowError> {
        let texts = self.keyed(texts);
        self.now = self.clock.tick();
        let dropped: Vec<String> = self
            .kept
            .keys()
            .filter(|key| !texts.contains_key(*key))
            .cloned()
            .collect();
        for key in dropped {
            self.take_back(&key)?;
        }
        for (key, text) in &texts {
            if !self.kept.contains_key(key) {
                let laid = self.bytes_in_shadow(Path::new(key))?;
                self.kept.insert(key.clone(), laid);
            }
            self.write_text(key, text.as_bytes())?;
        }
        Ok(self.digest())
    }

    /// The person's paths of which the shadow has a copy, without those below them.
    pub(crate) fn tops(&self) -> Vec<PathBuf> {
        let reached = self.reaches.values().flatten().map(PathBuf::from);
        let all = self
            .ground
            .trees
            .iter()
            .chain(&self.ground.singles)
            .cloned();
        let tops = manifests::outermost(all.chain(reached));
        let is_here = |top: &PathBuf| top.exists() && self.mirror.of(top).exists();
        tops.into_iter().filter(is_here).collect()
    }

    /// The bytes of a file as it stands in the shadow, `None` where there is none.
    pub(crate) fn read(&self, path: &WorkspacePath) -> Result<Option<Vec<u8>>, ShadowError> {
        self.bytes_in_shadow(Path::new(&self.key(path)))
    }

    /// The files below the workspace root with the hashes of their contents, in the order of their paths. Files whose content
    /// was not read yet are left out.
    pub(crate) fn files(&self) -> impl Iterator<Item = (WorkspacePath, &str)> {
        let root = format!("{}/", self.mirror.root.display());
        self.records.iter().filter_map(move |(key, record)| {
            let Kind::File { hash, .. } = &record.kind else {
                return None;
            };
            Some((
                WorkspacePath::new(key.strip_prefix(&root)?),
                hash.as_deref()?,
            ))
        })
    }

    /// What could not be mirrored in the last [`lay`](Self::lay).
    pub(crate) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// One digest over all paths and contents, the same in every slot.
    fn digest(&self) -> ContentHash {
        self.digest_with(&BTreeMap::new())
    }

    /// The same with other contents of some files, by their digests.
    fn digest_with(&self, over: &BTreeMap<&str, String>) -> ContentHash {
        let mut hasher = blake3::Hasher::new();
        let root = format!("{}/", self.mirror.root.display());
        for (key, record) in &self.records {
            let (sort, content) = match &record.kind {
                Kind::Directory => continue,
                Kind::File { hash, .. } => {
                    let other = over.get(key.as_str());
                    let content = other.or(hash.as_ref()).map(String::as_str);
                    (b'f', content.unwrap_or_default())
                }
                Kind::Link(target) => (b'l', target.as_str()),
            };
            let name = key.strip_prefix(&root).unwrap_or(key);
            hasher
                .update(name.as_bytes())
                .update(&[0, sort])
                .update(content.as_bytes())
                .update(&[0]);
        }
        ContentHash(hasher.finalize().to_hex()[..32].to_owned())
    }

    /// One round against the disk.
    fn sync(&mut self, texts: &BTreeMap<String, &str>) -> Result<(), ShadowError> {
        let found = self.look(texts)?;
        let gone = self.unseen(texts);
        self.unsaved |= !(found.is_empty() && gone.is_empty());
        // First, because a directory may have become a link to another one.
        for key in gone {
            self.remove_created(&key)?;
        }
        self.take_over(found)
    }

    fn overlay(&mut self, key: &str, text: &str) -> Result<(), ShadowError> {
        self.write_text(key, text.as_bytes())?;
        self.note_reaches(key, text.as_bytes());
        self.forget_source(key);
        let round = self.round;
        if let Some(record) = self.records.get_mut(key) {
            record.seen = round;
        }
        Ok(())
    }

    /// Gives a file back the text that was laid.
    fn take_back(&mut self, key: &str) -> Result<(), ShadowError> {
        match self.kept.get(key).cloned() {
            Some(Some(laid)) => self.write_text(key, &laid)?,
            Some(None) => self.remove_created(key)?,
            None => {}
        }
        self.kept.remove(key);
        Ok(())
    }

    /// The next round compares this file with the disk again.
    fn forget_source(&mut self, key: &str) {
        if let Some(record) = self.records.get_mut(key) {
            record.source = None;
        }
    }

    /// What earlier rounds found and this one did not, children before their directories.
    fn unseen(&self, texts: &BTreeMap<String, &str>) -> Vec<String> {
        let holders: BTreeSet<&Path> = texts
            .keys()
            .flat_map(|key| Path::new(key).ancestors().skip(1))
            .collect();
        let unseen = self.records.iter().rev().filter(|(key, record)| {
            record.seen != self.round
                && !texts.contains_key(*key)
                && !holders.contains(Path::new(key))
        });
        unseen.map(|(key, _)| key.clone()).collect()
    }

    fn keyed<'a>(&self, texts: &'a BTreeMap<WorkspacePath, String>) -> BTreeMap<String, &'a str> {
        let inside = texts
            .iter()
            .map(|(path, text)| (self.key(path), text.as_str()));
        inside
            .filter(|(key, _)| self.ground.holds(Path::new(key)))
            .collect()
    }

    /// The person's absolute path of a file, seen through symlinks where that leads to a mirrored file: a buffer of a link
    /// is a buffer of its target.
    fn key(&self, path: &WorkspacePath) -> String {
        let absolute = manifests::lexical(&self.mirror.root.join(path.as_str()));
        let seen_through = absolute.canonicalize().ok().or_else(|| {
            let parent = absolute.parent()?.canonicalize().ok()?;
            Some(parent.join(absolute.file_name()?))
        });
        let real = seen_through.filter(|real| self.ground.holds(real));
        real.unwrap_or(absolute).to_string_lossy().into_owned()
    }
}

#[cfg(test)]
mod tests;
