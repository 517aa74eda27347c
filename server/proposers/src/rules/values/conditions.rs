//! Conditions that are no `bool`: numbers, options, collections, and `!` before them.

use bowline_loop_core::Class;

use super::{
    Case, Rule,
    edit::Fixes,
    mismatch::{self, Change, Mismatch},
    operand::Operand,
    types::Ty,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "make-condition",
        class: Class::KeepsMeaning,
        about: "Asks what a condition of another language asks: `n != 0` for a number, `.is_some()`, `.is_ok()`, `!v.is_empty()`, \
                with the opposite behind a `!`.",
        propose: |case, fixes| mismatch::convert(case, fixes, make_condition),
    },
    Rule {
        name: "negate-value",
        class: Class::KeepsMeaning,
        about: "Asks the opposite of a value that is no `bool`, where `!` stands before it; negates an unsigned number as a signed one.",
        propose: negate_value,
    },
];

fn make_condition(m: &Mismatch<'_>) -> Vec<Change> {
    if !m.expected.is("bool") || m.of_operator {
        return Vec::new();
    }
    // `!n` of a number is the number with its bits turned, so the error stands at all of it.
    if let (Some(value), true) = (
        m.operand.text().strip_prefix('!'),
        m.found.bare().0.is_integer(),
    ) {
        let start = m.operand.spot.range.end - value.len();
        let inner = Operand::of(m.operand.spot.at(start..m.operand.spot.range.end));
        let edit = m.operand.replaced(&format!("{} == 0", inner.text()));
        return vec![Change::keeps("compare with zero: `== 0`", edit)];
    }
    if let (Ty::Ref { to, .. }, None) = (&m.found, m.operand.borrowed())
        && to.is("bool")
    {
        return vec![Change::keeps("dereference: `*`", m.operand.prefixed("*"))];
    }
    let Some((text, title)) = question(&m.operand, &m.found, true) else {
        return Vec::new();
    };
    let edit = m.operand.replaced(&text);
    // A number as a condition has one meaning wherever it has any; whether something or nothing was to be there, nobody said.
    match m.found.bare().0.is_number() {
        true => vec![Change::keeps(title, edit)],
        false => vec![Change::guess(title, edit)],
    }
}

/// The text that asks whether a value is something, or nothing.
fn question(operand: &Operand<'_>, ty: &Ty, something: bool) -> Option<(String, String)> {
    let (bare, depth) = ty.bare();
    let ask = |yes: &str, no: &str| {
        let method = if something { yes } else { no };
        Some((operand.with_suffix(method), format!("ask: `{method}`")))
    };
    let empty = bare.is_any(&[
        "Vec", "String", "str", "HashMap", "HashSet", "BTreeMap", "BTreeSet", "VecDeque",
    ]) || bare.element().is_some();
    if bare.is_number() {
        let zero = if bare.is_float() { "0.0" } else { "0" };
        let operator = if something { "!=" } else { "==" };
        let stars = "*".repeat(depth);
        let atom = !matches!(
            operand.kind.as_str(),
            "range_expression" | "closure_expression" | "assignment_expression"
        );
        return atom.then(|| {
            (
                format!("{stars}{} {operator} {zero}", operand.text()),
                format!("compare with zero: `{operator} {zero}`"),
            )
        });
    }
    match bare.name() {
        Some("Option") => ask(".is_some()", ".is_none()"),
        Some("Result") => ask(".is_ok()", ".is_err()"),
        _ if empty => {
            let asked = operand.with_suffix(".is_empty()");
            let text = if something {
                format!("!{asked}")
            } else {
                asked
            };
            Some((text, "ask whether it is empty".to_owned()))
        }
        _ => None,
    }
}

fn negate_value(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0600"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let ty = Ty::parse(case.message().rsplit('`').nth(1).unwrap_or_default());
    let Some(value) = spot.text().strip_prefix(['!', '-']) else {
        return;
    };
    let inner = Operand::of(spot.at(spot.range.end - value.len()..spot.range.end));
    let whole = Operand::of(spot.clone());
    if spot.text().starts_with('!') {
        if let Some((text, title)) = question(&inner, &ty, false) {
            fixes.keeps(title, whole.replaced(&text));
        }
    } else if let Some(signed) = signed(ty.bare().0) {
        let wanted = whole
            .return_type()
            .filter(|ty| ty.is_number() && signed_name(ty))
            .map(|ty| ty.to_string());
        let to = wanted.unwrap_or_else(|| signed.to_owned());
        fixes.plausible(format!("negate it as `{to}`"), inner.cast("", &to));
    }
}

fn signed_name(ty: &Ty) -> bool {
    ty.name()
        .is_some_and(|name| name.starts_with('i') || name.starts_with('f'))
}

fn signed(ty: &Ty) -> Option<&'static str> {
    Some(match ty.name()? {
        "u8" => "i16",
        "u16" | "u32" => "i32",
        "u64" | "usize" => "i64",
        "u128" => "i128",
        _ => return None,
    })
}
