//! Which processes live, as `/proc` tells. On other systems nothing is found, and nothing is asserted.

use std::{fs, path::Path, time::Duration};

use crate::{eventually, home::MARK};

/// How long processes may take to die once their owner is gone.
const LAST_BREATH: Duration = Duration::from_secs(10);

/// Every living process that carries the mark of `home` in its environment, as `pid command line`. Children inherit the
/// environment, so this finds a grandchild in a session of its own as well; the dead who are not reaped have none.
pub fn of_home(home: &Path) -> Vec<String> {
    let mark = format!("{MARK}={}", home.display());
    let carries_it = |pid: u32| {
        fs::read(format!("/proc/{pid}/environ")).is_ok_and(|environment| {
            environment
                .split(|byte| *byte == 0)
                .any(|one| one == mark.as_bytes())
        })
    };
    all()
        .into_iter()
        .filter(|pid| carries_it(*pid))
        .map(|pid| format!("{pid} {}", command_line(pid)))
        .collect()
}

/// Those of [`of_home`] that do not die of themselves within a moment.
pub fn survivors_of(home: &Path) -> Vec<String> {
    survivors_but(home, None)
}

/// The same without the server of this id, and without the shell that waits beside it to end its children when it dies.
pub fn survivors_but(home: &Path, server: Option<u32>) -> Vec<String> {
    let belongs = |process: &String| {
        let pid: u32 = process
            .split(' ')
            .next()
            .and_then(|pid| pid.parse().ok())
            .unwrap_or_default();
        server.is_some_and(|server| {
            pid == server || (process.contains(" /bin/sh -c ") && parent(pid) == Some(server))
        })
    };
    let mut living = Vec::new();
    eventually(LAST_BREATH, || {
        living = of_home(home);
        living.retain(|process| !belongs(process));
        living.is_empty()
    });
    living
}

/// Whether a process of `home` whose command line holds `part` lives.
pub fn lives(home: &Path, part: &str) -> bool {
    of_home(home).iter().any(|process| process.contains(part))
}

/// Resident memory of a process, in kibibytes.
pub fn resident_kib(pid: u32) -> Option<u64> {
    status(pid, "VmRSS:")?.parse().ok()
}

fn parent(pid: u32) -> Option<u32> {
    status(pid, "PPid:")?.parse().ok()
}

fn status(pid: u32, key: &str) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(key))?;
    line.split_whitespace().nth(1).map(str::to_owned)
}

fn all() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect()
}

fn command_line(pid: u32) -> String {
    let bytes = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let words: Vec<_> = bytes
        .split(|byte| *byte == 0)
        .map(String::from_utf8_lossy)
        .collect();
    words.join(" ")
}
