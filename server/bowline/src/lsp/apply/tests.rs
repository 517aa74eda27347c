//! What the texts say about an edit that was sent.

use bowline_loop_core::WorkspacePath;

use bowline_documents::{edit::apply, minimal};

use super::{
    edit::off_the_end,
    settle::{Seen, compare, verdict_of},
    *,
};

fn target(path: &str) -> Target {
    Target {
        path: WorkspacePath::new(path),
        absolute: format!("/p/{path}").into(),
        version: Some(1),
        base: "a\nb\nc\n".into(),
        goal: "a\nB\nc\n".into(),
        is_moved: false,
    }
}

#[test]
fn the_text_tells_what_was_applied() {
    let (base, goal) = ("a\nb\nc\nd\ne\n", "a\nB\nc\nD\ne\n");
    assert_eq!(compare(base, goal, goal), Seen::Whole);
    assert_eq!(compare(base, goal, base), Seen::Nothing);
    assert_eq!(
        compare(base, goal, "a\nB\nc\nD\ne\ntyped\n"),
        Seen::Whole,
        "and typed since"
    );
    assert_eq!(compare(base, goal, "a\nB\nc\nd\ne\n"), Seen::Part);
    assert_eq!(compare(base, goal, "else\n"), Seen::Part);
}

#[test]
fn an_answer_is_believed_only_as_far_as_the_text_goes() {
    let targets = [target("src/a.rs"), target("src/b.rs")];
    let state = |seen: [Seen; 2], refusal: Option<&str>| {
        verdict_of(
            &targets,
            &seen,
            refusal.map(str::to_owned),
            Verdict::Checked,
        )
        .state
    };
    assert_eq!(state([Seen::Whole, Seen::Whole], None), State::Applied);
    assert_eq!(
        state([Seen::Whole, Seen::Whole], Some("no")),
        State::Applied,
        "refused, and there all the same"
    );
    assert_eq!(state([Seen::Whole, Seen::Nothing], None), State::Partly);
    assert_eq!(
        state([Seen::Nothing, Seen::Nothing], None),
        State::NotApplied,
        "said to be applied, and not there"
    );
    assert_eq!(
        state([Seen::Nothing, Seen::Nothing], Some("no")),
        State::NotApplied
    );
}

#[test]
fn lines_added_at_the_end_begin_in_front_of_the_last_line_break() {
    let moved = |base: &str, goal: &str| {
        let all = minimal(base, goal);
        let all: Vec<_> = all.into_iter().map(|one| off_the_end(one, base)).collect();
        assert_eq!(apply(base, &all).as_deref(), Ok(goal));
        let [one] = all.try_into().expect("one replacement");
        (one.start, one.text)
    };
    assert_eq!(moved("a\n", "a\nb\nc\n"), (1, "\nb\nc".into()));
    assert_eq!(moved("a\r\n", "a\r\nb\r\n"), (1, "\r\nb".into()));
    assert_eq!(moved("a\n", "a\nb"), (2, "b".into()));
    assert_eq!(moved("a", "a\nb\n").0, 1);
    assert_eq!(moved("b\n", "a\nb\n"), (0, "a\n".into()));
}
