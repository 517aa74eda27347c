//! A method that takes `self` by value and gives out what it borrows from it.

use bowline_loop_core::Class;
use bowline_syntax::nodes;

use super::{Case, Edit, Rule, edit::Fixes};

pub(super) const RULES: &[Rule] = &[Rule {
    name: "lend-receiver",
    class: Class::KeepsMeaning,
    about: "Takes `&self`, or `&mut self`, in place of `self` where the method returns a reference and has nothing else to borrow \
            it from.",
    propose: lend,
}];

fn lend(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0106"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(function) =
        nodes::enclosing(spot.node(), &["function_item", "function_signature_item"])
    else {
        return;
    };
    let (Some(list), Some(returned)) = (
        function.child_by_field_name("parameters"),
        function.child_by_field_name("return_type"),
    ) else {
        return;
    };
    let receiver = list
        .named_children(&mut list.walk())
        .find(|node| node.kind() == "self_parameter");
    let Some(receiver) = receiver.filter(|node| spot.text_of(*node).ends_with("self")) else {
        return;
    };
    let is_returned = returned.byte_range().contains(&spot.range.start);
    if !is_returned || spot.text_of(receiver).contains('&') {
        return;
    }
    let with = |text: &str| Edit::default().replace(&spot, receiver.byte_range(), text);
    let (shared, changing) = (with("&self"), with("&mut self"));
    let text = spot.text_of(returned);
    if text.contains("mut ") || text.contains("Mut<") {
        fixes.keeps("take `&mut self`", changing);
    } else {
        fixes.keeps("take `&self`", shared);
        fixes.plausible("take `&mut self`", changing);
    }
}
