//! What must never be taken for fresh, or touched: the traps of building a copy elsewhere.

use std::{collections::BTreeMap, fs, path::Path};

use bowline_fixture::TreeFingerprint;
use bowline_shadow::End;

use crate::{
    PACKAGE, package,
    support::{Bench, checks, fresh, texts},
};

/// A member that is built from files outside its package, and a vendored package with a build script and a proc macro.
fn everything() -> String {
    format!(
        r#"
//- /shared.rs
pub fn shared() -> u32 {{ 1 }}
//- /READ.md
1
//- /vendor/leaf/Cargo.toml
[package]
name = "leaf"
version = "1.0.0"
edition = "2024"
//- /vendor/leaf/.cargo-checksum.json
{{"files":{{}}}}
//- /vendor/leaf/build.rs
fn main() {{ println!("cargo::rustc-env=WORD=word"); }}
//- /vendor/leaf/src/lib.rs
pub const WORD: &str = env!("WORD");
//- /vendor/made/Cargo.toml
[package]
name = "made"
version = "1.0.0"
edition = "2024"
[lib]
proc-macro = true
//- /vendor/made/.cargo-checksum.json
{{"files":{{}}}}
//- /vendor/made/src/lib.rs
#[proc_macro]
pub fn from_file(_: proc_macro::TokenStream) -> proc_macro::TokenStream {{
    let package = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    std::fs::read_to_string(format!("{{package}}/data.txt")).unwrap().parse().unwrap()
}}
{PACKAGE}[dependencies]
leaf = "1"
made = "1"
//- /ws/.cargo/config.toml
[source.crates-io]
replace-with = "v"
[source.v]
directory = "../vendor"
//- /ws/data.txt
1
//- /ws/src/lib.rs
#[path = "../../shared.rs"]
mod shared;
pub const READ: u32 = include!("../../READ.md");
pub const DATA: u32 = made::from_file!();
pub fn all() -> (u32, &'static str) {{ (shared::shared(), leaf::WORD) }}
"#
    )
}

/// A shadow of that, seeded from what the person has built.
async fn built() -> Bench {
    let mut bench = Bench::open(&everything()).await;
    assert_eq!(bench.person_checks().await, End::Exited(0));
    bench.renew().await;
    bench.lay(&[]).await;
    bench
}

#[tokio::test]
async fn files_outside_the_package_are_never_taken_for_fresh() {
    let mut bench = built().await;
    assert_eq!(bench.errors().await, [""; 0]);
    let outside = |name: &str| {
        let path = bench.fixture.path(name);
        path.to_str().expect("test paths are UTF-8").to_owned()
    };
    let (shared, read) = (outside("shared.rs"), outside("READ.md"));
    // In a buffer or a candidate: the shadow's own copy counts.
    let candidate = [(shared.as_str(), "pub fn shared() -> u32 { 'x' }\n")];
    if bench.shadow.put(&texts(&candidate)).is_ok() && bench.errors().await.is_empty() {
        // Single files outside every mirrored directory take no candidate; their copies must hold the disk's text then.
        assert_eq!(copy(&bench, "shared.rs"), "pub fn shared() -> u32 { 1 }\n");
    }
    bench.put(&[]);
    assert_eq!(bench.errors().await, [""; 0]);
    // On the disk.
    for (file, path, bad, good) in [
        (
            "shared.rs",
            &shared,
            "pub fn shared() -> u32 { 'y' }\n",
            "pub fn shared() -> u32 { 2 }\n",
        ),
        ("READ.md", &read, "'z'\n", "2\n"),
    ] {
        fs::write(path, bad).unwrap();
        bench.lay(&[]).await;
        assert_eq!(copy(&bench, file), bad);
        assert_eq!(bench.errors().await, ["E0308"], "{file}");
        fs::write(path, good).unwrap();
        bench.lay(&[]).await;
        assert_eq!(bench.errors().await, [""; 0], "{file}");
    }
    bench.person_is_untouched_but_for(&["shared.rs", "READ.md"]);
}

fn copy(bench: &Bench, file: &str) -> String {
    let path = bench.shadow.mirror().of(&bench.fixture.path(file));
    fs::read_to_string(path).unwrap()
}

#[tokio::test]
async fn an_old_text_that_comes_back_is_built_again() {
    let mut bench = Bench::open(&package("//- /ws/src/lib.rs\npub fn one() -> u32 { 1 }\n")).await;
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    for number in 2..5 {
        let text = format!("pub fn one() -> u32 {{ {number} }}\n");
        for candidate in [vec![("src/lib.rs", text.as_str())], vec![]] {
            bench.put(&candidate);
            let run = bench.check(&checks()).await.unwrap();
            let built = fresh(&run.output.stdout);
            assert_eq!(built, [("demo".to_owned(), false)], "{candidate:?}");
        }
    }
    let run = bench.check(&checks()).await.unwrap();
    assert_eq!(fresh(&run.output.stdout), [("demo".to_owned(), true)]);
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_proc_macro_reads_the_files_of_the_shadow() {
    let mut bench = built().await;
    assert_eq!(bench.errors().await, [""; 0]);
    let library = bench.fixture.read("ws/src/lib.rs");
    // cargo does not know that the macro reads this file, here as little as in the person's own tree; a change of the
    // crate's root makes it look.
    let changed = format!("{library}// changed\n");
    bench.put(&[("data.txt", "'x'"), ("src/lib.rs", &changed)]);
    assert_eq!(bench.errors().await, ["E0308"]);
    bench.put(&[]);
    assert_eq!(bench.errors().await, [""; 0]);
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_lock_file_that_is_out_of_date_stays_so() {
    let mut bench = built().await;
    let lock = bench.fixture.read("ws/Cargo.lock");
    assert!(lock.contains("\"leaf\""), "{lock}");
    let manifest = bench.fixture.read("ws/Cargo.toml");
    let without = manifest.replace("leaf = \"1\"\n", "");
    bench
        .lay(&[
            ("Cargo.toml", &without),
            ("src/lib.rs", "pub fn nothing() {}\n"),
        ])
        .await;
    assert_eq!(bench.errors().await, [""; 0]);
    let path = bench.shadow.mirror().shadow_root().join("Cargo.lock");
    assert!(!fs::read_to_string(path).unwrap().contains("\"leaf\""));
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    assert_eq!(bench.fixture.read("ws/Cargo.lock"), lock);
    bench.person_is_untouched();
}

#[tokio::test]
async fn building_everything_anew_changes_nothing_of_the_person_s() {
    let mut bench = built().await;
    let target = bench.fixture.path("ws/target");
    let names = links(&target);
    assert!(
        !names.is_empty() && names.values().all(|links| *links == 1),
        "no file of theirs has a second name in the shadow: {names:?}"
    );
    assert_eq!(bench.errors().await, [""; 0]);
    let theirs = TreeFingerprint::of(&target);
    // Every unit, those of the seed too: cargo and rustc write over whatever lies there.
    let profile = bench
        .shadow
        .mirror()
        .prefix
        .join(".bowline/target/debug/.fingerprint");
    for _ in 0..2 {
        fs::remove_dir_all(&profile).unwrap();
        let run = bench.check(&checks()).await.unwrap();
        assert_eq!(run.output.end, End::Exited(0));
        let units = fresh(&run.output.stdout);
        assert!(units.iter().all(|(_, fresh)| !fresh), "{units:?}");
        assert_eq!(theirs.diff(&TreeFingerprint::of(&target)), [""; 0]);
    }
    bench.put(&[("src/lib.rs", "pub fn broken() -> u32 { 'x' }\n")]);
    assert_eq!(bench.errors().await, ["E0308"]);
    bench.person_is_untouched();
    // And their own cargo finds all of it as it left it.
    assert_eq!(bench.person_checks().await, End::Exited(0));
    bench.person_is_untouched();
}

/// The library files of vendored packages in a target directory with the number of their names. cargo gives a second name to
/// those of members itself.
fn links(target: &Path) -> BTreeMap<String, u64> {
    use std::os::unix::fs::MetadataExt as _;
    let entries = fs::read_dir(target.join("debug/deps")).unwrap().flatten();
    entries
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            ["libleaf-", "libmade-"]
                .iter()
                .any(|start| name.starts_with(start))
        })
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, entry.metadata().unwrap().nlink())
        })
        .collect()
}
