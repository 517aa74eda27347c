//! What a slot keeps between its owners: the records, in one file. Whatever does not agree with it is thrown away, so that
//! a crash, a killed candidate or a build script that writes into its sources leaves nothing behind for the next owner.

use std::{collections::BTreeMap, fs, io, path::Path};

use serde::{Deserialize, Serialize};

use super::{Kind, Record, Tree, files::stamp_of};
use crate::{shadow::ShadowError, slot::OWN};

/// Raised with every change of the format; another version's file is not read.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct State {
    version: u32,
    last: i64,
    records: BTreeMap<String, Record>,
    reaches: BTreeMap<String, Vec<String>>,
}

impl Tree {
    /// Writes the state, whole or not at all. What a candidate has written over is no part of it: the next owner knows nothing
    /// of the candidate.
    pub(super) fn save_state(&mut self) -> Result<(), ShadowError> {
        let candidates = self.kept.keys();
        let aside: Vec<(String, Record)> = candidates
            .filter_map(|key| self.records.get_key_value(key))
            .map(|(key, record)| (key.clone(), record.clone()))
            .collect();
        self.records.retain(|key, _| !self.kept.contains_key(key));
        let state = State {
            version: VERSION,
            last: self.clock.last(),
            records: std::mem::take(&mut self.records),
            reaches: std::mem::take(&mut self.reaches),
        };
        let text = serde_json::to_vec(&state);
        (self.records, self.reaches) = (state.records, state.reaches);
        self.records.extend(aside);
        let text =
            text.map_err(|error| ShadowError::Internal(format!("the shadow's state: {error}")))?;
        let next = self.state_file.with_extension("next");
        let written = fs::write(&next, text).and_then(|()| fs::rename(&next, &self.state_file));
        written.map_err(|source| {
            ShadowError::in_shadow(&self.mirror.prefix, &self.state_file, "written", source)
        })?;
        self.unsaved = false;
        Ok(())
    }

    /// Reads the state and makes the shadow agree with it.
    pub(super) fn restore_state(&mut self) -> Result<(), ShadowError> {
        let text = fs::read(&self.state_file).unwrap_or_default();
        if let Ok(state) = serde_json::from_slice::<State>(&text)
            && state.version == VERSION
        {
            self.clock.saw(state.last);
            (self.records, self.reaches) = (state.records, state.reaches);
        }
        let records = std::mem::take(&mut self.records);
        for (key, record) in records {
            if self.is_as_recorded(&key, &record) {
                self.records.insert(key, record);
            }
        }
        let prefix = self.mirror.prefix.clone();
        self.prune(&prefix, "")
    }

    fn is_as_recorded(&mut self, key: &str, record: &Record) -> bool {
        let path = self.mirror.of(Path::new(key));
        let Ok(metadata) = fs::symlink_metadata(&path) else {
            return false;
        };
        match &record.kind {
            Kind::Directory => metadata.is_dir(),
            Kind::Link(target) => fs::read_link(&path).is_ok_and(|now| now == Path::new(target)),
            Kind::File { hash, laid } => {
                let now = stamp_of(&metadata);
                self.clock.saw(now.modified);
                metadata.is_file() && hash.is_some() && *laid == Some(now)
            }
        }
    }

    /// Deletes what no record knows. `key` is the person's path of the directory, empty for the slot itself.
    fn prune(&mut self, directory: &Path, key: &str) -> Result<(), ShadowError> {
        let entries = match fs::read_dir(directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(ShadowError::files(directory, "read", source)),
        };
        for entry in entries {
            let entry = entry.map_err(|source| ShadowError::files(directory, "read", source))?;
            let (path, name) = (entry.path(), entry.file_name());
            if key.is_empty() && name == OWN {
                continue;
            }
            let child = format!("{key}/{}", name.to_string_lossy());
            let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let known = self.records.contains_key(&child);
            if is_dir && (known || self.is_above_a_record(&child)) {
                self.prune(&path, &child)?;
            // A lock file that cargo made in the shadow is kept: the next owner would only make it again.
            } else if !known && path != self.mirror.shadow_root().join("Cargo.lock") {
                let removed = if is_dir {
                    fs::remove_dir_all(&path)
                } else {
                    fs::remove_file(&path)
                };
                removed.map_err(|source| ShadowError::files(&path, "removed", source))?;
            }
        }
        Ok(())
    }

    fn is_above_a_record(&self, key: &str) -> bool {
        let below = format!("{key}/");
        self.records
            .range(below.clone()..)
            .next()
            .is_some_and(|(next, _)| next.starts_with(&below))
    }
}
