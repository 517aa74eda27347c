//! Which package may know which, and what every package says about itself.

use std::collections::BTreeMap;

use bowline_tests::binary;
use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// Which of our packages each package may depend on. What is not here is forbidden.
const ARROWS: [(&str, &[&str]); 9] = [
    ("bowline-loop-core", &[]),
    ("bowline-fixture", &[]),
    ("bowline-documents", &["bowline-loop-core"]),
    ("bowline-syntax", &["bowline-loop-core"]),
    ("bowline-observers", &["bowline-loop-core"]),
    (
        "bowline-shadow",
        &["bowline-loop-core", "bowline-documents", "bowline-syntax"],
    ),
    (
        "bowline-proposers",
        &["bowline-loop-core", "bowline-documents", "bowline-syntax"],
    ),
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
        &[
            "bowline",
            "bowline-loop-core",
            "bowline-documents",
            "bowline-proposers",
            "bowline-shadow",
            "bowline-syntax",
            "bowline-fixture",
        ],
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
    (
        "tokio",
        &[
            "bowline",
            "bowline-shadow",
            "bowline-proposers",
            "bowline-tests",
        ],
    ),
];

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
        let may = allowed
            .get(name)
            .unwrap_or_else(|| panic!("{name} is not in the table of arrows"));
        for dependency in &package.dependencies {
            let ours =
                dependency.name.as_str() == "bowline" || dependency.name.starts_with("bowline-");
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
        for dependency in package
            .dependencies
            .iter()
            .filter(|one| one.kind != DependencyKind::Development)
        {
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
        assert!(
            package.rust_version.is_some(),
            "{name} names no rust-version"
        );
        assert_eq!(package.edition.to_string(), "2024", "{name}");
        assert_eq!(
            package.license.as_deref(),
            Some("MIT OR Apache-2.0"),
            "{name}"
        );
        assert!(package.description.is_some(), "{name} has no description");
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        assert!(
            binary::repository().join(licence).is_file(),
            "{licence} is missing"
        );
    }
}

#[test]
fn purity_is_held_by_clippy() {
    for (package, forbidden) in [
        (
            "loop-core",
            [
                "std::time::Instant",
                "std::fs::File",
                "std::collections::HashMap",
                "std::process::Command::new",
            ],
        ),
        (
            "observers",
            [
                "std::time::Instant",
                "std::fs::File",
                "std::collections::HashMap",
                "std::process::Command::new",
            ],
        ),
    ] {
        let path = binary::repository()
            .join("server")
            .join(package)
            .join("clippy.toml");
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for name in forbidden {
            assert!(
                text.contains(name),
                "{} does not forbid {name}",
                path.display()
            );
        }
    }
}
