//! A manifest decides what is built and downloaded; so do cargo's settings and the toolchain file.

use super::{Guard, Ruling, Setting, by_allowance, files};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "manifests",
    judge,
};

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    let is_manifest = |path: &crate::ids::WorkspacePath| {
        let name = path.file_name();
        matches!(
            name,
            "Cargo.toml" | "rust-toolchain.toml" | "rust-toolchain"
        ) || path.as_str().split('/').any(|part| part == ".cargo")
    };
    match files(candidate, is_manifest) {
        Some(paths) => {
            let concern = format!("It edits the build's settings: {paths}.");
            by_allowance(setting.intent.tradeoffs.risky_edits, &concern)
        }
        None => Ruling::Pass,
    }
}
