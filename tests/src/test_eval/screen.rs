//! One case without the machine: candidates switched at run time in one build, the failing tests first, then the whole suite.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::{Duration, Instant},
};

use bowline_loop_core::WorkspacePath;
use bowline_proposers::{
    Draft,
    behaviour::{self, Request},
};
use bowline_syntax::Index;
use serde::Serialize;

use super::{
    bench::{Bench, Build},
    case::{Case, Texts},
    output,
    rank::{self, Ranked},
    suite::{Ending, Run},
};
use crate::eval::run::millis;

/// How long a test run may take: many times what it took before, and never less than this.
const SHORTEST: Duration = Duration::from_millis(1500);

/// Builds until those that compile are left.
const MOST_BUILDS: u32 = 16;

/// Failing tests that a candidate is tried on before the whole suite.
const MOST_TESTS: usize = 12;

/// What became of one case.
#[derive(Clone, Debug, Serialize)]
pub struct Screened {
    /// Where the truth is ranked.
    #[serde(flatten)]
    pub ranked: Ranked,
    /// Whether the tests failed as the case says.
    pub reproduced: bool,
    /// Whether the true fix was among the candidates that ran.
    pub ran_fix: bool,
    /// Candidates that compile and could be switched.
    pub ran: usize,
    /// The titles of those with which the whole suite passes, best first.
    pub green: Vec<String>,
    /// The place of the true fix among them, 1-based.
    pub fix_green: Option<usize>,
    /// Builds that it took.
    pub builds: u32,
    /// How long all of it took.
    pub all_millis: u64,
}

/// Screens the first candidates of one case, `most` at most, in a bench whose files are those of `files`, and puts the sound file back.
pub async fn screened(
    case: &Case,
    bench: &Bench,
    files: &BTreeMap<WorkspacePath, String>,
    most: usize,
) -> anyhow::Result<Screened> {
    let path = WorkspacePath::new(&case.file);
    let there = files.get(&path).cloned().unwrap_or_default();
    let texts = case.texts(&there)?;
    let mut files = files.clone();
    files.insert(path.clone(), texts.broken.clone());
    bench.write(&[(path.clone(), texts.broken.clone())].into())?;
    let screened = in_place(case, bench, &files, &texts, most).await;
    bench.write(&[(path, there)].into())?;
    screened
}

async fn in_place(
    case: &Case,
    bench: &Bench,
    files: &BTreeMap<WorkspacePath, String>,
    texts: &Texts,
    most: usize,
) -> anyhow::Result<Screened> {
    let began = Instant::now();
    let before = observe(bench).await?;
    let (failing, passing) = (before.that(Ending::Failed), before.that(Ending::Passed));
    let reproduced =
        !failing.is_empty() && case.failing_tests.iter().all(|one| failing.contains(one));
    let failure = output::failure(&before.output, &failing, &passing);
    let mut index = Index::default();
    for (path, text) in files {
        index.update(path, text);
    }
    let text_of = |path: &WorkspacePath| files.get(path).cloned();
    let request = Request {
        failure: &failure,
        text_of: &text_of,
        index: &index,
    };
    let ranked = rank::of_request(case, &request, texts);
    let mut drafts = behaviour::candidates(&request);
    drafts.truncate(most);
    let mut screen = Screen {
        bench,
        drafts: &drafts,
        text_of: &text_of,
        files,
        builds: 0,
    };
    let (programs, ran) = screen.build().await?;
    let mut green = Vec::new();
    for candidate in &ran {
        if screen
            .passes(&programs, *candidate, &failing, before.tests.len())
            .await?
        {
            green.push(*candidate);
        }
    }
    screen.put_back()?;
    let fix = ranked.fix.map(|at| at - 1);
    Ok(Screened {
        reproduced,
        ran_fix: fix.is_some_and(|fix| ran.contains(&fix)),
        ran: ran.len(),
        fix_green: green
            .iter()
            .position(|one| Some(*one) == fix)
            .map(|at| at + 1),
        green: green.iter().map(|one| drafts[*one].title.clone()).collect(),
        builds: screen.builds,
        all_millis: millis(began.elapsed()),
        ranked,
    })
}

/// The tests as they end with the bug.
async fn observe(bench: &Bench) -> anyhow::Result<Run> {
    let Build::Programs(programs) = bench.build().await? else {
        return Ok(Run::default());
    };
    let env = [("RUST_BACKTRACE", "1".to_owned())];
    let run = bench
        .test(&programs, &[], &env, Duration::from_secs(40))
        .await?;
    Ok(run.unwrap_or_default())
}

struct Screen<'a> {
    bench: &'a Bench,
    drafts: &'a [Draft],
    text_of: &'a dyn Fn(&WorkspacePath) -> Option<String>,
    files: &'a BTreeMap<WorkspacePath, String>,
    builds: u32,
}

impl Screen<'_> {
    /// Builds all candidates at once, those that do not compile left out; the test programs, and the candidates in them.
    async fn build(&mut self) -> anyhow::Result<(Vec<PathBuf>, Vec<usize>)> {
        let mut without = BTreeSet::new();
        while self.builds < MOST_BUILDS {
            let switched = behaviour::switched(self.text_of, self.drafts, &without);
            self.put_back()?;
            self.bench.write(&switched.files)?;
            self.builds += 1;
            let errors = match self.bench.build().await? {
                Build::Programs(programs) => {
                    let mut ran: Vec<usize> =
                        switched.arms.iter().map(|arm| arm.candidate).collect();
                    ran.sort_unstable();
                    return Ok((programs, ran));
                }
                Build::Errors(errors) => errors,
            };
            let known = without.len();
            without.extend(
                errors
                    .iter()
                    .filter_map(|(path, byte)| switched.candidate_at(path, *byte)),
            );
            if without.len() == known {
                break;
            }
        }
        Ok((Vec::new(), Vec::new()))
    }

    /// Whether the failing tests pass with a candidate, and all others too.
    async fn passes(
        &self,
        programs: &[PathBuf],
        candidate: usize,
        failing: &[String],
        all: usize,
    ) -> anyhow::Result<bool> {
        let env = [(behaviour::VARIABLE, (candidate + 1).to_string())];
        let first = &failing[..failing.len().min(MOST_TESTS)];
        let green = |run: Option<Run>, least: usize| {
            run.is_some_and(|run| run.is_green() && run.tests.len() >= least)
        };
        let tried = self.bench.test(programs, first, &env, SHORTEST).await?;
        if !green(tried, first.len()) {
            return Ok(false);
        }
        let suite = self.bench.test(programs, &[], &env, SHORTEST * 8).await?;
        Ok(green(suite, all))
    }

    fn put_back(&self) -> std::io::Result<()> {
        let changed: BTreeSet<&WorkspacePath> = self
            .drafts
            .iter()
            .flat_map(|draft| &draft.edits)
            .map(|edit| &edit.path)
            .collect();
        let texts = changed
            .into_iter()
            .filter_map(|path| Some((path.clone(), self.files.get(path)?.clone())));
        self.bench.write(&texts.collect())
    }
}
