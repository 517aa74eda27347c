//! What a block ends with: a missing `Ok(())`, a value where there must be none, a branch without an `else`, a return type that is
//! not that of the value.

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{
    Case, Edit, Rule, Spot,
    edit::Fixes,
    mismatch::{self, Mismatch},
    operand::{self, Operand},
    types::Ty,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "end-with-a-value",
        class: Class::KeepsMeaning,
        about: "Ends a function with what it forgot: `Ok(())`, `None` behind an early `return Some(…)`, `false` behind an early \
                `return true`, the collection that was sorted in place.",
        propose: end_with_a_value,
    },
    Rule {
        name: "discard-the-value",
        class: Class::KeepsMeaning,
        about: "Discards the value of an arm or branch where the others have none.",
        propose: discard_the_value,
    },
    Rule {
        name: "return-what-is-found",
        class: Class::Plausible,
        about: "Writes the type of the value as the function's return type. An edit of the body comes before it.",
        propose: return_what_is_found,
    },
];

fn end_with_a_value(case: &Case<'_>, fixes: &mut Fixes) {
    if case.is(&["E0317"]) {
        branch_without_else(case, fixes);
    }
    if !case.is(&["E0308"]) {
        return;
    }
    in_place(case, fixes);
    let Some(primary) = case.primary() else {
        return;
    };
    let of_body = case
        .labelled("implicitly returns `()` as its body has no tail")
        .is_some();
    let of_loop = case.note("loops evaluate to unit type").is_some();
    if !of_body && !of_loop {
        return;
    }
    let Some(body) =
        nodes::function(primary.node()).and_then(|function| function.child_by_field_name("body"))
    else {
        return;
    };
    let Some(wanted) = wanted(primary.label) else {
        return;
    };
    if let Some(value) = nothing_of(&wanted) {
        let title = format!("end with `{value}`");
        fixes.keeps(title, at_end(&primary, body, &value));
    } else if let Some(value) = opposite(&primary, body, &wanted) {
        fixes.plausible(format!("end with `{value}`"), at_end(&primary, body, value));
    }
}

/// The type out of «expected `T`, found `()`».
fn wanted(label: &str) -> Option<Ty> {
    let (ty, found) = label.strip_prefix("expected `")?.split_once("`, found ")?;
    (found == "`()`").then(|| Ty::parse(ty))
}

/// The value of a type that holds nothing but success.
fn nothing_of(ty: &Ty) -> Option<String> {
    let inner = ty.arg(0)?;
    match ty.name()? {
        "Result" if inner.is_unit() => Some("Ok(())".to_owned()),
        "Option" if inner.is_unit() => Some("Some(())".to_owned()),
        "Result" => nothing_of(inner).map(|inner| format!("Ok({inner})")),
        _ => None,
    }
}

/// What is left to return where every `return` before says the opposite.
fn opposite(spot: &Spot<'_>, body: Node<'_>, ty: &Ty) -> Option<&'static str> {
    let returned: Vec<&str> = nodes::descendants(body)
        .filter(|node| node.kind() == "return_expression")
        .filter_map(|node| node.named_child(0))
        .map(|value| spot.text_of(value))
        .collect();
    let all = |of: fn(&str) -> bool| !returned.is_empty() && returned.iter().all(|text| of(text));
    match ty.name()? {
        "bool" if all(|text| text == "true") => Some("false"),
        "bool" if all(|text| text == "false") => Some("true"),
        "Option" if all(|text| text.starts_with("Some(")) => Some("None"),
        _ => None,
    }
}

/// Puts a value at the end of a block, on a line of its own where the block has several.
fn at_end(spot: &Spot<'_>, block: Node<'_>, value: &str) -> Edit {
    let close = block.end_byte() - 1;
    let text = spot.syntax.text();
    let line = spot.syntax.line_start(close);
    if text[line..close].trim().is_empty() && line > block.start_byte() {
        let indent = spot.syntax.indent(close);
        return Edit::default().insert(spot, line, format!("{indent}    {value}\n"));
    }
    let blank = if text[..close].ends_with(' ') {
        ""
    } else {
        " "
    };
    Edit::default().insert(spot, close, format!("{blank}{value} "))
}

/// `if … { return … }` as the end of a body that must have a value.
fn branch_without_else(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    let Some(branch) = nodes::enclosing(operand::expression(spot.node()), &["if_expression"])
    else {
        return;
    };
    let Some(block) = nodes::enclosing(branch, &["block"]) else {
        return;
    };
    let is_body = block
        .parent()
        .is_some_and(|parent| parent.kind() == "function_item");
    let Some(wanted) = wanted(spot.label).filter(|_| is_body) else {
        return;
    };
    if let Some(value) = nothing_of(&wanted) {
        fixes.keeps(format!("end with `{value}`"), at_end(&spot, block, &value));
    } else if let Some(value) = opposite(&spot, block, &wanted) {
        fixes.plausible(format!("end with `{value}`"), at_end(&spot, block, value));
    }
}

/// `v.sort()` as a value: sort first, then name the collection.
fn in_place(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(method) = case.noted("modifies its receiver in-place") else {
        return;
    };
    let Some(call) = nodes::enclosing(method.node(), &["call_expression"]) else {
        return;
    };
    let receiver = call
        .child_by_field_name("function")
        .and_then(|function| function.child_by_field_name("value"));
    let Some(receiver) = receiver.filter(|one| one.kind() == "identifier") else {
        return;
    };
    if nodes::statement(call) == Some(call) {
        let indent = method.syntax.indent(call.start_byte());
        let line =
            &method.syntax.text()[method.syntax.line_start(call.start_byte())..call.start_byte()];
        let gap = if line.trim().is_empty() {
            format!("\n{indent}")
        } else {
            " ".to_owned()
        };
        let name = method.text_of(receiver);
        fixes.keeps(
            format!("return `{name}`"),
            Edit::default().insert(&method, call.end_byte(), format!(";{gap}{name}")),
        );
    }
}

fn discard_the_value(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0308"]) || !case.message().ends_with("incompatible types") {
        return;
    }
    for m in mismatch::values(case) {
        if !m.expected.is_unit() {
            continue;
        }
        let spot = &m.operand.spot;
        let edit = match m.operand.parent.as_str() {
            "match_arm" => as_block(&m.operand),
            "block" => Edit::default().insert(spot, spot.range.end, ";"),
            _ => continue,
        };
        fixes.keeps("discard the value: `;`", edit);
    }
}

/// The value of an arm as a block without one.
fn as_block(value: &Operand<'_>) -> Edit {
    let spot = &value.spot;
    let indent = spot.syntax.indent(spot.range.start);
    let text = format!("{{\n{indent}    {};\n{indent}}}", value.text());
    let comma = spot.syntax.text()[spot.range.end..].starts_with(',');
    let range = spot.range.start..spot.range.end + usize::from(comma);
    Edit::default().replace(spot, range, text)
}

fn return_what_is_found(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0308"]) {
        return;
    }
    let Some(returned) = case.spots().find(|spot| {
        spot.label.ends_with("because of return type")
            || spot.label.ends_with("because of this return type")
    }) else {
        return;
    };
    let found = mismatch::values(case);
    let Some(m) = found.first() else { return };
    let Some(ty) = return_type(m) else { return };
    let node = nodes::enclosing(returned.node(), &["function_item"]);
    let of_trait = node
        .and_then(|node| nodes::enclosing(node, &["impl_item"]))
        .is_some_and(|item| item.child_by_field_name("trait").is_some());
    if !of_trait && node.is_some() {
        let edit = Edit::default().replace(&returned, returned.range.clone(), ty.clone());
        fixes.plausible(format!("return `{ty}`"), edit);
    }
}

/// The type of the value, where it can be written as it is.
fn return_type(m: &Mismatch<'_>) -> Option<String> {
    let (expected, found) = (&m.expected, &m.found);
    let local = |ty: &Ty| matches!(ty, Ty::Ref { .. });
    let known = found.is_writable()
        && found.is_settled()
        && !found.is_unit()
        && !matches!(found, Ty::Other(_));
    (known && !local(found) && expected != found).then(|| found.to_string())
}
