//! The workspace edit on the wire: one document after the other, smallest replacements, pinned to versions.

use bowline_documents::{Rope, minimal, position_of};
use bowline_loop_core::{Replacement, Verdict};
use serde_json::{Map, Value, json};

use super::target::{Target, text_now};
use crate::{
    lsp::{places, session::State},
    report::words,
};

/// The one label that all edits of a result share.
const ANNOTATION: &str = "bowline";

/// The label of edits that a person should look at even in an editor that has shown nothing before.
const RISKY: &str = "bowline.risky";

/// The params of `workspace/applyEdit` that lead from the base texts to the goals; `None` when a text or version is no
/// longer the one the target was made for.
pub(super) fn build(
    state: &State,
    targets: &[Target],
    title: &str,
    verdict: Verdict,
) -> Option<Value> {
    let abilities = &state.abilities;
    // Our own clients and the message with buttons have asked already; a client that shows annotations is told what they are.
    let annotated = abilities.annotations && abilities.document_changes && !abilities.review;
    let mut documents = Vec::new();
    let mut changes = Map::new();
    for target in targets {
        if text_now(state, &target.absolute)? != (target.version, target.base.clone()) {
            return None;
        }
        let open = state.documents.at(&target.absolute);
        let uri = open.map_or_else(
            || places::uri_of(&target.absolute),
            |(uri, _)| uri.to_owned(),
        );
        let mut edits = text_edits(state, target);
        if annotated {
            let label = if is_risky(target) { RISKY } else { ANNOTATION };
            edits
                .iter_mut()
                .for_each(|edit| edit["annotationId"] = label.into());
        }
        documents.push(
            json!({ "textDocument": { "uri": uri, "version": target.version }, "edits": edits }),
        );
        changes.insert(uri, edits.into());
    }
    let mut edit = if abilities.document_changes {
        json!({ "documentChanges": documents })
    } else {
        json!({ "changes": changes })
    };
    if annotated {
        edit["changeAnnotations"] = annotations(targets, title, verdict);
    }
    Some(json!({ "label": format!("Bowline: {title}"), "edit": edit }))
}

fn text_edits(state: &State, target: &Target) -> Vec<Value> {
    let text = Rope::from_str(&target.base);
    let encoding = state.documents.encoding();
    minimal(&target.base, &target.goal)
        .into_iter()
        .map(|replacement| off_the_end(replacement, &target.base))
        .map(|replacement| {
            let start = position_of(&text, replacement.start, encoding);
            let end = position_of(&text, replacement.end, encoding);
            json!({ "range": { "start": start, "end": end }, "newText": replacement.text })
        })
        .collect()
}

/// Moves lines that are added behind the last line break in front of it, which gives the same text: behind it Neovim's
/// `vim.lsp.util.apply_text_edits` (0.11.4) leaves an empty line of its own.
pub(super) fn off_the_end(replacement: Replacement, base: &str) -> Replacement {
    let line_break = if base.ends_with("\r\n") { "\r\n" } else { "\n" };
    let rest = replacement.text.strip_suffix(line_break);
    match (base.strip_suffix(line_break), rest) {
        (Some(lines), Some(rest)) if replacement.start == base.len() => Replacement {
            start: lines.len(),
            end: lines.len(),
            text: format!("{line_break}{rest}"),
        },
        _ => replacement,
    }
}

fn annotations(targets: &[Target], title: &str, verdict: Verdict) -> Value {
    let label = format!("Bowline: {}", words::verdict(verdict));
    let mut annotations = Map::new();
    if targets.iter().any(|target| !is_risky(target)) {
        annotations.insert(
            ANNOTATION.into(),
            json!({ "label": label, "needsConfirmation": false, "description": title }),
        );
    }
    if targets.iter().any(is_risky) {
        let label = format!("{label}, in a test or manifest");
        annotations.insert(
            RISKY.into(),
            json!({ "label": label, "needsConfirmation": true, "description": title }),
        );
    }
    annotations.into()
}

/// Tests and manifests say what is right; an edit of one deserves a second look.
fn is_risky(target: &Target) -> bool {
    let path = target.path.as_str();
    target.path.file_name() == "Cargo.toml"
        || path.starts_with("tests/")
        || path.contains("/tests/")
}
