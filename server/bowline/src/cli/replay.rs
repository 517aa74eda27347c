//! `bowline replay`: runs the machine over a journal again; fails where any effect differs.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Exit, output};
use crate::{directories::Directories, journal};

/// Run a recorded loop again and compare every step
#[derive(Debug, Args)]
pub(super) struct Replay {
    /// The loop: its id or a part of it, `last`, or the path of a journal
    #[arg(value_name = "ID|FILE", default_value = "last")]
    target: String,
}

impl Replay {
    pub(super) fn run(&self, directories: &Directories) -> anyhow::Result<Exit> {
        let record = journal::read(&self.path(directories)?)?;
        match journal::replay(&record) {
            Ok(events) => {
                let end = match record.outcome() {
                    Some(_) => "every effect is as recorded",
                    None => "every effect is as recorded, up to where the journal ends",
                };
                output::out(&format!(
                    "{}: replayed {events} events; {end}\n",
                    record.header.id
                ))?;
                Ok(Exit::Solved)
            }
            Err(divergence) => {
                output::error(&format!("{}: {divergence}", record.header.id));
                if record.header.bowline != env!("CARGO_PKG_VERSION") {
                    output::note(&format!(
                        "The journal was written by bowline {}.",
                        record.header.bowline
                    ));
                }
                Ok(Exit::Unsolved)
            }
        }
    }

    fn path(&self, directories: &Directories) -> Result<PathBuf, journal::FindError> {
        let path = Path::new(&self.target);
        if path.is_file() {
            Ok(path.to_owned())
        } else {
            journal::find(&directories.journals(), &self.target)
        }
    }
}
