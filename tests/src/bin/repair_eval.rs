//! `repair-eval CASES.jsonl --out RESULTS.jsonl`: runs the product's own engine on every case and writes what it left.
//!
//! With `--judge` the results are then judged (built, run, compared with the known repair) and a table is printed. Cases and
//! results are described in `bowline_tests::eval::case`.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::Context as _;
use bowline_tests::eval::{
    case::{self, Attempt, Case},
    judge,
    run::{self, Beside},
    table::{self, Judgement},
};
use clap::Parser;
use tokio::sync::mpsc;

/// Runs Bowline's engine on broken programs and writes what it left of each
#[derive(Parser)]
struct Arguments {
    /// The cases, one JSON object a line
    cases: PathBuf,
    /// Where the results go, one JSON object a line
    #[arg(long)]
    out: PathBuf,
    /// Cases at the same time
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Only cases of this source; may be given several times
    #[arg(long, value_name = "SOURCE")]
    only: Vec<String>,
    /// Only cases whose id holds this
    #[arg(long, value_name = "PART")]
    id: Option<String>,
    /// At most so many cases, spread evenly over the file
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Run `cargo fix --broken-code` on each case too, and print what it leaves
    #[arg(long)]
    baseline: bool,
    /// Judge the results and print a table
    #[arg(long)]
    judge: bool,
    /// Judge results that are there already instead of running anything
    #[arg(long)]
    judge_only: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let cases = chosen(&arguments)?;
    if !arguments.judge_only {
        run_all(&arguments, &cases).await?;
    }
    if arguments.judge || arguments.judge_only {
        let table = judge_all(&arguments, &cases).await?;
        std::io::stdout().write_all(table.as_bytes())?;
    }
    Ok(())
}

fn chosen(arguments: &Arguments) -> anyhow::Result<Arc<Vec<Case>>> {
    let mut cases: Vec<Case> = case::read(&arguments.cases)?;
    let mut ids = BTreeSet::new();
    for case in &cases {
        anyhow::ensure!(
            ids.insert(case.id.clone()),
            "the id {} stands twice",
            case.id
        );
    }
    cases.retain(|case| arguments.only.is_empty() || arguments.only.contains(&case.source));
    cases.retain(|case| {
        arguments
            .id
            .as_ref()
            .is_none_or(|part| case.id.contains(part))
    });
    if let Some(limit) = arguments.limit {
        let all = cases.len();
        let wanted: BTreeSet<usize> = (0..limit.min(all))
            .map(|number| number * all / limit.min(all))
            .collect();
        let mut index = 0;
        cases.retain(|_| {
            index += 1;
            wanted.contains(&(index - 1))
        });
    }
    Ok(Arc::new(cases))
}

/// Runs every case. Results are written as they come and once more, in the order of the cases, at the end.
async fn run_all(arguments: &Arguments, cases: &Arc<Vec<Case>>) -> anyhow::Result<()> {
    let beside = match arguments.baseline {
        true => Beside::CargoFix,
        false => Beside::Nothing,
    };
    let mut attempts = workers(arguments.jobs, cases, move |case, place| async move {
        run::run(&case, &place, beside).await
    });
    let mut done: Vec<Option<Attempt>> = vec![None; cases.len()];
    let mut file =
        File::create(&arguments.out).with_context(|| arguments.out.display().to_string())?;
    let mut count = 0;
    while let Some((index, attempt)) = attempts.recv().await {
        let attempt = attempt.with_context(|| cases[index].id.clone())?;
        count += 1;
        eprintln!(
            "{count}/{} {} {} {} compiles={} {} ms",
            cases.len(),
            attempt.id,
            attempt.verdict,
            attempt.stop,
            attempt.compiles,
            attempt.millis
        );
        writeln!(file, "{}", serde_json::to_string(&attempt)?)?;
        done[index] = Some(attempt);
    }
    let mut file = BufWriter::new(File::create(&arguments.out)?);
    for attempt in done.iter().flatten() {
        writeln!(file, "{}", serde_json::to_string(attempt)?)?;
    }
    file.flush()?;
    anyhow::ensure!(
        done.iter().all(Option::is_some),
        "a worker ended early; the results are not complete"
    );
    Ok(())
}

async fn judge_all(arguments: &Arguments, cases: &Arc<Vec<Case>>) -> anyhow::Result<String> {
    let attempts = Arc::new(case::by_id(case::read(&arguments.out)?));
    let to_judge = attempts.clone();
    let mut judgements = workers(arguments.jobs, cases, move |case, place| {
        let attempt = to_judge.get(&case.id).cloned();
        async move { judgement(&case, attempt, &place).await }
    });
    let mut judged = Vec::new();
    while let Some((index, judgement)) = judgements.recv().await {
        let case = &cases[index];
        if let Some(attempt) = attempts.get(&case.id) {
            judged.push((case, attempt, judgement.with_context(|| case.id.clone())?));
        }
    }
    Ok(table::table(judged.into_iter()))
}

async fn judgement(
    case: &Case,
    attempt: Option<Attempt>,
    place: &Path,
) -> anyhow::Result<Judgement> {
    let (mut asserts_hold, mut baseline_holds) = (None, None);
    if let Some(attempt) = attempt {
        asserts_hold = judge::passes(case, &attempt.left(case), attempt.compiles, place).await?;
        if let Some(baseline) = &attempt.baseline {
            baseline_holds = judge::passes(case, &baseline.files, baseline.compiles, place).await?;
        }
    }
    Ok(Judgement {
        asserts_hold,
        baseline_holds,
    })
}

/// Hands every case to one of `jobs` workers, each with a directory of its own, and gives what they say as it comes.
fn workers<T, F, W>(
    jobs: usize,
    cases: &Arc<Vec<Case>>,
    work: W,
) -> mpsc::UnboundedReceiver<(usize, anyhow::Result<T>)>
where
    T: Send + 'static,
    F: Future<Output = anyhow::Result<T>> + Send,
    W: Fn(Case, PathBuf) -> F + Send + Sync + 'static,
{
    let (sender, receiver) = mpsc::unbounded_channel();
    let next = Arc::new(AtomicUsize::new(0));
    let work = Arc::new(work);
    for _ in 0..jobs.max(1) {
        let (sender, next, work, cases) =
            (sender.clone(), next.clone(), work.clone(), cases.clone());
        tokio::spawn(async move {
            let place = match tempfile::Builder::new().prefix("bowline-eval-").tempdir() {
                Ok(place) => place,
                Err(error) => {
                    let _ = sender.send((0, Err(error.into())));
                    return;
                }
            };
            loop {
                let index = next.fetch_add(1, Ordering::SeqCst);
                let Some(case) = cases.get(index) else { return };
                // A closed receiver means that an earlier case failed: nobody waits for the rest.
                if sender
                    .send((index, work(case.clone(), place.path().to_owned()).await))
                    .is_err()
                {
                    return;
                }
            }
        });
    }
    receiver
}
