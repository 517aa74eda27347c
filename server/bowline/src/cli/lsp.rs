//! `bowline lsp`, and `bowline` alone: the language server on standard input and output.

use std::io::IsTerminal as _;

use bowline_shadow::life;
use clap::Args;

use super::{Exit, output};
use crate::{config::Config, directories::Directories, engine::Engine, journal, lsp::Options};

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
        // Beside the first answers: journals and shadows take a while to look through.
        let (journals, budget) = (directories.journals(), own.journal_budget());
        let (shadows, limits) = (directories.shadows(), own.shadow_limits());
        tokio::task::spawn_blocking(move || {
            journal::tidy(&journals, budget);
            life::tidy(&shadows, limits);
        });
        let options = Options {
            parent: self.parent_pid,
            ..Options::from_env()
        };
        let (stdin, stdout) = (tokio::io::stdin(), tokio::io::stdout());
        crate::lsp::serve_with(stdin, stdout, Engine::new(directories), options).await;
        Ok(Exit::Solved)
    }
}
