//! One case through the engine: a cargo package in a temporary directory, and one loop over it; and what plain cargo makes
//! of the same package, for comparison.

use std::{
    ffi::OsString,
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use bowline::{
    config::Config,
    directories::Directories,
    engine::{Aim, Behalf, Controls, Engine, Finished, Request},
    journal,
    model::{Plan, Prepared, Spending},
};
use bowline_loop_core::{Reach, consult::ModelCall, intent::Warnings};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{
    case::{Attempt, Baseline, Case, Files},
    judge::{self, Recipe},
};

/// How long one run of plain cargo may take.
const CARGO: Duration = Duration::from_secs(120);

/// Whether plain cargo's own repair runs beside the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The engine alone.
    Nothing,
    /// `cargo fix --broken-code` too.
    CargoFix,
}

/// Runs one case in `place`, a directory of this job alone, and leaves nothing in it.
pub async fn run(case: &Case, place: &Path, beside: Beside) -> anyhow::Result<Attempt> {
    Ok(run_with(case, place, beside, None).await?.0)
}

/// The same with a model that may be asked; gives its calls too.
pub async fn run_with(
    case: &Case,
    place: &Path,
    beside: Beside,
    model: Option<Plan>,
) -> anyhow::Result<(Attempt, Vec<ModelCall>)> {
    let package = place.join("case");
    let own = place.join("bowline");
    if own.exists() {
        fs::remove_dir_all(&own)?;
    }
    fs::create_dir_all(&own)?;
    write_package(case, &package)?;
    let plain = cargo(&["check"], &package).await?;
    let baseline = match beside {
        Beside::Nothing => None,
        Beside::CargoFix => Some(cargo_fix(case, place).await?),
    };
    write_package(case, &package)?;
    let started = Instant::now();
    let finished = one_loop_with(&engine(&own), &package, model).await;
    let elapsed = started.elapsed();
    let files = left(case.broken(), &finished);
    let compiles = judge::compiles(Recipe::of(case), &files, place).await?;
    for directory in [package, own] {
        fs::remove_dir_all(directory)?;
    }
    let attempt = Attempt {
        plain_millis: millis(plain),
        baseline,
        ..attempt(case, &finished, files, compiles, elapsed)?
    };
    Ok((attempt, finished.outcome.calls))
}

fn attempt(
    case: &Case,
    finished: &Finished,
    mut files: Files,
    compiles: bool,
    elapsed: Duration,
) -> anyhow::Result<Attempt> {
    let outcome = &finished.outcome;
    let verdict = serde_json::to_value(outcome.verdict)?;
    Ok(Attempt {
        id: case.id.clone(),
        verdict: verdict.as_str().unwrap_or_default().to_owned(),
        stop: outcome.stop.code().to_owned(),
        text: files.remove(case.root()).unwrap_or_default(),
        files,
        compiles,
        candidates: outcome.candidates,
        checks: checks(finished),
        millis: millis(elapsed),
        plain_millis: 0,
        baseline: None,
    })
}

/// The checks that a loop ran: before the first edit, of each candidate, and the proof.
pub fn checks(finished: &Finished) -> u32 {
    let outcome = &finished.outcome;
    u32::from(outcome.baseline.is_some()) + outcome.candidates + u32::from(outcome.proof.is_some())
}

/// The files of a package as a loop leaves them.
pub fn left(mut files: Files, finished: &Finished) -> Files {
    for proved in &finished.files {
        files.insert(proved.path.as_str().to_owned(), proved.after.clone());
    }
    files
}

/// Milliseconds of a time.
pub fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Writes the package of a case, in a directory that holds nothing else afterwards.
fn write_package(case: &Case, package: &Path) -> std::io::Result<()> {
    let manifest = format!(
        "[package]\nname = \"case\"\nversion = \"0.0.0\"\nedition = \"{}\"\n\n[workspace]\n",
        case.edition
    );
    judge::write_files(package, &case.broken())?;
    fs::write(package.join("Cargo.toml"), manifest)
}

/// Runs plain cargo in a package and says how long it took.
pub async fn cargo(arguments: &[&str], package: &Path) -> anyhow::Result<Duration> {
    let mut argv: Vec<OsString> = vec!["cargo".into()];
    argv.extend(arguments.iter().map(OsString::from));
    argv.extend(["--offline", "--quiet"].map(OsString::from));
    Ok(judge::run(argv, package, CARGO).await?.elapsed)
}

/// What `cargo fix` makes of a case, told to go on although the code does not compile.
async fn cargo_fix(case: &Case, place: &Path) -> anyhow::Result<Baseline> {
    let package = place.join("fix");
    write_package(case, &package)?;
    let elapsed = cargo(&["fix", "--broken-code", "--allow-no-vcs"], &package).await?;
    let mut files = Files::new();
    for path in case.broken().into_keys() {
        let text = fs::read_to_string(package.join(&path))?;
        files.insert(path, text);
    }
    let compiles = judge::compiles(Recipe::of(case), &files, place).await?;
    fs::remove_dir_all(package)?;
    Ok(Baseline {
        files,
        compiles,
        millis: millis(elapsed),
    })
}

/// An engine that keeps its files in `own`.
pub fn engine(own: &Path) -> Engine {
    Engine::new(Directories {
        cache: own.join("cache"),
        state: own.join("state"),
        user_config: own.join("bowline.toml"),
    })
}

/// One loop over everything in a package, as the product is set up from the start.
pub async fn one_loop(engine: &Engine, package: &Path) -> Finished {
    one_loop_with(engine, package, None).await
}

/// The same with a model that may be asked.
pub async fn one_loop_with(engine: &Engine, package: &Path, model: Option<Plan>) -> Finished {
    let request = request(package, model);
    let (progress, _news) = mpsc::unbounded_channel();
    // Held until the end: a closed channel of buffers would read as the end of the editor.
    let (_buffers, buffers) = watch::channel(Arc::new(Vec::new()));
    let cancel = CancellationToken::new();
    engine
        .run(
            request,
            Controls {
                cancel,
                progress,
                buffers,
                spending: Spending::Granted,
            },
        )
        .await
}

/// A request for everything in a package.
fn request(package: &Path, model: Option<Plan>) -> Request {
    let config = Config::defaults();
    Request {
        id: journal::new_id("eval"),
        directory: package.to_owned(),
        aim: Aim::Workspace,
        warnings: Warnings::Leave,
        checks: config.checks(),
        limits: config.limits(),
        tradeoffs: config.tradeoffs(),
        policy: config.policy(),
        behalf: Behalf::Person,
        offered: Vec::new(),
        model,
        agent: None,
        reach: Reach::default(),
    }
}

/// The first question that a model would be asked about a case; `None` where there is none. Nothing is sent.
pub async fn question(case: &Case, place: &Path, plan: Plan) -> anyhow::Result<Option<Prepared>> {
    let (package, own) = (place.join("case"), place.join("bowline"));
    write_package(case, &package)?;
    let cancel = CancellationToken::new();
    let asked = engine(&own)
        .question(request(&package, None), plan, &cancel)
        .await;
    fs::remove_dir_all(package)?;
    asked.map_err(|stop| anyhow::anyhow!(stop.sentence()))
}
