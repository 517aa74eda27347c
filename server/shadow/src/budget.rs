//! How many compilers may run beside one another: as many as the person says, or half the processors, and never more than the
//! memory holds.

use std::{fs, num::NonZeroU32, thread};

/// Bytes that must be free for every compiler besides the first: what one takes for a large crate.
const EACH: u64 = 1 << 30;

/// How many may run at once now.
pub(crate) fn lanes(asked: Option<NonZeroU32>) -> usize {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let wanted = asked.map_or_else(
        || by_default(processors),
        |asked| usize::try_from(asked.get()).unwrap_or(usize::MAX),
    );
    wanted.min(held_by(free_memory()))
}

/// Half of the processors; two of them, where there are two.
fn by_default(processors: usize) -> usize {
    (processors / 2).max(processors.min(2))
}

/// How many the memory holds. Where the system does not tell, nothing is known to be short.
fn held_by(free: Option<u64>) -> usize {
    let more = free.map_or(u64::MAX, |free| free / EACH);
    usize::try_from(more).unwrap_or(usize::MAX).max(1)
}

/// Bytes that can be had without writing others to a disk, on the machine and in the group of processes that this is in.
fn free_memory() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo").ok();
    let machine = machine.as_deref().and_then(available);
    let groups = fs::read_to_string("/proc/self/cgroup").ok();
    let group = groups.as_deref().and_then(group_of).and_then(left_in);
    match (machine, group) {
        (Some(machine), Some(group)) => Some(machine.min(group)),
        (machine, group) => machine.or(group),
    }
}

/// The line `MemAvailable: 123 kB`.
fn available(meminfo: &str) -> Option<u64> {
    let line = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    kilobytes.checked_mul(1024)
}

/// The line `0::/path` of the one hierarchy there is today.
fn group_of(groups: &str) -> Option<&str> {
    groups.lines().find_map(|line| line.strip_prefix("0::"))
}

/// What the bound of a group leaves; nothing where it has none. What its files keep in memory can be had back.
fn left_in(group: &str) -> Option<u64> {
    let directory = format!("/sys/fs/cgroup{}", group.trim_end_matches('/'));
    let read = |name: &str| fs::read_to_string(format!("{directory}/{name}")).ok();
    let bound: u64 = read("memory.max")?.trim().parse().ok()?;
    let used: u64 = read("memory.current")?.trim().parse().ok()?;
    let stat = read("memory.stat").unwrap_or_default();
    let files = stat
        .lines()
        .find_map(|line| line.strip_prefix("inactive_file "))
        .and_then(|bytes| bytes.trim().parse().ok())
        .unwrap_or(0);
    Some(bound.saturating_sub(used.saturating_sub(files)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_processors_and_two_of_two() {
        assert_eq!([1, 2, 3, 4, 8, 16].map(by_default), [1, 2, 2, 2, 4, 8]);
    }

    #[test]
    fn one_always_runs_and_another_only_where_there_is_room() {
        let room = [Some(0), Some(EACH), Some(2 * EACH - 1), Some(2 * EACH)];
        assert_eq!(room.map(held_by), [1, 1, 1, 2]);
        assert!(held_by(None) > 1_000);
        assert_eq!(lanes(NonZeroU32::new(1)), 1);
    }

    #[test]
    fn reads_what_the_kernel_says() {
        let meminfo = "MemTotal:  2048 kB\nMemAvailable:    1024 kB\nBuffers: 1 kB\n";
        assert_eq!(available(meminfo), Some(1 << 20));
        assert_eq!(available("nothing of the kind"), None);
        assert_eq!(group_of("1:cpu:/old\n0::/user/one\n"), Some("/user/one"));
    }
}
