//! What is declared twice, and names brought into scope twice.

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Rule, Spot, edit::Fixes};

pub(super) const RULES: &[Rule] = &[Rule {
    name: "double-definition",
    class: Class::KeepsMeaning,
    about: "Takes away the later of two definitions that are the same word for word: functions, types, methods, impls, fields. A \
            field that a literal gives twice loses one of its values, for a person to choose which.",
    propose: double,
}];

const CODES: &[&str] = &[
    "E0428", "E0592", "E0201", "E0124", "E0062", "E0119", "E0252", "E0255", "E0025",
];

/// What can be taken away as a whole.
const WHOLE: &[&str] = &[
    "function_item",
    "function_signature_item",
    "struct_item",
    "enum_item",
    "union_item",
    "trait_item",
    "impl_item",
    "const_item",
    "static_item",
    "type_item",
    "associated_type",
    "mod_item",
    "macro_definition",
    "enum_variant",
    "field_declaration",
    "field_initializer",
    "shorthand_field_initializer",
    "field_pattern",
    "use_declaration",
];

fn double(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(CODES) {
        return;
    }
    let Some(first) = case.primary() else { return };
    let other = case
        .spots()
        .find(|spot| spot.path == first.path && spot.range != first.range);
    let Some(other) = other else { return };
    let whole = |spot: &Spot<'_>| {
        nodes::enclosing(case.opened(spot).node(), WHOLE).map(|node| node.byte_range())
    };
    let (Some(one), Some(two)) = (whole(&first), whole(&other)) else {
        return;
    };
    if one == two {
        return;
    }
    let later = if one.start < two.start {
        two.clone()
    } else {
        one.clone()
    };
    let earlier = if later == one { two } else { one };
    let text = first.syntax.text();
    let same = tokens(&text[earlier.clone()]) == tokens(&text[later.clone()]);
    let title = |word: &str| format!("take the {word} of the two definitions away");
    if same {
        fixes.keeps(title("second"), remove(&first, later));
    } else if case.is(&["E0062", "E0025"]) {
        fixes.plausible(title("second"), remove(&first, later));
        fixes.plausible(title("first"), remove(&first, earlier));
    }
}

fn tokens(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes a declaration away, with its attributes and comments, or with the comma of a list.
fn remove(spot: &Spot<'_>, range: std::ops::Range<usize>) -> Edit {
    let node = spot.at(range.clone()).node();
    let listed = node.parent().is_some_and(|parent| {
        parent.kind().ends_with("_list") && parent.kind() != "declaration_list"
    });
    if listed || node.kind().contains("field") {
        let opened = spot.syntax.text();
        let rest = &opened[range.end..];
        let comma = rest.len() - rest.trim_start().trim_start_matches(',').len();
        let has_comma = rest.trim_start().starts_with(',');
        if has_comma {
            let end = range.end + comma;
            let blanks = opened[end..].len() - opened[end..].trim_start_matches(' ').len();
            let own_line = opened[..range.start]
                .trim_end_matches([' ', '\t'])
                .ends_with('\n');
            let end = if own_line { end } else { end + blanks };
            return Edit::default().delete(spot, range.start..end);
        }
        let before = opened[..range.start].trim_end().trim_end_matches(',').len();
        return Edit::default().replace(spot, before..range.end, "");
    }
    let above =
        std::iter::successors(node.prev_sibling(), Node::prev_sibling).take_while(|before| {
            let text = spot.text_of(*before);
            before.kind() == "attribute_item" || text.starts_with("///")
        });
    let start = above.last().unwrap_or(node).start_byte();
    let text = spot.syntax.text();
    let blank = text[..start].trim_end();
    // The blank line that parts two items goes with the second.
    let start = match text[blank.len()..start].matches('\n').count() > 1 {
        true => blank.len(),
        false => start,
    };
    Edit::default().delete(spot, start..range.end)
}
