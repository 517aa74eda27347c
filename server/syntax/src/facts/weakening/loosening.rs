//! What a changed assertion says less than the one it replaces.

use bowline_loop_core::weakening::WeakeningKind;

use super::asserts::{Assert, is_literal, number, same_literal, split};

/// The kind of weakening between an assertion and what stands in its place; `None` where it says as much, or more.
pub(super) fn between(old: &Assert<'_>, new: &Assert<'_>) -> Option<WeakeningKind> {
    if is_constant(new) && !is_constant(old) {
        return Some(WeakeningKind::AssertConstant);
    }
    if new.name.starts_with("debug_") && !old.name.starts_with("debug_") {
        return Some(WeakeningKind::AssertLoosened);
    }
    let (was, is) = (Claim::new(old), Claim::new(new));
    if is.choices > was.choices || is.demands < was.demands || is.blanks > was.blanks {
        return Some(WeakeningKind::AssertLoosened);
    }
    if let Some(kind) = relation(was.relation, is.relation) {
        return Some(kind);
    }
    if let Some(kind) = bound(old, new, &is) {
        return kind;
    }
    if is.forgiving > was.forgiving {
        return Some(WeakeningKind::AssertLoosened);
    }
    let is_gone = |literal: &&str| !tokens(new).any(|other| same_literal(literal, other));
    let (lost, shared) = (
        tokens(old)
            .filter(|token| is_literal(token))
            .any(|literal| is_gone(&literal)),
        old.name == new.name || was.relation == is.relation,
    );
    (lost && shared).then_some(WeakeningKind::ExpectationChanged)
}

/// Whether an assertion holds whatever the code does.
pub(super) fn is_constant(assert: &Assert<'_>) -> bool {
    let plain = plain(assert.name);
    match (plain, assert.arguments.as_slice()) {
        ("assert", [condition]) => always(condition),
        ("assert_eq", [left, right]) => {
            bare(left) == bare(right) || is_value(left) && is_value(right)
        }
        ("assert_ne", [left, right]) => is_value(left) && is_value(right),
        ("assert_matches", [_, pattern]) => pattern == &["_"],
        _ => false,
    }
}

/// Whether a condition holds whatever the code does.
fn always(condition: &[&str]) -> bool {
    let condition = bare(condition);
    let choices = split(condition, &["|", "|"]);
    if choices.len() > 1 {
        let denied = |choice: &Vec<&str>| {
            choices.iter().any(|other| {
                other.first() == Some(&"!") && bare(&other[1..]) == bare(choice)
                    || opposite(choice, other)
            })
        };
        return choices.iter().any(|choice| always(choice)) || choices.iter().any(denied);
    }
    let demands = split(condition, &["&", "&"]);
    if demands.len() > 1 {
        return demands.iter().all(|demand| always(demand));
    }
    match condition {
        ["true"] | ["!", "false"] => true,
        ["matches", "!", "(", inside @ .., ")"] => {
            split(inside, &[","]).get(1).is_some_and(|pattern| pattern == &["_"])
        }
        _ => ["=", "<", ">"].iter().any(|sign| {
            let sides = split(condition, &[sign, "="]);
            matches!(sides.as_slice(), [left, right] if left == right || is_value(left) && is_value(right))
        }),
    }
}

/// `x.is_ok()` beside `x.is_err()`, and their like.
fn opposite(one: &[&str], other: &[&str]) -> bool {
    let (Some(([a, "(", ")"], start)), Some(([b, "(", ")"], begin))) = (tail(one), tail(other))
    else {
        return false;
    };
    start == begin && matches!((*a, *b), ("is_ok", "is_err") | ("is_some", "is_none"))
}

fn tail<'t, 'a>(all: &'t [&'a str]) -> Option<(&'t [&'a str; 3], &'t [&'a str])> {
    let (start, end) = all.split_at_checked(all.len().checked_sub(3)?)?;
    Some((end.first_chunk()?, start))
}

/// A list of tokens without brackets around all of it.
fn bare<'t, 'a>(all: &'t [&'a str]) -> &'t [&'a str] {
    match all {
        ["(", inside @ .., ")"] if split(inside, &[","]).len() == 1 && balanced(inside) => {
            bare(inside)
        }
        _ => all,
    }
}

fn balanced(inside: &[&str]) -> bool {
    let mut depth = 0_i32;
    inside.iter().all(|token| {
        depth += match *token {
            "(" => 1,
            ")" => -1,
            _ => 0,
        };
        depth >= 0
    })
}

fn is_value(side: &[&str]) -> bool {
    matches!(bare(side), [one] | ["-", one] if is_literal(one))
}

/// What an assertion claims, as far as strength goes.
struct Claim {
    /// Any of so many parts is enough.
    choices: usize,
    /// So many parts must all hold.
    demands: usize,
    /// What a pattern leaves open.
    blanks: usize,
    relation: Relation,
    /// Calls that forget a part of a value before it is compared.
    forgiving: usize,
}

/// How the two sides of a claim are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    Denied,
    Other,
}

impl Claim {
    fn new(assert: &Assert<'_>) -> Self {
        let is_plain = plain(assert.name) == "assert";
        let condition: &[&str] = match assert.arguments.first() {
            Some(condition) if is_plain => bare(condition),
            _ => &[],
        };
        let parts = |mark: &[&str]| split(condition, mark).len().max(1);
        let blanks =
            if tokens(assert).any(|token| token == "matches") || assert.name == "assert_matches" {
                let all: Vec<&str> = tokens(assert).collect();
                all.iter()
                    .filter(|token| matches!(**token, "_" | "|"))
                    .count()
                    + all.windows(2).filter(|pair| pair == &[".", "."]).count()
            } else {
                0
            };
        Self {
            choices: parts(&["|", "|"]),
            demands: parts(&["&", "&"]),
            blanks,
            relation: Relation::of(plain(assert.name), condition),
            forgiving: tokens(assert)
                .filter(|token| FORGIVING.contains(token))
                .count(),
        }
    }
}

impl Relation {
    fn of(name: &str, condition: &[&str]) -> Self {
        let has = |mark: &[&str]| split(condition, mark).len() == 2;
        match name {
            "assert_eq" => Self::Equal,
            "assert_ne" => Self::Unequal,
            "assert" if has(&["=", "="]) => Self::Equal,
            "assert" if has(&["!", "="]) => Self::Unequal,
            "assert" if has(&["<", "="]) => Self::AtMost,
            "assert" if has(&[">", "="]) => Self::AtLeast,
            "assert" if condition.first() == Some(&"!") => Self::Denied,
            "assert" if has(&["<"]) => Self::Less,
            "assert" if has(&[">"]) => Self::More,
            _ => Self::Other,
        }
    }
}

fn relation(was: Relation, is: Relation) -> Option<WeakeningKind> {
    use Relation::{AtLeast, AtMost, Denied, Equal, Less, More, Other, Unequal};
    match (was, is) {
        (Equal, Unequal)
        | (Unequal, Equal)
        | (Less | AtMost, More | AtLeast)
        | (More | AtLeast, Less | AtMost)
        | (Denied, Other)
        | (Other, Denied) => Some(WeakeningKind::ExpectationChanged),
        (Equal, Less | AtMost | More | AtLeast | Denied | Other)
        | (Less, AtMost | Unequal)
        | (More, AtLeast | Unequal) => Some(WeakeningKind::AssertLoosened),
        _ => None,
    }
}

/// For one changed number that bounds something: whether the bound is wider. The outer `None` means that no number bounds.
#[allow(clippy::option_option)]
fn bound(old: &Assert<'_>, new: &Assert<'_>, is: &Claim) -> Option<Option<WeakeningKind>> {
    let (before, after): (Vec<&str>, Vec<&str>) = (tokens(old).collect(), tokens(new).collect());
    if before.len() != after.len() {
        return None;
    }
    let changed: Vec<(f64, f64)> = before
        .iter()
        .zip(&after)
        .filter(|(a, b)| !same_literal(a, b))
        .map(|(a, b)| Some((number(a)?, number(b)?)))
        .collect::<Option<_>>()?;
    let [(was, now)] = changed.as_slice() else {
        return None;
    };
    let is_close = old.name.contains("approx")
        || tokens(old).chain([old.name]).any(|token| {
            CLOSE
                .iter()
                .any(|word| token.to_ascii_lowercase().contains(word))
        });
    let wider = match is.relation {
        Relation::Less | Relation::AtMost => now > was,
        Relation::More | Relation::AtLeast => now < was,
        _ if is_close && *was < 1.0 && *now < 1e3 => now > was,
        _ => return None,
    };
    Some(wider.then_some(WeakeningKind::ToleranceWidened))
}

fn tokens<'t, 'a>(assert: &'t Assert<'a>) -> impl Iterator<Item = &'a str> + use<'t, 'a> {
    assert.arguments.iter().flatten().copied()
}

fn plain(name: &str) -> &str {
    name.trim_start_matches("debug_")
        .trim_start_matches("prop_")
}

/// Words in the names of macros and arguments that compare numbers loosely.
const CLOSE: &[&str] = &[
    "approx", "relative", "close", "delta", "ulps", "epsilon", "toleran", "abs_diff",
];

/// Methods that let different values compare equal.
const FORGIVING: &[&str] = &[
    "abs",
    "ceil",
    "clamp",
    "contains",
    "dedup",
    "ends_with",
    "floor",
    "is_err",
    "is_ok",
    "is_some",
    "len",
    "max",
    "min",
    "round",
    "sort",
    "sorted",
    "starts_with",
    "to_ascii_lowercase",
    "to_lowercase",
    "to_uppercase",
    "trim",
    "trunc",
    "unwrap_or",
    "unwrap_or_default",
    "unwrap_or_else",
];
