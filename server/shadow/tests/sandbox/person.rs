//! A person with a home directory, a `CARGO_HOME` and secrets of their own, far from those of whoever runs the tests.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

/// What the secret file holds.
pub const SECRET: &str = "the secret of this test";

/// A variable that holds a key.
pub const KEY: (&str, &str) = ("BOWLINE_PROBE_TOKEN", "the key of this test");

pub struct Person(tempfile::TempDir);

impl Person {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        for directory in [".ssh", ".cargo"] {
            fs::create_dir(home.path().join(directory)).unwrap();
        }
        for file in [secret(home.path()), credentials(home.path())] {
            fs::write(file, SECRET).unwrap();
        }
        Self(home)
    }

    /// The variables that make a process theirs. The toolchains stay those of this machine.
    pub fn env(&self) -> Vec<(OsString, OsString)> {
        let home = self.0.path().canonicalize().unwrap();
        let toolchains = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
        let toolchains = toolchains.or_else(|| Some(std::env::home_dir()?.join(".rustup")));
        let mut env: Vec<(OsString, OsString)> = vec![
            ("HOME".into(), home.clone().into()),
            ("CARGO_HOME".into(), home.join(".cargo").into()),
            (KEY.0.into(), KEY.1.into()),
        ];
        env.extend(toolchains.map(|path| ("RUSTUP_HOME".into(), path.into())));
        env
    }
}

/// The home directory of this process, which belongs to a [`Person`].
pub fn home() -> PathBuf {
    assert!(
        std::env::var_os(KEY.0).is_some(),
        "this test runs inside another one"
    );
    std::env::home_dir().unwrap()
}

pub fn secret(home: &Path) -> PathBuf {
    home.join(".ssh/id_probe")
}

pub fn credentials(home: &Path) -> PathBuf {
    home.join(".cargo/credentials.toml")
}
