//! The rules of the house, as tests: which package may know which, where a thing may be named, how large a file may be.

use std::collections::{BTreeMap, BTreeSet};

use bowline_tests::{
    binary,
    sources::{self, Source},
};
use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// Which of our packages each package may depend on. What is not here is forbidden.
const ARROWS: [(&str, &[&str]); 9] = [
    ("bowline-loop-core", &[]),
    ("bowline-fixture", &[]),
    ("bowline-documents", &["bowline-loop-core"]),
    ("bowline-syntax", &["bowline-loop-core"]),
    ("bowline-observers", &["bowline-loop-core"]),
    ("bowline-shadow", &["bowline-loop-core", "bowline-documents", "bowline-syntax"]),
    ("bowline-proposers", &["bowline-loop-core", "bowline-documents", "bowline-syntax"]),
    (
        "bowline",
        &[
            "bowline-loop-core",
            "bowline-documents",
            "bowline-syntax",
            "bowline-observers",
            "bowline-shadow",
            "bowline-proposers",
        ],
    ),
    (
        "bowline-tests",
        &["bowline", "bowline-loop-core", "bowline-documents", "bowline-shadow", "bowline-fixture"],
    ),
];

/// Packages of others that only some of ours may know.
const KEPT_OUT: [(&str, &[&str]); 8] = [
    ("reqwest", &["bowline-proposers"]),
    ("tree-sitter", &["bowline-syntax"]),
    ("tree-sitter-rust", &["bowline-syntax"]),
    ("tower-lsp", &["bowline", "bowline-tests"]),
    ("tower", &["bowline"]),
    ("anyhow", &["bowline", "bowline-tests"]),
    ("clap", &["bowline", "bowline-tests"]),
    ("tokio", &["bowline", "bowline-shadow", "bowline-proposers", "bowline-tests"]),
];

/// Files over 400 lines that are one room nevertheless, each with its reason.
const LONG: [(&str, &str); 0] = [];

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new()
        .manifest_path(binary::repository().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("cargo metadata runs");
    metadata.packages
}

#[test]
fn the_arrows_are_held() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into();
    for package in packages() {
        let name = package.name.as_str();
        let may = allowed.get(name).unwrap_or_else(|| panic!("{name} is not in the table of arrows"));
        for dependency in &package.dependencies {
            let ours = dependency.name.as_str() == "bowline" || dependency.name.starts_with("bowline-");
            match dependency.kind {
                // Tests may look at more, but never up at the binary.
                DependencyKind::Development => assert!(
                    dependency.name != "bowline" || name == "bowline-tests",
                    "{name} must not depend on bowline, in tests neither"
                ),
                _ => assert!(
                    !ours || may.contains(&dependency.name.as_str()),
                    "{name} must not depend on {}",
                    dependency.name
                ),
            }
        }
    }
}

#[test]
fn heavy_packages_stay_in_their_rooms() {
    let kept: BTreeMap<&str, &[&str]> = KEPT_OUT.into();
    for package in packages() {
        for dependency in package.dependencies.iter().filter(|one| one.kind != DependencyKind::Development) {
            if let Some(rooms) = kept.get(dependency.name.as_str()) {
                assert!(
                    rooms.contains(&package.name.as_str()),
                    "{} must not depend on {}",
                    package.name,
                    dependency.name
                );
            }
        }
    }
}

#[test]
fn every_package_says_what_it_needs() {
    for package in packages() {
        let name = &package.name;
        assert!(package.rust_version.is_some(), "{name} names no rust-version");
        assert_eq!(package.edition.to_string(), "2024", "{name}");
        assert_eq!(package.license.as_deref(), Some("MIT OR Apache-2.0"), "{name}");
        assert!(package.description.is_some(), "{name} has no description");
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        assert!(binary::repository().join(licence).is_file(), "{licence} is missing");
    }
}

#[test]
fn purity_is_held_by_clippy() {
    for (package, forbidden) in [
        ("loop-core", ["std::time::Instant", "std::fs::File", "std::collections::HashMap", "std::process::Command::new"]),
        ("observers", ["std::time::Instant", "std::fs::File", "std::collections::HashMap", "std::process::Command::new"]),
    ] {
        let path = binary::repository().join("server").join(package).join("clippy.toml");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for name in forbidden {
            assert!(text.contains(name), "{} does not forbid {name}", path.display());
        }
    }
}

/// Names every place that breaks a rule, so that one run shows them all.
#[track_caller]
fn none(rule: &str, broken: impl IntoIterator<Item = String>) {
    let broken: Vec<String> = broken.into_iter().collect();
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

#[test]
fn every_file_says_first_what_lives_in_it() {
    let silent = sources::rust().into_iter().filter(|source| !source.text.starts_with("//!"));
    let silent = silent.filter(|source| !source.is_test() || source.below("tests/src"));
    none("a file begins with //!", silent.map(|source| source.path));
}

#[test]
fn files_are_rooms_not_halls() {
    let allowed: BTreeMap<&str, &str> = LONG.into();
    let sizes: Vec<(String, usize)> = sources::all()
        .into_iter()
        .filter(|source| [".rs", ".ts", ".mjs", ".lua", ".sh"].iter().any(|ending| source.is(ending)))
        .map(|source| (source.path.clone(), source.text.lines().count()))
        .collect();
    let long = sizes.iter().filter(|(path, lines)| *lines > 800 || (*lines > 400 && !allowed.contains_key(path.as_str())));
    none("a file has at most 400 lines", long.map(|(path, lines)| format!("{path}: {lines}")));
}

#[test]
fn names_say_what_a_file_is_about() {
    let vague = ["mod", "util", "utils", "helper", "helpers", "manager", "misc", "common"];
    let bad = sources::all().into_iter().filter(|source| {
        let ours = [".rs", ".ts", ".lua"].iter().any(|ending| source.is(ending));
        // What `generated-tree` brings is a generator's.
        let stem = source.path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
        ours && !source.below("tests/projects") && vague.contains(&stem)
    });
    none("no such names", bad.map(|source| source.path));
}

/// Lines of product code outside some places that hold one of these words.
fn strays(words: &[&str], may: impl Fn(&Source) -> bool) -> Vec<String> {
    let product = sources::rust().into_iter().filter(|source| source.below("server") && !source.is_test());
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
    let room = |source: &Source| source.path == "server/bowline/src/lsp.rs" || source.below("server/bowline/src/lsp");
    none("tower_lsp stays below lsp/", strays(&["tower_lsp", "lsp_types"], room));
}

#[test]
fn processes_start_in_one_room() {
    let room = |source: &Source| {
        source.path == "server/shadow/src/process.rs" || source.below("server/shadow/src/process")
    };
    let words = ["Command::new", "process::Command", "MetadataCommand::new", "posix_spawn", "execv"];
    none("processes start in shadow/src/process (I5)", strays(&words, room));
}

#[test]
fn locks_are_not_spread_about() {
    let words = ["Arc<Mutex<", "Arc<RwLock<", "Rc<RefCell<", "static mut "];
    none("one owner, many snapshots", strays(&words, |_| false));
}

#[test]
fn the_clock_and_chance_stay_outside_the_core() {
    let room = |source: &Source| !source.below("server/loop-core") && !source.below("server/observers");
    none("the core is pure (I1)", strays(&["async fn", "std::fs", "std::env", "std::time", "std::net", "std::thread"], room));
}

#[test]
fn tests_await_events_and_do_not_sleep() {
    let needle = ["thread::", "sleep"].concat();
    let sleepers = sources::rust().into_iter().filter(|source| source.text.contains(&needle));
    none("no sleep", sleepers.map(|source| source.path));
}

#[test]
fn nothing_names_a_machine_or_a_registry() {
    let machine = [["/wo", "rk/"].concat(), ["/ro", "ot/"].concat()];
    let registry: Vec<String> = ["crates.io/api", "index.crates.io", "static.crates.io", "registry.npmjs", "pypi.org"]
        .map(|host| host.replace('.', "\u{2e}"))
        .into();
    let mut found = Vec::new();
    for source in sources::all() {
        let is_lock = source.is("Cargo.lock") || source.is("package-lock.json");
        let is_rule = source.path == "tests/tests/house_rules.rs";
        for (index, line) in source.text.lines().enumerate() {
            let names_machine = machine.iter().any(|path| begins_a_path(line, path));
            let names_registry = !is_lock && !is_rule && registry.iter().any(|host| line.contains(host.as_str()));
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
        before.is_none_or(|letter| !letter.is_alphanumeric() && !['_', '-', '.', '}', '>'].contains(&letter))
    })
}

/// Every word of a text that begins with `prefix` and goes on with letters, with the prefix.
fn words_with(text: &str, prefix: &str) -> BTreeSet<String> {
    text.match_indices(prefix)
        .map(|(at, _)| {
            let rest = &text[at + prefix.len()..];
            let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '/').unwrap_or(rest.len());
            format!("{prefix}{}", rest[..end].trim_end_matches('/'))
        })
        .filter(|word| word.len() > prefix.len())
        .collect()
}

#[test]
fn the_protocol_page_is_in_step() {
    let page = std::fs::read_to_string(binary::repository().join("docs/protocol.md")).expect("the page exists");
    let lsp: String = sources::rust()
        .iter()
        .filter(|source| source.path == "server/bowline/src/lsp.rs" || source.below("server/bowline/src/lsp"))
        .filter(|source| !source.is_test())
        .map(|source| source.product().to_owned())
        .collect();
    let commands = words_with(&lsp, "bowline.server.");
    assert!(!commands.is_empty(), "the server lists its commands");
    let told = words_with(&page, "bowline.server.");
    // The page may name several in one heading, the later ones without their prefix.
    let missing = commands.iter().filter(|name| !page.contains(name.trim_start_matches("bowline.server.")));
    none("docs/protocol.md names every command", missing.cloned());
    none("docs/protocol.md names no other command", told.difference(&commands).cloned());

    let methods: BTreeSet<String> = words_with(&lsp, "\"bowline/")
        .into_iter()
        .map(|method| method.trim_start_matches('"').to_owned())
        .filter(|method| !method.starts_with("bowline/trial"))
        .collect();
    none("docs/protocol.md names every method", methods.iter().filter(|name| !page.contains(name.as_str())).cloned());
}

#[test]
fn the_pages_of_settings_are_in_step() {
    use bowline::config::generate;
    let read = |name: &str| std::fs::read_to_string(binary::repository().join(name)).unwrap_or_default();
    assert_eq!(
        read("docs/configuration.md"),
        generate::markdown(),
        "run `bowline schema --markdown > docs/configuration.md`"
    );
    let schema: serde_json::Value = serde_json::from_str(&read("docs/bowline.schema.json")).expect("a schema");
    assert_eq!(schema, generate::toml_schema(), "run `bowline schema --toml-schema > docs/bowline.schema.json`");
}

#[test]
fn every_sample_is_told_of_and_used() {
    let projects = binary::repository().join("tests/projects");
    let page = std::fs::read_to_string(projects.join("README.md")).expect("the samples have a page");
    let tests: String = sources::rust()
        .iter()
        .filter(|source| source.below("tests/tests"))
        .map(|source| source.text.clone())
        .collect();
    let mut samples = 0;
    for entry in std::fs::read_dir(&projects).expect("samples").flatten() {
        let name = entry.file_name().into_string().expect("names are UTF-8");
        if !entry.path().is_dir() {
            continue;
        }
        samples += 1;
        assert!(page.contains(&format!("`{name}`")), "tests/projects/README.md does not tell of {name}");
        assert!(tests.contains(&format!("\"{name}")), "no test uses the sample {name}");
    }
    assert!(samples >= 25, "{samples} samples");
}

#[test]
fn the_changelog_has_a_place_for_the_next_entry() {
    let text = std::fs::read_to_string(binary::repository().join("docs/CHANGELOG.md")).expect("there is a changelog");
    assert!(text.contains("## Unreleased"), "no «Unreleased»");
}
