//! Types that nothing determines.

use bowline_syntax::nodes;

use super::{Case, Edit, Fixes, Spot};

pub(super) fn fill(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0282", "E0283", "E0284"]) {
        return;
    }
    let helps = case.diagnostic.children.iter().filter(|child| {
        child.message.contains("explicit type")
            || child.message.contains("specifying the generic argument")
            || child.message.contains("giving")
            || child.message.contains("fully qualified path")
    });
    for help in helps {
        let mut edit = Edit::default();
        let mut shown = String::new();
        for span in &help.spans {
            let (Some(suggestion), Some(spot)) = (&span.replacement, case.spot(span)) else {
                continue;
            };
            shown = filled(suggestion, expected(&spot).unwrap_or("i32"));
            edit = edit.replace(&spot, spot.range.clone(), shown.clone());
        }
        fixes.scaffold(
            format!("write `{}`", shown.trim_start_matches([':', ' '])),
            edit,
        );
    }
}

/// The type that the `let` around a place is declared with.
fn expected<'a>(spot: &Spot<'a>) -> Option<&'a str> {
    let binding = nodes::enclosing(spot.node(), &["let_declaration"])?;
    Some(spot.text_of(binding.child_by_field_name("type")?))
}

/// A suggested annotation with a type in place of every hole and every foreign parameter's name.
fn filled(suggested: &str, with: &str) -> String {
    let mut text = suggested.replace("/* Type */", with);
    let mut word = String::new();
    let mut result = String::new();
    text.push(' ');
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        let hole = word == "_" || word.len() == 1 && word.starts_with(|c: char| c.is_uppercase());
        result.push_str(if hole { with } else { &word });
        word.clear();
        result.push(c);
    }
    result.truncate(result.trim_end().len());
    if suggested.ends_with(' ') {
        result.push(' ');
    }
    result
}
