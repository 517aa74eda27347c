//! The real compiler on a program of one crate, without dependencies.

use std::{fs, path::Path, process::Command};

use bowline_loop_core::{Diagnostic, observation::Level};
use bowline_observers::cargo::{self, Roots};

use crate::cases::Program;

/// What rustc says about a program, laid into an empty or reused directory. A failure without any error is given as one.
pub fn check(directory: &Path, program: &Program) -> Vec<Diagnostic> {
    for (path, text) in &program.files {
        let path = directory.join(path.as_str());
        fs::create_dir_all(path.parent().expect("a file has a directory")).expect("it can be made");
        fs::write(path, text).expect("a case can be written");
    }
    let kind = if program.root.file_name() == "main.rs" {
        "bin"
    } else {
        "lib"
    };
    let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args([
            "--edition",
            &program.edition,
            "--crate-type",
            kind,
            "--crate-name",
            "case",
        ])
        .args([
            "--emit=metadata",
            "--error-format=json",
            "-Awarnings",
            "-o",
            "case.rmeta",
        ])
        .arg(program.root.as_str())
        .current_dir(directory)
        .output()
        .expect("rustc is installed");
    let said = String::from_utf8(output.stderr).expect("rustc writes UTF-8");
    let stream: String = said
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| format!("{{\"reason\":\"compiler-message\",\"package_id\":\"path+file:///case#0.1.0\",\"target\":{{\"kind\":[\"{kind}\"],\"name\":\"case\"}},\"message\":{line}}}\n"))
        .collect();
    let roots = Roots {
        prefix: String::new(),
        root: directory.to_string_lossy().into_owned(),
    };
    let found = cargo::parse(&stream, &roots).diagnostics;
    assert!(
        output.status.success() || found.iter().any(|one| one.level == Level::Error),
        "rustc failed without an error: {said}"
    );
    found
}
