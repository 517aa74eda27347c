//! From a name to the declarations that it may stand for.

use bowline_loop_core::WorkspacePath;

use super::{
    Calls, Start,
    file::{Form, Name},
};
use crate::{
    Syntax,
    index::{Index, Item, ItemKind},
    nodes,
};

/// The functions and macros that a name may call, from within a file and an impl of a type.
pub(super) fn called<'i>(
    index: &'i Index,
    name: &Name,
    from: &WorkspacePath,
    own: Option<&str>,
) -> Vec<&'i Item> {
    let kind = match name.form {
        Form::Macro => ItemKind::Macro,
        _ => ItemKind::Function,
    };
    let all: Vec<&Item> = index
        .named(&name.text)
        .filter(|item| item.kind == kind)
        .collect();
    if all.is_empty() {
        return all;
    }
    match &name.form {
        Form::Macro => nearest(all, from),
        Form::Plain => nearest(only(all, |item| item.container.is_none()), from),
        Form::Method(receiver) => {
            let methods = only(all, has_receiver);
            match (receiver.as_deref(), own) {
                (Some("self"), Some(own)) => preferred(methods, |item| is_of(item, own)),
                _ => methods,
            }
        }
        Form::Path(owner) => {
            let owner = match (owner.as_str(), own) {
                ("Self", Some(own)) => own,
                (owner, _) => owner,
            };
            if owner.starts_with(char::is_uppercase) {
                // A trait's name or a parameter may stand for any type.
                let members = only(all, |item| item.container.is_some());
                return preferred(members, |item| {
                    is_of(item, owner) || item.of_trait.as_deref() == Some(owner)
                });
            }
            let free = only(all, |item| item.container.is_none());
            preferred(free, |item| in_module(item, owner))
        }
    }
}

/// See [`Calls::starts`].
pub(super) fn starts(calls: &mut Calls<'_>, test: &str) -> Vec<Start> {
    let mut parts: Vec<&str> = test.split("::").collect();
    let name = parts.pop().unwrap_or_default();
    let named: Vec<&Item> = calls
        .index
        .named(name)
        .filter(|item| item.kind == ItemKind::Function)
        .collect();
    let in_modules = preferred(named, |item| {
        let inline = item.modules.len() <= parts.len();
        inline && parts.ends_with(&item.modules.iter().map(String::as_str).collect::<Vec<_>>())
    });
    let mut found: Vec<Start> = in_modules.into_iter().map(Start::of).collect();
    // A file's own name tells among several.
    if let [.., module] = parts.as_slice()
        && found.len() > 1
    {
        let in_file = |start: &Start| start.path.as_str().contains(module);
        if found.iter().any(in_file) {
            found.retain(in_file);
        }
    }
    if found.is_empty() {
        found = made_by_macros(calls, name, &parts);
    }
    found
}

/// Calls of macros that hold a name, or the last of the modules around it.
fn made_by_macros(calls: &mut Calls<'_>, name: &str, modules: &[&str]) -> Vec<Start> {
    let paths: Vec<WorkspacePath> = calls.index.paths().cloned().collect();
    for word in std::iter::once(name).chain(modules.iter().rev().copied()) {
        let mut found = Vec::new();
        for path in &paths {
            let Some(file) = calls.file(path) else {
                continue;
            };
            if !file.text().contains(word) {
                continue;
            }
            let syntax = Syntax::parse(file.text());
            for node in nodes::descendants(syntax.root()) {
                if node.kind() != "identifier" || syntax.text_of(node) != word {
                    continue;
                }
                let outermost = std::iter::successors(node.parent(), |node| node.parent())
                    .filter(|node| node.kind() == "macro_invocation")
                    .last();
                if let Some(call) = outermost {
                    found.push(Start {
                        path: path.clone(),
                        range: call.byte_range(),
                    });
                }
            }
        }
        found.dedup();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

fn has_receiver(item: &Item) -> bool {
    let first = item.parameters.first();
    first.is_some_and(|parameter| parameter.name == "self")
}

fn is_of(item: &Item, owner: &str) -> bool {
    item.container.as_deref() == Some(owner)
}

fn in_module(item: &Item, module: &str) -> bool {
    let file = item.path.as_str();
    item.modules.last().is_some_and(|last| last == module)
        || file.ends_with(&format!("/{module}.rs"))
        || file.ends_with(&format!("/{module}/mod.rs"))
}

fn only(mut items: Vec<&Item>, keep: impl Fn(&Item) -> bool) -> Vec<&Item> {
    items.retain(|item| keep(item));
    items
}

/// Those that a condition holds for; all where it holds for none.
fn preferred(items: Vec<&Item>, wanted: impl Fn(&Item) -> bool) -> Vec<&Item> {
    match items.iter().any(|item| wanted(item)) {
        true => only(items, wanted),
        false => items,
    }
}

/// Those of one file; all where it has none.
fn nearest<'i>(items: Vec<&'i Item>, from: &WorkspacePath) -> Vec<&'i Item> {
    preferred(items, |item| item.path == *from)
}
