//! `project-eval --out RESULTS.jsonl`: breaks published crates by slips in their sources, runs the product's own engine on
//! each, and judges what it leaves by plain cargo and by the crate's own suite. Needs the network, through cargo.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::{self, File},
    io::Write as _,
    path::PathBuf,
};

use anyhow::Context as _;
use bowline_loop_core::WorkspacePath;
use bowline_syntax::{Index, index::BUDGET};
use bowline_tests::{
    eval::{
        case::Files,
        judge,
        run::{self, millis},
        table::{part, share},
    },
    mutate::{
        Program,
        chance::Chance,
        keep,
        operators::{self, Operator},
        project::{Fetching, Project},
    },
};
use clap::Parser;
use serde::Serialize;

/// Small crates whose own suites need little besides themselves and end in seconds.
const PROJECTS: &str = "arrayvec=0.7.6,either=1.15.0,fixedbitset=0.5.7,heck=0.5.0,itoa=1.0.15,lexopt=0.3.1,percent-encoding=2.3.1,\
semver=1.0.26,shell-words=1.1.0,shlex=1.3.0,slab=0.4.9,strsim=0.11.1";

/// How many sites are tried for each slip that is wanted.
const TRIES: usize = 8;

/// Breaks published crates and measures Bowline's engine on them
#[derive(Parser)]
struct Arguments {
    /// Where the results go, one JSON object a line
    #[arg(long)]
    out: PathBuf,
    /// The crates, as NAME=VERSION
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = PROJECTS)]
    projects: Vec<String>,
    /// Slips for each crate
    #[arg(long, default_value_t = 10)]
    slips: usize,
    /// What chance begins with
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// What became of one slip in one crate.
#[derive(Debug, Serialize)]
struct Attempt {
    project: String,
    op: String,
    errors: usize,
    messages: Vec<String>,
    verdict: String,
    stop: String,
    compiles: bool,
    identical: bool,
    /// Whether the crate's own suite passes on the result.
    tests_pass: bool,
    candidates: u32,
    checks: u32,
    millis: u64,
    /// One plain incremental `cargo check` of the sound text, right behind one of the broken text.
    plain_millis: u64,
    broken: Files,
    left: Files,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut file =
        File::create(&arguments.out).with_context(|| arguments.out.display().to_string())?;
    let mut rows = BTreeMap::new();
    let mut indices = Vec::new();
    for named in &arguments.projects {
        match Bench::prepare(named).await {
            Ok(bench) => {
                let attempts = bench.attempts(&arguments, &mut file).await?;
                indices.push((named.clone(), bench.index()));
                rows.insert(named.clone(), attempts);
            }
            Err(error) => eprintln!("{named} is left out: {error:#}"),
        }
    }
    let mut out = std::io::stdout();
    out.write_all(table(&rows).as_bytes())?;
    writeln!(out, "\nheap of the index, of {} MiB:", BUDGET >> 20)?;
    for (named, (bytes, source)) in indices {
        let (bytes, source) = (bytes.div_ceil(1024), source.div_ceil(1024));
        writeln!(out, "{named}: {bytes} KiB for {source} KiB of source")?;
    }
    Ok(())
}

/// One crate: a copy that stands for the person's, and a scratch copy for the judge.
struct Bench {
    named: String,
    program: Program,
    persons: Project,
    scratch: Project,
    own: PathBuf,
    _place: tempfile::TempDir,
}

impl Bench {
    async fn prepare(named: &str) -> anyhow::Result<Self> {
        let holder = tempfile::Builder::new()
            .prefix("bowline-project-")
            .tempdir()?;
        let place = holder.path().canonicalize()?;
        let scratch = Project::fetch(named, &place.join("scratch"), &place)?;
        let persons = scratch.copy(&place.join("person"));
        let (passes, time) = scratch.suite_passes(Fetching::Missing).await?;
        anyhow::ensure!(passes, "its own suite does not pass before any slip");
        eprintln!(
            "{named}: its suite passes, built and run in {} ms",
            millis(time)
        );
        let (errors, _) = scratch.check().await?;
        anyhow::ensure!(
            errors.is_some_and(|errors| errors.is_empty()),
            "it does not check offline"
        );
        // The copies need the same dependencies.
        if scratch.root.join("Cargo.lock").is_file() {
            fs::copy(
                scratch.root.join("Cargo.lock"),
                persons.root.join("Cargo.lock"),
            )?;
        }
        let own = place.join("bowline");
        fs::create_dir_all(&own)?;
        Ok(Self {
            named: named.to_owned(),
            program: scratch.program(named)?,
            persons,
            scratch,
            own,
            _place: holder,
        })
    }

    async fn attempts(
        &self,
        arguments: &Arguments,
        file: &mut File,
    ) -> anyhow::Result<Vec<Attempt>> {
        let engine = run::engine(&self.own);
        let mut operators: Vec<&Operator> = operators::all().collect();
        let mut chance = Chance::new(arguments.seed, &self.named);
        chance.shuffle(&mut operators);
        let mut attempts = Vec::new();
        for operator in operators {
            if attempts.len() == arguments.slips {
                break;
            }
            if let Some(mutant) = self.mutant(operator, arguments.seed).await? {
                let attempt = self.attempt(&engine, operator, mutant).await?;
                eprintln!(
                    "{} {} {} {} compiles={} tests={} {} ms",
                    attempt.project,
                    attempt.op,
                    attempt.verdict,
                    attempt.stop,
                    attempt.compiles,
                    attempt.tests_pass,
                    attempt.millis
                );
                writeln!(file, "{}", serde_json::to_string(&attempt)?)?;
                attempts.push(attempt);
            }
        }
        Ok(attempts)
    }

    /// A slip of this operator that cargo refuses with few errors, and a plain check's time; `None` where it has no such.
    async fn mutant(&self, operator: &Operator, seed: u64) -> anyhow::Result<Option<Mutant>> {
        for files in keep::candidates(&self.program, operator, seed)
            .into_iter()
            .take(TRIES)
        {
            self.scratch.write(&files)?;
            let (errors, _) = self.scratch.check().await?;
            self.scratch.write(&self.program.files)?;
            if let Some(errors) = errors.filter(|errors| keep::is_mutant(errors)) {
                let (_, plain) = self.scratch.check().await?;
                return Ok(Some(Mutant {
                    files,
                    messages: errors.into_iter().map(|error| error.message).collect(),
                    plain_millis: millis(plain),
                }));
            }
        }
        Ok(None)
    }

    async fn attempt(
        &self,
        engine: &bowline::engine::Engine,
        operator: &Operator,
        mutant: Mutant,
    ) -> anyhow::Result<Attempt> {
        self.persons.write(&mutant.files)?;
        let began = std::time::Instant::now();
        let finished = run::one_loop(engine, &self.persons.root).await;
        let elapsed = began.elapsed();
        let left = run::left(mutant.files.clone(), &finished);
        self.scratch.write(&left)?;
        let (errors, _) = self.scratch.check().await?;
        let compiles = errors.is_some_and(|errors| errors.is_empty());
        let tests_pass = compiles && self.scratch.suite_passes(Fetching::Nothing).await?.0;
        self.scratch.write(&self.program.files)?;
        let verdict = serde_json::to_value(finished.outcome.verdict)?;
        Ok(Attempt {
            project: self.named.clone(),
            op: operator.name.to_owned(),
            errors: mutant.messages.len(),
            messages: mutant.messages,
            verdict: verdict.as_str().unwrap_or_default().to_owned(),
            stop: finished.outcome.stop.code().to_owned(),
            compiles,
            identical: judge::identical(&left, &self.program.files),
            tests_pass,
            candidates: finished.outcome.candidates,
            checks: run::checks(&finished),
            millis: millis(elapsed),
            plain_millis: mutant.plain_millis,
            broken: self.changed(&mutant.files),
            left: self.changed(&left),
        })
    }

    /// Heap bytes of the index of the crate's declarations, and the bytes of the sources it was read from.
    fn index(&self) -> (usize, usize) {
        let mut index = Index::default();
        let mut source = 0;
        for (path, text) in &self.program.files {
            index.update(&WorkspacePath::new(path), text);
            source += text.len();
        }
        (index.bytes(), source)
    }

    /// The files that differ from the sound ones.
    fn changed(&self, files: &Files) -> Files {
        let differ = files
            .iter()
            .filter(|(path, text)| self.program.files.get(*path) != Some(text));
        differ
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect()
    }
}

/// A slip as it stands in the files.
struct Mutant {
    files: Files,
    messages: Vec<String>,
    plain_millis: u64,
}

fn table(rows: &BTreeMap<String, Vec<Attempt>>) -> String {
    let mut text = String::from(
        "| crate | slips | repaired | identical | own tests pass | «checked» that fails a test | candidates: median | loop ms: median | plain check ms: median | ratio: median, p95 |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for (name, attempts) in rows {
        row(&mut text, name, &attempts.iter().collect::<Vec<_>>());
    }
    row(
        &mut text,
        "all",
        &rows.values().flatten().collect::<Vec<_>>(),
    );
    text
}

fn row(text: &mut String, name: &str, attempts: &[&Attempt]) {
    let count = |wanted: fn(&Attempt) -> bool| {
        u32::try_from(attempts.iter().filter(|attempt| wanted(attempt)).count()).unwrap_or(u32::MAX)
    };
    let median = |value: fn(&Attempt) -> u64, percent| {
        part(
            &mut attempts
                .iter()
                .map(|attempt| value(attempt))
                .collect::<Vec<_>>(),
            percent,
        )
    };
    let ratio = |attempt: &Attempt| attempt.millis * 100 / attempt.plain_millis.max(1);
    let all = count(|_| true);
    let says_done = |attempt: &Attempt| matches!(attempt.verdict.as_str(), "proved" | "checked");
    let broken = attempts
        .iter()
        .filter(|one| says_done(one) && !one.tests_pass)
        .count();
    let _ = writeln!(
        text,
        "| {name} | {all} | {} | {} | {} | {broken} | {} | {} | {} | {:.2}, {:.2} |",
        share(count(|one| one.compiles), all),
        share(count(|one| one.identical), all),
        share(count(|one| one.tests_pass), all),
        median(|one| u64::from(one.candidates), 50),
        median(|one| one.millis, 50),
        median(|one| one.plain_millis, 50),
        median(ratio, 50) as f64 / 100.0,
        median(ratio, 95) as f64 / 100.0,
    );
}
