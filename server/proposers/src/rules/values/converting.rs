//! Options and results that hold something else than is wanted, and each in the place of the other.

use bowline_loop_core::Class;

use super::{
    Rule,
    mismatch::{self, Change, Mismatch},
    types::Ty,
    wrapping::layers,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "view-as",
        class: Class::Plausible,
        about: "Asks one reference for another view of the same thing, such as a path for a text: `.as_ref()`.",
        propose: |case, fixes| mismatch::convert(case, fixes, view_as),
    },
    Rule {
        name: "convert-wrapped",
        class: Class::Plausible,
        about: "Converts what an `Option` or `Result` holds, or one into the other: `.copied()`, `.as_ref()`, `.ok()`, \
                `.ok_or(…)`, `.map_err(…)`.",
        propose: |case, fixes| mismatch::convert(case, fixes, convert_wrapped),
    },
];

/// What the standard library lends as something else by `AsRef`.
const VIEWS: &[(&str, &str)] = &[
    ("str", "Path"),
    ("str", "OsStr"),
    ("String", "Path"),
    ("String", "OsStr"),
    ("OsStr", "Path"),
    ("OsString", "Path"),
    ("Path", "OsStr"),
    ("PathBuf", "OsStr"),
];

fn view_as(m: &Mismatch<'_>) -> Vec<Change> {
    let (expected, wanted) = m.expected.bare();
    let (found, _) = m.found.bare();
    let is_view = |(from, to): &(&str, &str)| found.is(from) && expected.is(to);
    let bytes = matches!(expected, Ty::Slice(of) if of.is("u8"));
    if wanted == 1 && bytes && found.is_any(&["OsStr", "OsString", "Path", "PathBuf"]) {
        let view = match found.name() {
            Some("Path" | "PathBuf") => ".as_os_str().as_encoded_bytes()",
            _ => ".as_encoded_bytes()",
        };
        return vec![
            Change::keeps(
                "view its bytes: `.as_bytes()`",
                m.operand.suffixed(".as_bytes()"),
            ),
            Change::keeps(
                format!("view its bytes: `{view}`"),
                m.operand.suffixed(view),
            ),
        ];
    }
    if wanted == 1 && VIEWS.iter().any(is_view) {
        vec![Change::keeps(
            "view it as that: `.as_ref()`",
            m.operand.suffixed(".as_ref()"),
        )]
    } else {
        Vec::new()
    }
}

fn convert_wrapped(m: &Mismatch<'_>) -> Vec<Change> {
    let (expected, found) = (m.expected.bare().0, m.found.bare().0);
    if m.operand.kind == "identifier" && m.operand.text() == "None" {
        return Vec::new();
    }
    match (expected.name(), found.name()) {
        (Some("Option"), Some("Result")) => {
            vec![Change::plausible(
                "drop the error: `.ok()`",
                m.operand.suffixed(".ok()"),
            )]
        }
        (Some("Result"), Some("Option")) => {
            let error = expected
                .arg(1)
                .map_or("\"missing value\"".to_owned(), missing);
            let edit = m.operand.suffixed(&format!(".ok_or({error})"));
            vec![Change::plausible(
                "name an error for what is missing: `.ok_or(…)`",
                edit,
            )]
        }
        (Some("Result"), Some("Result")) => convert_error(m, expected, found),
        (Some("Option"), Some("Option")) => convert_option(m, expected, found),
        _ => Vec::new(),
    }
}

/// An error value for something that is missing.
pub(super) fn missing(error: &Ty) -> String {
    match error {
        ty if ty.is("String") => "\"missing value\".to_string()".to_owned(),
        ty if ty.is_unit() => "()".to_owned(),
        ty if ty.is("Box") => "\"missing value\".into()".to_owned(),
        _ => "\"missing value\"".to_owned(),
    }
}

fn convert_error(m: &Mismatch<'_>, expected: &Ty, found: &Ty) -> Vec<Change> {
    let (Some(wanted), Some(given)) = (expected.arg(1), found.arg(1)) else {
        return Vec::new();
    };
    if wanted.fits(given) {
        return Vec::new();
    }
    let mut changes = Vec::new();
    if wanted.is("String") {
        let edit = m.operand.suffixed(".map_err(|error| error.to_string())");
        changes.push(Change::plausible(
            "make the error text: `.map_err(…)`",
            edit,
        ));
    }
    let edit = m.operand.suffixed(".map_err(Into::into)");
    changes.push(Change::keeps(
        "convert the error: `.map_err(Into::into)`",
        edit,
    ));
    changes
}

fn convert_option(m: &Mismatch<'_>, expected: &Ty, found: &Ty) -> Vec<Change> {
    let (Some(wanted), Some(given)) = (expected.arg(0), found.arg(0)) else {
        return Vec::new();
    };
    let (to, wanted_depth) = wanted.bare();
    let (from, depth) = given.bare();
    let suffix = if to.is("str") && from.is("String") {
        if depth == 0 {
            ".as_deref()"
        } else {
            ".map(|text| text.as_str())"
        }
    } else if to.is("String") && from.is("str") {
        ".map(|text| text.to_string())"
    } else if to.is_number() && from.is_number() && !to.fits(from) && wanted_depth == 0 {
        let star = "*".repeat(depth);
        let edit = m
            .operand
            .suffixed(&format!(".map(|value| {star}value as {to})"));
        return vec![Change::plausible("cast what it holds", edit)];
    } else if !to.fits(from) {
        match layers(wanted, given) {
            Some((before, _)) if before.ends_with("::new(") && before.matches('(').count() == 1 => {
                let edit = m
                    .operand
                    .suffixed(&format!(".map({})", before.trim_end_matches('(')));
                return vec![Change::keeps("wrap what it holds", edit)];
            }
            _ => return Vec::new(),
        }
    } else if depth > wanted_depth {
        if to.is_copy() {
            ".copied()"
        } else {
            ".cloned()"
        }
    } else if wanted_depth > depth {
        match wanted {
            Ty::Ref { mutable: true, .. } => ".as_mut()",
            _ => ".as_ref()",
        }
    } else {
        return Vec::new();
    };
    vec![Change::keeps(
        format!("convert what it holds: `{suffix}`"),
        m.operand.suffixed(suffix),
    )]
}
