//! A process that is spoken with line by line: what is written to it and what it writes, until its owner ends it or lets go of
//! it. The whole group dies then.

use std::{
    io,
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, ChildStdin, ChildStdout},
    time::timeout,
};

use super::{GRACE, Invocation, ProcessError, group::Group, refused, start};

/// Bytes of one line; longer ones are an error.
const LONGEST: usize = 16 << 20;

/// A process and its two ends. What it writes to its standard error is dropped.
pub struct Dialogue {
    // Declared before the child, so that the group is killed before the child is let go.
    group: Group,
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    /// The beginning of a line whose end has not come yet.
    partial: Vec<u8>,
}

impl Dialogue {
    /// Starts a process. Its deadline is not watched.
    pub fn open(invocation: &Invocation) -> Result<Self, ProcessError> {
        let mut child = start(invocation, Stdio::piped(), Stdio::null())?;
        let group = Group::led_by(&child);
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            let source = io::Error::other("it has no pipes");
            return Err(refused(invocation, source));
        };
        Ok(Self {
            group,
            child,
            stdin,
            stdout: BufReader::new(stdout),
            partial: Vec::new(),
        })
    }

    /// Writes one line.
    pub async fn say(&mut self, line: &str) -> io::Result<()> {
        self.stdin.write_all(format!("{line}\n").as_bytes()).await?;
        self.stdin.flush().await
    }

    /// The next line, without its end; `None` once there is none. May be dropped and called again: nothing is lost.
    pub async fn hear(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let ready = self.stdout.fill_buf().await?;
            if ready.is_empty() {
                return Ok(None);
            }
            let end = ready.iter().position(|byte| *byte == b'\n');
            let taken = end.unwrap_or(ready.len());
            self.partial.extend_from_slice(&ready[..taken]);
            self.stdout.consume(end.map_or(taken, |end| end + 1));
            if self.partial.len() > LONGEST {
                return Err(io::Error::other("a line is too long"));
            }
            if end.is_some() {
                return Ok(Some(std::mem::take(&mut self.partial)));
            }
        }
    }

    /// Ends the process and its group; it may end by itself for a moment.
    pub async fn end(mut self) {
        self.group.ask_to_end();
        if timeout(GRACE, self.group.leader_ended()).await.is_err() {
            self.group.kill();
        }
        // The dead leader is not reaped yet, so its number still names this group and no other.
        drop(self.group);
        let _ = self.child.wait().await;
    }
}

/// Where a program is: by its absolute path, or by its name on `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = Path::new(program);
    if path.is_absolute() {
        return path.is_file().then(|| path.to_path_buf());
    }
    let bare = !program.is_empty() && path.components().count() == 1;
    let directories = std::env::var_os("PATH").filter(|_| bare)?;
    std::env::split_paths(&directories)
        .filter(|directory| directory.is_absolute())
        .map(|directory| directory.join(program))
        .find(|found| found.is_file())
}
