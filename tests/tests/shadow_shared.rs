//! Two servers at one workspace: each has a shadow of its own, neither minds the other, and who comes after one that was killed
//! takes its shadow over.

use std::fs;

use bowline_tests::{
    home::Home,
    program,
    sample::Sample,
    server::{Pick, Server},
    skip_slow_tests,
};
use serde_json::json;

/// A server beside others, whose results nobody takes.
fn open(home: &Home, sample: &Sample) -> Server {
    let mut server = Server::open_workspace(home, sample.root());
    server.answers.others_may_live = true;
    server.answers.picks.extend([Pick::Nothing, Pick::Nothing]);
    server
}

fn start(server: &mut Server) -> String {
    server.start_loop("bowline.server.fixWorkspace", json!({}))
}

#[track_caller]
fn assert_solved(server: &mut Server, id: &str) {
    let end = server.end_of(id);
    assert_eq!(end["stop"], "achieved", "{end:#}{}", server.said());
}

/// The names of the slots of the one workspace there is.
fn slots(home: &Home) -> Vec<String> {
    let shadows = home.cache().join("shadows");
    let workspaces = fs::read_dir(shadows).expect("shadows").flatten();
    let entries = workspaces.flat_map(|workspace| fs::read_dir(workspace.path()).expect("slots"));
    let names = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.ends_with(".lock")).collect();
    names.sort();
    names
}

#[test]
fn two_servers_share_a_workspace_and_a_third_takes_over_from_the_dead() {
    if skip_slow_tests() {
        return;
    }
    let sample = Sample::copy("missing-mut").warm().watched();
    let home = Home::new();
    let mut one = open(&home, &sample);
    let mut two = open(&home, &sample);
    let (first, second) = (start(&mut one), start(&mut two));
    assert_solved(&mut one, &first);
    assert_solved(&mut two, &second);
    assert_eq!(slots(&home), ["slot-0", "slot-1"]);
    // What a living server holds is not cleaned away, whoever asks.
    let said = program::bowline(&home, ["clean", "--all"])
        .expect_code(0)
        .stdout;
    assert!(said.starts_with("removed: 0 shadow workspaces"), "{said}");
    assert_eq!(slots(&home), ["slot-0", "slot-1"]);

    one.kill();
    drop(one);
    let mut three = open(&home, &sample);
    let third = start(&mut three);
    assert_solved(&mut three, &third);
    let again = start(&mut two);
    assert_solved(&mut two, &again);
    assert_eq!(slots(&home), ["slot-0", "slot-1"]);
    drop((two, three));
    home.assert_nobody_lives();
    home.assert_journals_replay();
    sample.assert_untouched();
    let said = program::bowline(&home, ["clean", "--all"])
        .expect_code(0)
        .stdout;
    assert!(said.starts_with("removed: 2 shadow workspaces"), "{said}");
}
