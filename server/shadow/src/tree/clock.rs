//! Modification times for what is written into the shadow: never the same twice, never going back.

use std::time::{SystemTime, UNIX_EPOCH};

/// A millisecond, the step between two times: coarser file systems than that are rare, finer steps get lost on some.
const STEP: i64 = 1_000_000;

/// The last time handed out, in nanoseconds since the epoch.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    last: i64,
}

impl Clock {
    /// A time later than all before it: now, unless the clock of the system is behind.
    pub(super) fn tick(&mut self) -> i64 {
        self.last = nanoseconds(SystemTime::now()).max(self.last + STEP);
        self.last
    }

    /// Takes note of a time that a file already bears.
    pub(super) fn saw(&mut self, modified: i64) {
        self.last = self.last.max(modified);
    }

    /// The last time handed out or seen.
    pub(super) fn last(self) -> i64 {
        self.last
    }
}

/// Nanoseconds since the epoch, negative before it.
pub(super) fn nanoseconds(time: SystemTime) -> i64 {
    let clamp = |nanos: u128| i64::try_from(nanos).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => clamp(after.as_nanos()),
        Err(before) => -clamp(before.duration().as_nanos()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_goes_back() {
        let mut clock = Clock::default();
        let ahead = nanoseconds(SystemTime::now()) + 3_600_000_000_000;
        let first = clock.tick();
        assert!(clock.tick() > first);
        clock.saw(ahead);
        assert_eq!(clock.tick(), ahead + STEP);
    }
}
