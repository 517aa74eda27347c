//! Parameters in another order than every call passes them.

use bowline_loop_core::{Class, observation::DiagnosticChild};
use bowline_syntax::{Node, Syntax, nodes};

use super::stale::{definition, node_of};
use crate::rules::{Case, Edit, Rule, edit::Fixes};

pub(super) const PARAMETERS_AS_CALLED: Rule = Rule {
    name: "parameter-order",
    class: Class::Plausible,
    about: "Puts a function's parameters in the order in which its calls pass them, where rustc would rewrite the calls.",
    propose: parameters_as_called,
};

fn parameters_as_called(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0308"]) {
        return;
    }
    let Some((item, spot)) = definition(case) else {
        return;
    };
    let Some(order) = order(case).filter(|_| item.of_trait.is_none()) else {
        return;
    };
    let alike = case.all.iter().filter(|one| {
        let other = case.other(one);
        let same = definition(&other).is_some_and(|(known, _)| std::ptr::eq(known, item));
        same && self::order(&other).as_ref() == Some(&order)
    });
    let calls = alike.count();
    let Some(list) = node_of(&spot).and_then(|node| node.child_by_field_name("parameters")) else {
        return;
    };
    let parameters: Vec<Node<'_>> = list
        .named_children(&mut list.walk())
        .filter(|node| node.kind() == "parameter")
        .collect();
    if parameters.len() != order.len() {
        return;
    }
    let mut edit = Edit::default();
    for (parameter, passed) in parameters.iter().zip(&order) {
        let place = parameters[*passed].byte_range();
        if place != parameter.byte_range() {
            edit = edit.replace(&spot, place, spot.text_of(*parameter));
        }
    }
    let title = format!("reorder the parameters of `{}`", item.name);
    // One call alone is likelier to be wrong than the function.
    match calls {
        0 | 1 => fixes.plausible(title, edit),
        _ => fixes.keeps(title, edit),
    }
}

/// For each parameter the place of the argument that fits it, as rustc would reorder those of the call: from 0, all different.
fn order(case: &Case<'_>) -> Option<Vec<usize>> {
    let help = |words: &str| case.note(words).filter(|note| note.level == "help");
    let help: &DiagnosticChild =
        help("swap these arguments").or_else(|| help("reorder these arguments"))?;
    let [span] = help.spans.as_slice() else {
        return None;
    };
    let call = case.opened(&case.spot(span)?);
    let rewritten = format!("f{}", span.replacement.as_deref()?);
    let syntax = Syntax::parse(&rewritten);
    let list = nodes::descendants(syntax.root()).find(|node| node.kind() == "arguments")?;
    let wanted = arguments(list, &rewritten);
    let node = Some(call.node()).filter(|node| node.kind() == "arguments")?;
    let given = arguments(node, call.syntax.text());
    let order: Option<Vec<usize>> = wanted
        .iter()
        .map(|text| given.iter().position(|one| one == text))
        .collect();
    let order = order?;
    let mut seen = order.clone();
    seen.sort_unstable();
    seen.dedup();
    (seen.len() == order.len() && given.len() == order.len()).then_some(order)
}

fn arguments<'t>(list: Node<'_>, text: &'t str) -> Vec<&'t str> {
    list.named_children(&mut list.walk())
        .filter(|node| !node.is_extra())
        .map(|node| &text[node.byte_range()])
        .collect()
}
