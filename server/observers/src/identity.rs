//! What makes an observation the same one after an edit, and which diagnostics are one and the same.

mod message;

use std::collections::BTreeMap;

use bowline_loop_core::{
    Diagnostic, Observation, ObservationKey, WorkspacePath,
    observation::{DiagnosticSpan, Level, Site},
};

use crate::phase::phase_of;

/// Turns diagnostics into observations, in order: without summary lines, without repeats across targets. Cargo gives a library and
/// its test build the same target, so `lib` stands for both.
///
/// `item_of` names the item that holds a byte of a file, for instance `impl Stack::fn push`; it is asked for files of the
/// workspace only.
pub fn observe(
    diagnostics: &[Diagnostic],
    item_of: &mut dyn FnMut(&WorkspacePath, usize) -> String,
) -> Vec<Observation> {
    let mut seen: BTreeMap<Sameness<'_>, usize> = BTreeMap::new();
    let mut observations: Vec<Observation> = Vec::new();
    for diagnostic in diagnostics
        .iter()
        .filter(|diagnostic| !is_summary(diagnostic))
    {
        let index = *seen.entry(Sameness::of(diagnostic)).or_insert_with(|| {
            observations.push(observation(diagnostic, item_of));
            observations.len() - 1
        });
        let targets = &mut observations[index].targets;
        if let Err(place) = targets.binary_search(&diagnostic.target) {
            targets.insert(place, diagnostic.target.clone());
        }
    }
    number(&mut observations);
    observations
}

/// Whether a diagnostic only counts others («aborting due to 2 previous errors», «1 warning emitted»).
pub fn is_summary(diagnostic: &Diagnostic) -> bool {
    let message = diagnostic.message.as_str();
    diagnostic.spans.is_empty()
        && (message.starts_with("aborting due to ")
            || message.starts_with("could not compile ")
            || message.starts_with("For more information about ")
            || message.starts_with("Some errors have detailed explanations")
            || message.ends_with(" warning emitted")
            || message.ends_with(" warnings emitted"))
}

/// Equal for a diagnostic of a library and the same one of its test build.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Sameness<'a> {
    package: &'a str,
    level: Level,
    code: Option<&'a str>,
    message: &'a str,
    /// File and bytes of each primary span, and of the call it was expanded from.
    places: Vec<(&'a WorkspacePath, usize, usize)>,
}

impl<'a> Sameness<'a> {
    fn of(diagnostic: &'a Diagnostic) -> Self {
        Self {
            package: &diagnostic.package,
            level: diagnostic.level,
            code: diagnostic.code.as_deref(),
            message: &diagnostic.message,
            places: diagnostic
                .spans
                .iter()
                .filter(|span| span.is_primary)
                .flat_map(|span| [Some(span), span.expansion.as_deref()])
                .flatten()
                .map(|span| (&span.path, span.start, span.end))
                .collect(),
        }
    }
}

fn observation(
    diagnostic: &Diagnostic,
    item_of: &mut dyn FnMut(&WorkspacePath, usize) -> String,
) -> Observation {
    let place = diagnostic.primary().map(place_of);
    let item = match place {
        Some(span) if !span.path.is_outside() => item_of(&span.path, span.start),
        _ => String::new(),
    };
    Observation {
        key: ObservationKey {
            code: diagnostic.code.clone().unwrap_or_default(),
            message: message::normalised(&diagnostic.message),
            path: place.map(|span| span.path.clone()),
            item,
            text: place.map(|span| span.text.clone()).unwrap_or_default(),
            ordinal: 0,
        },
        level: diagnostic.level,
        phase: phase_of(diagnostic),
        site: place.map(site),
        package: diagnostic.package.clone(),
        targets: Vec::new(),
        message: diagnostic.message.clone(),
        rendered: diagnostic.rendered.clone(),
    }
}

/// Where a person looks for the diagnostic: in a macro's expansion, the call in their own file.
fn place_of(span: &DiagnosticSpan) -> &DiagnosticSpan {
    match &span.expansion {
        Some(call) if span.path.is_outside() => call,
        _ => span,
    }
}

fn site(span: &DiagnosticSpan) -> Site {
    Site {
        path: span.path.clone(),
        first_line: span.first_line,
        last_line: span.last_line,
        column: span.column,
        start: span.start,
        end: span.end,
    }
}

/// Numbers otherwise equal observations in source order; the list keeps its own order.
fn number(observations: &mut [Observation]) {
    let mut order: Vec<usize> = (0..observations.len()).collect();
    order.sort_by_key(|&index| {
        observations[index]
            .site
            .as_ref()
            .map(|site| (site.start, site.end))
    });
    let mut next: BTreeMap<ObservationKey, u32> = BTreeMap::new();
    for index in order {
        let key = &mut observations[index].key;
        let ordinal = next.entry(key.clone()).or_default();
        key.ordinal = *ordinal;
        *ordinal += 1;
    }
}

#[cfg(test)]
mod tests;
