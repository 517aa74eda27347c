//! The room of an external agent: a directory beside the shadow for a copy of the workspace, and the bounds in which the agent
//! runs there. What is laid into the copy and what is read out of it is for the caller.

use std::path::PathBuf;

use super::Shadow;
use crate::{
    process::{
        Invocation, ProcessError,
        dialogue::{Dialogue, find},
    },
    sandbox::Bounds,
};

/// The name of the room, in the slot's own directory.
pub(crate) const AGENT: &str = "agent";

/// An agent as it is to be started.
#[derive(Clone, Copy, Debug)]
pub struct Guest<'a> {
    /// The program and its arguments; the program is found on `PATH`, or named by an absolute path.
    pub command: &'a [String],
    /// Variables passed on besides the plain ones; a `*` at the end stands for any rest.
    pub env: &'a [String],
    /// What it may read and write besides its room; absolute.
    pub paths: &'a [PathBuf],
}

impl Shadow {
    /// The directory of an agent's room, absolute and free of symlinks. Nothing is made.
    pub fn agent_room(&self) -> PathBuf {
        self.slot.own().join(AGENT)
    }

    /// Starts an agent in `tree` of its room, both of which exist, in the sandbox of this shadow but for the network.
    pub fn start_agent(&self, guest: &Guest<'_>) -> Result<Dialogue, ProcessError> {
        let room = self.agent_room();
        let named = guest
            .command
            .first()
            .map(String::as_str)
            .unwrap_or_default();
        let program = find(named).ok_or_else(|| ProcessError::Missing {
            program: named.to_owned(),
        })?;
        let mut argv = vec![program.clone().into_os_string()];
        argv.extend(guest.command.iter().skip(1).map(Into::into));
        let bounds = Bounds::of_agent(&program, &room, guest.paths);
        let invocation = Invocation {
            argv,
            dir: room.join("tree"),
            env: Vec::new(),
            // A dialogue is ended by its owner.
            deadline: std::time::Duration::MAX,
        };
        let sandbox = self.sandbox.for_agent(guest.env.to_vec());
        Dialogue::open(&sandbox.confine(invocation, &bounds))
    }
}
