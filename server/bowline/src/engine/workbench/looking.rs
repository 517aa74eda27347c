//! A look at a workspace that changes nothing: one check or one run of the tests, and everything that can be read beside it.

use std::{path::Path, sync::Arc};

use bowline_loop_core::{CheckReport, Diagnostic, StopReason, Ticket, WorkspacePath};
use bowline_shadow::project::Project;
use bowline_syntax::Index;
use tokio_util::sync::CancellationToken;

use super::Workbench;
use crate::{
    config::Config,
    engine::{Aim, Behalf, Engine, OpenBuffer, aim, answered, report_of},
    model::Question,
};

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// What the compiler says.
    Check,
    /// What the tests say.
    Tests,
}

/// What was seen. Holds the workspace's shadow: no loop runs there as long as it lives.
pub struct View {
    bench: Workbench,
    report: CheckReport,
    files: Vec<WorkspacePath>,
    unknown: Index,
}

impl Engine {
    /// Checks the workspace of `directory`, or runs its tests, with `buffers` over it.
    pub async fn look(
        &self,
        directory: &Path,
        config: &Config,
        purpose: Purpose,
        buffers: &[OpenBuffer],
        cancel: &CancellationToken,
    ) -> Result<View, StopReason> {
        let project = Arc::new(Project::discover(directory, cancel).await?);
        let (lease, _) = self
            .lease(&project.root, &config.policy(), Behalf::Person)
            .await;
        let aim = match purpose {
            Purpose::Check => Aim::Workspace,
            Purpose::Tests => Aim::Tests {
                package: None,
                filter: Vec::new(),
                named: Vec::new(),
            },
        };
        let intent = aim::proof_intent(&aim, config, &project);
        let mut bench = Workbench::new(project, intent, lease?, buffers);
        answered(bench.gather(Ticket(0), buffers).await)?;
        let report = report_of(bench.baseline(Ticket(1), cancel).await)?;
        bench.refresh_declarations();
        let files = bench.files_of_shadow();
        Ok(View {
            bench,
            report,
            files,
            unknown: Index::default(),
        })
    }
}

impl View {
    /// The project.
    pub fn project(&self) -> &Project {
        &self.bench.project
    }

    /// What the run said.
    pub fn report(&self) -> &CheckReport {
        &self.report
    }

    /// The diagnostics behind it.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.bench.diagnostics
    }

    /// What the workspace declares.
    pub fn index(&self) -> &Index {
        self.bench.lease.declarations().unwrap_or(&self.unknown)
    }

    /// Every file of the workspace.
    pub fn files(&self) -> &[WorkspacePath] {
        &self.files
    }

    /// The text of a file, as it is in the editor or on the disk.
    pub fn text_of(&self, path: &WorkspacePath) -> Option<String> {
        self.bench.text_of(path)
    }

    /// The same as a question to a model takes it.
    pub fn question<T>(&self, ask: impl FnOnce(&Question<'_>) -> T) -> T {
        ask(&Question {
            diagnostics: self.diagnostics(),
            goal: &|_| true,
            text_of: &|path| self.text_of(path),
            index: self.index(),
            files: self.files(),
            failing: None,
        })
    }
}

impl Workbench {
    /// Every file of the shadow.
    pub(super) fn files_of_shadow(&self) -> Vec<WorkspacePath> {
        match self.lease.peek() {
            Some(shadow) => shadow.files().map(|(path, _)| path).collect(),
            None => Vec::new(),
        }
    }
}
