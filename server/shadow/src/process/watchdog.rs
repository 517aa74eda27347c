//! Kills the groups of an owner that died without a chance to do it itself (SIGKILL, a crash): one small process for each
//! owner, told of every group that begins and ends, which acts when the pipe from its owner closes.

#![cfg(unix)]

use std::{
    collections::BTreeSet,
    io::Write as _,
    os::unix::process::CommandExt as _,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Mutex, PoisonError},
};

use rustix::process::Pid;

/// Constant: group numbers come in over the pipe and are only ever compared and handed to `kill`. Signals that a terminal
/// sends to its jobs are ignored, because the owner decides whether it ends on them.
const SCRIPT: &str = r#"
trap '' HUP INT QUIT TERM
groups=' '
while read -r sign group; do
    case "$sign" in
        +) groups="$groups$group " ;;
        -) groups="${groups%% "$group" *} ${groups#* "$group" }" ;;
    esac
done
for group in $groups; do
    kill -s KILL -- "-$group"
done
"#;

struct Watchdog {
    process: Option<(Child, ChildStdin)>,
    /// The living groups, to tell a second watchdog should the first one die.
    groups: BTreeSet<i32>,
}

static WATCHDOG: Mutex<Watchdog> = Mutex::new(Watchdog {
    process: None,
    groups: BTreeSet::new(),
});

/// Makes sure that a watchdog listens, so that nothing but one write lies between a child's start and its being watched.
pub(super) fn stand_by() {
    with(|watchdog| {
        if watchdog.process.is_none() {
            watchdog.tell("");
        }
    });
}

/// From now on this group dies with us.
pub(super) fn watch(leader: Pid) {
    let group = leader.as_raw_nonzero().get();
    with(|watchdog| {
        watchdog.groups.insert(group);
        watchdog.tell(&format!("+ {group}\n"));
    });
}

/// The group is dead; its number may soon mean another one.
pub(super) fn release(leader: Pid) {
    let group = leader.as_raw_nonzero().get();
    with(|watchdog| {
        watchdog.groups.remove(&group);
        watchdog.tell(&format!("- {group}\n"));
    });
}

fn with(act: impl FnOnce(&mut Watchdog)) {
    act(&mut WATCHDOG.lock().unwrap_or_else(PoisonError::into_inner));
}

impl Watchdog {
    fn tell(&mut self, line: &str) {
        if let Some((_, pipe)) = &mut self.process
            && pipe.write_all(line.as_bytes()).is_ok()
        {
            return;
        }
        if let Some((mut gone, _)) = self.process.take() {
            let _ = gone.wait();
        }
        let all: String = self
            .groups
            .iter()
            .map(|group| format!("+ {group}\n"))
            .collect();
        match start() {
            Ok((process, mut pipe)) => {
                if let Err(error) = pipe.write_all(all.as_bytes()) {
                    tracing::warn!(%error, "the watchdog over child processes does not listen");
                }
                self.process = Some((process, pipe));
            }
            Err(error) => {
                tracing::warn!(%error, "no watchdog over child processes: they outlive a killed owner")
            }
        }
    }
}

fn start() -> std::io::Result<(Child, ChildStdin)> {
    let mut process = Command::new("/bin/sh")
        .args(["-c", SCRIPT])
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()?;
    let pipe = process
        .stdin
        .take()
        .ok_or_else(|| std::io::Error::other("the watchdog has no pipe"))?;
    Ok((process, pipe))
}
