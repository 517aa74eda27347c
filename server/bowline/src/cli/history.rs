//! `bowline history`: the loops that have run.

use clap::Args;
use serde_json::{Value, json};

use super::{Exit, output};
use crate::{
    directories::Directories,
    journal::{self, Summary, civil},
    report::words,
};

/// List the loops that have run
#[derive(Debug, Args)]
pub(super) struct History {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// How many, newest first
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

impl History {
    pub(super) fn run(&self, directories: &Directories) -> anyhow::Result<Exit> {
        let mut summaries = journal::list(&directories.journals());
        summaries.truncate(self.limit);
        if self.json {
            output::json(
                &json!({ "version": 1, "loops": summaries.iter().map(entry).collect::<Vec<_>>() }),
            )?;
        } else if summaries.is_empty() {
            output::note("No loop has run yet; `bowline fix` runs one.");
        } else {
            output::out(&summaries.iter().map(line).collect::<String>())?;
        }
        Ok(Exit::Solved)
    }
}

fn entry(summary: &Summary) -> Value {
    json!({
        "id": summary.id,
        "started_unix_millis": summary.started_unix_millis,
        "root": summary.root,
        "pattern": summary.pattern,
        "title": summary.title,
        "stop": summary.stop.as_ref().map(|stop| stop.code()),
        "verdict": summary.verdict,
        "journal": summary.path,
    })
}

fn line(summary: &Summary) -> String {
    let (date, time) = civil(summary.started_unix_millis / 1000);
    let stop = summary
        .stop
        .as_ref()
        .map_or("unfinished".to_owned(), |stop| stop.code().to_string());
    let verdict = summary.verdict.map_or("-", words::verdict);
    format!(
        "{}  {date} {time}  {verdict:<8}  {stop:<18}  {}  ({})\n",
        summary.id, summary.title, summary.root
    )
}
