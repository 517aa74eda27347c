//! Constants: one off, 0 for 1, the sign, `true` for `false`, and numbers as far away as the assert's two sides are.

use bowline_syntax::{Node, nodes};

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::Site,
};

pub(super) const OPERATORS: &[Operator] = &[
    node("integer", integer),
    node("truth", truth),
    node("letter", letter),
    node("wording", wording),
];

/// Numbers of the same function that are tried in place of one.
const MOST_BESIDE: usize = 5;

/// How far above a number the words are looked for that it stands in.
const MOST_ABOVE: usize = 3;

fn integer(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() != "integer_literal" {
        return;
    }
    let text = site.of(node);
    let Some((value, form)) = read(text) else {
        return;
    };
    let in_place = |value: i128| form.write(value);
    // Nothing is added or taken away by another edit, which drops the sum.
    let is_addend = is_addend(site, node);
    let plain = if in_pattern(node) { 0.5 } else { 1.0 };
    let mut put = |prior: f64, value: Option<i128>| {
        let is_idle = |value: i128| value == 0 && is_addend;
        if let Some(value) = value.filter(|value| *value >= 0 && !is_idle(*value)) {
            finds.replace(prior * plain, node, in_place(value));
        }
    };
    let small = value <= 2;
    put(if small { 0.7 } else { 0.5 }, value.checked_add(1));
    put(if small { 0.7 } else { 0.55 }, value.checked_sub(1));
    if value > 1 {
        put(0.15, Some(0));
        put(0.12, Some(1));
    }
    if value == 0 {
        put(0.1, Some(2));
    }
    for step in &site.hints.steps {
        put(0.25, value.checked_add(*step).filter(|_| step.abs() > 1));
        put(0.25, value.checked_sub(*step).filter(|_| step.abs() > 1));
    }
    for (near, likely) in beside(site, node) {
        put(likely, Some(near));
    }
    if value > 2 {
        put(0.15, value.checked_mul(2));
        put(0.15, Some(value / 2).filter(|_| value % 2 == 0));
        put(
            0.2,
            value
                .checked_mul(10)
                .filter(|_| form.radix == 10 && value < 1000),
        );
        put(
            0.2,
            Some(value / 10).filter(|_| form.radix == 10 && value % 10 == 0),
        );
    }
}

/// Whether a number is what is added or taken away.
fn is_addend(site: &Site<'_>, node: Node<'_>) -> bool {
    node.parent().is_some_and(|sum| {
        let operator = sum.child_by_field_name("operator");
        sum.child_by_field_name("right") == Some(node)
            && operator.is_some_and(|sign| matches!(site.of(sign), "+" | "-"))
    })
}

/// Other numbers of the same function, each once, with how likely each is: first those that stand in the same words elsewhere
/// (`code >> 6` beside `code >> 12`), then the nearest.
fn beside(site: &Site<'_>, node: Node<'_>) -> Vec<(i128, f64)> {
    let around = around(site, node);
    let others = nodes::descendants(site.function)
        .filter(|one| *one != node && one.kind() == "integer_literal");
    let mut others: Vec<_> = others
        .map(|one| {
            let is_like = around.is_some() && self::around(site, one) == around;
            (!is_like, one.start_byte().abs_diff(node.start_byte()), one)
        })
        .collect();
    others.sort_by_key(|(is_other, far, _)| (*is_other, *far));
    let mut found: Vec<(i128, f64)> = Vec::new();
    for (is_other, _, one) in others {
        if let Some((value, _)) = read(site.of(one))
            && found.iter().all(|(known, _)| *known != value)
        {
            found.push((value, if is_other { 0.06 } else { 0.3 }));
        }
    }
    found.truncate(MOST_BESIDE);
    found
}

/// The tokens of the smallest expression around a number that names something, with a gap where the number stands.
fn around<'a>(site: &Site<'a>, node: Node<'a>) -> Option<Vec<&'a str>> {
    let above = std::iter::successors(node.parent(), Node::parent);
    let names = |one: &Node<'_>| nodes::descendants(*one).any(|part| part.kind() == "identifier");
    let outer = above.take(MOST_ABOVE).find(names)?;
    let leaves = nodes::descendants(outer).filter(|one| one.child_count() == 0 || *one == node);
    let tokens = leaves.map(|one| if one == node { "" } else { site.of(one) });
    Some(tokens.collect())
}

/// How a number is written.
struct Form<'t> {
    radix: u32,
    digits: usize,
    suffix: &'t str,
    upper: Case,
}

enum Case {
    Upper,
    Lower,
}

impl Form<'_> {
    fn write(&self, value: i128) -> String {
        let (prefix, digits) = match self.radix {
            16 => ("0x", format!("{value:0width$x}", width = self.digits)),
            2 => ("0b", format!("{value:0width$b}", width = self.digits)),
            8 => ("0o", format!("{value:0width$o}", width = self.digits)),
            _ => ("", value.to_string()),
        };
        let digits = match self.upper {
            Case::Upper => digits.to_uppercase(),
            Case::Lower => digits,
        };
        format!("{prefix}{digits}{}", self.suffix)
    }
}

fn read(text: &str) -> Option<(i128, Form<'_>)> {
    let (radix, body) = match text.get(..2) {
        Some("0x") => (16, &text[2..]),
        Some("0b") => (2, &text[2..]),
        Some("0o") => (8, &text[2..]),
        _ => (10, text),
    };
    let end = body
        .find(|one: char| !one.is_digit(radix) && one != '_')
        .unwrap_or(body.len());
    let (digits, suffix) = body.split_at(end);
    let bare: String = digits.chars().filter(|one| *one != '_').collect();
    let upper = match bare.chars().any(|one| one.is_ascii_uppercase()) {
        true => Case::Upper,
        false => Case::Lower,
    };
    let form = Form {
        radix,
        digits: bare.len(),
        suffix,
        upper,
    };
    Some((i128::from_str_radix(&bare, radix).ok()?, form))
}

fn in_pattern(node: Node<'_>) -> bool {
    node.parent().is_some_and(|parent| {
        matches!(
            parent.kind(),
            "match_pattern" | "range_pattern" | "or_pattern" | "tuple_pattern" | "slice_pattern"
        )
    })
}

fn truth(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() == "boolean_literal" {
        let other = match site.of(node) {
            "true" => "false",
            _ => "true",
        };
        finds.replace(0.9, node, other);
    }
}

/// Characters beside each other, and in the other case.
fn letter(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() != "char_literal" {
        return;
    }
    let text = site.of(node);
    let prefix = if text.starts_with('b') { "b" } else { "" };
    let inner = text.trim_start_matches('b').trim_matches('\'');
    let mut letters = inner.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return;
    };
    let mut others: Vec<(char, f64)> = Vec::new();
    if letter.is_ascii_lowercase() {
        others.push((letter.to_ascii_uppercase(), 0.3));
    } else if letter.is_ascii_uppercase() {
        others.push((letter.to_ascii_lowercase(), 0.3));
    }
    if letter.is_ascii_alphanumeric() {
        let code = letter as u8;
        others.push(((code + 1) as char, 0.2));
        others.push(((code - 1) as char, 0.2));
    }
    let twins = [
        ('\'', '"'),
        ('-', '_'),
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
        ('<', '>'),
        ('/', '\\'),
        (',', ';'),
        ('.', ','),
        ('+', '-'),
        (' ', '\t'),
        (':', ';'),
        ('=', ':'),
        ('^', '~'),
        ('*', '+'),
    ];
    for (one, other) in twins {
        if letter == one {
            others.push((other, 0.25));
        } else if letter == other {
            others.push((one, 0.25));
        }
    }
    for (other, prior) in others {
        let written = match other {
            '\t' => "\\t".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\'' => "\\'".to_owned(),
            other => other.to_string(),
        };
        finds.replace(prior, node, format!("{prefix}'{written}'"));
    }
}

/// Separators in short texts: one letter too many, or one of a twin.
fn wording(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() != "string_literal" {
        return;
    }
    let text = site.of(node);
    let Some(inner) = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return;
    };
    let twins = [
        ("-", "_"),
        ("_", "-"),
        (", ", ","),
        (",", ", "),
        (" ", ""),
        ("", " "),
        (": ", ":"),
        (":", "::"),
        ("::", ":"),
        ("\\n", ""),
        (",", ";"),
        (".", ","),
        ("-", ""),
    ];
    for (one, other) in twins {
        if inner == one {
            finds.replace(0.3, node, format!("\"{other}\""));
        }
    }
    if inner.len() > 1 && inner.len() < 40 {
        let trimmed = inner.trim_end();
        if trimmed != inner {
            finds.replace(0.15, node, format!("\"{trimmed}\""));
        } else {
            finds.replace(0.05, node, format!("\"{inner} \""));
        }
    }
}
