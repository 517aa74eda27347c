//! A working copy of a sample project of `tests/projects`, and the proof that nothing in it was touched.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use bowline_fixture::{TreeFingerprint, copy_tree};
use tempfile::TempDir;

use crate::binary;

/// A copy of a sample in a temporary directory, deleted on drop.
pub struct Sample {
    holder: TempDir,
    root: PathBuf,
    /// Taken once the sample is ready; the directory above the root is part of it, for projects that reach outside.
    before: Option<TreeFingerprint>,
}

impl Sample {
    /// Copies a sample. `name` may go deeper than the sample's own directory (`nested-workspace/tools`): the whole sample
    /// is copied, and the root is what was named.
    pub fn copy(name: &str) -> Self {
        let first = name.split('/').next().unwrap_or(name);
        let from = binary::repository().join("tests/projects").join(first);
        assert!(from.is_dir(), "there is no sample {first}");
        let holder = TempDir::with_prefix("bowline-sample-").expect("a temporary directory");
        let to = holder.path().canonicalize().expect("it exists").join(first);
        copy_tree(&from, &to);
        let root = holder.path().canonicalize().expect("it exists").join(name);
        let mut sample = Self {
            holder,
            root,
            before: None,
        };
        sample.complete(first);
        sample
    }

    /// What a sample needs and the repository does not hold.
    fn complete(&mut self, name: &str) {
        match name {
            "generated-tree" => {
                let names = "// @generated\npub const NAMES: [&str; 2] = [\"a\", \"b\"];\n";
                self.write("src/generated/mod.rs", names.as_bytes());
            }
            "large-file" => {
                let bytes: Vec<u8> = (0..9_000_000_u32)
                    .map(|number| (number % 251) as u8)
                    .collect();
                self.write("data/large.bin", &bytes);
            }
            _ => {}
        }
    }

    /// Builds what a person's own `cargo check` leaves: a target directory and a lock file. Whether it succeeds does not
    /// matter, for most samples are broken.
    pub fn warm(self) -> Self {
        cargo(&self.root, &["check", "--keep-going"]);
        self
    }

    /// Whether plain cargo takes the sample with these texts in place of its files. The samples of a loop are never written
    /// to, so this works on another copy.
    pub fn cargo_takes(&self, texts: &BTreeMap<PathBuf, String>, arguments: &[&str]) -> bool {
        let other = TempDir::with_prefix("bowline-judge-").expect("a temporary directory");
        let copy = other.path().join("copy");
        copy_tree(self.holder.path(), &copy);
        let base = self.holder.path().canonicalize().expect("it exists");
        for (path, text) in texts {
            let relative = path.strip_prefix(&base).expect("a file of the sample");
            fs::write(copy.join(relative), text).expect("a copy can be written");
        }
        let root = copy.join(
            self.root
                .strip_prefix(&base)
                .expect("the root of the sample"),
        );
        cargo(&root, arguments)
    }

    /// From here on nothing may change.
    pub fn watched(mut self) -> Self {
        self.before = Some(TreeFingerprint::of(self.holder.path()));
        self
    }

    /// The project's directory, absolute, symlinks resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A file of the project.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The text of a file.
    pub fn read(&self, relative: &str) -> String {
        let path = self.path(relative);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Writes a file, with the directories it needs.
    pub fn write(&self, relative: &str, bytes: &[u8]) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a file lies in a directory"))
            .expect("directories can be made");
        fs::write(path, bytes).expect("a sample can be written");
    }

    /// Panics where a byte, a time, a mode or a name in the project changed since [`Sample::watched`].
    #[track_caller]
    pub fn assert_untouched(&self) {
        let before = self.before.as_ref().expect("the sample is watched");
        let changes = before.diff(&TreeFingerprint::of(self.holder.path()));
        assert!(
            changes.is_empty(),
            "the person's project was touched: {changes:#?}"
        );
    }
}

/// Runs cargo as a person would, outside of any test, and says whether it was content.
pub fn cargo(directory: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new("cargo");
    command
        .args(arguments)
        .args(["--quiet", "--offline"])
        .env_remove("CARGO")
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTC_WRAPPER")
        .env_remove("RUSTFLAGS")
        .env_remove("RUSTUP_TOOLCHAIN")
        .env("RUSTUP_AUTO_INSTALL", "0")
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().expect("cargo runs").success()
}
