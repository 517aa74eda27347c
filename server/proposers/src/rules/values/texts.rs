//! Strings, string slices, characters and bytes in each other's places.

use bowline_loop_core::Class;
use bowline_syntax::nodes;

use super::{
    Case, Edit, Rule,
    edit::Fixes,
    mismatch::{self, Change, Mismatch},
    operand::Operand,
    types::Ty,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "make-text",
        class: Class::KeepsMeaning,
        about: "Makes a `String` or `&str` of a value that is no text yet, or not that sort of text: `.to_string()`, `&s`, \
                `.as_str()`, all literals of a list at once.",
        propose: |case, fixes| mismatch::convert(case, fixes, make_text),
    },
    Rule {
        name: "text-or-character",
        class: Class::KeepsMeaning,
        about: "Writes `'a'` for `\"a\"`, `\"a\"` for `'a'` and `b'a'` for a byte, and appends text by `push_str`, characters by `push`.",
        propose: |case, fixes| {
            mismatch::convert(case, fixes, text_or_character);
            end_of_range(case, fixes);
        },
    },
    Rule {
        name: "parse-text",
        class: Class::Plausible,
        about: "Parses text where a number is wanted: `.parse::<T>()`, with `?` where the function can return the error.",
        propose: |case, fixes| mismatch::convert(case, fixes, parse_text),
    },
    Rule {
        name: "match-text-as-str",
        class: Class::KeepsMeaning,
        about: "Matches a `String` as the `&str` that the patterns are: `.as_str()` behind the matched value.",
        propose: match_as_str,
    },
];

fn make_text(m: &Mismatch<'_>) -> Vec<Change> {
    if m.operand.kind == "string_literal" && m.expected.is("String") {
        return literals_of_list(&m.operand).into_iter().collect();
    }
    if m.of_operator {
        return Vec::new();
    }
    let (found, _) = m.found.bare();
    let character = found.is("char") && m.expected.is("String");
    let plain = found.is_number() || found.is("bool") || character;
    let to_string = || m.operand.with_suffix(".to_string()");
    let owned = |text: &str| m.expected.is("String").then(|| m.operand.replaced(text));
    let keeps = |title: &str, edit: Option<Edit>| edit.map(|edit| Change::keeps(title, edit));
    let borrowed = matches!(m.expected, Ty::Ref { mutable: false, .. }) && m.expected.is_text();
    let change = if m.expected.is("String") && plain {
        keeps(
            "make it text: `.to_string()`",
            Some(m.operand.suffixed(".to_string()")),
        )
    } else if borrowed && plain
        || m.expected.referent().is_some_and(|to| to.is("String")) && found.is("str")
    {
        let edit = m.operand.replaced(&format!("&{}", to_string()));
        keeps("make it text: `.to_string()`", Some(edit))
    } else if m.expected.is("String") && found.is("PathBuf")
        || m.expected.is("String") && found.is("Path")
    {
        keeps(
            "make it text",
            owned(&m.operand.with_suffix(".display().to_string()")),
        )
    } else if m.expected.is("String") && found.is_any(&["OsString", "OsStr"]) {
        keeps(
            "make it text",
            owned(&m.operand.with_suffix(".to_string_lossy().into_owned()")),
        )
    } else if m.expected.is("String") && found.is("Cow") {
        keeps(
            "own the text",
            owned(&m.operand.with_suffix(".into_owned()")),
        )
    } else if m.expected.is("String") && is_bytes(found) {
        keeps(
            "read the bytes as text",
            owned(&format!(
                "String::from_utf8_lossy(&{}).into_owned()",
                m.operand.text()
            )),
        )
    } else if borrowed && found.is_any(&["PathBuf", "Path", "OsString", "OsStr"]) {
        let edit = m.operand.suffixed(".to_str().unwrap()");
        Some(Change::plausible("take it as text", edit))
    } else if m.found.is_str() && is_bytes(m.expected.bare().0) {
        let owned = if m.expected.is("Vec") {
            ".as_bytes().to_vec()"
        } else {
            ".as_bytes()"
        };
        keeps("take its bytes", Some(m.operand.suffixed(owned)))
    } else {
        None
    };
    change.into_iter().collect()
}

fn is_bytes(ty: &Ty) -> bool {
    ty.element().is_some_and(|of| of.is("u8"))
}

/// `.to_string()` behind a literal and every other one in the same list, since the compiler names only the first.
fn literals_of_list(literal: &Operand<'_>) -> Option<Change> {
    let spot = &literal.spot;
    let list = nodes::enclosing(
        spot.node(),
        &[
            "array_expression",
            "token_tree",
            "tuple_expression",
            "arguments",
        ],
    )?;
    // Nested lists, as in `vec![("a", 1), ("b", 2)]`: the same place of each.
    let outer = match list.parent() {
        Some(parent) if matches!(parent.kind(), "token_tree" | "array_expression") => parent,
        _ => list,
    };
    let place = |node: bowline_syntax::Node<'_>| {
        let mut behind = node;
        let mut count = 0;
        while let Some(before) = behind.prev_sibling() {
            count += usize::from(before.kind() == ",");
            behind = before;
        }
        count
    };
    let own = place(spot.node());
    let mut edit = Edit::default();
    let mut count = 0;
    for node in nodes::descendants(outer) {
        let alike = node.kind() == "string_literal"
            && node
                .parent()
                .is_some_and(|parent| parent.kind() == list.kind());
        let alone = node
            .next_sibling()
            .is_some_and(|next| matches!(next.kind(), "," | "]" | ")" | ";"))
            && node
                .prev_sibling()
                .is_some_and(|before| matches!(before.kind(), "," | "[" | "("));
        if alike && alone && (outer == list || place(node) == own) {
            edit = edit.insert(spot, node.end_byte(), ".to_string()");
            count += 1;
        }
    }
    (count > 1).then(|| Change::keeps("own the texts of the list: `.to_string()`", edit))
}

/// `'a'..="z"` in a pattern.
fn end_of_range(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0029"]) {
        return;
    }
    let ends = case.spots().filter(|spot| spot.text().ends_with('"'));
    for spot in ends {
        let text = spot.text();
        let (sign, inner) = match text.strip_prefix('b') {
            Some(rest) => ("b", rest.trim_matches('"')),
            None => ("", text.trim_matches('"')),
        };
        if inner.chars().count() == 1 && inner != "'" {
            let text = format!("{sign}'{inner}'");
            let edit = Edit::default().replace(&spot, spot.range.clone(), text.clone());
            fixes.keeps(format!("write `{text}`"), edit);
        }
    }
}

fn text_or_character(m: &Mismatch<'_>) -> Vec<Change> {
    let (expected, found) = (m.expected.bare().0, m.found.bare().0);
    let literal = m.operand.text();
    if expected.is("str") && found.is("char") {
        let mut changes: Vec<Change> = append_character(m).into_iter().collect();
        if m.operand.kind == "char_literal" {
            let text = string_of(literal);
            changes.push(Change::keeps(
                format!("write `{text}`"),
                m.operand.replaced(&text),
            ));
        } else if m.expected.is_str() && !m.of_operator && changes.is_empty() {
            let text = format!("&{}", m.operand.with_suffix(".to_string()"));
            changes.push(Change::keeps(
                "make it text: `.to_string()`",
                m.operand.replaced(&text),
            ));
        }
        return changes;
    }
    if expected.is("char") && found.is("str") && m.operand.kind == "string_literal" {
        let inner = literal.trim_matches('"');
        if inner.chars().count() == 1 || inner.len() == 2 && inner.starts_with('\\') {
            let text = match inner {
                "'" => "'\\''".to_owned(),
                "\\\"" => "'\"'".to_owned(),
                _ => format!("'{inner}'"),
            };
            return vec![Change::keeps(
                format!("write `{text}`"),
                m.operand.replaced(&text),
            )];
        }
    }
    if expected.is("char") && m.found.is_text() && !m.of_operator {
        let mut changes: Vec<Change> = append_text(m).into_iter().collect();
        if m.operand.kind != "string_literal" {
            let first = m.operand.suffixed(".chars().next().unwrap()");
            changes.push(Change::plausible("take the first character", first));
        }
        return changes;
    }
    let byte = expected.is("u8") && found.is("char");
    if byte && m.operand.kind == "char_literal" && literal.is_ascii() {
        return vec![Change::keeps("write a byte", m.operand.around("b", ""))];
    }
    if expected.is("char") && found.is("u8") {
        let stars = "*".repeat(m.found.bare().1);
        return vec![Change::keeps(
            "cast: ` as char`",
            m.operand.cast(&stars, "char"),
        )];
    }
    if byte {
        return vec![Change::plausible(
            "cast: ` as u8`",
            m.operand.cast("", "u8"),
        )];
    }
    Vec::new()
}

fn string_of(character: &str) -> String {
    match character.trim_start_matches('b') {
        "'\"'" => "\"\\\"\"".to_owned(),
        "'\\''" => "\"'\"".to_owned(),
        other => format!("\"{}\"", &other[1..other.len().max(2) - 1]),
    }
}

/// `s.push(c)` for `s.push_str(c)` and `s += c`.
fn append_character(m: &Mismatch<'_>) -> Option<Change> {
    let spot = &m.operand.spot;
    let parent = spot.node().parent()?;
    if parent.kind() == "compound_assignment_expr" && m.operand.role == "right" {
        let left = parent.child_by_field_name("left")?;
        let text = format!("{}.push({})", spot.text_of(left), m.operand.text());
        let edit = Edit::default().replace(spot, parent.byte_range(), text);
        return Some(Change::keeps("append the character: `push`", edit));
    }
    renamed_call(m, "push_str", "push")
}

/// `s.push_str(&t)` for `s.push(t)`.
fn append_text(m: &Mismatch<'_>) -> Option<Change> {
    let change = renamed_call(m, "push", "push_str")?;
    if m.found.is("String") {
        let edit = change.edit.and(m.operand.prefixed("&"));
        return Some(Change::keeps("append the text: `push_str`", edit));
    }
    Some(change)
}

/// The call that the operand is an argument of, by another name.
fn renamed_call(m: &Mismatch<'_>, from: &str, to: &str) -> Option<Change> {
    let spot = &m.operand.spot;
    let call = spot.node().parent()?.parent()?;
    let method = call
        .child_by_field_name("function")?
        .child_by_field_name("field")?;
    let edit = Edit::default().replace(spot, method.byte_range(), to);
    (spot.text_of(method) == from).then(|| Change::keeps(format!("call `{to}`"), edit))
}

fn parse_text(m: &Mismatch<'_>) -> Vec<Change> {
    if !m.found.is_text()
        || !m.expected.is_number() && !m.expected.is("bool")
        || m.operand.kind == "string_literal"
    {
        return Vec::new();
    }
    let Ty::Named { name, .. } = &m.expected else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    if m.operand.returns("Result") {
        let edit = m.operand.suffixed(&format!(".parse::<{name}>()?"));
        changes.push(Change::plausible("parse it, and return the error", edit));
    }
    let edit = m.operand.suffixed(&format!(".parse::<{name}>().unwrap()"));
    changes.push(Change::plausible("parse it", edit));
    changes
}

/// `match s.as_str()` where `s` is a `String` and the patterns are literals.
fn match_as_str(case: &Case<'_>, fixes: &mut Fixes) {
    for m in mismatch::patterns(case) {
        let text = m.found.bare().0.is("str") && m.expected.bare().0.is("String");
        let inner = m.expected.is_any(&["Option", "Result"])
            && m.expected.arg(0).is_some_and(|of| of.bare().0.is("String"));
        let Some(value) = case.labelled("this expression has type") else {
            continue;
        };
        if !text && !inner {
            continue;
        }
        let value = Operand::of(value);
        let suffix = if inner { ".as_deref()" } else { ".as_str()" };
        fixes.keeps(
            format!("match it as text: `{suffix}`"),
            value.suffixed(suffix),
        );
    }
    // A literal inside `Some(…)`, whose own type alone is named.
    if let (Some(m), Some(value)) = (
        mismatch::patterns(case).first(),
        case.labelled("this expression has type"),
    ) {
        let whole = Ty::parse(value.label.trim_start_matches("this expression has type "));
        let held = whole.is("Option") && whole.arg(0).is_some_and(|of| of.is("String"));
        if held && m.found.is_str() {
            fixes.keeps(
                "match it as text: `.as_deref()`",
                Operand::of(value).suffixed(".as_deref()"),
            );
        }
    }
}
