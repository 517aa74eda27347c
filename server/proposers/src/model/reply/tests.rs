//! Replies as models write them, and what becomes of them.

use bowline_documents::edit::apply;
use bowline_loop_core::WorkspacePath;

use super::*;

const CODE: &str = "use std::fmt;\n\nfn one() -> u8 {\n    let x = \"1\";\n    x\n}\n\nimpl Two {\n    fn two(&self) -> u8 {\n        let x = \"1\";\n        2\n    }\n}\n";

fn shown(text: &str) -> Vec<Shown> {
    vec![Shown {
        path: WorkspacePath::new("src/lib.rs"),
        range: 0..text.len(),
    }]
}

fn read_over(text: &str, reply: &str) -> Result<String, ReplyError> {
    let text_of = |path: &WorkspacePath| (path.as_str() == "src/lib.rs").then(|| text.to_owned());
    let edits = read(reply, &shown(text), &text_of)?;
    let [edit] = edits.as_slice() else {
        panic!("one file is edited");
    };
    Ok(apply(text, &edit.replacements).expect("the edit fits"))
}

fn over(reply: &str) -> Result<String, ReplyError> {
    read_over(CODE, reply)
}

#[test]
fn every_form_gives_the_same_edit() {
    let expected = CODE.replacen(
        "fn one() -> u8 {\n    let x = \"1\";",
        "fn one() -> u8 {\n    let x = 1;",
        1,
    );
    let replies = [
        r#"{"edits":[{"file":"src/lib.rs","search":"fn one() -> u8 {\n    let x = \"1\";","replace":"fn one() -> u8 {\n    let x = 1;"}]}"#,
        "Sure:\n```json\n{\"edits\": [{\"file\": \"lib.rs\", \"search\": \"fn one() -> u8 {\\n    let x = \\\"1\\\";\", \"replace\": \"fn one() -> u8 {\\n    let x = 1;\"}]}\n```\nDone.",
        "<think>the type { is wrong</think>\nsrc/lib.rs\n<<<<<<< SEARCH\nfn one() -> u8 {\n    let x = \"1\";\n=======\nfn one() -> u8 {\n    let x = 1;\n>>>>>>> REPLACE\n",
        "**`src/lib.rs`**\n```rust\n<<<<<<< SEARCH\nfn one() -> u8 {\nlet x = \"1\";\n=======\nfn one() -> u8 {\n    let x = 1;\n>>>>>>> REPLACE\n```\n",
        "--- a/src/lib.rs\n+++ b/src/lib.rs\n@@ -3,4 +3,4 @@\n fn one() -> u8 {\n-    let x = \"1\";\n+    let x = 1;\n     x\n }\n",
        "*** Begin Patch\n*** Update File: src/lib.rs\n@@ fn one\n fn one() -> u8 {\n-    let x = \"1\";\n+    let x = 1;\n*** End Patch\n",
        "Here it is:\n```rust\nfn one() -> u8 {\n    let x = 1;\n    x\n}\n```\n",
        "fn one() -> u8 {\n    let x = 1;\n    x\n}\n",
    ];
    for reply in replies {
        assert_eq!(over(reply).as_deref(), Ok(expected.as_str()), "{reply}");
    }
}

#[test]
fn indentation_follows_the_text_and_line_breaks_stay() {
    let reply = "<<<<<<< SEARCH\nfn two(&self) -> u8 {\n    let x = \"1\";\n    2\n=======\nfn two(&self) -> u8 {\n    2\n>>>>>>> REPLACE";
    let expected = CODE.replacen("        let x = \"1\";\n        2\n", "        2\n", 1);
    assert_eq!(over(reply), Ok(expected.clone()));
    let windows = CODE.replace('\n', "\r\n");
    assert_eq!(
        read_over(&windows, reply),
        Ok(expected.replace('\n', "\r\n"))
    );
}

#[test]
fn what_fits_twice_or_nowhere_is_not_taken() {
    let twice = "<<<<<<< SEARCH\nlet x = \"1\";\n=======\nlet x = 1;\n>>>>>>> REPLACE";
    assert_eq!(over(twice), Err(ReplyError::Ambiguous("src/lib.rs".into())));
    let nowhere = "<<<<<<< SEARCH\n    let x = \"3\";\n    x\n=======\n    1\n>>>>>>> REPLACE";
    let Err(ReplyError::NotFound { nearest, .. }) = over(nowhere) else {
        panic!("nothing fits");
    };
    assert_eq!(nearest, "    let x = \"1\";\n    x");
}

#[test]
fn all_edits_fit_or_none_is_taken() {
    let reply = r#"{"edits":[{"file":"src/lib.rs","search":"use std::fmt;","replace":"use std::fs;"},{"file":"src/lib.rs","search":"nowhere","replace":""}]}"#;
    assert_eq!(over(reply).expect_err("one is missing").code(), "not_found");
    let overlapping = r#"{"edits":[{"file":"src/lib.rs","search":"fn one() -> u8 {","replace":"fn a() {"},{"file":"src/lib.rs","search":"one()","replace":"b()"}]}"#;
    assert_eq!(
        over(overlapping).expect_err("they overlap").code(),
        "overlap"
    );
    let elsewhere = r#"{"edits":[{"file":"src/other.rs","search":"a","replace":"b"}]}"#;
    assert_eq!(
        over(elsewhere).expect_err("there is no such file").code(),
        "no_file"
    );
}

#[test]
fn what_changes_nothing_or_is_cut_off_is_no_edit() {
    for (reply, code) in [
        (
            "```rust\nfn one() -> u8 {\n    let x = \"1\";\n    x\n}\n```",
            "unchanged",
        ),
        ("I cannot help with that.", "no_edit"),
        ("```rust\nfn three() {}\n```", "no_edit"),
        ("```rust\nfn one() -> u8 {", "no_edit"),
        (
            "src/lib.rs\n<<<<<<< SEARCH\nuse std::fmt;\n=======\nuse std",
            "no_edit",
        ),
        (
            "{\"edits\":[{\"file\":\"src/lib.rs\",\"search\":\"use",
            "no_edit",
        ),
        ("{\"edits\":[]}", "unchanged"),
        ("", "no_edit"),
    ] {
        assert_eq!(over(reply).expect_err(reply).code(), code, "{reply}");
    }
}

#[test]
fn a_mark_of_redaction_is_never_written() {
    let reply = "<<<<<<< SEARCH\nuse std::fmt;\n=======\nconst KEY: &str = \"[redacted:api-key]\";\n>>>>>>> REPLACE";
    assert_eq!(over(reply), Err(ReplyError::Mark));
}

#[test]
fn no_reply_makes_it_panic() {
    let seeds = [
        "src/lib.rs\n<<<<<<< SEARCH\nfn one() -> u8 {\n=======\nfn é() {\n>>>>>>> REPLACE",
        "{\"edits\":[{\"search\":\"\",\"replace\":\"🦀\"}]}",
        "@@\n-é\n+\n",
        "```\n🦀\n```\n```",
    ];
    for seed in seeds {
        for (at, _) in seed.char_indices() {
            let _ = over(&seed[..at]);
            let _ = over(&seed[at..]);
        }
    }
}
