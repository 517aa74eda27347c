//! Discovery with a real cargo on small workspaces.

use std::path::PathBuf;

use bowline_fixture::{Fixture, TreeFingerprint};
use bowline_loop_core::WorkspacePath;
use tokio_util::sync::CancellationToken;

use super::{Project, ProjectError, Surroundings};

const SIMPLE: &str = r#"
//- /Cargo.toml
[package]
name = "simple"
version = "0.1.0"
edition = "2024"
//- /src/lib.rs
"#;

/// Without the toolchain that rustup's proxy has set for the test run itself.
fn surroundings() -> Surroundings {
    Surroundings {
        toolchain: None,
        ..Surroundings::of_this_process()
    }
}

async fn discover(fixture: &Fixture, directory: &str) -> Result<Project, ProjectError> {
    Project::discover_in(
        &fixture.path(directory),
        &surroundings(),
        &CancellationToken::new(),
    )
    .await
}

#[tokio::test]
async fn finds_the_root_from_below_and_writes_nothing() {
    let fixture = Fixture::named(
        "naïve space",
        r#"
        //- /ws/Cargo.toml
        [workspace]
        members = ["crates/*", "../beside"]
        resolver = "3"
        //- /ws/crates/a/Cargo.toml
        [package]
        name = "a"
        [dependencies]
        out = { path = "../../../out" }
        //- /ws/crates/a/src/lib.rs
        //- /ws/crates/a/b/Cargo.toml
        [package]
        name = "b"
        //- /ws/crates/a/b/src/lib.rs
        //- /beside/Cargo.toml
        [package]
        name = "beside"
        workspace = "../ws"
        //- /beside/src/lib.rs
        //- /out/Cargo.toml
        [package]
        name = "out"
        //- /out/src/lib.rs
        "#,
    );
    let before = TreeFingerprint::of(fixture.root());
    let project = discover(&fixture, "ws/crates/a/src").await.unwrap();
    assert_eq!(
        before.diff(&TreeFingerprint::of(fixture.root())),
        Vec::<String>::new()
    );

    assert_eq!(project.root, fixture.path("ws"));
    assert!(project.cargo.is_absolute());
    let names: Vec<&str> = project
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    assert_eq!(names, ["beside", "a"]);
    assert_eq!(
        project.packages[1].directory,
        WorkspacePath::new("crates/a")
    );
    assert_eq!(
        project.outside,
        [fixture.path("beside"), fixture.path("out")]
    );
    assert_eq!(project.path_packages, ["a", "beside", "out"]);

    let lib = project.workspace_path(&fixture.path("ws/crates/a/src/lib.rs"));
    assert_eq!(lib, WorkspacePath::new("crates/a/src/lib.rs"));
    assert_eq!(project.package_of(&lib).unwrap().name, "a");
    assert_eq!(
        project.absolute(&lib),
        fixture.path("ws/crates/a/src/lib.rs")
    );
    let outside = project.workspace_path(&fixture.path("beside/src/lib.rs"));
    assert!(outside.is_outside());
    assert_eq!(project.package_of(&outside).unwrap().name, "beside");
}

#[cfg(unix)]
#[tokio::test]
async fn sees_through_symlinks() {
    let fixture = Fixture::new(&SIMPLE.replace("//- /", "//- /real/"));
    std::os::unix::fs::symlink("real", fixture.path("link")).unwrap();
    let project = discover(&fixture, "link").await.unwrap();
    assert_eq!(project.root, fixture.path("real"));
    for file in ["src/lib.rs", "src/not/yet.rs"] {
        assert_eq!(
            project.workspace_path(&fixture.path("link").join(file)),
            WorkspacePath::new(file)
        );
    }
}

#[tokio::test]
async fn says_that_there_is_no_manifest() {
    let fixture = Fixture::new("//- /src/lib.rs\n");
    let error = discover(&fixture, "src").await.unwrap_err();
    assert!(matches!(error, ProjectError::NoManifest { .. }), "{error}");
    let error = Project::discover(&PathBuf::from("/no/such/place"), &CancellationToken::new())
        .await
        .unwrap_err();
    assert!(matches!(error, ProjectError::Files { .. }), "{error}");
}

#[tokio::test]
async fn passes_on_what_cargo_says_of_a_broken_manifest() {
    let fixture = Fixture::new("//- /Cargo.toml\n[package\nname = 1\n");
    let ProjectError::Manifest { message } = discover(&fixture, ".").await.unwrap_err() else {
        panic!()
    };
    assert!(
        message.contains("Cargo.toml") && !message.starts_with("error"),
        "{message}"
    );
}

#[tokio::test]
async fn names_a_toolchain_that_is_not_installed() {
    let fixture = Fixture::new(&format!(
        "{SIMPLE}//- /rust-toolchain.toml\n[toolchain]\nchannel = \"1.31.0\"\n"
    ));
    if surroundings()
        .cargo()
        .is_none_or(|cargo| !cargo.with_file_name("rustup").exists())
    {
        return; // Only rustup reads toolchain files.
    }
    let ProjectError::Toolchain { message, hint } = discover(&fixture, ".").await.unwrap_err()
    else {
        panic!()
    };
    assert!(message.contains("1.31.0"), "{message}");
    assert!(hint.contains("rustup toolchain install 1.31.0"), "{hint}");
}

#[tokio::test]
async fn says_that_cargo_is_missing() {
    let fixture = Fixture::new(SIMPLE);
    let nothing = Surroundings::default();
    let error = Project::discover_in(fixture.root(), &nothing, &CancellationToken::new())
        .await
        .unwrap_err();
    assert!(matches!(error, ProjectError::Toolchain { .. }), "{error}");
}

#[tokio::test]
async fn a_cancelled_search_ends() {
    let fixture = Fixture::new(SIMPLE);
    let cancel = CancellationToken::new();
    cancel.cancel();
    let error = Project::discover_in(fixture.root(), &surroundings(), &cancel)
        .await
        .unwrap_err();
    assert!(matches!(error, ProjectError::Cancelled), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_toolchain_that_the_project_brings_along_does_not_run() {
    use std::os::unix::fs::PermissionsExt as _;

    let fixture = Fixture::new(
        "//- /Cargo.toml\n[package]\nname = \"x\"\n//- /src/lib.rs\n\
         //- /own/bin/cargo\n#!/bin/sh\ntouch $0.ran\n",
    );
    let program = fixture.path("own/bin/cargo");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let own = fixture.path("own");
    fixture.write(
        "rust-toolchain.toml",
        &format!("[toolchain]\npath = {own:?}\n"),
    );
    let surroundings = Surroundings {
        toolchain: None,
        ..Surroundings::of_this_process()
    };
    let cancel = CancellationToken::new();
    let found = Project::discover_in(fixture.root(), &surroundings, &cancel).await;
    // Where cargo is not rustup's, nobody reads that file.
    assert!(
        matches!(&found, Err(ProjectError::Toolchain { hint, .. }) if hint.contains("toolchain link"))
            || found.is_ok(),
        "{found:?}"
    );
    assert!(!fixture.path("own/bin/cargo.ran").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn nothing_that_a_configuration_names_is_run() {
    use std::os::unix::fs::PermissionsExt as _;

    let fixture = Fixture::new(SIMPLE);
    let mark = fixture.path("it-ran");
    fixture.write("evil", &format!("#!/bin/sh\n: >'{}'\n", mark.display()));
    let evil = fixture.path("evil");
    std::fs::set_permissions(&evil, std::fs::Permissions::from_mode(0o755)).unwrap();
    let names = [
        "rustc",
        "rustc-wrapper",
        "rustc-workspace-wrapper",
        "rustdoc",
    ];
    let named = names.map(|name| format!("{name} = '{}'\n", evil.display()));
    let more = format!(
        "[registry]\nglobal-credential-providers = ['{evil}']\n[target.'cfg(all())']\nrunner = '{evil}'\nlinker = '{evil}'\n",
        evil = evil.display()
    );
    fixture.write(
        ".cargo/config.toml",
        &format!("[build]\n{}{more}", named.concat()),
    );
    discover(&fixture, "").await.unwrap();
    assert!(!mark.exists());
}
