//! `bowline schema`: pages made from the schema of the configuration.

use clap::Args;

use super::{Exit, output};
use crate::config::generate;

/// Print the configuration's schema or documentation
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Schema {
    /// The JSON Schema of bowline.toml
    #[arg(long)]
    toml_schema: bool,
    /// The object contributes.configuration of the VS Code extension
    #[arg(long)]
    vscode: bool,
    /// The documentation page
    #[arg(long)]
    markdown: bool,
}

impl Schema {
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        if self.toml_schema {
            output::json(&generate::toml_schema())?;
        } else if self.vscode {
            output::json(&generate::vscode())?;
        } else {
            output::out(&generate::markdown())?;
        }
        Ok(Exit::Solved)
    }
}
