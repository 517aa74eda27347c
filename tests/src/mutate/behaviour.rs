//! Logic bugs that compile: one sign, one name, one line wrong. Only a suite that catches one makes a case of it.
//!
//! Lives here: the operators of such bugs and those held back. Does not live here: the proof that a suite catches one.

mod calls;
mod flow;
mod lines;
mod names;
mod numbers;
mod signs;

use super::{
    chance::Chance,
    ground::{Ground, Slip, Source, apply},
    operators::Operator,
    program::Program,
};
use crate::eval::case::Files;

/// Operators that are held back: candidates are never tuned on them.
pub const HELD_OUT_BEHAVIOUR: &[&str] = &[
    "append_else",
    "bit_or_to_xor",
    "char_neighbour",
    "constant_doubled",
    "drop_second_condition",
    "early_constant",
    "field_beside",
    "ge_to_eq",
    "is_empty_negated_length",
    "mask_widened",
    "statement_twice",
    "swap_statements",
];

/// Crates that are held back, without their versions.
pub const HELD_OUT_PROJECTS: &[&str] = &["lexopt", "shlex", "hex", "unicode-width"];

/// The operators, by family.
const FAMILIES: [&[Operator]; 6] = [
    signs::OPERATORS,
    numbers::OPERATORS,
    names::OPERATORS,
    calls::OPERATORS,
    flow::OPERATORS,
    lines::OPERATORS,
];

/// Every operator, one after the other.
pub fn operators() -> impl Iterator<Item = &'static Operator> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// Whether an operator, or the crate it broke, is held back.
pub fn is_held_out(operator: &str, project: &str) -> bool {
    let name = project.split('=').next().unwrap_or(project);
    HELD_OUT_BEHAVIOUR.contains(&operator) || HELD_OUT_PROJECTS.contains(&name)
}

/// One bug: the file it stands in, and that file with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bug {
    /// The operator that made it.
    pub operator: &'static str,
    /// The file.
    pub path: String,
    /// Its text with the bug.
    pub text: String,
    /// The line of the sound text that it starts on, 1-based.
    pub line: u32,
}

/// Bugs of a program in an order of chance, `most` at most, each operator's first ones before any operator's second.
pub fn bugs(program: &Program, seed: u64, most: usize) -> Vec<Bug> {
    let ground = Ground::new(program);
    let mut each: Vec<Vec<Bug>> = operators()
        .map(|operator| {
            let mut slips: Vec<Slip> = operator.slips(&ground);
            slips.retain(|slip| in_product(&ground, slip));
            let name = format!("{}:{}", operator.name, program.name);
            Chance::new(seed, &name).shuffle(&mut slips);
            let bugs = slips
                .iter()
                .filter_map(|slip| bug(program, operator.name, slip));
            bugs.collect()
        })
        .collect();
    Chance::new(seed, &program.name).shuffle(&mut each);
    let turns = each.iter().map(Vec::len).max().unwrap_or_default();
    let mut all: Vec<Bug> = Vec::new();
    for turn in 0..turns {
        for bugs in &each {
            let fresh = |bug: &&Bug| all.iter().all(|known| known.text != bug.text);
            if let Some(bug) = bugs.get(turn).filter(fresh) {
                all.push(bug.clone());
            }
            if all.len() == most {
                return all;
            }
        }
    }
    all
}

fn bug(program: &Program, operator: &'static str, slip: &Slip) -> Option<Bug> {
    let first = slip.first()?;
    let files: Files = apply(program, slip)?;
    let sound = program.files.get(&first.path)?;
    let text = files.get(&first.path).filter(|text| *text != sound)?;
    let before = sound.get(..first.range.start)?;
    Some(Bug {
        operator,
        path: first.path.clone(),
        text: text.clone(),
        line: u32::try_from(before.matches('\n').count() + 1).ok()?,
    })
}

/// Whether a slip lies in the body of a function that is no test.
fn in_product(ground: &Ground<'_>, slip: &Slip) -> bool {
    slip.iter().all(|edit| {
        let test_file = edit.path.ends_with("tests.rs") || edit.path.contains("/tests/");
        let source = ground.sources.iter().find(|one| one.path == edit.path);
        !test_file && source.is_some_and(|source| in_function(source, edit.range.start))
    })
}

fn in_function(source: &Source<'_>, byte: usize) -> bool {
    let node = source.syntax.node_at(byte..byte);
    let function = bowline_syntax::nodes::enclosing(node, &["function_item"]);
    let body = function.and_then(|function| function.child_by_field_name("body"));
    body.is_some_and(|body| body.start_byte() < byte && byte < body.end_byte())
}

#[cfg(test)]
mod tests;
