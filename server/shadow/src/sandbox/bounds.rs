//! What a confined process may read and write. Everything that is not named here is out of bounds.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::secrets;
use crate::{
    environment::Changes,
    overlay::LAYER,
    project::{Project, configuration, toolchain},
    shadow::{AGENT, VIEWS},
    slot::OWN,
};

/// Files and directories of the system that compilers, linkers and scripts read.
const SYSTEM: &[&str] = &[
    "/bin",
    "/gnu/store",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix/store",
    "/opt",
    "/run/current-system",
    "/sbin",
    "/usr",
];

/// What of `/etc` they read. The rest of it is about this machine and its people.
const ETC: &[&str] = &[
    "alternatives",
    "ca-certificates",
    "clang",
    "crypto-policies",
    "fonts",
    "group",
    "host.conf",
    "hosts",
    "java",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "locale.alias",
    "localtime",
    "mime.types",
    "nsswitch.conf",
    "os-release",
    "passwd",
    "pki/ca-trust",
    "pki/tls/certs",
    "protocols",
    "python3",
    "resolv.conf",
    "services",
    "ssl/certs",
    "ssl/openssl.cnf",
    "terminfo",
    "timezone",
];

/// Variables that list directories a build reads from.
const LISTS: &[&str] = &[
    "PATH",
    "LD_LIBRARY_PATH",
    "LIBRARY_PATH",
    "CPATH",
    "C_INCLUDE_PATH",
    "CPLUS_INCLUDE_PATH",
    "PKG_CONFIG_PATH",
    "PKG_CONFIG_LIBDIR",
    "PKG_CONFIG_SYSROOT_DIR",
    "LIBCLANG_PATH",
];

/// The bounds of one process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Files and directories that may be read, and programs in them run; absolute. What does not exist is passed over.
    pub read: Vec<PathBuf>,
    /// Files and directories that may be read and written; absolute.
    pub write: Vec<PathBuf>,
    /// The directory for temporary files, one of those that may be written.
    pub temporary: PathBuf,
    /// Changes to the environment that these bounds make necessary.
    pub env: Changes,
}

impl Bounds {
    /// Those of a process in the shadow at `slot`: the mirror, the target directory and the temporary directory may be
    /// written, bowline's own records beside them not.
    pub fn of_slot(project: &Project, slot: &Path) -> Self {
        // A directory that does not exist cannot be granted; where it cannot be made, the process says so itself.
        let _ = fs::create_dir_all(slot.join(OWN).join("target"));
        let mirrored = children(slot).filter(|path| !path.ends_with(OWN));
        let mut bounds = Self::around(project, slot);
        bounds.write.extend(mirrored);
        bounds.read.extend(found_by_walking_up(slot));
        bounds
    }

    /// Those of a process that sees the project where it is: what the slot has a copy of may be written, for that is what is
    /// there, and so may the target directory, over which its layer lies.
    pub(crate) fn of_overlay(project: &Project, slot: &Path, tops: &[PathBuf]) -> Self {
        let mut bounds = Self::around(project, slot);
        bounds.write.extend(tops.iter().cloned());
        bounds.write.push(project.target_directory.clone());
        bounds.read.extend(found_by_walking_up(&project.root));
        bounds
    }

    /// What both need: the scripts beside the target directory are run, what is known of the mirror and the layer are
    /// bowline's alone, its other directories are for writing.
    fn around(project: &Project, slot: &Path) -> Self {
        let own = slot.join(OWN);
        let temporary = own.join("tmp");
        let _ = fs::create_dir_all(&temporary);
        let apart = |path: &Path| {
            [LAYER, AGENT, VIEWS]
                .iter()
                .any(|name| path.ends_with(name))
        };
        let ours = children(&own).filter(|path| path.is_dir() && !apart(path));
        let mut bounds = Self::of_reading(project);
        bounds.write.extend(ours);
        bounds.read.push(own);
        Self {
            temporary,
            ..bounds
        }
    }

    /// Those of an external agent: the system and what its program lies in may be read; its room, and what the person named,
    /// may be written.
    pub fn of_agent(program: &Path, room: &Path, paths: &[PathBuf]) -> Self {
        let mut read: Vec<PathBuf> = SYSTEM.iter().map(PathBuf::from).collect();
        read.extend(ETC.iter().map(|name| Path::new("/etc").join(name)));
        read.extend(listed());
        read.extend(around_program(program));
        read.retain(|path| path.exists());
        read.sort();
        read.dedup();
        let mut write = vec![room.to_path_buf()];
        write.extend(paths.iter().cloned());
        Self {
            read,
            write,
            temporary: room.join("tmp"),
            env: Changes::new(),
        }
    }

    /// The system, the toolchain and the sources of dependencies; nothing may be written.
    fn of_reading(project: &Project) -> Self {
        let cargo_home = toolchain::cargo_home();
        let files = configuration::files(&project.root, cargo_home.as_deref());
        let mut read: Vec<PathBuf> = SYSTEM.iter().map(PathBuf::from).collect();
        read.extend(ETC.iter().map(|name| Path::new("/etc").join(name)));
        read.extend(listed());
        if let Some(home) = rustup_home() {
            read.extend(linked_toolchain(project, &home));
            read.push(home);
        }
        if let Some(home) = &cargo_home {
            read.extend(children(home).filter(|path| !is_credential(path)));
        }
        // A cargo that is not rustup's lies in `bin` of its toolchain.
        read.extend(sysroot(&project.cargo));
        let named = configuration::absolute_directories(&files);
        let named = project.outside.iter().cloned().chain(named);
        read.extend(named.filter(|path| !secrets::is_secret(path, &project.root)));
        read.retain(|path| path.exists());
        read.sort();
        read.dedup();
        Self {
            read,
            env: without_a_cache_server(&files, cargo_home.as_deref()),
            ..Self::default()
        }
    }
}

/// A compiler cache speaks to a server of its own, which cannot be reached; cargo's own freshness does without it.
fn without_a_cache_server(files: &[PathBuf], cargo_home: Option<&Path>) -> Changes {
    let wrapper = configuration::rustc_wrapper(files, cargo_home);
    let caches = wrapper.is_some_and(|wrapper| {
        Path::new(&wrapper)
            .file_stem()
            .is_some_and(|name| name == "sccache")
    });
    caches
        .then(|| ("RUSTC_WRAPPER".into(), Some("".into())))
        .into_iter()
        .collect()
}

fn children(directory: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

fn is_credential(path: &Path) -> bool {
    secrets::OF_CARGO
        .iter()
        .any(|name| path.file_name().is_some_and(|file| file == *name))
}

/// Directories of the lists in the environment, but none that holds a whole home directory.
fn listed() -> impl Iterator<Item = PathBuf> {
    let values = LISTS.iter().filter_map(std::env::var_os);
    let all = values.flat_map(|value| std::env::split_paths(&value).collect::<Vec<_>>());
    all.filter(|path| {
        let physical = path.canonicalize();
        path.is_absolute() && !secrets::is_broad(physical.as_deref().unwrap_or(path))
    })
}

/// What an installed program reads of itself: the directory it physically lies in, and all packages beside it where that is
/// one of Node's.
fn around_program(program: &Path) -> Vec<PathBuf> {
    let Ok(physical) = program.canonicalize() else {
        return Vec::new();
    };
    let packages = physical
        .ancestors()
        .filter(|path| path.ends_with("node_modules"))
        .last();
    let around = [program.parent(), physical.parent(), packages];
    let around = around.into_iter().flatten().map(Path::to_path_buf);
    around.filter(|path| !secrets::is_broad(path)).collect()
}

fn rustup_home() -> Option<PathBuf> {
    match std::env::var_os("RUSTUP_HOME").filter(|value| !value.is_empty()) {
        Some(home) => std::path::absolute(home).ok(),
        None => std::env::home_dir().map(|home| home.join(".rustup")),
    }
    .filter(|home| home.is_dir())
}

/// Where a toolchain lies that is linked into rustup's home, or named by a path.
fn linked_toolchain(project: &Project, rustup_home: &Path) -> Option<PathBuf> {
    let name = project.toolchain.as_deref()?;
    let directory = rustup_home.join("toolchains").join(name);
    let physical = directory.canonicalize().ok()?;
    (!physical.starts_with(rustup_home)).then_some(physical)
}

fn sysroot(cargo: &Path) -> Option<PathBuf> {
    let cargo = cargo.canonicalize().ok()?;
    let root = cargo.parent()?.parent()?;
    root.join("lib/rustlib")
        .is_dir()
        .then(|| root.to_path_buf())
}

/// Files that cargo opens when it sees them above its working directory.
fn found_by_walking_up(directory: &Path) -> impl Iterator<Item = PathBuf> {
    let above = directory.ancestors().skip(1);
    above
        .flat_map(|directory| {
            [".cargo/config", ".cargo/config.toml", "Cargo.toml"].map(|name| directory.join(name))
        })
        .filter(|file| file.is_file())
}
