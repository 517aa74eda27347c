//! A person's cargo workspace as bowline needs to know it: found from a directory, without a byte written there.

pub(crate) mod configuration;
pub(crate) mod manifests;
pub(crate) mod toolchain;

use std::path::{Path, PathBuf};

use bowline_loop_core::WorkspacePath;
use cargo_metadata::{Metadata, MetadataCommand};
use tokio_util::sync::CancellationToken;

use crate::{process::End, sandbox::secrets};
use toolchain::Surroundings;

/// A member of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its directory, relative to the workspace root (empty for the root package), absolute when it lies outside.
    pub directory: WorkspacePath,
    /// Its `Cargo.toml`, absolute.
    pub manifest: PathBuf,
}

/// A cargo workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The workspace root, absolute, free of symlinks.
    pub root: PathBuf,
    /// The members.
    pub packages: Vec<Package>,
    /// Where the person's cargo puts artefacts, absolute.
    pub target_directory: PathBuf,
    /// Where the person's cargo puts intermediate artefacts, absolute; mostly the same as `target_directory`.
    pub build_directory: PathBuf,
    /// The toolchain that applies in the root, as rustup names it; `None` where cargo is not rustup's.
    pub toolchain: Option<String>,
    /// The cargo to run, absolute.
    pub cargo: PathBuf,
    /// Directories outside the root that the workspace is built from (path dependencies, patches, vendored sources), absolute.
    pub outside: Vec<PathBuf>,
    /// Names of all packages that are built from a path: members, outside ones, and excluded ones inside the root.
    pub path_packages: Vec<String>,
}

/// Why there is no project to work on.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// No `Cargo.toml` in the directory or above it.
    #[error("there is no Cargo.toml in {} or any directory above it", .directory.display())]
    NoManifest {
        /// Where the search began.
        directory: PathBuf,
    },
    /// The manifest does not parse, or cargo cannot make sense of it.
    #[error("{message}")]
    Manifest {
        /// What cargo said.
        message: String,
    },
    /// cargo or the toolchain that the project names is missing.
    #[error("{message}")]
    Toolchain {
        /// What is missing.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The directory could not be read.
    #[error("{} could not be read: {source}", .path.display())]
    Files {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// cargo did not answer in time.
    #[error("`{command}` did not end within {seconds} seconds")]
    Hang {
        /// What was run.
        command: String,
        /// The deadline.
        seconds: u64,
    },
    /// The search was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// cargo could not be run.
    #[error(transparent)]
    Process(#[from] crate::process::ProcessError),
}

impl Project {
    /// Finds the workspace of a directory: cargo is asked in that directory, offline, in a way that writes nothing there.
    pub async fn discover(
        directory: &Path,
        cancel: &CancellationToken,
    ) -> Result<Project, ProjectError> {
        Self::discover_in(directory, &Surroundings::of_this_process(), cancel).await
    }

    pub(crate) async fn discover_in(
        directory: &Path,
        surroundings: &Surroundings,
        cancel: &CancellationToken,
    ) -> Result<Project, ProjectError> {
        let directory = physical(directory).map_err(|source| ProjectError::Files {
            path: directory.to_path_buf(),
            source,
        })?;
        let Some(nearest) = directory
            .ancestors()
            .find(|above| above.join("Cargo.toml").is_file())
        else {
            return Err(ProjectError::NoManifest { directory });
        };
        let cargo = surroundings
            .cargo()
            .ok_or_else(|| ProjectError::Toolchain {
                message: "cargo was not found on the PATH or in its own directory".to_owned(),
                hint: "Install Rust from https://rustup.rs, or put cargo on the PATH.".to_owned(),
            })?;
        let mut toolchain = toolchain::resolve(&directory, &cargo, surroundings, cancel).await?;
        let metadata = metadata(nearest, &cargo, toolchain.as_deref(), cancel).await?;
        let root = metadata.workspace_root.clone().into_std_path_buf();
        if directory != root && names_another_toolchain(&directory, &root) {
            toolchain = toolchain::resolve(&root, &cargo, surroundings, cancel).await?;
        }
        Ok(Self::from_metadata(root, cargo, toolchain, &metadata))
    }

    fn from_metadata(
        root: PathBuf,
        cargo: PathBuf,
        toolchain: Option<String>,
        metadata: &Metadata,
    ) -> Self {
        let members = metadata.packages.iter().filter_map(|package| {
            let manifest = package.manifest_path.clone().into_std_path_buf();
            let directory = workspace_path(&root, manifest.parent()?);
            Some(Package {
                name: package.name.to_string(),
                directory,
                manifest,
            })
        });
        let mut packages: Vec<Package> = members.collect();
        packages.sort_by(|a, b| a.directory.cmp(&b.directory));

        let configuration = configuration::files(&root, toolchain::cargo_home().as_deref());
        let named = packages
            .iter()
            .filter_map(|package| package.manifest.parent())
            .map(Path::to_path_buf);
        let configured = configuration::directories(&configuration);
        let found = manifests::follow(&root, named.chain([root.clone()]).chain(configured));
        let sources = metadata
            .packages
            .iter()
            .flat_map(|package| &package.targets)
            .filter_map(|target| {
                target
                    .src_path
                    .parent()
                    .map(|parent| parent.to_path_buf().into_std_path_buf())
            });
        let all = found.directories.iter().cloned().chain(sources);
        let outside = all.filter(|directory| !directory.starts_with(&root) && directory.is_dir());
        // A manifest may name any directory of the person's; what is named here is copied and granted.
        let outside = outside.filter(|directory| !secrets::is_secret(directory, &root));
        let target_directory = metadata.target_directory.clone().into_std_path_buf();
        let build_directory = metadata
            .build_directory
            .clone()
            .map_or_else(|| target_directory.clone(), Into::into);
        Self {
            outside: manifests::outermost(outside),
            path_packages: found.names.into_iter().collect(),
            root,
            packages,
            target_directory,
            build_directory,
            toolchain,
            cargo,
        }
    }

    /// Names a file as the workspace knows it. Symlinks on the way to the root are seen through.
    pub fn workspace_path(&self, absolute: &Path) -> WorkspacePath {
        if absolute.starts_with(&self.root) {
            return workspace_path(&self.root, absolute);
        }
        // The file itself may not exist yet; some directory above it does.
        let seen_through = absolute.ancestors().find_map(|above| {
            let rest = absolute.strip_prefix(above).ok()?;
            Some(physical(above).ok()?.join(rest))
        });
        match seen_through {
            Some(path) if path.starts_with(&self.root) => workspace_path(&self.root, &path),
            Some(_) | None => workspace_path(&self.root, absolute),
        }
    }

    /// The absolute path of a file.
    pub fn absolute(&self, path: &WorkspacePath) -> PathBuf {
        manifests::lexical(&self.root.join(path.as_str()))
    }

    /// The member that holds a file: the one with the deepest directory.
    pub fn package_of(&self, path: &WorkspacePath) -> Option<&Package> {
        let file = self.absolute(path);
        let holders = self
            .packages
            .iter()
            .filter(|package| file.starts_with(self.absolute(&package.directory)));
        holders.max_by_key(|package| self.absolute(&package.directory).components().count())
    }
}

/// Relative to the root and `/`-separated, or absolute for what lies outside. Looks at the letters alone.
pub(crate) fn workspace_path(root: &Path, absolute: &Path) -> WorkspacePath {
    WorkspacePath::new(
        absolute
            .strip_prefix(root)
            .unwrap_or(absolute)
            .to_string_lossy(),
    )
}

/// The absolute path without symlinks: the form in which cargo names the workspace root.
fn physical(path: &Path) -> std::io::Result<PathBuf> {
    if cfg!(windows) {
        // `canonicalize` answers in a form there that few programs take.
        return path.metadata().and_then(|_| std::path::absolute(path));
    }
    path.canonicalize()
}

/// Whether a toolchain file lies between a directory, itself included, and the root, itself excluded: rustup then answers
/// differently in the two, and what runs in the shadow runs in its root.
fn names_another_toolchain(directory: &Path, root: &Path) -> bool {
    let between = directory.ancestors().take_while(|above| *above != root);
    between.into_iter().any(|dir| {
        dir.join("rust-toolchain.toml").is_file() || dir.join("rust-toolchain").is_file()
    })
}

async fn metadata(
    directory: &Path,
    cargo: &Path,
    toolchain: Option<&str>,
    cancel: &CancellationToken,
) -> Result<Metadata, ProjectError> {
    // Without `--no-deps` it would write a lock file where there is none.
    let arguments = [
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
        "--offline",
    ];
    let output = toolchain::ask(cargo, &arguments, directory, toolchain, cancel).await?;
    if output.end != End::Exited(0) {
        let manifest = || ProjectError::Manifest {
            message: toolchain::said(&output),
        };
        return Err(toolchain::missing(&output).unwrap_or_else(manifest));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    MetadataCommand::parse(text).map_err(|error| ProjectError::Manifest {
        message: format!("cargo metadata was not understood: {error}"),
    })
}

#[cfg(test)]
mod tests;
