//! A process group and its owner: the group is killed when the owner lets go of it, and by the watchdog when the owner dies.

#[cfg(unix)]
pub(super) use unix::{Group, lead};

#[cfg(not(unix))]
pub(super) use elsewhere::{Group, lead};

#[cfg(unix)]
mod unix {
    use rustix::{
        io::Errno,
        process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid},
    };
    use tokio::process::{Child, Command};

    use super::super::watchdog;

    /// Makes the process that `command` starts the leader of a new group.
    pub(in super::super) fn lead(command: &mut Command) {
        watchdog::stand_by();
        command.process_group(0);
    }

    /// A living group. `None` inside where the leader has already been reaped.
    pub(in super::super) struct Group(Option<Pid>);

    impl Group {
        /// The group of a child that was started with [`lead`]. From here on the watchdog knows it.
        pub(in super::super) fn led_by(child: &Child) -> Self {
            let leader = child
                .id()
                .and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
            if let Some(leader) = leader {
                watchdog::watch(leader);
            }
            Self(leader)
        }

        /// Asks every process of the group to end.
        pub(in super::super) fn ask_to_end(&self) {
            self.signal(Signal::TERM);
        }

        /// Kills every process of the group.
        pub(in super::super) fn kill(&self) {
            self.signal(Signal::KILL);
        }

        fn signal(&self, signal: Signal) {
            // The only error left is that the group is empty, which is what we want.
            let _ = self.0.map(|leader| kill_process_group(leader, signal));
        }

        /// Waits until the leader is dead, without reaping it.
        pub(in super::super) async fn leader_ended(&self) {
            let Some(leader) = self.0 else { return };
            let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            let wait =
                move || while matches!(waitid(WaitId::Pid(leader), options), Err(Errno::INTR)) {};
            let _ = tokio::task::spawn_blocking(wait).await;
        }
    }

    impl Drop for Group {
        fn drop(&mut self) {
            self.kill();
            if let Some(leader) = self.0 {
                watchdog::release(leader);
            }
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use tokio::process::{Child, Command};

    /// There are no process groups to lead here; `kill_on_drop` reaches the process itself.
    pub(in super::super) fn lead(_command: &mut Command) {}

    /// Stands for the process alone.
    pub(in super::super) struct Group;

    impl Group {
        pub(in super::super) fn led_by(_child: &Child) -> Self {
            Self
        }

        pub(in super::super) fn ask_to_end(&self) {}

        pub(in super::super) fn kill(&self) {}

        pub(in super::super) async fn leader_ended(&self) {}
    }
}
