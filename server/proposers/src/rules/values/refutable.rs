//! Patterns that do not match every value where they must, and ranges of what has no range patterns.

use bowline_loop_core::Class;
use bowline_syntax::nodes;

use super::{Case, Edit, Rule, edit::Fixes, operand::Operand};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "loop-over-what-is-there",
        class: Class::Plausible,
        about: "Loops over what the `Some`s or `Ok`s of an iterator hold, by `.flatten()`; the others are skipped.",
        propose: loop_over_what_is_there,
    },
    Rule {
        name: "let-else-return",
        class: Class::Plausible,
        about: "Returns where the pattern of a `let` does not match: `else { return None }`, or `else { return }` in a function \
                without a value.",
        propose: let_else_return,
    },
    Rule {
        name: "range-in-a-guard",
        class: Class::KeepsMeaning,
        about: "Asks for a range in the guard of an arm, where the type has no range patterns.",
        propose: range_in_a_guard,
    },
];

fn loop_over_what_is_there(case: &Case<'_>, fixes: &mut Fixes) {
    let refutable = case
        .message()
        .starts_with("refutable pattern in `for` loop binding");
    let Some(spot) = case.primary().filter(|_| refutable) else {
        return;
    };
    let inner = ["Some(", "Ok("]
        .iter()
        .find_map(|name| spot.text().strip_prefix(name)?.strip_suffix(')'));
    let holder = nodes::enclosing(spot.node(), &["for_expression"]);
    let value = holder.and_then(|holder| holder.child_by_field_name("value"));
    let (Some(inner), Some(value)) = (inner, value) else {
        return;
    };
    let value = Operand::of(spot.at(value.byte_range()));
    let walks = value.kind == "call_expression";
    let suffix = if walks {
        ".flatten()"
    } else {
        ".into_iter().flatten()"
    };
    let edit = Edit::default()
        .replace(&spot, spot.range.clone(), inner)
        .and(value.suffixed(suffix));
    fixes.plausible("skip what holds nothing: `.flatten()`", edit);
}

fn let_else_return(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0005"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(declaration) = nodes::enclosing(spot.node(), &["let_declaration"]) else {
        return;
    };
    let pattern = Operand::of(spot.clone());
    let returned = match pattern.return_type() {
        Some(ty) if ty.is("Option") => "return None",
        None => "return",
        Some(_) => return,
    };
    let end = declaration.end_byte() - 1;
    if spot.syntax.text()[end..].starts_with(';') {
        let indent = spot.syntax.indent(declaration.start_byte());
        let text = format!(" else {{\n{indent}    {returned};\n{indent}}}");
        fixes.plausible(
            format!("else `{returned}`"),
            Edit::default().insert(&spot, end, text),
        );
    }
}

fn range_in_a_guard(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0029"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let node = nodes::enclosing(spot.node(), &["match_pattern"]);
    let Some(pattern) = node.or_else(|| {
        spot.node()
            .parent()
            .filter(|one| one.kind() == "match_pattern")
    }) else {
        return;
    };
    let range = pattern.named_child(0);
    let is_all = range.is_some_and(|range| range.byte_range() == pattern.byte_range());
    if is_all && range.is_some_and(|range| range.kind() == "range_pattern") {
        let text = format!("value if ({}).contains(&value)", spot.text_of(pattern));
        let edit = Edit::default().replace(&spot, pattern.byte_range(), text);
        fixes.keeps("ask for the range in a guard", edit);
    }
}
