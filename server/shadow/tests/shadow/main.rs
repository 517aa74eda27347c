//! Shadows of real projects with a real cargo. Every test ends by showing that nothing of the person's changed.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod endings;
mod life;
mod overlay;
mod replay;
mod support;
mod traps;

use std::fs;

use bowline_loop_core::WorkspacePath;
use bowline_shadow::{End, ShadowError};
use support::{Bench, LONG, checks, clippy};
use tokio_util::sync::CancellationToken;

const PACKAGE: &str = r#"
//- /ws/Cargo.toml
[package]
name = "demo"
version = "0.1.0"
edition = "2024"
"#;

fn package(rest: &str) -> String {
    format!("{PACKAGE}{rest}")
}

#[tokio::test]
async fn candidates_come_and_go_and_every_check_sees_the_text_of_its_moment() {
    let mut bench = Bench::open(&package(
        "//- /ws/src/lib.rs\npub fn one() -> u32 { \"one\" }\n",
    ))
    .await;
    let broken = bench.lay(&[]).await;
    assert_eq!(bench.errors().await, ["E0308"]);
    for _ in 0..5 {
        let fixed = bench.put(&[("src/lib.rs", "pub fn one() -> u32 { 1 }\n")]);
        assert_ne!(fixed, broken);
        assert_eq!(bench.errors().await, [""; 0]);
        assert_eq!(bench.put(&[]), broken);
        assert_eq!(bench.errors().await, ["E0308"]);
    }
    bench
        .lay(&[("src/lib.rs", "pub fn one() -> u32 { 1 }\n")])
        .await;
    assert_eq!(bench.errors().await, [""; 0]);
    bench.put(&[("src/lib.rs", "pub fn one() -> u32 { nothing }\n")]);
    assert_eq!(bench.errors().await, ["E0425"]);
    bench.put(&[]);
    assert_eq!(bench.errors().await, [""; 0]);
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, ["E0308"]);
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_new_owner_of_the_slot_checks_what_is_there_now() {
    let mut bench = Bench::open(&package("//- /ws/src/lib.rs\npub fn one() -> u32 { 1 }\n")).await;
    bench.lay(&[]).await;
    bench.put(&[("src/lib.rs", "pub fn one() -> u32 { 'x' }\n")]);
    assert_eq!(bench.errors().await, ["E0308"]);
    let slot = bench.shadow.mirror().prefix.clone();
    bench.reopen().await;
    assert_eq!(bench.shadow.mirror().prefix, slot);
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    bench.person_is_untouched();
}

#[tokio::test]
async fn the_person_s_own_check_still_tells_the_truth() {
    let mut bench = Bench::open(&package("//- /ws/src/lib.rs\npub fn one() -> u32 { 1 }\n")).await;
    assert_eq!(bench.person_checks().await, End::Exited(0));
    bench.reopen().await;
    let before = bench.fingerprint();
    bench.lay(&[]).await;
    bench.put(&[("src/lib.rs", "pub fn one() -> u32 { 2 } // proposed\n")]);
    assert_eq!(bench.errors().await, [""; 0]);
    assert_eq!(before.diff(&bench.fingerprint()), Vec::<String>::new());
    bench
        .fixture
        .write("ws/src/lib.rs", "pub fn one() -> u32 { \"saved\" }\n");
    assert_eq!(bench.person_checks().await, End::Exited(101));
}

#[tokio::test]
async fn registry_units_are_seeded_and_members_are_not() {
    let mut bench = Bench::open(
        r#"
        //- /ws/Cargo.toml
        [package]
        name = "demo"
        version = "0.1.0"
        edition = "2024"
        [dependencies]
        leaf = "1"
        //- /ws/src/lib.rs
        pub use leaf::leaf;
        //- /vendor/leaf/Cargo.toml
        [package]
        name = "leaf"
        version = "1.0.0"
        edition = "2024"
        //- /vendor/leaf/.cargo-checksum.json
        {"files":{}}
        //- /vendor/leaf/build.rs
        fn main() { println!("cargo::rustc-cfg=built"); println!("cargo::rustc-check-cfg=cfg(built)"); }
        //- /vendor/leaf/src/lib.rs
        #[cfg(not(built))]
        compile_error!("the build script's word is lost");
        pub fn leaf() {}
        "#,
    )
    .await;
    // Named by its absolute path, as the registry's own sources are.
    let vendored = bench.fixture.path("vendor");
    let config =
        format!("[source.crates-io]\nreplace-with = \"v\"\n[source.v]\ndirectory = {vendored:?}\n");
    bench.fixture.write("ws/.cargo/config.toml", &config);
    assert_eq!(bench.person_checks().await, End::Exited(0));
    bench.renew().await;
    bench.lay(&[]).await;
    let run = bench.check(&checks()).await.unwrap();
    assert_eq!(run.output.end, End::Exited(0));
    let fresh = support::fresh(&run.output.stdout);
    assert_eq!(
        fresh,
        [
            ("demo".to_owned(), false),
            ("leaf".to_owned(), true),
            ("leaf".to_owned(), true)
        ]
    );
    bench.person_is_untouched();
}

#[tokio::test]
async fn configuration_and_paths_above_the_root_count() {
    let mut bench = Bench::open(&format!(
        r#"
        //- /.cargo/config.toml
        [build]
        rustflags = ["--cfg", "above"]
        [env]
        PLACE = {{ value = "here", relative = true }}
        //- /README.md
        read me
        //- /sp ace/dép/Cargo.toml
        [package]
        name = "dep"
        version.workspace = true
        edition = "2024"
        //- /sp ace/dép/src/lib.rs
        pub const PLACE: &str = env!("PLACE");
        //- /sp ace/Cargo.toml
        [workspace]
        members = ["dép"]
        [workspace.package]
        version = "0.3.0"
        {PACKAGE}[dependencies]
        dep = {{ path = "../sp ace/dép" }}
        //- /ws/build.rs
        fn main() {{
            println!("cargo::rerun-if-changed=../README.md");
            assert_eq!(std::fs::read_to_string("../README.md").unwrap(), "read me\n");
        }}
        //- /ws/src/lib.rs
        #[cfg(not(above))]
        compile_error!("the configuration above was not read");
        pub const TEXT: &str = include_str!("../../README.md");
        pub const PLACE: &str = dep::PLACE;
        "#
    ))
    .await;
    bench.lay(&[]).await;
    let run = bench.check(&checks()).await.unwrap();
    assert_eq!(
        run.output.end,
        End::Exited(0),
        "{}",
        String::from_utf8_lossy(&run.output.stderr)
    );
    let outside = bench
        .fixture
        .path("sp ace/dép/src/lib.rs")
        .to_str()
        .unwrap()
        .to_owned();
    bench.lay(&[(&outside, "pub const PLACE: u8 = 1;\n")]).await;
    assert_eq!(bench.errors().await, ["E0308"]);
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_build_directory_of_the_person_s_is_not_shared() {
    let text = package("//- /ws/src/lib.rs\npub fn one() -> u32 { 1 }\n");
    let mut bench = Bench::open(&format!(
        "{text}//- /elsewhere/\n//- /ws/.cargo/config.toml\n"
    ))
    .await;
    let elsewhere = bench.fixture.path("elsewhere");
    bench.fixture.write(
        "ws/.cargo/config.toml",
        &format!("[build]\nbuild-dir = {elsewhere:?}\n"),
    );
    bench.renew().await;
    assert_eq!(bench.project.build_directory, elsewhere);
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    assert_eq!(fs::read_dir(elsewhere).unwrap().count(), 0);
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_lock_file_that_is_missing_stays_missing() {
    let text = package("//- /ws/src/main.rs\nfn main() { let unused = 1; }\n");
    let mut bench = Bench::open(&text).await;
    bench.lay(&[]).await;
    let run = bench.check(&clippy()).await.unwrap();
    assert_eq!(run.output.end, End::Exited(0));
    assert_eq!(
        run.command.join(" "),
        "cargo clippy --workspace --message-format=json --keep-going"
    );
    assert!(String::from_utf8_lossy(&run.output.stdout).contains("unused_variables"));
    assert!(bench.shadow.read(&WorkspacePath::new("Cargo.lock")).is_ok());
    assert!(!bench.fixture.path("ws/Cargo.lock").exists());
    bench.person_is_untouched();
}

#[tokio::test]
async fn tests_run_and_write_into_the_shadow() {
    let mut bench = Bench::open(&package(
        r#"
//- /ws/src/lib.rs
#[test]
fn passes() {
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/left-by-a-test"), "x").unwrap();
}
#[test]
fn fails() {
    panic!("on purpose");
}
"#,
    ))
    .await;
    bench.lay(&[]).await;
    let run = bench
        .shadow
        .test(&["demo".to_owned()], LONG, &CancellationToken::new())
        .await
        .unwrap();
    assert_eq!(run.output.end, End::Exited(101));
    let said = String::from_utf8_lossy(&run.output.stdout).into_owned();
    assert!(
        said.contains("test passes ... ok") && said.contains("test fails ... FAILED"),
        "{said}"
    );
    assert!(
        bench
            .shadow
            .mirror()
            .shadow_root()
            .join("left-by-a-test")
            .exists()
    );
    bench.person_is_untouched();
}

#[tokio::test]
async fn two_owners_have_two_slots() {
    let bench = Bench::open(&package("//- /ws/src/lib.rs\n")).await;
    let second = bench.another().await;
    let (a, b) = (
        bench.shadow.mirror().prefix.clone(),
        second.mirror().prefix.clone(),
    );
    assert!(
        a.ends_with("slot-0") && b.ends_with("slot-1"),
        "{a:?} {b:?}"
    );
    drop(second);
    assert_eq!(bench.another().await.mirror().prefix, b);
    bench.person_is_untouched();
}

#[tokio::test]
async fn reads_texts_and_names_what_is_none() {
    let mut bench = Bench::open(&package("//- /ws/src/lib.rs\n// ö\n")).await;
    bench.fixture.write_bytes("ws/src/latin.rs", b"// \xf6\n");
    bench.lay(&[("src/new.rs", "n")]).await;
    let read = |path: &str| bench.shadow.read(&WorkspacePath::new(path));
    assert_eq!(read("src/lib.rs").unwrap(), "// ö\n");
    assert_eq!(read("src/new.rs").unwrap(), "n");
    assert!(matches!(
        read("src/latin.rs"),
        Err(ShadowError::NotText { .. })
    ));
    assert!(matches!(
        read("src/none.rs"),
        Err(ShadowError::NoFile { .. })
    ));
}
