//! What each backend denies, as data: the tests run hostile programs against this table, and the page on security shows it.

use super::Backend;

/// Something a hostile program in the shadow may try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Threat {
    /// Write into the person's workspace.
    WriteWorkspace,
    /// Write into `CARGO_HOME`.
    WriteCargoHome,
    /// Write into the home directory.
    WriteHome,
    /// Write outside through a symlink that lies in the shadow.
    WriteThroughLink,
    /// Read a file of the person that is no part of the project.
    ReadSecret,
    /// Read cargo's credentials.
    ReadCargoCredentials,
    /// Read a key from the environment.
    ReadVariable,
    /// Connect by TCP, the loopback interface included.
    Tcp,
    /// Send by UDP.
    Udp,
    /// Connect to a Unix socket that lies in the file system.
    UnixSocket,
    /// Connect to a Unix socket that has a name and no file.
    AbstractSocket,
    /// Read which other processes there are, and how they were called.
    SeeProcesses,
    /// Read the environment of other processes.
    SeeEnvironments,
    /// End processes that are not its own.
    KillProcesses,
}

impl Threat {
    /// Every one.
    pub const ALL: [Self; 14] = [
        Self::WriteWorkspace,
        Self::WriteCargoHome,
        Self::WriteHome,
        Self::WriteThroughLink,
        Self::ReadSecret,
        Self::ReadCargoCredentials,
        Self::ReadVariable,
        Self::Tcp,
        Self::Udp,
        Self::UnixSocket,
        Self::AbstractSocket,
        Self::SeeProcesses,
        Self::SeeEnvironments,
        Self::KillProcesses,
    ];

    /// In a few words, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::WriteWorkspace => "write the person's workspace",
            Self::WriteCargoHome => "write `CARGO_HOME`",
            Self::WriteHome => "write the home directory",
            Self::WriteThroughLink => "write outside through a symlink",
            Self::ReadSecret => "read a file that is no part of the project",
            Self::ReadCargoCredentials => "read cargo's credentials",
            Self::ReadVariable => "read a key in the environment",
            Self::Tcp => "TCP, loopback included",
            Self::Udp => "UDP",
            Self::UnixSocket => "a Unix socket by its path",
            Self::AbstractSocket => "an abstract Unix socket",
            Self::SeeProcesses => "list other processes and their arguments",
            Self::SeeEnvironments => "read the environment of other processes",
            Self::KillProcesses => "end other processes",
        }
    }
}

/// What a backend says of a threat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It does not happen.
    Denied,
    /// Nothing is promised.
    Open,
}

/// What a backend says of a threat while the network is not granted.
pub fn claims(backend: &Backend, threat: Threat) -> Claim {
    let denied = match backend {
        Backend::Bubblewrap { .. } => true,
        Backend::Landlock { version, .. } => since(threat).is_some_and(|first| *version >= first),
        // The cleaned environment is ours, not the kernel's.
        Backend::None => threat == Threat::ReadVariable,
    };
    if denied { Claim::Denied } else { Claim::Open }
}

pub(super) fn denies_tcp(backend: &Backend) -> bool {
    claims(backend, Threat::Tcp) == Claim::Denied
}

/// The first version of landlock's interface that denies a threat; `None` where none does.
fn since(threat: Threat) -> Option<u8> {
    match threat {
        Threat::WriteWorkspace
        | Threat::WriteCargoHome
        | Threat::WriteHome
        | Threat::WriteThroughLink
        | Threat::ReadSecret
        | Threat::ReadCargoCredentials
        | Threat::ReadVariable
        | Threat::SeeEnvironments => Some(1),
        Threat::Tcp => Some(4),
        Threat::AbstractSocket | Threat::KillProcesses => Some(6),
        Threat::UnixSocket => Some(9),
        Threat::Udp => Some(10),
        Threat::SeeProcesses => None,
    }
}
