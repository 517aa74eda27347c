//! Patterns that are not those of the matched value: the wrong wrapper, a wrapper too many, braces for parentheses.

use bowline_loop_core::Class;
use bowline_syntax::{Node, index::ItemKind, nodes};

use super::{
    Case, Edit, Rule, Spot,
    edit::Fixes,
    mismatch::{self, Mismatch},
    operand::Operand,
    types::Ty,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "pattern-of-the-value",
        class: Class::KeepsMeaning,
        about: "Matches `Some` and `None` where `Ok` and `Err` are written, and the other way round, in all arms at once; takes \
                `Some(…)` away from the pattern of a value that is no `Option`.",
        propose: pattern_of_the_value,
    },
    Rule {
        name: "variant-by-its-syntax",
        class: Class::KeepsMeaning,
        about: "Matches a variant with named fields by braces, one with unnamed ones by parentheses, and one without by its name \
                alone.",
        propose: variant_by_its_syntax,
    },
];

fn pattern_of_the_value(case: &Case<'_>, fixes: &mut Fixes) {
    let found = mismatch::patterns(case);
    let Some(m) = found.first() else { return };
    let (expected, given) = (m.expected.bare().0, m.found.bare().0);
    match (expected.name(), given.name()) {
        (Some("Option"), Some("Result")) => swapped(m, &[("Ok", "Some"), ("Err", "None")], fixes),
        (Some("Result"), Some("Option")) => swapped(m, &[("Some", "Ok"), ("None", "Err")], fixes),
        (Some(wrapper @ ("Option" | "Result")), _) if !given.is_any(&["Option", "Result"]) => {
            let Some(value) = case.labelled("this expression has type") else {
                return;
            };
            let value = Operand::of(value);
            if value.returns(wrapper) {
                fixes.keeps("return early without a value: `?`", value.suffixed("?"));
            }
        }
        (_, Some("Option" | "Result")) if expected.is_settled() => {
            bare(m, fixes);
            wrap_at_its_let(case, given, fixes);
        }
        _ => {}
    }
}

/// The same wrapper in every arm of the match, since the compiler names each on its own.
fn swapped(m: &Mismatch<'_>, names: &[(&str, &str)], fixes: &mut Fixes) {
    let spot = &m.operand.spot;
    let node = spot.node();
    let arms: Vec<Node<'_>> = match nodes::enclosing(node, &["match_block"]) {
        Some(block) => block
            .named_children(&mut block.walk())
            .filter_map(|arm| arm.child_by_field_name("pattern"))
            .filter_map(|pattern| pattern.named_child(0).or(Some(pattern)))
            .collect(),
        None => vec![node],
    };
    let mut edit = Edit::default();
    for pattern in arms {
        let text = spot.text_of(pattern);
        let (name, inner) = text
            .split_once('(')
            .map_or((text, None), |(name, inner)| (name.trim(), Some(inner)));
        let Some((_, meant)) = names.iter().find(|(written, _)| *written == name) else {
            continue;
        };
        let text = match (*meant, inner) {
            ("None", _) => "None".to_owned(),
            ("Err", None) => "Err(_)".to_owned(),
            (meant, Some(inner)) => format!("{meant}({inner}"),
            (meant, None) => meant.to_owned(),
        };
        edit = edit.replace(spot, pattern.byte_range(), text);
    }
    fixes.keeps("match it as what it is", edit);
}

/// `Some(x)` as `x`, where nothing else may come.
fn bare(m: &Mismatch<'_>, fixes: &mut Fixes) {
    let spot = &m.operand.spot;
    let inner = ["Some(", "Ok("]
        .iter()
        .find_map(|name| spot.text().strip_prefix(name)?.strip_suffix(')'));
    let Some(inner) = inner else { return };
    let mut node = spot.node();
    while let Some(parent) = node
        .parent()
        .filter(|parent| parent.kind().ends_with("_pattern"))
    {
        node = parent;
    }
    let Some(parent) = node.parent() else { return };
    let edit = Edit::default().replace(spot, spot.range.clone(), inner);
    match parent.kind() {
        "for_expression" | "let_declaration" | "closure_parameters" | "parameter" => {
            fixes.keeps("take the value itself", edit);
        }
        "let_condition" => plain_condition(spot, parent, inner, fixes),
        _ => {}
    }
}

/// `let x = Some(…)` where `x` is matched by `Some(…)` later.
fn wrap_at_its_let(case: &Case<'_>, given: &Ty, fixes: &mut Fixes) {
    let Some(matched) = case.labelled("this expression has type") else {
        return;
    };
    let call = if given.is("Option") { "Some" } else { "Ok" };
    if let Some(value) = value_of_local(&matched) {
        fixes.keeps(
            format!("wrap the value: `{call}(…)`"),
            Operand::of(value).around(&format!("{call}("), ")"),
        );
    }
}

/// What the nearest `let` before a place gives to the local that stands there.
pub(super) fn value_of_local<'a>(place: &Spot<'a>) -> Option<Spot<'a>> {
    let name = place
        .text()
        .trim_start_matches('&')
        .trim_start_matches("mut ");
    let mut block = nodes::enclosing(place.node(), &["block"]);
    while let Some(around) = block {
        let bound = around
            .named_children(&mut around.walk())
            .filter(|one| one.kind() == "let_declaration" && one.end_byte() <= place.range.start)
            .filter(|one| {
                one.child_by_field_name("pattern").is_some_and(|pattern| {
                    place.text_of(pattern).trim_start_matches("mut ") == name
                })
            })
            .last();
        if let Some(declaration) = bound {
            return declaration
                .child_by_field_name("value")
                .map(|value| place.at(value.byte_range()));
        }
        block = around
            .parent()
            .and_then(|parent| nodes::enclosing(parent, &["block"]));
    }
    None
}

/// `if let Some(x) = y { … }` as `{ let x = y; … }`, where `y` is always there.
fn plain_condition(spot: &Spot<'_>, condition: Node<'_>, name: &str, fixes: &mut Fixes) {
    let Some(holder) = condition
        .parent()
        .filter(|parent| parent.kind() == "if_expression")
    else {
        return;
    };
    let (Some(value), Some(body)) = (
        condition.child_by_field_name("value"),
        holder.child_by_field_name("consequence"),
    ) else {
        return;
    };
    let inner = spot.text_of(body).trim_start_matches('{');
    let block = format!("{{ let {name} = {};{inner}", spot.text_of(value));
    fixes.plausible(
        "bind it without a condition",
        Edit::default().replace(spot, holder.byte_range(), block),
    );
}

fn variant_by_its_syntax(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0164", "E0532", "E0533", "E0769"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let node = match spot.node() {
        arm if arm.kind() == "match_pattern" => arm.named_child(0).unwrap_or(arm),
        other => other,
    };
    let node = nodes::enclosing(
        node,
        &[
            "tuple_struct_pattern",
            "struct_pattern",
            "scoped_identifier",
            "identifier",
        ],
    );
    let Some(node) = node.map(|node| wider(node)) else {
        return;
    };
    let text = spot.text_of(node);
    let path = text.split(['(', '{']).next().unwrap_or_default().trim();
    let mut segments = path.rsplit("::");
    let (Some(name), owner) = (segments.next(), segments.next()) else {
        return;
    };
    let variant = case.index.named(name).find(|item| {
        let kind = matches!(item.kind, ItemKind::Variant | ItemKind::Struct);
        let own =
            owner == Some("Self") || item.container.is_none() || item.container.as_deref() == owner;
        kind && (own || owner.is_none())
    });
    let Some(variant) = variant else { return };
    let given = named_parts(node, &spot);
    let text = match variant.fields.as_slice() {
        [] => path.to_owned(),
        fields
            if fields
                .iter()
                .all(|field| field.name.starts_with(|one: char| one.is_ascii_digit())) =>
        {
            let parts = if given.len() == fields.len() {
                given.join(", ")
            } else {
                "..".to_owned()
            };
            format!("{path}({parts})")
        }
        fields => {
            let parts: Vec<String> = fields
                .iter()
                .zip(&given)
                .filter(|(_, part)| **part != "_")
                .map(|(field, part)| {
                    if field.name == *part {
                        field.name.clone()
                    } else {
                        format!("{}: {part}", field.name)
                    }
                })
                .collect();
            let rest = if parts.len() < fields.len() {
                if parts.is_empty() { ".." } else { ", .." }
            } else {
                ""
            };
            format!("{path} {{ {}{rest} }}", parts.join(", "))
        }
    };
    let edit = Edit::default().replace(&spot, node.byte_range(), text);
    fixes.keeps("match it as it is declared", edit);
}

/// The pattern that a path begins.
fn wider(node: Node<'_>) -> Node<'_> {
    std::iter::successors(Some(node), Node::parent)
        .take_while(|one| {
            matches!(
                one.kind(),
                "tuple_struct_pattern" | "struct_pattern" | "scoped_identifier" | "identifier"
            )
        })
        .last()
        .unwrap_or(node)
}

/// The patterns within one, without the path; of a field its pattern.
fn named_parts<'a>(node: Node<'_>, spot: &Spot<'a>) -> Vec<&'a str> {
    if !matches!(node.kind(), "tuple_struct_pattern" | "struct_pattern") {
        return Vec::new();
    }
    node.named_children(&mut node.walk())
        .skip(1)
        .filter(|part| part.kind() != "remaining_field_pattern")
        .map(|part| {
            part.child_by_field_name("pattern")
                .map_or(spot.text_of(part), |inner| spot.text_of(inner))
        })
        .collect()
}
