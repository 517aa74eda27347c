//! A bare name in a pattern, which takes the whole `Option` or `Result`, where the code behind it means what is inside.

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Rule, Spot, edit::Fixes};
use crate::rules::scope::Scope;

pub(super) const RULES: &[Rule] = &[Rule {
    name: "pattern-of-variant",
    class: Class::KeepsMeaning,
    about: "Writes `Some(x)` or `Ok(x)` for a bare `x` in an `if let`, a `while let` or the last arm of a `match`, where the code behind \
            it uses what is inside.",
    propose,
}];

fn propose(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&[
        "E0308", "E0369", "E0599", "E0277", "E0614", "E0609", "E0600", "E0604", "E0606",
    ]) {
        return;
    }
    for spot in case.spots().map(|spot| case.opened(&spot)) {
        let Some((name, wrappers)) = wrapped(case, &spot) else {
            continue;
        };
        let scope = Scope::of(case, &spot);
        let Some(local) = scope.local(spot.node(), name) else {
            continue;
        };
        for wrapper in wrappers {
            if is_whole(&spot, local.node, wrapper) {
                let edit = Edit::default().replace(
                    &spot,
                    local.node.byte_range(),
                    format!("{wrapper}({name})"),
                );
                fixes.keeps(format!("match `{wrapper}({name})`"), edit);
            }
        }
    }
}

/// A name at a place whose value is an `Option` or a `Result`, by what rustc says of it, and the variants that hold something.
fn wrapped<'a>(case: &Case<'a>, spot: &Spot<'a>) -> Option<(&'a str, &'static [&'static str])> {
    let name = spot.text();
    let is_name = spot.node().kind() == "identifier";
    let said = |ty: &str| {
        let starts =
            |text: &str| text.contains(&format!("`{ty}<")) || text.starts_with(&format!("{ty}<"));
        starts(spot.label) || starts(case.message())
    };
    // Where the method or the operator is underlined, the name stands in front of it.
    let name = match is_name {
        true => name,
        false => return None,
    };
    if said("Option") {
        Some((name, &["Some"]))
    } else if said("Result") {
        Some((name, &["Ok", "Err"]))
    } else {
        None
    }
}

/// Whether a binding is the whole pattern of an `if let`, a `while let`, or of an arm beside which no other matches this variant.
fn is_whole(spot: &Spot<'_>, binding: Node<'_>, wrapper: &str) -> bool {
    let Some(parent) = binding.parent() else {
        return false;
    };
    match parent.kind() {
        "let_condition" => {
            parent.child_by_field_name("pattern") == Some(binding) && wrapper != "Err"
        }
        "match_pattern" => {
            let Some(block) = nodes::enclosing(parent, &["match_block"]) else {
                return false;
            };
            let arms = block.named_children(&mut block.walk()).collect::<Vec<_>>();
            let patterns = arms
                .iter()
                .filter_map(|arm| arm.child_by_field_name("pattern"));
            let others: Vec<&str> = patterns
                .filter(|pattern| *pattern != parent)
                .map(|pattern| spot.text_of(pattern))
                .collect();
            let names = |variant: &str| others.iter().any(|text| text.starts_with(variant));
            let counterpart = match wrapper {
                "Some" => "None",
                "Ok" => "Err",
                _ => "Ok",
            };
            names(counterpart) && !names(wrapper)
        }
        _ => false,
    }
}
