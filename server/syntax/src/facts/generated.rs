//! Telling generated files from written ones.

use bowline_loop_core::ids::WorkspacePath;

/// How many lines of a file are read for a marker.
const FIRST_LINES: usize = 10;

/// Whether a file is generated: it says so in a comment among its first lines, or lies where build scripts write.
pub(super) fn is_generated(path: &WorkspacePath, text: &str) -> bool {
    let directories: Vec<&str> = path.as_str().split('/').collect();
    let below_out_dir = directories
        .windows(3)
        .any(|window| window[0] == "build" && window[2] == "out");
    below_out_dir
        || text
            .trim_start_matches('\u{feff}')
            .lines()
            .take(FIRST_LINES)
            .any(says_so)
}

fn says_so(line: &str) -> bool {
    let line = line.trim_start();
    let is_comment = line.starts_with("//")
        || line.starts_with("/*")
        || line.starts_with('*')
        || line.starts_with('#');
    let lower = line.to_lowercase();
    is_comment
        && ["@generated", "do not edit", "automatically generated"]
            .iter()
            .any(|marker| lower.contains(marker))
}
