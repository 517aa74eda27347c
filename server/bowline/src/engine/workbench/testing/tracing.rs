//! Watches what tests run through: a build whose functions tell it, run test by test. It says where to look first and proves
//! nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use bowline_loop_core::StopReason;
use bowline_proposers::behaviour::{self, Place, Spectrum, TRACE, Traced};
use bowline_shadow::TestProgram;
use futures::StreamExt as _;
use tokio_util::sync::CancellationToken;

use super::{
    programs::{Built, Programs},
    running::is_documentation,
    switching::side_by_side,
};
use crate::engine::workbench::{Texts, Workbench};

/// Builds until only functions are left that compile with what was put into them.
const MOST_BUILDS: u32 = 5;
/// The part of a loop's time after which no further build is begun.
const SHARE: u32 = 4;
/// Failing tests that are watched.
const MOST_FAILING: usize = 8;
/// Passing tests that are watched, and how long that may take.
const MOST_PASSING: usize = 80;
const PATIENCE: Duration = Duration::from_secs(12);

/// What was seen of the tests.
#[derive(Default)]
pub(super) struct Watched {
    pub(super) spectrum: Spectrum,
    /// The failing tests that were watched and how long each took, the quickest first.
    pub(super) quickest: Vec<(Duration, String)>,
}

impl Workbench {
    /// Runs some of the tests in a build that tells what they run through; nothing where that cannot be had.
    pub(super) async fn watch(
        &mut self,
        cancel: &CancellationToken,
    ) -> Result<Watched, StopReason> {
        let places = self.places();
        let red = self.bed.red.keys().filter(|name| !is_documentation(name));
        let red: Vec<String> = red.take(MOST_FAILING).cloned().collect();
        if red.is_empty() || places.is_empty() {
            return Ok(Watched::default());
        }
        let watched = self.watch_in_shadow(&places, &red, cancel).await;
        self.shadow()?.put(&Texts::new())?;
        watched
    }

    async fn watch_in_shadow(
        &mut self,
        places: &[Place],
        red: &[String],
        cancel: &CancellationToken,
    ) -> Result<Watched, StopReason> {
        let Some((traced, programs)) = self.build_traced(places, cancel).await? else {
            return Ok(Watched::default());
        };
        let deadline = self.program_patience();
        let shadow = self.programs_shadow()?;
        let programs = Programs::meet(shadow, programs, deadline, cancel).await?;
        let suite = programs.suite();
        if !red.iter().all(|test| self.fails_as_before(test, &suite)) {
            ::tracing::debug!("tests end otherwise while they are watched");
            return Ok(Watched::default());
        }
        let passing: Vec<String> = suite.passing().map(str::to_owned).collect();
        let passing = spread(&passing, MOST_PASSING);
        let until = Instant::now() + PATIENCE;
        let scratch = shadow.scratch();
        let programs = &programs;
        let one = |(number, test): (usize, String)| {
            let file = scratch.join(format!("trace-{number}"));
            async move {
                if number >= red.len() && Instant::now() > until {
                    return Ok(None);
                }
                let variables = [(TRACE, file.to_string_lossy().into_owned())];
                let ran = programs.run_some(
                    shadow,
                    std::slice::from_ref(&test),
                    &variables,
                    Duration::MAX,
                    cancel,
                );
                let elapsed = ran.await?.elapsed;
                Ok::<_, StopReason>(Some((taken(&file), elapsed)))
            }
        };
        let tests = red.iter().cloned().chain(passing).enumerate();
        let mut seen = futures::stream::iter(tests.map(one)).buffered(side_by_side());
        let mut counts: BTreeMap<usize, (u32, u32)> = BTreeMap::new();
        let mut spectrum = Spectrum::default();
        let mut quickest: Vec<(Duration, String)> = Vec::new();
        for number in 0.. {
            let Some(numbers) = seen.next().await else {
                break;
            };
            let Some((numbers, elapsed)) = numbers? else {
                continue;
            };
            let fails = number < red.len();
            quickest.extend(red.get(number).map(|test| (elapsed, test.clone())));
            *(if fails {
                &mut spectrum.failing
            } else {
                &mut spectrum.passing
            }) += 1;
            for stretch in numbers {
                let (failing, passing) = counts.entry(stretch).or_default();
                *(if fails { failing } else { passing }) += 1;
            }
        }
        let stretches = traced.stretches.into_iter().enumerate();
        spectrum.seen = stretches
            .map(|(number, stretch)| {
                let (failing, passing) = counts.get(&number).copied().unwrap_or_default();
                (stretch, failing, passing)
            })
            .collect();
        quickest.sort();
        Ok(Watched { spectrum, quickest })
    }

    async fn build_traced(
        &mut self,
        places: &[Place],
        cancel: &CancellationToken,
    ) -> Result<Option<(Traced, Vec<TestProgram>)>, StopReason> {
        let texts: Texts = places
            .iter()
            .filter_map(|place| Some((place.path.clone(), self.text_of(&place.path)?)))
            .collect();
        let mut without = BTreeSet::new();
        let share = Duration::from_millis(self.intent.limits.millis) / SHARE;
        let until = Instant::now() + share;
        for _ in 0..MOST_BUILDS {
            let traced = behaviour::traced(&|path| texts.get(path).cloned(), places, &without);
            if traced.stretches.is_empty() || Instant::now() > until {
                return Ok(None);
            }
            let errors = match self.build_programs(&traced.files, cancel).await? {
                Built::Programs(programs) => return Ok(Some((traced, programs))),
                Built::Errors(errors) => errors,
            };
            let known = without.len();
            let blamed = errors
                .iter()
                .filter_map(|(path, byte)| traced.place_at(path, *byte));
            without.extend(blamed);
            if without.len() == known {
                ::tracing::debug!(?errors, "what tests run through cannot be watched");
                return Ok(None);
            }
        }
        Ok(None)
    }
}

/// The numbers in a file, which is taken away.
fn taken(file: &Path) -> Vec<usize> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let _ = fs::remove_file(PathBuf::from(file));
    let numbers: BTreeSet<usize> = text.lines().filter_map(|line| line.parse().ok()).collect();
    numbers.into_iter().collect()
}

/// So many of them, spread evenly.
fn spread(tests: &[String], most: usize) -> Vec<String> {
    let number = tests.len().min(most);
    let at = |one: usize| tests[one * tests.len() / number.max(1)].clone();
    (0..number).map(at).collect()
}
