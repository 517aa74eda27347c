//! Lock files and build output are cargo's to write.

use super::{Guard, Ruling, Setting, files};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "lock_files",
    judge,
};

fn judge(candidate: &Candidate, _: &Setting<'_>) -> Ruling {
    let is_cargos = |path: &crate::ids::WorkspacePath| {
        path.file_name() == "Cargo.lock" || path.as_str().starts_with("target/")
    };
    match files(candidate, is_cargos) {
        Some(paths) => Ruling::Refuse(format!("It edits files that cargo writes: {paths}.")),
        None => Ruling::Pass,
    }
}
