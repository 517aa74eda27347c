//! `bowline test --write`: a failing test out of a sentence or a bug report, shown before anybody looks for a fix.

use std::path::PathBuf;

use anyhow::Context as _;
use bowline_documents::unified;
use bowline_loop_core::{
    Reach, Verdict,
    intent::{Allowance, Tradeoffs},
};
use bowline_shadow::project::Project;
use clap::Args;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::{
    cli::{
        Exit, apply,
        fix::existing,
        loops::{Ground, Ways},
        output,
    },
    directories::Directories,
    engine::{Carried, Engine, Errand, Sought},
    journal,
    model::Plan,
    redact::Redacted,
    report::words,
};

/// What the test is to show, and where it goes.
#[derive(Debug, Args)]
pub(super) struct Writing {
    /// Have a model write a failing test for this sentence or bug report, and look for no fix
    #[arg(long, value_name = "TEXT", requires = "beside")]
    write: Option<String>,
    /// The file whose tests it joins
    #[arg(long, value_name = "FILE", requires = "write")]
    beside: Option<PathBuf>,
}

impl Writing {
    /// The report and the file, where a test is to be written.
    pub(super) fn asked(&self) -> Option<(&str, &PathBuf)> {
        self.write.as_deref().zip(self.beside.as_ref())
    }
}

/// Has the test written, and shows it.
pub(super) async fn run(
    (report, beside): (&str, &PathBuf),
    ground: &Ground,
    model: Option<Plan>,
    directories: Directories,
    ways: &Ways,
    cancel: &CancellationToken,
) -> anyhow::Result<Exit> {
    let mut model = model.context(
        "a test is written out of a sentence by a model, and none is set up: `--model PROVIDER/MODEL` names one, docs/models.md says more",
    )?;
    model.manner = ground.mode.manner();
    let project = Project::discover(&ground.directory, cancel).await?;
    let file = project.workspace_path(&existing(beside, Some(&ground.directory))?);
    let config = &ground.config;
    let errand = Errand {
        sought: Sought::FailingTest,
        id: journal::new_id("write"),
        directory: ground.directory.clone(),
        config: config.clone(),
        model,
        words: format!(
            "Write one new test that shows what the report says and that fails because of it. Put it beside the tests of the file, in a \
             module of tests if there is none, and change nothing else: the fix comes later.\nThe report: {report}"
        ),
        files: vec![file],
        tradeoffs: Tradeoffs {
            test_edits: Allowance::Allow,
            ..ground.mode.permissions.hold(config.tradeoffs())
        },
        reach: Reach::default(),
    };
    let carried = Engine::new(directories)
        .carry_out(&errand, &[], cancel)
        .await
        .map_err(|stop| anyhow::anyhow!(stop.sentence()))?;
    show(&carried, ways)
}

fn show(carried: &Carried, ways: &Ways) -> anyhow::Result<Exit> {
    let holds = carried.verdict >= Verdict::Checked;
    let files = carried.files.iter().filter(|_| holds);
    let diff: String = files
        .clone()
        .map(|file| unified(file.path.as_str(), &file.before, &file.after))
        .collect();
    if ways.json {
        let told = json!({
            "version": 1, "holds": holds, "sentence": carried.sentence, "diff": diff, "calls": carried.calls,
        });
        output::json(&Redacted::of(told).into_value())?;
    } else {
        output::out(&output::coloured_diff(&diff))?;
        output::note(&carried.sentence);
    }
    if !holds {
        output::error("no test was written that fails for what was reported");
        return Ok(Exit::Unsolved);
    }
    if !ways.apply {
        output::note(
            "Nothing was written; `--apply` writes the test. Then `bowline test` looks for the fix.",
        );
        return Ok(Exit::Solved);
    }
    match apply::write(&carried.files) {
        Ok(()) => {
            let number = u32::try_from(carried.files.len()).unwrap_or(u32::MAX);
            output::note(&format!("wrote {}", words::count(number, "file")));
            Ok(Exit::Solved)
        }
        Err(error) => {
            output::error(&error.to_string());
            Ok(Exit::Environment)
        }
    }
}
