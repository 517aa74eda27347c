//! Becoming another program: no process is started, this one ends as itself.

use std::{ffi::OsString, io};

/// Becomes this command, which keeps the working directory, the environment and the group. Comes back only when that fails.
pub(crate) fn replace(command: &[OsString]) -> io::Error {
    use std::os::unix::process::CommandExt as _;

    match command.split_first() {
        Some((program, arguments)) => std::process::Command::new(program).args(arguments).exec(),
        None => io::Error::from(io::ErrorKind::InvalidInput),
    }
}
