//! `textDocument/codeAction`, answered from memory: a command that starts a loop, never an edit.

use std::{collections::BTreeSet, path::Path};

use bowline_loop_core::observation::Level;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;

use crate::{
    lsp::{
        caps::Abilities,
        knowledge::{ErrorsKnown, Known},
        places,
        ready::ReadyFix,
        server::Server,
        session::{Helper, State},
        testing,
        wire::{CodeActions, Hint, Range},
    },
    report::words,
};

const QUICK_FIX: &str = "quickfix";
const FIX_FILE: &str = "source.fixAll.bowline";
const FIX_PACKAGE: &str = "source.fixAll.bowline.package";
const FIX_WORKSPACE: &str = "source.fixAll.bowline.workspace";

/// A menu with more entries than this helps nobody.
const MOST: usize = 8;

impl Server {
    pub(in crate::lsp) async fn code_actions(&self, params: CodeActions) -> Result<Value> {
        Ok(self.session.with(|state| answer(state, &params)))
    }
}

/// The end of the titles where nobody but the rules is asked.
const NO_MODEL: &str = " (no model)";

/// The command that shows a fix which was found before.
const SHOW: &str = "bowline.server.showFix";

/// An action before it is put on the wire.
struct Action<'a> {
    title: String,
    kind: &'static str,
    command: &'static str,
    argument: Value,
    diagnostics: Vec<&'a Value>,
    is_preferred: bool,
}

fn answer(state: &State, params: &CodeActions) -> Value {
    let uri = params.text_document.uri.as_str();
    let place = state.documents.place(uri).cloned();
    let path = place
        .as_ref()
        .map(|place| place.path.clone())
        .or_else(|| places::path_of(uri));
    let Some(path) = path else { return json!([]) };
    let abilities = &state.abilities;
    if place.is_some_and(|place| place.root.is_none()) {
        return json!(disabled(abilities, params));
    }
    let mut actions = Vec::new();
    if wants(params, QUICK_FIX) {
        actions.extend(quick_fixes(state, params, &path));
    }
    if wants(params, QUICK_FIX) {
        actions.extend(test_at(state, params, &path));
    }
    actions.extend(fix_alls(state.knowledge.errors(&path), params));
    if state.helper == Helper::Nobody {
        let looking = actions.iter_mut().filter(|action| action.command != SHOW);
        looking.for_each(|action| action.title.push_str(NO_MODEL));
    }
    let wired: Vec<Value> = actions
        .iter()
        .map(|action| wire(abilities, action))
        .collect();
    json!(wired)
}

/// Whether a kind was asked for: the kind itself or one above it.
fn wants(params: &CodeActions, kind: &str) -> bool {
    let is_below = |asked: &str| {
        asked.is_empty()
            || kind
                .strip_prefix(asked)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    params
        .only()
        .is_none_or(|only| only.into_iter().any(is_below))
}

/// One action for each thing that our own check found here, then for each that only the editor knows of.
fn quick_fixes<'a>(state: &State, params: &'a CodeActions, path: &Path) -> Vec<Action<'a>> {
    let hints: Vec<(Hint, &Value)> = params
        .diagnostics()
        .iter()
        .filter_map(|one| Some((Hint::of(one)?, one)))
        .collect();
    let known = state.knowledge.at(path, params.range);
    let is_known = |hint: &Hint| known.iter().any(|known| is_same(hint, known));
    let only_hinted = hints
        .iter()
        .filter(|(hint, _)| hint.severity <= 2 && !is_known(hint));
    let hinted: Vec<Action<'_>> = only_hinted
        .map(|(hint, diagnostic)| from_hint(params, hint, diagnostic))
        .collect();
    let own = known
        .iter()
        .map(|known| match state.ready.of(state, known) {
            Some(fix) => from_ready(params, known, fix, &hints),
            None => from_known(params, known, &hints),
        });
    // What was typed just now has been seen by no check: a person who asks is offered the loop, which looks for itself.
    let nothing_seen = known.is_empty() && hinted.is_empty();
    let unseen = (nothing_seen && !params.is_automatic() && state.knowledge.is_unsure_of(path))
        .then(|| at_cursor(params));
    let mut titles = BTreeSet::new();
    own.chain(hinted)
        .chain(unseen)
        .filter(|action| titles.insert(action.title.clone()))
        .take(MOST)
        .collect()
}

/// Whether the editor's diagnostic is what our own check found.
fn is_same(hint: &Hint, known: &Known) -> bool {
    let (first, last) = known.lines;
    let near = hint.range.start.line <= last && hint.range.end.line >= first;
    near && (hint.message == known.message || (hint.code.is_some() && hint.code == known.code))
}

fn title(message: &str) -> String {
    format!("Fix and prove: {message}")
}

fn at_cursor<'a>(params: &CodeActions) -> Action<'a> {
    Action {
        title: "Fix and prove the error here".into(),
        kind: QUICK_FIX,
        command: "bowline.server.fixAtCursor",
        argument: json!({ "textDocument": { "uri": params.text_document.uri }, "range": params.range }),
        diagnostics: Vec::new(),
        is_preferred: false,
    }
}

/// The test around the cursor, where it stands in one.
fn test_at(state: &State, params: &CodeActions, path: &Path) -> Option<Action<'static>> {
    let tests = testing::tests(state, path);
    let test = testing::around(&tests, params.range.start)?;
    Some(Action {
        title: format!("Make `{}` pass and prove", test.own_name()),
        kind: QUICK_FIX,
        command: "bowline.server.makeTestPass",
        argument: test.argument(&params.text_document.uri),
        diagnostics: Vec::new(),
        is_preferred: false,
    })
}

fn from_hint<'a>(params: &CodeActions, hint: &Hint, diagnostic: &'a Value) -> Action<'a> {
    let passed = json!({ "range": hint.range, "message": hint.message, "code": hint.code, "severity": hint.severity });
    quick_fix(params, &hint.message, passed, vec![diagnostic])
}

/// A fix that is ready, named by what it is worth: asked for, its review opens at once.
fn from_ready<'a>(
    params: &CodeActions,
    known: &Known,
    fix: &ReadyFix,
    hints: &[(Hint, &'a Value)],
) -> Action<'a> {
    let mut action = from_known(params, known, hints);
    action.title = format!("{}: {}", words::mark(fix.verdict), fix.does);
    action.command = SHOW;
    action.argument["loop"] = json!(fix.id);
    action.is_preferred = true;
    action
}

fn from_known<'a>(params: &CodeActions, known: &Known, hints: &[(Hint, &'a Value)]) -> Action<'a> {
    let (first, last) = known.lines;
    let line = |line: u32| json!({ "line": line, "character": 0 });
    let passed = json!({
        "range": { "start": line(first), "end": line(last.saturating_add(1)) },
        "message": known.message,
        "code": known.code,
        "severity": if known.level == Level::Error { 1 } else { 2 },
    });
    let matched = hints
        .iter()
        .filter(|(hint, _)| is_same(hint, known))
        .map(|(_, diagnostic)| *diagnostic)
        .collect();
    quick_fix(params, &known.message, passed, matched)
}

fn quick_fix<'a>(
    params: &CodeActions,
    message: &str,
    passed: Value,
    diagnostics: Vec<&'a Value>,
) -> Action<'a> {
    let argument = json!({
        "textDocument": { "uri": params.text_document.uri },
        "range": params.range,
        "diagnostic": passed,
    });
    Action {
        title: title(message),
        kind: QUICK_FIX,
        command: "bowline.server.fixAtCursor",
        argument,
        diagnostics,
        is_preferred: false,
    }
}

fn fix_alls(known: ErrorsKnown, params: &CodeActions) -> Vec<Action<'static>> {
    // What an editor runs by itself, on saving, is at most the file, and only where it was named: a loop is no formatter.
    let automatic = params.is_automatic();
    let named = params
        .only()
        .is_some_and(|only| only.iter().any(|kind| kind.starts_with(FIX_FILE)));
    let offers = [
        (
            "Fix all in file and prove",
            FIX_FILE,
            "bowline.server.fixFile",
            known.in_file && (!automatic || named),
        ),
        (
            "Fix all in package and prove",
            FIX_PACKAGE,
            "bowline.server.fixPackage",
            known.in_workspace && !automatic,
        ),
        (
            "Fix all in workspace and prove",
            FIX_WORKSPACE,
            "bowline.server.fixWorkspace",
            known.in_workspace && !automatic,
        ),
    ];
    let argument = json!({ "textDocument": { "uri": params.text_document.uri } });
    offers
        .into_iter()
        .filter(|(_, kind, _, is_offered)| *is_offered && wants(params, kind))
        .map(|(title, kind, command, _)| Action {
            title: title.into(),
            kind,
            command,
            argument: argument.clone(),
            diagnostics: Vec::new(),
            is_preferred: false,
        })
        .collect()
}

fn wire(abilities: &Abilities, action: &Action<'_>) -> Value {
    let command =
        json!({ "title": action.title, "command": action.command, "arguments": [action.argument] });
    if !abilities.action_literals {
        return command;
    }
    let mut wired = json!({ "title": action.title, "kind": action.kind, "command": command });
    if !action.diagnostics.is_empty() {
        wired["diagnostics"] = json!(action.diagnostics);
    }
    if action.is_preferred {
        wired["isPreferred"] = true.into();
    }
    wired
}

/// A file outside any cargo project: said where the editor can show why, and left out elsewhere.
fn disabled(abilities: &Abilities, params: &CodeActions) -> Vec<Value> {
    let offered =
        abilities.disabled_actions && abilities.action_literals && wants(params, QUICK_FIX);
    let hints = params
        .diagnostics()
        .iter()
        .filter(|_| offered)
        .filter_map(Hint::of);
    let reason = "There is no Cargo.toml in this file's directory or above it.";
    hints
        .filter(|hint| hint.severity == 1 && overlaps(hint.range, params.range))
        .take(1)
        .map(|hint| json!({ "title": title(&hint.message), "kind": QUICK_FIX, "disabled": { "reason": reason } }))
        .collect()
}

fn overlaps(one: Range, other: Range) -> bool {
    one.start.line <= other.end.line && one.end.line >= other.start.line
}

#[cfg(test)]
mod tests;
