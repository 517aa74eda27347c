//! The answer of a test written into the code: its input compared with a literal there, its expected value given back.

use bowline_loop_core::weakening::{Weakening, WeakeningKind};

use super::{
    asserts::{is_literal, same_literal},
    checks::{Checks, Function, Role},
};

/// The literals of one assertion of a test: what goes in and what should come out cannot be told apart for certain, so any
/// two of them count.
struct Example<'a>(Vec<&'a str>);

/// Functions that know the literals of a test in one of these texts, and did not before.
pub(super) fn all(
    before: &Checks<'_, '_>,
    after: &Checks<'_, '_>,
    tests: &[&Checks<'_, '_>],
) -> Vec<Weakening> {
    let examples: Vec<Example<'_>> = tests.iter().flat_map(|tests| examples(tests)).collect();
    let mut found = Vec::new();
    if examples.is_empty() {
        return found;
    }
    let functions = after.functions.iter();
    for function in functions.filter(|function| function.role == Role::Code) {
        let old = before
            .functions
            .iter()
            .find(|old| old.path == function.path);
        let known = old.map(|old| answers(before, old)).unwrap_or_default();
        for (input, answer) in answers(after, function) {
            let is_new = !known.iter().any(|(a, b)| *a == input && *b == answer);
            if is_new && examples.iter().any(|example| example.holds(input, answer)) {
                let what = match input {
                    Some(input) => format!("{input} => {answer}"),
                    None => answer.to_owned(),
                };
                let place = function.path.clone();
                found.push(Weakening::at(WeakeningKind::SpecialCased, place).showing(what));
            }
        }
    }
    found
}

impl Example<'_> {
    /// Whether a test pairs this input with this answer. The first steps of a recursion, or the empty case, are no secret.
    fn holds(&self, input: Option<&str>, answer: &str) -> bool {
        let has = |literal: &str| self.0.iter().any(|own| same_literal(own, literal));
        match input {
            Some(input) if is_small(input) && is_small(answer) => false,
            Some(input) => {
                let twice = self.0.iter().filter(|own| same_literal(own, input)).count() > 1;
                has(input) && has(answer) && (twice || !same_literal(input, answer))
            }
            None => has(answer) && !is_small(answer),
        }
    }
}

fn is_small(literal: &str) -> bool {
    matches!(
        literal,
        "0" | "1" | "\"\"" | "true" | "false" | "0.0" | "1.0"
    )
}

fn examples<'a>(checks: &Checks<'_, 'a>) -> Vec<Example<'a>> {
    let tests = checks
        .functions
        .iter()
        .filter(|function| function.role != Role::Code);
    let asserts = tests.flat_map(|function| &function.asserts);
    asserts
        .map(|assert| {
            let tokens = assert.arguments.iter().flatten().copied();
            Example(tokens.filter(|token| is_literal(token)).collect())
        })
        .filter(|example| !example.0.is_empty())
        .collect()
}

/// The literals that a function gives back: for one literal it is asked about, or whatever it is asked.
fn answers<'a>(
    checks: &Checks<'_, 'a>,
    function: &Function<'_>,
) -> Vec<(Option<&'a str>, &'a str)> {
    let tokens = &checks.side.tokens;
    let body = function.body.clone();
    let mut found = Vec::new();
    let inside: Vec<usize> = (body.start + 1..body.end.saturating_sub(1)).collect();
    let text: Vec<&str> = inside.iter().map(|&index| tokens.at(index)).collect();
    if let Some(answer) = only_literal(&text) {
        found.push((None, answer));
    }
    for index in body {
        match tokens.at(index) {
            "if" => {
                let Some(open) = (index..function.body.end).find(|&at| tokens.at(at) == "{") else {
                    continue;
                };
                let asked = (index..open)
                    .filter(|&at| tokens.are(at, &["=", "="]) || tokens.at(at) == "let")
                    .flat_map(|at| at.saturating_sub(3)..(at + 8).min(open))
                    .map(|at| tokens.at(at));
                let given = (open..tokens.behind_group(open)).map(|at| tokens.at(at));
                pair(asked.collect(), given.take(12).collect(), &mut found);
            }
            "=" if tokens.at(index + 1) == ">" => {
                let first = (0..8)
                    .take_while(|back| {
                        let at = index.saturating_sub(*back + 1);
                        !matches!(tokens.at(at), "," | "{" | "}") && at >= function.body.start
                    })
                    .count();
                let asked = (index - first..index).map(|at| tokens.at(at));
                let end = if tokens.at(index + 2) == "{" {
                    tokens.behind_group(index + 2)
                } else {
                    let end = (index + 2..function.body.end)
                        .find(|&at| matches!(tokens.at(at), "," | "}"));
                    end.unwrap_or(index + 2)
                };
                let given = (index + 2..end).map(|at| tokens.at(at));
                pair(asked.collect(), given.take(12).collect(), &mut found);
            }
            _ => {}
        }
    }
    found
}

fn pair<'a>(asked: Vec<&'a str>, given: Vec<&'a str>, found: &mut Vec<(Option<&'a str>, &'a str)>) {
    let literals = |all: &[&'a str]| -> Vec<&'a str> {
        let found = all.iter().filter(|token| is_literal(token));
        found.copied().collect()
    };
    for input in literals(&asked) {
        found.extend(
            literals(&given)
                .into_iter()
                .map(|answer| (Some(input), answer)),
        );
    }
}

/// The literal that a block gives back, where it does nothing else.
fn only_literal<'a>(inside: &[&'a str]) -> Option<&'a str> {
    match inside {
        ["return", rest @ .., ";"] => only_literal(rest),
        ["Some" | "Ok" | "vec", "(", rest @ .., ")"] => only_literal(rest),
        ["String", ":", ":", "from", "(", one, ")"] | ["-", one] | [one] if is_literal(one) => {
            Some(one)
        }
        [one, ".", "to_string" | "to_owned" | "into", "(", ")"] if is_literal(one) => Some(one),
        _ => None,
    }
}
