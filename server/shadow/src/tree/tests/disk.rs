//! What disks hold: links, odd names, large and read-only files, files outside the root.

use std::{
    fs,
    os::unix::{
        ffi::OsStringExt,
        fs::{MetadataExt as _, PermissionsExt as _, symlink},
    },
    path::PathBuf,
};

use bowline_fixture::TreeFingerprint;

use super::{Bench, TWO, texts};
use crate::shadow::ShadowError;

#[test]
fn mirrors_files_and_follows_every_kind_of_change() {
    let mut bench = Bench::new(&format!("{TWO}//- /ws/empty/\n//- /ws/.hidden\nh\n"));
    let first = bench.lay(&[]);
    let all = [
        "ws",
        "ws/.hidden",
        "ws/Cargo.toml",
        "ws/empty",
        "ws/src",
        "ws/src/a.rs",
        "ws/src/b.rs",
    ];
    assert_eq!(bench.paths(), all);
    assert_eq!(bench.lay(&[]), first);

    bench.fixture.write("ws/src/a.rs", "changed\n");
    fs::remove_file(bench.fixture.path("ws/src/b.rs")).unwrap();
    bench.fixture.write("ws/src/b.rs/c.rs", "c\n");
    fs::remove_dir(bench.fixture.path("ws/empty")).unwrap();
    bench.fixture.write("ws/empty", "a file now\n");
    let second = bench.lay(&[]);
    assert_ne!(second, first);
    assert_eq!(bench.text("ws/src/a.rs"), "changed\n");
    assert_eq!(bench.text("ws/src/b.rs/c.rs"), "c\n");
    assert_eq!(bench.text("ws/empty"), "a file now\n");
    bench.reopen();
    assert_eq!(bench.lay(&[]), second);
}

#[test]
fn leaves_out_caches_and_version_control() {
    let mut bench = Bench::new(
        "
        //- /ws/Cargo.toml
        //- /ws/.git/HEAD
        //- /ws/sub/.git
        gitdir: elsewhere
        //- /ws/sub/lib.rs
        //- /ws/node_modules/x.js
        //- /ws/nested/build/CACHEDIR.TAG
        //- /ws/nested/build/x
        //- /ws/target/debug/x
        //- /ws/src/target/mod.rs
        //- /ws/.gitignore
        generated/
        //- /ws/generated/g.rs
        ",
    );
    bench.lay(&[]);
    let paths = bench.paths();
    let files: Vec<&str> = paths
        .iter()
        .map(String::as_str)
        .filter(|path| path.contains('.'))
        .collect();
    let expected = [
        "ws/.gitignore",
        "ws/Cargo.toml",
        "ws/generated/g.rs",
        "ws/src/target/mod.rs",
        "ws/sub/lib.rs",
    ];
    assert_eq!(files, expected);
}

#[test]
fn links_stay_within_the_shadow() {
    let mut bench = Bench::new(&format!(
        "{TWO}//- /beside/x.rs\nx\n//- /beside/deep/y.rs\ny\n"
    ));
    let at = |path: &str| bench.fixture.path(path);
    symlink("a.rs", at("ws/src/link.rs")).unwrap();
    symlink(at("ws/src"), at("ws/absolute")).unwrap();
    symlink("../../beside/x.rs", at("ws/src/out.rs")).unwrap();
    symlink("../beside", at("ws/dir")).unwrap();
    symlink("..", at("beside/deep/up")).unwrap();
    symlink("../..", at("ws/src/above")).unwrap();
    symlink("nothing.rs", at("ws/src/dangling.rs")).unwrap();
    symlink("/nowhere/at/all", at("ws/src/lost.rs")).unwrap();
    bench.lay(&[]);
    let link = |path: &str| fs::read_link(bench.shadow(path)).ok();
    assert_eq!(link("ws/src/link.rs"), Some("a.rs".into()));
    assert_eq!(link("ws/absolute"), Some("src".into()));
    assert_eq!(link("ws/src/dangling.rs"), Some("nothing.rs".into()));
    assert_eq!(bench.text("ws/src/out.rs"), "x\n");
    assert_eq!(bench.text("ws/dir/deep/y.rs"), "y\n");
    for copied in ["ws/src/out.rs", "ws/dir", "ws/dir/deep/y.rs"] {
        assert_eq!(link(copied), None);
    }
    assert!(!bench.shadow("ws/src/above").exists() && !bench.shadow("ws/dir/deep/up").exists());
    assert_eq!(bench.tree.notes().len(), 3, "{:?}", bench.tree.notes());

    // A buffer opened through a link is a buffer of the file itself.
    bench.lay(&[("src/link.rs", "edited\n")]);
    assert_eq!(bench.text("ws/src/a.rs"), "edited\n");
    // A directory that becomes a link takes nothing with it.
    bench.fixture.write("ws/other/a.rs", "o\n");
    fs::remove_file(bench.fixture.path("ws/absolute")).unwrap();
    bench.fixture.write("ws/absolute/a.rs", "was a directory\n");
    bench.lay(&[]);
    fs::remove_dir_all(bench.fixture.path("ws/absolute")).unwrap();
    symlink("other", bench.fixture.path("ws/absolute")).unwrap();
    bench.lay(&[]);
    assert_eq!(bench.text("ws/other/a.rs"), "o\n");
    assert_eq!(bench.text("ws/absolute/a.rs"), "o\n");
}

#[test]
fn shares_no_file_with_the_disk() {
    let mut bench = Bench::new(&format!("{TWO}//- /beside/x.rs\nx\n"));
    symlink("../../beside/x.rs", bench.fixture.path("ws/src/out.rs")).unwrap();
    bench.lay(&[]);
    for path in bench.paths() {
        let metadata = fs::symlink_metadata(bench.shadow(&path)).unwrap();
        assert!(metadata.is_dir() || metadata.nlink() == 1, "{path}");
        assert!(!metadata.is_symlink(), "{path}");
    }
    // Written through, were it a link that somebody put there.
    let before = TreeFingerprint::of(bench.fixture.root());
    fs::remove_file(bench.shadow("ws/src/a.rs")).unwrap();
    symlink(
        bench.fixture.path("ws/src/a.rs"),
        bench.shadow("ws/src/a.rs"),
    )
    .unwrap();
    bench.put(&[("src/a.rs", "candidate\n")]);
    assert_eq!(
        before.diff(&TreeFingerprint::of(bench.fixture.root())),
        Vec::<String>::new()
    );
}

#[test]
fn copies_of_read_only_files_can_be_written() {
    let mut bench = Bench::new(&format!("{TWO}//- /ws/run.sh\n#!/bin/sh\n"));
    let mode = |path: PathBuf, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap()
    };
    mode(bench.fixture.path("ws/src/a.rs"), 0o444);
    mode(bench.fixture.path("ws/run.sh"), 0o555);
    bench.lay(&[]);
    let bits = |bench: &Bench, path: &str| {
        bench.shadow(path).metadata().unwrap().permissions().mode() & 0o700
    };
    assert_eq!(
        (bits(&bench, "ws/src/a.rs"), bits(&bench, "ws/run.sh")),
        (0o600, 0o700)
    );
    bench.put(&[("src/a.rs", "x\n"), ("run.sh", "y\n")]);
    assert_eq!(
        (bits(&bench, "ws/src/a.rs"), bits(&bench, "ws/run.sh")),
        (0o600, 0o700)
    );
    mode(bench.fixture.path("ws/src/a.rs"), 0o755);
    bench.lay(&[]);
    assert_eq!(bits(&bench, "ws/src/a.rs"), 0o700);
}

#[test]
fn takes_large_files_and_any_utf_8_name() {
    let mut bench = Bench::new("//- /ws/Cargo.toml\n//- /ws/sp ace/ünïcödé 𝄞.rs\nu\n");
    let big: Vec<u8> = (0..17_u32 << 20)
        .map(|n| n.to_le_bytes()[(n % 4) as usize])
        .collect();
    bench.fixture.write_bytes("ws/big.bin", &big);
    let odd = <std::ffi::OsString as OsStringExt>::from_vec(b"odd\xff.rs".to_vec());
    fs::write(bench.fixture.path("ws").join(odd), "odd\n").unwrap();
    let first = bench.lay(&[]);
    assert_eq!(fs::read(bench.shadow("ws/big.bin")).unwrap(), big);
    assert_eq!(bench.text("ws/sp ace/ünïcödé 𝄞.rs"), "u\n");
    assert_eq!(bench.tree.notes().len(), 1, "{:?}", bench.tree.notes());
    let written = bench.modified("ws/big.bin");
    bench.fixture.write_bytes("ws/big.bin", &big);
    assert_eq!(bench.lay(&[]), first);
    assert_eq!(bench.modified("ws/big.bin"), written);
}

#[test]
fn mirrors_what_lies_outside_the_root() {
    let mut bench = Bench::with_outside(
        r#"
        //- /ws/Cargo.toml
        //- /ws/src/lib.rs
        const A: &str = include_str!("../../docs/a.md");
        //- /ws/build.rs
        fn main() { println!("cargo::rerun-if-changed={}", "../proto"); }
        //- /proto/p/x.proto
        //- /docs/a.md
        a
        //- /docs/unread.md
        //- /dep/Cargo.toml
        //- /dep/src/lib.rs
        #[path = "../../shared.rs"] mod shared;
        //- /shared.rs
        //- /Cargo.toml
        [workspace]
        //- /.cargo/config.toml
        //- /.cargo/more.toml
        //- /.cargo/credentials
        //- /rust-toolchain.toml
        "#,
        &["dep"],
    );
    bench.lay(&[]);
    let paths = bench.paths();
    let files: Vec<&str> = paths
        .iter()
        .map(String::as_str)
        .filter(|path| path.contains('.') && *path != ".cargo")
        .collect();
    let expected = [
        ".cargo/config.toml",
        ".cargo/more.toml",
        "Cargo.toml",
        "dep/Cargo.toml",
        "dep/src/lib.rs",
        "docs/a.md",
        "proto/p/x.proto",
        "rust-toolchain.toml",
        "shared.rs",
        "ws/Cargo.toml",
        "ws/build.rs",
        "ws/src/lib.rs",
    ];
    assert_eq!(files, expected);

    let written = bench.modified("docs/a.md");
    bench.fixture.write(
        "ws/src/lib.rs",
        "const A: &str = include_str!(\"../../docs/a.md\"); // still\n",
    );
    bench.lay(&[]);
    assert_eq!(bench.modified("docs/a.md"), written);
    bench.fixture.write("docs/a.md", "changed\n");
    bench.lay(&[(
        "src/lib.rs",
        "const B: &str = include_str!(\"../../docs/unread.md\");\n",
    )]);
    assert!(bench.shadow("docs/unread.md").exists());
    bench.lay(&[]);
    assert_eq!(bench.text("docs/a.md"), "changed\n");
    bench.fixture.write("ws/src/lib.rs", "");
    bench.lay(&[]);
    bench.lay(&[]);
    assert!(!bench.shadow("docs").exists());
}

#[test]
fn an_outside_directory_may_hold_the_root() {
    let mut bench = Bench::with_outside("//- /up/Cargo.toml\n//- /ws/x\n", &["."]);
    bench.lay(&[]);
    assert_eq!(bench.paths(), ["up", "up/Cargo.toml", "ws", "ws/x"]);
}

#[test]
fn names_a_workspace_that_is_gone_and_keeps_the_shadow() {
    let mut bench = Bench::new(TWO);
    let clean = bench.lay(&[]);
    fs::rename(bench.fixture.path("ws"), bench.fixture.path("moved")).unwrap();
    let error = bench.tree.lay(&texts(&[])).unwrap_err();
    assert!(
        matches!(&error, ShadowError::Vanished { root } if *root == bench.project.root),
        "{error}"
    );
    assert_eq!(bench.text("ws/src/a.rs"), "a\n");
    fs::rename(bench.fixture.path("moved"), bench.fixture.path("ws")).unwrap();
    assert_eq!(bench.lay(&[]), clean);
}
