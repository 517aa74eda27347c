//! What an agent may do when it asks: read, search and edit inside its copy, and nothing else. The answer is given by the kind
//! and the places that it names; what it does unasked is held by the sandbox and by what is read out of the copy.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::tree::Tree;

/// Keys below `rawInput` that name a place.
const PLACES: &[&str] = &["abs_path", "filePath", "file_path", "filepath", "path"];

/// What was refused, in the words of the protocol, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Refusals(BTreeMap<(&'static str, &'static str), u32>);

impl Refusals {
    /// Notes one.
    pub(super) fn note(&mut self, what: &'static str, why: &'static str) {
        *self.0.entry((what, why)).or_default() += 1;
    }

    /// All of them in a sentence; empty where there are none.
    pub(super) fn sentence(&self) -> String {
        let each = self.0.iter().map(|((what, why), times)| match times {
            1 => format!("{what} ({why})"),
            times => format!("{what} ({why}, {times} times)"),
        });
        let all: Vec<String> = each.collect();
        match all.as_slice() {
            [] => String::new(),
            all => format!("it was refused: {}", all.join(", ")),
        }
    }
}

/// Answers `session/request_permission`.
pub(super) fn answer(params: &Value, tree: &Tree, refusals: &mut Refusals) -> Value {
    let call = params.get("toolCall").unwrap_or(&Value::Null);
    let wanted = match judge(call, tree) {
        Ok(()) => "allow_once",
        Err((what, why)) => {
            refusals.note(what, why);
            "reject_once"
        }
    };
    let options = params.get("options").and_then(Value::as_array);
    let option = options
        .into_iter()
        .flatten()
        .find(|option| option.get("kind").and_then(Value::as_str) == Some(wanted));
    match option.and_then(|option| option.get("optionId")) {
        Some(id) => json!({ "outcome": { "outcome": "selected", "optionId": id } }),
        None => json!({ "outcome": { "outcome": "cancelled" } }),
    }
}

/// Whether a call may be made; else what it is and why not.
fn judge(call: &Value, tree: &Tree) -> Result<(), (&'static str, &'static str)> {
    let places = places(call);
    let inside = |what| match places.iter().find_map(|place| tree.resolve(place).err()) {
        Some(denied) => Err((what, denied.word())),
        None => Ok(()),
    };
    let named = |what| match places.is_empty() {
        true => Err((what, "no place is named")),
        false => inside(what),
    };
    match call.get("kind").and_then(Value::as_str) {
        Some("read") => named("read"),
        Some("edit") => named("edit"),
        Some("search") => inside("search"),
        Some("think") => Ok(()),
        Some("delete") => named("delete"),
        Some("move") => named("move"),
        Some("execute") => Err(("execute", "no command is run")),
        Some("fetch") => Err(("fetch", "nothing is fetched")),
        Some("switch_mode") => Err(("switch_mode", "its mode stays")),
        Some(_) | None => Err(("other", "its kind is not known")),
    }
}

/// Every place that a call names.
fn places(call: &Value) -> Vec<&str> {
    let listed = |key: &str| {
        call.get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let of_lists = listed("locations").chain(listed("content"));
    let of_lists = of_lists.filter_map(|one| one.get("path")?.as_str());
    let raw = call.get("rawInput");
    let of_input = PLACES.iter().filter_map(|key| raw?.get(*key)?.as_str());
    of_lists.chain(of_input).collect()
}
