//! Which actions are offered where, as they are on the wire.

use std::path::PathBuf;

use bowline_documents::Position;
use bowline_loop_core::{Observation, ObservationKey, Phase, WorkspacePath, observation::Site};

use super::*;
use crate::{
    engine::Observed,
    lsp::{documents::Documents, knowledge::Knowledge},
};

const FILE: &str = "/nowhere/p/src/lib.rs";

fn observation(line: u32, level: Level, code: &str, message: &str) -> Observation {
    let path = WorkspacePath::new("src/lib.rs");
    Observation {
        key: ObservationKey {
            code: code.into(),
            message: message.into(),
            path: Some(path.clone()),
            item: String::new(),
            text: String::new(),
            ordinal: 0,
        },
        level,
        phase: Phase::Types,
        site: Some(Site {
            path,
            first_line: line,
            last_line: line,
            column: 1,
            start: 0,
            end: 0,
        }),
        package: "p".into(),
        targets: Vec::new(),
        message: message.into(),
        rendered: String::new(),
    }
}

fn state(observations: Vec<Observation>, capabilities: Value) -> State {
    let mut knowledge = Knowledge::new();
    let observed = Observed {
        root: PathBuf::from("/nowhere/p"),
        observations,
    };
    let documents = Documents::new();
    knowledge.learn(observed, &[], &documents);
    let abilities = Abilities::read(&json!({ "capabilities": capabilities }));
    State::for_test(documents, knowledge, abilities)
}

fn literals() -> Value {
    json!({ "textDocument": { "codeAction": { "codeActionLiteralSupport": {} } } })
}

fn ask(state: &State, line: u32, context: Value) -> Vec<Value> {
    let at = Position::new(line, 0);
    let params = json!({ "textDocument": { "uri": format!("file://{FILE}") }, "range": { "start": at, "end": at }, "context": context });
    let params: CodeActions = serde_json::from_value(params).unwrap();
    answer(state, &params).as_array().unwrap().clone()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions
        .iter()
        .map(|action| action["title"].as_str().unwrap())
        .collect()
}

fn diagnostic(line: u32, message: &str) -> Value {
    let at = json!({ "line": line, "character": 0 });
    json!({ "range": { "start": at, "end": at }, "severity": 1, "message": message, "data": { "rendered": "x" } })
}

#[test]
fn what_our_check_found_is_offered_with_the_diagnostics_it_matches() {
    let found = vec![
        observation(
            3,
            Level::Warning,
            "unused_variables",
            "unused variable: `x`",
        ),
        observation(3, Level::Error, "E0382", "use of moved value: `s`"),
        observation(9, Level::Error, "E0308", "mismatched types"),
    ];
    let state = state(found, literals());
    let passed = [
        diagnostic(2, "use of moved value: `s`\nvalue used here after move"),
        diagnostic(2, "newly typed"),
    ];
    let actions = ask(
        &state,
        2,
        json!({ "diagnostics": passed, "only": ["quickfix"] }),
    );
    assert_eq!(
        titles(&actions),
        [
            "Fix and prove: use of moved value: `s` (no model)",
            "Fix and prove: unused variable: `x` (no model)",
            "Fix and prove: newly typed (no model)",
        ]
    );
    assert_eq!(
        actions[0]["diagnostics"],
        json!([passed[0]]),
        "as it came, data included"
    );
    assert_eq!(
        actions[0]["command"]["command"],
        "bowline.server.fixAtCursor"
    );
    assert_eq!(
        actions[0]["command"]["arguments"][0]["diagnostic"]["code"],
        "E0382"
    );
    assert!(actions.iter().all(|action| action.get("edit").is_none()));
    assert!(ask(&state, 5, json!({ "only": ["quickfix"] })).is_empty());
}

#[test]
fn a_text_that_no_check_has_seen_is_offered_a_loop_that_looks_for_itself() {
    let mut state = state(Vec::new(), literals());
    let invoked = json!({ "triggerKind": 1 });
    assert!(
        ask(&state, 1, invoked.clone()).is_empty(),
        "checked, and nothing typed since"
    );
    state.knowledge.unsee(std::path::Path::new(FILE));
    let actions = ask(&state, 1, invoked);
    assert_eq!(
        titles(&actions),
        ["Fix and prove the error here (no model)"]
    );
    assert!(
        ask(&state, 1, json!({ "triggerKind": 2 })).is_empty(),
        "nobody asked"
    );
}

#[test]
fn what_the_editor_passed_is_offered_where_our_check_knows_nothing() {
    let state = state(Vec::new(), literals());
    let odd = [
        json!({ "code": { "nested": [] }, "message": { "kind": "markdown", "value": "**odd**" }, "range": { "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 1 } } }),
        json!({ "message": "no range", "codeDescription": { "href": "not a uri" } }),
        json!("not a diagnostic"),
        diagnostic(1, "found by another server"),
    ];
    let actions = ask(&state, 1, json!({ "diagnostics": odd }));
    assert_eq!(
        titles(&actions),
        [
            "Fix and prove: **odd** (no model)",
            "Fix and prove: found by another server (no model)"
        ]
    );
}

#[test]
fn fix_all_is_offered_by_kind_and_never_runs_by_itself_unless_named() {
    let state = state(
        vec![observation(3, Level::Error, "E0308", "mismatched types")],
        literals(),
    );
    let kinds = |context: Value| -> Vec<String> {
        ask(&state, 20, context)
            .iter()
            .map(|action| action["kind"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(kinds(json!({})), [FIX_FILE, FIX_PACKAGE, FIX_WORKSPACE]);
    assert_eq!(
        kinds(json!({ "only": ["source"] })),
        [FIX_FILE, FIX_PACKAGE, FIX_WORKSPACE]
    );
    assert_eq!(
        kinds(json!({ "only": ["source.fixAll.bowline.package"] })),
        [FIX_PACKAGE]
    );
    assert!(
        kinds(json!({ "only": ["source.fix"] })).is_empty(),
        "a kind is not a string prefix"
    );
    assert!(kinds(json!({ "only": ["refactor"] })).is_empty());
    assert!(kinds(json!({ "only": ["source.fixAll"], "triggerKind": 2 })).is_empty());
    assert_eq!(
        kinds(json!({ "only": ["source.fixAll.bowline"], "triggerKind": 2 })),
        [FIX_FILE]
    );
}

#[test]
fn a_client_without_literals_gets_commands() {
    let state = state(
        vec![observation(3, Level::Error, "E0308", "mismatched types")],
        json!({}),
    );
    let actions = ask(&state, 2, json!({ "only": ["quickfix"] }));
    assert_eq!(actions[0]["command"], "bowline.server.fixAtCursor");
}

#[test]
fn a_title_says_no_model_only_where_none_is_asked() {
    let found = vec![observation(
        3,
        Level::Error,
        "E0382",
        "use of moved value: `s`",
    )];
    let mut state = state(found, literals());
    let context = json!({ "diagnostics": [] });
    let all = titles_of(&ask(&state, 2, context.clone()));
    assert!(
        all.len() > 1 && all.iter().all(|title| title.ends_with(NO_MODEL)),
        "{all:?}"
    );
    state.helper = Helper::SetUp;
    let all = titles_of(&ask(&state, 2, context));
    assert_eq!(all[0], "Fix and prove: use of moved value: `s`");
    assert!(
        all.iter().all(|title| !title.contains("no model")),
        "{all:?}"
    );
}

fn titles_of(actions: &[Value]) -> Vec<String> {
    let titles = titles(actions).into_iter();
    titles.map(str::to_owned).collect()
}
