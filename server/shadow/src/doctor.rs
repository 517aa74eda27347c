//! What this machine can do for bowline, looked at and explained; nothing here mends anything.

use std::{ffi::OsString, fs, path::Path, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{
    environment,
    process::{self, End, Invocation},
    project::toolchain::Surroundings,
};

/// How an ability stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbilityState {
    /// There and usable.
    Fine,
    /// Not there.
    Missing,
    /// There in part, or not certain.
    Limited,
}

/// One thing a machine can or cannot do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ability {
    /// What it is, in a word or two.
    pub name: String,
    /// How it stands.
    pub state: AbilityState,
    /// What was found.
    pub detail: String,
    /// How to mend it; empty where there is nothing to mend.
    pub hint: String,
}

/// Looks at cargo, rustc, clippy and the sandbox abilities of this machine.
pub async fn abilities() -> Vec<Ability> {
    let cargo = Surroundings::of_this_process().cargo();
    let program = |name: &str| match &cargo {
        Some(cargo) => cargo
            .with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX))
            .into_os_string(),
        None => name.into(),
    };
    let install = "Install Rust from https://rustup.rs, or put cargo on the PATH.";
    let (cargo, rustc, clippy) = tokio::join!(
        said(program("cargo"), &["--version"]),
        said(program("rustc"), &["--version"]),
        said(program("cargo"), &["clippy", "--version"]),
    );
    let (namespaces, bwrap) = tokio::join!(
        said("unshare".into(), &["--user", "--map-root-user", "true"]),
        said("bwrap".into(), &["--version"]),
    );
    vec![
        ability("cargo", AbilityState::Missing, cargo, install),
        ability("rustc", AbilityState::Missing, rustc, install),
        ability(
            "clippy",
            AbilityState::Limited,
            clippy,
            "For loops over lints: `rustup component add clippy`.",
        ),
        ability(
            "user namespaces",
            AbilityState::Limited,
            namespaces.map(|_| "allowed".to_owned()),
            "Optional: allow unprivileged user namespaces, or install util-linux's `unshare` to look for them.",
        ),
        ability(
            "bwrap",
            AbilityState::Limited,
            bwrap,
            "Optional: install bubblewrap.",
        ),
        ability(
            "landlock",
            AbilityState::Limited,
            landlock(),
            "Optional: a Linux kernel with landlock enabled.",
        ),
    ]
}

fn ability(
    name: &str,
    otherwise: AbilityState,
    found: Result<String, String>,
    hint: &str,
) -> Ability {
    let name = name.to_owned();
    match found {
        Ok(detail) => Ability {
            name,
            state: AbilityState::Fine,
            detail,
            hint: String::new(),
        },
        Err(detail) => Ability {
            name,
            state: otherwise,
            detail,
            hint: hint.to_owned(),
        },
    }
}

/// The first line that a program says, or why it says none.
async fn said(program: OsString, arguments: &[&str]) -> Result<String, String> {
    let mut argv = vec![program];
    argv.extend(arguments.iter().map(OsString::from));
    let toolchain = Surroundings::of_this_process().toolchain;
    let env = environment::plain(toolchain.as_deref());
    let dir = std::env::current_dir().map_err(|error| error.to_string())?;
    let invocation = Invocation {
        argv,
        dir,
        env,
        deadline: Duration::from_secs(20),
    };
    let output = process::run(&invocation, &CancellationToken::new())
        .await
        .map_err(|error| error.to_string())?;
    let first = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .trim()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    match output.end {
        End::Exited(0) => Ok(first(&output.stdout)),
        End::Exited(_) | End::Signalled(_) => Err(first(&output.stderr)),
        End::TimedOut | End::Cancelled => Err("it did not answer".to_owned()),
    }
}

fn landlock() -> Result<String, String> {
    let list = Path::new("/sys/kernel/security/lsm");
    match fs::read_to_string(list) {
        Ok(modules) if modules.split(',').any(|module| module.trim() == "landlock") => {
            Ok("enabled".to_owned())
        }
        Ok(_) => Err("not among the kernel's security modules".to_owned()),
        Err(_) => Err("not known: the kernel's list of security modules cannot be read".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn finds_the_cargo_that_runs_the_tests() {
        let abilities = abilities().await;
        assert_eq!(abilities[0].state, AbilityState::Fine, "{abilities:?}");
        assert!(abilities[0].detail.starts_with("cargo "));
        let mute = abilities.iter().filter(|it| {
            it.state != AbilityState::Fine && (it.hint.is_empty() || it.detail.is_empty())
        });
        assert_eq!(mute.count(), 0, "{abilities:?}");
    }
}
