//! Where the `bowline` under test is: named by `BOWLINE_BIN`, or built beside the running test.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// The program under test. Built once for each test process, so that it is never older than the sources.
pub fn bowline() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| match std::env::var_os("BOWLINE_BIN") {
        Some(path) => {
            let path = PathBuf::from(path);
            assert!(
                path.is_file(),
                "BOWLINE_BIN names no file: {}",
                path.display()
            );
            path
        }
        None => build(),
    })
}

/// The root of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests lie in the repository")
}

/// `cargo test` does not build a program of another package, so it is asked for here, in the same target directory and
/// profile. Asking for one program of the whole workspace keeps the features, and so the compiled crates, the same.
fn build() -> PathBuf {
    let profile = profile_directory();
    let target = profile
        .parent()
        .expect("a profile's directory lies in a target directory");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["build", "--quiet", "--workspace", "--bin", "bowline"])
        .arg("--target-dir")
        .arg(target)
        .current_dir(repository());
    if profile.ends_with("release") {
        command.arg("--release");
    }
    let status = command.status().expect("cargo runs");
    assert!(status.success(), "bowline could not be built");
    let path = profile.join(if cfg!(windows) {
        "bowline.exe"
    } else {
        "bowline"
    });
    assert!(path.is_file(), "cargo built no {}", path.display());
    path
}

/// `target/debug`, for a test in `target/debug/deps` or a program in `target/debug`.
fn profile_directory() -> PathBuf {
    let this = std::env::current_exe().expect("a test knows where it is");
    let directory = this.parent().expect("a program lies in a directory");
    match directory.ends_with("deps") {
        true => directory
            .parent()
            .expect("deps lies in a directory")
            .to_owned(),
        false => directory.to_owned(),
    }
}
