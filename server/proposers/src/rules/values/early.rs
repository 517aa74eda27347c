//! Words that a name or value lost: `return` before an error, the parameter of a closure, `self.` or a type before a function, the
//! dot of a method call.

use bowline_loop_core::Class;
use bowline_syntax::{Node, index::ItemKind, nodes};

use super::{Case, Edit, Rule, Spot, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "return-early",
        class: Class::KeepsMeaning,
        about: "Returns an `Err(…)`, `Ok(…)` or `None` that stands as a statement of its own, and the value that a `let … else` \
                block ends with.",
        propose: return_early,
    },
    Rule {
        name: "stray-return",
        class: Class::KeepsMeaning,
        about: "Takes a `return` away outside of functions, where the value alone is meant.",
        propose: stray_return,
    },
    Rule {
        name: "name-closure-parameter",
        class: Class::KeepsMeaning,
        about: "Declares an unknown name of a closure's body as a parameter of the closure.",
        propose: name_closure_parameter,
    },
    Rule {
        name: "dot-for-path",
        class: Class::KeepsMeaning,
        about: "Writes `x.f()` for `x::f()` where `x` is a value in scope, or `self`.",
        propose: dot_for_path,
    },
    Rule {
        name: "path-for-dot",
        class: Class::KeepsMeaning,
        about: "Writes `char::is_numeric` for `char.is_numeric`, and `Self::new()` for `self::new()`: a type has its functions \
                behind `::`, and `self` there is a module.",
        propose: path_for_dot,
    },
    Rule {
        name: "call-through-type",
        class: Class::KeepsMeaning,
        about: "Calls a function of a type by the type's name where the name is left out and only one type has it.",
        propose: call_through_type,
    },
];

fn return_early(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    let insert = |at: usize| Edit::default().insert(&spot, at, "return ");
    if case.is(&["E0282", "E0283"]) && matches!(spot.text(), "Err" | "Ok" | "None" | "Some") {
        let statement = nodes::enclosing(spot.node(), &["expression_statement"]);
        if let Some(statement) = statement.filter(|one| one.start_byte() == spot.range.start) {
            fixes.keeps("return it", insert(statement.start_byte()));
        }
    } else if case.is(&["E0308"]) && case.message().contains("`let...else` does not diverge") {
        let Some(block) = nodes::enclosing(spot.node(), &["block"]) else {
            return;
        };
        let last = block.named_children(&mut block.walk()).last();
        if let Some(last) = last.filter(|last| last.kind() != "let_declaration") {
            fixes.keeps("return it", insert(last.start_byte()));
        }
    }
}

fn stray_return(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary().filter(|_| case.is(&["E0572"])) else {
        return;
    };
    let Some(value) = spot.text().strip_prefix("return") else {
        return;
    };
    let end = spot.range.end - value.trim_start().len();
    if !value.trim().is_empty() {
        let edit = Edit::default().replace(&spot, spot.range.start..end, "");
        fixes.keeps("remove the `return`", edit);
    }
}

fn name_closure_parameter(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0425"]) || !case.message().starts_with("cannot find value `") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let mut node = spot.node();
    // In a closure within a closure the outer one may be meant.
    while let Some(closure) = nodes::enclosing(node, &["closure_expression"]) {
        let Some(parameters) = closure.child_by_field_name("parameters") else {
            return;
        };
        let inner = parameters.start_byte() + 1..parameters.end_byte() - 1;
        let given = &spot.syntax.text()[inner.clone()];
        let name = spot.text();
        let title = format!("take `{name}` as a parameter");
        if given.trim().is_empty() || given.trim() == "_" {
            fixes.keeps(title, Edit::default().replace(&spot, inner, name));
        } else {
            let last = Edit::default().insert(&spot, inner.end, format!(", {name}"));
            fixes.plausible(title.clone(), last);
            let first = Edit::default().insert(&spot, inner.start, format!("{name}, "));
            fixes.plausible(title, first);
        }
        let Some(parent) = closure.parent() else {
            return;
        };
        node = parent;
    }
}

fn dot_for_path(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0425", "E0433", "E0423"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let text = spot.syntax.text();
    let path = match nodes::enclosing(spot.node(), &["scoped_identifier"]) {
        Some(path) => path.byte_range(),
        None => {
            let behind = &text[spot.range.end..];
            let name = behind.strip_prefix("::").unwrap_or_default();
            let length = name
                .find(|one: char| !one.is_alphanumeric() && one != '_')
                .unwrap_or(name.len());
            spot.range.start..spot.range.end + if length == 0 { 0 } else { length + 2 }
        }
    };
    let Some((value, method)) = text[path.clone()].split_once("::") else {
        return;
    };
    let is_value = value == "self"
        || value.starts_with(|one: char| one.is_lowercase()) && is_bound(&spot, value);
    if is_value && !method.contains("::") {
        let separator = path.start + value.len()..path.start + value.len() + 2;
        fixes.keeps(
            format!("call it on `{value}`"),
            Edit::default().replace(&spot, separator, "."),
        );
    }
}

fn path_for_dot(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    if case.is(&["E0423"]) && case.message().contains("found builtin type") {
        let behind = &spot.syntax.text()[spot.range.end..];
        if behind.starts_with('.') {
            let dot = spot.range.end..spot.range.end + 1;
            let edit = Edit::default().replace(&spot, dot, "::");
            fixes.keeps("write `::` for `.`", edit);
        }
    } else if case.is(&["E0425", "E0433"]) && case.message().contains("in module `self`") {
        let path = nodes::enclosing(spot.node(), &["scoped_identifier"]);
        let module = path.and_then(|path| path.child_by_field_name("path"));
        let of_type = nodes::enclosing(spot.node(), &["impl_item", "trait_item"]);
        if let (Some(module), Some(_)) = (module.filter(|one| one.kind() == "self"), of_type) {
            let edit = Edit::default().replace(&spot, module.byte_range(), "Self");
            fixes.keeps("call it on the type: `Self`", edit);
        }
    }
}

/// Whether something around a place binds a name.
fn is_bound(spot: &Spot<'_>, name: &str) -> bool {
    let function = std::iter::successors(Some(spot.node()), Node::parent)
        .filter(|node| node.kind() == "function_item")
        .last();
    function.is_some_and(|function| {
        nodes::descendants(function)
            .take_while(|node| node.start_byte() < spot.range.start)
            .any(|node| {
                node.kind() == "identifier"
                    && spot.text_of(node) == name
                    && node.parent().is_some_and(binds)
            })
    })
}

fn binds(parent: Node<'_>) -> bool {
    matches!(
        parent.kind(),
        "let_declaration"
            | "parameter"
            | "closure_parameters"
            | "for_expression"
            | "mut_pattern"
            | "let_condition"
            | "match_pattern"
    ) || parent.kind().ends_with("_pattern")
}

fn call_through_type(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0425"]) || !case.message().starts_with("cannot find function `") {
        return;
    }
    let Some(spot) = case
        .primary()
        .filter(|spot| spot.node().kind() == "identifier")
    else {
        return;
    };
    let owner = nodes::enclosing(spot.node(), &["impl_item"])
        .and_then(|item| item.child_by_field_name("type"))
        .map(|ty| spot.text_of(ty));
    let name = spot.text();
    let mut owners: Vec<&str> = case
        .index
        .named(name)
        .filter(|item| item.kind == ItemKind::Function && item.of_trait.is_none())
        .filter_map(|item| item.container.as_deref())
        .collect();
    owners.dedup();
    let [only] = owners.as_slice() else { return };
    let path = if owner.is_some_and(|owner| owner.split('<').next() == Some(only)) {
        "Self"
    } else {
        only
    };
    fixes.keeps(
        format!("call `{path}::{name}`"),
        Edit::default().insert(&spot, spot.range.start, format!("{path}::")),
    );
}
