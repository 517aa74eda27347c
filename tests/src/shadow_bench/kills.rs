//! How long what a check started lives on after the check was cancelled, at points all over its course.

use std::{collections::BTreeSet, time::Duration};

use anyhow::Context as _;
use serde_json::{Value, json};

use super::{
    edit::{Edits, Quality},
    members::Place,
    ours::Ours,
};

/// Cancels `count` checks of edits at `place`, the first near its beginning and the last near its end. Milliseconds from the cancel
/// until no process that the check started lives.
pub async fn measure(
    ours: &mut Ours,
    place: &Place,
    edits: &mut Edits,
    count: u32,
) -> anyhow::Result<Value> {
    let mut usual = Duration::ZERO;
    for _ in 0..3 {
        let text = edits.next(Quality::Good);
        usual = ours.prove(&edits.path, &text).await?.cost.wall;
    }
    let (mut gone, mut too_late, mut killed) = (Vec::new(), 0, 0);
    for number in 0..count {
        let text = edits.next(Quality::Good);
        let after = usual.mul_f64((f64::from(number) + 0.5) / f64::from(count));
        match ours.cancel_after(&edits.path, &text, after).await? {
            Some(end) => {
                killed += end.processes;
                gone.push(end.gone);
            }
            None => too_late += 1,
        }
    }
    gone.sort_unstable();
    let at = |share: f64| {
        // A rank of a list in memory: no precision is lost.
        let rank = (share * gone.len() as f64) as usize;
        let time = gone.get(rank.min(gone.len().saturating_sub(1)));
        time.map(|time| (time.as_secs_f64() * 10_000.0).round() / 10.0)
            .context("every check was over before it was cancelled")
    };
    Ok(json!({
        "base": ours.base(),
        "file": place.file,
        "cancelled": gone.len(),
        "over_before": too_late,
        "processes": killed,
        "gone_median_ms": at(0.5)?,
        "gone_p95_ms": at(0.95)?,
        "gone_longest_ms": at(1.0)?,
    }))
}

/// The end of a cancelled check.
#[derive(Clone, Copy, Debug)]
pub struct Gone {
    /// From the cancel until the last of its processes was seen to be dead.
    pub gone: Duration,
    /// How many lived when it was cancelled.
    pub processes: usize,
}

/// Waits until no other process lives below this one.
pub(super) fn wait_for_end_of_all_but(kept: &BTreeSet<u32>) {
    while !below_us().is_subset(kept) {
        std::thread::yield_now();
    }
}

/// The living processes below this one.
#[cfg(target_os = "linux")]
pub(super) fn below_us() -> BTreeSet<u32> {
    let mut parents = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|it| it.parse().ok()) else {
            continue;
        };
        let line = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let mut words = line
            .rsplit_once(')')
            .map_or("", |(_, rest)| rest)
            .split_whitespace();
        let (state, parent) = (words.next(), words.next().and_then(|it| it.parse().ok()));
        if let (Some(state), Some(parent)) = (state, parent)
            && !matches!(state, "Z" | "X")
        {
            parents.push((process, parent));
        }
    }
    let mut found = BTreeSet::from([std::process::id()]);
    loop {
        let before = found.len();
        let more = parents.iter().filter(|(_, parent)| found.contains(parent));
        let more: Vec<u32> = more.map(|(process, _)| *process).collect();
        found.extend(more);
        if found.len() == before {
            found.remove(&std::process::id());
            return found;
        }
    }
}

/// Not known here.
#[cfg(not(target_os = "linux"))]
pub(super) fn below_us() -> BTreeSet<u32> {
    BTreeSet::new()
}
