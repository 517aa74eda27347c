//! Items that an impl of a trait lacks, or has and the trait does not know.

mod foreign;

use bowline_loop_core::{Class, WorkspacePath};
use bowline_syntax::{Node, Syntax, index::ItemKind, nodes};

use super::{Case, Edit, Rule, Spot, edit::Fixes, fill, scope::Scope, values::types::Ty};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "missing-trait-item",
        class: Class::Plausible,
        about: "Writes an item that an impl of a trait lacks, where it is plain: a method that hands out the field of its name or \
                calls the type's own method, what another impl of the trait says, an associated type that the impl's methods \
                show (`Item` by `fn next(&mut self) -> Option<u8>`).",
        propose: missing,
    },
    foreign::FOREIGN_ITEM,
];

/// Items that are filled in at most.
const MOST: usize = 6;

fn missing(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0046"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(holder) = nodes::enclosing(spot.node(), &["impl_item"]) else {
        return;
    };
    let scope = Scope::of(case, &spot);
    let stubs: Vec<(Spot<'_>, &str)> = case
        .diagnostic
        .children
        .iter()
        .filter(|child| child.message.contains("implement the missing item"))
        .filter_map(|child| child.spans.first())
        .filter_map(|span| Some((case.spot(span)?, span.replacement.as_deref()?)))
        .collect();
    if stubs.is_empty() || stubs.len() > MOST {
        return;
    }
    let ways: Vec<Vec<String>> = stubs
        .iter()
        .map(|(_, stub)| written(case, &scope, holder, stub))
        .collect();
    if ways.iter().all(Vec::is_empty) {
        return;
    }
    let count = ways.iter().map(Vec::len).max().unwrap_or(0).min(3);
    for way in 0..count {
        let items: Vec<&str> = stubs
            .iter()
            .zip(&ways)
            .map(|((_, stub), found)| {
                found
                    .get(way)
                    .or(found.first())
                    .map_or(*stub, String::as_str)
            })
            .collect();
        let shown: Vec<&str> = items
            .iter()
            .map(|item| item.lines().next().unwrap_or_default().trim())
            .collect();
        let Some(edit) = put(&spot, holder, &items) else {
            return;
        };
        let title = format!("add `{}`", shown.join("`, `"));
        // What the methods show of a type the compiler compares with them; a body says what only a person can know.
        match items.iter().all(|item| item.starts_with("type ")) {
            true => fixes.plausible(title, edit),
            false => fixes.scaffold(title, edit),
        }
    }
}

/// Puts functions behind the last item of an impl, and types and constants in front of its functions.
fn put(spot: &Spot<'_>, holder: Node<'_>, items: &[&str]) -> Option<Edit> {
    let body = holder.child_by_field_name("body")?;
    let children: Vec<Node<'_>> = body.named_children(&mut body.walk()).collect();
    let outer = spot.syntax.indent(holder.start_byte());
    let indent = match children.last() {
        Some(last) => spot.syntax.indent(last.start_byte()).to_owned(),
        None => format!("{outer}    "),
    };
    let (functions, others): (Vec<&str>, Vec<&str>) =
        items.iter().partition(|item| item.contains("fn "));
    let mut head = String::new();
    for item in others {
        head += &format!("\n{indent}{}", item.trim());
    }
    let mut tail = String::new();
    for (number, item) in functions.iter().enumerate() {
        if number > 0 || !head.is_empty() || is_function(children.last()) {
            tail.push('\n');
        }
        tail += &format!("\n{indent}{}", spread(item.trim(), &indent));
    }
    let Some(last) = children.last() else {
        let text = format!("{{{head}{tail}\n{outer}}}");
        return Some(Edit::default().replace(spot, body.byte_range(), text));
    };
    let mut edit = Edit::default();
    if !head.is_empty() {
        let declared = |node: &&Node<'_>| matches!(node.kind(), "type_item" | "const_item");
        let behind = children.iter().rfind(declared).map(Node::end_byte);
        let at = behind.unwrap_or(body.start_byte() + 1);
        let follows = spot.syntax.text()[at..].lines().nth(1);
        if behind.is_none() && follows.is_some_and(|line| !line.trim().is_empty()) {
            head.push('\n');
        }
        edit = edit.insert(spot, at, head);
    }
    Some(match tail.is_empty() {
        true => edit,
        false => edit.insert(spot, last.end_byte(), tail),
    })
}

fn is_function(item: Option<&Node<'_>>) -> bool {
    item.is_some_and(|item| item.kind() == "function_item")
}

/// A function of one line on three.
fn spread(item: &str, indent: &str) -> String {
    match item.split_once(" { ") {
        Some((head, body)) if item.starts_with("fn ") && !item.contains('\n') => {
            let body = body.strip_suffix(" }").unwrap_or(body);
            format!("{head} {{\n{indent}    {body}\n{indent}}}")
        }
        _ => item.to_owned(),
    }
}

/// What may stand in place of rustc's stub, best first.
fn written<'a>(case: &Case<'a>, scope: &Scope<'a>, holder: Node<'a>, stub: &str) -> Vec<String> {
    let mut words = stub.split_whitespace();
    let name = |text: &str| -> String {
        let end = text
            .find(|one: char| !one.is_alphanumeric() && one != '_')
            .unwrap_or(text.len());
        text[..end].to_owned()
    };
    match words.next() {
        Some("type") => {
            let name = words.next().map(name).unwrap_or_default();
            let ty = associated(scope, holder, &name)
                .or_else(|| elsewhere(case, scope, holder, &name, "type"));
            ty.map(|ty| stub.replacen("/* Type */", &ty, 1))
                .into_iter()
                .collect()
        }
        Some("const") => {
            let name = words.next().map(name).unwrap_or_default();
            let value = elsewhere(case, scope, holder, &name, "value");
            let head = stub.split(" = ").next().unwrap_or(stub);
            value
                .map(|value| format!("{head} = {value};\n"))
                .into_iter()
                .collect()
        }
        _ => {
            let after = stub.split("fn ").nth(1).unwrap_or_default();
            method(case, scope, holder, stub, &name(after))
        }
    }
}

/// An associated type by the methods that the impl has.
fn associated<'a>(scope: &Scope<'a>, holder: Node<'a>, name: &str) -> Option<String> {
    let body = holder.child_by_field_name("body")?;
    let returned = |methods: &[&str]| {
        body.named_children(&mut body.walk())
            .filter(|node| node.kind() == "function_item")
            .find(|node| {
                node.child_by_field_name("name").is_some_and(|name| {
                    methods.is_empty() || methods.contains(&scope.spot.text_of(name))
                })
            })
            .and_then(|node| node.child_by_field_name("return_type"))
            .map(|ty| scope.spot.text_of(ty).to_owned())
    };
    let inner = |methods: &[&str], at: usize| {
        let written = returned(methods)?;
        Ty::parse(&written).arg(at).map(Ty::to_string)
    };
    let found = match name {
        "Item" => inner(&["next"], 0),
        "Err" => inner(&["from_str"], 1),
        "Error" => inner(&["try_from", "try_into", "poll"], 1),
        "Target" => returned(&["deref"]).map(|ty| ty.trim_start_matches('&').to_owned()),
        "Output" => returned(&[]).map(|ty| {
            ty.trim_start_matches('&')
                .trim_start_matches("mut ")
                .to_owned()
        }),
        "IntoIter" => returned(&["into_iter"]),
        _ => None,
    }?;
    // A type by its own name says nothing.
    let own = format!("Self::{name}");
    match (name, found == own) {
        (_, false) => Some(found),
        ("Output", true) => Some("Self".to_owned()),
        _ => None,
    }
}

/// What another impl of the same trait says, as far as the index has one: the text of a field of its item.
fn elsewhere<'a>(
    case: &Case<'a>,
    scope: &Scope<'a>,
    holder: Node<'a>,
    name: &str,
    field: &str,
) -> Option<String> {
    let of_trait = holder.child_by_field_name("trait")?;
    let of_trait = super::declared::bare(scope.spot.text_of(of_trait)).to_owned();
    let own = holder.byte_range();
    let mut others = case.index.named(name).filter(|item| {
        item.of_trait.as_deref() == Some(of_trait.as_str())
            && !(item.path == *scope.spot.path && own.contains(&item.range.start))
    });
    let other = others.next()?;
    let spot = case.place_of(&other.path, other.range.clone())?;
    let value = spot.node().child_by_field_name(field)?;
    Some(spot.text_of(value).to_owned())
}

fn method<'a>(
    case: &Case<'a>,
    scope: &Scope<'a>,
    holder: Node<'a>,
    stub: &str,
    name: &str,
) -> Vec<String> {
    let mut bodies = Vec::new();
    let own = holder
        .child_by_field_name("type")
        .map(|ty| scope.written(ty));
    let head = stub.split(" { todo!()").next().unwrap_or(stub);
    let result = head.rsplit_once(" -> ").map(|(_, ty)| Ty::parse(ty));
    let borrowed = head.contains("&self") || head.contains("&mut self");
    let alone = head.contains("(&self)") || head.contains("(&mut self)") || head.contains("(self)");
    if let (Some(own), Some(result)) = (&own, &result) {
        let field = scope
            .field(own, name)
            .or_else(|| scope.field(own, name.trim_start_matches("get_")));
        let field_name = if scope.field(own, name).is_some() {
            name
        } else {
            name.trim_start_matches("get_")
        };
        if let (Some(field), true) = (field, alone) {
            let text = format!("self.{field_name}");
            let ways = fill::adapted(&text, &field, result, true);
            let keeps = |way: &&(u8, String)| !borrowed || field.is_copy() || way.1 != text;
            bodies.extend(ways.iter().find(keeps).map(|(_, text)| text.clone()));
        }
        let delegated = own.name().and_then(|own| scope.member(own, name));
        let fits = delegated
            .is_some_and(|item| item.kind == ItemKind::Function && item.of_trait.is_none());
        if fits && alone {
            bodies.push(format!("self.{name}()"));
        }
        if name == "clone" && (own.is_copy() || is_copied(scope, own)) {
            bodies.push("*self".to_owned());
        }
        if name == "default" {
            bodies.extend(
                own.name()
                    .and_then(|own| Some((own, scope.member(own, "new")?)))
                    .filter(|(_, new)| new.parameters.is_empty())
                    .map(|_| "Self::new()".to_owned()),
            );
        }
    }
    let mut found: Vec<String> = bodies
        .into_iter()
        .map(|body| stub.replacen("todo!()", &body, 1))
        .collect();
    // The whole function of another impl, for its parameters have names.
    if let Some(body) = elsewhere(case, scope, holder, name, "body") {
        let parameters = elsewhere(case, scope, holder, name, "parameters").unwrap_or_default();
        let renamed = with_parameters(head, &parameters);
        found.push(format!("{renamed} {body}\n"));
    }
    found
}

fn is_copied(scope: &Scope<'_>, own: &Ty) -> bool {
    let item = own.name().and_then(|name| scope.type_item(name));
    item.is_some_and(|item| {
        item.derives.iter().any(|one| one == "Copy")
            || scope
                .index
                .implementors("Copy")
                .any(|one| one.name == item.name)
    })
}

/// A stub's head with the parameter list of another function of the same name.
fn with_parameters(head: &str, parameters: &str) -> String {
    let syntax = Syntax::of(format!("{head} {{}}"));
    let list = nodes::descendants(syntax.root()).find(|node| node.kind() == "parameters");
    match list {
        Some(list) if !parameters.is_empty() => {
            let mut text = head.to_owned();
            text.replace_range(list.byte_range(), parameters);
            text
        }
        _ => head.to_owned(),
    }
}

/// The file and node of the trait of an impl, where the workspace declares it.
fn trait_items<'a>(
    case: &Case<'a>,
    name: &str,
) -> Vec<(&'a WorkspacePath, &'a bowline_syntax::index::Item)> {
    let members = case.index.members(name);
    members
        .filter(|item| item.of_trait.is_none())
        .map(|item| (&item.path, item))
        .collect()
}
