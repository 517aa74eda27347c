//! Every sample through a whole loop over stdio: a code action on an error, often one that only the buffer holds, the review,
//! the accepted edit, the resulting text; and not a byte or a time of the project changed.

mod row;
mod table;

use std::{collections::BTreeMap, path::PathBuf};

use bowline_tests::{
    home::Home,
    sample::Sample,
    server::{Pick, Server},
    skip_slow_tests,
};
use row::{Edit, How, Row};
use serde_json::{Value, json};

/// Runs one row of the table.
fn run(row: &Row) {
    if skip_slow_tests() {
        return;
    }
    let mut sample = Sample::copy(row.sample);
    if row.is_warm {
        sample = sample.warm();
    }
    let sample = sample.watched();
    let home = Home::with_settings(row.settings);
    let mut server = Server::open_workspace(&home, sample.root());
    let uri = open(&mut server, &sample, row);
    let before = server.text(&uri);
    match row.edit {
        Edit::Accepted => server.answers.accept(),
        // Whether such a result is put before the person is not this test's matter; taken it is not.
        Edit::NotTaken => server.answers.picks.push_back(Pick::Nothing),
    }

    let id = begin(&mut server, &uri, row);
    let end = server.end_of(&id);
    let word = |key: &str| end[key].as_str().unwrap_or_default().to_owned();
    assert!(
        row.stops.contains(&word("stop").as_str()),
        "{}: {end}{}",
        row.sample,
        server.said()
    );
    assert!(
        row.verdicts.contains(&word("verdict").as_str()),
        "{}: {end}",
        row.sample
    );

    match row.edit {
        Edit::Accepted => {
            server.was_asked("workspace/applyEdit");
            server.notification("window/showMessage", |params| says(params, "Applied"));
            let after: String = server
                .buffers()
                .values()
                .map(|buffer| buffer.text.clone())
                .collect();
            for wanted in row.holds {
                assert!(
                    after.contains(wanted),
                    "{}: no «{wanted}» in:\n{after}",
                    row.sample
                );
            }
            let takes = sample.cargo_takes(&texts(&server), row.judged_by);
            assert!(takes, "{}: cargo does not take:\n{after}", row.sample);
        }
        Edit::NotTaken => assert_eq!(server.text(&uri), before),
    }
    sample.assert_untouched();
    drop(server);
    sample.assert_untouched();
    home.assert_nobody_lives();
    assert_eq!(home.journals().len(), 1, "{}", row.sample);
    home.assert_journals_replay();
}

/// Opens the row's file as an editor does: without a byte order mark, and with what was typed and not saved.
fn open(server: &mut Server, sample: &Sample, row: &Row) -> String {
    let mut text = sample
        .read(row.file)
        .trim_start_matches('\u{feff}')
        .to_owned();
    for (old, new) in row.typed {
        assert!(
            text.contains(old),
            "{}: nothing to type over: {old}",
            row.sample
        );
        text = text.replace(old, new);
    }
    server.open_with(&sample.path(row.file), &text)
}

fn begin(server: &mut Server, uri: &str, row: &Row) -> String {
    let document = json!({ "textDocument": { "uri": uri } });
    match row.how {
        How::CodeAction { at, message } => {
            let actions = server.code_actions(uri, at, message);
            let title = |action: &Value| action["title"].as_str().unwrap_or_default().to_owned();
            let action = actions
                .iter()
                .find(|action| title(action).starts_with("Fix and prove: "));
            let action =
                action.unwrap_or_else(|| panic!("{}: no code action in {actions:?}", row.sample));
            server.run_action(action)
        }
        How::Command(command) => server.start_loop(command, document),
        How::Warnings(command) => {
            let mut argument = document;
            argument["warnings"] = true.into();
            server.start_loop(command, argument)
        }
    }
}

fn texts(server: &Server) -> BTreeMap<PathBuf, String> {
    let buffers = server.buffers().iter();
    buffers
        .map(|(uri, buffer)| (bowline_tests::server::path_of(uri), buffer.text.clone()))
        .collect()
}

fn says(params: &Value, words: &str) -> bool {
    params["message"]
        .as_str()
        .is_some_and(|message| message.contains(words))
}

macro_rules! rows {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                run(&table::$name());
            }
        )*
    };
}

rows! {
    greeter borrow_after_move missing_import import_uncovers typo_name missing_semicolon mismatched_types missing_mut missing_trait_import
    unused_warnings warnings_asked_for two_errors_two_files workspace_three_members path_dependency_outside_root symlinked_source
    include_str_outside_package spaces_and_umlauts build_script_ok build_script_fails non_utf8_source nested_workspace
    cargo_config rust_toolchain generated_tree all_targets_bench_broken all_targets_bench_masked scaffold_only test_assert_error unsolvable
    crlf_and_bom emoji large_file edition_2015 proc_macro_member lints_clippy clean_on_disk masked_errors tests_tell tests_broken_too nightly_bench
}
