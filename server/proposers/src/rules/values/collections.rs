//! Iterators and collections: what is collected into what, what is looped over, what is summed.

use bowline_loop_core::Class;

use super::{
    Case, Rule,
    calls::Call,
    edit::Fixes,
    members,
    mismatch::{self, Change, Mismatch},
    operand::Operand,
    types::Ty,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "collect-or-convert",
        class: Class::KeepsMeaning,
        about: "Makes the wanted collection of another one or of an iterator: `.collect()`, `.to_vec()`, \
                `.into_iter().collect()`, with a `map` where the elements differ.",
        propose: |case, fixes| mismatch::convert(case, fixes, collect_or_convert),
    },
    Rule {
        name: "iterate",
        class: Class::KeepsMeaning,
        about: "Makes an iterator of what is looped over: `0..n` for a number, `.chars()` for text, `.iter()` where an adapter is \
                called on a collection.",
        propose: iterate,
    },
];

/// Iterators of the standard library that hold no result yet.
const ADAPTERS: &[&str] = &[
    "Map",
    "Filter",
    "FilterMap",
    "Rev",
    "Chain",
    "Zip",
    "Enumerate",
    "Take",
    "Skip",
    "TakeWhile",
    "SkipWhile",
    "StepBy",
    "Cloned",
    "Copied",
    "FlatMap",
    "Flatten",
    "Chars",
    "Bytes",
    "Split",
    "SplitWhitespace",
    "Lines",
    "Keys",
    "Values",
    "IntoKeys",
    "IntoValues",
    "Iter",
    "IntoIter",
    "Windows",
    "Chunks",
    "Peekable",
    "Scan",
    "Inspect",
    "CharIndices",
    "Drain",
    "Range",
    "RangeInclusive",
    "SplitN",
    "Union",
    "Intersection",
    "Difference",
    "Repeat",
    "MapWhile",
];

/// Collections that `collect` makes.
const COLLECTIONS: &[&str] = &[
    "Vec",
    "VecDeque",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "LinkedList",
    "BinaryHeap",
    "String",
];

/// Whether a type is an iterator of the standard library.
pub(super) fn is_adapter(ty: &Ty) -> bool {
    ty.is_any(ADAPTERS)
}

fn collect_or_convert(m: &Mismatch<'_>) -> Vec<Change> {
    let wanted = &m.expected;
    let found = m.found.bare().0;
    let held = wanted
        .arg(0)
        .filter(|_| wanted.is_any(&["Result", "Option"]));
    if found.is_any(ADAPTERS) && held.is_some_and(|held| held.is_any(COLLECTIONS)) {
        let edit = m.operand.suffixed(".collect()");
        return vec![Change::keeps("collect it: `.collect()`", edit)];
    }
    if found.is_any(ADAPTERS) && wanted.is_number() && !m.of_operator {
        let total = m.operand.suffixed(".sum()");
        let count = m.operand.suffixed(".count()");
        return vec![
            Change::plausible("add it up: `.sum()`", total),
            Change::plausible("count it: `.count()`", count),
        ];
    }
    if m.of_operator || !wanted.is_any(COLLECTIONS) {
        return Vec::new();
    }
    if found.is_any(ADAPTERS) {
        let edit = m.operand.suffixed(".collect()");
        return vec![Change::keeps("collect it: `.collect()`", edit)];
    }
    let changes = match (wanted.name(), elements(wanted), elements(found)) {
        (Some("String"), _, Some(of)) if of.bare().0.is("char") => {
            let edit = m.operand.suffixed(".iter().collect()");
            vec![Change::keeps("collect it into text", edit)]
        }
        (Some("String"), _, Some(of)) if of.is_text() => {
            vec![Change::plausible(
                "join the texts",
                m.operand.suffixed(".concat()"),
            )]
        }
        (_, Some(to), Some(from)) => element_wise(m, to, from),
        _ => Vec::new(),
    };
    let text = found.is_any(&["str", "String"]) && wanted.element().is_some_and(|of| of.is("char"));
    if text {
        let edit = m.operand.suffixed(".chars().collect()");
        return vec![Change::keeps("collect its characters", edit)];
    }
    changes
}

/// The elements of a collection with one sort of them.
pub(super) fn elements(ty: &Ty) -> Option<&Ty> {
    let set = ty.is_any(&["HashSet", "BTreeSet", "LinkedList", "BinaryHeap"]);
    if set { ty.arg(0) } else { ty.element() }
}

fn element_wise(m: &Mismatch<'_>, to: &Ty, from: &Ty) -> Vec<Change> {
    let sliced = m
        .operand
        .borrowed()
        .filter(|(inner, _)| inner.kind == "index_expression");
    if to.fits(from)
        && m.expected.is("Vec")
        && matches!(m.found.bare().0, Ty::Slice(_) | Ty::Array(..))
    {
        let edit = match sliced {
            Some((inner, _)) => m.operand.replaced(&inner.with_suffix(".to_vec()")),
            None if m.operand.kind == "array_expression" => m.operand.around("vec!", ""),
            None => m.operand.suffixed(".to_vec()"),
        };
        return vec![Change::keeps("own the elements", edit)];
    }
    let borrowed = m.found.bare().1 > 0;
    let walk = if borrowed { ".iter()" } else { ".into_iter()" };
    if to.fits(from) {
        let copies = match (borrowed, to.is_copy()) {
            (true, true) => ".copied()",
            (true, false) => ".cloned()",
            _ => "",
        };
        let edit = m.operand.suffixed(&format!("{walk}{copies}.collect()"));
        return vec![Change::keeps("collect it into the other collection", edit)];
    }
    let walk = if to.is_str() { ".iter()" } else { walk };
    let Some(map) = element(to, from, borrowed) else {
        return Vec::new();
    };
    let edit = m.operand.suffixed(&format!("{walk}{map}.collect()"));
    vec![Change::plausible("convert its elements", edit)]
}

/// The adapter that makes elements of one type out of those of another.
pub(super) fn element(to: &Ty, from: &Ty, behind_reference: bool) -> Option<String> {
    let (target, wanted) = to.bare();
    let (source, depth) = from.bare();
    if to.is("String") && source.is("str") && depth < 2 && !behind_reference
        || to.is("String") && source.is("char")
    {
        return Some(".map(String::from)".to_owned());
    }
    if to.is("String") && (source.is("str") || source.is_number() || source.is_any(&["bool"])) {
        return Some(".map(|item| item.to_string())".to_owned());
    }
    if to.is_str() && source.is("String") {
        return Some(".map(|item| item.as_str())".to_owned());
    }
    if target.is_number()
        && source.is_number()
        && wanted == 0
        && !target.fits(source)
        && target.is_writable()
    {
        let stars = "*".repeat(depth + usize::from(behind_reference));
        return Some(format!(".map(|item| {stars}item as {target})"));
    }
    if target.is("char") && source.is("u8") || target.is("u8") && source.is("char") {
        let stars = "*".repeat(depth);
        return Some(format!(".map(|item| {stars}item as {target})"));
    }
    if target.fits(source) && depth == wanted + 1 {
        let copied = if target.is_copy() || wanted > 0 {
            ".copied()"
        } else {
            ".cloned()"
        };
        return Some(copied.to_owned());
    }
    if to.fits(from.arg(0)?) && from.is("Option") {
        return Some(".flatten()".to_owned());
    }
    None
}

/// The type that an error says is no iterator.
fn no_iterator(case: &Case<'_>) -> Option<Ty> {
    let message = case.message();
    if let Some(name) = message.strip_suffix("` is not an iterator") {
        return name.strip_prefix('`').map(Ty::parse);
    }
    let is_unmet = message.ends_with("its trait bounds were not satisfied")
        && ["Iterator`", "DoubleEndedIterator`", "ExactSizeIterator`"]
            .iter()
            .any(|bound| case.diagnostic.rendered.contains(&format!(": {bound}")));
    members::type_of(message).filter(|_| is_unmet)
}

fn iterate(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(ty) = no_iterator(case) else { return };
    let Some(spot) = case.primary() else { return };
    let bare = ty.bare().0;
    if case.is(&["E0599"]) {
        let Some(call) = Call::of(&spot) else { return };
        let first = if bare.is_any(&["str", "String"]) {
            ".chars()"
        } else {
            ".iter()"
        };
        if bare.is_any(&[
            "str", "String", "Vec", "VecDeque", "HashMap", "HashSet", "BTreeMap", "BTreeSet",
            "Option",
        ]) || bare.element().is_some()
        {
            fixes.keeps(format!("iterate over it: `{first}`"), call.before(first));
            if !ty.is_copy() && !matches!(ty, Ty::Ref { .. }) && first == ".iter()" {
                fixes.keeps(
                    "iterate over it: `.into_iter()`",
                    call.before(".into_iter()"),
                );
            }
        }
        return;
    }
    if !case.is(&["E0277"]) {
        return;
    }
    let operand = Operand::of(spot);
    if bare.is_integer() {
        let stars = "*".repeat(ty.bare().1);
        let range = match operand.kind.as_str() {
            "binary_expression"
            | "type_cast_expression"
            | "identifier"
            | "call_expression"
            | "field_expression"
            | "integer_literal" => operand.around(&format!("0..{stars}"), ""),
            _ => return,
        };
        fixes.keeps("count up to it: `0..`", range);
    } else if bare.is_any(&["str", "String"]) {
        let value = operand
            .borrowed()
            .map_or_else(|| operand.clone(), |(inner, _)| inner);
        fixes.keeps(
            "iterate over its characters: `.chars()`",
            operand.replaced(&value.with_suffix(".chars()")),
        );
    } else if let Some(borrow) = match bare.name() {
        Some("RefCell") => Some(".borrow().iter()"),
        Some("Mutex") => Some(".lock().unwrap().iter()"),
        Some("RwLock") => Some(".read().unwrap().iter()"),
        Some("Rc" | "Arc" | "Box" | "Vec") => Some(".iter()"),
        _ => None,
    } {
        let value = operand
            .borrowed()
            .map_or_else(|| operand.clone(), |(inner, _)| inner);
        fixes.keeps(
            "iterate over what it holds",
            operand.replaced(&value.with_suffix(borrow)),
        );
    }
}
