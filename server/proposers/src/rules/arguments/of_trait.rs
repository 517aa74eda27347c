//! A method of a trait with more parameters than the trait gives it, or with fewer than its body uses.

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::stale;
use crate::rules::{Case, Edit, Rule, Spot, declared, edit::Fixes};

pub(super) const TRAIT_PARAMETER_BACK: Rule = Rule {
    name: "lost-trait-parameter",
    class: Class::KeepsMeaning,
    about: "Gives a method the parameters back that its trait asks for, under the names that its body uses and nothing declares.",
    propose: back,
};

pub(super) const SURPLUS_TRAIT_PARAMETER: Rule = Rule {
    name: "surplus-trait-parameter",
    class: Class::KeepsMeaning,
    about: "Takes parameters away from a method that its trait does not give it and that its body does not use.",
    propose: surplus,
};

fn surplus(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0050"]) {
        return;
    }
    let numbers = case.message().split_whitespace();
    let numbers: Vec<usize> = numbers.filter_map(|word| word.parse().ok()).collect();
    let (Some(spot), [given, wanted]) = (case.primary(), numbers.as_slice()) else {
        return;
    };
    let Some(function) = nodes::enclosing(spot.node(), &["function_item"]) else {
        return;
    };
    let (Some(list), Some(body)) = (
        function.child_by_field_name("parameters"),
        function.child_by_field_name("body"),
    ) else {
        return;
    };
    let used: Vec<&str> = declared::words(spot.text_of(body)).collect();
    let is_idle = |parameter: &Node<'_>| {
        let pattern = parameter.child_by_field_name("pattern");
        pattern.is_some_and(|pattern| {
            declared::words(spot.text_of(pattern)).all(|word| !used.contains(&word))
        })
    };
    let parameters: Vec<Node<'_>> = list
        .named_children(&mut list.walk())
        .filter(|node| matches!(node.kind(), "parameter" | "self_parameter"))
        .collect();
    let surplus = given.saturating_sub(*wanted);
    // Who adds a parameter puts it last.
    let idle: Vec<usize> = (1..parameters.len())
        .rev()
        .filter(|at| is_idle(&parameters[*at]))
        .take(surplus)
        .collect();
    if surplus == 0 || parameters.len() != *given || idle.len() != surplus {
        return;
    }
    let edit = idle.iter().fold(Edit::default(), |edit, at| {
        let range = parameters[*at - 1].end_byte()..parameters[*at].end_byte();
        edit.replace(&spot, range, "")
    });
    fixes.keeps("take away what the trait does not pass", edit);
}

fn back(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0050"]) {
        return;
    }
    let Some(note) = case.note(" from trait: `fn(") else {
        return;
    };
    let Some(spot) = case.primary() else { return };
    let Some(function) = nodes::enclosing(spot.node(), &["function_item"]) else {
        return;
    };
    let (Some(list), Some(holder)) = (
        function.child_by_field_name("parameters"),
        nodes::enclosing(function, &["impl_item"]),
    ) else {
        return;
    };
    let wanted = listed(note.message.split("`fn(").nth(1).unwrap_or_default());
    let given = list.named_child_count();
    let names = stale::unknown_names(case, &spot, function);
    let Some(types) = wanted
        .get(given..)
        .filter(|types| !types.is_empty() && types.len() == names.len())
    else {
        return;
    };
    let parameters: Vec<String> = names
        .iter()
        .zip(types)
        .map(|(name, ty)| format!("{name}: {}", in_impl(&spot, holder, ty)))
        .collect();
    let text = parameters.join(", ");
    let edit = match list.named_child(given.saturating_sub(1) as u32) {
        Some(last) => Edit::default().insert(&spot, last.end_byte(), format!(", {text}")),
        None => Edit::default().insert(&spot, list.start_byte() + 1, text.clone()),
    };
    fixes.keeps(format!("add the parameter `{text}`"), edit);
}

/// The types of a parameter list, up to the bracket that closes it.
fn listed(text: &str) -> Vec<String> {
    let mut depth = 0;
    let mut found = vec![String::new()];
    for one in text.chars() {
        match one {
            '(' | '<' | '[' => depth += 1,
            ')' if depth == 0 => break,
            ')' | '>' | ']' => depth -= 1,
            ',' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = found.last_mut() {
            last.push(one);
        }
    }
    let trimmed = found.iter().map(|one| one.trim().to_owned());
    trimmed.filter(|one| !one.is_empty()).collect()
}

/// A type out of a trait's signature as an impl of it writes it.
fn in_impl(spot: &Spot<'_>, holder: Node<'_>, ty: &str) -> String {
    let own = holder
        .child_by_field_name("type")
        .map_or("Self", |ty| spot.text_of(ty));
    if matches!(ty, "T" | "Rhs" | "Idx" | "U") {
        let arguments = holder
            .child_by_field_name("trait")
            .and_then(|of_trait| of_trait.child_by_field_name("type_arguments"));
        let first = arguments.and_then(|list| list.named_child(0));
        return first.map_or(own, |first| spot.text_of(first)).to_owned();
    }
    let name = declared::bare(ty);
    let text = spot.syntax.text();
    // A type of another module is written as the file reaches it.
    let imported = |name: &str| declared::words(text).filter(|word| *word == name).count() > 0;
    if name == "Formatter" && (text.contains("fmt::Formatter") || !imported("Formatter")) {
        let path = if text.contains("use std::fmt;") || text.contains("fmt::{self") {
            "fmt"
        } else {
            "std::fmt"
        };
        return ty.replace("Formatter", &format!("{path}::Formatter"));
    }
    ty.to_owned()
}
