//! Whatever a recorded call depends on: when it changes, candidates go to cargo, and calls are recorded again.

use std::{
    fs,
    path::{Path, PathBuf},
};

use bowline_shadow::{End, replay::Unfit};

use super::Screens;
use crate::{package, replay::all, support::checks};

const SCRIPTED: &str = r#"
//- /ws/build.rs
fn main() {
    println!("cargo::rerun-if-changed=src/words.rs");
    std::fs::write(format!("{}/made.rs", std::env::var("OUT_DIR").unwrap()), "pub const MADE: u32 = 1;").unwrap();
}
//- /ws/src/words.rs
pub fn word() {}
//- /ws/src/lib.rs
pub mod words;
include!(concat!(env!("OUT_DIR"), "/made.rs"));
pub fn one() -> u32 { MADE }
"#;

#[tokio::test]
async fn every_kind_of_staleness_goes_to_cargo() {
    let mut screens = Screens::open(&package(SCRIPTED), checks()).await;
    let fine = [("src/lib.rs", "pub mod words;\npub fn one() -> u32 { 1 }\n")];
    screens.told(&fine).await;
    let target = screens.bench.shadow.mirror().prefix.join(".bowline/target");

    // The candidate itself changes what the build script watches, or what cargo builds from.
    screens
        .bench
        .put(&[("src/words.rs", "pub fn word() -> u32 { 1 }\n")]);
    assert!(matches!(screens.unfit().await, Unfit::Runs { .. }));
    for path in [
        "Cargo.toml",
        "build.rs",
        "Cargo.lock",
        ".cargo/config.toml",
        "unheard/of.rs",
    ] {
        screens.bench.put(&[(path, "# new\n")]);
        let why = screens.unfit().await;
        let known = matches!(
            &why,
            Unfit::UnknownFile { .. } | Unfit::Outdated { .. } | Unfit::Runs { .. }
        );
        assert!(known, "{path}: {why}");
    }
    screens.bench.put(&[]);
    screens.check().await;

    // An artefact, or what the build script made, is not as it was.
    screens.bench.put(&fine);
    for name in ["libdemo-", "made.rs"] {
        let file = find(&target, name);
        let kept = fs::read(&file).unwrap();
        fs::write(&file, [kept.as_slice(), b" "].concat()).unwrap();
        let why = screens.unfit().await;
        assert!(matches!(&why, Unfit::Outdated { .. }), "{name}: {why}");
        fs::remove_file(&file).unwrap();
        assert_eq!(screens.unfit().await, why);
        screens.bench.put(&[]);
        screens.bench.lay(&[]).await;
        screens.check().await;
        screens.told(&fine).await;
    }

    // Other checks, and another text below the candidate: settings, manifest, features.
    let others = std::mem::replace(&mut screens.checks, all());
    assert_eq!(screens.unfit().await, Unfit::OtherChecks);
    screens.checks = others;
    screens
        .bench
        .lay(&[(
            ".cargo/config.toml",
            "[build]\nrustflags = [\"--cfg\", \"flagged\"]\n",
        )])
        .await;
    assert_eq!(screens.unfit().await, Unfit::Relaid);
    screens.check().await;
    let flagged = [(
        "src/lib.rs",
        "pub mod words;\n#[cfg(flagged)]\npub fn one() -> u32 { \"\" }\n",
    )];
    let told = screens.told(&flagged).await;
    assert_eq!(told.run.output.end, End::Exited(101));
}

/// The one file below a directory whose name starts like this and that is no list.
fn find(directory: &Path, start: &str) -> PathBuf {
    let mut left = vec![directory.to_owned()];
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            if entry.file_type().unwrap().is_dir() {
                left.push(entry.path());
            } else if name.starts_with(start) {
                return entry.path();
            }
        }
    }
    panic!("no {start} below {}", directory.display());
}

#[tokio::test]
async fn a_cut_record_is_no_record() {
    let text = package("//- /ws/src/lib.rs\npub fn one() -> u32 { 1 }\n");
    let mut screens = Screens::open(&text, checks()).await;
    let calls = screens.bench.shadow.mirror().prefix.join(".bowline/calls");
    let record = find(&calls, "demo-");
    let whole = fs::read(&record).unwrap();
    fs::write(&record, &whole[..whole.len() / 2]).unwrap();
    let run = screens.bench.check(&screens.checks).await.unwrap();
    assert!(run.survey.is_none());
    // cargo compiles it again as soon as it changes, and the call is recorded again.
    screens
        .bench
        .put(&[("src/lib.rs", "pub fn one() -> u32 { 2 }\n")]);
    screens.check().await;
    screens
        .told(&[("src/lib.rs", "pub fn one() -> u32 { 3 }\n")])
        .await;
}
