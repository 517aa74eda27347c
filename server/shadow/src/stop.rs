//! The errors of this crate as stop reasons: one place that says which kind of trouble each is and what a person can do.

use bowline_loop_core::{
    StopReason,
    stop::{Missing, Trouble, TroubleKind},
};

use crate::{process::ProcessError, project::ProjectError, shadow::ShadowError};

fn broke(kind: TroubleKind, what: String, hint: impl Into<String>) -> StopReason {
    StopReason::Broke(Trouble {
        kind,
        what,
        hint: hint.into(),
    })
}

impl From<ProcessError> for StopReason {
    fn from(error: ProcessError) -> Self {
        let what = error.to_string();
        match error {
            ProcessError::Missing { .. } => broke(
                TroubleKind::Toolchain,
                what,
                "Install Rust from https://rustup.rs, or put cargo on the PATH.",
            ),
            ProcessError::NoDirectory { .. } => broke(
                TroubleKind::Files,
                what,
                "Was the workspace moved or deleted?",
            ),
            ProcessError::Refused { .. } => broke(TroubleKind::Internal, what, ""),
        }
    }
}

impl From<ProjectError> for StopReason {
    fn from(error: ProjectError) -> Self {
        let what = error.to_string();
        match error {
            ProjectError::NoManifest { .. } => broke(
                TroubleKind::Manifest,
                what,
                "Open a directory of a cargo project, or make one with `cargo init`.",
            ),
            ProjectError::Manifest { .. } => broke(
                TroubleKind::Manifest,
                what,
                "Mend the manifest first; `cargo metadata --no-deps` shows the same message.",
            ),
            ProjectError::Toolchain { hint, .. } => broke(TroubleKind::Toolchain, what, hint),
            ProjectError::Files { .. } => broke(
                TroubleKind::Files,
                what,
                "Check that the directory exists and can be read.",
            ),
            ProjectError::Hang { .. } => broke(
                TroubleKind::Hang,
                what,
                "Is another cargo waiting for a lock, or the network file system slow?",
            ),
            ProjectError::Cancelled => StopReason::Cancelled,
            ProjectError::Process(error) => error.into(),
        }
    }
}

impl From<ShadowError> for StopReason {
    fn from(error: ShadowError) -> Self {
        let what = error.to_string();
        match error {
            ShadowError::Files { .. } => broke(
                TroubleKind::Files,
                what,
                "Check the permissions of this file.",
            ),
            ShadowError::Vanished { .. } => broke(
                TroubleKind::Files,
                what,
                "Was the workspace moved or deleted?",
            ),
            ShadowError::NotText { .. } => broke(
                TroubleKind::Files,
                what,
                "Convert the file to UTF-8; rustc needs that too.",
            ),
            ShadowError::NoFile { .. } => broke(TroubleKind::Files, what, ""),
            ShadowError::DiskFull { directory } => broke(
                TroubleKind::DiskFull,
                what,
                format!(
                    "Free some space, delete {} while no server runs, or set BOWLINE_CACHE_DIR to a larger disk.",
                    directory.display()
                ),
            ),
            ShadowError::NeedsNetwork { message } => StopReason::Blocked(Missing::Data(format!(
                "{message}\nRun `cargo fetch` in the workspace, then try again."
            ))),
            ShadowError::NoTool { .. } => broke(
                TroubleKind::Toolchain,
                what,
                "Add the component, for instance `rustup component add clippy`.",
            ),
            ShadowError::Busy { .. } => broke(
                TroubleKind::Internal,
                what,
                "Let another loop on this workspace end first.",
            ),
            ShadowError::NoOverlay { .. } => StopReason::PolicyDenied(what),
            ShadowError::Process(error) => error.into(),
            ShadowError::Internal(_) => broke(TroubleKind::Internal, what, ""),
        }
    }
}
