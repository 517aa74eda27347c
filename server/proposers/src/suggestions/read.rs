//! What rustc suggests in one child, taken apart: its alternatives, and what belongs together as one edit.

use bowline_loop_core::{
    Class, Diagnostic,
    observation::{Applicability, DiagnosticSpan, Level},
};

use super::{expansion, part};
use crate::{
    composite,
    group::{Edits, Extent, Group, Hull},
    texts::Texts,
};

/// All groups of all errors and goals, in the order rustc gave them.
pub(crate) fn collect(
    diagnostics: &[Diagnostic],
    goal: &dyn Fn(&Diagnostic) -> bool,
    texts: &mut Texts<'_>,
) -> Vec<Group> {
    let mut groups = Vec::new();
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        let goal = goal(diagnostic);
        if !goal && diagnostic.level != Level::Error {
            continue;
        }
        let first = groups.len();
        let own = std::iter::once((&diagnostic.message, &diagnostic.spans));
        let children = diagnostic
            .children
            .iter()
            .map(|child| (&child.message, &child.spans));
        for (message, spans) in own.chain(children) {
            for spans in alternatives(spans) {
                let origin = Origin {
                    diagnostic: index,
                    goal,
                    message,
                };
                origin.groups(&spans, texts, &mut groups);
            }
        }
        imports_before_other_names(&mut groups[first..]);
        distrust_short_names(&mut groups[first..], diagnostic);
        let imported = imported_and_shortened(&groups[first..]);
        groups.splice(first..first, imported);
    }
    groups
}

/// Where something of just that name can be imported, the name is hardly a misspelling of another, which rustc suggests first.
fn imports_before_other_names(groups: &mut [Group]) {
    let imports = |group: &Group| group.title.starts_with("consider importing");
    if groups.iter().any(imports) {
        groups.sort_by_key(|group| group.title.contains("with a similar name exists"));
    }
}

/// Any letter is like any other: that `n` is there says nothing of the `d` that is not.
fn distrust_short_names(groups: &mut [Group], diagnostic: &Diagnostic) {
    let missing = diagnostic.message.split('`').nth(1).unwrap_or_default();
    if missing.chars().count() > 1 {
        return;
    }
    for group in groups {
        if group.title.contains("with a similar name exists") {
            group.class = Class::Scaffold;
        }
    }
}

/// «consider importing …» together with «if you import `X`, refer to it directly»: rustc gives them as two suggestions, of which
/// neither compiles without the other.
fn imported_and_shortened(groups: &[Group]) -> Vec<Group> {
    let wholes = || groups.iter().filter(|group| group.extent == Extent::Full);
    let Some(shorten) = wholes().find(|group| group.title.starts_with("if you import")) else {
        return Vec::new();
    };
    wholes()
        .filter(|group| group.title.starts_with("consider importing"))
        .filter_map(|import| {
            let mut edits = import.edits.clone();
            let fits = shorten
                .edits
                .iter()
                .all(|(path, replacements)| composite::add(&mut edits, path, replacements));
            fits.then(|| Group {
                diagnostic: import.diagnostic,
                goal: import.goal,
                missing: None,
                rule: None,
                title: format!("{}, and refer to it directly", import.title),
                class: import.class,
                edits,
                hulls: import.hulls.iter().chain(&shorten.hulls).cloned().collect(),
                extent: Extent::Full,
            })
        })
        .collect()
}

/// Cuts the suggested replacements of one child wherever a span repeats or overlaps an earlier one: rustc writes alternatives
/// and parts of one edit into the same list.
fn alternatives(spans: &[DiagnosticSpan]) -> Vec<Vec<&DiagnosticSpan>> {
    let mut found: Vec<Vec<&DiagnosticSpan>> = Vec::new();
    for span in spans.iter().filter(|span| span.replacement.is_some()) {
        match found.last_mut() {
            Some(current) if !current.iter().any(|other| collide(other, span)) => {
                current.push(span)
            }
            _ => found.push(vec![span]),
        }
    }
    found
}

fn collide(one: &DiagnosticSpan, other: &DiagnosticSpan) -> bool {
    one.path == other.path
        && ((one.start, one.end) == (other.start, other.end)
            || (one.start < other.end && other.start < one.end))
}

/// Where a group comes from.
struct Origin<'a> {
    diagnostic: usize,
    goal: bool,
    message: &'a str,
}

impl Origin<'_> {
    /// The groups of one alternative: all its spans as one edit, then each alone.
    fn groups(&self, spans: &[&DiagnosticSpan], texts: &mut Texts<'_>, into: &mut Vec<Group>) {
        if spans.iter().any(|span| span.path.is_outside()) {
            self.aimed(spans, texts, into);
            return;
        }
        self.whole(spans, Extent::Full, texts, into);
        if spans.len() > 1 {
            for span in spans {
                self.whole(&[span], Extent::Part, texts, into);
            }
        }
    }

    fn whole(
        &self,
        spans: &[&DiagnosticSpan],
        extent: Extent,
        texts: &mut Texts<'_>,
        into: &mut Vec<Group>,
    ) {
        let mut edits = Edits::new();
        let mut hulls = Vec::new();
        let mut class = Class::MachineApplicable;
        for span in spans {
            let Some(part) = texts
                .get(&span.path)
                .and_then(|text| part::read(&text, span))
            else {
                return;
            };
            class = class.max(class_of(span, part.placeholder));
            if !composite::add(&mut edits, &span.path, &part.replacements) {
                return;
            }
            hulls.push((span.path.clone(), part.hull));
        }
        if extent == Extent::Part {
            class = class.max(Class::Unspecified);
        }
        self.push((edits, hulls), class, extent, into);
    }

    /// Groups for spans in a macro's own file: each argument of the person's call, then as many arguments as there are spans.
    fn aimed(&self, spans: &[&DiagnosticSpan], texts: &mut Texts<'_>, into: &mut Vec<Group>) {
        let Some(first) = spans.first() else {
            return;
        };
        let same = spans
            .iter()
            .all(|span| span.replacement == first.replacement && span.expansion == first.expansion);
        if !same {
            return;
        }
        let places = expansion::aim(first, texts);
        // Where the edit belongs is a guess, whatever rustc says of it.
        let class = class_of(first, false).max(Class::MaybeIncorrect);
        for (path, replacement) in &places {
            let edits = Edits::from([(path.clone(), vec![replacement.clone()])]);
            self.push((edits, Vec::new()), class, Extent::Aimed, into);
        }
        if spans.len() > 1 {
            let mut edits = Edits::new();
            for (path, replacement) in places.iter().take(spans.len()) {
                edits
                    .entry(path.clone())
                    .or_default()
                    .push(replacement.clone());
            }
            self.push((edits, Vec::new()), class, Extent::Aimed, into);
        }
    }

    fn push(
        &self,
        (edits, hulls): (Edits, Vec<Hull>),
        class: Class,
        extent: Extent,
        into: &mut Vec<Group>,
    ) {
        if edits.is_empty() {
            return;
        }
        // rustc names the declaration first; the borrow itself is the smaller change.
        let class = match self
            .message
            .contains("if you need to reborrow multiple times")
        {
            true => class.max(Class::Unspecified),
            false => class,
        };
        into.push(Group {
            diagnostic: self.diagnostic,
            goal: self.goal,
            missing: None,
            rule: None,
            title: title(self.message, &edits),
            class,
            edits,
            hulls,
            extent,
        });
    }
}

/// How far rustc vouches for a replacement. A placeholder is told by the text; rustc's `HasPlaceholders` on a complete text
/// only says that it does not vouch.
fn class_of(span: &DiagnosticSpan, placeholder: bool) -> Class {
    if placeholder {
        return Class::Scaffold;
    }
    if span.replacement.as_deref().is_some_and(may_panic) {
        return Class::Plausible;
    }
    match span.applicability {
        Some(Applicability::MachineApplicable) => Class::MachineApplicable,
        Some(Applicability::MaybeIncorrect) => Class::MaybeIncorrect,
        Some(Applicability::Unspecified | Applicability::HasPlaceholders) | None => {
            Class::Unspecified
        }
    }
}

/// Whether new text can end the program where the old could not. rustc vouches for `.try_into().unwrap()` as for any other.
fn may_panic(replacement: &str) -> bool {
    [".unwrap()", ".expect("]
        .iter()
        .any(|call| replacement.contains(call))
}

/// Longest piece of new text that a title shows, in characters.
const MOST_SHOWN: usize = 60;

/// rustc's own words, with the new text where it is short, since alternatives share the words.
fn title(message: &str, edits: &Edits) -> String {
    let words = message
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches(':');
    let mut replacements = edits.values().flatten();
    let (Some(only), None) = (replacements.next(), replacements.next()) else {
        return words.to_owned();
    };
    let text = only.text.trim();
    let short = !text.is_empty() && !text.contains('\n') && text.chars().count() <= MOST_SHOWN;
    if short && !words.contains(&format!("`{text}`")) {
        format!("{words}: `{text}`")
    } else {
        words.to_owned()
    }
}
