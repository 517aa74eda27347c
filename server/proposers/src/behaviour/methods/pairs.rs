//! Methods that are taken for each other.

/// Methods that take the same and give the same, how many arguments they take, and how likely one stands for the other.
const GROUPS: &[(&[&str], Option<usize>, f64)] = &[
    (&["min", "max"], None, 0.9),
    (&["first", "last"], None, 0.9),
    (&["first_mut", "last_mut"], None, 0.8),
    (&["front", "back"], None, 0.9),
    (&["push_front", "push_back"], None, 0.9),
    (&["pop_front", "pop_back"], None, 0.9),
    (&["push", "push_front"], None, 0.05),
    (&["next", "next_back"], None, 0.6),
    (&["next", "last"], Some(0), 0.2),
    (&["trim_start", "trim_end"], None, 0.8),
    (&["trim", "trim_start"], None, 0.4),
    (&["trim", "trim_end"], None, 0.4),
    (&["trim_start_matches", "trim_end_matches"], None, 0.8),
    (&["trim_matches", "trim_start_matches"], None, 0.4),
    (&["trim_matches", "trim_end_matches"], None, 0.4),
    (&["starts_with", "ends_with"], None, 0.9),
    (&["contains", "starts_with"], None, 0.3),
    (&["contains", "ends_with"], None, 0.3),
    (&["strip_prefix", "strip_suffix"], None, 0.9),
    (&["any", "all"], None, 0.95),
    (&["is_some", "is_none"], None, 0.95),
    (&["is_ok", "is_err"], None, 0.95),
    (&["is_some_and", "is_none_or"], None, 0.8),
    (&["to_uppercase", "to_lowercase"], None, 0.9),
    (&["to_ascii_uppercase", "to_ascii_lowercase"], None, 0.9),
    (&["make_ascii_uppercase", "make_ascii_lowercase"], None, 0.9),
    (&["is_uppercase", "is_lowercase"], None, 0.9),
    (&["is_ascii_uppercase", "is_ascii_lowercase"], None, 0.9),
    (
        &["is_alphabetic", "is_alphanumeric", "is_numeric"],
        None,
        0.5,
    ),
    (
        &[
            "is_ascii_alphabetic",
            "is_ascii_alphanumeric",
            "is_ascii_digit",
        ],
        None,
        0.5,
    ),
    (&["is_ascii_digit", "is_ascii_hexdigit"], None, 0.3),
    (&["is_whitespace", "is_ascii_whitespace"], None, 0.3),
    (&["is_alphanumeric", "is_whitespace"], None, 0.1),
    (&["floor", "ceil"], None, 0.9),
    (&["floor", "round"], None, 0.5),
    (&["ceil", "round"], None, 0.5),
    (&["floor", "trunc"], None, 0.2),
    (&["find", "rfind"], None, 0.9),
    (&["position", "rposition"], None, 0.9),
    (&["split_once", "rsplit_once"], None, 0.9),
    (&["splitn", "rsplitn"], None, 0.9),
    (&["split", "rsplit"], None, 0.5),
    (&["split", "split_inclusive"], None, 0.2),
    (&["split", "split_terminator"], None, 0.2),
    (&["matches", "rmatches"], None, 0.5),
    (&["skip", "take"], None, 0.8),
    (&["skip", "step_by"], None, 0.15),
    (&["take", "step_by"], None, 0.1),
    (&["skip_while", "take_while"], None, 0.8),
    (&["filter", "skip_while"], None, 0.25),
    (&["filter", "take_while"], None, 0.25),
    (&["min_by_key", "max_by_key"], None, 0.9),
    (&["min_by", "max_by"], None, 0.9),
    (&["sum", "product"], None, 0.7),
    (&["count", "sum"], None, 0.1),
    (&["keys", "values"], None, 0.5),
    (&["lt", "le", "gt", "ge"], Some(1), 0.6),
    (&["eq", "ne"], Some(1), 0.9),
    (
        &["is_lt", "is_le", "is_gt", "is_ge", "is_eq", "is_ne"],
        Some(0),
        0.5,
    ),
    (&["and", "or"], None, 0.7),
    (&["or", "xor"], Some(1), 0.3),
    (
        &[
            "union",
            "intersection",
            "difference",
            "symmetric_difference",
        ],
        None,
        0.6,
    ),
    (&["is_subset", "is_superset", "is_disjoint"], None, 0.7),
    (&["leading_zeros", "trailing_zeros"], None, 0.9),
    (&["leading_ones", "trailing_ones"], None, 0.9),
    (&["leading_zeros", "leading_ones"], None, 0.5),
    (&["trailing_zeros", "trailing_ones"], None, 0.5),
    (&["count_ones", "count_zeros"], None, 0.9),
    (&["rotate_left", "rotate_right"], None, 0.9),
    (&["shl", "shr"], None, 0.9),
    (&["wrapping_shl", "wrapping_shr"], None, 0.9),
    (&["to_le_bytes", "to_be_bytes"], None, 0.9),
    (&["from_le_bytes", "from_be_bytes"], None, 0.9),
    (&["to_le_bytes", "to_ne_bytes"], None, 0.2),
    (&["from_le_bytes", "from_ne_bytes"], None, 0.2),
    (&["to_le", "to_be"], None, 0.9),
    (&["div_euclid", "rem_euclid"], None, 0.7),
    (&["chunks", "windows"], None, 0.4),
    (&["chunks", "rchunks"], None, 0.5),
    (&["chunks", "chunks_exact"], None, 0.4),
    (&["remove", "swap_remove"], Some(1), 0.5),
    (&["swap", "replace"], Some(2), 0.1),
    (&["is_positive", "is_negative"], None, 0.9),
    (&["is_sign_positive", "is_sign_negative"], None, 0.9),
    (&["sin", "cos"], None, 0.8),
    (&["sinh", "cosh"], None, 0.8),
    (&["exp", "ln"], None, 0.4),
    (&["lower", "upper"], None, 0.7),
    (&["start", "end"], None, 0.7),
    (&["left", "right"], None, 0.7),
    (&["prev", "next"], None, 0.7),
    (&["len", "capacity"], Some(0), 0.5),
    (&["to_degrees", "to_radians"], None, 0.9),
    (&["sort_by_key", "sort_by_cached_key"], None, 0.02),
    (&["and_then", "or_else"], None, 0.1),
    (&["unwrap_or", "max"], Some(1), 0.02),
    (&["range", "range_mut"], None, 0.02),
    (
        &["as_secs", "as_millis", "as_micros", "as_nanos"],
        None,
        0.4,
    ),
    (
        &["from_secs", "from_millis", "from_micros", "from_nanos"],
        None,
        0.5,
    ),
    (&["first_key_value", "last_key_value"], None, 0.9),
    (&["pop_first", "pop_last"], None, 0.9),
    (&["next_power_of_two", "ilog2"], None, 0.1),
    (&["split_first", "split_last"], None, 0.6),
    (&["is_empty", "is_some"], Some(0), 0.02),
    (&["fold", "rfold"], Some(2), 0.4),
    (&["lines", "split_whitespace"], Some(0), 0.2),
    (&["chars", "bytes"], Some(0), 0.15),
];

/// Ways to deal with overflow, and the operations that have them.
const WAYS: &[&str] = &["wrapping_", "saturating_", "checked_", "overflowing_"];
const OPPOSITES: &[(&str, &str)] = &[
    ("add", "sub"),
    ("mul", "div"),
    ("div", "rem"),
    ("shl", "shr"),
];

/// What else a method of this name and number of arguments may have been, with how likely that is.
pub(super) fn others(name: &str, arguments: usize) -> Vec<(String, f64)> {
    let mut found: Vec<(String, f64)> = Vec::new();
    let mut add = |other: String, prior| {
        if other != name && found.iter().all(|(known, _)| *known != other) {
            found.push((other, prior));
        }
    };
    for (group, taken, prior) in GROUPS {
        let applies = taken.is_none_or(|taken| taken == arguments);
        if applies && group.contains(&name) {
            for other in *group {
                add((*other).to_owned(), *prior);
            }
        }
    }
    for way in WAYS {
        let Some(operation) = name.strip_prefix(way) else {
            continue;
        };
        for (one, other) in OPPOSITES {
            if operation == *one {
                add(format!("{way}{other}"), 0.7);
            } else if operation == *other {
                add(format!("{way}{one}"), 0.7);
            }
        }
        let same = |other: &str| matches!(other, "wrapping_" | "saturating_");
        for other in WAYS.iter().filter(|other| same(way) && same(other)) {
            add(format!("{other}{operation}"), 0.7);
        }
    }
    found
}
