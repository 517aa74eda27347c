//! Locals that are used and never declared.

use bowline_loop_core::Class;
use bowline_syntax::{Node, index::ItemKind, nodes};

use crate::rules::{
    Case, Edit, Rule, declared, edit::Fixes, fill, scope::Scope, values::types::Ty,
};

pub(super) const UNDECLARED: Rule = Rule {
    name: "undeclared-local",
    class: Class::Plausible,
    about: "Declares a local that is filled, counted up or used without a `let`, empty and in front of its first use: what it is \
            shows in what is done with it (`push_str`, `insert`, `+= 1`), or in its name, where a type of the workspace has it.",
    propose: undeclared,
};

fn undeclared(case: &Case<'_>, fixes: &mut Fixes) {
    if case.is(&["E0070", "E0308"]) {
        return named_like_a_function(case, fixes);
    }
    if !case.is(&["E0425", "E0423"]) || !case.diagnostic.message.contains("value") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let name = spot.text();
    if !name.starts_with(|one: char| one.is_lowercase()) || name == "self" {
        return;
    }
    let spot = case.opened(&spot);
    let Some(function) = nodes::enclosing(spot.node(), &["function_item"]) else {
        return;
    };
    let Some(body) = function.child_by_field_name("body") else {
        return;
    };
    let scope = Scope::of(case, &spot);
    if is_handed_in(&scope, function, name) {
        return;
    }
    let uses: Vec<Node<'_>> = nodes::descendants(body)
        .filter(|node| node.kind() == "identifier" && spot.text_of(*node) == name)
        .filter(|node| scope.local(*node, name).is_none())
        .collect();
    let Some(place) = place(body, &uses) else {
        return;
    };
    let mut values: Vec<String> = Vec::new();
    for one in &uses {
        for value in told_by(&scope, *one) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    if values.is_empty() {
        values.extend(by_name(case, &scope, name));
    }
    let mutable = if uses.iter().any(|one| changes(&scope, *one)) {
        "mut "
    } else {
        ""
    };
    let indent = spot.syntax.indent(place.start_byte());
    for value in values.into_iter().take(3) {
        let line = format!("let {mutable}{name} = {value};");
        let edit = Edit::default().insert(&spot, place.start_byte(), format!("{line}\n{indent}"));
        let title = format!("declare it: `{line}`");
        // What stays empty is a value that nobody named.
        match mutable {
            "" => fixes.scaffold(title, edit),
            _ => fixes.plausible(title, edit),
        }
    }
}

/// `total = sum();` where `total` is a function: a local of its name was to be declared.
fn named_like_a_function(case: &Case<'_>, fixes: &mut Fixes) {
    let told = case.labelled("cannot assign to this expression");
    let said = told.is_some() || case.note("expected fn item").is_some();
    let Some(spot) = told.or_else(|| case.primary()).filter(|_| said) else {
        return;
    };
    let Some(assignment) = nodes::enclosing(spot.node(), &["assignment_expression"]) else {
        return;
    };
    let left = assignment.child_by_field_name("left");
    let is_statement = assignment
        .parent()
        .is_some_and(|of| of.kind() == "expression_statement");
    if let Some(left) = left.filter(|left| left.kind() == "identifier" && is_statement) {
        let edit = Edit::default().insert(&spot, left.start_byte(), "let ");
        fixes.keeps(format!("declare `{}`: `let`", spot.text_of(left)), edit);
    }
}

/// Whether a call of the function passes something of this name: then it is a parameter that is missing.
fn is_handed_in<'a>(scope: &Scope<'a>, function: Node<'a>, name: &str) -> bool {
    let text = |node: Node<'a>| scope.spot.text_of(node);
    let Some(own) = function.child_by_field_name("name").map(text) else {
        return false;
    };
    let calls = nodes::descendants(scope.spot.syntax.root());
    let mut calls = calls.filter(|node| node.kind() == "call_expression");
    calls.any(|call| {
        let part = |field| call.child_by_field_name(field).map(text);
        let callee = part("function").unwrap_or_default();
        let arguments = part("arguments").unwrap_or_default();
        callee.rsplit(['.', ':']).next() == Some(own)
            && declared::words(arguments).any(|word| word == name)
    })
}

/// The statement in front of which a `let` is seen by all uses: that of the first, in the smallest block that holds all.
fn place<'t>(body: Node<'t>, uses: &[Node<'t>]) -> Option<Node<'t>> {
    let (first, last) = (uses.first()?, uses.last()?);
    let mut inner = *first;
    while let Some(parent) = inner.parent() {
        let loops = parent.parent().is_some_and(|of| {
            matches!(
                of.kind(),
                "for_expression" | "while_expression" | "loop_expression"
            )
        });
        let holds =
            parent.start_byte() <= first.start_byte() && last.end_byte() <= parent.end_byte();
        // What a loop fills is declared in front of the loop.
        if parent.kind() == "block" && holds && (!loops || parent == body) {
            return Some(inner);
        }
        inner = parent;
    }
    None
}

/// The method that is called on a name, and its arguments.
fn called<'t>(scope: &Scope<'t>, one: Node<'t>) -> Option<(&'t str, Vec<Node<'t>>)> {
    let access = one.parent().filter(|parent| {
        parent.kind() == "field_expression" && parent.child_by_field_name("value") == Some(one)
    })?;
    let call = access
        .parent()
        .filter(|parent| parent.kind() == "call_expression")?;
    let list = call.child_by_field_name("arguments")?;
    let arguments = list.named_children(&mut list.walk()).collect();
    Some((
        scope.spot.text_of(access.child_by_field_name("field")?),
        arguments,
    ))
}

/// Empty values that one use of a name asks for.
fn told_by<'a>(scope: &Scope<'a>, one: Node<'a>) -> Vec<String> {
    let path = |name: &str| {
        let imports = scope.index.imports_of(scope.spot.path);
        let imported = imports.iter().any(|import| import.name == name);
        match imported || matches!(name, "Vec" | "String") {
            true => format!("{name}::new()"),
            false => format!("std::collections::{name}::new()"),
        }
    };
    if let Some((method, arguments)) = called(scope, one) {
        let first = arguments.first().and_then(|first| scope.ty_of(*first));
        return match (method, arguments.len()) {
            ("push_str", _) => vec![path("String")],
            ("push", _) if first.is_some_and(|ty| ty.is("char")) => vec![path("String")],
            ("push", _) => {
                let heap = scope.index.imports_of(scope.spot.path);
                let heap = heap.iter().any(|import| import.name == "BinaryHeap");
                let heap = heap.then(|| path("BinaryHeap"));
                std::iter::once(path("Vec")).chain(heap).collect()
            }
            ("extend" | "extend_from_slice", _) => vec![path("Vec")],
            ("push_back" | "push_front", _) => vec![path("VecDeque")],
            ("entry", _) | ("insert", 2) => ["HashMap", "BTreeMap"].map(path).to_vec(),
            ("insert", 1) => ["HashSet", "BTreeSet"].map(path).to_vec(),
            _ => Vec::new(),
        };
    }
    let Some(parent) = one.parent() else {
        return Vec::new();
    };
    let target = parent.child_by_field_name("left") == Some(one);
    let value = parent.child_by_field_name("right");
    match parent.kind() {
        "compound_assignment_expr" | "assignment_expression" if target => {
            let ty = value.and_then(|value| scope.ty_of(value));
            let ty = ty.as_ref().map(|ty| {
                if ty.is_str() {
                    Ty::named("String")
                } else {
                    ty.bare().0.clone()
                }
            });
            ty.and_then(|ty| fill::zero(scope, &ty))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// An empty value of the type whose name in snake case is that of the local.
fn by_name(case: &Case<'_>, scope: &Scope<'_>, name: &str) -> Option<String> {
    let camel: String = name
        .split('_')
        .map(|word| {
            let mut letters = word.chars();
            let first: String = letters
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            first + letters.as_str()
        })
        .collect();
    let declared = case
        .index
        .named(&camel)
        .any(|item| item.kind == ItemKind::Struct);
    declared.then(|| fill::zero(scope, &Ty::named(&camel)))?
}

/// Whether a use changes what the name holds.
fn changes<'a>(scope: &Scope<'a>, one: Node<'a>) -> bool {
    if let Some((method, _)) = called(scope, one) {
        let declared = scope.index.named(method).any(|item| {
            item.parameters
                .first()
                .is_some_and(|first| first.ty.starts_with("&mut"))
        });
        let usual = [
            "push", "insert", "extend", "entry", "append", "pop", "remove", "clear", "sort",
            "retain", "drain",
        ];
        return declared || usual.iter().any(|start| method.starts_with(start));
    }
    one.parent().is_some_and(|parent| match parent.kind() {
        "reference_expression" => scope.spot.text_of(parent).starts_with("&mut"),
        "compound_assignment_expr" | "assignment_expression" => {
            parent.child_by_field_name("left") == Some(one)
        }
        _ => false,
    })
}
