//! Which cargo runs, and which toolchain applies in a directory. Nothing is ever installed.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use super::ProjectError;
use crate::{
    environment,
    process::{self, End, Invocation, Output},
};

/// For questions to rustup and cargo that read a few small files.
const DEADLINE: Duration = Duration::from_secs(60);

/// What the environment says about cargo.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    /// `PATH`.
    pub(crate) path: Option<OsString>,
    /// `CARGO_HOME`, or `.cargo` in the home directory.
    pub(crate) cargo_home: Option<PathBuf>,
    /// `RUSTUP_TOOLCHAIN`. Also set by rustup's own proxies, and then to be taken as given.
    pub(crate) toolchain: Option<String>,
}

impl Surroundings {
    /// Those of this process.
    pub(crate) fn of_this_process() -> Self {
        let var = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        Self {
            path: var("PATH"),
            cargo_home: cargo_home(),
            toolchain: var("RUSTUP_TOOLCHAIN").and_then(|name| name.into_string().ok()),
        }
    }

    /// The cargo on `PATH`, or the one below `CARGO_HOME`: an editor started from a desktop may lack it on its `PATH`.
    pub(crate) fn cargo(&self) -> Option<PathBuf> {
        let name = format!("cargo{}", std::env::consts::EXE_SUFFIX);
        let on_path = self
            .path
            .iter()
            .flat_map(|path| std::env::split_paths(path).collect::<Vec<_>>());
        let at_home = self.cargo_home.iter().map(|home| home.join("bin"));
        on_path
            .chain(at_home)
            .map(|dir| dir.join(&name))
            .find(|program| program.is_absolute() && program.is_file())
    }
}

/// Where cargo keeps its registry and its user-wide configuration.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    match std::env::var_os("CARGO_HOME").filter(|value| !value.is_empty()) {
        Some(home) => std::path::absolute(home).ok(),
        None => std::env::home_dir().map(|home| home.join(".cargo")),
    }
}

/// The toolchain that applies in `directory`: the given one, or what rustup says where the cargo is rustup's.
pub(crate) async fn resolve(
    directory: &Path,
    cargo: &Path,
    surroundings: &Surroundings,
    cancel: &CancellationToken,
) -> Result<Option<String>, ProjectError> {
    if surroundings.toolchain.is_some() {
        return Ok(surroundings.toolchain.clone());
    }
    let rustup = cargo.with_file_name(format!("rustup{}", std::env::consts::EXE_SUFFIX));
    if !rustup.is_file() {
        return Ok(None);
    }
    let output = ask(
        &rustup,
        &["show", "active-toolchain"],
        directory,
        None,
        cancel,
    )
    .await?;
    if output.end != End::Exited(0) {
        return Err(missing(&output).unwrap_or_else(|| ProjectError::Toolchain {
            message: said(&output),
            hint: "Run `rustup show` in the workspace and mend what it complains about.".to_owned(),
        }));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let name = text.lines().next().unwrap_or_default();
    let name = name.split(" (").next().unwrap_or_default().trim();
    if is_brought_along(Path::new(name), directory) {
        return Err(ProjectError::Toolchain {
            message: format!(
                "the project brings its own toolchain, {name}, and that would run as yours"
            ),
            hint: "If you trust it, give it a name with `rustup toolchain link`, and name that."
                .to_owned(),
        });
    }
    Ok((!name.is_empty()).then(|| name.to_owned()))
}

/// Whether a toolchain, which a file of the project may name by its path, lies in the project: its cargo runs before there
/// is a shadow to confine it to.
fn is_brought_along(toolchain: &Path, directory: &Path) -> bool {
    let names_one = |above: &Path| {
        let files = ["rust-toolchain.toml", "rust-toolchain"];
        files.iter().any(|name| above.join(name).is_file())
    };
    let physical = toolchain.canonicalize();
    let toolchain = physical.as_deref().unwrap_or(toolchain);
    toolchain.is_absolute()
        && directory
            .ancestors()
            .any(|above| toolchain.starts_with(above) && names_one(above))
}

/// Puts a question to cargo or rustup.
pub(crate) async fn ask(
    program: &Path,
    arguments: &[&str],
    directory: &Path,
    toolchain: Option<&str>,
    cancel: &CancellationToken,
) -> Result<Output, ProjectError> {
    let mut env = environment::plain(toolchain);
    env.push(("RUST_BACKTRACE".into(), Some("0".into())));
    let mut argv = vec![program.as_os_str().to_owned()];
    argv.extend(arguments.iter().map(OsString::from));
    let invocation = Invocation {
        argv,
        dir: directory.to_path_buf(),
        env,
        deadline: DEADLINE,
    };
    let output = process::run(&invocation, cancel).await?;
    match output.end {
        End::Cancelled => Err(ProjectError::Cancelled),
        End::TimedOut => Err(ProjectError::Hang {
            command: format!(
                "{} {}",
                program.file_name().unwrap_or_default().display(),
                arguments.join(" ")
            ),
            seconds: DEADLINE.as_secs(),
        }),
        End::Exited(_) | End::Signalled(_) => Ok(output),
    }
}

/// What a failed program said, without its leading `error: `.
pub(crate) fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let text = text.trim();
    text.strip_prefix("error: ").unwrap_or(text).to_owned()
}

/// The error for a toolchain that rustup does not have, where that is what went wrong.
pub(crate) fn missing(output: &Output) -> Option<ProjectError> {
    let message = said(output);
    let line = message.lines().next().unwrap_or_default();
    let hint = if line.contains("toolchain '") && line.contains("is not installed") {
        format!(
            "Run `rustup toolchain install {}`.",
            line.split('\'').nth(1)?
        )
    } else if line.contains("no default toolchain") || message.contains("no default is configured")
    {
        "Run `rustup default stable`.".to_owned()
    } else {
        return None;
    };
    Some(ProjectError::Toolchain { message, hint })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(stderr: &str) -> Output {
        Output {
            end: End::Exited(1),
            stdout: Vec::new(),
            stderr: stderr.into(),
            elapsed: Duration::ZERO,
        }
    }

    #[test]
    fn names_the_toolchain_to_install() {
        for text in [
            "error: override toolchain '1.70.0-x86_64-unknown-linux-gnu' is not installed\n\nCaused by:\n    the toolchain file",
            "error: toolchain '1.70.0-x86_64-unknown-linux-gnu' is not installed\nhelp: run `rustup toolchain install`",
        ] {
            let Some(ProjectError::Toolchain { hint, .. }) = missing(&failed(text)) else {
                panic!("{text}")
            };
            assert_eq!(
                hint,
                "Run `rustup toolchain install 1.70.0-x86_64-unknown-linux-gnu`."
            );
        }
        assert!(
            missing(&failed(
                "error: failed to parse manifest at `/x/Cargo.toml`"
            ))
            .is_none()
        );
    }

    #[test]
    fn looks_below_cargo_home_when_the_path_has_no_cargo() {
        let fixture = bowline_fixture::Fixture::new("//- /home/bin/cargo\n//- /other/x\n");
        let mut around = Surroundings {
            path: Some(fixture.path("other").into()),
            ..Surroundings::default()
        };
        assert_eq!(around.cargo(), None);
        around.cargo_home = Some(fixture.path("home"));
        assert_eq!(around.cargo(), Some(fixture.path("home/bin/cargo")));
    }
}
