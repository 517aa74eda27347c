//! Wall time and CPU time of a piece of work, children included.

use std::{
    fs,
    time::{Duration, Instant},
};

/// What a piece of work took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// From its beginning to its end.
    pub wall: Duration,
    /// User and system time of this process and of every child that ended meanwhile and was waited for; nothing where the
    /// system does not tell. In steps of 10 ms.
    pub cpu: Duration,
}

impl Cost {
    /// Both, one after the other.
    pub fn and(self, other: Self) -> Self {
        Self {
            wall: self.wall + other.wall,
            cpu: self.cpu + other.cpu,
        }
    }
}

/// A measurement under way. Only one at a time tells the truth about CPU time.
pub struct Meter {
    began: Instant,
    cpu: Duration,
}

impl Meter {
    /// Begins.
    pub fn start() -> Self {
        Self {
            cpu: cpu_so_far(),
            began: Instant::now(),
        }
    }

    /// Ends.
    pub fn stop(self) -> Cost {
        let wall = self.began.elapsed();
        orphans::wait_for_all();
        Cost {
            wall,
            cpu: cpu_so_far().saturating_sub(self.cpu),
        }
    }
}

/// The median of the wall times and the median of the CPU times, each by itself. Nothing for nothing.
pub fn median(costs: &[Cost]) -> Option<Cost> {
    let middle = |of: fn(&Cost) -> Duration| {
        let mut times: Vec<Duration> = costs.iter().map(of).collect();
        times.sort_unstable();
        times.get(times.len() / 2).copied()
    };
    Some(Cost {
        wall: middle(|cost| cost.wall)?,
        cpu: middle(|cost| cost.cpu)?,
    })
}

/// bubblewrap ends without waiting for the first process of its sandbox, so nobody is told what that one and all below it
/// used, unless it becomes ours.
pub mod orphans {
    /// From here on what loses its parent becomes a child of this process.
    #[cfg(target_os = "linux")]
    pub fn adopt() -> anyhow::Result<()> {
        rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
        Ok(())
    }

    /// There is nothing to be done, or no way.
    #[cfg(not(target_os = "linux"))]
    pub fn adopt() -> anyhow::Result<()> {
        Ok(())
    }

    /// Waits for the end of what became ours, which is near: its command has ended.
    #[cfg(target_os = "linux")]
    pub(super) fn wait_for_all() {
        use rustix::process::{Pid, WaitOptions, getpid, waitpid};

        let tasks = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        for task in tasks {
            let Some(pid) = task.file_name().to_str().and_then(|it| it.parse().ok()) else {
                continue;
            };
            let line = std::fs::read_to_string(task.path().join("stat")).unwrap_or_default();
            let Some((name, rest)) = line.rsplit_once(')') else {
                continue;
            };
            let parent = rest
                .split_whitespace()
                .nth(1)
                .and_then(|it| it.parse().ok());
            let is_ours = parent == Some(getpid().as_raw_nonzero().get());
            if is_ours
                && name.ends_with("(bwrap")
                && let Some(pid) = Pid::from_raw(pid)
            {
                // One that somebody else waited for meanwhile is counted as well.
                let _ = waitpid(Some(pid), WaitOptions::empty());
            }
        }
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn wait_for_all() {}
}

/// How many clock ticks Linux tells a second in, whatever the kernel's own rate is.
const TICKS: u64 = 100;

/// The fourteenth to seventeenth field of the process's own line, counted from behind the name, which may hold anything.
fn cpu_so_far() -> Duration {
    let line = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = line.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = behind_name
        .split_whitespace()
        .skip(11)
        .take(4)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * (1000 / TICKS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_of_each_by_itself() {
        let cost = |wall, cpu| Cost {
            wall: Duration::from_millis(wall),
            cpu: Duration::from_millis(cpu),
        };
        let costs = [cost(3, 10), cost(1, 30), cost(2, 20)];
        assert_eq!(median(&costs), Some(cost(2, 20)));
        assert_eq!(median(&[]), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn children_count() {
        let meter = Meter::start();
        let busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
        let ended = std::process::Command::new("/bin/sh")
            .args(["-c", busy])
            .status();
        assert!(ended.unwrap().success());
        assert!(meter.stop().cpu > Duration::ZERO);
    }
}
