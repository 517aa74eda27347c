//! Types that the compiler cannot infer, and formats that a type does not have.

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Rule, Spot, calls::Call, edit::Fixes, operand::Operand, types::Ty};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "annotate-type",
        class: Class::Plausible,
        about: "Names the type that `collect`, `sum`, `product`, `parse`, `into` or an empty collection leaves open, out of what the \
                function takes and returns.",
        propose: annotate_type,
    },
    Rule {
        name: "convert-by-from",
        class: Class::KeepsMeaning,
        about: "Writes `T::from(x)` for `x.into()` beside an operator, which leaves open what it is converted into.",
        propose: convert_by_from,
    },
    Rule {
        name: "suffix-number",
        class: Class::KeepsMeaning,
        about: "Gives a literal the suffix that makes its methods known: `2.0_f64`.",
        propose: suffix_number,
    },
    Rule {
        name: "print-as-debug",
        class: Class::Plausible,
        about: "Prints a value by `{:?}` where its type has no `Display`.",
        propose: print_as_debug,
    },
];

fn annotate_type(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0282", "E0283", "E0284"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let method = case
        .spots()
        .find(|spot| matches!(spot.text(), "sum" | "product" | "parse" | "collect"));
    if let Some(place) = case
        .noted("an explicit type")
        .filter(|place| place.range.is_empty())
    {
        let what = method.as_ref().map(Spot::text).unwrap_or_default();
        for ty in types_for(case, &spot, what, proposed(case, "an explicit type")) {
            fixes.plausible(
                format!("name the type: `{ty}`"),
                Edit::default().insert(&place, place.range.end, format!(": {ty}")),
            );
        }
        return;
    }
    let (Some(method), Some(place)) = (
        method,
        case.noted("consider specifying the generic argument"),
    ) else {
        return;
    };
    for ty in types_for(case, &spot, method.text(), None) {
        fixes.plausible(
            format!("name the type: `{ty}`"),
            Edit::default().insert(&place, place.range.end, format!("::<{ty}>")),
        );
    }
}

/// The type that the compiler would write, with what it leaves open.
fn proposed<'a>(case: &Case<'a>, words: &str) -> Option<&'a str> {
    let span = case.note(words)?.spans.first()?;
    span.replacement
        .as_deref()
        .map(|text| text.trim_start_matches(": "))
}

/// Types that may be meant, best first.
fn types_for(
    case: &Case<'_>,
    spot: &Spot<'_>,
    method: &str,
    proposed: Option<&str>,
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut push = |ty: String| {
        if !found.contains(&ty) {
            found.push(ty);
        }
    };
    match method {
        "collect" => [
            "Vec<_>",
            "HashSet<_>",
            "HashMap<_, _>",
            "String",
            "BTreeMap<_, _>",
        ]
        .iter()
        .filter(|ty| {
            matches!(**ty, "Vec<_>" | "String")
                || spot
                    .syntax
                    .text()
                    .contains(ty.split('<').next().unwrap_or_default())
        })
        .for_each(|ty| push((*ty).to_owned())),
        "sum" | "product" => {
            let of = case.note("cannot satisfy `_: ").and_then(|note| {
                let held = note.message.split(['<']).nth(1)?.split('>').next()?;
                Some(Ty::parse(held).bare().0.to_string())
            });
            of.into_iter()
                .chain(numbers_around(spot))
                .chain(["i32".to_owned(), "f64".to_owned()])
                .for_each(&mut push);
        }
        "parse" => {
            let literal = ["i32", "f64", "usize", "u64"].map(str::to_owned);
            numbers_around(spot)
                .into_iter()
                .chain(literal)
                .for_each(&mut push);
        }
        _ => {
            let Some(Ty::Named { name, args }) = proposed.map(Ty::parse) else {
                return found;
            };
            let fill = |with: &str| match args.len() {
                0 => name.clone(),
                many => format!("{name}<{}>", vec![with; many].join(", ")),
            };
            numbers_around(spot)
                .into_iter()
                .chain(["i32".to_owned(), "String".to_owned()])
                .for_each(|with| push(fill(&with)));
        }
    }
    found.truncate(4);
    found
}

/// The numeric types in the signature of the function around a place, what it returns first.
fn numbers_around(spot: &Spot<'_>) -> Vec<String> {
    let Some(function) = nodes::enclosing(spot.node(), &["function_item"]) else {
        return Vec::new();
    };
    let parts = ["return_type", "parameters"]
        .into_iter()
        .filter_map(|part| function.child_by_field_name(part));
    let primitive = |node: &Node<'_>| {
        node.kind() == "primitive_type" && Ty::parse(spot.text_of(*node)).is_number()
    };
    parts
        .flat_map(nodes::descendants)
        .filter(primitive)
        .map(|node| spot.text_of(node).to_owned())
        .collect()
}

fn convert_by_from(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0283", "E0284"]) {
        return;
    }
    let Some(method) = case.spots().find(|spot| spot.text() == "into") else {
        return;
    };
    // «cannot satisfy `<u64 as Add<_>>::Output == u64`» names the other side.
    let Some(note) = case.note("cannot satisfy `<") else {
        return;
    };
    let ty = note
        .message
        .split("`<")
        .nth(1)
        .and_then(|rest| rest.split(" as ").next());
    let call = Call::of(&method);
    let receiver = call.as_ref().and_then(Call::receiver);
    if let (Some(ty), Some(call), Some(receiver)) = (ty.filter(|ty| *ty != "_"), call, receiver) {
        let range = receiver.spot.range.start..call.end();
        let text = format!("{ty}::from({})", receiver.text());
        fixes.keeps(
            format!("convert by `{ty}::from`"),
            Edit::default().replace(&method, range, text),
        );
    }
}

fn suffix_number(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0689"]) {
        return;
    }
    let Some(method) = case.primary() else { return };
    if matches!(
        method.text(),
        "as_ref"
            | "as_mut"
            | "unwrap"
            | "is_some"
            | "is_none"
            | "take"
            | "map"
            | "unwrap_or"
            | "and_then"
            | "ok_or"
    ) {
        let receiver = Call::of(&method).and_then(|call| call.local());
        if let Some(value) = receiver.and_then(|local| super::patterns::value_of_local(&local)) {
            fixes.keeps(
                "wrap the value: `Some(…)`",
                Operand::of(value).around("Some(", ")"),
            );
        }
    }
    let types = if case.message().contains("{float}") {
        ["f64", "f32"]
    } else {
        ["i32", "u32"]
    };
    if let Some(place) = case.noted("you must specify a type for this binding") {
        for ty in types {
            fixes.keeps(
                format!("name the type: `{ty}`"),
                Edit::default().insert(&place, place.range.end, format!(": {ty}")),
            );
        }
        return;
    }
    let Some(call) = Call::of(&method) else {
        return;
    };
    for ty in types {
        fixes.keeps(
            format!("name the type: `_{ty}`"),
            call.before(&format!("_{ty}")),
        );
    }
}

fn print_as_debug(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0277"])
        || !case.message().contains("` doesn't implement `")
        || !case.message().contains("Display`")
        // Nobody prints nothing: a function lost its value.
        || case.message().starts_with("`()`")
    {
        return;
    }
    let holder = case
        .labelled("required by this formatting parameter")
        .or_else(|| case.primary());
    let Some(spot) =
        holder.filter(|spot| spot.text().starts_with('{') && spot.text().ends_with('}'))
    else {
        return;
    };
    let inner = &spot.text()[1..spot.text().len() - 1];
    let mark = if inner.contains(':') { "?" } else { ":?" };
    if !inner.ends_with('?') {
        fixes.keeps(
            "print it by `{:?}`",
            Edit::default().insert(&spot, spot.range.end - 1, mark),
        );
    }
}
