//! What this machine can do for bowline, looked at and explained; nothing here mends anything.

use std::{ffi::OsString, path::Path, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{
    environment,
    overlay::{self, Base},
    process::{self, End, Invocation},
    project::{Project, toolchain::Surroundings},
    sandbox::{Backend, Claim, Demand, Findings, Policy, Threat, claims},
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

/// Looks at cargo, rustc and clippy.
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
    vec![
        ability("cargo", AbilityState::Missing, cargo, install),
        ability("rustc", AbilityState::Missing, rustc, install),
        ability(
            "clippy",
            AbilityState::Limited,
            clippy,
            "For loops over lints: `rustup component add clippy`.",
        ),
    ]
}

/// What a policy comes to on this machine, and why the better ways are not taken.
pub fn sandbox(policy: &Policy, findings: &Findings) -> Vec<Ability> {
    let best = findings.best();
    let open: Vec<&str> = Threat::ALL
        .into_iter()
        .filter(|threat| claims(&best, *threat) == Claim::Open)
        .map(Threat::words)
        .collect();
    let name = best.name();
    let limited = |detail: String, hint: &str| (AbilityState::Limited, detail, hint.to_owned());
    let (state, detail, hint) = match (policy.demand, &best) {
        (Demand::Off, _) => limited(
            format!("off; {name} is not used"),
            "set `sandbox.mode` to \"preferred\" in your own settings",
        ),
        (Demand::Required, Backend::None) => (
            AbilityState::Missing,
            "required, and there is none: nothing will run".to_owned(),
            BETTER.to_owned(),
        ),
        (Demand::Preferred, Backend::None) => limited(
            "none: build scripts, proc macros and tests run with your rights".to_owned(),
            BETTER,
        ),
        (_, _) if open.is_empty() => (AbilityState::Fine, name.to_owned(), String::new()),
        (_, _) => limited(
            format!("{name}, which leaves open: {}", open.join(", ")),
            BETTER,
        ),
    };
    let found = |result: Result<String, &String>| match result {
        Ok(detail) => (AbilityState::Fine, detail, String::new()),
        Err(why) => limited(why.clone(), BETTER),
    };
    let bubblewrap = findings.bubblewrap.as_ref();
    let landlock = findings.landlock.as_ref();
    let rows = [
        ("sandbox", (state, detail, hint)),
        (
            "bubblewrap",
            found(bubblewrap.map(|program| program.display().to_string())),
        ),
        (
            "landlock",
            found(landlock.map(|(_, version)| format!("version {version}"))),
        ),
    ];
    rows.into_iter()
        .map(|(name, (state, detail, hint))| Ability {
            name: name.to_owned(),
            state,
            detail,
            hint,
        })
        .collect()
}

/// Which base shadows stand on, and why on no better one; `project` is the one that is looked at, where there is one.
pub async fn base(policy: &Policy, project: Option<&Project>, shadows: &Path) -> Ability {
    let objection = match (policy.base, project) {
        (Base::Portable, _) => Some("the settings say so".to_owned()),
        (_, Some(project)) => overlay::objection(project, shadows).await,
        (_, None) => overlay::probe(shadows).await.err(),
    };
    let (state, detail, hint) = match (objection, policy.base) {
        (None, _) => (AbilityState::Fine, "overlay".to_owned(), ""),
        (Some(why), Base::Overlay) => (
            AbilityState::Missing,
            format!("the overlay is asked for and cannot be had: {why}"),
            "Set `shadow.base` to \"auto\".",
        ),
        (Some(why), Base::Portable) => (AbilityState::Fine, format!("portable: {why}"), ""),
        (Some(why), Base::Auto) => (
            AbilityState::Limited,
            format!("portable: {why}"),
            "Optional, on Linux: build the project once, and allow unprivileged user namespaces to mount overlays.",
        ),
    };
    Ability {
        name: "base".to_owned(),
        state,
        detail,
        hint: hint.to_owned(),
    }
}

/// How to get a better sandbox.
const BETTER: &str = "On Linux: install bubblewrap, and allow unprivileged user namespaces where they are forbidden.";

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

    #[test]
    fn says_which_sandbox_holds_and_why_no_better_one() {
        let findings = Findings {
            bubblewrap: Err("bubblewrap (`bwrap`) is not installed".into()),
            landlock: Ok(("/launcher".into(), 7)),
        };
        let row = |policy: Policy, findings: &Findings| sandbox(&policy, findings).swap_remove(0);
        let found = row(Policy::preferred(), &findings);
        assert_eq!(found.state, AbilityState::Limited);
        assert_eq!(
            found.detail,
            "landlock, which leaves open: UDP, a Unix socket by its path, list other processes and their arguments"
        );
        let why = &sandbox(&Policy::preferred(), &findings)[1].detail;
        assert_eq!(why, "bubblewrap (`bwrap`) is not installed");

        assert_eq!(
            row(Policy::off(), &findings).detail,
            "off; landlock is not used"
        );
        let none = Findings {
            landlock: Err("this kernel has no landlock enabled".into()),
            ..findings.clone()
        };
        let required = Policy {
            demand: Demand::Required,
            ..Policy::preferred()
        };
        assert_eq!(row(required, &none).state, AbilityState::Missing);
        let best = Findings {
            bubblewrap: Ok("/usr/bin/bwrap".into()),
            ..findings
        };
        assert_eq!(row(Policy::preferred(), &best).state, AbilityState::Fine);
    }
}
