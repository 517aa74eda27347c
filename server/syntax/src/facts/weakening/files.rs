//! Files that decide about tests by where they lie: snapshots, fixtures, cargo's settings, build scripts.

use bowline_loop_core::{ids::WorkspacePath, weakening::WeakeningKind};

/// What the change of a file means for tests, whatever stands in it.
pub(super) fn kind(path: &WorkspacePath, before: &str, after: &str) -> Option<WeakeningKind> {
    let name = path.file_name();
    let parts: Vec<&str> = path.as_str().split('/').collect();
    let below = |wanted: &[&str]| parts.iter().rev().skip(1).any(|part| wanted.contains(part));
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if below(&[".cargo"]) || name == "nextest.toml" || name == "rust-toolchain.toml" {
        Some(WeakeningKind::CargoSettings)
    } else if name == "build.rs" {
        Some(WeakeningKind::BuildScript)
    } else if name.ends_with(".rs") {
        let is_macro = |text: &str| text.contains("#[proc_macro");
        (is_macro(before) || is_macro(after)).then_some(WeakeningKind::ProcMacro)
    } else if ends(&[".snap", ".snap.new"]) || below(&["snapshots", "__snapshots__"]) {
        Some(WeakeningKind::SnapshotChanged)
    } else if below(&[
        "tests",
        "fixtures",
        "testdata",
        "test_data",
        "golden",
        "expected",
    ]) || ends(&[".expected", ".golden"])
    {
        (!before.is_empty()).then_some(WeakeningKind::FixtureChanged)
    } else {
        None
    }
}
