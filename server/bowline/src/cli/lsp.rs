//! `bowline lsp`, and `bowline` alone: the language server on standard input and output.

use std::io::IsTerminal as _;

use clap::Args;

use super::{Exit, output};
use crate::{config::Config, directories::Directories, engine::Engine, journal};

/// Serve the Language Server Protocol on standard input and output
#[derive(Debug, Args)]
pub(super) struct Lsp {
    /// Taken for editors that pass it; standard input and output are the only transport
    #[arg(long)]
    stdio: bool,
    /// End when the process of this id ends
    #[arg(long, value_name = "N", alias = "clientProcessId")]
    parent_pid: Option<u32>,
}

impl Lsp {
    /// The verb as nobody wrote it.
    pub(super) fn bare() -> Self {
        Self {
            stdio: true,
            parent_pid: None,
        }
    }

    pub(super) async fn run(self, directories: Directories, own: &Config) -> anyhow::Result<Exit> {
        if std::io::stdin().is_terminal() {
            output::note(
                "bowline serves the Language Server Protocol here, for an editor; `bowline --help` lists the verbs.",
            );
        }
        if let Err(error) = journal::prune(&directories.journals(), own.journal_budget()) {
            tracing::warn!(%error, "old journals could not be removed");
        }
        let _engine = Engine::new(directories); // awaits crate::lsp::serve
        Ok(Exit::Solved)
    }
}
