//! Comparisons with the wrong sign, and bounds that are one off.

use bowline_syntax::Node;

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::{Site, field, sign},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("comparison", comparison),
    node("compared-bound", bound),
    node("comparison-turned", turned),
];

/// What each sign may have been, with how likely that is.
fn others(sign: &str) -> &'static [(&'static str, f64)] {
    match sign {
        "<" => &[
            ("<=", 1.0),
            (">", 0.6),
            (">=", 0.5),
            ("!=", 0.2),
            ("==", 0.2),
        ],
        "<=" => &[("<", 1.0), (">=", 0.5), (">", 0.5), ("==", 0.2)],
        ">" => &[
            (">=", 1.0),
            ("<", 0.6),
            ("<=", 0.5),
            ("!=", 0.2),
            ("==", 0.2),
        ],
        ">=" => &[(">", 1.0), ("<=", 0.5), ("<", 0.5), ("==", 0.2)],
        "==" => &[
            ("!=", 0.9),
            (">=", 0.3),
            ("<=", 0.3),
            (">", 0.15),
            ("<", 0.15),
        ],
        "!=" => &[("==", 1.0), (">", 0.25), ("<", 0.25)],
        _ => &[],
    }
}

fn comparison(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() != "binary_expression" {
        return;
    }
    let Some(sign) = sign(node) else { return };
    for (other, prior) in others(sign.kind()) {
        // What has no order is only compared for equality.
        let ordered = !matches!(sign.kind(), "==" | "!=") || may_be_ordered(site, node);
        if ordered || matches!(*other, "==" | "!=") {
            finds.replace(*prior, sign, *other);
        }
    }
}

/// Whether the sides of a comparison may be numbers, as far as their text tells.
fn may_be_ordered(site: &Site<'_>, node: Node<'_>) -> bool {
    let sides = [field(node, "left"), field(node, "right")];
    sides.into_iter().flatten().all(|side| {
        !matches!(
            side.kind(),
            "string_literal" | "boolean_literal" | "scoped_identifier" | "unit_expression"
        ) && !matches!(site.of(side), "None")
            && !site.of(side).starts_with("Some(")
    })
}

fn bound(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(sign) = sign(node).filter(|_| node.kind() == "binary_expression") else {
        return;
    };
    if !matches!(sign.kind(), "<" | "<=" | ">" | ">=" | "==" | "!=") {
        return;
    }
    let Some(right) = field(node, "right") else {
        return;
    };
    let counted = matches!(
        right.kind(),
        "identifier" | "field_expression" | "call_expression"
    );
    if counted && may_be_ordered(site, node) {
        let weight = if site.of(right).ends_with(".len()") {
            0.25
        } else {
            0.1
        };
        finds.put(weight, right.end_byte()..right.end_byte(), " - 1");
        finds.put(weight * 0.8, right.end_byte()..right.end_byte(), " + 1");
    }
}

fn turned(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(call) = super::site::method(node) else {
        return;
    };
    let named = site.of(call.name);
    let [argument] = call.arguments.as_slice() else {
        return;
    };
    if !matches!(named, "cmp" | "partial_cmp" | "total_cmp") {
        return;
    }
    // `a.cmp(&b)` and `b.cmp(&a)`: the reference stays where it is.
    let inner = match argument.kind() {
        "reference_expression" => field(*argument, "value").unwrap_or(*argument),
        _ => *argument,
    };
    finds.swap(0.7, site.file, call.receiver, inner);
    finds.put(0.3, node.end_byte()..node.end_byte(), ".reverse()");
}
