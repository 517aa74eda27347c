//! Many candidates in one text: each function that candidates change holds all its versions, and a variable of the environment
//! says which of them runs. So one build tries hundreds of candidates, each at the cost of running a test. What such a build says
//! is a hint about which candidates are worth a build of their own; it proves nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use bowline_loop_core::{FileEdit, WorkspacePath};
use bowline_syntax::{Node, Syntax, nodes};

use crate::Draft;

/// The variable that says which candidate runs: its number from 1; the person's own code without it.
pub const VARIABLE: &str = "BOWLINE_CANDIDATE";

/// Texts that hold several candidates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Switched {
    /// The files that differ from the person's.
    pub files: BTreeMap<WorkspacePath, String>,
    /// Where each candidate's version lies in them, by place.
    pub arms: Vec<Arm>,
}

/// One candidate's version of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    /// The candidate, as an index into those given, from 0. The variable's value is one more.
    pub candidate: usize,
    /// Its file.
    pub path: WorkspacePath,
    /// Its bytes in the text of [`Switched::files`], 0-based.
    pub range: Range<usize>,
}

impl Switched {
    /// The candidate whose version holds a byte of a file, for errors of the compiler.
    pub fn candidate_at(&self, path: &WorkspacePath, byte: usize) -> Option<usize> {
        let holds = |arm: &&Arm| arm.path == *path && arm.range.contains(&byte);
        self.arms.iter().find(holds).map(|arm| arm.candidate)
    }
}

/// Puts candidates into one text each, those of `without` left out. A candidate is left out too where it cannot be switched: it
/// changes more than the body of one function, or the function is `const`, or its type is one of its body's making.
pub fn switched(
    text_of: &dyn Fn(&WorkspacePath) -> Option<String>,
    drafts: &[Draft],
    without: &BTreeSet<usize>,
) -> Switched {
    let mut by_file: BTreeMap<&WorkspacePath, Vec<(usize, &FileEdit)>> = BTreeMap::new();
    for (candidate, draft) in drafts.iter().enumerate() {
        if let ([edit], false) = (draft.edits.as_slice(), without.contains(&candidate)) {
            by_file
                .entry(&edit.path)
                .or_default()
                .push((candidate, edit));
        }
    }
    let mut all = Switched::default();
    for (path, edits) in by_file {
        let Some(text) = text_of(path) else { continue };
        let (text, arms) = in_file(&text, &edits);
        if arms.is_empty() {
            continue;
        }
        let arm = |(candidate, range)| Arm {
            candidate,
            path: path.clone(),
            range,
        };
        all.arms.extend(arms.into_iter().map(arm));
        all.files.insert(path.clone(), text);
    }
    all
}

type Arms = Vec<(usize, Range<usize>)>;

fn in_file(text: &str, edits: &[(usize, &FileEdit)]) -> (String, Arms) {
    let syntax = Syntax::parse(text);
    let mut bodies: BTreeMap<(usize, usize), Vec<(usize, String)>> = BTreeMap::new();
    for (candidate, edit) in edits {
        if let Some(body) = body_of(&syntax, edit) {
            let key = (body.start_byte(), body.end_byte());
            let version = version(text, &body.byte_range(), edit);
            bodies.entry(key).or_default().push((*candidate, version));
        }
    }
    let (mut out, mut arms, mut from) = (String::new(), Vec::new(), 0);
    for ((start, end), versions) in bodies {
        // A function within another that has versions of its own stays as it is.
        if start < from {
            continue;
        }
        out.push_str(&text[from..start]);
        out.push_str(HEAD);
        for (candidate, version) in versions {
            out.push_str(&format!("{}u32 => ", candidate + 1));
            let at = out.len();
            out.push_str(&version);
            arms.push((candidate, at..out.len()));
            out.push('\n');
        }
        out.push_str("_ => ");
        out.push_str(&text[start..end]);
        out.push_str("}}");
        from = end;
    }
    out.push_str(&text[from..]);
    (out, arms)
}

/// What stands in front of the versions. Nothing of the crate around is asked, so that it may have any edition and no `std`.
const HEAD: &str = "{#![allow(warnings)] match {extern crate std as bowline_std;\
static CANDIDATE: bowline_std::sync::OnceLock<u32> = bowline_std::sync::OnceLock::new();\
*CANDIDATE.get_or_init(|| match bowline_std::env::var(\"BOWLINE_CANDIDATE\") {\
bowline_std::result::Result::Ok(text) => text.parse::<u32>().unwrap_or(0), _ => 0})} {\n";

/// The body of the one function that an edit lies in, where it can be switched.
fn body_of<'s>(syntax: &'s Syntax<'_>, edit: &FileEdit) -> Option<Node<'s>> {
    let first = edit.replacements.first()?;
    let last = edit.replacements.last()?;
    let node = syntax.node_at(first.start..last.end);
    let holders = std::iter::successors(Some(node), Node::parent);
    // The outermost, so that a function within it is not cut in two.
    let function = holders.filter(|one| one.kind() == "function_item").last()?;
    let body = function.child_by_field_name("body")?;
    let inside = body.start_byte() < first.start && last.end < body.end_byte();
    let head = &syntax.text()[function.start_byte()..body.start_byte()];
    let words: Vec<&str> = head.split(|one: char| !one.is_alphanumeric()).collect();
    let returned = function
        .child_by_field_name("return_type")
        .map_or("", |ty| syntax.text_of(ty));
    let own_type = returned.contains("impl ");
    let before_name = words.iter().take_while(|word| **word != "fn");
    let is_const = before_name.into_iter().any(|word| *word == "const");
    let attributed = nodes::descendants(body).any(|node| node.kind() == "inner_attribute_item");
    (inside && !is_const && !own_type && !attributed).then_some(body)
}

fn version(text: &str, body: &Range<usize>, edit: &FileEdit) -> String {
    let mut out = String::new();
    let mut from = body.start;
    for replacement in &edit.replacements {
        out.push_str(&text[from..replacement.start]);
        out.push_str(&replacement.text);
        from = replacement.end;
    }
    out.push_str(&text[from..body.end]);
    out
}

#[cfg(test)]
mod tests {
    use bowline_loop_core::{Class, Replacement};

    use super::*;

    fn draft(text: &str, old: &str, new: &str) -> Draft {
        let start = text.find(old).unwrap();
        Draft {
            title: String::new(),
            class: Class::Plausible,
            edits: vec![FileEdit {
                path: WorkspacePath::new("src/lib.rs"),
                replacements: vec![Replacement {
                    start,
                    end: start + old.len(),
                    text: new.into(),
                }],
            }],
            diagnostics: Vec::new(),
        }
    }

    #[test]
    fn versions_stand_beside_each_other_with_the_person_s_own_last() {
        let text = "fn a() -> u8 { 1 + 2 }\nfn b() { 7; }\n";
        let drafts = [
            draft(text, "1 +", "1 -"),
            draft(text, "7", "8"),
            draft(text, "2 }", "3 }"),
        ];
        let text_of = |_: &WorkspacePath| Some(text.to_owned());
        let all = switched(&text_of, &drafts, &BTreeSet::new());
        let path = WorkspacePath::new("src/lib.rs");
        let made = &all.files[&path];
        let without_head = made.replace(HEAD, "[");
        assert_eq!(
            without_head,
            "fn a() -> u8 [1u32 => { 1 - 2 }\n_ => { 1 + 2 }}}\nfn b() [2u32 => { 8; }\n_ => { 7; }}}\n"
        );
        let at = made.find("1 - 2").unwrap();
        assert_eq!(all.candidate_at(&path, at), Some(0));
        assert_eq!(all.candidate_at(&path, 0), None);
    }

    #[test]
    fn what_cannot_be_switched_is_left_out() {
        for text in [
            "const fn a() -> u8 { 1 + 2 }",
            "fn a() -> impl Fn() { move || { 1 + 2; } }",
            "const A: u8 = 1 + 2;",
        ] {
            let drafts = [draft(text, "1 +", "1 -")];
            let text_of = |_: &WorkspacePath| Some(text.to_owned());
            assert_eq!(
                switched(&text_of, &drafts, &BTreeSet::new()),
                Switched::default()
            );
        }
        let text = "fn a() -> u8 { 1 + 2 }";
        let drafts = [draft(text, "1 +", "1 -")];
        let text_of = |_: &WorkspacePath| Some(text.to_owned());
        assert_eq!(
            switched(&text_of, &drafts, &[0].into()),
            Switched::default()
        );
    }
}
