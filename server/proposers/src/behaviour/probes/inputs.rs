//! Inputs: the literals that tests call a function with, and their neighbours, mild ones first.

use bowline_syntax::{Node, Syntax, nodes};

use super::{Call, Target};
use crate::rules::values::types::Ty;

/// Values of one parameter at the most.
const MOST_VALUES: usize = 10;

/// The arguments of one call.
pub(super) struct Input {
    /// Each as an expression of the type that the parameter has, or of the one behind its `&mut`.
    pub values: Vec<String>,
    pub call: Call,
}

/// Calls with the arguments of tests, then with one of them changed at a time. None where a parameter is of a type of which no
/// values are known.
pub(super) fn of(target: &Target, tests: &[&str], most: usize) -> Vec<Input> {
    let wanted: Vec<&Ty> = target.parameters.iter().map(behind_mut).collect();
    let Some(plain) = wanted
        .iter()
        .map(|ty| first(ty))
        .collect::<Option<Vec<_>>>()
    else {
        return Vec::new();
    };
    let mut bases: Vec<Vec<String>> = Vec::new();
    for text in tests {
        for mut arguments in calls(text, &target.name) {
            for one in &mut arguments {
                if let Some(value) = one.strip_prefix("&mut ") {
                    *one = value.to_owned();
                }
            }
            let fits = arguments.len() == wanted.len()
                && arguments
                    .iter()
                    .zip(&wanted)
                    .all(|(one, ty)| is_literal(one, ty));
            if fits && !bases.contains(&arguments) {
                bases.push(arguments);
            }
        }
    }
    let of_tests = bases.len();
    if bases.is_empty() {
        bases.push(plain);
    }
    let mut all: Vec<Vec<String>> = bases.clone();
    for step in 0..MOST_VALUES {
        for base in &bases {
            for (at, ty) in wanted.iter().enumerate() {
                let near = near(ty, &base[at]);
                if let Some(value) = near.get(step) {
                    let mut changed = base.clone();
                    changed[at] = value.clone();
                    if !all.contains(&changed) {
                        all.push(changed);
                    }
                }
            }
        }
    }
    all.truncate(most);
    let input = |(number, values): (usize, Vec<String>)| Input {
        call: Call {
            text: format!("{}({})", target.path(), values.join(", ")),
            of_test: number < of_tests,
        },
        values,
    };
    all.into_iter().enumerate().map(input).collect()
}

fn behind_mut(ty: &Ty) -> &Ty {
    match ty {
        Ty::Ref { mutable: true, to } => to,
        ty => ty,
    }
}

/// The arguments of the calls of a function in a text.
fn calls(text: &str, name: &str) -> Vec<Vec<String>> {
    let syntax = Syntax::parse(text).opened();
    let of = |node: Node<'_>| text[node.byte_range()].to_owned();
    nodes::descendants(syntax.root())
        .filter(|node| node.kind() == "call_expression")
        .filter_map(|call| {
            let callee = of(call.child_by_field_name("function")?);
            let list = call.child_by_field_name("arguments")?;
            (callee.rsplit("::").next() == Some(name))
                .then(|| list.named_children(&mut list.walk()).map(of).collect())
        })
        .collect()
}

/// Whether an argument is made of literals alone, so that it means the same anywhere.
fn is_literal(text: &str, ty: &Ty) -> bool {
    let whole = format!("const _: () = {text};");
    let syntax = Syntax::parse(&whole);
    let plain = nodes::descendants(syntax.root()).all(|node| {
        let kind = node.kind();
        node.child_count() > 0
            || !matches!(kind, "identifier" | "type_identifier" | "self" | "ERROR")
            || matches!(
                &whole[node.byte_range()],
                "None" | "Some" | "vec" | "_" | "String" | "from" | "to_string" | "to_owned"
            )
    });
    plain && !matches!(ty, Ty::Other(_))
}

/// Some value of a type; `None` where nothing is known of it.
fn first(ty: &Ty) -> Option<String> {
    values(ty, None).into_iter().next()
}

/// Values near one, mild ones first.
fn near(ty: &Ty, base: &str) -> Vec<String> {
    let mut found = values(ty, Some(base));
    found.retain(|one| one != base);
    found.truncate(MOST_VALUES);
    found
}

fn values(ty: &Ty, base: Option<&str>) -> Vec<String> {
    if ty.is_integer() {
        return integers(ty, base);
    }
    if ty.is_float() {
        let base: f64 = base
            .and_then(|text| text.replace('_', "").parse().ok())
            .unwrap_or(1.0);
        let all = [base, base + 1.0, base - 1.0, base / 2.0, 0.0, -base, 1e9];
        return all.iter().map(|one| format!("{one:?}")).collect();
    }
    match ty {
        _ if ty.is("bool") => ["true", "false"].map(str::to_owned).into(),
        _ if ty.is("char") => ["'a'", "'Z'", "'0'", "' '", "'é'", "'_'"]
            .map(str::to_owned)
            .into(),
        _ if ty.is("String") => texts(base, |text| format!("String::from({text})")),
        _ if ty.is_str() => texts(base, str::to_owned),
        _ if ty.is("Option") => {
            let inner = base.and_then(|text| text.strip_prefix("Some(")?.strip_suffix(')'));
            let held = ty
                .arg(0)
                .map(|held| values(held, inner))
                .unwrap_or_default();
            let some = held.into_iter().map(|one| format!("Some({one})"));
            let mut all: Vec<String> = some.collect();
            if !all.is_empty() {
                all.insert(1, "None".to_owned());
            }
            all
        }
        Ty::Ref { mutable: false, to } => {
            let inner = base.map(|text| text.strip_prefix('&').unwrap_or(text));
            values(to, inner)
                .into_iter()
                .map(|one| format!("&{one}"))
                .collect()
        }
        Ty::Slice(of) => lists(of, base, ("[", "]")),
        _ if ty.is("Vec") => ty
            .arg(0)
            .map_or_else(Vec::new, |of| lists(of, base, ("vec![", "]"))),
        Ty::Tuple(of) if of.len() == 2 => {
            let (one, other) = (values(&of[0], None), values(&of[1], None));
            let pairs = one.iter().flat_map(|one| {
                other
                    .iter()
                    .take(3)
                    .map(move |other| format!("({one}, {other})"))
            });
            pairs.take(MOST_VALUES).collect()
        }
        _ => Vec::new(),
    }
}

/// The number, its neighbours, and the ends of a small type; a large one's would be sizes that nothing can hold.
fn integers(ty: &Ty, base: Option<&str>) -> Vec<String> {
    let name = ty.name().unwrap_or("i32");
    let plain = base.map(|text| text.replace('_', "").replace(name, ""));
    let base: i128 = plain.and_then(|text| text.parse().ok()).unwrap_or(1);
    let mut all = vec![base, base + 1, base - 1, 0, 1, 2, base * 2, 10, 100];
    match name {
        "u8" => all.extend([255]),
        "i8" => all.extend([127, -128]),
        "i16" | "i32" | "i64" | "i128" | "isize" => all.extend([-1, -base]),
        _ => {}
    }
    let (low, high) = match name {
        "u8" => (0, 255),
        "i8" => (-128, 127),
        "u16" => (0, 65_535),
        _ if name.starts_with('u') => (0, i128::from(u32::MAX)),
        "i16" => (-32_768, 32_767),
        _ => (i128::from(i32::MIN), i128::from(i32::MAX)),
    };
    let mut found: Vec<String> = Vec::new();
    for one in all.into_iter().filter(|one| (low..=high).contains(one)) {
        let text = one.to_string();
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

fn texts(base: Option<&str>, written: impl Fn(&str) -> String) -> Vec<String> {
    let inner = base.and_then(|text| {
        let start = text.find('"')?;
        let end = text.rfind('"')?;
        (start < end).then(|| &text[start + 1..end])
    });
    let plain = inner.filter(|text| !text.contains('\\'));
    let base = plain.unwrap_or("ab c");
    let reversed: String = base.chars().rev().collect();
    let first: String = base.chars().take(1).collect();
    let all = [
        base.to_owned(),
        String::new(),
        first,
        reversed,
        format!("{base}{base}"),
        format!(" {base} "),
        base.to_uppercase(),
        format!("{base}é"),
        "0".to_owned(),
        "a,b;c-d".to_owned(),
    ];
    let mut found: Vec<String> = Vec::new();
    for text in all {
        let text = written(&format!("\"{text}\""));
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

fn lists(of: &Ty, base: Option<&str>, (open, close): (&str, &str)) -> Vec<String> {
    let held = values(of, None);
    if held.is_empty() {
        return Vec::new();
    }
    let elements = base.map(elements).filter(|all| !all.is_empty());
    let base = elements.unwrap_or_else(|| held.iter().take(3).cloned().collect());
    let mut reversed = base.clone();
    reversed.reverse();
    let longer: Vec<String> = base.iter().chain(&base).cloned().collect();
    let rotated: Vec<String> = base.iter().skip(1).chain(base.first()).cloned().collect();
    let with = base.iter().cloned().chain(held.last().cloned()).collect();
    let first = base.iter().take(1).cloned().collect();
    let all: [Vec<String>; 7] = [base, Vec::new(), first, reversed, longer, rotated, with];
    let mut found: Vec<String> = Vec::new();
    for list in all {
        let text = format!("{open}{}{close}", list.join(", "));
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// The elements of a list as it is written.
fn elements(text: &str) -> Vec<String> {
    let inner = text
        .trim_start_matches('&')
        .trim_start_matches("vec!")
        .trim();
    let whole = format!("const _: () = {inner};");
    let syntax = Syntax::parse(&whole);
    let list = nodes::descendants(syntax.root()).find(|node| node.kind() == "array_expression");
    list.map_or_else(Vec::new, |list| {
        let mut cursor = list.walk();
        let all = list.named_children(&mut cursor);
        all.map(|one| whole[one.byte_range()].to_owned()).collect()
    })
}
