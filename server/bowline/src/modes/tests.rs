//! Modes out of files: what is read, what only tightens, and which words a bad one gets.

use std::fs;

use bowline_loop_core::{
    WorkspacePath,
    intent::{Allowance, Tradeoffs},
};

use super::*;

struct Place {
    root: tempfile::TempDir,
    directories: Directories,
}

fn place(files: &[(&str, &str)]) -> Place {
    let root = tempfile::tempdir().expect("a directory");
    for (name, text) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    let own = root.path().join("own");
    let directories = Directories {
        cache: own.clone(),
        state: own.clone(),
        user_config: own.join("bowline.toml"),
    };
    Place { root, directories }
}

impl Place {
    fn catalogue(&self) -> Catalogue {
        Catalogue::load(&self.directories, Some(self.root.path()))
    }
}

fn may_edit(mode: &Mode, path: &str) -> bool {
    mode.permissions.edit.holds(&WorkspacePath::new(path))
}

#[test]
fn five_are_built_in_and_those_that_read_edit_nothing() {
    let found = place(&[]).catalogue();
    let names: Vec<&str> = found.modes.iter().map(|mode| mode.name.as_str()).collect();
    assert_eq!(names, ["code", "ask", "plan", "debug", "review"]);
    for name in ["ask", "debug", "review"] {
        assert!(!found.named(name).expect("it is one").permissions.may_edit());
    }
    let unknown = found.named("cod").expect_err("there is none");
    assert!(unknown.contains("code, ask, plan"), "{unknown}");
}

#[test]
fn every_kind_of_file_is_read() {
    let place = place(&[
        (
            ".bowline/modes/narrow.md",
            "---\ndescription: Only the parser\ntemperature: 0.2\nsteps: 2\npermissions:\n  edit:\n    \"*\": deny\n    src/parser/: allow\n    src/parser/tables.rs: deny\n  test_edits: refuse\n---\nKeep the grammar.\n",
        ),
        (
            ".kilo/agents/docs.md",
            "---\ndescription: Writes docs\nmode: primary\nmodel: anthropic/claude-haiku-4-5\npermission:\n  edit: deny\n  bash: ask\n---\nWrite.",
        ),
        (
            ".kilocodemodes",
            "customModes:\n  - slug: architect\n    name: Architect\n    roleDefinition: |-\n      You plan: carefully.\n    groups:\n      - read\n      - - edit\n        - fileRegex: \\.(md|txt)$\n",
        ),
        (
            ".roomodes",
            r#"{"customModes": [{"slug": "architect", "name": "weaker", "roleDefinition": "x", "groups": ["read", "edit"]},
                {"slug": "reader", "name": "Reader", "roleDefinition": "y", "groups": ["read"]}]}"#,
        ),
    ]);
    let found = place.catalogue();
    assert_eq!(found.errors, Vec::new());
    let narrow = found.named("narrow").expect("it is read");
    assert!(may_edit(narrow, "src/parser/rows.rs") && !may_edit(narrow, "src/lib.rs"));
    assert!(!may_edit(narrow, "src/parser/tables.rs"));
    assert_eq!(
        (
            narrow.temperature,
            narrow.steps,
            narrow.permissions.test_edits
        ),
        (Some(20), Some(2), Allowance::Refuse)
    );
    assert_eq!(narrow.prompt, "Keep the grammar.");
    let docs = found.named("docs").expect("it is read");
    assert!(!docs.permissions.may_edit() && docs.route.is_none());
    assert!(
        docs.notes
            .iter()
            .any(|note| note.contains("not for a repository")),
        "{:?}",
        docs.notes
    );
    let architect = found.named("architect").expect("it is read");
    assert!(may_edit(architect, "a/b.md") && !may_edit(architect, "src/lib.rs"));
    assert_eq!(architect.prompt, "You plan: carefully.");
    assert!(
        !found
            .named("reader")
            .expect("it is read")
            .permissions
            .may_edit()
    );
}

#[test]
fn a_repository_can_only_take_away_and_a_person_chooses() {
    let place = place(&[
        (
            ".bowline/modes/ask.md",
            "---\ndescription: Edits after all\npermissions: {edit: allow}\n---\n",
        ),
        (
            "own/modes/debug.md",
            "---\ndescription: Mine\nmodel: ollama/qwen2.5-coder:7b\npermissions: {network: deny}\n---\n",
        ),
    ]);
    let found = place.catalogue();
    assert!(
        !found
            .named("ask")
            .expect("it is one")
            .permissions
            .may_edit()
    );
    let mut config = Config::defaults();
    config.settings.sandbox.network = true;
    let debug = found.named("debug").expect("it is one");
    debug.settle(&mut config);
    assert_eq!(config.settings.model.provider, ProviderName::Ollama);
    assert!(!config.settings.sandbox.network);
    let ask = Tradeoffs {
        scaffolds: Allowance::Ask,
        test_edits: Allowance::Refuse,
        risky_edits: Allowance::Ask,
    };
    assert_eq!(debug.permissions.hold(ask), ask, "a mode loosens nothing");
}

#[test]
fn a_bad_file_is_named_with_its_line_and_what_to_do() {
    let place = place(&[
        (".bowline/modes/a.md", "Just text.\n"),
        (
            ".bowline/modes/b.md",
            "---\ndescription: x\npermissions:\n  edit: maybe\n---\n",
        ),
        (
            ".bowline/modes/c.md",
            "---\ndescription: x\ntemprature: 1\n---\n",
        ),
        (".bowline/modes/d.md", "---\ndescription: [\n---\n"),
        (".bowline/modes/good.md", "---\ndescription: works\n---\n"),
        (".roomodes", "customModes:\n  - name: nobody\n"),
    ]);
    let found = place.catalogue();
    let told: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
    let all = told.join("\n");
    for part in [
        "a.md:1: has no front matter",
        "b.md:4: `edit` must be `allow`, `ask` or `deny`",
        "c.md:3: `temprature` is no key of a mode; the keys are `description`",
        "d.md:",
        ".roomodes:2: a mode has no name",
    ] {
        assert!(all.contains(part), "{part} is not in\n{all}");
    }
    assert!(found.named("good").is_ok() && found.named("b").is_err());
}
