//! Looking at the person's disk: which files a shadow mirrors, and which of them changed. Reads, and never writes, there.
//!
//! Ignore files are not honoured: generated trees that git ignores are part of a build. Left out are version control,
//! `node_modules`, target directories (by their marks, whatever their names) and the shadows themselves.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, Metadata},
    io,
    path::{Path, PathBuf},
};

use super::{Kind, Record, Stamp, Tree, files::stamp_of, ground::Ground};
use crate::{project::manifests, shadow::ShadowError};

/// Names that are never mirrored, be they files (as in a submodule) or directories.
const LEFT_OUT: &[&str] = &[".git", ".hg", ".jj", ".svn", "node_modules"];

/// Files that mark a directory as a cache or a cargo target directory.
const CACHE_MARKS: &[&str] = &["CACHEDIR.TAG", ".rustc_info.json"];

/// How many files are copied from behind symlinks that lead out of the project, at the most.
const BEHIND_LINKS: u32 = 50_000;

/// Something on the disk that the shadow does not have yet, or has otherwise.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) key: String,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) enum What {
    Directory,
    File(Stamp),
    /// A link with this target, relative to its own directory.
    Link(String),
}

impl Tree {
    /// Marks every record that still has its file, and answers what has none or another one.
    pub(super) fn look(
        &mut self,
        texts: &BTreeMap<String, &str>,
    ) -> Result<Vec<Found>, ShadowError> {
        let mut walk = Walk {
            ground: &self.ground,
            records: &mut self.records,
            round: self.round,
            found: Vec::new(),
            links: Vec::new(),
            notes: &mut self.notes,
            left: BEHIND_LINKS,
        };
        for tree in &self.ground.trees {
            walk.tree(tree)?;
        }
        for single in &self.ground.singles {
            walk.single(single);
        }
        for reached in self.reaches.values().flatten() {
            walk.single(Path::new(reached));
        }
        walk.resolve_links()?;
        let found = walk.found;
        // Before anything is deleted in the shadow: is what we saw an empty project, or none any more?
        if !self.ground.root.is_dir() {
            return Err(ShadowError::Vanished {
                root: self.ground.root.clone(),
            });
        }
        Ok(found
            .into_iter()
            .filter(|it| !texts.contains_key(&it.key))
            .collect())
    }

    /// What is at these paths and is not in the shadow yet.
    pub(super) fn look_at(&mut self, paths: &[String]) -> Vec<Found> {
        let mut walk = Walk {
            ground: &self.ground,
            records: &mut self.records,
            round: self.round,
            found: Vec::new(),
            links: Vec::new(),
            notes: &mut self.notes,
            left: BEHIND_LINKS,
        };
        for path in paths {
            walk.single(Path::new(path));
        }
        walk.found
    }
}

struct Walk<'a> {
    ground: &'a Ground,
    records: &'a mut BTreeMap<String, Record>,
    round: u32,
    found: Vec<Found>,
    /// Links with the places they lead to, resolved once it is known what is mirrored.
    links: Vec<(String, PathBuf)>,
    notes: &'a mut Vec<String>,
    left: u32,
}

impl Walk<'_> {
    fn tree(&mut self, tree: &Path) -> Result<(), ShadowError> {
        let Some(text) = tree.to_str() else {
            return Err(ShadowError::files(
                tree,
                "mirrored",
                io::Error::other("its name is not UTF-8"),
            ));
        };
        if !tree.is_dir() {
            if *tree == self.ground.root {
                return Err(ShadowError::Vanished {
                    root: tree.to_path_buf(),
                });
            }
            self.notes.push(format!("{text} is no directory"));
            return Ok(());
        }
        self.directory(&mut text.to_owned(), &mut None);
        Ok(())
    }

    /// A file that is mirrored by itself, or a directory of them; nothing where there is neither.
    fn single(&mut self, path: &Path) {
        let (Ok(metadata), Some(key)) = (path.metadata(), path.to_str()) else {
            return;
        };
        if metadata.is_file() {
            self.file(key, &metadata);
        } else if metadata.is_dir() && !self.ground.trees.iter().any(|tree| tree.starts_with(path))
        {
            self.directory(&mut key.to_owned(), &mut Some(vec![path.to_path_buf()]));
        }
    }

    /// Everything below `path`. `behind` holds the real directories walked through once a link has been followed out of
    /// the project; there, links are followed rather than kept.
    fn directory(&mut self, path: &mut String, behind: &mut Option<Vec<PathBuf>>) {
        let entries = match fs::read_dir(&*path).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    self.notes.push(format!("{path} was left out: {error}"));
                }
                return;
            }
        };
        let is_tree = self
            .ground
            .trees
            .iter()
            .any(|tree| tree.as_os_str() == path.as_str());
        let marked = entries
            .iter()
            .any(|entry| CACHE_MARKS.iter().any(|mark| entry.file_name() == *mark));
        if marked && !is_tree {
            return;
        }
        self.mark_directory(path);
        let length = path.len();
        for entry in entries {
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                self.notes.push(format!(
                    "{} was left out: its name is not UTF-8",
                    entry.path().display()
                ));
                continue;
            };
            if LEFT_OUT.contains(&name) {
                continue;
            }
            path.push('/');
            path.push_str(name);
            self.entry(&entry, path, behind);
            path.truncate(length);
        }
    }

    fn entry(
        &mut self,
        entry: &fs::DirEntry,
        path: &mut String,
        behind: &mut Option<Vec<PathBuf>>,
    ) {
        // What vanishes between the listing and the look is as if it had never been there.
        let Ok(kind) = entry.file_type() else { return };
        if kind.is_dir() {
            if !self
                .ground
                .left_out
                .iter()
                .any(|out| out.as_os_str() == path.as_str())
            {
                self.directory(path, behind);
            }
        } else if kind.is_symlink() {
            self.link(path, behind);
        } else if kind.is_file() {
            let Ok(metadata) = entry.metadata() else {
                return;
            };
            if behind.is_none() || self.spend(path) {
                self.file(path, &metadata);
            }
        } else {
            self.notes.push(format!(
                "{path} was left out: it is neither a file nor a directory"
            ));
        }
    }

    fn link(&mut self, path: &mut String, behind: &mut Option<Vec<PathBuf>>) {
        match fs::canonicalize(&*path) {
            Ok(real) if behind.is_some() => self.follow(path, real, behind),
            Ok(real) => self.links.push((path.clone(), real)),
            Err(_) => self.dangling(path),
        }
    }

    /// A link to nothing is kept where it could only ever lead to a place in the shadow.
    fn dangling(&mut self, path: &str) {
        let at = Path::new(path);
        let (Ok(target), Some(parent)) = (fs::read_link(at), at.parent()) else {
            return;
        };
        match target.to_str() {
            Some(text)
                if target.is_relative()
                    && self
                        .ground
                        .holds(&manifests::lexical(&parent.join(&target))) =>
            {
                self.keep_link(path, text.to_owned());
            }
            _ => self
                .notes
                .push(format!("{path} was left out: it links to nothing")),
        }
    }

    /// Copies what a link leads to. A directory within itself is not entered again.
    fn follow(&mut self, path: &mut String, real: PathBuf, behind: &mut Option<Vec<PathBuf>>) {
        let Ok(metadata) = real.metadata() else {
            return;
        };
        if metadata.is_file() {
            if self.spend(path) {
                self.file(path, &metadata);
            }
        } else if metadata.is_dir() {
            let mut chain = behind.take().unwrap_or_default();
            let within_itself = chain.iter().any(|entered| entered.starts_with(&real))
                || self.ground.root.starts_with(&real)
                || Path::new(path.as_str()).starts_with(&real);
            if within_itself || self.ground.left_out.contains(&real) {
                self.notes.push(format!(
                    "{path} was left out: it links to a directory above it"
                ));
                *behind = (!chain.is_empty()).then_some(chain);
                return;
            }
            let outermost = chain.is_empty();
            chain.push(real);
            let mut within = Some(chain);
            self.directory(path, &mut within);
            let mut chain = within.unwrap_or_default();
            chain.pop();
            *behind = (!outermost).then_some(chain);
        }
    }

    fn resolve_links(&mut self) -> Result<(), ShadowError> {
        let links = std::mem::take(&mut self.links);
        if links.is_empty() {
            return Ok(());
        }
        let new: BTreeSet<String> = self.found.iter().map(|found| found.key.clone()).collect();
        for (mut path, real) in links {
            let mirrored = real.to_str().is_some_and(|key| {
                new.contains(key)
                    || self
                        .records
                        .get(key)
                        .is_some_and(|record| record.seen == self.round)
            });
            match Path::new(&path)
                .parent()
                .and_then(|parent| relative(parent, &real))
            {
                Some(target) if mirrored && cfg!(unix) => self.keep_link(&path, target),
                _ => self.follow(&mut path, real, &mut None),
            }
        }
        Ok(())
    }

    fn keep_link(&mut self, key: &str, target: String) {
        if let Some(record) = self.records.get_mut(key) {
            record.seen = self.round;
            if record.kind == Kind::Link(target.clone()) {
                return;
            }
        }
        self.found.push(Found {
            key: key.to_owned(),
            what: What::Link(target),
        });
    }

    fn mark_directory(&mut self, key: &str) {
        if let Some(record) = self.records.get_mut(key) {
            record.seen = self.round;
            if record.kind == Kind::Directory {
                return;
            }
        }
        self.found.push(Found {
            key: key.to_owned(),
            what: What::Directory,
        });
    }

    fn file(&mut self, key: &str, metadata: &Metadata) {
        let stamp = stamp_of(metadata);
        if let Some(record) = self.records.get_mut(key) {
            record.seen = self.round;
            if record.source == Some(stamp) && matches!(record.kind, Kind::File { .. }) {
                return;
            }
        }
        self.found.push(Found {
            key: key.to_owned(),
            what: What::File(stamp),
        });
    }

    /// Takes one file off what may be copied from behind links.
    fn spend(&mut self, path: &str) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        if self.left == 0 {
            self.notes.push(format!(
                "{path} and what follows was left out: too many files behind symlinks"
            ));
        }
        true
    }
}

/// The way from a directory to a path, both absolute and free of symlinks.
fn relative(from: &Path, to: &Path) -> Option<String> {
    let common = from
        .components()
        .zip(to.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = from.components().skip(common).map(|_| Path::new(".."));
    let down: PathBuf = to.components().skip(common).collect();
    let way: PathBuf = up.chain([down.as_path()]).collect();
    let way = if way.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        way
    };
    way.to_str().map(str::to_owned)
}
