//! One case through the engine: a cargo package of one file in a temporary directory, and one loop over it.

use std::{fs, path::Path, sync::Arc, time::Instant};

use bowline::{
    config::Config,
    directories::Directories,
    engine::{Aim, Behalf, Controls, Engine, Finished, Request},
    journal,
};
use bowline_loop_core::intent::Warnings;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{
    case::{Attempt, Case},
    judge,
};

/// Runs one case in `place`, a directory of this job alone, and leaves nothing in it.
pub async fn run(case: &Case, place: &Path) -> anyhow::Result<Attempt> {
    let package = place.join("case");
    let own = place.join("bowline");
    for directory in [&package, &own] {
        if directory.exists() {
            fs::remove_dir_all(directory)?;
        }
        fs::create_dir_all(directory)?;
    }
    let file = write_package(case, &package)?;
    let directories = Directories {
        cache: own.join("cache"),
        state: own.join("state"),
        user_config: own.join("bowline.toml"),
    };
    let started = Instant::now();
    let finished = one_loop(directories, &package).await;
    let elapsed = started.elapsed();
    let text = match finished
        .files
        .iter()
        .find(|proved| proved.path.as_str() == file)
    {
        Some(proved) => proved.after.clone(),
        None => case.text.clone(),
    };
    let compiles = judge::compiles(case, &text, place).await?;
    let outcome = &finished.outcome;
    let verdict = serde_json::to_value(outcome.verdict)?;
    for directory in [package, own] {
        fs::remove_dir_all(directory)?;
    }
    Ok(Attempt {
        id: case.id.clone(),
        verdict: verdict.as_str().unwrap_or_default().to_owned(),
        stop: outcome.stop.code().to_owned(),
        text,
        compiles,
        candidates: outcome.candidates,
        millis: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
    })
}

/// Writes the package and gives the path of its one file.
fn write_package(case: &Case, package: &Path) -> std::io::Result<&'static str> {
    let file = if case.is_program() {
        "src/main.rs"
    } else {
        "src/lib.rs"
    };
    let manifest = format!(
        "[package]\nname = \"case\"\nversion = \"0.0.0\"\nedition = \"{}\"\n\n[workspace]\n",
        case.edition
    );
    fs::create_dir_all(package.join("src"))?;
    fs::write(package.join("Cargo.toml"), manifest)?;
    fs::write(package.join(file), &case.text)?;
    Ok(file)
}

async fn one_loop(directories: Directories, package: &Path) -> Finished {
    let config = Config::defaults();
    let engine = Engine::new(directories);
    let request = Request {
        id: journal::new_id("eval"),
        directory: package.to_owned(),
        aim: Aim::Workspace,
        warnings: Warnings::Leave,
        checks: config.checks(),
        limits: config.limits(),
        tradeoffs: config.tradeoffs(),
        behalf: Behalf::Person,
        offered: Vec::new(),
    };
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
            },
        )
        .await
}
