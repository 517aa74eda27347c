//! `model-eval CASES.jsonl`: what a model adds to the engine, and how large the questions to it are.
//!
//! With `--provider` each case runs through the product's own loop with that model, and `--out` holds what `repair-eval`
//! writes, with the calls beside it; `repair-eval --judge-only` judges it. With `--prompts` nothing is sent: the first
//! question about each case is measured.

use std::{
    fs::File,
    io::Write as _,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::Context as _;
use bowline::{
    config::{Settings, schema::ProviderName},
    model::{Plan, Turn},
};
use bowline_loop_core::consult::ModelCall;
use bowline_tests::eval::{
    case::{self, Attempt, Case},
    run::{self, Beside},
};
use clap::Parser;
use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc;

/// Runs Bowline's engine with a model on broken programs, or measures the questions
#[derive(Clone, Debug, Parser)]
struct Arguments {
    /// The cases, one JSON object a line
    cases: PathBuf,
    /// Where the results go, one JSON object a line
    #[arg(long)]
    out: PathBuf,
    /// Measure the questions and send none
    #[arg(long, conflicts_with = "provider")]
    prompts: bool,
    /// The provider, by its name in the settings
    #[arg(long, required_unless_present = "prompts")]
    provider: Option<String>,
    /// The model
    #[arg(long, default_value = "any")]
    model: String,
    /// Another address than the provider's own
    #[arg(long)]
    base_url: Option<String>,
    /// Turn off everything but the model
    #[arg(long)]
    alone: bool,
    /// Cases at the same time
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// At most so many cases, from the first
    #[arg(long)]
    limit: Option<usize>,
}

/// One result: that of `repair-eval`, and what it used.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    attempt: Attempt,
    requests: usize,
    tokens: u64,
    micros: u64,
    calls: Vec<ModelCall>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut cases: Vec<Case> = case::read(&arguments.cases)?;
    cases.truncate(arguments.limit.unwrap_or(usize::MAX));
    let mut lines = workers(&arguments, Arc::new(cases))?;
    let mut file =
        File::create(&arguments.out).with_context(|| arguments.out.display().to_string())?;
    let mut sizes = Vec::new();
    while let Some(line) = lines.recv().await {
        let line = line?;
        sizes.extend(line.get("tokens").and_then(serde_json::Value::as_u64));
        writeln!(file, "{line}")?;
    }
    sizes.sort_unstable();
    let at = |share: usize| sizes.get(sizes.len() * share / 100).copied().unwrap_or(0);
    let summary = format!(
        "cases {}, tokens: median {}, p95 {}, most {}\n",
        sizes.len(),
        at(50),
        at(95),
        sizes.last().copied().unwrap_or(0)
    );
    std::io::stdout().write_all(summary.as_bytes())?;
    Ok(())
}

/// Starts the jobs; each takes the next case until none is left.
fn workers(
    arguments: &Arguments,
    cases: Arc<Vec<Case>>,
) -> anyhow::Result<mpsc::Receiver<anyhow::Result<serde_json::Value>>> {
    let (sender, lines) = mpsc::channel(16);
    let next = Arc::new(AtomicUsize::new(0));
    for _ in 0..arguments.jobs.max(1) {
        let place = tempfile::TempDir::with_prefix("bowline-model-eval-")?;
        let plan = plan(arguments, place.path().join("usage.jsonl"))?;
        let (arguments, cases, next, sender) = (
            arguments.clone(),
            cases.clone(),
            next.clone(),
            sender.clone(),
        );
        tokio::spawn(async move {
            while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                let line = one(&arguments, case, place.path(), plan.clone()).await;
                if sender
                    .send(line.with_context(|| case.id.clone()))
                    .await
                    .is_err()
                {
                    return;
                }
            }
        });
    }
    Ok(lines)
}

async fn one(
    arguments: &Arguments,
    case: &Case,
    place: &std::path::Path,
    plan: Plan,
) -> anyhow::Result<serde_json::Value> {
    if arguments.prompts {
        let question = run::question(case, place, plan).await?;
        return Ok(match question {
            Some(prepared) => json!({
                "id": case.id,
                "tokens": prepared.ask.prompt_tokens(),
                "bytes": prepared.ask.prompt_bytes(),
                "text": format!("{}\n{}", prepared.ask.system, prepared.ask.user),
            }),
            None => json!({ "id": case.id }),
        });
    }
    let (attempt, calls) = run::run_with(case, place, Beside::Nothing, Some(plan)).await?;
    Ok(serde_json::to_value(Line {
        attempt,
        requests: calls.len(),
        tokens: calls.iter().map(ModelCall::tokens).sum(),
        micros: calls.iter().map(|call| call.micros).sum(),
        calls,
    })?)
}

/// The plan of the arguments, without bounds on the day: an evaluation is one long day.
fn plan(arguments: &Arguments, ledger: PathBuf) -> anyhow::Result<Plan> {
    let mut settings = Settings::defaults().model;
    settings.provider = match &arguments.provider {
        Some(name) => serde_json::from_value::<ProviderName>(name.as_str().into())?,
        None => ProviderName::Anthropic,
    };
    settings.model = Some(arguments.model.clone());
    settings.base_url.clone_from(&arguments.base_url);
    let plan = Plan::of(&settings, ledger).map_err(anyhow::Error::msg)?;
    let mut plan = plan.context("no provider was named")?;
    (plan.day_tokens, plan.day_micros) = (u64::MAX, u64::MAX);
    if arguments.alone {
        plan.turn = Turn::Alone;
    }
    Ok(plan)
}
