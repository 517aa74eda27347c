//! A case that was forgotten: an early return for what is empty, zero or negative, and an `else` between two conditions.

use bowline_syntax::{Node, index::ItemKind};

use super::{
    edits::Finds,
    operator::{Operator, function, node},
    site::{Site, field, parts},
};
use crate::rules::values::types::Ty;

pub(super) const OPERATORS: &[Operator] = &[
    function("early-return", early_return),
    node("else-if", else_if),
];

/// Returns that are tried for each condition.
const MOST_VALUES: usize = 4;

fn early_return(site: &Site<'_>, finds: &mut Finds) {
    let Some(body) = site.body() else { return };
    let Some(open) = body.child(0) else { return };
    let at = open.end_byte();
    let values = returned(site);
    let line = site.file.syntax.indent(site.function.start_byte());
    let mut conditions = Vec::new();
    let Some(last) = body.named_child(body.named_child_count().saturating_sub(1) as u32) else {
        return;
    };
    for local in site.scope.locals(last) {
        // Only what the function is given is known at its start.
        if local.node.start_byte() > at {
            continue;
        }
        if let Some(ty) = &local.ty {
            conditions.extend(questions(site, local.name, ty));
        }
    }
    for condition in conditions {
        for value in values.iter().take(MOST_VALUES) {
            let value = if value.is_empty() {
                String::new()
            } else {
                format!(" {value}")
            };
            let text = format!(
                "\n{line}    if {condition} {{\n{line}        return{value};\n{line}    }}"
            );
            finds.put(0.12, at..at, text);
        }
    }
}

/// What may be special about a value.
fn questions(site: &Site<'_>, name: &str, ty: &Ty) -> Vec<String> {
    let bare = ty.bare().0;
    let star = if matches!(ty, Ty::Ref { .. }) {
        "*"
    } else {
        ""
    };
    if bare.is_text()
        || bare.element().is_some()
        || bare.is_any(&["HashMap", "BTreeMap", "HashSet", "BTreeSet"])
    {
        return vec![format!("{name}.is_empty()")];
    }
    if bare.is_integer() {
        let mut found = vec![format!("{star}{name} == 0")];
        if bare.is_any(&["i8", "i16", "i32", "i64", "i128", "isize"]) {
            found.push(format!("{star}{name} < 0"));
        }
        return found;
    }
    if bare.is_float() {
        return vec![format!("{star}{name} == 0.0")];
    }
    if bare.is("Option") {
        return vec![format!("{name}.is_none()")];
    }
    let has_empty = bare.name().is_some_and(|owner| {
        let own = field(site.function, "name").map(|name| site.of(name));
        site.index
            .methods(owner)
            .any(|item| item.name == "is_empty")
            && own != Some("is_empty")
    });
    match has_empty {
        true => vec![format!("{name}.is_empty()")],
        false => Vec::new(),
    }
}

/// What may be given back in a special case: what its type knows as nothing, and what the function gives back elsewhere.
fn returned(site: &Site<'_>) -> Vec<String> {
    let Some(ty) = site.returns() else {
        return vec![String::new()];
    };
    let mut values: Vec<String> = nothing(&ty);
    let Some(body) = site.body() else {
        return values;
    };
    for node in bowline_syntax::nodes::descendants(body) {
        let value = node
            .named_child(0)
            .filter(|_| node.kind() == "return_expression");
        if let Some(value) = value.filter(|value| is_known_early(site, *value)) {
            let text = site.of(value).to_owned();
            if !values.contains(&text) {
                values.push(text);
            }
        }
    }
    let variants = variants(site, &ty);
    let fresh: Vec<String> = variants.filter(|text| !values.contains(text)).collect();
    values.extend(fresh);
    values
}

/// The values of an enum of one's own that hold nothing.
fn variants(site: &Site<'_>, ty: &Ty) -> impl Iterator<Item = String> {
    let name = ty.name().unwrap_or_default().to_owned();
    let members = site.index.members(&name);
    let plain = members.filter(|item| item.kind == ItemKind::Variant && item.fields.is_empty());
    plain.map(move |item| format!("{name}::{}", item.name))
}

/// Whether a value may stand at the start of a function: it names no local but what calls may be given.
fn is_known_early(site: &Site<'_>, value: Node<'_>) -> bool {
    let text = site.of(value);
    match value.kind() {
        "boolean_literal" | "integer_literal" => true,
        "identifier" => text.starts_with(char::is_uppercase),
        "call_expression" => text.len() < 40,
        _ => false,
    }
}

fn nothing(ty: &Ty) -> Vec<String> {
    let one = |text: &str| vec![text.to_owned()];
    match ty {
        Ty::Tuple(of) if of.is_empty() => one(""),
        _ if ty.is("bool") => vec!["false".into(), "true".into()],
        _ if ty.is_integer() => one("0"),
        _ if ty.is_float() => one("0.0"),
        _ if ty.is("Option") => one("None"),
        _ if ty.is("String") => one("String::new()"),
        _ if ty.is("Vec") => one("Vec::new()"),
        _ if ty.is_str() => one("\"\""),
        _ if ty.is("Result") => match ty.arg(0) {
            Some(inner) => nothing(inner)
                .into_iter()
                .map(|value| format!("Ok({})", if value.is_empty() { "()" } else { &value }))
                .collect(),
            None => one("Ok(())"),
        },
        _ => Vec::new(),
    }
}

/// `if a {…} if b {…}` for `if a {…} else if b {…}`, and the other way.
fn else_if(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() == "else_clause" {
        let inner = parts(node);
        if let [only] = inner.as_slice()
            && only.kind() == "if_expression"
        {
            finds.put(0.1, node.start_byte()..only.start_byte(), "");
        }
        return;
    }
    let condition = |node: Node<'_>| {
        let inner = match node.kind() {
            "expression_statement" => node.named_child(0),
            _ => Some(node),
        };
        inner.is_some_and(|inner| inner.kind() == "if_expression")
    };
    let in_block = node.parent().is_some_and(|parent| parent.kind() == "block");
    if in_block
        && condition(node)
        && let Some(next) = node.next_named_sibling()
        && condition(next)
        && !site.of(node).ends_with(';')
    {
        finds.put(0.25, node.end_byte()..next.start_byte(), " else ");
    }
}
