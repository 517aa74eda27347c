//! Who holds a slot, as its lock file says. The lock of the file system is what counts; this record tells people who it is,
//! and guards against file systems whose locks do not reach other machines.

use std::{
    fs,
    io::{self, Read as _, Seek as _, Write as _},
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};

/// How long a record of another machine is believed.
const FOREIGN: Duration = Duration::from_secs(24 * 60 * 60);

/// One process, told from every other that ever had its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Owner {
    pub(crate) pid: u32,
    /// When it started, in clock ticks since the machine did; 0 where that is not told.
    pub(crate) started: u64,
    /// Which start of the machine that was; empty where that is not told.
    pub(crate) boot: String,
    /// The name of the machine; empty where that is not told.
    pub(crate) host: String,
}

impl Owner {
    /// This process.
    pub(crate) fn this() -> Self {
        let pid = std::process::id();
        Self {
            pid,
            started: started(pid).unwrap_or_default(),
            boot: told("/proc/sys/kernel/random/boot_id"),
            host: told("/proc/sys/kernel/hostname"),
        }
    }

    /// What a lock file says, if it says anything.
    pub(crate) fn read(file: &mut fs::File) -> Option<Self> {
        let mut text = String::new();
        file.rewind().ok()?;
        file.read_to_string(&mut text).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Puts this record in place of whatever a lock file says.
    pub(crate) fn write(&self, file: &mut fs::File) -> io::Result<()> {
        let text = serde_json::to_string(self).map_err(io::Error::other)?;
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{text}")
    }

    /// Whether this record, last written at `modified`, may still name a holder although its lock was to be had: a process
    /// that lives here, or one of another machine that the lock does not reach. Anything else is stale.
    pub(crate) fn may_live(&self, modified: SystemTime) -> bool {
        let this = Self::this();
        if self.boot == this.boot {
            let lives = self.started != 0 && started(self.pid) == Some(self.started);
            return lives && self.pid != this.pid;
        }
        let age = SystemTime::now().duration_since(modified);
        self.host != this.host && age.is_ok_and(|age| age < FOREIGN)
    }
}

fn told(path: &str) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.trim().to_owned()
}

/// The start of a living process: the twenty-second field of its line, counted from behind the name, which may hold anything.
fn started(pid: u32) -> Option<u64> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let behind_name = line.rsplit_once(')')?.1;
    behind_name.split_whitespace().nth(19)?.parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn parent() -> Owner {
        let pid = std::os::unix::process::parent_id();
        Owner {
            pid,
            started: started(pid).expect("a parent lives"),
            ..Owner::this()
        }
    }

    #[test]
    fn the_living_are_told_from_the_dead() {
        let now = SystemTime::now();
        assert!(parent().may_live(now));
        let reused = Owner {
            started: 1,
            ..parent()
        };
        assert!(!reused.may_live(now), "another process has its id now");
        let before_the_restart = Owner {
            boot: "earlier".into(),
            ..parent()
        };
        assert!(!before_the_restart.may_live(now));
        assert!(
            !Owner::this().may_live(now),
            "one does not wait for oneself"
        );
    }

    #[test]
    fn another_machine_is_believed_for_a_day() {
        let foreign = Owner {
            boot: "other".into(),
            host: "other".into(),
            ..Owner::this()
        };
        let now = SystemTime::now();
        assert!(foreign.may_live(now));
        assert!(!foreign.may_live(now - FOREIGN));
    }
}
