//! Values where references are wanted, references where values are, and the wrong sort of reference.

use bowline_loop_core::Class;
use bowline_syntax::nodes;

use super::{
    Case, Edit, Rule,
    edit::Fixes,
    mismatch::{self, Change, Mismatch},
    operand::{self, Operand},
    types::Ty,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "borrow-mutably",
        class: Class::KeepsMeaning,
        about: "Where a mutable reference is wanted and a shared one is given, writes `&mut` for `&`, calls the mutable twin of \
                the method (`iter_mut` for `iter`), or makes the parameter a mutable reference.",
        propose: |case, fixes| mismatch::convert(case, fixes, borrow_mutably),
    },
    Rule {
        name: "remove-borrow",
        class: Class::KeepsMeaning,
        about: "Takes a `&` away where the value itself is wanted.",
        propose: |case, fixes| mismatch::convert(case, fixes, remove_borrow),
    },
    Rule {
        name: "dereference",
        class: Class::KeepsMeaning,
        about: "Puts `*` before a reference where the value behind it is wanted; where the value cannot be copied, `.clone()` \
                behind it.",
        propose: |case, fixes| mismatch::convert(case, fixes, dereference),
    },
    Rule {
        name: "take-by-value",
        class: Class::Plausible,
        about: "Takes a parameter by value that is taken by reference, where the value itself is needed and cannot be copied out.",
        propose: |case, fixes| mismatch::convert(case, fixes, take_by_value),
    },
    Rule {
        name: "receiver-by-reference",
        class: Class::Plausible,
        about: "Makes the receiver of a method a reference: in a trait whose implementations all take one, and where the value is \
                still needed after the call.",
        propose: receiver_by_reference,
    },
    Rule {
        name: "parameter-as-in-trait",
        class: Class::KeepsMeaning,
        about: "Takes a parameter of a trait's method by reference, or by value, as the trait declares it.",
        propose: parameter_as_in_trait,
    },
    Rule {
        name: "convert-the-value",
        class: Class::KeepsMeaning,
        about: "Hands the value, not a reference to it, to a conversion that takes only the value.",
        propose: convert_the_value,
    },
    Rule {
        name: "needless-dereference",
        class: Class::KeepsMeaning,
        about: "Takes a `*` away that stands before a value, which is no reference.",
        propose: needless_dereference,
    },
];

fn take_by_value(m: &Mismatch<'_>) -> Vec<Change> {
    let Some(value) = m.found.referent().filter(|value| m.expected.fits(value)) else {
        return Vec::new();
    };
    let unsized_value = matches!(value, Ty::Slice(_)) || value.is("str") || *value == Ty::Any;
    if unsized_value || value.is_copy() || m.operand.kind != "identifier" {
        return Vec::new();
    }
    let spot = &m.operand.spot;
    let list = nodes::enclosing(spot.node(), &["function_item"])
        .and_then(|function| function.child_by_field_name("parameters"));
    let parameter = list.into_iter().flat_map(nodes::descendants).find(|node| {
        let pattern = node.child_by_field_name("pattern");
        node.kind() == "parameter" && pattern.is_some_and(|one| spot.text_of(one) == spot.text())
    });
    let ty = parameter.and_then(|parameter| parameter.child_by_field_name("type"));
    let Some(ty) = ty.filter(|ty| ty.kind() == "reference_type") else {
        return Vec::new();
    };
    let Some(inner) = ty.child_by_field_name("type") else {
        return Vec::new();
    };
    let edit = Edit::default().replace(spot, ty.start_byte()..inner.start_byte(), "");
    vec![Change::plausible(
        format!("take `{}` by value", spot.text()),
        edit,
    )]
}

fn borrow_mutably(m: &Mismatch<'_>) -> Vec<Change> {
    let differ = |expected: &Ty, found: &Ty| {
        matches!(
            (expected, found),
            (
                Ty::Ref { mutable: true, .. },
                Ty::Ref { mutable: false, .. }
            )
        )
    };
    let inside = match (m.expected.arg(0), m.found.arg(0)) {
        (Some(expected), Some(found)) => {
            m.expected.name() == m.found.name() && differ(expected, found)
        }
        _ => false,
    };
    if !inside && !differ(&m.expected, &m.found) {
        return Vec::new();
    }
    let operand = &m.operand;
    if let Some((inner, false)) = operand.borrowed() {
        let range = operand.spot.range.start..inner.spot.range.start;
        let edit = Edit::default().replace(&operand.spot, range, "&mut ");
        return vec![Change::keeps("borrow mutably: `&mut`", edit)];
    }
    mutable_twin(operand)
        .or_else(|| mutable_parameter(operand))
        .into_iter()
        .collect()
}

/// Methods that have a twin which gives mutable references.
const TWINS: &[&str] = &[
    "iter",
    "get",
    "first",
    "last",
    "as_ref",
    "as_deref",
    "as_slice",
    "values",
    "chunks",
    "split_at",
    "borrow",
    "front",
    "back",
    "split_first",
    "split_last",
];

/// `x.get(…)` as `x.get_mut(…)`.
fn mutable_twin(operand: &Operand<'_>) -> Option<Change> {
    let method = operand
        .spot
        .node()
        .child_by_field_name("function")?
        .child_by_field_name("field")?;
    let name = operand.spot.text_of(method);
    let twin = match name {
        "as_ref" => "as_mut".to_owned(),
        "as_slice" => "as_mut_slice".to_owned(),
        _ => format!("{name}_mut"),
    };
    let edit = Edit::default().replace(&operand.spot, method.byte_range(), twin.clone());
    TWINS
        .contains(&name)
        .then(|| Change::keeps(format!("call `{twin}`"), edit))
}

/// The parameter of this name as `&mut T`, when it is `&T`.
fn mutable_parameter(operand: &Operand<'_>) -> Option<Change> {
    let name = operand.text();
    let function = nodes::enclosing(operand.spot.node(), &["function_item"])?;
    let parameters = function.child_by_field_name("parameters")?;
    let parameter = parameters
        .named_children(&mut parameters.walk())
        .find(|one| {
            one.child_by_field_name("pattern")
                .is_some_and(|pattern| operand.spot.text_of(pattern) == name)
        })?;
    let ty = parameter.child_by_field_name("type")?;
    let is_shared = ty.kind() == "reference_type"
        && !ty
            .children(&mut ty.walk())
            .any(|child| child.kind() == "mutable_specifier");
    let target = ty.child_by_field_name("type")?;
    let edit = Edit::default().insert(&operand.spot, target.start_byte(), "mut ");
    is_shared.then(|| Change::plausible(format!("take `{name}` as a mutable reference"), edit))
}

fn remove_borrow(m: &Mismatch<'_>) -> Vec<Change> {
    let Some(to) = m.found.referent() else {
        return Vec::new();
    };
    let ((expected, wanted_depth), (found, depth)) = (m.expected.bare(), m.found.bare());
    let same = expected.name().is_some() && expected.name() == found.name() && depth > wanted_depth;
    let wanted = m.expected.fits(to) && m.expected != Ty::Any || to.bare().0.fits(&m.expected);
    match m.operand.without_borrow() {
        Some(edit) if wanted || same => vec![Change::keeps("remove the `&`", edit)],
        _ => Vec::new(),
    }
}

fn dereference(m: &Mismatch<'_>) -> Vec<Change> {
    let (expected, wanted) = m.expected.bare();
    let (found, given) = m.found.bare();
    if !expected.fits(found) || *expected == Ty::Any {
        return Vec::new();
    }
    if given > wanted {
        return from_reference(m, found, given - wanted);
    }
    if wanted > given
        && given == 0
        && m.operand.role == "right"
        && m.operand.parent == "binary_expression"
    {
        return dereference_left(&m.operand, wanted).into_iter().collect();
    }
    Vec::new()
}

/// `*x` for a value that is copied; `.clone()` else.
fn from_reference(m: &Mismatch<'_>, to: &Ty, depth: usize) -> Vec<Change> {
    if m.operand.borrowed().is_some() {
        return Vec::new();
    }
    let stars = "*".repeat(depth);
    if to.is_copy() || m.of_operator {
        return vec![Change::keeps(
            format!("dereference: `{stars}`"),
            m.operand.prefixed(&stars),
        )];
    }
    let open = matches!(to, Ty::Slice(_)) || to.is("str");
    if open || matches!(m.expected, Ty::Ref { .. }) {
        return Vec::new();
    }
    let clone = Change::plausible(
        "clone the value: `.clone()`",
        m.operand.suffixed(".clone()"),
    );
    let star = Change::plausible(
        format!("dereference: `{stars}`"),
        m.operand.prefixed(&stars),
    );
    vec![clone, star]
}

/// `**x > 0` for `x > 0`: the side that is a reference, where the error stands at the other one.
fn dereference_left(right: &Operand<'_>, depth: usize) -> Option<Change> {
    let node = right.spot.node();
    let operator = node.parent()?.child_by_field_name("operator")?;
    let (left, _) = operand::sides(&right.spot.at(operator.byte_range()))?;
    let stars = "*".repeat(depth);
    Some(Change::keeps(
        format!("dereference: `{stars}`"),
        left.prefixed(&stars),
    ))
}

/// `&self` in a trait, or in a method that only looks, for a `self` that takes the value away.
fn receiver_by_reference(case: &Case<'_>, fixes: &mut Fixes) {
    if case.is(&["E0053"]) {
        let (Some(own), Some(of_trait)) = (case.primary(), case.noted("type in trait")) else {
            return;
        };
        let receivers = ["self", "&self", "&mut self"];
        if receivers.contains(&own.text()) && receivers.contains(&of_trait.text()) {
            let edit = Edit::default().replace(&of_trait, of_trait.range.clone(), own.text());
            fixes.keeps(format!("take `{}` in the trait", own.text()), edit);
        }
    } else if case.is(&["E0507", "E0382", "E0161"]) {
        let Some(taken) = case.noted("takes ownership of the receiver") else {
            return;
        };
        if taken.text() == "self" {
            fixes.plausible(
                "take `&self`",
                Edit::default().insert(&taken, taken.range.start, "&"),
            );
        }
    }
}

/// A parameter of a trait's method by reference, as the trait has it.
fn parameter_as_in_trait(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(own) = case.primary().filter(|_| case.is(&["E0053"])) else {
        return;
    };
    let text = own.text();
    if own.label == "types differ in mutability"
        && let Some(value) = text
            .strip_prefix('&')
            .filter(|value| !value.starts_with("mut "))
    {
        let edit = Edit::default().replace(&own, own.range.clone(), format!("&mut {value}"));
        fixes.keeps("take it mutably: `&mut`", edit);
    }
    let Some((expected, found)) = own
        .label
        .strip_prefix("expected `")
        .and_then(|rest| rest.split_once("`, found `"))
    else {
        return;
    };
    let (expected, found) = (Ty::parse(expected), Ty::parse(found.trim_end_matches('`')));
    match (&expected, &found) {
        (Ty::Ref { mutable, to }, found) if to.fits(found) && !text.ends_with("self") => {
            let borrow = if *mutable { "&mut " } else { "&" };
            fixes.keeps(
                format!("take a reference: `{borrow}`"),
                Edit::default().insert(&own, own.range.start, borrow),
            );
        }
        (expected, Ty::Ref { to, .. }) if expected.fits(to) => {
            let value = text.trim_start_matches('&').trim_start_matches("mut ");
            fixes.keeps(
                "take the value",
                Edit::default().replace(&own, own.range.clone(), value),
            );
        }
        _ => {}
    }
}

/// `i64::from(*n)` for `i64::from(n)`, where only the value converts.
fn convert_the_value(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0277"]) || !case.message().contains(": From<&") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(call) = nodes::enclosing(spot.node(), &["call_expression"]) else {
        return;
    };
    let argument = call
        .child_by_field_name("arguments")
        .and_then(|list| list.named_child(0));
    let Some(argument) = argument else { return };
    let operand = Operand::of(spot.at(argument.byte_range()));
    match operand.without_borrow() {
        Some(edit) => fixes.keeps("remove the `&`", edit),
        None => fixes.keeps("dereference: `*`", operand.prefixed("*")),
    }
}

fn needless_dereference(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0614"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    if !spot.text().starts_with('*') {
        return;
    }
    let type_name = case.message().split('`').nth(1).unwrap_or_default();
    let cell = Ty::parse(type_name).is_any(&["Cell", "RefCell", "Mutex", "RwLock"]);
    if !cell {
        let star = spot.range.start..spot.range.start + 1;
        fixes.keeps(
            "remove the `*`",
            Edit::default().replace(&spot, star.clone(), ""),
        );
        fixes.plausible("borrow it: `&`", Edit::default().replace(&spot, star, "&"));
    }
}
