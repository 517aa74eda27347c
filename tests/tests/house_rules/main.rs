//! The rules of the house, as tests: which package may know which, where a thing may be named, how large a file may be.

mod editors;
mod packages;
mod pages;

use std::collections::BTreeMap;

use bowline_tests::sources::{self, Source};

/// Files over 400 lines that are one room nevertheless, each with its reason.
const LONG: [(&str, &str); 0] = [];

/// Names every place that breaks a rule, so that one run shows them all.
#[track_caller]
pub(crate) fn none(rule: &str, broken: impl IntoIterator<Item = String>) {
    let broken: Vec<String> = broken.into_iter().collect();
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

#[test]
fn every_file_says_first_what_lives_in_it() {
    let silent = sources::rust()
        .into_iter()
        .filter(|source| !source.text.starts_with("//!"));
    let silent = silent.filter(|source| !source.is_test() || source.below("tests/src"));
    none("a file begins with //!", silent.map(|source| source.path));
}

#[test]
fn files_are_rooms_not_halls() {
    let allowed: BTreeMap<&str, &str> = LONG.into();
    let sizes: Vec<(String, usize)> = sources::all()
        .into_iter()
        .filter(|source| {
            [".rs", ".ts", ".mjs", ".lua", ".sh"]
                .iter()
                .any(|ending| source.is(ending))
        })
        .map(|source| (source.path.clone(), source.text.lines().count()))
        .collect();
    let long = sizes.iter().filter(|(path, lines)| {
        *lines > 800 || (*lines > 400 && !allowed.contains_key(path.as_str()))
    });
    none(
        "a file has at most 400 lines",
        long.map(|(path, lines)| format!("{path}: {lines}")),
    );
}

#[test]
fn names_say_what_a_file_is_about() {
    let vague = [
        "mod", "util", "utils", "helper", "helpers", "manager", "misc", "common",
    ];
    let bad = sources::all().into_iter().filter(|source| {
        let ours = [".rs", ".ts", ".lua"]
            .iter()
            .any(|ending| source.is(ending));
        // What `generated-tree` brings is a generator's.
        let stem = source
            .path
            .rsplit('/')
            .next()
            .and_then(|name| name.split('.').next())
            .unwrap_or_default();
        ours && !source.below("tests/projects") && vague.contains(&stem)
    });
    none("no such names", bad.map(|source| source.path));
}

/// Lines of product code outside some places that hold one of these words.
fn strays(words: &[&str], may: impl Fn(&Source) -> bool) -> Vec<String> {
    let product = sources::rust()
        .into_iter()
        .filter(|source| source.below("server") && !source.is_test());
    let mut strays = Vec::new();
    for source in product.filter(|source| !may(source)) {
        for (number, line) in source.code_lines() {
            if words.iter().any(|word| line.contains(word)) {
                strays.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    strays
}

#[test]
fn the_protocol_library_is_named_in_one_room() {
    let room = |source: &Source| {
        source.path == "server/bowline/src/lsp.rs" || source.below("server/bowline/src/lsp")
    };
    none(
        "tower_lsp stays below lsp/",
        strays(&["tower_lsp", "lsp_types"], room),
    );
}

#[test]
fn processes_start_in_one_room() {
    let room = |source: &Source| {
        source.path == "server/shadow/src/process.rs" || source.below("server/shadow/src/process")
    };
    let words = [
        "Command::new",
        "process::Command",
        "MetadataCommand::new",
        "posix_spawn",
        "execv",
    ];
    none(
        "processes start in shadow/src/process (I5)",
        strays(&words, room),
    );
}

#[test]
fn locks_are_not_spread_about() {
    let words = ["Arc<Mutex<", "Arc<RwLock<", "Rc<RefCell<", "static mut "];
    none("one owner, many snapshots", strays(&words, |_| false));
}

#[test]
fn the_clock_and_chance_stay_outside_the_core() {
    let room =
        |source: &Source| !source.below("server/loop-core") && !source.below("server/observers");
    none(
        "the core is pure (I1)",
        strays(
            &[
                "async fn",
                "std::fs",
                "std::env",
                "std::time",
                "std::net",
                "std::thread",
            ],
            room,
        ),
    );
}

#[test]
fn tests_await_events_and_do_not_sleep() {
    let needle = ["thread::", "sleep"].concat();
    let sleepers = sources::rust()
        .into_iter()
        .filter(|source| source.text.contains(&needle));
    none("no sleep", sleepers.map(|source| source.path));
}

#[test]
fn nothing_names_a_machine_or_a_registry() {
    let machine = [["/wo", "rk/"].concat(), ["/ro", "ot/"].concat()];
    let registry: Vec<String> = [
        "crates.io/api",
        "index.crates.io",
        "static.crates.io",
        "registry.npmjs",
        "pypi.org",
    ]
    .map(str::to_owned)
    .into();
    let mut found = Vec::new();
    for source in sources::all() {
        let is_lock = source.is("Cargo.lock") || source.is("package-lock.json");
        let is_rule = source.below("tests/tests/house_rules");
        for (index, line) in source.text.lines().enumerate() {
            let names_machine = machine.iter().any(|path| begins_a_path(line, path));
            let names_registry =
                !is_lock && !is_rule && registry.iter().any(|host| line.contains(host.as_str()));
            if names_machine || names_registry {
                found.push(format!("{}:{}: {}", source.path, index + 1, line.trim()));
            }
        }
    }
    none("no machine's path, no registry's host", found);
}

/// Whether `path` stands in a line, not as the inner part of a longer path.
fn begins_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|letter| {
            !letter.is_alphanumeric() && !['_', '-', '.', '}', '>'].contains(&letter)
        })
    })
}
