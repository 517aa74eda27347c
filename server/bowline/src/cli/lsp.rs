//! `bowline lsp`, and `bowline` alone: the language server on standard input and output.

use std::{io::IsTerminal as _, sync::Arc};

use clap::Args;

use super::{Exit, output};
use crate::{config::Config, directories::Directories, engine::Engine, lsp::Options, upkeep};

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
        let engine = Arc::new(Engine::new(directories));
        // Beside the first answers: journals and shadows take a while to look through.
        let bounds = upkeep::Bounds::of(own);
        tokio::spawn(upkeep::go_on(engine.clone(), bounds, upkeep::EVERY));
        let options = Options {
            parent: self.parent_pid,
            ..Options::from_env()
        };
        let (stdin, stdout) = (tokio::io::stdin(), tokio::io::stdout());
        crate::lsp::serve_with(stdin, stdout, engine, options).await;
        Ok(Exit::Solved)
    }
}
