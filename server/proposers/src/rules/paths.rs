//! Names and paths that lead nowhere: wrong modules, missing imports and `mod` lines, functions without their type, names from
//! other languages.

mod modules;
mod std_names;
mod supers;

use bowline_loop_core::Class;
use bowline_syntax::{
    Node,
    index::{Item, ItemKind},
    nodes,
};

use super::{Case, Edit, Rule, Spot, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "wrong-module",
        class: Class::Plausible,
        about: "Corrects the module in a path: of the standard library by the module's or the item's name (`std::collection`, \
                `std::format::Write`), of this workspace by the place where the item is declared.",
        propose: modules::wrong_module,
    },
    Rule {
        name: "missing-mod",
        class: Class::Plausible,
        about: "Declares a module whose file is there and which no `mod` names.",
        propose: modules::missing_mod,
    },
    Rule {
        name: "import-as-elsewhere",
        class: Class::Plausible,
        about: "Imports a name as other files of the workspace import it, or as a dependency makes it public, where rustc knows no \
                import for it.",
        propose: as_elsewhere,
    },
    Rule {
        name: "function-of-type",
        class: Class::Plausible,
        about: "Puts the type in front of an associated function that is called without it: `Folder::add(…)` for `add(…)`.",
        propose: of_type,
    },
    Rule {
        name: "too-many-supers",
        class: Class::Plausible,
        about: "Begins a path at the crate, or one module further in, where its `super`s lead out of the crate.",
        propose: supers::too_many,
    },
    Rule {
        name: "other-language-type",
        class: Class::Plausible,
        about: "Writes the name that a type of other languages has in Rust: `Vec` for `List`, `f64` for `double`.",
        propose: std_names::foreign,
    },
];

/// Types whose function a name may be that are tried.
const MOST_OWNERS: usize = 5;

/// The name at the primary span, when the error is that it is not there.
fn unknown<'a>(case: &Case<'a>) -> Option<(Spot<'a>, &'a str)> {
    if !case.is(&[
        "E0425", "E0412", "E0433", "E0404", "E0405", "E0422", "E0531",
    ]) {
        return None;
    }
    let spot = case.primary()?;
    let text = spot.text();
    let plain = !text.is_empty() && text.chars().all(|one| one.is_alphanumeric() || one == '_');
    plain.then_some((spot, text))
}

fn as_elsewhere(case: &Case<'_>, fixes: &mut Fixes) {
    let Some((spot, name)) = unknown(case) else {
        return;
    };
    if case.note("consider importing").is_some() {
        return;
    }
    let mut found: Vec<(usize, String)> = Vec::new();
    for import in case
        .index
        .imports(name)
        .filter(|one| one.path != *spot.path)
    {
        let relative = import.target.starts_with("super::") || import.target.starts_with("self::");
        if relative {
            continue;
        }
        let last = import.target.rsplit("::").next().unwrap_or_default();
        let line = match last == name {
            true => format!("use {};", import.target),
            false => format!("use {} as {name};", import.target),
        };
        match found.iter_mut().find(|(_, one)| *one == line) {
            Some((count, _)) => *count += 1,
            None => found.push((1, line)),
        }
    }
    let outside = case.index.outside(name).iter();
    found.extend(outside.map(|path| (0, format!("use {path};"))));
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    for (_, line) in found.into_iter().take(2) {
        fixes.plausible(format!("import it: `{line}`"), import(&spot, &line));
    }
}

/// Puts a `use` line behind the first of the module's, or at its top.
fn import(spot: &Spot<'_>, line: &str) -> Edit {
    let module = nodes::enclosing(spot.node(), &["declaration_list", "source_file"]);
    let module = module.filter(|node| {
        node.kind() == "source_file" || node.parent().is_some_and(|of| of.kind() == "mod_item")
    });
    let module = module.unwrap_or_else(|| spot.syntax.root());
    let children: Vec<Node<'_>> = module.named_children(&mut module.walk()).collect();
    if let Some(first) = children
        .iter()
        .find(|node| node.kind() == "use_declaration")
    {
        let indent = spot.syntax.indent(first.start_byte());
        return Edit::default().insert(spot, first.start_byte(), format!("{line}\n{indent}"));
    }
    let head = |node: &&Node<'_>| {
        node.kind() == "inner_attribute_item" || spot.text_of(**node).starts_with("//!")
    };
    match children.iter().find(|node| !head(node)) {
        Some(next) => {
            let indent = spot.syntax.indent(next.start_byte());
            Edit::default().insert(spot, next.start_byte(), format!("{line}\n{indent}"))
        }
        None => Edit::default(),
    }
}

fn of_type(case: &Case<'_>, fixes: &mut Fixes) {
    let Some((spot, name)) = unknown(case) else {
        return;
    };
    if !case.message().starts_with("cannot find function")
        || case.message().contains(" in ") && !case.message().contains("in this scope")
    {
        return;
    }
    let opened = case.opened(&spot);
    let Some(call) = opened
        .node()
        .parent()
        .filter(|node| node.kind() == "call_expression")
    else {
        return;
    };
    let given = call
        .child_by_field_name("arguments")
        .map_or(0, |list| list.named_child_count());
    let fits = |item: &&Item| {
        item.kind == ItemKind::Function
            && item.container.is_some()
            && item.parameters.len() == given
    };
    let mut owners: Vec<&str> = case
        .index
        .named(name)
        .filter(fits)
        .filter_map(|item| item.container.as_deref())
        .collect();
    owners.sort_unstable();
    owners.dedup();
    if owners.is_empty() {
        owners = types_at_hand(case, &spot);
    }
    for owner in owners.into_iter().take(MOST_OWNERS) {
        let edit = Edit::default().insert(&spot, spot.range.start, format!("{owner}::"));
        fixes.plausible(format!("call `{owner}::{name}`"), edit);
    }
}

/// Types that a file imports or names most often; one of them may have the function.
fn types_at_hand<'a>(case: &Case<'a>, spot: &Spot<'a>) -> Vec<&'a str> {
    let imports = case.index.imports_of(spot.path).iter();
    let names = imports.map(|import| import.name.as_str());
    names
        .filter(|name| {
            name.starts_with(char::is_uppercase) && !name.chars().all(char::is_uppercase)
        })
        .collect()
}
