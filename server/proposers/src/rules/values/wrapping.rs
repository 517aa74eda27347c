//! Values that a wrapper is missing around (`Some`, `Ok`, `Box::new`, `Rc::new(RefCell::new(…))`), and wrapped ones where the value
//! itself is wanted.

use bowline_loop_core::Class;
use bowline_syntax::{index::ItemKind, nodes};

use super::{
    Case, Rule,
    edit::Fixes,
    mismatch::{self, Change, Mismatch},
    operand::Operand,
    patterns,
    types::Ty,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "wrap-value",
        class: Class::KeepsMeaning,
        about: "Puts a value into what is wanted around it, several layers at once: `Some(Box::new(x))`, `Rc::new(RefCell::new(x))`, \
                `Ok(x)`.",
        propose: |case, fixes| mismatch::convert(case, fixes, wrap_value),
    },
    Rule {
        name: "make-error",
        class: Class::KeepsMeaning,
        about: "Makes the error that is returned of a text: by `io::Error::other`, or by the variant of an own error type that holds \
                a text.",
        propose: make_error,
    },
    Rule {
        name: "unwrap-value",
        class: Class::Plausible,
        about: "Takes the value out of an `Option` or `Result`: by `?` where the function can return what is missing, else \
                `.unwrap()`. Out of a `Cell`, `RefCell` or `Mutex` by its own method.",
        propose: |case, fixes| mismatch::convert(case, fixes, unwrap_value),
    },
];

/// The call that makes a wrapper of the value in it.
fn constructor(wrapper: &Ty) -> Option<String> {
    let name = wrapper.name()?;
    Some(match name {
        "Option" => "Some".to_owned(),
        "Result" => "Ok".to_owned(),
        "Poll" => "Poll::Ready".to_owned(),
        "Box" | "Rc" | "Arc" | "RefCell" | "Cell" | "Mutex" | "RwLock" | "Reverse" | "Wrapping"
        | "OnceCell" => {
            let plain = matches!(name, "Reverse" | "Wrapping");
            if plain {
                name.to_owned()
            } else {
                format!("{name}::new")
            }
        }
        _ => return None,
    })
}

/// What to write before and behind a value of one type to make one of the other.
pub(super) fn layers(expected: &Ty, found: &Ty) -> Option<(String, String)> {
    if expected.fits(found) && *expected != Ty::Any {
        return Some((String::new(), String::new()));
    }
    if expected.is("String") && found.is_str() {
        return Some((String::new(), ".to_string()".to_owned()));
    }
    if let Ty::Other(text) = expected {
        let object = text.trim_start_matches('(').starts_with("dyn ");
        return object.then(Default::default);
    }
    let call = constructor(expected)?;
    let held = expected.arg(0)?;
    let (before, after) = match held {
        Ty::Ref { mutable: false, to } if !matches!(found, Ty::Ref { .. }) && to.fits(found) => {
            ("&".to_owned(), String::new())
        }
        _ => layers(held, found)?,
    };
    Some((format!("{call}({before}"), format!("{after})")))
}

fn wrap_value(m: &Mismatch<'_>) -> Vec<Change> {
    if matches!(m.found, Ty::Any)
        // rustc adds the `Ok(())` behind a statement.
        || m.found.is_unit()
    {
        return Vec::new();
    }
    if let Some(change) = error_value(m) {
        return vec![change];
    }
    if let Some(change) = inside_wrapper(m).or_else(|| around_call(m)) {
        return vec![change];
    }
    if let Some(change) =
        patterns::value_of_local(&m.operand.spot).and_then(|value| inside_wrapper(&m.at(value)))
    {
        return vec![change];
    }
    match layers(&m.expected, &m.found) {
        Some((before, after)) if !before.is_empty() => {
            let title = format!("wrap the value: `{before}…{after}`");
            vec![Change::keeps(title, m.operand.around(&before, &after))]
        }
        _ => Vec::new(),
    }
}

/// `Err(e)` for an error where a result is wanted.
fn error_value(m: &Mismatch<'_>) -> Option<Change> {
    let (ok, error) = (m.expected.arg(0)?, m.expected.arg(1)?);
    let suits = error.fits(&m.found) && *error != Ty::Any && !ok.fits(&m.found);
    let (before, after) = ("Err(", ")");
    (m.expected.is("Result") && suits)
        .then(|| Change::keeps("wrap the error: `Err(…)`", m.operand.around(before, after)))
}

/// `Some(read(p))` for `read(p)`, where the argument is of the wrong type because too much is asked of the result.
fn around_call(m: &Mismatch<'_>) -> Option<Change> {
    let wrapped = m.expected.to_string();
    let (before, rest) = wrapped.split_once("Option<")?;
    let fits = rest.match_indices('>').any(|(at, _)| {
        m.found.to_string() == format!("{before}{}{}", &rest[..at], &rest[at + 1..])
    });
    if !fits || before.is_empty() || !m.operand.returns("Option") {
        return None;
    }
    let call = nodes::enclosing(m.operand.spot.node().parent()?, &["call_expression"])?;
    let call = Operand::of(m.operand.spot.at(call.byte_range()));
    Some(Change::keeps(
        "wrap the result: `Some(…)`",
        call.around("Some(", ")"),
    ))
}

/// `Some(Box::new(x))` for `Some(x)`: a layer that is missing inside one that is there.
fn inside_wrapper(m: &Mismatch<'_>) -> Option<Change> {
    if m.expected.name()? != m.found.name()? {
        return None;
    }
    let call = constructor(&m.expected)?;
    let inner = m
        .operand
        .text()
        .strip_prefix(&call)?
        .strip_prefix('(')?
        .strip_suffix(')')?;
    let (before, after) = layers(m.expected.arg(0)?, m.found.arg(0)?)?;
    if before.is_empty() && after.is_empty() {
        return None;
    }
    let text = format!("{call}({before}{inner}{after})");
    Some(Change::keeps(
        format!("wrap the value: `{before}…{after}`"),
        m.operand.replaced(&text),
    ))
}

/// An error made of text, for error types that are not text: the standard library's, or an own variant that holds a text.
fn make_error(case: &Case<'_>, fixes: &mut Fixes) {
    for m in mismatch::values(case) {
        let in_error = m
            .operand
            .spot
            .node()
            .parent()
            .and_then(|list| list.parent())
            .is_some_and(|call| m.operand.spot.text_of(call).starts_with("Err("));
        let Some(name) = m.expected.name().filter(|_| in_error && m.found.is_text()) else {
            continue;
        };
        let holding = case.index.items().filter(|item| {
            item.kind == ItemKind::Variant
                && item.container.as_deref() == Some(name)
                && item.fields.len() == 1
        });
        for variant in holding.filter(|item| {
            item.fields
                .iter()
                .all(|field| field.name == "0" && Ty::parse(&field.ty).is_text())
        }) {
            let owned = variant
                .fields
                .iter()
                .all(|field| Ty::parse(&field.ty).is("String"))
                && m.found.is_str();
            let after = if owned { ".to_string())" } else { ")" };
            fixes.keeps(
                format!("make it `{name}::{}`", variant.name),
                m.operand
                    .around(&format!("{name}::{}(", variant.name), after),
            );
        }
        if name == "Error" {
            fixes.keeps(
                "make it an I/O error",
                m.operand.around("std::io::Error::other(", ")"),
            );
        }
    }
}

fn unwrap_value(m: &Mismatch<'_>) -> Vec<Change> {
    let found = m.found.bare().0;
    let Some(inner) = found.arg(0) else {
        return Vec::new();
    };
    let wanted = m.expected.bare().0;
    let pointers = inner.bare().0;
    let near = wanted.fits(inner) || wanted.fits(pointers);
    if !near
        || *wanted == Ty::Any
        || wanted.is_any(&["Option", "Result"]) && wanted.name() == found.name()
    {
        return unwrap_number(m, found, inner);
    }
    let stars = if m.of_operator && !matches!(m.expected, Ty::Ref { .. }) || wanted.is_copy() {
        "*".repeat(inner.bare().1)
    } else {
        String::new()
    };
    let with = |suffix: &str| match stars.as_str() {
        "" => m.operand.suffixed(suffix),
        _ => m
            .operand
            .replaced(&format!("{stars}{}", m.operand.with_suffix(suffix))),
    };
    let mut changes = Vec::new();
    match found.name() {
        Some("Option" | "Result") => {
            let name = found.name().unwrap_or_default();
            if let Some(value) = patterns::value_of_local(&m.operand.spot)
                .filter(|_| m.operand.returns(name) && stars.is_empty())
            {
                changes.push(Change::keeps(
                    "return early without a value: `?`",
                    m.at(value).operand.suffixed("?"),
                ));
            }
            if m.operand.returns(name) {
                changes.push(Change::keeps(
                    "return early without a value: `?`",
                    with("?"),
                ));
            }
            changes.push(Change::plausible(
                "unwrap the value: `.unwrap()`",
                with(".unwrap()"),
            ));
            let default = inner.is_number() || inner.is_any(&["String", "Vec", "bool"]);
            if default && name == "Option" {
                changes.push(Change::plausible(
                    "take the default where it is missing",
                    with(".unwrap_or_default()"),
                ));
            }
        }
        Some("Cell") => changes.push(Change::keeps(
            "get the value: `.get()`",
            m.operand.suffixed(".get()"),
        )),
        Some("RefCell") => changes.extend(borrowed(m, ".borrow()", ".borrow_mut()")),
        Some("Mutex") => changes.extend(borrowed(m, ".lock().unwrap()", ".lock().unwrap()")),
        Some("RwLock") => changes.extend(borrowed(m, ".read().unwrap()", ".write().unwrap()")),
        Some("Rc" | "Arc" | "Box") => {
            let copied = m.operand.prefixed("*");
            changes.push(Change::keeps("take the value out: `*`", copied));
            let cloned = m
                .operand
                .replaced(&format!("(*{}).clone()", m.operand.text()));
            changes.push(Change::plausible("clone the value", cloned));
        }
        _ => {}
    }
    changes
}

/// `*cell.borrow()` for a value, `&cell.borrow()` for a reference to it.
fn borrowed(m: &Mismatch<'_>, shared: &str, exclusive: &str) -> Option<Change> {
    let value = m
        .operand
        .borrowed()
        .map_or_else(|| m.operand.clone(), |(inner, _)| inner);
    let text = match &m.expected {
        Ty::Ref { mutable: true, .. } => format!("&mut {}", value.with_suffix(exclusive)),
        Ty::Ref { .. } => format!("&{}", value.with_suffix(shared)),
        ty if ty.is_copy() => format!("*{}", value.with_suffix(shared)),
        _ => value.with_suffix(&format!("{shared}.clone()")),
    };
    Some(Change::keeps(
        format!("borrow what it holds: `{shared}`"),
        m.operand.replaced(&text),
    ))
}

/// A wrapped number of another type: unwrap it and cast it.
fn unwrap_number(m: &Mismatch<'_>, found: &Ty, inner: &Ty) -> Vec<Change> {
    let (number, depth) = inner.bare();
    let numbers = m.expected.is_number() && number.is_number() && !m.expected.fits(number);
    if !numbers || !found.is_any(&["Option", "Result"]) || !m.expected.is_writable() {
        return Vec::new();
    }
    let stars = "*".repeat(depth);
    let propagates = m.operand.returns(found.name().unwrap_or_default());
    let take = if propagates { "?" } else { ".unwrap()" };
    let text = format!("{stars}{} as {}", m.operand.with_suffix(take), m.expected);
    vec![Change::plausible(
        format!("take the value as {}", m.expected),
        m.operand.replaced(&text),
    )]
}
