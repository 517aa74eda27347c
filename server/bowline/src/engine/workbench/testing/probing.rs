//! What else an edit does that makes tests pass: the function that it changes, run on inputs near those of the tests, with the edit
//! and without it. Told beside a verdict; no verdict rests on it.

use std::{
    collections::BTreeMap,
    fs,
    time::{Duration, Instant},
};

use bowline_loop_core::{StopReason, WorkspacePath};
use bowline_proposers::behaviour::{self, PROBE, PROBE_TEST, Probe};
use tokio_util::sync::CancellationToken;

use super::programs::Built;
use crate::engine::workbench::{Texts, Workbench};

/// The longest that the whole suite may take, building it included, for its programs to be built twice more.
const SLOWEST_SUITE: u64 = 60_000;
/// How long the calls of one text may take.
const PATIENCE: Duration = Duration::from_secs(6);
/// Inputs that are named.
const NAMED: usize = 5;

/// What probing came to.
pub(super) struct Probed {
    /// What a person reads beside the tests that ran.
    pub told: Vec<String>,
    /// A risk that is named with the verdict: calls that panic, or do not end, with the edit alone.
    pub risk: Option<String>,
}

/// What came of each call, by its number.
type Results = BTreeMap<usize, String>;

impl Workbench {
    /// Runs what the accepted texts change on inputs near those of the tests.
    pub(super) async fn probe(&mut self, cancel: &CancellationToken) -> Result<Probed, StopReason> {
        let probed = self.probe_in_shadow(cancel).await;
        let accepted = self.current.clone();
        self.shadow()?.put(&accepted)?;
        match probed? {
            Ok(probed) => Ok(probed),
            Err(why) => Ok(Probed {
                told: vec![format!("Other inputs were not tried: {why}.")],
                risk: None,
            }),
        }
    }

    async fn probe_in_shadow(
        &mut self,
        cancel: &CancellationToken,
    ) -> Result<Result<Probed, &'static str>, StopReason> {
        let changed: Vec<(&WorkspacePath, &String)> = self
            .current
            .iter()
            .filter(|(path, after)| self.originals.get(path) != Some(after))
            .collect();
        let [(path, after)] = changed.as_slice() else {
            return Ok(Err("the edit is not within one function"));
        };
        let path = (*path).clone();
        let Some(before) = self.originals.get(&path) else {
            return Ok(Err("the file is new"));
        };
        if self.bed.millis > SLOWEST_SUITE {
            return Ok(Err("building the tests takes too long"));
        }
        let tests: Vec<&str> = self.bed.tests.values().map(String::as_str).collect();
        let probe = match behaviour::probe(before, after, &tests) {
            Ok(probe) => probe,
            Err(why) => return Ok(Err(why)),
        };
        let Some(with) = self.results(&path, &probe.after, cancel).await? else {
            return Ok(Err("the calls do not compile or do not run"));
        };
        let Some(without) = self.results(&path, &probe.before, cancel).await? else {
            return Ok(Err(
                "the calls do not compile or do not run without the edit",
            ));
        };
        Ok(Ok(compared(&probe, &without, &with)))
    }

    /// What came of the calls with one text of a file; `None` where they cannot be built or run.
    async fn results(
        &mut self,
        path: &WorkspacePath,
        text: &str,
        cancel: &CancellationToken,
    ) -> Result<Option<Results>, StopReason> {
        let mut texts: Texts = self.current.clone();
        texts.insert(path.clone(), text.to_owned());
        let Built::Programs(programs) = self.build_programs(&texts, cancel).await? else {
            return Ok(None);
        };
        let shadow = self.programs_shadow()?;
        let file = shadow.scratch().join("probe");
        let until = Instant::now() + PATIENCE;
        for program in &programs {
            let left = until.saturating_duration_since(Instant::now());
            let variables = [(PROBE, file.to_string_lossy().into_owned())];
            let arguments = [PROBE_TEST.to_owned()];
            let run = shadow.run_program(program, &arguments, &variables, left, cancel);
            run.await?;
            if let Ok(said) = fs::read_to_string(&file) {
                let _ = fs::remove_file(&file);
                return Ok(Some(read(&said)));
            }
        }
        Ok(None)
    }
}

fn read(said: &str) -> Results {
    let line = |line: &str| {
        let (number, result) = line.split_once(' ')?;
        Some((number.parse().ok()?, result.to_owned()))
    };
    said.lines().filter_map(line).collect()
}

/// What is worth telling of two runs of the same calls.
fn compared(probe: &Probe, without: &Results, with: &Results) -> Probed {
    let both = |number: usize| Some((without.get(&number)?, with.get(&number)?));
    let mut ran = 0_usize;
    let mut other = Vec::new();
    let mut worse = Vec::new();
    for (number, call) in probe.calls.iter().enumerate() {
        let Some((was, is)) = both(number).filter(|_| !call.of_test) else {
            continue;
        };
        ran += 1;
        if was == is {
            continue;
        }
        let line = format!("`{}` {} ({} before)", call.text, shown(is), shown(was));
        match (was.starts_with('='), is.starts_with('=')) {
            (true, false) => worse.push(line),
            _ => other.push(line),
        }
    }
    let function = &probe.function;
    let inputs = match ran {
        0 => {
            return Probed {
                told: vec![format!(
                    "Other inputs of `{function}` were tried, and none came to an end."
                )],
                risk: None,
            };
        }
        1 => "1 other input".to_owned(),
        _ => format!("{ran} other inputs"),
    };
    let differ = other.len() + worse.len();
    let mut told = vec![match differ {
        0 => format!("`{function}` gives the same as before for {inputs} near those of the tests."),
        _ => format!(
            "`{function}` was tried with {inputs} near those of the tests; {differ} differ from before: is that meant?"
        ),
    }];
    let lines = worse.iter().chain(&other).take(NAMED);
    told.extend(lines.cloned());
    let risk = (!worse.is_empty()).then(|| {
        let named = worse[..worse.len().min(2)].join(", ");
        format!("With the edit calls fail that did not before, which no test makes: {named}.")
    });
    Probed { told, risk }
}

/// A result in few words.
fn shown(result: &str) -> String {
    const LONGEST: usize = 60;
    let Some(value) = result.strip_prefix("= ") else {
        return result.to_owned();
    };
    match value.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("gives {}…", &value[..at]),
        None => format!("gives {value}"),
    }
}

#[cfg(test)]
mod tests {
    use bowline_proposers::behaviour::{self, Probe};

    use super::{compared, read};

    fn probe() -> Probe {
        let before = "fn half(of: u32) -> u32 { of / 1 }";
        let after = before.replace("/ 1", "/ 2");
        behaviour::probe(before, &after, &["fn t() { half(8); }"]).expect("it can be probed")
    }

    #[test]
    fn what_differs_is_told_but_for_what_tests_ask() {
        let (without, with) = (read("0 = 8\n1 = 9\n2 = 7\n"), read("0 = 4\n1 = 4\n2 = 7\n"));
        let probed = compared(&probe(), &without, &with);
        assert!(
            probed.told[0].contains("2 other inputs"),
            "{:?}",
            probed.told
        );
        assert_eq!(probed.told[1..], ["`half(9)` gives 4 (gives 9 before)"]);
        assert_eq!(probed.risk, None);
    }

    #[test]
    fn a_panic_where_there_was_none_is_a_risk() {
        let (without, with) = (read("1 = 9\n2 panics\n"), read("1 panics\n2 = 3\n"));
        let probed = compared(&probe(), &without, &with);
        assert!(
            probed.told[1].starts_with("`half(9)` panics"),
            "{:?}",
            probed.told
        );
        let risk = probed.risk.expect("there is one");
        assert!(
            risk.contains("`half(9)` panics") && !risk.contains("half(7)"),
            "{risk}"
        );
    }
}
