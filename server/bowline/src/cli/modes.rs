//! `bowline modes`: the modes that hold in a directory, and where each comes from.

use std::path::PathBuf;

use bowline_loop_core::intent::Allowance;
use bowline_shadow::project::Project;
use clap::Args;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{Exit, fix::existing, output};
use crate::{
    directories::Directories,
    modes::{Catalogue, Mode, Source, Word},
};

/// List the modes, what each may do, and where it comes from
#[derive(Debug, Args)]
pub(super) struct Modes {
    /// A directory of the project
    #[arg(value_name = "DIR", default_value = ".")]
    directory: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Modes {
    pub(super) async fn run(self, directories: Directories) -> anyhow::Result<Exit> {
        let directory = existing(&self.directory, None)?;
        let project = Project::discover(&directory, &CancellationToken::new()).await;
        let root = project.map_or(directory, |project| project.root);
        let catalogue = Catalogue::load(&directories, Some(&root));
        if self.json {
            let modes: Vec<Value> = catalogue.modes.iter().map(told).collect();
            let errors: Vec<String> = catalogue.errors.iter().map(ToString::to_string).collect();
            output::json(&json!({ "version": 1, "modes": modes, "errors": errors }))?;
        } else {
            catalogue
                .modes
                .iter()
                .try_for_each(|mode| output::out(&shown(mode)))?;
        }
        for mode in &catalogue.modes {
            for note in &mode.notes {
                output::note(&format!("{}: {note}", mode.source));
            }
        }
        for error in &catalogue.errors {
            output::error(&error.to_string());
        }
        Ok(if catalogue.errors.is_empty() {
            Exit::Solved
        } else {
            Exit::Environment
        })
    }
}

fn told(mode: &Mode) -> Value {
    json!({
        "name": mode.name,
        "description": mode.description,
        "source": mode.source.to_string(),
        "origin": match mode.source {
            Source::BuiltIn => "built-in",
            Source::Repository(_) => "repository",
            Source::Person(_) => "person",
        },
        "may": may(mode),
        "edits": mode.permissions.may_edit(),
        "model": mode.route.as_ref().map(ToString::to_string),
        "steps": mode.steps,
        "notes": mode.notes,
    })
}

fn shown(mode: &Mode) -> String {
    let route = mode.route.as_ref();
    let route = route.map(|route| format!(", asks {route}"));
    format!(
        "{:<12} {}\n{:13}{}{}; {}\n",
        mode.name,
        mode.description,
        "",
        may(mode),
        route.unwrap_or_default(),
        mode.source
    )
}

/// What a mode may do, in a few words.
fn may(mode: &Mode) -> String {
    let permissions = &mode.permissions;
    if !permissions.may_edit() {
        return "reads only".into();
    }
    let mut words = vec![match permissions.edit.only.as_slice() {
        [] => "edits".to_owned(),
        only => format!("edits {}", only.join(", ")),
    }];
    if !permissions.edit.never.is_empty() {
        words.push(format!("never {}", permissions.edit.never.join(", ")));
    }
    for (what, word) in [
        ("tests", permissions.test_edits),
        ("placeholders", permissions.scaffolds),
        ("risky edits", permissions.risky_edits),
    ] {
        match word {
            Allowance::Refuse => words.push(format!("no {what}")),
            Allowance::Ask => words.push(format!("{what} with your word")),
            Allowance::Allow => {}
        }
    }
    if permissions.network == Word::Deny {
        words.push("no network".into());
    }
    if permissions.model == Word::Deny {
        words.push("no model".into());
    }
    words.join(", ")
}
