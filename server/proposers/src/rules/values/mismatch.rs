//! What a diagnostic says about two types that should be one: which expression has which, and what is wanted in its place. The
//! families that convert values start from here; no rule lives here.

use bowline_loop_core::Class;

use super::{
    Case, Edit, Spot,
    edit::Fixes,
    operand::{self, Operand},
    types::Ty,
};

/// An expression, or a pattern, of one type where another is wanted.
pub(super) struct Mismatch<'a> {
    /// The expression or pattern.
    pub operand: Operand<'a>,
    /// What is wanted.
    pub expected: Ty,
    /// What it is.
    pub found: Ty,
    /// Whether it is an operand of an operator, so that the other one may be changed instead.
    pub of_operator: bool,
    /// Whether another error is about an operator within it or next to it, which knows both sides.
    pub is_shadowed: bool,
}

impl<'a> Mismatch<'a> {
    /// The node around the operand, and what it is to it.
    fn role(&self) -> (&str, &str) {
        (&self.operand.parent, self.operand.role)
    }

    /// The same at another place.
    pub(super) fn at(&self, spot: Spot<'a>) -> Mismatch<'a> {
        Mismatch {
            operand: Operand::of(spot),
            expected: self.expected.clone(),
            found: self.found.clone(),
            ..*self
        }
    }
}

/// One way to make a value fit.
pub(super) struct Change {
    title: String,
    class: Class,
    pub edit: Edit,
}

impl Change {
    /// A change that does what was obviously meant.
    pub(super) fn keeps(title: impl Into<String>, edit: Edit) -> Self {
        Self {
            title: title.into(),
            class: Class::KeepsMeaning,
            edit,
        }
    }

    /// A change to be read.
    pub(super) fn plausible(title: impl Into<String>, edit: Edit) -> Self {
        Self {
            title: title.into(),
            class: Class::Plausible,
            edit,
        }
    }

    /// A change that compiles, as its opposite does: a person must say which was meant.
    pub(super) fn guess(title: impl Into<String>, edit: Edit) -> Self {
        Self {
            title: title.into(),
            class: Class::Scaffold,
            edit,
        }
    }

    /// Hands it over.
    pub(super) fn give(self, fixes: &mut Fixes) {
        match self.class {
            Class::KeepsMeaning => fixes.keeps(self.title, self.edit),
            Class::Scaffold => fixes.scaffold(self.title, self.edit),
            _ => fixes.plausible(self.title, self.edit),
        }
    }
}

/// Proposes what a conversion makes of every expression that a diagnostic says has the wrong type.
pub(super) fn convert(
    case: &Case<'_>,
    fixes: &mut Fixes,
    conversion: impl Fn(&Mismatch<'_>) -> Vec<Change>,
) {
    if case.message().starts_with("arguments to this") {
        return;
    }
    for mismatch in values(case) {
        for change in conversion(&mismatch) {
            change.give(fixes);
        }
    }
}

/// The expressions of a wrong type; of an operator's two operands, first the one that is better changed.
pub(super) fn values<'a>(case: &Case<'a>) -> Vec<Mismatch<'a>> {
    if case.is(&["E0308"]) {
        let mut found = labelled(case);
        found.retain(|one| !is_pattern(&one.operand));
        found.extend(other_branch(case, &found));
        if let Some(left) = found.first().and_then(left_of) {
            let first = width(&left.found) < width(&left.expected);
            found.insert(usize::from(!first), left);
        }
        return found;
    }
    if case.is(&["E0277", "E0369"]) {
        return operands(case).unwrap_or_default();
    }
    Vec::new()
}

/// The patterns of a wrong type.
pub(super) fn patterns<'a>(case: &Case<'a>) -> Vec<Mismatch<'a>> {
    if !case.is(&["E0308"]) {
        return Vec::new();
    }
    let mut found = labelled(case);
    found.retain(|one| is_pattern(&one.operand));
    found
}

/// The left side of an operator whose right side is said to be of the wrong type: either may be changed.
fn left_of<'a>(right: &Mismatch<'a>) -> Option<Mismatch<'a>> {
    if right.role() != ("binary_expression", "right") || right.is_shadowed {
        return None;
    }
    let binary = right.operand.spot.node().parent()?;
    let left = binary.child_by_field_name("left")?;
    Some(Mismatch {
        operand: Operand::of(right.operand.spot.at(left.byte_range())),
        expected: right.found.clone(),
        found: right.expected.clone(),
        of_operator: true,
        is_shadowed: false,
    })
}

/// The branch that set the type which a later branch does not have: it may be the one to change.
fn other_branch<'a>(case: &Case<'a>, found: &[Mismatch<'a>]) -> Option<Mismatch<'a>> {
    let wrong = found.first()?;
    let other = case.spots().find(|spot| {
        spot.label == "expected because of this" || spot.label.starts_with("this is found to be")
    })?;
    case.message()
        .ends_with("incompatible types")
        .then(|| Mismatch {
            operand: Operand::of(other),
            expected: wrong.found.clone(),
            found: wrong.expected.clone(),
            of_operator: false,
            is_shadowed: false,
        })
}

fn labelled<'a>(case: &Case<'a>) -> Vec<Mismatch<'a>> {
    let several = case.message().starts_with("arguments to this");
    let primary = case.primary().map(|spot| spot.range);
    case.spots()
        .filter(|spot| several || Some(&spot.range) == primary.as_ref())
        .filter_map(|spot| {
            let (expected, found) = types(case, spot.label)?;
            Some(Mismatch {
                is_shadowed: is_shadowed(case, &spot),
                operand: Operand::of(spot),
                expected,
                found,
                of_operator: false,
            })
        })
        .collect()
}

/// Whether an operator that no implementation fits stands in an expression, or between it and its neighbour.
fn is_shadowed(case: &Case<'_>, spot: &Spot<'_>) -> bool {
    let node = spot.node();
    let binary = node
        .parent()
        .filter(|parent| parent.kind() == "binary_expression");
    let around = binary.map_or(spot.range.clone(), |parent| parent.byte_range());
    case.all.iter().any(|other| {
        let operator =
            other.code.as_deref() == Some("E0277") || other.code.as_deref() == Some("E0369");
        operator
            && other.primary().is_some_and(|span| {
                span.path == *spot.path
                    && around.start <= span.start
                    && span.end <= around.end
                    && span.end - span.start <= 3
            })
    })
}

/// The types of a label «expected …, found …»; those of the note where the label has none or has cut them short.
fn types(case: &Case<'_>, label: &str) -> Option<(Ty, Ty)> {
    let said = || {
        let (expected, found) = label.strip_prefix("expected ")?.split_once(", found ")?;
        let plain = |text: &str| {
            let quoted = text.starts_with('`') && text.ends_with('`');
            (quoted || matches!(text, "integer" | "floating-point number")) && !text.contains("...")
        };
        (plain(expected) && plain(found)).then(|| (Ty::parse(expected), Ty::parse(found)))
    };
    said().or_else(|| {
        let note = &case
            .note("expected ")
            .filter(|note| note.message.contains("found "))?
            .message;
        let (expected, found) = note.split_once('\n')?;
        let quoted = |line: &str| {
            let (_, rest) = line.split_once('`')?;
            Some(Ty::parse(&rest[..rest.rfind('`')?]))
        };
        Some((quoted(expected)?, quoted(found)?))
    })
}

/// Whether a stretch is a pattern or part of one.
fn is_pattern(operand: &Operand<'_>) -> bool {
    let mut node = operand.spot.node();
    loop {
        if matches!(node.kind(), "match_pattern" | "closure_parameters")
            || node.kind().ends_with("_pattern")
        {
            return true;
        }
        let Some(parent) = node.parent() else {
            return false;
        };
        if parent.child_by_field_name("pattern") == Some(node) {
            return true;
        }
        if node.kind().ends_with("_expression") || node.kind() == "block" {
            return false;
        }
        node = parent;
    }
}

/// The operands of an operator that no implementation fits.
fn operands<'a>(case: &Case<'a>) -> Option<Vec<Mismatch<'a>>> {
    let (operator, left_type, right_type) = operator(case)?;
    let (left, right) = operand::sides(&operator)?;
    let assigns =
        operator.text().ends_with('=') && !matches!(operator.text(), "==" | "!=" | "<=" | ">=");
    let of = |operand, expected: &Ty, found: &Ty| Mismatch {
        operand,
        expected: expected.clone(),
        found: found.clone(),
        of_operator: true,
        is_shadowed: false,
    };
    let change_right = of(right, &left_type, &right_type);
    if assigns {
        return Some(vec![change_right]);
    }
    let change_left = of(left, &right_type, &left_type);
    Some(if width(&left_type) < width(&right_type) {
        vec![change_left, change_right]
    } else {
        vec![change_right, change_left]
    })
}

/// How much a numeric type can hold, roughly, and how little a reference is worth keeping: the lesser operand is converted.
fn width(ty: &Ty) -> u32 {
    let (bare, depth) = ty.bare();
    let size = bare.name().map_or(1, |name| match name {
        "f64" => 12,
        "f32" => 11,
        "i128" => 10,
        "u128" => 9,
        "i64" => 8,
        "u64" => 7,
        "isize" => 6,
        "usize" => 5,
        "i32" => 4,
        "u32" => 3,
        _ => 2,
    });
    let size = if *bare == Ty::Float { 12 } else { size };
    if depth > 0 { size.min(1) / 2 } else { size }
}

/// The operator and the types of its sides.
fn operator<'a>(case: &Case<'a>) -> Option<(Spot<'a>, Ty, Ty)> {
    let primary = case.primary()?;
    let said = primary
        .label
        .strip_prefix("no implementation for `")
        .and_then(|rest| rest.strip_suffix('`'));
    if let Some(said) = said {
        let operator = match primary.text() {
            _ if operand::is_comparing_macro(&primary) => "==",
            text => text,
        };
        let (left, right) = said.split_once(&format!(" {operator} "))?;
        return Some((primary, Ty::parse(left), Ty::parse(right)));
    }
    // E0369 labels its two sides with nothing but their types.
    let is_type = |label: &str| {
        !label.is_empty()
            && (!label.contains(' ')
                || label.starts_with(['&', '{', '[', '('])
                || label.contains('<'))
    };
    let mut sides = case.spots().filter(|spot| is_type(spot.label));
    let (left, right) = (sides.next()?, sides.next()?);
    Some((primary, Ty::parse(left.label), Ty::parse(right.label)))
}
