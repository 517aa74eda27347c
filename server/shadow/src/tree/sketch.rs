//! A tree that nobody writes: what the mirrored files would be with a candidate on them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use bowline_loop_core::{ContentHash, WorkspacePath};

use super::{Kind, Record, Tree, files::digest};
use crate::shadow::ShadowError;

/// What a tree would be.
#[derive(Debug)]
pub(crate) struct Sketch {
    /// The digest that the tree would have.
    pub(crate) tree: ContentHash,
    /// The files that hold something else as the tree stands, by the person's absolute paths, with what they would hold.
    pub(crate) files: Vec<(PathBuf, Vec<u8>)>,
}

impl Tree {
    /// What [`put`](Self::put) would make of the tree; nothing where it would make a file or take one away.
    pub(crate) fn sketch(
        &self,
        texts: &BTreeMap<WorkspacePath, String>,
    ) -> Result<Option<Sketch>, ShadowError> {
        let texts = self.keyed(texts);
        let mut wanted: BTreeMap<&str, &[u8]> = BTreeMap::new();
        for (key, laid) in &self.kept {
            match laid {
                Some(bytes) => wanted.insert(key, bytes),
                None if texts.contains_key(key) => None,
                None => return Ok(None),
            };
        }
        wanted.extend(
            texts
                .iter()
                .map(|(key, text)| (key.as_str(), text.as_bytes())),
        );
        let (mut over, mut files) = (BTreeMap::new(), Vec::new());
        for (key, bytes) in wanted {
            let Some(Record {
                kind: Kind::File {
                    hash: Some(now), ..
                },
                ..
            }) = self.records.get(key)
            else {
                return Ok(None);
            };
            let hash = digest(bytes);
            if hash == *now {
                continue;
            }
            let place = self
                .place(Path::new(key))
                .map_err(|source| self.failed(Path::new(key), "found", source))?;
            if !fs::symlink_metadata(&place).is_ok_and(|metadata| metadata.is_file()) {
                return Ok(None);
            }
            files.push((PathBuf::from(key), bytes.to_vec()));
            over.insert(key, hash);
        }
        let tree = self.digest_with(&over);
        Ok(Some(Sketch { tree, files }))
    }
}
