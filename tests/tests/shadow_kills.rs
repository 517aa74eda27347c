//! The server is killed at random points of a loop, in the seeding of a shadow, in the copying, in a build: whatever was
//! going on, the next server works, the person's tree is untouched, and no process, mount or half-made shadow is left.
//!
//! The points are chosen by a seed, so a failure can be had again; how far the server has come at a point is the machine's
//! affair. That is the one thing here that waits for a time and not for an event.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use bowline_tests::{
    binary, home::Home, mutate::chance::Chance, sample::Sample, server::Server, skip_slow_tests,
};
use serde_json::json;

/// How many times the server is killed where `BOWLINE_KILLS` names no number.
const KILLS: u32 = 12;

/// One kill in so many falls into a loop that finds no shadow yet.
const FRESH: u32 = 3;

const SEED: u64 = 9;

/// A package with an error and a registry package with a build script, built once by the person: there is something to seed.
fn sample() -> Sample {
    let sample = Sample::copy("missing-mut");
    let manifest = sample.read("Cargo.toml");
    let manifest = format!("{manifest}\n[dependencies]\nleaf = \"1\"\n");
    let vendored = "[source.crates-io]\nreplace-with = \"v\"\n[source.v]\ndirectory = \"vendor\"\n";
    let build = "fn main() { println!(\"cargo::rustc-env=WORD=word\"); }\n";
    let package = "[package]\nname = \"leaf\"\nversion = \"1.0.0\"\nedition = \"2024\"\n";
    for (path, text) in [
        ("Cargo.toml", manifest.as_str()),
        (".cargo/config.toml", vendored),
        ("vendor/leaf/Cargo.toml", package),
        ("vendor/leaf/.cargo-checksum.json", "{\"files\":{}}"),
        ("vendor/leaf/build.rs", build),
        (
            "vendor/leaf/src/lib.rs",
            "pub const WORD: &str = env!(\"WORD\");\n",
        ),
    ] {
        sample.write(path, text.as_bytes());
    }
    // Enough to copy that some kills fall into the copying.
    for number in 0..500 {
        sample.write(&format!("assets/{number}.txt"), &[b'x'; 20_000]);
    }
    sample.warm()
}

/// Starts a server and a loop over the whole workspace.
fn start(home: &Home, sample: &Sample) -> (Server, String) {
    let mut server = Server::open_workspace(home, sample.root());
    let id = server.start_loop("bowline.server.fixWorkspace", json!({}));
    (server, id)
}

/// A loop from the start of a server to its end.
fn whole_loop(home: &Home, sample: &Sample) -> Duration {
    let began = Instant::now();
    let (mut server, id) = start(home, sample);
    let end = server.end_of(&id);
    assert_eq!(end["stop"], "achieved", "{end:#}{}", server.said());
    began.elapsed()
}

#[test]
fn a_server_that_is_killed_anywhere_leaves_nothing_that_the_next_one_minds() {
    if skip_slow_tests() {
        return;
    }
    let kills = std::env::var("BOWLINE_KILLS").ok();
    let kills = kills.map_or(KILLS, |number| number.parse().expect("a number"));
    let sample = sample().watched();
    let mut home = Home::new();
    // Not part of what is measured.
    binary::bowline();
    let cold = whole_loop(&home, &sample);
    let warm = whole_loop(&home, &sample);
    let mut chance = Chance::new(SEED, "kills");
    for number in 0..kills {
        let is_fresh = number % FRESH == 0;
        if is_fresh {
            home = Home::new();
        }
        let within = if is_fresh { cold } else { warm };
        let share = u32::try_from(chance.below(1000)).expect("below a thousand");
        let delay = within * share / 1000;
        let (mut server, _) = start(&home, &sample);
        thread::park_timeout(delay);
        server.kill();
        drop(server);
        home.assert_nobody_lives();
        assert_nothing_is_mounted(home.path());
        sample.assert_untouched();
        whole_loop(&home, &sample);
        home.assert_nobody_lives();
        home.assert_journals_replay();
        sample.assert_untouched();
        assert_one_whole_shadow(&home, number, delay);
    }
}

#[track_caller]
fn assert_nothing_is_mounted(below: &Path) {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let name = below.to_str().expect("test paths are UTF-8");
    let ours: Vec<&str> = mounts.lines().filter(|line| line.contains(name)).collect();
    assert!(ours.is_empty(), "still mounted: {ours:#?}");
}

/// The next server took the slot of the killed one, and nothing half-made lies about in it.
#[track_caller]
fn assert_one_whole_shadow(home: &Home, number: u32, delay: Duration) {
    let what = format!("kill {number} after {delay:?}");
    let shadows = home.cache().join("shadows");
    let workspaces: Vec<_> = fs::read_dir(&shadows).expect("shadows").flatten().collect();
    assert_eq!(workspaces.len(), 1, "{what}");
    let entries = fs::read_dir(workspaces[0].path()).expect("slots").flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["slot-0", "slot-0.lock"], "{what}");
    let own = workspaces[0].path().join("slot-0/.bowline");
    let half = [own.join("target.seeding"), own.join("tree.next")];
    for path in half {
        assert!(!path.exists(), "{what}: {}", path.display());
    }
}
