//! The Markdown of an answer. What a model wrote stands first and is named as its; what is known without one follows.

use std::{collections::BTreeSet, fmt::Write as _};

use bowline_loop_core::observation::Suspect;

use super::{Answer, Facts, Named, Said, Told};
use crate::report::{Evidence, words};

/// Bytes of the compiler's explanation on a page.
const MOST_EXPLANATION: usize = 1_500;

/// The whole page.
pub(super) fn page(answer: &Answer) -> String {
    let facts = &answer.facts;
    let mut page = format!("# {}\n\n", facts.title);
    said(&mut page, answer);
    // Somebody who asks about no place names what they mean.
    let names_first = facts.place.is_none();
    if names_first {
        names(&mut page, facts);
    }
    for told in &facts.told {
        self::told(&mut page, told);
    }
    nothing_wrong(&mut page, facts);
    tests(&mut page, facts);
    if let Some(found) = &answer.found {
        self::found(&mut page, found, facts);
    }
    if !names_first {
        names(&mut page, facts);
    }
    explanations(&mut page, facts);
    shown(&mut page, answer);
    page
}

fn said(page: &mut String, answer: &Answer) {
    match &answer.said {
        Said::Nothing(why) => {
            let _ = writeln!(page, "*{why} What follows is known without one.*\n");
        }
        Said::Failed(why, _) => {
            let _ = writeln!(
                page,
                "*The model did not answer: {why} What follows is known without one.*\n"
            );
        }
        Said::Words(text, call) => {
            let about = if call.estimated { "~" } else { "" };
            let _ = writeln!(
                page,
                "{}\n\n*Written by {}/{} in the mode `{}`: {about}{} tokens, {}. Nothing proves it; what follows is known without it.*\n",
                text.trim(),
                call.provider,
                call.model,
                answer.mode,
                call.tokens(),
                words::money(call.micros),
            );
        }
    }
}

fn told(page: &mut String, told: &Told) {
    let code = match told.code.as_str() {
        "" => String::new(),
        code => format!("{code}: "),
    };
    let head = told.message.lines().next().unwrap_or_default();
    let _ = writeln!(page, "## {code}{head}\n");
    if !told.place.is_empty() {
        let _ = writeln!(page, "{}\n", told.place);
    }
    let _ = writeln!(page, "```text\n{}\n```\n", told.rendered.trim_end());
    let _ = writeln!(page, "**To decide**: {}\n", told.decide);
}

/// What the compiler's own book says, behind everything that is about this code.
fn explanations(page: &mut String, facts: &Facts) {
    let mut seen = BTreeSet::new();
    for told in facts.told.iter().filter(|told| seen.insert(&told.code)) {
        let Some(text) = &told.explanation else {
            continue;
        };
        let kept = cut(text, MOST_EXPLANATION);
        let _ = writeln!(page, "## What rustc says of {}\n\n{kept}\n", told.code);
        if kept.len() < text.len() {
            let _ = writeln!(page, "… `rustc --explain {}` has the rest.\n", told.code);
        }
    }
}

fn nothing_wrong(page: &mut String, facts: &Facts) {
    let further = u32::try_from(facts.further).unwrap_or(u32::MAX);
    if facts.told.is_empty() && facts.tests.is_none() {
        let where_ = facts.place.as_ref().map_or("", |_| " here");
        let _ = writeln!(page, "`{}` says nothing{where_}.\n", facts.command);
    }
    if further > 0 {
        let _ = writeln!(
            page,
            "It says {} more elsewhere.\n",
            words::count(further, "thing")
        );
    }
    if !facts.within.is_empty() {
        let _ = writeln!(page, "The place is in `{}`.\n", facts.within);
    }
}

fn tests(page: &mut String, facts: &Facts) {
    let Some(tests) = &facts.tests else { return };
    let failed = u32::try_from(tests.failed.len()).unwrap_or(u32::MAX);
    let _ = writeln!(
        page,
        "## Tests\n\n{} passed, {} failed.\n",
        words::count(tests.passed, "test"),
        failed
    );
    if !tests.suspects.is_empty() {
        let _ = writeln!(
            page,
            "Where the fault may lie, by the calls that lead there from the tests:\n\n{}",
            suspects(&tests.suspects)
        );
    }
}

/// Places that a fault may lie in, one a line.
pub(super) fn suspects(suspects: &[Suspect]) -> String {
    let line = |one: &Suspect| {
        format!(
            "- {}:{} `{}`: {}\n",
            one.path,
            one.line,
            one.name,
            one.reasons.join(", ")
        )
    };
    suspects.iter().take(6).map(line).collect()
}

fn found(page: &mut String, found: &Evidence, facts: &Facts) {
    let Some(end) = &found.end else { return };
    let _ = writeln!(
        page,
        "## What a loop without a model found\n\n{} {}\n",
        end.meaning, end.sentence
    );
    for file in &found.files {
        let _ = writeln!(page, "```diff\n{}```\n", file.diff);
    }
    if !found.files.is_empty() {
        let at = facts.place.as_deref().unwrap_or_default();
        let _ = writeln!(
            page,
            "Nothing was written; `bowline fix --at {at} --apply` does it (`bowline report {}` has the proof).\n",
            found.id
        );
    }
    for account in &found.accounts {
        let _ = writeln!(page, "{}\n", account.obstacle);
        for tried in &account.tried {
            let _ = writeln!(page, "- {}: {}", tried.title, tried.result);
        }
        page.push('\n');
    }
}

fn names(page: &mut String, facts: &Facts) {
    facts.named.iter().for_each(|name| named(page, name));
}

fn named(page: &mut String, name: &Named) {
    let _ = writeln!(page, "## `{}`\n", name.name);
    for declared in &name.declared {
        let within = match declared.within.as_str() {
            "" => String::new(),
            within => format!(" in `{within}`"),
        };
        let _ = writeln!(
            page,
            "{}{within}\n\n```rust\n{}\n```\n",
            declared.place, declared.code
        );
        if !declared.documentation.is_empty() {
            let _ = writeln!(page, "{}\n", declared.documentation);
        }
    }
    if name.use_count == 0 {
        let _ = writeln!(page, "Nothing else in the workspace names it.\n");
        return;
    }
    let count = u32::try_from(name.use_count).unwrap_or(u32::MAX);
    let _ = writeln!(page, "{} name it:\n", words::count(count, "further line"));
    for one in &name.uses {
        let test = if one.is_test { " (test)" } else { "" };
        let _ = writeln!(
            page,
            "- {}{test}: `{}`",
            one.place,
            one.text.replace('`', "'")
        );
    }
    page.push('\n');
}

fn shown(page: &mut String, answer: &Answer) {
    if matches!(answer.said, Said::Nothing(_)) || answer.slices.is_empty() {
        return;
    }
    page.push_str("## What the model was shown\n\n");
    for slice in &answer.slices {
        let left_out = if slice.is_sent {
            ""
        } else {
            ", left out: no room"
        };
        let _ = writeln!(
            page,
            "- {}: {} ({} tokens{left_out})",
            slice.what, slice.source, slice.tokens
        );
    }
}

/// The beginning of a text, whole lines where there are several.
pub(super) fn cut(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let end = (0..=most).rev().find(|at| text.is_char_boundary(*at));
    let kept = &text[..end.unwrap_or(0)];
    kept.rfind('\n').map_or(kept, |line| &kept[..line])
}

/// What a model wrote, with nothing in it that a viewer would fetch or run: an image's address can carry what was read.
pub(super) fn harmless(text: &str) -> String {
    let mut is_fenced = false;
    let line = |line: &str| {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        } else if !is_fenced {
            return line.replace("![", "!\\[").replace('<', "&lt;");
        }
        line.to_owned()
    };
    text.split_inclusive('\n').map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_model_wrote_fetches_nothing() {
        let text = "a ![x](https://host/?q) <img src=y>\n```rust\nlet a: Vec<u8>;\n```\n";
        let safe = harmless(text);
        assert!(!safe.contains("![") && !safe.contains("<img"), "{safe}");
        assert!(safe.contains("Vec<u8>"));
    }
}
