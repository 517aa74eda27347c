//! Buffers and candidates over the disk, and the times of what is written.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use super::{Bench, TWO, texts};
use crate::shadow::ShadowError;

#[test]
fn a_first_copy_keeps_times_and_every_later_change_gets_a_later_one() {
    let mut bench = Bench::new(TWO);
    let old = SystemTime::now() - Duration::from_secs(1000);
    let set_back = |bench: &Bench| {
        let file = fs::File::options()
            .append(true)
            .open(bench.fixture.path("ws/src/a.rs"))
            .unwrap();
        file.set_modified(old).unwrap();
    };
    set_back(&bench);
    bench.lay(&[]);
    assert_eq!(bench.modified("ws/src/a.rs"), old);

    let mut last = old;
    let mut later = |bench: &Bench| {
        let now = bench.modified("ws/src/a.rs");
        assert!(now > last);
        last = now;
    };
    bench.put(&[("src/a.rs", "candidate\n")]);
    later(&bench);
    bench.put(&[]);
    later(&bench);
    bench.lay(&[("src/a.rs", "buffer\n")]);
    later(&bench);
    bench.lay(&[]);
    later(&bench);
    bench.fixture.write("ws/src/a.rs", "older text\n");
    set_back(&bench);
    bench.lay(&[]);
    later(&bench);
    assert_eq!(bench.text("ws/src/a.rs"), "older text\n");
}

#[test]
fn what_does_not_change_is_not_written() {
    let mut bench = Bench::new(TWO);
    bench.lay(&[("src/a.rs", "buffer\n")]);
    let before = (bench.modified("ws/src/a.rs"), bench.modified("ws/src/b.rs"));
    bench.put(&[("src/a.rs", "buffer\n")]);
    bench.put(&[]);
    bench.lay(&[("src/a.rs", "buffer\n"), ("src/b.rs", "b\n")]);
    // Touched, and the same.
    bench.fixture.write("ws/src/b.rs", "b\n");
    bench.lay(&[("src/a.rs", "buffer\n")]);
    bench.reopen();
    bench.lay(&[("src/a.rs", "buffer\n")]);
    assert_eq!(
        (bench.modified("ws/src/a.rs"), bench.modified("ws/src/b.rs")),
        before
    );
}

#[test]
fn an_accepted_candidate_becomes_an_overlay_without_a_write() {
    let mut bench = Bench::new(TWO);
    bench.lay(&[]);
    let put = bench.put(&[("src/a.rs", "fixed\n"), ("src/new.rs", "n\n")]);
    let written = bench.modified("ws/src/a.rs");
    let laid = bench.lay(&[("src/a.rs", "fixed\n"), ("src/new.rs", "n\n")]);
    assert_eq!((put, written), (laid, bench.modified("ws/src/a.rs")));
}

#[test]
fn each_candidate_takes_the_one_before_back() {
    let mut bench = Bench::new(TWO);
    let clean = bench.lay(&[("src/b.rs", "buffer\n")]);
    let first = bench.put(&[("src/a.rs", "x\n"), ("src/deep/er/new.rs", "n\n")]);
    assert_eq!(bench.text("ws/src/deep/er/new.rs"), "n\n");
    let second = bench.put(&[("src/b.rs", "y\n")]);
    assert_eq!(
        (bench.text("ws/src/a.rs"), bench.text("ws/src/b.rs")),
        ("a\n".into(), "y\n".into())
    );
    assert!(!bench.shadow("ws/src/deep").exists());
    // What was laid comes back, not what the disk holds by now.
    bench.fixture.write("ws/src/b.rs", "saved meanwhile\n");
    let back = bench.put(&[]);
    assert_eq!(bench.text("ws/src/b.rs"), "buffer\n");
    assert_eq!(back, clean);
    assert!(first != clean && second != clean && first != second);
    assert_eq!(
        bench.put(&[("src/a.rs", "x\n"), ("src/deep/er/new.rs", "n\n")]),
        first
    );
}

#[test]
fn an_overlay_need_not_be_on_disk_and_leaves_with_its_buffer() {
    let mut bench = Bench::new(TWO);
    let clean = bench.lay(&[]);
    bench.lay(&[("src/fresh/mod.rs", "f\n")]);
    assert_eq!(bench.text("ws/src/fresh/mod.rs"), "f\n");
    fs::remove_dir_all(bench.fixture.path("ws/src")).unwrap();
    bench.lay(&[("src/a.rs", "kept by its buffer\n")]);
    assert_eq!(
        bench.paths(),
        ["ws", "ws/Cargo.toml", "ws/src", "ws/src/a.rs"]
    );
    bench.fixture.write("ws/src/a.rs", "a\n");
    bench.fixture.write("ws/src/b.rs", "b\n");
    assert_eq!(bench.lay(&[]), clean);
    assert!(!bench.shadow("ws/src/fresh").exists());
}

#[test]
fn a_crash_leaves_nothing_to_the_next_owner() {
    let mut bench = Bench::new(TWO);
    let clean = bench.lay(&[]);
    bench.put(&[("src/a.rs", "candidate\n"), ("src/bin/new.rs", "n\n")]);
    // As a build script might.
    fs::write(bench.shadow("ws/src/generated.rs"), "g\n").unwrap();
    fs::write(bench.shadow("ws/src/b.rs"), "overwritten\n").unwrap();
    fs::write(bench.shadow("ws/Cargo.lock"), "made by cargo\n").unwrap();
    bench.reopen();
    assert_eq!(bench.lay(&[]), clean);
    assert_eq!(
        (bench.text("ws/src/a.rs"), bench.text("ws/src/b.rs")),
        ("a\n".into(), "b\n".into())
    );
    assert!(!bench.shadow("ws/src/bin").exists() && !bench.shadow("ws/src/generated.rs").exists());
    assert_eq!(bench.text("ws/Cargo.lock"), "made by cargo\n");

    fs::write(bench.mirror.prefix.join(".bowline/tree.json"), "no state").unwrap();
    bench.reopen();
    assert_eq!(bench.lay(&[]), clean);
}

#[test]
fn refuses_to_write_over_a_directory() {
    let mut bench = Bench::new(TWO);
    bench.lay(&[]);
    let error = bench.tree.put(&texts(&[("src", "text\n")])).unwrap_err();
    assert!(
        matches!(&error, ShadowError::Files { path, .. } if path == Path::new(&bench.fixture.path("ws/src"))),
        "{error}"
    );
    assert_eq!(bench.text("ws/src/a.rs"), "a\n");
}
