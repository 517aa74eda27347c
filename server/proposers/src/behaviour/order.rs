//! All candidates of all places in one order: the place's weight, times how likely the operator is, times what speaks for its line.

use std::collections::{BTreeMap, BTreeSet};

use bowline_loop_core::WorkspacePath;
use bowline_syntax::{Node, error_count, nodes};

use super::{
    MOST_CANDIDATES, Place, Request,
    edits::{Finds, Found},
    hints::Hints,
    operator::{self, Find},
    rank::line_start,
    site::{Opened, Site},
};
use crate::{Draft, rules::scope::Scope};

/// Places whose code is looked at.
const MOST_PLACES: usize = 60;

/// How much less likely each further candidate of the same line is.
const SAME_LINE: f64 = 0.93;

/// An edit with how likely it is beside all others.
struct Scored<'f> {
    file: &'f Opened,
    /// The bytes of its function.
    function: std::ops::Range<usize>,
    found: Found,
    score: f64,
}

/// The best candidates with the names of their operators, best first.
pub(super) fn candidates(request: &Request<'_>, places: &[Place]) -> Vec<(&'static str, Draft)> {
    let places = &places[..places.len().min(MOST_PLACES)];
    let files = open(request, places);
    let hints = Hints::of(request.failure);
    let mut all: Vec<Scored<'_>> = Vec::new();
    for file in files.values() {
        let spot = file.spot();
        let scope = Scope::over(request.index, &spot);
        for place in places.iter().filter(|place| place.path == file.path) {
            let Some(function) = function_at(file, place) else {
                continue;
            };
            let site = Site {
                file,
                scope: &scope,
                index: request.index,
                function,
                failure: request.failure,
                hints: &hints,
            };
            all.extend(scored(file, &site, place));
        }
    }
    sort(&mut all);
    let mut known = BTreeSet::new();
    let fresh = all.into_iter().filter(|one| {
        known.insert((one.file.path.clone(), digest(&one.found))) && changes_and_parses(one)
    });
    fresh
        .take(MOST_CANDIDATES)
        .map(|one| (one.found.operator, one.found.draft(one.file)))
        .collect()
}

fn open(request: &Request<'_>, places: &[Place]) -> BTreeMap<WorkspacePath, Opened> {
    let mut files = BTreeMap::new();
    for place in places {
        if !files.contains_key(&place.path)
            && let Some(text) = (request.text_of)(&place.path)
        {
            files.insert(place.path.clone(), Opened::new(&place.path, text));
        }
    }
    files
}

/// Whether an edit changes its function and leaves it no more broken than it was.
fn changes_and_parses(one: &Scored<'_>) -> bool {
    let inside = |range: &std::ops::Range<usize>| {
        one.function.start <= range.start && range.end <= one.function.end
    };
    if !one.found.edits.iter().all(|(range, _)| inside(range)) {
        // What changed of late may reach beyond a function.
        return true;
    }
    let before = &one.file.text[one.function.clone()];
    let after = one.found.applied(before, one.function.start);
    // A function that does not parse as it stands, as with syntax that the parser does not know, says nothing.
    after != before && (error_count(&after) == 0 || error_count(before) > 0)
}

/// What an edit is, apart from the operator that found it.
fn digest(found: &Found) -> Vec<(usize, usize, String)> {
    let edits = found.edits.iter();
    edits
        .map(|(range, text)| (range.start, range.end, text.clone()))
        .collect()
}

fn function_at<'a>(file: &'a Opened, place: &Place) -> Option<Node<'a>> {
    let node = file.syntax.node_at(place.range.clone());
    nodes::enclosing(node, &["function_item"]).filter(|node| node.byte_range() == place.range)
}

/// What all operators find in one function.
fn scored<'f, 's>(file: &'f Opened, site: &Site<'s>, place: &Place) -> Vec<Scored<'f>> {
    let mut finds = Finds::default();
    let body = site.body();
    let inside: Vec<Node<'s>> = body.into_iter().flat_map(nodes::descendants).collect();
    for operator in operator::all() {
        finds.operator = operator.name;
        match operator.find {
            Find::Node(find) => {
                for node in &inside {
                    find(site, *node, &mut finds);
                }
            }
            Find::Function(find) => find(site, &mut finds),
        }
    }
    let weight = f64::from(place.weight.max(1)) / 1000.0;
    let likely = Lines::of(site);
    finds
        .list
        .into_iter()
        .filter_map(|found| {
            let starts = found.edits.iter().map(|(range, _)| range.start);
            let ran = starts.map(|at| ran(site, place, at)).fold(0.0, f64::max);
            // Where no failing test came by, no edit changes what they do.
            (ran > 0.0).then(|| Scored {
                file,
                function: place.range.clone(),
                score: weight * found.prior * likely.factor(found.at()) * ran,
                found,
            })
        })
        .collect()
}

/// How likely what ran makes a byte, beside the likeliest of its function.
fn ran(site: &Site<'_>, place: &Place, byte: usize) -> f64 {
    let spectrum = &site.failure.spectrum;
    let most = spectrum.of_function(&place.path, &place.range);
    match (most, spectrum.suspicion(&place.path, byte)) {
        (Some((.., most)), Some(here)) if most > 0.0 => here / most,
        (Some((0, ..)), _) => 0.0,
        _ => 1.0,
    }
}

/// The bytes of lines that something speaks for.
struct Lines(Vec<(std::ops::Range<usize>, f64)>);

impl Lines {
    fn of(site: &Site<'_>) -> Self {
        let text = &site.file.text;
        let own = |path: &WorkspacePath| *path == site.file.path;
        let frames = site.failure.frames.iter().filter(|line| own(&line.path));
        let panicked = frames.map(|line| {
            (
                line_start(text, line.line)..line_start(text, line.line + 1),
                3.0,
            )
        });
        let recent = site.failure.recent.iter().filter(|hunk| own(&hunk.path));
        let changed = recent.map(|hunk| {
            let end = hunk.lines.end.max(hunk.lines.start + 1);
            (
                line_start(text, hunk.lines.start)..line_start(text, end),
                3.0,
            )
        });
        Self(panicked.chain(changed).collect())
    }

    fn factor(&self, byte: usize) -> f64 {
        let at = self.0.iter().filter(|(range, _)| range.contains(&byte));
        at.map(|(_, factor)| *factor).fold(1.0, f64::max)
    }
}

/// Best first; among those of one line the further ones lose a little, so that no line takes all attempts.
fn sort(all: &mut [Scored<'_>]) {
    let by_score = |one: &Scored<'_>, other: &Scored<'_>| {
        let place = |one: &Scored<'_>| (one.file.path.clone(), one.found.at());
        other
            .score
            .total_cmp(&one.score)
            .then_with(|| place(one).cmp(&place(other)))
            .then_with(|| digest(&one.found).cmp(&digest(&other.found)))
    };
    all.sort_by(by_score);
    let mut of_line: BTreeMap<(WorkspacePath, usize), i32> = BTreeMap::new();
    for one in all.iter_mut() {
        let line = one.file.syntax.line_start(one.found.at());
        let count = of_line.entry((one.file.path.clone(), line)).or_default();
        one.score *= SAME_LINE.powi(*count);
        *count += 1;
    }
    all.sort_by(by_score);
}
