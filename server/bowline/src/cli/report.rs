//! `bowline report`: the report of a loop, out of its journal.

use clap::Args;

use super::{Exit, output};
use crate::{directories::Directories, journal, report};

/// Show the report of a loop
#[derive(Debug, Args)]
pub(super) struct Report {
    /// The loop: its id, a beginning or end of it that fits one loop alone, or `last`
    #[arg(value_name = "ID", default_value = "last")]
    id: String,
    /// Print JSON instead of Markdown
    #[arg(long)]
    json: bool,
}

impl Report {
    pub(super) fn run(&self, directories: &Directories) -> anyhow::Result<Exit> {
        let record = journal::read(&journal::find(&directories.journals(), &self.id)?)?;
        if self.json {
            output::json(&report::json_of_record(&record))?;
        } else {
            output::out(&report::markdown_of_record(&record))?;
        }
        Ok(Exit::Solved)
    }
}
