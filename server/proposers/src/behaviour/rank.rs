//! Which functions the fault may lie in: what failing tests reach and passing ones do not, where a panic happened, what changed of
//! late, and what tests speak of by name.

use std::collections::{BTreeMap, BTreeSet};

use bowline_loop_core::WorkspacePath;
use bowline_syntax::{
    TokenKind,
    calls::{Calls, Reached, Role, Start},
    lex,
};

use super::{Line, Place, Reason, Request};

/// Passing tests that are looked at; more of them tell hardly more.
const MOST_PASSING: usize = 300;

/// Places that are handed over at most.
const MOST_PLACES: usize = 200;

/// What is left to a function that no failing test ran through.
const NOT_RUN: f64 = 0.001;

/// What is known of one function.
struct Seen {
    reached: Reached,
    failing: u32,
    passing: u32,
}

/// Places, the likeliest first.
pub fn rank(request: &Request<'_>) -> Vec<Place> {
    let mut calls = Calls::new(request.index, request.text_of);
    let failure = request.failure;
    let mut seen = BTreeMap::new();
    let mut words = BTreeSet::new();
    let mut failing_tests = 0;
    for test in &failure.failing {
        let starts = calls.starts(test);
        failing_tests += u32::from(!starts.is_empty());
        words.extend(words_of(request, &starts));
        words.extend(parts(test));
        note(&mut seen, calls.reached(&starts), |one| &mut one.failing);
    }
    frames(request, &mut calls, &mut seen);
    let mut passing_tests = 0;
    for test in failure.passing.iter().take(MOST_PASSING) {
        let starts = calls.starts(test);
        passing_tests += u32::from(!starts.is_empty());
        let mut reached = calls.reached(&starts);
        reached.retain(|one| seen.contains_key(&key(one)));
        note(&mut seen, reached, |one| &mut one.passing);
    }
    let mut scored: Vec<(f64, Place)> = seen
        .into_values()
        .filter(|one| one.reached.role == Role::Product && !one.reached.name.is_empty())
        .filter(|one| has_body(request, &one.reached))
        .map(|one| {
            let judged = Judged {
                request,
                words: &words,
                failing_tests,
                passing_tests,
            };
            judged.place(one)
        })
        .collect();
    scored.sort_by(|(one, a), (other, b)| {
        let by_place = || (&a.path, a.range.start).cmp(&(&b.path, b.range.start));
        other.total_cmp(one).then_with(by_place)
    });
    let best = scored.first().map_or(1.0, |(score, _)| *score);
    let weighed = scored.into_iter().take(MOST_PLACES).map(|(score, place)| {
        let weight = (score / best * 1000.0).round();
        Place {
            weight: weight as u32,
            ..place
        }
    });
    weighed.collect()
}

/// Whether a function is more than a signature.
fn has_body(request: &Request<'_>, one: &Reached) -> bool {
    let text = (request.text_of)(&one.path).unwrap_or_default();
    text.get(one.range.clone())
        .is_some_and(|text| text.ends_with('}'))
}

type Key = (WorkspacePath, usize, usize);

fn key(reached: &Reached) -> Key {
    let range = &reached.range;
    (reached.path.clone(), range.start, range.end)
}

fn note(seen: &mut BTreeMap<Key, Seen>, reached: Vec<Reached>, count: fn(&mut Seen) -> &mut u32) {
    for one in reached {
        let entry = seen.entry(key(&one)).or_insert(Seen {
            reached: one.clone(),
            failing: 0,
            passing: 0,
        });
        entry.reached.distance = entry.reached.distance.min(one.distance);
        *count(entry) += 1;
    }
}

/// Functions that a panic names and no call led to, with what they call: what macros make hides calls.
fn frames(request: &Request<'_>, calls: &mut Calls<'_>, seen: &mut BTreeMap<Key, Seen>) {
    for frame in &request.failure.frames {
        let Some(text) = (request.text_of)(&frame.path) else {
            continue;
        };
        let byte = line_start(&text, frame.line);
        let holds = |range: &std::ops::Range<usize>| range.start <= byte && byte < range.end;
        let items = request.index.items_of(&frame.path).iter();
        let function = items
            .filter(|item| item.kind == bowline_syntax::index::ItemKind::Function)
            .filter(|item| holds(&item.range))
            .min_by_key(|item| item.range.len());
        let Some(item) = function else {
            continue;
        };
        if !seen.contains_key(&(item.path.clone(), item.range.start, item.range.end)) {
            let mut reached = calls.reached(&[Start::of(item)]);
            reached.retain(|one| !seen.contains_key(&key(one)));
            note(seen, reached, |one| &mut one.failing);
        }
    }
}

/// The first byte of a line, 1-based, blanks at its start passed over.
pub(super) fn line_start(text: &str, line: u32) -> usize {
    let before = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    let start = match before {
        0 => 0,
        _ => text
            .match_indices('\n')
            .nth(before - 1)
            .map_or(text.len(), |(at, _)| at + 1),
    };
    let rest = &text[start..];
    start + rest.len() - rest.trim_start_matches([' ', '\t']).len()
}

/// What all functions are judged by.
struct Judged<'a, 'r> {
    request: &'a Request<'r>,
    words: &'a BTreeSet<String>,
    failing_tests: u32,
    passing_tests: u32,
}

impl Judged<'_, '_> {
    fn place(&self, seen: Seen) -> (f64, Place) {
        let one = &seen.reached;
        let mut reasons = Vec::new();
        let mut score = match self
            .request
            .failure
            .spectrum
            .of_function(&one.path, &one.range)
        {
            Some((failing, passing, most)) => {
                let seen = Seen {
                    reached: one.clone(),
                    failing,
                    passing,
                };
                self.by_run(&seen, most, &mut reasons)
            }
            None => self.by_tests(&seen, &mut reasons),
        };
        if let Some((factor, line)) = self.panicked(one) {
            score *= factor;
            reasons.push(Reason::Panicked { line });
        }
        if self.changed(one) {
            score *= 4.0;
            reasons.push(Reason::Changed);
        }
        let named = parts(&one.name).intersection(self.words).count();
        if named > 0 {
            score *= 1.0 + 0.25 * named.min(3) as f64;
            reasons.push(Reason::Named);
        }
        // More code, more room for a fault.
        let lines = one.lines.end() - one.lines.start() + 1;
        score *= f64::from(lines.clamp(2, 60)).powf(0.45);
        let owner = one.container.as_ref().map(|of| format!("{of}::"));
        let place = Place {
            path: one.path.clone(),
            name: owner.unwrap_or_default() + &one.name,
            range: one.range.clone(),
            lines: one.lines.clone(),
            weight: 0,
            reasons,
        };
        (score, place)
    }

    /// How much the tests that reach it, and those that do not, speak for it.
    fn by_tests(&self, seen: &Seen, reasons: &mut Vec<Reason>) -> f64 {
        let failing = f64::from(seen.failing);
        let passing = f64::from(seen.passing);
        let all = f64::from(self.failing_tests.max(1));
        // The share of failing tests that reach it, against all tests that do: Ochiai's measure.
        let suspicion = failing / (all * (failing + passing)).sqrt().max(1.0);
        let calls = seen.reached.distance;
        reasons.push(Reason::Reached { calls });
        if self.passing_tests > 0 && seen.passing > 0 {
            let percent = seen.passing * 100 / self.passing_tests;
            reasons.push(Reason::Passing { percent });
        }
        suspicion.max(0.01) / (1.0 + 0.25 * f64::from(calls.max(1) - 1))
    }

    /// The same from what ran: `most` is how far any stretch of it is suspected.
    fn by_run(&self, seen: &Seen, most: f64, reasons: &mut Vec<Reason>) -> f64 {
        let calls = seen.reached.distance;
        reasons.push(Reason::Reached { calls });
        if seen.failing == 0 {
            return NOT_RUN;
        }
        reasons.push(Reason::Ran);
        let all = self.request.failure.spectrum.passing;
        if all > 0 && seen.passing > 0 {
            let percent = seen.passing * 100 / all;
            reasons.push(Reason::Passing { percent });
        }
        most.max(0.01) / (1.0 + 0.1 * f64::from(calls.max(1) - 1))
    }

    fn panicked(&self, one: &Reached) -> Option<(f64, u32)> {
        let holds = |frame: &&Line| frame.path == one.path && one.lines.contains(&frame.line);
        let frames = &self.request.failure.frames;
        let at = frames.iter().position(|frame| holds(&frame))?;
        let factor = if at == 0 { 6.0 } else { 2.5 };
        Some((factor, frames[at].line))
    }

    fn changed(&self, one: &Reached) -> bool {
        self.request.failure.recent.iter().any(|hunk| {
            let last = hunk.lines.end.max(hunk.lines.start + 1) - 1;
            hunk.path == one.path
                && hunk.lines.start <= *one.lines.end()
                && *one.lines.start() <= last
        })
    }
}

/// The parts of the names that stand in the text of tests.
fn words_of(request: &Request<'_>, starts: &[Start]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for start in starts {
        let Some(text) = (request.text_of)(&start.path) else {
            continue;
        };
        let Some(text) = text.get(start.range.clone()) else {
            continue;
        };
        for token in lex(text) {
            if token.kind == TokenKind::Word {
                words.insert(text[token.start..token.end].to_lowercase());
            }
        }
    }
    words
}

/// The whole of a name and the words it is made of, those too short to tell anything left out.
fn parts(name: &str) -> BTreeSet<String> {
    let common = ["test", "tests", "new", "get", "from", "into", "fmt", "with"];
    let last = name.rsplit("::").next().unwrap_or(name).to_lowercase();
    let parts = last.split('_').map(str::to_owned);
    parts
        .chain([last.clone()])
        .filter(|part| part.len() > 2 && !common.contains(&part.as_str()))
        .collect()
}
