//! Where plans are kept: one file each in the state directory, without credentials.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::json;

use super::Plan;
use crate::{directories::Directories, redact::Redacted};

/// Plans that are kept; the oldest go first.
const MOST: usize = 50;

/// Why a plan could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is none of this name.
    #[error("there is no plan `{0}`; `bowline plan --list` names them")]
    Unknown(String),
    /// Its file cannot be read as one.
    #[error("{} is no plan: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The directory or a file could not be used.
    #[error("{}: {source}", .path.display())]
    Files {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The plans of this person.
#[derive(Clone, Debug)]
pub struct Store {
    directory: PathBuf,
}

impl Store {
    /// Those in the state directory.
    pub fn of(directories: &Directories) -> Self {
        Self {
            directory: directories.state.join("plans"),
        }
    }

    /// Keeps a plan, in place of an earlier state of it.
    pub fn save(&self, plan: &Plan) -> Result<(), StoreError> {
        let path = self.path(&plan.id);
        let failed = |source| StoreError::Files {
            path: path.clone(),
            source,
        };
        fs::create_dir_all(&self.directory).map_err(failed)?;
        let text = format!("{:#}\n", Redacted::of(json!(plan)).into_value());
        // Whole or not at all: a plan that was approved must not be half of one.
        let beside = path.with_extension("new");
        fs::write(&beside, text).map_err(failed)?;
        fs::rename(&beside, &path).map_err(failed)?;
        let names = self.names();
        for old in names.iter().skip(MOST) {
            // One that stays is in nobody's way.
            let _ = fs::remove_file(self.path(old));
        }
        Ok(())
    }

    /// The plan of this name; `last` is the newest.
    pub fn load(&self, name: &str) -> Result<Plan, StoreError> {
        let names = self.names();
        let id = match name {
            "last" => names.first(),
            name => names.iter().find(|id| *id == name),
        };
        let id = id.ok_or_else(|| StoreError::Unknown(name.to_owned()))?;
        read(&self.path(id))
    }

    /// Every plan that can be read, the newest first.
    pub fn list(&self) -> Vec<Plan> {
        let names = self.names();
        let plans = names.iter().filter_map(|id| read(&self.path(id)).ok());
        plans.collect()
    }

    /// The names, the newest first.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.directory)
            .into_iter()
            .flatten()
            .flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                Some(name.strip_suffix(".json")?.to_owned())
            })
            .collect();
        names.sort_unstable_by(|one, other| other.cmp(one));
        names
    }

    fn path(&self, id: &str) -> PathBuf {
        self.directory.join(format!("{id}.json"))
    }
}

fn read(path: &Path) -> Result<Plan, StoreError> {
    let text = fs::read_to_string(path).map_err(|source| StoreError::Files {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_str(&text).map_err(|source| StoreError::Unreadable {
        path: path.to_owned(),
        source,
    })
}
