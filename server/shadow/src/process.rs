//! The only place that starts a process (I5): argument vectors, a process group of its own, a deadline, and an owner with
//! whom the whole group dies. What may be started is decided by the callers.

mod capture;
pub mod dialogue;
mod group;
#[cfg(target_os = "linux")]
pub(crate) mod replace;
mod watchdog;

use std::{
    ffi::OsString,
    path::PathBuf,
    pin::pin,
    process::{ExitStatus, Stdio},
    time::{Duration, Instant},
};

use tokio::{
    process::{Child, Command},
    select,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use capture::Capture;
use group::Group;

/// How long a group may take to end after it was asked to, before it is killed.
const GRACE: Duration = Duration::from_millis(150);

/// How long to read on once the leader is dead: a process that left the group may hold the pipes open for ever.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// One process to run.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// The program and its arguments; never a shell string. The program is looked up on `PATH` when it is a bare name.
    pub argv: Vec<OsString>,
    /// The working directory, absolute.
    pub dir: PathBuf,
    /// Changes to the inherited environment; `None` removes a variable.
    pub env: Vec<(OsString, Option<OsString>)>,
    /// Wall time after which the group is killed.
    pub deadline: Duration,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself, with this exit status.
    Exited(i32),
    /// By a signal that was not ours.
    Signalled(i32),
    /// Killed by us at its deadline.
    TimedOut,
    /// Killed by us because its token was cancelled.
    Cancelled,
}

/// What a process left.
#[derive(Clone, Debug)]
pub struct Output {
    /// How it ended.
    pub end: End,
    /// Its standard output; cut at 64 MiB, with a last line that says so.
    pub stdout: Vec<u8>,
    /// Its standard error; cut at 64 MiB, with a last line that says so.
    pub stderr: Vec<u8>,
    /// Wall time from start to reaping.
    pub elapsed: Duration,
}

/// Why a process could not be run.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// The program does not exist or is not on `PATH`.
    #[error("the program `{program}` was not found")]
    Missing {
        /// The first argument.
        program: String,
    },
    /// The working directory does not exist.
    #[error("the directory {} does not exist", .dir.display())]
    NoDirectory {
        /// The directory asked for.
        dir: PathBuf,
    },
    /// The system refused to start it, or to let us wait for it.
    #[error("`{program}` could not be run: {source}")]
    Refused {
        /// The first argument.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Runs one process to its end. The process, and everything in its group, is dead when this returns or is dropped; a process
/// that leaves the group by itself (`setsid`) escapes.
pub async fn run(
    invocation: &Invocation,
    cancel: &CancellationToken,
) -> Result<Output, ProcessError> {
    let started = Instant::now();
    if cancel.is_cancelled() {
        return Ok(Output {
            end: End::Cancelled,
            stdout: Vec::new(),
            stderr: Vec::new(),
            elapsed: Duration::ZERO,
        });
    }
    let mut child = start(invocation, Stdio::null(), Stdio::piped())?;
    // Declared behind the child, so that on a dropped future the group is killed before the child is let go.
    let group = Group::led_by(&child);
    let (mut out, mut err) = (Capture::default(), Capture::default());
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let cause = {
        let mut reading = pin!(async { tokio::join!(out.read(stdout), err.read(stderr)) });
        let mut ended = pin!(group.leader_ended());
        let mut deadline = pin!(sleep(invocation.deadline));
        let mut read = false;
        let cause = loop {
            select! {
                biased;
                () = cancel.cancelled() => break Cause::Cancelled,
                () = &mut ended => break Cause::Ended,
                () = &mut deadline => break Cause::TimedOut,
                _ = &mut reading, if !read => read = true,
            }
        };
        if cause != Cause::Ended {
            group.ask_to_end();
            if timeout(GRACE, &mut ended).await.is_err() {
                group.kill();
                ended.await;
            }
        }
        // The dead leader is not reaped yet, so its number still names this group and no other.
        group.kill();
        if !read {
            let _ = timeout(LAST_WORDS, reading).await;
        }
        cause
    };
    drop(group);
    let status = child
        .wait()
        .await
        .map_err(|source| refused(invocation, source))?;
    let end = match cause {
        Cause::Cancelled => End::Cancelled,
        Cause::TimedOut => End::TimedOut,
        Cause::Ended => end_of(status),
    };
    let output = Output {
        end,
        stdout: out.into_bytes(),
        stderr: err.into_bytes(),
        elapsed: started.elapsed(),
    };
    tracing::debug!(program = %name(invocation), end = ?output.end, elapsed = ?output.elapsed, "process ended");
    Ok(output)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    Ended,
    TimedOut,
    Cancelled,
}

fn start(invocation: &Invocation, stdin: Stdio, stderr: Stdio) -> Result<Child, ProcessError> {
    let Some((program, arguments)) = invocation.argv.split_first() else {
        return Err(ProcessError::Missing {
            program: String::new(),
        });
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(&invocation.dir)
        .kill_on_drop(true);
    command.stdin(stdin).stdout(Stdio::piped()).stderr(stderr);
    for (name, value) in &invocation.env {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    group::lead(&mut command);
    command.spawn().map_err(|source| {
        if !invocation.dir.is_dir() {
            ProcessError::NoDirectory {
                dir: invocation.dir.clone(),
            }
        } else if source.kind() == std::io::ErrorKind::NotFound {
            ProcessError::Missing {
                program: name(invocation),
            }
        } else {
            refused(invocation, source)
        }
    })
}

fn name(invocation: &Invocation) -> String {
    invocation
        .argv
        .first()
        .map(|program| program.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn refused(invocation: &Invocation, source: std::io::Error) -> ProcessError {
    ProcessError::Refused {
        program: name(invocation),
        source,
    }
}

#[cfg(unix)]
fn end_of(status: ExitStatus) -> End {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.code(), status.signal()) {
        (Some(code), _) => End::Exited(code),
        (None, Some(signal)) => End::Signalled(signal),
        (None, None) => End::Exited(-1),
    }
}

#[cfg(not(unix))]
fn end_of(status: ExitStatus) -> End {
    End::Exited(status.code().unwrap_or(-1))
}
