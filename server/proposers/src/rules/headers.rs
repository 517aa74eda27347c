//! Heads of items: impls, parameters, `main`, foreign functions, and the limit at the head of a crate.

mod parameters;

use bowline_loop_core::Class;
use bowline_syntax::{Node, index::ItemKind, nodes};

use super::{Case, Edit, Rule, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "impl-header",
        class: Class::Plausible,
        about: "Mends the head of an `impl`: a type where a trait must stand, the word `unsafe` where nothing is unsafe, a bound on \
                a type that is none.",
        propose: impl_header,
    },
    Rule {
        name: "plain-parameters",
        class: Class::KeepsMeaning,
        about: "Makes plain names of the patterns that parameters must not have where there is no body, and takes generic parameters \
                off foreign functions.",
        propose: parameters::plain,
    },
    Rule {
        name: "main-function",
        class: Class::Plausible,
        about: "Takes parameters off `main`, or gives the name to the function that was meant, where a program has none.",
        propose: main_function,
    },
    Rule {
        name: "recursion-limit",
        class: Class::KeepsMeaning,
        about: "Sets the limit that the compiler asks for at the top of the crate.",
        propose: recursion_limit,
    },
];

fn impl_header(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    let edit = Edit::default;
    if case.is(&["E0197", "E0198"]) {
        let Some(head) = nodes::enclosing(spot.node(), &["impl_item"]) else {
            return;
        };
        if let Some(word) = head
            .children(&mut head.walk())
            .find(|child| child.kind() == "unsafe")
        {
            let end = word
                .next_sibling()
                .map_or(word.end_byte(), |next| next.start_byte());
            fixes.keeps(
                "remove `unsafe`",
                edit().replace(&spot, word.start_byte()..end, ""),
            );
        }
        return;
    }
    if !case.is(&["E0404"])
        || !["struct", "enum", "union", "type alias", "builtin type"]
            .iter()
            .any(|kind| case.message().contains(&format!("found {kind}")))
    {
        return;
    }
    let node = spot.node();
    let head = nodes::enclosing(node, &["impl_item"]);
    let of_impl = head.and_then(|head| {
        Some((
            head.child_by_field_name("trait")?,
            head.child_by_field_name("type")?,
        ))
    });
    if let Some((of, ty)) = of_impl
        && of.start_byte() <= spot.range.start
        && spot.range.end <= of.end_byte()
    {
        let is_trait = case
            .index
            .named(spot.text_of(ty))
            .any(|item| item.kind == ItemKind::Trait);
        if is_trait {
            let swapped = edit()
                .replace(&spot, of.byte_range(), spot.text_of(ty))
                .replace(&spot, ty.byte_range(), spot.text_of(of));
            fixes.keeps("the trait comes first", swapped);
        } else {
            let without = edit().replace(&spot, of.start_byte()..ty.start_byte(), "");
            fixes.plausible(
                format!("implement it for `{}` itself", spot.text_of(ty)),
                without,
            );
            let only = edit().replace(&spot, of.end_byte()..ty.end_byte(), "");
            fixes.plausible(format!("implement it for `{}`", spot.text_of(of)), only);
        }
        return;
    }
    let word = std::iter::successors(Some(node), Node::parent)
        .find(|node| matches!(node.kind(), "abstract_type" | "dynamic_type"));
    if let Some(word) = word.filter(|word| word.end_byte() == spot.range.end) {
        let title = format!("take `{}` itself", spot.text());
        fixes.plausible(title, edit().replace(&spot, word.byte_range(), spot.text()));
    }
}

fn main_function(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    if case.is(&["E0131"]) {
        let Some(function) = nodes::enclosing(spot.node(), &["function_item"]) else {
            return;
        };
        if let Some(parameters) = function.child_by_field_name("type_parameters") {
            let edit = Edit::default().replace(&spot, parameters.byte_range(), "");
            fixes.plausible("take the generic parameters away", edit);
        }
        return;
    }
    if case.is(&["E0580"]) {
        let list = nodes::descendants(spot.node()).find(|node| node.kind() == "parameters");
        if let Some(list) = list.filter(|list| list.named_child_count() > 0) {
            let edit = Edit::default().replace(&spot, list.byte_range(), "()");
            fixes.plausible("take the parameters away", edit);
        }
        return;
    }
    if !case.is(&["E0601"]) {
        return;
    }
    let free = case.index.items_of(spot.path).iter().filter(|item| {
        item.kind == ItemKind::Function
            && item.container.is_none()
            && item.modules.is_empty()
            && item.parameters.is_empty()
    });
    for item in free.filter(|item| is_near_main(&item.name)).take(2) {
        let edit = Edit::default().replace(&spot, item.name_range.clone(), "main");
        fixes.plausible(format!("call `{}` `main`", item.name), edit);
    }
    let end = spot.syntax.text().trim_end().len();
    let before = if end == 0 { "" } else { "\n\n" };
    let edit = Edit::default().insert(&spot, end, format!("{before}fn main() {{}}"));
    fixes.scaffold("add an empty `main`", edit);
}

/// Whether a name is `main` in other letters, with one slip, or with something added.
fn is_near_main(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut letters: Vec<char> = lower.chars().collect();
    letters.sort_unstable();
    let is_mixed = letters == ['a', 'i', 'm', 'n'];
    is_mixed
        || matches!(
            lower.as_str(),
            "man"
                | "mai"
                | "maim"
                | "mainn"
                | "maain"
                | "start"
                | "run"
                | "entry"
                | "_main"
                | "main_"
        )
}

fn recursion_limit(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(help) = case.note("#![recursion_limit = ") else {
        return;
    };
    let Some(spot) = case.primary() else { return };
    let Some(limit) = help
        .message
        .split('"')
        .nth(1)
        .filter(|limit| limit.chars().all(|c| c.is_ascii_digit()))
    else {
        return;
    };
    // The attribute works in the crate's root alone.
    let name = spot.path.file_name();
    if name != "main.rs" && name != "lib.rs" && spot.path.as_str().contains('/') {
        return;
    }
    let text = spot.syntax.text();
    let known =
        nodes::descendants(spot.syntax.root()).filter(|node| node.kind() == "inner_attribute_item");
    let set = known
        .into_iter()
        .find(|node| spot.text_of(*node).contains("recursion_limit"));
    let line = format!("#![recursion_limit = \"{limit}\"]");
    let edit = match set {
        Some(old) => Edit::default().replace(&spot, old.byte_range(), line),
        None => {
            let head: usize = text
                .split_inclusive('\n')
                .take_while(|line| line.starts_with("//!") || line.starts_with("#!"))
                .map(str::len)
                .sum();
            Edit::default().insert(&spot, head, format!("{line}\n"))
        }
    };
    fixes.keeps(format!("set the recursion limit to {limit}"), edit);
}
