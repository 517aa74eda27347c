//! One case through the engine: the loop that a person would start on the crate with the bug in it, and what the crate's own suite
//! says of the edit.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use bowline::{
    config::Config,
    engine::{Aim, Behalf, Controls, Engine, Finished, Request},
    journal,
    model::Spending,
};
use bowline_loop_core::{Reach, WorkspacePath, intent::Warnings, patterns::test_driven::FAILS};
use bowline_shadow::sandbox::{Pace, Policy};
use bowline_syntax::{Index, index::ItemKind};
use serde::Serialize;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{
    bench,
    case::{Case, Texts},
    suite::{self, Run},
};
use crate::{
    eval::{
        judge::normalised,
        run::{self, millis},
    },
    mutate::project::Project,
};

/// How long the first run of a suite may take: what it needs is fetched and built.
const FIRST: Duration = Duration::from_secs(600);

/// How long a later one may take.
const SUITE: Duration = Duration::from_secs(120);

/// What became of one case.
#[derive(Clone, Debug, Serialize)]
pub struct Repaired {
    /// The case.
    pub id: String,
    /// The operator that made it.
    pub op: String,
    /// Whether the loop saw every test fail that the case names.
    pub reproduced: bool,
    /// The place of the function with the bug among those that the report names, 1-based.
    pub function: Option<usize>,
    /// Why the loop ended.
    pub stop: String,
    /// What its result is worth.
    pub verdict: String,
    /// What the edit does; empty where there is none.
    pub edit: String,
    /// Whether the crate's own suite is green with the edit.
    pub green: bool,
    /// Whether the edit gives the original back.
    pub identical: bool,
    /// Whether the result says that the tests do not decide.
    pub undecided: bool,
    /// Candidates that were tried one by one.
    pub candidates: u32,
    /// How long the loop took.
    pub millis: u64,
}

/// One crate made ready for many cases, with an engine of its own.
pub struct Bed {
    project: Project,
    engine: Engine,
    sound: Run,
    /// How long one loop may take, where it is not the product's own bound.
    seconds: Option<u64>,
    _place: tempfile::TempDir,
}

impl Bed {
    /// Fetches the crate of a case and runs its suite as it should be, which fetches and builds what it needs. A loop may take
    /// `seconds`, where they are given.
    pub async fn prepare(case: &Case, seconds: Option<u64>) -> anyhow::Result<Self> {
        let holder = tempfile::Builder::new()
            .prefix("bowline-repairs-")
            .tempdir()?;
        let place = holder.path().canonicalize()?;
        let project = case.project(&bench::root(&place), &place)?;
        let (file, there) = read(&project, case)?;
        fs::write(file, case.texts(&there)?.sound)?;
        let sound = suite::run(&project.root, FIRST, &[]).await?;
        Ok(Self {
            engine: run::engine(&place.join("bowline")),
            sound: sound.context("its own suite does not run")?,
            project,
            seconds,
            _place: holder,
        })
    }

    /// Runs the loop on one case, judges what it left, and puts the sound file back.
    pub async fn repair(&self, case: &Case) -> anyhow::Result<Repaired> {
        let (file, there) = read(&self.project, case)?;
        let texts = case.texts(&there)?;
        fs::write(&file, &texts.broken)?;
        let repaired = self.in_place(case, &texts).await;
        fs::write(&file, &texts.sound)?;
        repaired
    }

    async fn in_place(&self, case: &Case, texts: &Texts) -> anyhow::Result<Repaired> {
        let began = Instant::now();
        let finished = one_loop(&self.engine, &self.project.root, self.seconds).await;
        let millis = millis(began.elapsed());
        let green = !finished.files.is_empty() && self.is_green_with(&finished).await?;
        let outcome = &finished.outcome;
        let goal = outcome.baseline.iter().flat_map(|one| &one.observations);
        let failing: Vec<&str> = goal
            .filter(|one| one.key.code == FAILS)
            .map(|one| one.key.item.as_str())
            .collect();
        let verdict = serde_json::to_value(outcome.verdict)?;
        Ok(Repaired {
            id: case.id.clone(),
            op: case.op.clone(),
            reproduced: !failing.is_empty()
                && case
                    .failing_tests
                    .iter()
                    .all(|test| failing.contains(&test.as_str())),
            function: function(case, texts, &finished),
            stop: outcome.stop.code().to_owned(),
            verdict: verdict.as_str().unwrap_or_default().to_owned(),
            edit: edit(&finished),
            green,
            identical: is_identical(case, texts, &finished),
            undecided: outcome
                .cautions
                .iter()
                .any(|caution| caution.contains("do not decide")),
            candidates: outcome.candidates,
            millis,
        })
    }

    /// Whether the suite is as green with the edit as it was without the bug.
    async fn is_green_with(&self, finished: &Finished) -> anyhow::Result<bool> {
        for file in &finished.files {
            fs::write(&file.absolute, &file.after)?;
        }
        let run = suite::run(&self.project.root, SUITE, &["--offline"]).await;
        for file in &finished.files {
            fs::write(&file.absolute, &file.before)?;
        }
        Ok(run?.is_some_and(|run| run == self.sound_like(&run)))
    }

    /// The sound run with the words of another: what tests print is no matter.
    fn sound_like(&self, run: &Run) -> Run {
        Run {
            output: run.output.clone(),
            ..self.sound.clone()
        }
    }
}

fn read(project: &Project, case: &Case) -> anyhow::Result<(PathBuf, String)> {
    let file = project.root.join(&case.file);
    let there = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    Ok((file, there))
}

/// One loop over every failing test of a package, as the product is set up from the start.
async fn one_loop(engine: &Engine, package: &Path, seconds: Option<u64>) -> Finished {
    let config = Config::defaults();
    let mut limits = config.limits();
    limits.millis = seconds.map_or(limits.millis, |seconds| seconds * 1000);
    let request = Request {
        id: journal::new_id("test"),
        directory: package.to_owned(),
        aim: Aim::Tests {
            package: None,
            filter: Vec::new(),
            named: Vec::new(),
        },
        warnings: Warnings::Leave,
        checks: config.checks(),
        limits,
        tradeoffs: config.tradeoffs(),
        // A time that other work on the machine makes longer tells nothing.
        policy: Policy {
            pace: Pace::Full,
            ..config.policy()
        },
        behalf: Behalf::Person,
        offered: Vec::new(),
        model: None,
        agent: None,
        reach: Reach::default(),
    };
    let (progress, _news) = mpsc::unbounded_channel();
    // Held until the end: a closed channel of buffers would read as the end of the editor.
    let (_buffers, buffers) = watch::channel(Arc::new(Vec::new()));
    let controls = Controls {
        cancel: CancellationToken::new(),
        progress,
        buffers,
        spending: Spending::Unattended,
    };
    engine.run(request, controls).await
}

/// The place of the function with the bug among those that the report names, 1-based.
fn function(case: &Case, texts: &Texts, finished: &Finished) -> Option<usize> {
    let path = WorkspacePath::new(&case.file);
    let mut index = Index::default();
    index.update(&path, &texts.broken);
    let functions = index.items_of(&path).iter();
    let holder = functions
        .filter(|item| item.kind == ItemKind::Function && item.range.contains(&texts.place()))
        .min_by_key(|item| item.range.len())?;
    let line = texts.broken[..holder.range.start].matches('\n').count() + 1;
    let suspects = finished.outcome.baseline.as_ref()?.tests.as_ref()?;
    let holds = |one: &bowline_loop_core::observation::Suspect| {
        one.path == path && usize::try_from(one.line).is_ok_and(|first| first == line)
    };
    suspects.suspects.iter().position(holds).map(|at| at + 1)
}

fn edit(finished: &Finished) -> String {
    let accepted = finished.outcome.trials.iter();
    let titles: Vec<&str> = accepted
        .filter(|trial| trial.fate == bowline_loop_core::evidence::Fate::Accepted)
        .map(|trial| trial.title.as_str())
        .collect();
    match finished.files.is_empty() {
        true => String::new(),
        false => titles.join("; "),
    }
}

fn is_identical(case: &Case, texts: &Texts, finished: &Finished) -> bool {
    match finished.files.as_slice() {
        [file] => {
            file.path.as_str() == case.file && normalised(&file.after) == normalised(&texts.sound)
        }
        _ => false,
    }
}
