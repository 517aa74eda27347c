//! `test-eval CASES --out RESULTS` runs the test-driven loop on logic bugs in published crates; `test-eval make|rank|screen` makes such
//! bugs, says where their places and fixes are ranked, and which candidates the crate's own suite passes with.
//!
//! Cases are described in `bowline_tests::test_eval::case`. Needs the network, through cargo, for crates not fetched before.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use bowline_tests::{
    mutate::{HeldOut, behaviour},
    test_eval::{
        bench::{self, Bench},
        case::{self, Case},
        make::Bed,
        rank, repair, rows, screen, suite, table,
    },
};
use clap::{Parser, Subcommand};
use tokio::sync::mpsc;

/// Small crates whose own suites need little besides themselves and end in seconds.
const PROJECTS: &str = "arrayvec=0.7.6,either=1.15.0,fixedbitset=0.5.7,heck=0.5.0,itoa=1.0.15,lexopt=0.3.1,percent-encoding=2.3.1,\
semver=1.0.26,shell-words=1.1.0,shlex=1.3.0,slab=0.4.9,strsim=0.11.1,hex=0.4.3,humantime=2.2.0,smallvec=1.15.1,unicode-width=0.2.0,\
textwrap=0.16.2,roman=0.1.6,fnv=1.0.7,unicode-segmentation=1.12.0";

/// Measures the test-driven loop on logic bugs in published crates
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    repair: Option<Repair>,
}

/// Without a verb: runs the engine on every case
#[derive(clap::Args)]
struct Repair {
    /// The cases
    cases: PathBuf,
    /// Where the results go, one JSON object a line
    #[arg(long)]
    out: PathBuf,
    /// Crates at the same time
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Operators and crates that are held back: those with either alone, or none of them
    #[arg(long, value_name = "WHICH")]
    held_out: Option<HeldOut>,
    /// Only cases whose id holds this
    #[arg(long, value_name = "PART")]
    id: Option<String>,
    /// So many cases at most, as chance chooses
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// What chance begins with
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How long one loop may take, for machines that are busy otherwise; the product's own bound where it is not given
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,
}

#[derive(Subcommand)]
enum Verb {
    /// Makes bugs that the crates' own suites catch
    Make {
        /// Where the cases go, one JSON object a line
        #[arg(long)]
        out: PathBuf,
        /// The crates, as NAME=VERSION
        #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = PROJECTS)]
        projects: Vec<String>,
        /// Bugs for each crate, at most
        #[arg(long, default_value_t = 14)]
        bugs: usize,
        /// What chance begins with
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Crates at the same time
        #[arg(long, default_value_t = 2)]
        jobs: usize,
    },
    /// Says where the true place and the true fix are ranked, without running anything
    Rank {
        /// The cases
        cases: PathBuf,
        /// Where the results go, one JSON object a line
        #[arg(long)]
        out: Option<PathBuf>,
        /// Operators and crates that are held back: those with either alone, or none of them
        #[arg(long, value_name = "WHICH")]
        held_out: Option<HeldOut>,
    },
    /// Repairs without the machine: candidates switched at run time in one build
    Screen {
        /// The cases
        cases: PathBuf,
        /// Where the results go, one JSON object a line
        #[arg(long)]
        out: PathBuf,
        /// Operators and crates that are held back: those with either alone, or none of them
        #[arg(long, value_name = "WHICH")]
        held_out: Option<HeldOut>,
        /// Crates at the same time
        #[arg(long, default_value_t = 2)]
        jobs: usize,
        /// Candidates that are tried, at most
        #[arg(long, default_value_t = 400)]
        candidates: usize,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let Some(verb) = arguments.verb else {
        let repair = arguments.repair.context("no cases are named")?;
        let mut cases = chosen(&repair.cases, repair.held_out)?;
        let part = repair.id.unwrap_or_default();
        cases.retain(|case| case.id.contains(&part));
        let most = repair.limit.unwrap_or(usize::MAX);
        let cases = rows::sample(cases, most, repair.seed);
        return repair_all(cases, &repair.out, repair.jobs, repair.seconds).await;
    };
    match verb {
        Verb::Make {
            out,
            projects,
            bugs,
            seed,
            jobs,
        } => make(&out, projects, bugs, seed, jobs).await,
        Verb::Rank {
            cases,
            out,
            held_out,
        } => rank_all(&chosen(&cases, held_out)?, out),
        Verb::Screen {
            cases,
            out,
            held_out,
            jobs,
            candidates,
        } => screen_all(chosen(&cases, held_out)?, &out, jobs, candidates).await,
    }
}

fn chosen(path: &Path, held_out: Option<HeldOut>) -> anyhow::Result<Vec<Case>> {
    let mut cases = case::read(path)?;
    cases.retain(|case| {
        let held = behaviour::is_held_out(&case.op, &case.project);
        match held_out {
            None => true,
            Some(HeldOut::Only) => held,
            Some(HeldOut::Without) => !held,
        }
    });
    Ok(cases)
}

/// Crates one after the other in each of several rows; a crate whose suite is not green is left out.
async fn make(
    out: &Path,
    projects: Vec<String>,
    bugs: usize,
    seed: u64,
    jobs: usize,
) -> anyhow::Result<()> {
    let mut rows: Vec<Vec<String>> = vec![Vec::new(); jobs.max(1)];
    for (number, project) in projects.into_iter().enumerate() {
        let row = number % rows.len();
        rows[row].push(project);
    }
    let mut work = tokio::task::JoinSet::new();
    for row in rows {
        work.spawn(async move {
            let mut made = Vec::new();
            for named in row {
                let cases = match Bed::prepare(&named).await {
                    Ok(bed) => bed.cases(bugs, seed).await,
                    Err(error) => Err(error),
                };
                match cases {
                    Ok(cases) => made.extend(cases),
                    Err(error) => eprintln!("{named} is left out: {error:#}"),
                }
            }
            made
        });
    }
    let mut all: Vec<Case> = Vec::new();
    while let Some(made) = work.join_next().await {
        all.extend(made?);
    }
    all.sort_by(|one, other| one.id.cmp(&other.id));
    all.dedup_by(|one, other| one.id == other.id);
    let mut file = BufWriter::new(File::create(out).with_context(|| out.display().to_string())?);
    for case in &all {
        writeln!(file, "{}", serde_json::to_string(case)?)?;
    }
    file.flush()?;
    writeln!(std::io::stdout(), "{} bugs", all.len())?;
    Ok(())
}

/// Runs the loop on every case. Results are written as they come.
async fn repair_all(
    cases: Vec<Case>,
    out: &Path,
    jobs: usize,
    seconds: Option<u64>,
) -> anyhow::Result<()> {
    let mut results = rows::by_crate(cases, jobs, move |cases, results| {
        repair_project(cases, seconds, results)
    });
    let mut file = File::create(out).with_context(|| out.display().to_string())?;
    let mut all = Vec::new();
    while let Some(one) = results.recv().await {
        writeln!(file, "{}", serde_json::to_string(&one)?)?;
        all.push(one);
    }
    std::io::stdout().write_all(table::of_repairs(&all).as_bytes())?;
    Ok(())
}

async fn repair_project(
    cases: Vec<Case>,
    seconds: Option<u64>,
    results: mpsc::UnboundedSender<repair::Repaired>,
) -> anyhow::Result<()> {
    let bed = repair::Bed::prepare(&cases[0], seconds).await?;
    for case in &cases {
        let one = bed.repair(case).await?;
        eprintln!(
            "{} reproduced={} function={:?} {} {} green={} identical={} undecided={} tried={} {} ms: {}",
            one.id,
            one.reproduced,
            one.function,
            one.stop,
            one.verdict,
            one.green,
            one.identical,
            one.undecided,
            one.candidates,
            one.millis,
            one.edit
        );
        results.send(one)?;
    }
    Ok(())
}

/// Screens the cases of all crates. Results are written as they come.
async fn screen_all(
    cases: Vec<Case>,
    out: &Path,
    jobs: usize,
    candidates: usize,
) -> anyhow::Result<()> {
    let mut results = rows::by_crate(cases, jobs, move |cases, results| {
        screen_project(cases, candidates, results)
    });
    let mut file = File::create(out).with_context(|| out.display().to_string())?;
    let mut all = Vec::new();
    while let Some(one) = results.recv().await {
        writeln!(file, "{}", serde_json::to_string(&one)?)?;
        all.push(one);
    }
    std::io::stdout().write_all(table::of_screening(&all).as_bytes())?;
    Ok(())
}

async fn screen_project(
    cases: Vec<Case>,
    candidates: usize,
    results: mpsc::UnboundedSender<screen::Screened>,
) -> anyhow::Result<()> {
    let holder = tempfile::tempdir()?;
    let place = holder.path().canonicalize()?;
    let project = cases[0].project(&bench::root(&place), &place)?;
    // Dependencies are fetched by the first run.
    suite::run(&project.root, std::time::Duration::from_secs(600), &[]).await?;
    let files = rank::sources(&project.root)?;
    let bench = Bench { project };
    for case in &cases {
        let one = screen::screened(case, &bench, &files, candidates).await?;
        eprintln!(
            "{} reproduced={} fix={:?} ran={} green={} fix_green={:?} {} builds {} ms",
            case.id,
            one.reproduced,
            one.ranked.fix,
            one.ran,
            one.green.len(),
            one.fix_green,
            one.builds,
            one.all_millis
        );
        results.send(one)?;
    }
    Ok(())
}

fn rank_all(cases: &[Case], out: Option<PathBuf>) -> anyhow::Result<()> {
    let place = tempfile::tempdir()?;
    let mut projects = BTreeMap::new();
    let mut ranked = Vec::new();
    for case in cases {
        let number = projects.len();
        if !projects.contains_key(&case.project) {
            let root = place.path().join(number.to_string());
            let project = case.project(&root, place.path())?;
            projects.insert(case.project.clone(), rank::sources(&project.root)?);
        }
        let files = projects[&case.project].clone();
        let one = rank::ranked(case, files)?;
        eprintln!(
            "{} function={:?} line={:?} fix={:?} {} ms",
            one.id, one.function, one.line, one.fix, one.millis
        );
        ranked.push(one);
    }
    if let Some(out) = out {
        let mut file = BufWriter::new(File::create(&out)?);
        for one in &ranked {
            writeln!(file, "{}", serde_json::to_string(one)?)?;
        }
        file.flush()?;
    }
    std::io::stdout().write_all(table::of_ranking(&ranked).as_bytes())?;
    Ok(())
}
