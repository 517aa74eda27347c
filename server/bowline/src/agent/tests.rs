//! What an agent may do, and what its copy gives back.

use bowline_loop_core::WorkspacePath;
use serde_json::json;

use super::{
    Plan,
    consent::{self, Refusals},
    failure::{AgentError, Unfit},
    tree::{Denied, Tree},
    wire::{self, Message, Unreadable},
};
use crate::{
    config::schema::Settings,
    model::{Closed, Outgoing},
};

/// A copy with one file, which holds a secret.
fn laid(room: &std::path::Path) -> Tree {
    let mut tree = Tree::make(room).unwrap();
    let text =
        "fn a() {}\nconst T: &str = \"ghp_abcdefghijklmnopqrstuvwx0123456789\";\nfn b() {}\n";
    let files = ["src/lib.rs", ".env", "src/closed.rs"];
    let files = files.map(|name| (WorkspacePath::new(name), text.to_owned()));
    let closed = Closed::of(Some("src/closed.rs"));
    tree.lay(files.to_vec(), closed, &Outgoing::from_env())
        .unwrap();
    tree
}

#[test]
fn a_copy_holds_what_may_be_shown_and_gives_edits_of_the_real_text() {
    let room = tempfile::tempdir().unwrap();
    let tree = laid(room.path());
    let file = tree.root().join("src/lib.rs");
    let shown = std::fs::read_to_string(&file).unwrap();
    assert!(shown.contains("[redacted:") && !shown.contains("ghp_"));
    assert!(!tree.root().join(".env").exists() && !tree.root().join("src/closed.rs").exists());
    assert_eq!(tree.difference(), Err(AgentError::NoChange));

    std::fs::write(&file, shown.replace("fn a", "fn c")).unwrap();
    let edits = tree.difference().unwrap();
    assert_eq!(edits.len(), 1);
    assert!(
        edits[0]
            .replacements
            .iter()
            .all(|one| !one.text.contains("redacted"))
    );

    std::fs::write(&file, shown.replace("[redacted:", "[was:")).unwrap();
    let hidden = Unfit::Hidden(WorkspacePath::new("src/lib.rs"));
    assert_eq!(tree.difference(), Err(hidden.into()));
}

#[test]
fn what_is_no_text_of_the_workspace_is_no_proposal() {
    let room = tempfile::tempdir().unwrap();
    let tree = laid(room.path());
    let path = WorkspacePath::new("src/lib.rs");
    let file = tree.root().join("src/lib.rs");
    std::fs::create_dir(tree.root().join("target")).unwrap();
    std::fs::write(tree.root().join("target/made"), "x").unwrap();
    assert_eq!(tree.difference(), Err(AgentError::NoChange));

    std::fs::write(&file, [0xff, 0xfe]).unwrap();
    assert_eq!(tree.difference(), Err(Unfit::Binary(path.clone()).into()));
    std::fs::write(&file, vec![b'x'; 2 << 20]).unwrap();
    assert_eq!(tree.difference(), Err(Unfit::TooLarge(path.clone()).into()));
    std::fs::remove_file(&file).unwrap();
    assert_eq!(tree.difference(), Err(Unfit::Gone(path).into()));
    std::fs::write(tree.root().join("src/new.rs"), "").unwrap();
    assert_eq!(tree.difference(), Err(Unfit::New.into()));
}

#[test]
fn paths_lead_into_the_copy_or_nowhere() {
    let room = tempfile::tempdir().unwrap();
    let tree = laid(room.path());
    let inside = tree.root().join("src/lib.rs");
    assert_eq!(tree.resolve(inside.to_str().unwrap()), Ok(inside.clone()));
    assert_eq!(tree.resolve("src/lib.rs"), Ok(inside));
    for outside in ["/etc/passwd", "../up", "src/../../up"] {
        assert_eq!(tree.resolve(outside), Err(Denied::Outside), "{outside}");
    }
    assert_eq!(tree.resolve(".env"), Err(Denied::Closed));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc", tree.root().join("away")).unwrap();
        assert_eq!(tree.resolve("away/passwd"), Err(Denied::Link));
    }
    let part = tree.read("src/lib.rs", Some(3), Some(1));
    assert_eq!(part.as_deref(), Ok("fn b() {}\n"));
}

#[test]
fn only_reads_and_edits_inside_are_allowed() {
    let room = tempfile::tempdir().unwrap();
    let tree = laid(room.path());
    let mut refusals = Refusals::default();
    let mut answer = |call: serde_json::Value| {
        let options = json!([{ "optionId": "y", "kind": "allow_once" }, { "optionId": "n", "kind": "reject_once" }]);
        let params = json!({ "toolCall": call, "options": options });
        let answer = consent::answer(&params, &tree, &mut refusals);
        answer["outcome"]["optionId"] == "y"
    };
    assert!(answer(
        json!({ "kind": "edit", "locations": [{ "path": "src/lib.rs" }] })
    ));
    assert!(answer(
        json!({ "kind": "read", "rawInput": { "filePath": "src/lib.rs" } })
    ));
    assert!(answer(json!({ "kind": "think" })));
    assert!(!answer(json!({ "kind": "edit" })), "it names no place");
    let two = json!([{ "path": "src/lib.rs" }, { "path": "/etc/passwd" }]);
    assert!(!answer(json!({ "kind": "edit", "locations": two })));
    assert!(!answer(
        json!({ "kind": "execute", "rawInput": { "command": "true" } })
    ));
    assert!(!answer(json!({})));
    assert_eq!(
        refusals.sentence(),
        "it was refused: edit (no place is named), edit (outside its copy), execute (no command is run), other (its kind is not known)"
    );
    let nothing = consent::answer(&json!({}), &tree, &mut refusals);
    assert_eq!(nothing["outcome"]["outcome"], "cancelled");
}

#[test]
fn lines_are_messages_or_not() {
    let read = |line: &str| wire::read(line.as_bytes());
    assert!(matches!(
        read(r#"{"id":"x","method":"fs/read_text_file","params":{}}"#),
        Ok(Message::Request { .. })
    ));
    assert!(matches!(
        read(r#"{"method":"session/update"}"#),
        Ok(Message::Notification { .. })
    ));
    let declined = wire::Declined { code: -32_000 };
    assert_eq!(
        read(r#"{"id":3,"error":{"code":-32000,"message":"x"}}"#),
        Ok(Message::Answer {
            id: 3,
            answer: Err(declined)
        })
    );
    assert_eq!(read("Welcome!"), Err(Unreadable::Noise));
    assert_eq!(read("[1]"), Err(Unreadable::NoMessage));
    assert_eq!(read("{}"), Err(Unreadable::NoMessage));
}

#[test]
fn a_command_is_a_name_or_an_absolute_path() {
    let plan = |command: &str| {
        let mut settings = Settings::defaults().agent;
        settings.command = Some(command.to_owned());
        Plan::of(&settings, "ledger".into())
    };
    assert_eq!(
        Plan::of(&Settings::defaults().agent, "ledger".into()),
        Ok(None)
    );
    let found = plan("opencode acp").unwrap().unwrap();
    assert_eq!(found.command, ["opencode", "acp"]);
    assert!(
        found
            .paths
            .iter()
            .any(|path| path.ends_with(".config/opencode"))
    );
    assert!(plan("./agents/mine").is_err());
}
