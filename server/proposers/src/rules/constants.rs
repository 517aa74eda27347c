//! What constants, statics and array lengths may hold.

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Rule, Spot, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "const-function",
        class: Class::KeepsMeaning,
        about: "Makes a function of the workspace `const` where a constant calls it.",
        propose: const_function,
    },
    Rule {
        name: "lazy-static",
        class: Class::Plausible,
        about: "Wraps a value that cannot be made at compile time in a `LazyLock`, or keeps a text as `&str` and a list as an array.",
        propose: lazy,
    },
    Rule {
        name: "constant-length",
        class: Class::Plausible,
        about: "Makes a `const` of the `let` that an array's length is read from, or a `Vec` of an array whose length is only known \
                when it runs.",
        propose: length,
    },
    Rule {
        name: "static-for-const",
        class: Class::Plausible,
        about: "Makes a `static` of a `const` that is borrowed and changes inside, which must be one place.",
        propose: static_for_const,
    },
];

const CONSTANTS: &[&str] = &["const_item", "static_item"];

fn const_function(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0015"]) {
        return;
    }
    let noted = case.noted("is not const").or_else(|| {
        // Of a method only the name is said: `cannot call non-const method `Area::total` in constants`.
        let path = case.message().split('`').nth(1)?;
        let name = path.rsplit("::").next()?;
        let mut named = case
            .index
            .named(name)
            .filter(|item| item.of_trait.is_none());
        let item = named.next().filter(|_| named.next().is_none())?;
        case.place_of(&item.path, item.range.clone())
    });
    let Some(place) = noted else { return };
    let Some(function) = nodes::enclosing(place.node(), &["function_item"]) else {
        return;
    };
    let modifiers = function
        .children(&mut function.walk())
        .find(|child| child.kind() == "function_modifiers");
    let keyword = function
        .children(&mut function.walk())
        .find(|child| child.kind() == "fn");
    let Some(at) = modifiers.or(keyword) else {
        return;
    };
    let edit = Edit::default().insert(&place, at.start_byte(), "const ");
    fixes.keeps("make the function `const`", edit);
}

fn lazy(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0015", "E0010"])
        || case
            .note("is not const")
            .is_some_and(|note| note.spans.iter().any(|span| !span.path.is_outside()))
    {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(item) = nodes::enclosing(spot.node(), CONSTANTS) else {
        return;
    };
    if item
        .parent()
        .is_some_and(|parent| parent.kind() == "declaration_list")
    {
        return;
    }
    let (Some(ty), Some(value)) = (
        item.child_by_field_name("type"),
        item.child_by_field_name("value"),
    ) else {
        return;
    };
    plainer(&spot, ty, value, fixes);
    let (written, made) = (spot.text_of(ty), spot.text_of(value));
    let edit = Edit::default()
        .replace(
            &spot,
            ty.byte_range(),
            format!("std::sync::LazyLock<{written}>"),
        )
        .replace(
            &spot,
            value.byte_range(),
            format!("std::sync::LazyLock::new(|| {made})"),
        );
    let edit = match keyword(item, "const") {
        Some(word) => edit.replace(&spot, word.byte_range(), "static"),
        None => edit,
    };
    fixes.plausible("make it when it is first used: `LazyLock`", edit);
}

/// `String::from("…")` is `"…"`, and `vec![…]` a slice.
fn plainer(spot: &Spot<'_>, ty: Node<'_>, value: Node<'_>, fixes: &mut Fixes) {
    let (written, made) = (spot.text_of(ty), spot.text_of(value));
    let literal = nodes::descendants(value).find(|node| node.kind() == "string_literal");
    let plain = ["String::from(", "\""]
        .iter()
        .any(|start| made.starts_with(start));
    if written == "String"
        && plain
        && let Some(literal) = literal
    {
        let edit = Edit::default()
            .replace(spot, ty.byte_range(), "&str")
            .replace(spot, value.byte_range(), spot.text_of(literal));
        fixes.plausible("keep it as `&str`", edit);
    }
    let element = written
        .strip_prefix("Vec<")
        .and_then(|rest| rest.strip_suffix('>'));
    if let (Some(element), Some(list)) = (element, made.strip_prefix("vec!")) {
        let edit = Edit::default()
            .replace(spot, ty.byte_range(), format!("&[{element}]"))
            .replace(spot, value.byte_range(), format!("&{list}"));
        fixes.plausible("keep it as a slice", edit);
    }
}

fn keyword<'t>(item: Node<'t>, word: &str) -> Option<Node<'t>> {
    item.children(&mut item.walk())
        .find(|child| child.kind() == word)
}

fn length(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0435"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let name = spot.text();
    if let Some(binding) = binding(&spot, name) {
        let value = binding.child_by_field_name("value");
        let fixed = value
            .is_some_and(|value| matches!(value.kind(), "integer_literal" | "binary_expression"));
        let typed = binding
            .child_by_field_name("type")
            .map_or("usize", |ty| spot.text_of(ty));
        if let Some(value) = value.filter(|_| fixed) {
            let upper = name.to_uppercase();
            let text = format!("const {upper}: {typed} = {};", spot.text_of(value));
            let edit = Edit::default().replace(&spot, binding.byte_range(), text);
            fixes.plausible(
                format!("make `{name}` a constant"),
                renamed(&spot, binding, name, &upper, edit),
            );
        }
    }
    let Some(array) = nodes::enclosing(spot.node(), &["array_expression"]) else {
        return;
    };
    if array.child_by_field_name("length").is_some() {
        let edit = Edit::default().insert(&spot, array.start_byte(), "vec!");
        fixes.plausible("make it a `Vec`", edit);
    }
}

/// The `let` of a plain name before a place, in the same function.
fn binding<'a>(spot: &Spot<'a>, name: &str) -> Option<Node<'a>> {
    let function = nodes::enclosing(spot.node(), &["function_item"])?;
    let found = nodes::descendants(function)
        .filter(|node| node.kind() == "let_declaration" && node.start_byte() < spot.range.start);
    found
        .filter(|node| {
            node.child_by_field_name("pattern")
                .is_some_and(|pattern| spot.text_of(pattern) == name)
        })
        .last()
}

/// Renames every use of a name behind its binding, within its function.
fn renamed(spot: &Spot<'_>, binding: Node<'_>, name: &str, new: &str, edit: Edit) -> Edit {
    let Some(function) = nodes::enclosing(binding, &["function_item"]) else {
        return edit;
    };
    let uses = nodes::descendants(function).filter(|node| {
        node.start_byte() >= binding.end_byte()
            && matches!(node.kind(), "identifier" | "type_identifier")
            && spot.text_of(*node) == name
    });
    uses.fold(edit, |edit, one| edit.replace(spot, one.byte_range(), new))
}

fn static_for_const(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0492"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(item) = nodes::enclosing(spot.node(), CONSTANTS) else {
        return;
    };
    let mut edit = Edit::default();
    if let Some(word) = keyword(item, "const") {
        edit = edit.replace(&spot, word.byte_range(), "static");
    }
    let borrowed = spot.text().trim_start_matches('&').trim();
    let named: Vec<_> = case
        .index
        .named(borrowed)
        .filter(|item| item.path == *spot.path)
        .collect();
    let other = named
        .first()
        .and_then(|item| case.place_of(&item.path, item.range.clone()));
    if let Some(other) = other
        && let Some(word) =
            nodes::enclosing(other.node(), &["const_item"]).and_then(|item| keyword(item, "const"))
    {
        let with = Edit::default().replace(&other, word.byte_range(), "static");
        fixes.plausible(format!("make `{borrowed}` a `static`"), with);
        let both = Edit::default().replace(&other, word.byte_range(), "static");
        fixes.plausible("make both a `static`", edit.and(both));
        return;
    }
    fixes.plausible("make it a `static`", edit);
}
