//! `bowline doctor`: what this machine lacks, and how to mend it.

mod agent;
mod model;

use std::{
    ffi::OsString,
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};

use bowline_loop_core::StopReason;
use bowline_shadow::{
    Ability, AbilityState,
    process::{self, End, Invocation},
    project::Project,
};
use clap::Args;
use console::Style;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{Exit, output};
use crate::{
    config::{Config, ConfigError},
    directories::Directories,
    engine::seal,
    report::words,
};

/// Below this the disk of the shadows is called short, in MiB: a build directory of a small project takes some hundreds.
const SHORT_OF_DISK: u64 = 1024;

/// Say what is missing on this machine and how to mend it
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// A directory of the project to look at
    #[arg(value_name = "DIR", default_value = ".")]
    directory: PathBuf,
    /// Look for model servers on this machine too
    #[arg(long)]
    models: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) async fn run(self, directories: Directories) -> anyhow::Result<Exit> {
        let mut found = bowline_shadow::doctor::abilities().await;
        let (project, looked_at) = self.project().await;
        let root = looked_at.as_ref().map(|project| project.root.clone());
        let (config, errors) = Config::load_lenient(&directories, root.as_deref(), None);
        let findings = seal::findings().await;
        found.extend(bowline_shadow::doctor::sandbox(&config.policy(), &findings));
        found.push(project);
        found.push(writable(
            "shadows",
            &directories.shadows(),
            "BOWLINE_CACHE_DIR",
        ));
        found.push(writable(
            "journals",
            &directories.journals(),
            "BOWLINE_STATE_DIR",
        ));
        let (policy, shadows) = (config.policy(), directories.shadows());
        found.push(bowline_shadow::doctor::base(&policy, looked_at.as_ref(), &shadows).await);
        found.push(disk(&directories.cache).await);
        found.push(model::plan(&config, &directories));
        found.push(agent::plan(&config, &directories, &findings));
        if self.models {
            found.extend(model::nearby());
        }
        found.extend(settings(&directories, config, errors));
        if self.json {
            output::json(
                &json!({ "version": 1, "found": found.iter().map(entry).collect::<Vec<_>>() }),
            )?;
        } else {
            output::out(&found.iter().map(line).collect::<String>())?;
        }
        let missing = found
            .iter()
            .any(|ability| ability.state == AbilityState::Missing);
        Ok(if missing {
            Exit::Environment
        } else {
            Exit::Solved
        })
    }

    /// Whether there is a project here. None is no defect of the machine, so it is only limited.
    async fn project(&self) -> (Ability, Option<Project>) {
        let directory =
            std::path::absolute(&self.directory).unwrap_or_else(|_| self.directory.clone());
        match Project::discover(&directory, &CancellationToken::new()).await {
            Ok(project) => {
                let number = u32::try_from(project.packages.len()).unwrap_or(u32::MAX);
                let packages = words::count(number, "package");
                let detail = format!("{} ({packages})", project.root.display());
                (
                    ability("project", AbilityState::Fine, detail, String::new()),
                    Some(project),
                )
            }
            Err(error) => {
                let detail = error.to_string();
                let hint = match StopReason::from(error) {
                    StopReason::Broke(trouble) => trouble.hint,
                    other => other.sentence(),
                };
                (
                    ability("project", AbilityState::Limited, detail, hint),
                    None,
                )
            }
        }
    }
}

fn ability(name: &str, state: AbilityState, detail: String, hint: String) -> Ability {
    Ability {
        name: name.into(),
        state,
        detail,
        hint,
    }
}

/// Whether files can be made in a directory; makes the directory where it does not exist, as a loop would.
fn writable(name: &str, directory: &Path, variable: &str) -> Ability {
    let probe = directory.join(format!(".probe-{}", std::process::id()));
    let made = fs::create_dir_all(directory)
        .and_then(|()| File::create_new(&probe))
        .and_then(|_| fs::remove_file(&probe));
    match made {
        Ok(()) => ability(
            name,
            AbilityState::Fine,
            directory.display().to_string(),
            String::new(),
        ),
        Err(error) => {
            let hint = format!("make it writable for you, or name another directory in {variable}");
            ability(
                name,
                AbilityState::Missing,
                format!("{}: {error}", directory.display()),
                hint,
            )
        }
    }
}

/// The free space where the shadows are. Asked of `df`, which every Unix has; elsewhere it stays unknown.
async fn disk(directory: &Path) -> Ability {
    let argv = ["df", "-Pk"]
        .into_iter()
        .map(OsString::from)
        .chain([directory.as_os_str().to_owned()])
        .collect();
    let dir = if directory.is_dir() {
        directory.to_owned()
    } else {
        std::env::temp_dir()
    };
    let invocation = Invocation {
        argv,
        dir,
        env: Vec::new(),
        deadline: Duration::from_secs(10),
    };
    let free = match process::run(&invocation, &CancellationToken::new()).await {
        Ok(run) if run.end == End::Exited(0) => {
            free_mebibytes(&String::from_utf8_lossy(&run.stdout))
        }
        _ => None,
    };
    match free {
        Some(free) if free >= SHORT_OF_DISK => ability(
            "disk",
            AbilityState::Fine,
            format!("{free} MiB free at {}", directory.display()),
            String::new(),
        ),
        Some(free) => {
            let hint = "`bowline clean` removes shadows that nobody uses; BOWLINE_CACHE_DIR names another disk";
            ability(
                "disk",
                AbilityState::Limited,
                format!("only {free} MiB free at {}", directory.display()),
                hint.into(),
            )
        }
        None => ability(
            "disk",
            AbilityState::Limited,
            "the free space is not known".into(),
            String::new(),
        ),
    }
}

/// The fourth field of the second line, in KiB.
fn free_mebibytes(table: &str) -> Option<u64> {
    let fields: Vec<&str> = table.lines().nth(1)?.split_whitespace().collect();
    // A device with a space in its name shifts the fields from the left; the capacity in per cent stands behind ours.
    let capacity = fields.iter().rposition(|field| field.ends_with('%'))?;
    fields
        .get(capacity.checked_sub(1)?)?
        .parse::<u64>()
        .ok()
        .map(|kibibytes| kibibytes / 1024)
}

fn settings(directories: &Directories, config: Config, errors: Vec<ConfigError>) -> Vec<Ability> {
    let wrong = errors.into_iter().map(|error| {
        let place = match error.line {
            Some(line) => format!("{}:{line}", error.file),
            None => error.file,
        };
        let hint = if error.hint.is_empty() {
            "docs/configuration.md lists every key".into()
        } else {
            error.hint
        };
        ability(
            "settings",
            AbilityState::Missing,
            format!("{place}: {}", error.message),
            hint,
        )
    });
    let cut = config.warnings.into_iter();
    let cut = cut.map(|warning| ability("settings", AbilityState::Limited, warning, String::new()));
    let mut found: Vec<Ability> = wrong.chain(cut).collect();
    if found.is_empty() {
        let own = &directories.user_config;
        let there = if own.exists() {
            ""
        } else {
            " (not there; defaults hold)"
        };
        found.push(ability(
            "settings",
            AbilityState::Fine,
            format!("{}{there}", own.display()),
            String::new(),
        ));
    }
    found
}

fn word(state: AbilityState) -> &'static str {
    match state {
        AbilityState::Fine => "fine",
        AbilityState::Limited => "limited",
        AbilityState::Missing => "missing",
    }
}

fn entry(ability: &Ability) -> serde_json::Value {
    json!({ "name": ability.name, "state": word(ability.state), "detail": ability.detail, "hint": ability.hint })
}

fn line(ability: &Ability) -> String {
    let style = match ability.state {
        AbilityState::Fine => Style::new().green(),
        AbilityState::Limited => Style::new().yellow(),
        AbilityState::Missing => Style::new().red().bold(),
    };
    let state = style.apply_to(format!("{:<8}", word(ability.state)));
    let hint = if ability.hint.is_empty() {
        String::new()
    } else {
        format!("{:26}{}\n", "", ability.hint)
    };
    format!("{state} {:<16} {}\n{hint}", ability.name, ability.detail)
}

#[cfg(test)]
mod tests {
    use super::free_mebibytes;

    #[test]
    fn the_free_space_is_read_from_a_table() {
        let table = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/my disk 100000 40000 51200 44% /home/me\n";
        assert_eq!(free_mebibytes(table), Some(50));
        assert_eq!(free_mebibytes("nothing"), None);
    }
}
