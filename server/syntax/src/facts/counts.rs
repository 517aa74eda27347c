//! Things counted in one text; a fact is the difference of two such counts.

use std::{collections::BTreeMap, ops::Range};

use bowline_loop_core::ids::WorkspacePath;

use super::places::is_test_file;
use crate::{
    outline::{Attribute, Item, Outline},
    tokens::{Tokens, is_assert},
};

/// How often each thing stands in a text.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) asserts: u32,
    pub(super) tests: u32,
    /// Attributes that keep tests from running or from failing.
    pub(super) silencers: u32,
    pub(super) lets: u32,
    /// Lints named in `allow` or `expect`.
    pub(super) allows: u32,
    pub(super) stubs: u32,
    pub(super) unsafes: u32,
    pub(super) unwraps: u32,
    pub(super) clones: u32,
    pub(super) statics: u32,
    pubs: u32,
    /// Those of `pubs` without a restriction such as `(crate)`.
    open_pubs: u32,
    items: BTreeMap<&'static str, u32>,
}

impl Counts {
    pub(super) fn new(path: &WorkspacePath, tokens: &Tokens<'_>, outline: &Outline<'_>) -> Self {
        let mut counts = Self::default();
        for index in 0..tokens.code.len() {
            counts.take(tokens, index);
        }
        for item in &outline.items {
            *counts.items.entry(item.kind).or_default() += 1;
            counts.tests += u32::from(item.is_test());
            counts.silencers += silencers(tokens, item);
        }
        counts.allows = outline
            .attributes
            .iter()
            .map(|attribute| allowed_lints(tokens, attribute))
            .sum();
        if is_test_file(path) {
            counts.silencers += outline
                .inner
                .iter()
                .map(|attribute| u32::from(attribute.name == "cfg"))
                .sum::<u32>();
        }
        counts
    }

    /// Items lost between this text and the next; kinds do not make up for each other.
    pub(super) fn items_lost(&self, after: &Self) -> u32 {
        self.items
            .iter()
            .map(|(kind, count)| {
                count.saturating_sub(after.items.get(kind).copied().unwrap_or_default())
            })
            .sum()
    }

    /// Visibilities added between this text and the next; a restriction dropped counts as one.
    pub(super) fn pubs_added(&self, after: &Self) -> u32 {
        let all = after.pubs.saturating_sub(self.pubs);
        all.max(after.open_pubs.saturating_sub(self.open_pubs))
    }

    fn take(&mut self, tokens: &Tokens<'_>, index: usize) {
        let is_call = |name: &str| tokens.before(index) == "." && tokens.are(index, &[name, "("]);
        match tokens.at(index) {
            "let" if !matches!(tokens.before(index), "if" | "while" | "&" | "|") => self.lets += 1,
            "unsafe" => self.unsafes += 1,
            "'static" => self.statics += 1,
            "pub" => {
                let restricted = tokens.at(index + 1) == "("
                    && matches!(tokens.at(index + 2), "crate" | "super" | "self" | "in");
                self.pubs += 1;
                self.open_pubs += u32::from(!restricted);
            }
            "unwrap" if is_call("unwrap") => self.unwraps += 1,
            "expect" if is_call("expect") => self.unwraps += 1,
            "clone"
                if is_call("clone")
                    || (index > 1 && tokens.are(index - 2, &[":", ":", "clone", "("])) =>
            {
                self.clones += 1;
            }
            _ if tokens.calls_macro(index, is_assert) => self.asserts += 1,
            _ if tokens.calls_macro(index, is_stub) => self.stubs += 1,
            _ => {}
        }
    }
}

fn is_stub(name: &str) -> bool {
    matches!(name, "todo" | "unimplemented" | "unreachable" | "panic")
}

/// Attributes on a test, or on a module of tests, that keep it from running or from failing.
fn silencers(tokens: &Tokens<'_>, item: &Item<'_>) -> u32 {
    let silences = |attribute: &&Attribute<'_>| match attribute.name {
        "ignore" | "should_panic" | "cfg" => true,
        "cfg_attr" => attribute
            .inside
            .clone()
            .any(|index| matches!(tokens.at(index), "ignore" | "should_panic")),
        _ => false,
    };
    let is_plain = |attribute: &Attribute<'_>| is_plain_test_cfg(tokens, &attribute.inside);
    let found = item.attributes.iter().filter(silences);
    let found = if item.is_test() {
        found.count()
    } else if item.kind == "mod" && item.is_for_tests(tokens) {
        found.filter(|attribute| !is_plain(attribute)).count()
    } else {
        0
    };
    u32::try_from(found).unwrap_or(u32::MAX)
}

fn is_plain_test_cfg(tokens: &Tokens<'_>, inside: &Range<usize>) -> bool {
    inside.len() == 4 && tokens.are(inside.start, &["cfg", "(", "test", ")"])
}

/// How many lints an attribute allows or expects, inside a `cfg_attr` too.
fn allowed_lints(tokens: &Tokens<'_>, attribute: &Attribute<'_>) -> u32 {
    let mut count = 0;
    for index in attribute.inside.clone() {
        if !matches!(tokens.at(index), "allow" | "expect") || tokens.at(index + 1) != "(" {
            continue;
        }
        let inside = index + 2..tokens.behind_group(index + 1).saturating_sub(1);
        let starts = inside
            .clone()
            .filter(|&at| at == inside.start || tokens.before(at) == ",");
        count += starts
            .map(|at| u32::from(!tokens.are(at, &["reason", "="])))
            .sum::<u32>();
    }
    count
}
