//! What it costs to bring a shadow of many files in step with the disk.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use anyhow::Context as _;
use bowline_shadow::{Base, Project, Shadow};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::cost::{Cost, Meter, median};

/// Files in one directory of the made-up project.
const IN_A_DIRECTORY: u32 = 100;

/// Measurements of each figure.
const ROUNDS: u32 = 10;

/// Makes a project of this many files below `place`, and measures. Milliseconds of wall and CPU time, medians of ten.
pub async fn measure(place: &Path, files: u32) -> anyhow::Result<Value> {
    let root = place.join("many-files");
    make(&root, files)?;
    let project = Project::discover(&root, &CancellationToken::new()).await?;
    let mut shadow = Shadow::open(&project, &place.join("shadows"), Base::Portable).await?;
    let first = lay(&mut shadow).await?;
    // Files that are younger than the clock of the disk can tell are compared once more.
    lay(&mut shadow).await?;
    let (mut unchanged, mut changed) = (vec![], vec![]);
    for _ in 0..ROUNDS {
        unchanged.push(lay(&mut shadow).await?);
    }
    for round in 0..ROUNDS {
        fs::write(root.join("data/0/0.rs"), format!("// {round}\n"))?;
        changed.push(lay(&mut shadow).await?);
    }
    let ms = |time: Duration| (time.as_secs_f64() * 10_000.0).round() / 10.0;
    let middle = |costs: &[Cost]| {
        let median = median(costs).context("nothing was measured")?;
        anyhow::Ok(ms(median.wall))
    };
    // One of them takes about as long as the steps in which CPU time is told.
    let cpu: Duration = unchanged.iter().map(|cost| cost.cpu).sum();
    Ok(json!({
        "files": files,
        "sync_first_ms": ms(first.wall),
        "sync_unchanged_ms": middle(&unchanged)?,
        "sync_unchanged_cpu_ms": ms(cpu / ROUNDS),
        "sync_one_change_ms": middle(&changed)?,
    }))
}

async fn lay(shadow: &mut Shadow) -> anyhow::Result<Cost> {
    let meter = Meter::start();
    shadow.lay(&BTreeMap::new()).await?;
    Ok(meter.stop())
}

fn make(root: &Path, files: u32) -> anyhow::Result<()> {
    fs::create_dir_all(root.join("src"))?;
    let manifest =
        "[package]\nname = \"many-files\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    fs::write(root.join("Cargo.toml"), manifest)?;
    fs::write(root.join("src/lib.rs"), "")?;
    for number in 0..files {
        let directory = root.join(format!("data/{}", number / IN_A_DIRECTORY));
        fs::create_dir_all(&directory)?;
        let text = format!("// file {number}\n").repeat(100);
        fs::write(
            directory.join(format!("{}.rs", number % IN_A_DIRECTORY)),
            text,
        )?;
    }
    Ok(())
}
