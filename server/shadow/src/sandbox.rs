//! What a process in the shadow may touch: the policy, the ways a machine offers to enforce it, and the rewriting of an
//! invocation so that it runs inside.
//!
//! Lives here: choosing a backend, the bounds of a run, the launcher that restricts itself. Does not live here: starting
//! processes (`process`), and which settings a repository may change (the settings of the program).

mod bounds;
mod bubblewrap;
mod claims;
#[cfg(target_os = "linux")]
mod landlock;
pub mod launcher;
mod probe;
pub(crate) mod secrets;
mod variables;

use std::{
    ffi::OsString,
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{overlay::Base, process::Invocation};

pub use bounds::Bounds;
pub use claims::{Claim, Threat, claims};
pub use probe::{Findings, find};

/// Whether processes in the shadow must be confined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Nothing runs that is not confined.
    Required,
    /// Confined where the machine can; said aloud where it cannot.
    Preferred,
    /// Everything runs with the rights and the environment of the person.
    Off,
}

/// Whether confined processes reach the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// They do not, as far as the backend can deny it.
    Denied,
    /// They do.
    Granted,
}

/// How hard processes in the shadow press the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// They give way to everything else a person runs (`nice 10`, idle disk priority).
    Yielding,
    /// As any other process.
    Full,
}

/// What a person allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whether processes must be confined.
    pub demand: Demand,
    /// Whether they reach the network.
    pub network: Network,
    /// How hard they press the machine.
    pub pace: Pace,
    /// Variables passed on besides those that cargo, rustc and C compilers read; a `*` at the end stands for any rest.
    pub env: Vec<String>,
    /// Files and directories that may be read besides the system, the toolchain and the sources of dependencies; absolute.
    pub read: Vec<PathBuf>,
    /// What a shadow may stand on.
    pub base: Base,
    /// How many candidates are screened at once at the most; where nothing is said, by the number of processors.
    pub side_by_side: Option<NonZeroU32>,
}

impl Policy {
    /// Confined where the machine can, without network, giving way.
    pub fn preferred() -> Self {
        Self {
            demand: Demand::Preferred,
            network: Network::Denied,
            pace: Pace::Yielding,
            env: Vec::new(),
            read: Vec::new(),
            base: Base::Auto,
            side_by_side: None,
        }
    }

    /// No confinement and no politeness at all.
    pub fn off() -> Self {
        Self {
            demand: Demand::Off,
            pace: Pace::Full,
            ..Self::preferred()
        }
    }
}

/// The way in which processes are confined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backend {
    /// bubblewrap, at this path: a file system, a network and a process table of its own.
    Bubblewrap {
        /// The program.
        program: PathBuf,
    },
    /// landlock, applied by our launcher to itself.
    Landlock {
        /// The program that is the launcher.
        launcher: PathBuf,
        /// The version of the kernel's interface that is enforced in full.
        version: u8,
    },
    /// Nothing but the cleaned environment.
    None,
}

impl Backend {
    /// A word for people and for `--json`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Bubblewrap { .. } => "bubblewrap",
            Self::Landlock { .. } => "landlock",
            Self::None => "none",
        }
    }
}

/// The policy asks for more than this machine has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing may run outside a sandbox, and this machine has none: {why}")]
pub struct Unsealed {
    /// What was tried and why it did not do, a sentence each.
    pub why: String,
}

/// A policy, and the backend that enforces it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sandbox(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    policy: Policy,
    backend: Backend,
    notice: Option<String>,
    /// Programs, with their arguments, that make what follows give way.
    gentle: Vec<OsString>,
}

impl Sandbox {
    /// Chooses the best backend of this machine. `launcher` is a program that hands its arguments behind
    /// [`launcher::VERB`] to [`launcher::run`]; without one there is no landlock.
    pub async fn choose(policy: Policy, launcher: Option<&Path>) -> Result<Self, Unsealed> {
        if policy.demand == Demand::Off {
            return Ok(Self::with(policy, Backend::None));
        }
        let findings = find(launcher).await;
        let backend = findings.best();
        let enough = policy.network == Network::Granted || claims::denies_tcp(&backend);
        match (policy.demand, backend) {
            (Demand::Required, backend) if backend == Backend::None || !enough => Err(Unsealed {
                why: findings.why_not(),
            }),
            (Demand::Preferred | Demand::Off, Backend::None) => {
                let notice = format!(
                    "Build scripts, proc macros and tests run without a sandbox here: {}",
                    findings.why_not()
                );
                Ok(Self::new(policy, Backend::None, Some(notice)))
            }
            (_, backend) => Ok(Self::with(policy, backend)),
        }
    }

    /// Enforces a policy by a backend that somebody else has chosen.
    pub fn with(policy: Policy, backend: Backend) -> Self {
        Self::new(policy, backend, None)
    }

    /// No confinement.
    pub fn off() -> Self {
        Self::with(Policy::off(), Backend::None)
    }

    fn new(policy: Policy, backend: Backend, notice: Option<String>) -> Self {
        let gentle = match policy.pace {
            Pace::Yielding => probe::gentle().to_vec(),
            Pace::Full => Vec::new(),
        };
        Self(Arc::new(Inner {
            policy,
            backend,
            notice,
            gentle,
        }))
    }

    /// What it enforces.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// How it is enforced.
    pub fn backend(&self) -> &Backend {
        &self.0.backend
    }

    /// A sentence for people where a sandbox was preferred and there is none.
    pub fn notice(&self) -> Option<&str> {
        self.0.notice.as_deref()
    }

    /// The sandbox of an external agent: as this one, with the network that its own model is behind, and with these variables
    /// besides the plain ones, whatever may be passed to builds. The variables are held back even where nothing is confined.
    pub fn for_agent(&self, env: Vec<String>) -> Self {
        let policy = Policy {
            demand: Demand::Preferred,
            network: Network::Granted,
            pace: Pace::Full,
            env,
            read: Vec::new(),
            base: self.0.policy.base,
            side_by_side: None,
        };
        Self::with(policy, self.0.backend.clone())
    }

    /// The same invocation, confined to these bounds.
    pub fn confine(&self, mut invocation: Invocation, bounds: &Bounds) -> Invocation {
        let Inner {
            policy,
            backend,
            gentle,
            ..
        } = &*self.0;
        if policy.demand != Demand::Off {
            variables::limit(&mut invocation.env, bounds, policy);
        }
        let mut argv = gentle.clone();
        match backend {
            Backend::Bubblewrap { program } => {
                argv.extend(bubblewrap::arguments(
                    program,
                    bounds,
                    policy,
                    &invocation.dir,
                ));
            }
            Backend::Landlock { launcher, version } => {
                argv.extend(launcher::arguments(launcher, *version, bounds, policy));
            }
            Backend::None => {}
        }
        argv.append(&mut invocation.argv);
        invocation.argv = argv;
        invocation
    }
}
