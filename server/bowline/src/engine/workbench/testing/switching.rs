//! Candidates for failing tests screened in one build: all of them in one text, switched at run time. What such a run says is a
//! screening: it orders candidates and drops what does not help, and cargo proves whatever is offered.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    time::{Duration, Instant},
};

use bowline_loop_core::{ContentHash, StopReason};
use bowline_observers::libtest::suite::Suite;
use bowline_proposers::{
    Draft,
    behaviour::{self, VARIABLE},
};
use bowline_shadow::{CargoRun, Output, process::End};
use futures::StreamExt as _;
use tokio_util::sync::CancellationToken;

use super::{
    judging::Judge,
    programs::{Built, Programs, ProgramsRan, SOON},
    running::{Holders, Ran, is_documentation},
};
use crate::engine::workbench::{Texts, Workbench, screening};

/// Candidates from which on a build of all of them is worth its time.
const WORTH_A_BUILD: usize = 4;
/// Candidates that are built together first; the rest follows where none of them makes the tests pass.
const FIRST_BUILD: usize = 120;
/// Builds until only candidates are left that compile.
const MOST_BUILDS: u32 = 12;
/// The part of a loop's time that may go by before what is left goes to cargo.
const SHARE: u32 = 2;
/// Programs that run at the same time at the most.
const SIDE_BY_SIDE: usize = 4;
/// Failing tests of which one must pass before all tests run.
const FIRST: usize = 3;
/// What still counts as quick, and how many times slower than the quickest a test may be.
const QUICK: Duration = Duration::from_millis(60);
const MUCH_SLOWER: u32 = 4;
/// How long candidates may run with slow tests where none makes a quick one pass.
const FOR_SLOW_ONES: Duration = Duration::from_secs(20);
/// Candidates that make the tests pass, after which no more are looked for.
const ENOUGH: usize = 13;
/// Candidates that could not be switched and are handed on beside those that make the tests pass.
const UNSEEN_BESIDE: usize = 3;
/// Candidates that did not help and are handed on, so that the report can tell of them.
const TOLD: usize = 24;

/// What a switched run said of one candidate.
#[derive(Clone, Debug)]
pub(in crate::engine::workbench) struct Answer {
    ran: ProgramsRan,
    /// Whether every test ran, or only those that failed.
    whole: bool,
}

/// What switched runs said of the candidates for one text.
#[derive(Clone, Default)]
pub(in crate::engine::workbench) struct Switched {
    /// Every test without a candidate, documentation tests left out.
    before: Suite,
    answers: BTreeMap<usize, Answer>,
    /// Candidates that do not compile.
    broken: BTreeSet<usize>,
}

/// How near a candidate comes, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    Passes,
    Helps,
    Unseen,
    Fails,
}

/// What candidates are asked first.
struct Asked<'a> {
    programs: &'a Programs,
    /// The tests of which one must pass before all of them run.
    tests: &'a [String],
    /// How long each program may take.
    most: Duration,
}

impl Switched {
    /// Whether a candidate has not run yet with each of these tests, or did not come to its end.
    fn is_open(&self, candidate: usize, tests: &[String]) -> bool {
        let answer = self.answers.get(&candidate);
        answer.is_none_or(|Answer { ran, .. }| {
            ran.end == End::TimedOut || !tests.iter().all(|test| ran.suite.has_ended(test))
        })
    }
}

impl Workbench {
    /// Candidates in the order in which they are worth a check, with what is known of them already. Those that make all tests pass
    /// come first; of those that do not help only as many are handed on as a report needs.
    pub(in crate::engine::workbench) async fn switch(
        &mut self,
        drafts: Vec<Draft>,
        cancel: &CancellationToken,
    ) -> Result<Vec<(Draft, Option<Answer>)>, StopReason> {
        let mut known = Switched::default();
        if self.is_switchable(&drafts) {
            drafts
                .iter()
                .for_each(|draft| self.keep_originals(&draft.edits));
            let ran = self.run_switched(&drafts, cancel).await;
            let accepted = self.current.clone();
            self.shadow()?.put(&accepted)?;
            known = ran?;
        }
        let mut ordered: Vec<(Nearness, Draft, Option<Answer>)> = Vec::new();
        for (number, draft) in drafts.into_iter().enumerate() {
            if known.broken.contains(&number) {
                continue;
            }
            let answer = known.answers.remove(&number);
            let near = match &answer {
                Some(answer) => self.nearness(&known.before, answer),
                None => Nearness::Unseen,
            };
            ordered.push((near, draft, answer));
        }
        self.bed.switched_before = known.before;
        ordered.sort_by_key(|(near, ..)| *near);
        let unseen = match self.any_hangs() {
            true => 0,
            false => UNSEEN_BESIDE,
        };
        let passes = ordered.iter().any(|(near, ..)| *near == Nearness::Passes);
        let mut counts: BTreeMap<Nearness, usize> = BTreeMap::new();
        ordered.retain(|(near, ..)| {
            let count = counts.entry(*near).or_default();
            *count += 1;
            match near {
                Nearness::Passes | Nearness::Helps => true,
                Nearness::Unseen => !passes || *count <= unseen,
                Nearness::Fails => !passes && *count <= TOLD,
            }
        });
        let ordered = ordered.into_iter();
        Ok(ordered.map(|(_, draft, answer)| (draft, answer)).collect())
    }

    /// What cargo would have been asked, in the shape of its answer.
    pub(in crate::engine::workbench) fn answer(
        &mut self,
        texts: &Texts,
        answer: &Answer,
    ) -> Result<(ContentHash, crate::engine::checking::Checked), StopReason> {
        let shadow = self.shadow()?;
        let tree = shadow.put(texts)?;
        let run = CargoRun {
            output: Output {
                end: answer.ran.end,
                stdout: Vec::new(),
                stderr: Vec::new(),
                elapsed: answer.ran.elapsed,
            },
            command: ["switched", "tests"].map(str::to_owned).into(),
            survey: None,
            seen: shadow.mirror().clone(),
        };
        let ran = Ran {
            tree,
            checked: screening::read(shadow, &run),
            run,
            suite: answer.ran.suite.clone(),
            holders: Holders::new(),
        };
        let judge = Judge::against(&self.bed, &self.bed.switched_before);
        let report = match answer.whole {
            true => judge.whole(&ran),
            false => judge.narrow(&ran),
        };
        let checked = crate::engine::checking::Checked {
            report,
            ..ran.checked
        };
        Ok((ran.tree, checked))
    }

    /// Documentation tests run in programs of their own, which no build leaves behind.
    fn is_switchable(&self, drafts: &[Draft]) -> bool {
        let mut red = self.bed.red.keys();
        drafts.len() >= WORTH_A_BUILD && red.any(|name| !is_documentation(name))
    }

    /// The failing tests that a candidate meets first, those left out that pass by now: the quickest, for most candidates get no
    /// further. Behind them, for where none of those passes, slower ones too.
    fn first_asked(&self, mended: &[String]) -> Vec<Vec<String>> {
        let timed = self.bed.quickest.iter();
        let timed: Vec<_> = timed.filter(|(_, test)| !mended.contains(test)).collect();
        let first = timed.first().map(|(time, _)| *time * MUCH_SLOWER);
        let limit = first.map_or(Duration::MAX, |limit| QUICK.max(limit));
        let quick = timed.iter().take_while(|(time, _)| *time <= limit);
        let quick: Vec<String> = quick.take(FIRST).map(|(_, test)| test.clone()).collect();
        let red = self.bed.red.keys().filter(|one| !is_documentation(one));
        let is_timed = |one: &&String| timed.iter().any(|(_, test)| test == *one);
        let rest = red.filter(|one| !mended.contains(one) && !is_timed(one));
        let all = timed.iter().map(|(_, test)| test).chain(rest);
        let all: Vec<String> = all.take(FIRST).cloned().collect();
        let mut asked = vec![quick, all];
        asked.dedup();
        // No name at all would run every test.
        asked.retain(|tests| !tests.is_empty());
        asked
    }

    fn nearness(&self, before: &Suite, answer: &Answer) -> Nearness {
        let judge = Judge::against(&self.bed, before);
        let mended = judge.mended(&answer.ran.suite).len();
        match (mended, answer.whole) {
            (_, false) => Nearness::Fails,
            (all, true) if all <= judge.mended(before).len() => Nearness::Fails,
            _ if judge.breaks(&answer.ran.suite) => Nearness::Fails,
            (all, true) if all == judge.goals() => Nearness::Passes,
            _ => Nearness::Helps,
        }
    }

    async fn run_switched(
        &mut self,
        drafts: &[Draft],
        cancel: &CancellationToken,
    ) -> Result<Switched, StopReason> {
        let time = Duration::from_millis(self.intent.limits.millis) / SHARE;
        let until = Instant::now() + time;
        let mut known = Switched::default();
        let middle = drafts.len().min(FIRST_BUILD);
        for batch in [0..middle, middle..drafts.len()] {
            let is_last = self.run_batch(drafts, batch, &mut known, until, cancel);
            if is_last.await? {
                break;
            }
        }
        Ok(known)
    }

    /// Runs some of the candidates; whether the rest need not run.
    async fn run_batch(
        &mut self,
        drafts: &[Draft],
        batch: Range<usize>,
        known: &mut Switched,
        until: Instant,
        cancel: &CancellationToken,
    ) -> Result<bool, StopReason> {
        let first = batch.start;
        let drafts = &drafts[batch];
        let Some((programs, ran)) = self
            .build_switched(drafts, first, known, until, cancel)
            .await?
        else {
            return Ok(true);
        };
        let red = self.bed.red.keys();
        let red: Vec<String> = red.filter(|one| !is_documentation(one)).cloned().collect();
        let shadow = self.programs_shadow()?;
        let deadline = self.program_patience();
        let programs = Programs::meet(shadow, programs, deadline, cancel).await?;
        known.before = programs.suite();
        // Where the programs alone do not show what cargo showed, they cannot tell candidates apart either.
        let fail = |test: &String| self.fails_as_before(test, &known.before);
        if self.current.is_empty() && !red.iter().all(fail) {
            tracing::debug!("test programs run alone say something else than under cargo");
            return Ok(true);
        }
        // Of candidates for a test that does not end most do not end either: first those are looked for that end at once.
        let times = match self.any_hangs() {
            true => &[SOON, Duration::MAX][..],
            false => &[Duration::MAX],
        };
        let mended = Judge::against(&self.bed, &known.before).mended(&known.before);
        for (number, tests) in self.first_asked(&mended).into_iter().enumerate() {
            let until = match number {
                0 => until,
                _ => until.min(Instant::now() + FOR_SLOW_ONES),
            };
            for most in times {
                let is_left = |one: &usize| known.is_open(first + one, &tests);
                let left: Vec<usize> = ran.iter().copied().filter(is_left).collect();
                let asked = Asked {
                    programs: &programs,
                    tests: &tests,
                    most: *most,
                };
                let found = self.run_each(left, first, &asked, known, until, cancel);
                if found.await? > 0 {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Runs candidates of one build; how many make all tests pass.
    async fn run_each(
        &self,
        candidates: Vec<usize>,
        first: usize,
        asked: &Asked<'_>,
        known: &mut Switched,
        until: Instant,
        cancel: &CancellationToken,
    ) -> Result<usize, StopReason> {
        let shadow = self.programs_shadow()?;
        let Asked {
            programs,
            tests,
            most,
        } = *asked;
        let one = |candidate: usize| async move {
            let variables = [(VARIABLE, (candidate + 1).to_string())];
            if Instant::now() > until {
                return Ok(None);
            }
            let narrow = programs.run_some(shadow, tests, &variables, most, cancel);
            Ok::<_, StopReason>(Some((candidate, narrow.await?)))
        };
        let ran = futures::stream::iter(candidates.into_iter().map(one));
        let mut narrow = ran.buffered(side_by_side());
        let mut found = 0;
        while let Some(answer) = narrow.next().await {
            let Some((candidate, narrow)) = answer? else {
                break;
            };
            let any_passes = tests.iter().any(|test| narrow.suite.passes(test));
            let mut answer = Answer {
                ran: narrow,
                whole: false,
            };
            if any_passes {
                let variables = [(VARIABLE, (candidate + 1).to_string())];
                answer = Answer {
                    ran: programs.run_all(shadow, &variables, cancel).await?,
                    whole: true,
                };
                let near = self.nearness(&known.before, &answer);
                found += usize::from(near == Nearness::Passes);
            }
            known.answers.insert(first + candidate, answer);
            if found >= ENOUGH {
                break;
            }
        }
        Ok(found)
    }

    /// Builds candidates together, those left out that do not compile; the programs, and the candidates in them in order. The
    /// number of the first one tells how they are known to the others.
    async fn build_switched(
        &mut self,
        drafts: &[Draft],
        first: usize,
        known: &mut Switched,
        until: Instant,
        cancel: &CancellationToken,
    ) -> Result<Option<(Vec<bowline_shadow::TestProgram>, Vec<usize>)>, StopReason> {
        let mut broken = BTreeSet::new();
        for _ in 0..MOST_BUILDS {
            let switched = behaviour::switched(&|path| self.text_of(path), drafts, &broken);
            if switched.arms.is_empty() || Instant::now() > until {
                return Ok(None);
            }
            let mut texts = self.current.clone();
            texts.extend(switched.files.clone());
            let errors = match self.build_programs(&texts, cancel).await? {
                Built::Programs(programs) => {
                    let arms = switched.arms.iter().map(|arm| arm.candidate);
                    let ran: BTreeSet<usize> = arms.collect();
                    return Ok(Some((programs, ran.into_iter().collect())));
                }
                Built::Errors(errors) => errors,
            };
            let count = broken.len();
            let blamed = errors
                .iter()
                .filter_map(|(path, byte)| switched.candidate_at(path, *byte));
            broken.extend(blamed);
            known.broken.extend(broken.iter().map(|one| first + one));
            if broken.len() == count {
                tracing::debug!(?errors, "candidates cannot be built together");
                return Ok(None);
            }
        }
        Ok(None)
    }
}

/// Programs that run at the same time.
pub(super) fn side_by_side() -> usize {
    let most = std::thread::available_parallelism().map_or(1, usize::from);
    most.min(SIDE_BY_SIDE)
}
