//! Measures a shadow of a project: `cargo run --release -p bowline-shadow --example measure -- PROJECT CACHE [FILE]`.
//!
//! Prints wall times of opening and seeding, of laying (first, unchanged, one buffer over `FILE`) and of checks (first,
//! unchanged, `FILE` with a comment put behind it), which is relative to the workspace root.
#![allow(clippy::print_stdout)]

use std::{
    collections::BTreeMap,
    error::Error,
    path::PathBuf,
    time::{Duration, Instant},
};

use bowline_loop_core::{
    WorkspacePath,
    intent::{Checks, Targets, Tests, Tool},
};
use bowline_shadow::{Project, Shadow};
use tokio_util::sync::CancellationToken;

/// Repetitions of what is cheap.
const ROUNDS: u32 = 7;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(directory), Some(cache)) = (arguments.next(), arguments.next()) else {
        return Err("usage: measure PROJECT CACHE [FILE]".into());
    };
    let file = arguments
        .next()
        .and_then(|file| Some(WorkspacePath::new(file.to_str()?)));
    let none = CancellationToken::new();

    let start = Instant::now();
    let project = Project::discover(&directory, &none).await?;
    show("discover", start.elapsed());
    let start = Instant::now();
    let mut shadow = Shadow::open(&project, &cache, bowline_shadow::Base::Portable).await?;
    show("open and seed", start.elapsed());
    let start = Instant::now();
    shadow.lay(&BTreeMap::new()).await?;
    show("lay, first", start.elapsed());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        shadow.lay(&BTreeMap::new()).await?;
        show("lay, unchanged", start.elapsed());
    }
    for note in shadow.notes() {
        println!("note: {note}");
    }
    let Some(file) = file else { return Ok(()) };

    check("check, first", &mut shadow).await?;
    for _ in 0..ROUNDS {
        check("check, unchanged", &mut shadow).await?;
    }
    let text = shadow.read(&file)?;
    for round in 0..ROUNDS {
        let edited = BTreeMap::from([(file.clone(), format!("{text}\n// {round}\n"))]);
        let start = Instant::now();
        shadow.put(&edited)?;
        show("put", start.elapsed());
        check("check, edited", &mut shadow).await?;
    }
    let buffers = BTreeMap::from([(file, format!("{text}\n// buffer\n"))]);
    let start = Instant::now();
    shadow.lay(&buffers).await?;
    show("lay, one buffer", start.elapsed());
    Ok(())
}

async fn check(what: &str, shadow: &mut Shadow) -> Result<(), Box<dyn Error>> {
    let checks = Checks {
        package: None,
        targets: Targets::Default,
        tool: Tool::Check,
        tests: Tests::Skip,
    };
    let run = shadow
        .check(
            &checks,
            Duration::from_secs(1800),
            &CancellationToken::new(),
        )
        .await?;
    show(
        &format!("{what} ({:?})", run.output.end),
        run.output.elapsed,
    );
    Ok(())
}

fn show(what: &str, elapsed: Duration) {
    println!("{what:<28} {:8.1} ms", elapsed.as_secs_f64() * 1000.0);
}
