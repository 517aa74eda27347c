//! From what a person asked for to an intent: the first stage. Knows the project, decides nothing about the loop.

use std::path::Path;

use bowline_loop_core::{
    Intent, Reach, WorkspacePath,
    consult::ModelBounds,
    intent::{Allowance, Checks, Goal, Scope, Spot, Tradeoffs, Warnings},
};
use bowline_shadow::project::Project;

use super::types::{Aim, Behalf, Request};
use crate::config::Config;

/// The intent of a request in a project.
pub(super) fn intent(request: &Request, project: &Project) -> Intent {
    Intent {
        goal: goal(&request.aim, request.warnings, project),
        scope: scope(&request.aim, project),
        checks: Checks {
            package: package_of(&request.aim),
            ..request.checks.clone()
        },
        limits: request.limits,
        tradeoffs: tradeoffs(request),
        offered: request.offered.clone(),
        reach: request.reach.clone(),
        model: bounds(request),
    }
}

/// What a loop with this aim works towards.
fn goal(aim: &Aim, warnings: Warnings, project: &Project) -> Goal {
    match aim {
        Aim::Spot {
            file,
            first_line,
            last_line,
            code,
            message,
        } => Goal::ClearAt(Spot {
            path: project.workspace_path(file),
            first_line: *first_line,
            last_line: *last_line,
            code: code.clone(),
            message: message.clone(),
        }),
        Aim::Tests { filter, named, .. } => Goal::PassTests {
            filter: filter.clone(),
            named: named.clone(),
        },
        Aim::FailingTest { beside, report } => Goal::WriteTest {
            beside: project.workspace_path(beside),
            report: report.clone(),
        },
        Aim::File(_) | Aim::Package(_) | Aim::PackageOf(_) | Aim::Workspace => {
            Goal::ClearAll { warnings }
        }
    }
}

/// The intent of a proof outside a loop, of an edit that a loop with this aim proposed: its tests count where tests were the goal,
/// and whatever cargo says elsewhere.
pub(super) fn proof_intent(aim: &Aim, config: &Config, project: &Project) -> Intent {
    Intent {
        goal: goal(aim, Warnings::Leave, project),
        scope: Scope::Workspace,
        checks: Checks {
            package: package_of(aim),
            ..config.checks()
        },
        limits: config.limits(),
        tradeoffs: config.tradeoffs(),
        offered: Vec::new(),
        reach: Reach::default(),
        model: None,
    }
}

/// How far a model and an agent may be asked: not at all while nobody waits.
fn bounds(request: &Request) -> Option<ModelBounds> {
    if request.behalf != Behalf::Person {
        return None;
    }
    let agent_rounds = request.agent.as_ref().map_or(0, |plan| plan.rounds);
    let nobody = ModelBounds {
        stronger: 0,
        lookups: 0,
        samples: 0,
        tokens: u64::MAX,
        micros: None,
        agent_rounds,
    };
    match &request.model {
        Some(plan) => Some(ModelBounds {
            agent_rounds,
            ..plan.bounds
        }),
        None => (agent_rounds > 0).then_some(nobody),
    }
}

/// The intent of a request whose project could not be found, so that such a loop too has a journal and a typed end.
pub(super) fn intent_without_project(request: &Request) -> Intent {
    Intent {
        goal: Goal::ClearAll {
            warnings: request.warnings,
        },
        scope: Scope::Workspace,
        checks: request.checks.clone(),
        limits: request.limits,
        tradeoffs: request.tradeoffs,
        offered: request.offered.clone(),
        reach: request.reach.clone(),
        model: bounds(request),
    }
}

/// The package whose tests are looked at alone.
fn package_of(aim: &Aim) -> Option<String> {
    match aim {
        Aim::Tests { package, .. } => package.clone(),
        _ => None,
    }
}

/// Where tests are to pass, no setting allows an edit of a test; where one is to be written, that edit is what was asked for.
fn tradeoffs(request: &Request) -> Tradeoffs {
    let test_edits = match &request.aim {
        Aim::Tests { .. } => Allowance::Refuse,
        Aim::FailingTest { .. } => Allowance::Allow,
        _ => request.tradeoffs.test_edits,
    };
    Tradeoffs {
        test_edits,
        ..request.tradeoffs
    }
}

/// A fix at one place may have to be made elsewhere in the package (a visibility, a derive), so a spot's scope is its
/// package; a file's is the file.
fn scope(aim: &Aim, project: &Project) -> Scope {
    match aim {
        Aim::Spot { file, .. } | Aim::PackageOf(file) | Aim::FailingTest { beside: file, .. } => {
            package_scope(file, project)
        }
        Aim::File(file) => Scope::File(project.workspace_path(file)),
        Aim::Package(name) => project
            .packages
            .iter()
            .find(|package| &package.name == name)
            .map(|package| Scope::Package {
                name: package.name.clone(),
                directory: package.directory.clone(),
            })
            .unwrap_or(Scope::Package {
                name: name.clone(),
                directory: WorkspacePath::new(name),
            }),
        // What a test finds may be wrong in any package that it reaches.
        Aim::Workspace | Aim::Tests { .. } => Scope::Workspace,
    }
}

fn package_scope(file: &Path, project: &Project) -> Scope {
    match project.package_of(&project.workspace_path(file)) {
        Some(package) => Scope::Package {
            name: package.name.clone(),
            directory: package.directory.clone(),
        },
        None => Scope::Workspace,
    }
}

/// Why an aim cannot be met in this project, as a sentence for people; `None` when it can.
pub(super) fn objection(aim: &Aim, project: &Project) -> Option<String> {
    match aim {
        Aim::Package(name)
        | Aim::Tests {
            package: Some(name),
            ..
        } if !project.packages.iter().any(|package| &package.name == name) => {
            let known: Vec<&str> = project
                .packages
                .iter()
                .map(|package| package.name.as_str())
                .collect();
            Some(format!(
                "there is no package `{name}` in this workspace; it has: {}",
                known.join(", ")
            ))
        }
        Aim::File(file)
        | Aim::Spot { file, .. }
        | Aim::PackageOf(file)
        | Aim::FailingTest { beside: file, .. } => {
            let path = project.workspace_path(file);
            path.is_outside().then(|| {
                format!(
                    "{} is not part of the workspace at {}",
                    file.display(),
                    project.root.display()
                )
            })
        }
        _ => None,
    }
}
