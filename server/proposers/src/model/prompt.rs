//! The prompt: what a model is shown of a case, within a budget of tokens. The broken item and the compiler's words come
//! first, then what the code names, then how people want it here; every slice says where it comes from and whether it was
//! sent. Gathered anew for every call. Does not live here: what may be shown (the caller hands over no other text), and
//! redaction.

mod about;
mod declarations;
mod errand;
mod excerpt;
mod failing;
pub mod related;
mod similar;
mod words;

use std::ops::Range;

use bowline_loop_core::{Diagnostic, WorkspacePath, observation::Level};
use bowline_syntax::Index;

pub use self::{
    about::{About, Fact},
    declarations::signature,
    failing::Failing,
};
use super::{
    lookup::{self, LookupBy},
    providers::Form,
    usage::estimate,
};

/// Errors that one prompt is about.
const MOST_ERRORS: usize = 3;

/// Bytes of one rendered diagnostic.
const MOST_RENDERED: usize = 1_600;

/// Tokens of what the sources of dependencies say.
const MOST_FOREIGN: u64 = 250;

/// Tokens of what the model asked to see.
const MOST_FOUND: u64 = 1_200;

/// Tokens of code that uses the same names, and of tests.
const MOST_SIMILAR: u64 = 250;

/// Tokens of the project's own instructions.
const MOST_INSTRUCTIONS: u64 = 300;

/// What a prompt is made from.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// What the last check said.
    pub diagnostics: &'a [Diagnostic],
    /// Tells the diagnostics that the loop wants gone.
    pub goal: &'a dyn Fn(&Diagnostic) -> bool,
    /// The text of a file of the workspace; `None` for one that must not be shown.
    pub text_of: &'a dyn Fn(&WorkspacePath) -> Option<String>,
    /// What the workspace declares.
    pub index: &'a Index,
    /// Every file of the workspace.
    pub files: &'a [WorkspacePath],
    /// What the sources of dependencies say of the names, the most telling first.
    pub foreign: &'a [Fact],
    /// What people wrote down about how code is written here, the nearest first: a file's name and its text.
    pub instructions: &'a [(String, String)],
    /// What was tried on this tree before, oldest first.
    pub attempts: &'a [Attempt],
    /// What the model asked to see, oldest first.
    pub found: &'a [Fact],
    /// The form that edits are asked for in.
    pub form: Form,
    /// How the model may ask to see more.
    pub lookups: LookupBy,
    /// Tokens that the prompt may have.
    pub budget: u64,
}

/// An earlier attempt and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The edit as a diff; empty where there was none.
    pub edit: String,
    /// What came of it: why it could not be used, or what the compiler said to it.
    pub result: String,
}

/// A prompt, ready to be redacted and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The rules.
    pub system: String,
    /// The case.
    pub user: String,
    /// The diagnostics it is about, as indices into those of the case.
    pub diagnostics: Vec<usize>,
    /// The stretches of code that may be edited, as they were shown.
    pub shown: Vec<Shown>,
    /// Every slice that was thought of, the most important first.
    pub slices: Vec<Slice>,
}

/// A stretch of code that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its file.
    pub path: WorkspacePath,
    /// Its bytes, 0-based, whole lines.
    pub range: Range<usize>,
}

/// One part of a prompt and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// What it is, in a word or two.
    pub what: &'static str,
    /// The file or the item it was taken from.
    pub source: String,
    /// About how many tokens it is.
    pub tokens: u64,
    /// Whether it was sent; else the budget was used up.
    pub is_sent: bool,
}

/// A slice with its text, before it is decided whether it is sent.
struct Offer {
    what: &'static str,
    source: String,
    text: String,
}

impl Prompt {
    /// The prompt for the first error of a case that the loop wants gone and that stands in code which may be shown; `None`
    /// without one.
    pub fn of(case: &Case<'_>) -> Option<Self> {
        let chosen = choose(case);
        let first = *chosen.first()?;
        let excerpts = excerpt::excerpts(case, &chosen);
        let shown: Vec<Shown> = excerpts.iter().map(|one| one.shown.clone()).collect();
        let mut system = words::system(case.form);
        system.push_str(lookup::words(case.lookups, case.form));
        let mut pack = Pack {
            left: case
                .budget
                .saturating_sub(estimate(&system) + estimate(words::ask(case.form)) + 60),
            slices: Vec::new(),
        };
        let code: String = excerpts.iter().map(|one| one.text.as_str()).collect();
        let sources: Vec<&str> = shown.iter().map(|one| one.path.as_str()).collect();
        pack.must("code", sources.join(", "), &code);
        let mut errors = rendered(&case.diagnostics[first]);
        pack.must("error", code_of(&case.diagnostics[first]), &errors);
        for index in &chosen[1..] {
            let diagnostic = &case.diagnostics[*index];
            errors.extend(pack.take(offer("error", code_of(diagnostic), rendered(diagnostic))));
        }
        // What was asked for comes before what was guessed to be of use.
        let found = facts(case.found, MOST_FOUND, &mut pack);
        let attempts = attempts(case, &mut pack);
        let imports = excerpt::imports(case, &shown);
        let imports: String = imports
            .into_iter()
            .filter_map(|one| pack.take(one))
            .collect();
        let declared = declared(case, &chosen, &shown, &mut pack);
        let foreign = facts(case.foreign, MOST_FOREIGN, &mut pack);
        let similar = similar::offers(case, &chosen, &shown);
        let similar: String = bounded(similar, MOST_SIMILAR)
            .filter_map(|one| pack.take(one))
            .collect();
        let standards = standards(case, &mut pack);
        let user = words::user(&words::Parts {
            standards: &standards,
            declared: &declared,
            foreign: &foreign,
            similar: &similar,
            imports: &imports,
            code: &code,
            errors: &errors,
            found: &found,
            attempts: &attempts,
            form: case.form,
        });
        Some(Self {
            system,
            user,
            diagnostics: chosen,
            shown,
            slices: pack.slices,
        })
    }

    /// About how many tokens it is.
    pub fn tokens(&self) -> u64 {
        estimate(&self.system) + estimate(&self.user)
    }
}

/// What goes into a prompt, as long as there is room.
struct Pack {
    left: u64,
    slices: Vec<Slice>,
}

impl Pack {
    /// Takes a slice without which there is nothing to ask.
    fn must(&mut self, what: &'static str, source: String, text: &str) {
        let tokens = estimate(text);
        self.left = self.left.saturating_sub(tokens);
        self.slices.push(Slice {
            what,
            source,
            tokens,
            is_sent: true,
        });
    }

    /// Takes a stretch of code that may be edited, the first one in any case: it goes behind `shown` and `code`.
    fn show(&mut self, one: Shown, text: &str, shown: &mut Vec<Shown>, code: &mut String) {
        let written = excerpt::write(&one, text);
        if shown.is_empty() {
            self.must("code", one.path.to_string(), &written);
            code.push_str(&written);
        } else {
            let Some(written) = self.take(offer("code", one.path.to_string(), written)) else {
                return;
            };
            code.push_str(&written);
        }
        shown.push(one);
    }

    /// Takes a slice if there is room for it.
    fn take(&mut self, offer: Offer) -> Option<String> {
        let tokens = estimate(&offer.text);
        let is_sent = tokens <= self.left;
        if is_sent {
            self.left -= tokens;
        }
        self.slices.push(Slice {
            what: offer.what,
            source: offer.source,
            tokens,
            is_sent,
        });
        is_sent.then_some(offer.text)
    }
}

fn offer(what: &'static str, source: String, text: String) -> Offer {
    Offer { what, source, text }
}

/// The diagnostics to work on: the first that counts, then others of the same file, errors before warnings.
fn choose(case: &Case<'_>) -> Vec<usize> {
    let is_shown = |diagnostic: &Diagnostic| {
        excerpt::place(diagnostic).is_some_and(|span| (case.text_of)(&span.path).is_some())
    };
    let mut wanted: Vec<usize> = (0..case.diagnostics.len())
        .filter(|index| (case.goal)(&case.diagnostics[*index]))
        .filter(|index| is_shown(&case.diagnostics[*index]))
        .collect();
    wanted.sort_by_key(|index| case.diagnostics[*index].level != Level::Error);
    let Some(first) = wanted.first().copied() else {
        return wanted;
    };
    let path = |index: usize| excerpt::place(&case.diagnostics[index]).map(|span| &span.path);
    wanted.retain(|index| path(*index) == path(first));
    wanted.truncate(MOST_ERRORS);
    wanted
}

/// The first of these offers that together stay below some tokens.
fn bounded(offers: Vec<Offer>, most: u64) -> impl Iterator<Item = Offer> {
    let mut left = most;
    offers.into_iter().filter(move |one| {
        let tokens = estimate(&one.text);
        let fits = tokens <= left;
        left -= if fits { tokens } else { 0 };
        fits
    })
}

/// Facts as they are shown, up to some tokens.
fn facts(facts: &[Fact], most: u64, pack: &mut Pack) -> String {
    let offers = facts.iter().map(|fact| {
        let text = format!("// {}\n{}\n", fact.source, fact.text.trim_end());
        offer(fact.what, fact.source.clone(), text)
    });
    bounded(offers.collect(), most)
        .filter_map(|one| pack.take(one))
        .collect()
}

/// What was tried before, oldest first; where there is not room for all, the latest say most.
fn attempts(case: &Case<'_>, pack: &mut Pack) -> String {
    let offers = case.attempts.iter().rev();
    let mut taken: Vec<String> = offers
        .filter_map(|one| pack.take(offer("attempt", String::new(), words::attempt(one))))
        .collect();
    taken.reverse();
    taken.concat()
}

/// What the shown code and the diagnostics name that stands elsewhere in the workspace.
fn declared(case: &Case<'_>, chosen: &[usize], shown: &[Shown], pack: &mut Pack) -> String {
    let offers = declarations::offers(case, chosen, shown).into_iter();
    offers.filter_map(|one| pack.take(one)).collect()
}

fn standards(case: &Case<'_>, pack: &mut Pack) -> String {
    let mut text = String::new();
    let mut left = MOST_INSTRUCTIONS;
    for (name, instruction) in case.instructions {
        let room = usize::try_from(left * 3).unwrap_or(usize::MAX);
        let cut = words::cut(instruction.trim(), room);
        let shown = format!("From {name}:\n{cut}\n");
        if cut.is_empty() {
            continue;
        }
        left = left.saturating_sub(estimate(&shown));
        text.extend(pack.take(offer("instructions", name.clone(), shown)));
    }
    text
}

fn rendered(diagnostic: &Diagnostic) -> String {
    let text = match diagnostic.rendered.trim() {
        "" => diagnostic.message.as_str(),
        rendered => rendered,
    };
    format!("{}\n\n", words::cut(text, MOST_RENDERED))
}

fn code_of(diagnostic: &Diagnostic) -> String {
    diagnostic.code.clone().unwrap_or_default()
}

#[cfg(test)]
mod tests;
