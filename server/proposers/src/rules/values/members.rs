//! Methods and fields that a type does not have: those of what it holds, those of other languages, those it needs none of.

use bowline_loop_core::Class;
use bowline_syntax::nodes;

use super::{
    Case, Edit, Rule, Spot,
    calls::Call,
    edit::Fixes,
    foreign,
    mismatch::{self, Change, Mismatch},
    operand::Operand,
    patterns::value_of_local,
    types::Ty,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "look-inside",
        class: Class::KeepsMeaning,
        about: "Reaches for what a `RefCell`, `Mutex`, `RwLock`, `Cell` or `Option` holds where its method, field or element is \
                meant: `.borrow()`, `.borrow_mut()`, `.lock().unwrap()`, `.get()`, `?`.",
        propose: look_inside,
    },
    Rule {
        name: "method-of-another-language",
        class: Class::KeepsMeaning,
        about: "Writes the standard library's name for a method that is called so elsewhere: `len` for `size`, `push` for `append`, \
                `contains_key` for `has`, `a == b` for `a.equals(b)`, and `snake_case` for `camelCase`.",
        propose: foreign::propose,
    },
    Rule {
        name: "needless-unwrap",
        class: Class::KeepsMeaning,
        about: "Takes `.unwrap()` or `.expect(…)` away behind a value that is neither an `Option` nor a `Result`.",
        propose: needless_unwrap,
    },
    Rule {
        name: "unwrap-operands",
        class: Class::Plausible,
        about: "Takes the values out of operands that are `Option`s or `Result`s, by `?` where the function can return what is missing.",
        propose: unwrap_operands,
    },
];

/// The type named last in a message, as in «no method named `x` found for reference `&T`».
pub(super) fn type_of(message: &str) -> Option<Ty> {
    let found = message
        .split_once(" found for ")
        .or_else(|| message.split_once(" exists for "))
        .or_else(|| message.split_once(" on type "))?
        .1;
    Some(Ty::parse(found.split('`').nth(1)?))
}

/// Methods that change what they are called on.
const CHANGING: &[&str] = &[
    "push",
    "push_str",
    "push_back",
    "push_front",
    "pop",
    "pop_front",
    "pop_back",
    "insert",
    "remove",
    "clear",
    "sort",
    "sort_by",
    "sort_by_key",
    "extend",
    "append",
    "retain",
    "truncate",
    "drain",
    "entry",
    "iter_mut",
    "get_mut",
    "values_mut",
    "last_mut",
    "first_mut",
    "swap",
    "dedup",
    "reverse",
    "resize",
    "take",
    "replace",
    "set",
    "as_mut",
    "write",
    "read_line",
];

fn look_inside(case: &Case<'_>, fixes: &mut Fixes) {
    if case.is(&["E0599", "E0609", "E0615"]) {
        let Some(ty) = type_of(case.message()) else {
            return;
        };
        let Some(call) = case.primary().as_ref().and_then(Call::of) else {
            return;
        };
        let changing = CHANGING.contains(&call.name.text()) || call.is_assigned();
        for (suffix, title) in openings(ty.behind_pointers(), changing) {
            fixes.keeps(title, call.before(suffix));
        }
        if ty.bare().0.is_any(&["Option", "Result"]) {
            let name = ty.bare().0.name().unwrap_or_default();
            let receiver = Operand::of(call.name.clone());
            if let Some(value) = call
                .local()
                .and_then(|local| value_of_local(&local))
                .filter(|value| receiver.returns(name) && !is_annotated(value))
            {
                fixes.keeps(
                    "return early without a value: `?`",
                    Operand::of(value).suffixed("?"),
                );
            }
            if receiver.returns(name) {
                fixes.keeps("return early without a value: `?`", call.before("?"));
            }
            let suffix = unwrapping(&ty, changing);
            fixes.plausible(format!("unwrap the value: `{suffix}`"), call.before(suffix));
        }
        if let (Ok(at), true) = (
            call.name.text().parse::<usize>(),
            ty.behind_pointers().element().is_some(),
        ) {
            fixes.keeps("take the element: `[…]`", call.replaced(&format!("[{at}]")));
        }
    } else if case.is(&["E0608"]) {
        indexed(case, fixes);
    } else if case.is(&["E0368", "E0614"]) {
        changed_in_place(case, fixes);
    }
}

/// Whether the `let` of this value says its type, which `?` behind the value would contradict.
fn is_annotated(value: &Spot<'_>) -> bool {
    let declaration = nodes::enclosing(value.node(), &["let_declaration"]);
    declaration.is_some_and(|one| one.child_by_field_name("type").is_some())
}

/// The call that unwraps a value where it stands. What is changed must not be a copy: `.unwrap()` of a `Copy` value compiles,
/// and the change is lost.
fn unwrapping(ty: &Ty, changing: bool) -> &'static str {
    match (changing, ty.bare().1) {
        (true, _) => ".as_mut().unwrap()",
        (false, 0) => ".unwrap()",
        (false, _) => ".as_ref().unwrap()",
    }
}

/// The calls that open a cell, better ones first.
fn openings(cell: &Ty, changing: bool) -> Vec<(&'static str, &'static str)> {
    let shared = (".borrow()", "borrow what it holds: `.borrow()`");
    let exclusive = (".borrow_mut()", "borrow what it holds: `.borrow_mut()`");
    let read = (".read().unwrap()", "lock it for reading");
    let write = (".write().unwrap()", "lock it for writing");
    match cell.name() {
        Some("RefCell") if changing => vec![exclusive],
        Some("RefCell") => vec![shared, exclusive],
        Some("RwLock") if changing => vec![write],
        Some("RwLock") => vec![read, write],
        Some("Mutex") => vec![(".lock().unwrap()", "lock it: `.lock().unwrap()`")],
        Some("Cell") => vec![(".get()", "get the value: `.get()`")],
        _ => Vec::new(),
    }
}

/// `x[i]` where `x` is a cell or an option.
fn indexed(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    let ty = Ty::parse(case.message().rsplit('`').nth(1).unwrap_or_default());
    let Some(index) = nodes::enclosing(spot.node(), &["index_expression"]) else {
        return;
    };
    let (Some(base), Some(at)) = (index.named_child(0), index.named_child(1)) else {
        return;
    };
    let base = Operand::of(spot.at(base.byte_range()));
    let assigned = index
        .parent()
        .is_some_and(|parent| parent.child_by_field_name("left") == Some(index));
    for (suffix, title) in openings(ty.behind_pointers(), assigned) {
        fixes.keeps(title, base.suffixed(suffix));
    }
    let key = spot.text_of(at);
    if ty.bare().0.is_any(&["Option", "Result"]) {
        if base.returns(ty.bare().0.name().unwrap_or_default()) {
            fixes.keeps("return early without a value: `?`", base.suffixed("?"));
        }
        let suffix = unwrapping(&ty, assigned);
        fixes.plausible(
            format!("unwrap the value: `{suffix}`"),
            base.suffixed(suffix),
        );
    } else if at.kind() == "string_literal" {
        let field = format!(".{}", key.trim_matches('"'));
        let edit = Edit::default().replace(&spot, base.spot.range.end..index.end_byte(), field);
        fixes.keeps("access the field", edit);
    } else if ty.bare().0.name().is_some_and(|name| {
        name.starts_with("Iter") || matches!(name, "Chars" | "Split" | "Map" | "Bytes" | "Lines")
    }) {
        let edit = Edit::default().replace(
            &spot,
            base.spot.range.end..index.end_byte(),
            format!(".nth({key}).unwrap()"),
        );
        fixes.plausible("take the element of the iterator: `.nth(…)`", edit);
    }
}

/// `x += 1` and `*x` where `x` is a cell.
fn changed_in_place(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    let ty = Ty::parse(case.message().rsplit('`').nth(1).unwrap_or_default());
    let cell = ty.behind_pointers();
    let node = spot.node();
    let assigned = nodes::enclosing(node, &["compound_assignment_expr", "assignment_expression"]);
    if case.is(&["E0614"]) {
        let Some(value) = spot.text().strip_prefix('*') else {
            return;
        };
        let inner = Operand::of(spot.at(spot.range.end - value.len()..spot.range.end));
        let is_target = assigned.and_then(|one| one.child_by_field_name("left")) == Some(node);
        for (suffix, title) in openings(cell, is_target) {
            let edit = if cell.is("Cell") {
                Operand::of(spot.clone()).replaced(&inner.with_suffix(suffix))
            } else {
                inner.suffixed(suffix)
            };
            fixes.keeps(title, edit);
        }
        return;
    }
    if cell.is_any(&["Option", "Result"]) {
        let local = assigned
            .and_then(|one| one.child_by_field_name("left"))
            .map(|left| spot.at(left.byte_range()));
        let value = local
            .and_then(|local| value_of_local(&local))
            .map(Operand::of);
        if let Some(value) = value.filter(|value| value.returns(cell.name().unwrap_or_default())) {
            fixes.keeps("return early without a value: `?`", value.suffixed("?"));
        }
        return;
    }
    let Some(assignment) = assigned else { return };
    let part = |name: &str| {
        assignment
            .child_by_field_name(name)
            .map(|part| spot.text_of(part))
    };
    let (Some(left), Some(operator), Some(right)) = (part("left"), part("operator"), part("right"))
    else {
        return;
    };
    let target = left.trim_start_matches('*');
    if cell.is("Cell") {
        let operator = operator.trim_end_matches('=');
        let text = format!("{target}.set({target}.get() {operator} {right})");
        fixes.keeps(
            "set the value",
            Edit::default().replace(&spot, assignment.byte_range(), text),
        );
        return;
    }
    for (suffix, title) in openings(cell, true) {
        let text = format!("*{target}{suffix} {operator} {right}");
        fixes.keeps(
            title,
            Edit::default().replace(&spot, assignment.byte_range(), text),
        );
    }
}

fn needless_unwrap(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0599"]) {
        return;
    }
    let Some(call) = case.primary().as_ref().and_then(Call::of) else {
        return;
    };
    let Some(ty) = type_of(case.message()) else {
        return;
    };
    let name = call.name.text();
    if matches!(name, "unwrap" | "expect")
        && !ty.bare().0.is_any(&["Option", "Result"])
        && ty.is_settled()
    {
        fixes.keeps(format!("remove `.{name}(…)`"), call.removed());
    }
}

fn unwrap_operands(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0369", "E0277"]) {
        return;
    }
    let mut sides = mismatch::values(case);
    if sides.len() != 2 || sides.iter().any(|side| !side.of_operator) {
        return;
    }
    let wrapped = |m: &Mismatch<'_>| m.found.bare().0.is_any(&["Option", "Result"]);
    sides.retain(wrapped);
    let Some(first) = sides.first() else { return };
    let name = first.found.bare().0.name().unwrap_or_default();
    let edit = |suffix: &str| {
        sides.iter().fold(Edit::default(), |edit, side| {
            edit.and(side.operand.suffixed(suffix))
        })
    };
    if first.operand.returns(name) {
        fixes.keeps("return early without a value: `?`", edit("?"));
    }
    Change::plausible("unwrap the values: `.unwrap()`", edit(".unwrap()")).give(fixes);
}
