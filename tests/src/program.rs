//! The command line under test: one run of `bowline` to its end.

use std::{
    ffi::OsStr,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
};

use serde_json::Value;

use crate::{DEADLINE, binary, home::Home};

/// What one run left.
#[derive(Debug)]
pub struct Run {
    /// The exit code; `None` for a process that a signal ended.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Run {
    /// Panics with everything that was said where the exit code is another.
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "exit code\n--- stdout\n{}\n--- stderr\n{}",
            self.stdout,
            self.stderr
        );
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in:\n{}\n{}", self.stdout, self.stderr))
    }

    /// The code of the stop reason and the verdict of a report printed with `--json`.
    #[track_caller]
    pub fn end(&self) -> (String, String) {
        let report = self.json();
        let text = |pointer: &str| {
            let value = report.pointer(pointer).and_then(Value::as_str);
            value
                .unwrap_or_else(|| panic!("no {pointer} in {report:#}"))
                .to_owned()
        };
        (text("/end/stop/code"), text("/end/verdict"))
    }
}

/// A command of `bowline` in `home`, not yet run.
pub fn command<A: AsRef<OsStr>>(home: &Home, arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(binary::bowline());
    // In a directory without a project, so that nothing is found there by chance.
    home.adopt(&mut command)
        .args(arguments)
        .current_dir(home.path());
    command
}

/// Runs `bowline` to its end.
pub fn bowline<A: AsRef<OsStr>>(home: &Home, arguments: impl IntoIterator<Item = A>) -> Run {
    finish(start(&mut command(home, arguments)))
}

/// Runs `bowline` in a directory.
pub fn bowline_in<A: AsRef<OsStr>>(
    home: &Home,
    directory: &Path,
    arguments: impl IntoIterator<Item = A>,
) -> Run {
    finish(start(command(home, arguments).current_dir(directory)))
}

/// Starts a command with its output kept.
pub fn start(command: &mut Command) -> Child {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bowline starts")
}

/// Waits for the end of a started command; one that takes too long is killed and fails the test.
pub fn finish(child: Child) -> Run {
    let pid = child.id();
    let (sender, output) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    let Ok(output) = output.recv_timeout(DEADLINE) else {
        signal(pid, Signal::Kill);
        panic!("bowline did not end within {DEADLINE:?}");
    };
    let output = output.expect("the output can be read");
    Run {
        code: code(output.status),
        stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Signals that tests send.
#[derive(Clone, Copy, Debug)]
pub enum Signal {
    /// What Ctrl-C sends.
    Interrupt,
    /// What cannot be caught.
    Kill,
}

/// Sends a signal to one process of ours.
pub fn signal(pid: u32, signal: Signal) {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal as System, kill_process};
        let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
        let number = match signal {
            Signal::Interrupt => System::INT,
            Signal::Kill => System::KILL,
        };
        // One that has ended meanwhile needs no signal.
        let _ = kill_process(pid.expect("a process id"), number);
    }
    #[cfg(not(unix))]
    panic!("no {signal:?} for {pid} on this system");
}

fn code(status: ExitStatus) -> Option<i32> {
    status.code()
}
