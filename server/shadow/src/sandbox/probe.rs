//! What this machine offers to confine processes, found by really confining one; looked at once for each process.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::OnceLock,
    time::Duration,
};

use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use super::{Backend, Bounds, Policy, bubblewrap, launcher};
use crate::process::{self, End, Invocation};

/// What was found; an error says in a sentence why there is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// bubblewrap's program, where it works.
    pub bubblewrap: Result<PathBuf, String>,
    /// The launcher and the version of landlock's interface, where that works.
    pub landlock: Result<(PathBuf, u8), String>,
}

/// Looks at this machine; the first caller's launcher is the one that counts.
pub async fn find(launcher: Option<&Path>) -> Findings {
    static FOUND: OnceCell<Findings> = OnceCell::const_new();
    let look = || async {
        let (bubblewrap, landlock) = tokio::join!(find_bubblewrap(), find_landlock(launcher));
        Findings {
            bubblewrap,
            landlock,
        }
    };
    // A look without a launcher cannot say anything for those who have one.
    match launcher {
        Some(_) => FOUND.get_or_init(look).await.clone(),
        None => look().await,
    }
}

impl Findings {
    /// The backend that denies most.
    pub fn best(&self) -> Backend {
        match (&self.bubblewrap, &self.landlock) {
            (Ok(program), _) => Backend::Bubblewrap {
                program: program.clone(),
            },
            (Err(_), Ok((launcher, version))) => Backend::Landlock {
                launcher: launcher.clone(),
                version: *version,
            },
            (Err(_), Err(_)) => Backend::None,
        }
    }

    /// Why the better backends are not used, in a line.
    pub fn why_not(&self) -> String {
        let missing = [self.bubblewrap.as_ref().err(), self.landlock.as_ref().err()];
        let missing: Vec<&str> = missing.into_iter().flatten().map(String::as_str).collect();
        missing.join("; ")
    }
}

/// Bounds in which a program that does nothing can run.
fn smallest() -> Bounds {
    let system = ["/bin", "/lib", "/lib64", "/nix/store", "/gnu/store", "/usr"];
    Bounds {
        read: system
            .iter()
            .map(PathBuf::from)
            .filter(|path| path.exists())
            .collect(),
        ..Bounds::default()
    }
}

async fn find_bubblewrap() -> Result<PathBuf, String> {
    if !cfg!(target_os = "linux") {
        return Err("bubblewrap is for Linux".to_owned());
    }
    let program = on_path("bwrap").ok_or("bubblewrap (`bwrap`) is not installed")?;
    let policy = Policy::preferred();
    let argv = bubblewrap::arguments(&program, &smallest(), &policy, Path::new("/"));
    does_nothing(argv)
        .await
        .map_err(|why| format!("bubblewrap does not work: {why}"))?;
    Ok(program)
}

#[cfg(target_os = "linux")]
async fn find_landlock(launcher: Option<&Path>) -> Result<(PathBuf, u8), String> {
    let version = super::landlock::version().ok_or("this kernel has no landlock enabled")?;
    let launcher = launcher.ok_or("landlock needs a launcher, and the program names none")?;
    let argv = launcher::arguments(launcher, version, &smallest(), &Policy::preferred());
    does_nothing(argv)
        .await
        .map_err(|why| format!("landlock does not work: {why}"))?;
    Ok((launcher.to_path_buf(), version))
}

#[cfg(not(target_os = "linux"))]
async fn find_landlock(_launcher: Option<&Path>) -> Result<(PathBuf, u8), String> {
    Err("landlock is for Linux".to_owned())
}

/// Runs `true` behind this prefix.
async fn does_nothing(mut argv: Vec<OsString>) -> Result<(), String> {
    argv.push("true".into());
    let invocation = Invocation {
        argv,
        dir: "/".into(),
        env: Vec::new(),
        deadline: Duration::from_secs(10),
    };
    let output = process::run(&invocation, &CancellationToken::new())
        .await
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    match output.end {
        End::Exited(0) => Ok(()),
        End::TimedOut | End::Cancelled => Err("it did not answer".to_owned()),
        End::Exited(_) | End::Signalled(_) => {
            Err(said.trim().lines().last().unwrap_or_default().to_owned())
        }
    }
}

/// Programs with their arguments that make what follows give way, as far as this machine has them.
pub(super) fn gentle() -> &'static [OsString] {
    static GENTLE: OnceLock<Vec<OsString>> = OnceLock::new();
    GENTLE.get_or_init(|| {
        let programs: [(&str, &[&str]); 2] = [
            ("nice", &["-n", "10"]),
            // `-t`: where the kernel refuses, the command runs all the same.
            ("ionice", &["-t", "-c", "3"]),
        ];
        let found = programs.into_iter().filter_map(|(name, arguments)| {
            let program = on_path(name)?.into_os_string();
            Some(std::iter::once(program).chain(arguments.iter().map(OsString::from)))
        });
        found.flatten().collect()
    })
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|program| program.is_absolute() && program.is_file())
}
