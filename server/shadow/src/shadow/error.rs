//! Why a shadow could not do what was asked.

use std::{
    io,
    path::{Path, PathBuf},
};

use bowline_loop_core::WorkspacePath;

use crate::process::ProcessError;

/// Why a shadow could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ShadowError {
    /// A file could not be read or written.
    #[error("{} could not be {action}: {source}", .path.display())]
    Files {
        /// The file.
        path: PathBuf,
        /// `read`, `written`, …
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The workspace root is gone.
    #[error("the workspace {} is gone", .root.display())]
    Vanished {
        /// The root.
        root: PathBuf,
    },
    /// A file is not UTF-8 text.
    #[error("{path} is not UTF-8 text")]
    NotText {
        /// The file.
        path: WorkspacePath,
    },
    /// No such file in the shadow.
    #[error("there is no {path} in the workspace")]
    NoFile {
        /// The file.
        path: WorkspacePath,
    },
    /// The disk of the shadows is full.
    #[error("the disk that holds {} is full", .directory.display())]
    DiskFull {
        /// The directory of the shadow.
        directory: PathBuf,
    },
    /// Sources of dependencies are not on this machine, and the shadow runs offline.
    #[error("sources of dependencies are missing: {message}")]
    NeedsNetwork {
        /// What cargo said.
        message: String,
    },
    /// The toolchain lacks a subcommand of cargo.
    #[error("{message}")]
    NoTool {
        /// What rustup or cargo said.
        message: String,
    },
    /// Every slot of this workspace is taken by a living process.
    #[error("all {slots} shadow slots of this workspace are in use")]
    Busy {
        /// How many there are.
        slots: u32,
    },
    /// Nothing can be laid over the person's tree, and nothing else will do.
    #[error("the overlay base cannot be had: {why}")]
    NoOverlay {
        /// Why, in a sentence.
        why: String,
    },
    /// A process could not be run.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A worker thread ended before its work was done.
    #[error("internal: {0}")]
    Internal(String),
}

impl ShadowError {
    pub(crate) fn files(path: &Path, action: &'static str, source: io::Error) -> Self {
        Self::in_shadow(path, path, action, source)
    }

    /// For a write below the shadow at `prefix`.
    pub(crate) fn in_shadow(
        prefix: &Path,
        path: &Path,
        action: &'static str,
        source: io::Error,
    ) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull {
                directory: prefix.to_path_buf(),
            },
            _ => Self::Files {
                path: path.to_path_buf(),
                action,
                source,
            },
        }
    }
}
