//! Fails in the first run, the third, and so on: it counts its runs in a file.

use std::{fs, path::Path};

use red_flaky::next;

#[test]
fn passes_every_other_time() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("runs");
    let runs: u32 = fs::read_to_string(&file).map_or(0, |text| text.parse().unwrap_or(0));
    fs::write(&file, next(runs).to_string()).unwrap();
    assert_eq!(runs % 2, 1, "run {runs}");
}
