//! Words of other languages for values.

use bowline_loop_core::Class;

use super::{Case, Edit, Rule, edit::Fixes};

pub(super) const RULES: &[Rule] = &[Rule {
    name: "other-language-value",
    class: Class::KeepsMeaning,
    about: "Writes what a word for a value in other languages is in Rust: `None` for `nil`, `f64::INFINITY` for `Infinity`.",
    propose: foreign,
}];

/// Words, with what may be meant by them.
const WORDS: &[(&[&str], &[&str])] = &[
    (
        &[
            "nil",
            "null",
            "NULL",
            "Null",
            "nullptr",
            "Nil",
            "undefined",
            "none",
            "Nothing",
            "nothing",
        ],
        &["None", "std::ptr::null()"],
    ),
    (&["True", "TRUE", "yes"], &["true"]),
    (&["False", "FALSE", "no"], &["false"]),
    (
        &["Infinity", "INFINITY", "inf", "Inf"],
        &["f64::INFINITY", "f32::INFINITY"],
    ),
    (&["NaN", "NAN", "nan"], &["f64::NAN", "f32::NAN"]),
    (&["INT_MAX", "MAX_INT", "MaxInt"], &["i32::MAX", "i64::MAX"]),
    (&["INT_MIN", "MIN_INT", "MinInt"], &["i32::MIN", "i64::MIN"]),
    (&["UINT_MAX"], &["u32::MAX", "u64::MAX"]),
    (&["SIZE_MAX"], &["usize::MAX"]),
    (
        &["M_PI", "Pi", "pi"],
        &["std::f64::consts::PI", "std::f32::consts::PI"],
    ),
    (&["this"], &["self"]),
];

fn foreign(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0425", "E0531"]) || !case.message().starts_with("cannot find ") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let meant = WORDS.iter().find(|(words, _)| words.contains(&spot.text()));
    for (at, one) in meant.iter().flat_map(|(_, meant)| meant.iter()).enumerate() {
        let edit = Edit::default().replace(&spot, spot.range.clone(), *one);
        match at {
            0 => fixes.keeps(format!("write `{one}`"), edit),
            _ => fixes.plausible(format!("write `{one}`"), edit),
        }
    }
}
