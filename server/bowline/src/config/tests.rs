//! The configuration: layers, what a repository may not loosen, and what bad input is told.

use std::{fs, path::Path};

use bowline_shadow::Base;
use bowline_shadow::sandbox::{Demand, Network, Policy};
use expect_test::expect_file;
use serde_json::{Value, json};

use super::{
    Config, ConfigError, generate,
    schema::{AllowanceSetting, CheckTool, LogLevel, Settings, TestRuns},
};
use crate::directories::Directories;

/// Loads layers given as text; an empty text is a file that does not exist.
fn load(workspace: &str, user: &str, editor: Option<Value>) -> (Config, Vec<ConfigError>) {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("project");
    fs::create_dir_all(&root).unwrap();
    let directories = Directories {
        cache: home.path().join("cache"),
        state: home.path().join("state"),
        user_config: home.path().join("user.toml"),
    };
    if !workspace.is_empty() {
        fs::write(root.join(super::FILE_NAME), workspace).unwrap();
    }
    if !user.is_empty() {
        fs::write(&directories.user_config, user).unwrap();
    }
    let (config, mut errors) = Config::load_lenient(&directories, Some(&root), editor.as_ref());
    assert_eq!(
        Config::load(&directories, Some(&root), editor.as_ref())
            .err()
            .as_ref(),
        errors.first()
    );
    for error in &mut errors {
        error.file = file_name(&error.file);
    }
    (config, errors)
}

fn file_name(path: &str) -> String {
    Path::new(path)
        .file_name()
        .map_or(path.to_owned(), |name| name.to_string_lossy().into_owned())
}

fn errors(workspace: &str, user: &str, editor: Option<Value>) -> Vec<String> {
    load(workspace, user, editor)
        .1
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn nothing_set_is_the_defaults() {
    let (config, errors) = load("", "", None);
    assert_eq!((config, errors), (Config::defaults(), Vec::new()));
    let limits = Config::defaults().limits();
    assert_eq!(
        (limits.attempts, limits.millis, limits.check_millis),
        (8, 300_000, 120_000)
    );
}

#[test]
fn each_layer_goes_before_the_one_below_it() {
    let (config, errors) = load(
        "[check]\ntool = \"clippy\"\nall_targets = true\n[limits]\nseconds = 100",
        "[limits]\nseconds = 600\nattempts = 20\n[log]\nlevel = \"debug\"",
        Some(
            json!({ "bowline": { "limits": { "attempts": 3, "candidates": null }, "proof.tests": "run" } }),
        ),
    );
    assert!(errors.is_empty(), "{errors:?}");
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    let Settings {
        check,
        limits,
        proof,
        log,
        ..
    } = config.settings;
    assert_eq!(
        (check.tool, check.all_targets, check.on_save),
        (CheckTool::Clippy, true, true)
    );
    assert_eq!(
        (limits.seconds, limits.attempts, limits.candidates),
        (600, 3, 80)
    );
    assert_eq!((proof.tests, log.level), (TestRuns::Run, LogLevel::Debug));
}

#[test]
fn a_repository_may_only_tighten() {
    let (config, errors) = load(
        "[limits]\nseconds = 9999\nattempts = 2\n[allow]\nscaffolds = \"allow\"\ntest_edits = \"refuse\"\n\
         [log]\nfile = \"/etc/passwd\"\n[journal]\nbudget_mb = 1\n[check]\non_save = false",
        "",
        None,
    );
    assert!(errors.is_empty(), "{errors:?}");
    let Settings {
        limits,
        allow,
        log,
        journal,
        check,
        ..
    } = config.settings;
    assert_eq!((limits.seconds, limits.attempts), (300, 2));
    assert_eq!(
        (allow.scaffolds, allow.test_edits),
        (AllowanceSetting::Ask, AllowanceSetting::Refuse)
    );
    assert_eq!(
        (log.file, journal.budget_mb, check.on_save),
        (None, 64, false)
    );
    let tails: Vec<&str> = config
        .warnings
        .iter()
        .filter_map(|warning| warning.split_once("bowline.toml:"))
        .map(|(_, tail)| tail)
        .collect();
    assert_eq!(
        tails,
        [
            "5: `allow.scaffolds` asks for \"allow\", and a repository may only tighten it; \"ask\" holds. Set it in your own file to go further",
            "10: `journal.budget_mb` is not for a repository to set, and is left out. Set it in your own file",
            "2: `limits.seconds` asks for 9999, and a repository may only tighten it; 300 holds. Set it in your own file to go further",
            "8: `log.file` is not for a repository to set, and is left out. Set it in your own file",
        ]
    );
}

#[test]
fn a_repository_may_only_tighten_the_sandbox() {
    let asks = "[sandbox]\nmode = \"off\"\nnetwork = true\nenv = \"AWS_*\"\nread = \"/home\"\n[shadow]\nnice = false";
    let (config, errors) = load(asks, "", None);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(config.policy(), Policy::preferred());
    assert_eq!(config.warnings.len(), 5, "{:?}", config.warnings);

    let (config, _) = load("[sandbox]\nmode = \"required\"", "", None);
    assert_eq!(
        (config.policy().demand, config.warnings.len()),
        (Demand::Required, 0)
    );

    let (config, errors) = load("", asks, None);
    assert!(errors.is_empty() && config.warnings.is_empty());
    let expected = Policy {
        base: Base::Auto,
        network: Network::Granted,
        env: vec!["AWS_*".into()],
        read: vec!["/home".into()],
        ..Policy::off()
    };
    assert_eq!(config.policy(), expected);
}

#[test]
fn an_unknown_key_names_the_nearest_known_one() {
    assert_eq!(
        errors("[check]\nal_targets = true", "", None),
        ["bowline.toml:2: unknown key `check.al_targets`; did you mean `check.all_targets`?"]
    );
    assert_eq!(
        errors("", "[chek]\ntool = \"clippy\"", None),
        ["user.toml:2: unknown key `chek.tool`; did you mean `check.tool`?"]
    );
    assert_eq!(
        errors("", "attempts = 3", None),
        ["user.toml:1: unknown key `attempts`; did you mean `limits.attempts`?"]
    );
    assert_eq!(
        errors("", "", Some(json!({ "zebra": { "quagga": 1 } }))),
        [
            "the editor's settings: unknown key `zebra.quagga`; `bowline schema --markdown` lists every key"
        ]
    );
}

#[test]
fn a_value_that_does_not_fit_says_what_would() {
    assert_eq!(
        errors(
            "",
            "[limits]\nattempts = 0\nseconds = 1.5\n[check]\ntool = \"tslint\"\nall_targets = 1",
            None
        ),
        [
            "user.toml:6: `check.all_targets` is 1, and must be true or false",
            "user.toml:5: `check.tool` is \"tslint\", and must be one of \"check\", \"clippy\"",
            "user.toml:2: `limits.attempts` is 0, and must be a whole number from 1 to 1000",
            "user.toml:3: `limits.seconds` is 1.5, and must be a whole number from 1 to 86400",
        ]
    );
}

#[test]
fn what_cannot_be_used_leaves_the_rest_standing() {
    let (config, errors) = load(
        "[limits]\nattempts = 3\n",
        "[limits\nattempts = 4",
        Some(json!({ "limits": { "attempts": "many", "candidates": 7 } })),
    );
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert_eq!(
        (errors[0].file.as_str(), errors[0].line),
        ("user.toml", Some(1))
    );
    assert!(
        errors[0].message.starts_with("not valid TOML"),
        "{}",
        errors[0].message
    );
    assert_eq!(
        (
            config.settings.limits.attempts,
            config.settings.limits.candidates
        ),
        (3, 7)
    );
}

#[test]
fn sections_of_the_client_are_not_ours() {
    let editor = json!({ "server": { "path": "/x" }, "trace": { "server": "off" }, "client": "bowline-vscode" });
    assert_eq!(load("", "", Some(editor)), (Config::defaults(), Vec::new()));
}

#[test]
fn empty_sections_are_fine_and_sections_are_no_values() {
    assert_eq!(
        errors("[check]\n[limits]\n", "", None),
        Vec::<String>::new()
    );
    assert_eq!(errors("check = 3", "", None).len(), 1);
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .and_then(Path::parent)
        .expect("the crate lies two levels down")
}

#[test]
fn the_documentation_is_in_step_with_the_schema() {
    expect_file![repository().join("docs/configuration.md")].assert_eq(&generate::markdown());
    expect_file![repository().join("docs/bowline.schema.json")]
        .assert_eq(&format!("{:#}\n", generate::toml_schema()));
}

#[test]
fn the_settings_page_of_vscode_is_in_step_with_the_schema() {
    let Ok(manifest) = fs::read_to_string(repository().join("editors/vscode/package.json")) else {
        return;
    };
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let mut contributed = manifest
        .pointer("/contributes/configuration")
        .cloned()
        .unwrap_or_default();
    if let Some(properties) = contributed
        .get_mut("properties")
        .and_then(Value::as_object_mut)
    {
        properties.retain(|key, _| {
            !key.starts_with("bowline.server.") && !key.starts_with("bowline.trace.")
        });
    }
    let hint = "write the output of `bowline schema --vscode` into contributes.configuration";
    assert_eq!(contributed, generate::vscode(), "{hint}");
}
