//! Pages that must be in step with the code.

use std::collections::BTreeSet;

use bowline_tests::{binary, sources};

use crate::none;

/// Every word of a text that begins with `prefix` and goes on with letters, with the prefix.
fn words_with(text: &str, prefix: &str) -> BTreeSet<String> {
    text.match_indices(prefix)
        .map(|(at, _)| {
            let rest = &text[at + prefix.len()..];
            let end = rest
                .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '/')
                .unwrap_or(rest.len());
            format!("{prefix}{}", rest[..end].trim_end_matches('/'))
        })
        .filter(|word| word.len() > prefix.len())
        .collect()
}

#[test]
fn the_protocol_page_is_in_step() {
    let page = std::fs::read_to_string(binary::repository().join("docs/protocol.md"))
        .expect("the page exists");
    let lsp: String = sources::rust()
        .iter()
        .filter(|source| {
            source.path == "server/bowline/src/lsp.rs" || source.below("server/bowline/src/lsp")
        })
        .filter(|source| !source.is_test())
        .map(|source| source.product().to_owned())
        .collect();
    let commands = words_with(&lsp, "bowline.server.");
    assert!(!commands.is_empty(), "the server lists its commands");
    let told = words_with(&page, "bowline.server.");
    // The page may name several in one heading, the later ones without their prefix.
    let missing = commands
        .iter()
        .filter(|name| !page.contains(name.trim_start_matches("bowline.server.")));
    none("docs/protocol.md names every command", missing.cloned());
    none(
        "docs/protocol.md names no other command",
        told.difference(&commands).cloned(),
    );

    let methods: BTreeSet<String> = words_with(&lsp, "\"bowline/")
        .into_iter()
        .map(|method| method.trim_start_matches('"').to_owned())
        .filter(|method| !method.starts_with("bowline/trial"))
        .collect();
    none(
        "docs/protocol.md names every method",
        methods
            .iter()
            .filter(|name| !page.contains(name.as_str()))
            .cloned(),
    );
}

#[test]
fn the_pages_of_settings_are_in_step() {
    use bowline::config::generate;
    let read =
        |name: &str| std::fs::read_to_string(binary::repository().join(name)).unwrap_or_default();
    assert_eq!(
        read("docs/configuration.md"),
        generate::markdown(),
        "run `bowline schema --markdown > docs/configuration.md`"
    );
    let schema: serde_json::Value =
        serde_json::from_str(&read("docs/bowline.schema.json")).expect("a schema");
    assert_eq!(
        schema,
        generate::toml_schema(),
        "run `bowline schema --toml-schema > docs/bowline.schema.json`"
    );
}

#[test]
fn every_sample_is_told_of_and_used() {
    let projects = binary::repository().join("tests/projects");
    let page =
        std::fs::read_to_string(projects.join("README.md")).expect("the samples have a page");
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
        assert!(
            page.contains(&format!("`{name}`")),
            "tests/projects/README.md does not tell of {name}"
        );
        assert!(
            tests.contains(&format!("\"{name}")),
            "no test uses the sample {name}"
        );
    }
    assert!(samples >= 25, "{samples} samples");
}

#[test]
fn the_changelog_has_a_place_for_the_next_entry() {
    let text = std::fs::read_to_string(binary::repository().join("docs/CHANGELOG.md"))
        .expect("there is a changelog");
    assert!(text.contains("## Unreleased"), "no «Unreleased»");
}
