//! What is given back: `Some` for `None`, one of the function's own values for another.

use bowline_syntax::{Node, nodes::descendants};

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::{Site, field, parts},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("some-none", option),
    node("ok-err", result),
    node("default-value", default),
];

/// Locals that are tried.
const MOST: usize = 4;

fn option<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    match node.kind() {
        "call_expression" => {
            let function = field(node, "function").map(|function| site.of(function));
            if function == Some("Some") {
                finds.replace(0.2, node, "None");
            }
        }
        "identifier" if site.of(node) == "None" && !in_pattern(node) => {
            let returns = site.returns();
            let inner = returns.as_ref().and_then(|ty| ty.arg(0));
            let locals = site.scope.locals(node);
            // What is bound and used nowhere was meant to be.
            let idle = |name: &str| uses(site, name) == 1;
            let fitting = locals.iter().filter(|local| {
                let both = local.ty.as_ref().zip(inner);
                both.is_some_and(|(ty, inner)| ty.fits(inner)) || idle(local.name)
            });
            for local in fitting.take(MOST) {
                let prior = if idle(local.name) { 0.5 } else { 0.3 };
                finds.replace(prior, node, format!("Some({})", local.name));
            }
            if inner.is_some_and(|inner| inner.is_unit()) {
                finds.replace(0.3, node, "Some(())");
            }
            if inner.is_some_and(|inner| inner.is_integer()) {
                finds.replace(0.1, node, "Some(0)");
            }
            if inner.is_some_and(|inner| inner.is("Ordering")) {
                finds.replace(0.1, node, "Some(core::cmp::Ordering::Equal)");
            }
        }
        _ => {}
    }
}

/// How often a name stands in the function, where it is bound included.
fn uses(site: &Site<'_>, name: &str) -> usize {
    let all = descendants(site.function);
    all.filter(|node| node.kind() == "identifier" && site.of(*node) == name)
        .count()
}

fn in_pattern(node: Node<'_>) -> bool {
    node.parent().is_some_and(|parent| {
        parent.kind().ends_with("_pattern")
            || field(parent, "pattern").is_some_and(|pattern| pattern == node)
    })
}

fn result<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    if node.kind() != "call_expression" {
        return;
    }
    let Some(function) = field(node, "function") else {
        return;
    };
    let other = match site.of(function) {
        "Ok" => "Err",
        "Err" => "Ok",
        _ => return,
    };
    let ty = site.returns();
    let same = ty.is_some_and(|ty| match (ty.arg(0), ty.arg(1)) {
        (Some(one), Some(other)) => one.fits(other),
        _ => false,
    });
    if same {
        finds.replace(0.5, function, other);
    }
}

/// `true` and the like for an expression of one's own, where the function gives it back.
fn default<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    if node.kind() != "struct_expression" {
        return;
    }
    let Some(list) = field(node, "body") else {
        return;
    };
    // A field that is given nothing, where a parameter of its name is at hand.
    for one in parts(list) {
        let (Some(name), Some(value)) = (field(one, "field"), field(one, "value")) else {
            continue;
        };
        let name = site.of(name);
        if site.of(value) != name && site.scope.local(node, name).is_some() {
            finds.replace(0.4, value, name);
        }
    }
}
