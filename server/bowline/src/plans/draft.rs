//! Draws a plan up: the errors, grouped by cause, in the order in which a compiler comes to them; then the tests that fail; then
//! what a model makes of the task's words, where there is one.

use std::collections::{BTreeMap, BTreeSet};

use bowline_documents::text::content_hash;
use bowline_loop_core::{
    Observation, Phase, StopReason, WorkspacePath,
    consult::ModelCall,
    observation::{CheckEnd, Level},
};
use bowline_proposers::model::prompt::{About, Fact};
use bowline_syntax::index::ItemKind;
use tokio_util::sync::CancellationToken;

use super::{Plan, Spot, State, Step, Task, VERSION, Work, reply};
use crate::{
    engine::{Engine, Purpose, View},
    journal,
    model::{Consultant, Estimate, Spending},
};

/// Causes that get a step of their own.
const MOST_CAUSES: usize = 20;

/// Failing tests that get a step of their own.
const MOST_TESTS: usize = 8;

/// Bytes of the outline of a workspace.
const MOST_OUTLINE: usize = 3_000;

/// A plan that was drawn up, and what that took.
#[derive(Clone, Debug)]
pub struct Drafted {
    /// The plan; one without steps says in its notes why.
    pub plan: Plan,
    /// What a model was asked for it.
    pub call: Option<ModelCall>,
}

/// Draws a plan up; `before` is told of the estimate before anything is sent.
pub async fn draft(
    engine: &Engine,
    task: &Task,
    before: &(dyn Fn(&Estimate) + Sync),
    cancel: &CancellationToken,
) -> Result<Drafted, StopReason> {
    let (directory, config) = (&task.directory, &task.config);
    let view = engine
        .look(directory, config, Purpose::Check, &[], cancel)
        .await?;
    let mut plan = blank(&view, task);
    let clean = matches!(view.report().end, CheckEnd::Success);
    errors(&view, &mut plan);
    let mut call = None;
    let wants_words = !task.words.trim().is_empty();
    if wants_words && task.model.is_some() {
        call = ask(&view, task, &mut plan, before, cancel).await;
        drop(view);
    } else {
        drop(view);
        if clean {
            let view = engine
                .look(directory, config, Purpose::Tests, &[], cancel)
                .await?;
            tests(&view, &mut plan);
        }
        if wants_words {
            plan.notes.push("No model was asked, and without one the words of the task cannot be planned: the steps are what the compiler and the tests say.".into());
        }
    }
    finish(&mut plan, task, clean);
    Ok(Drafted { plan, call })
}

fn blank(view: &View, task: &Task) -> Plan {
    let id = journal::new_id("plan").0;
    Plan {
        version: VERSION,
        id,
        root: view.project().root.clone(),
        task: task.words.trim().to_owned(),
        mode: task.mode.name.clone(),
        author: None,
        notes: Vec::new(),
        steps: Vec::new(),
        risks: Vec::new(),
        hashes: BTreeMap::new(),
        state: State::Draft,
    }
}

/// A step for each cause of errors. What one name or one type is wrong in is one cause, wherever it shows.
fn errors(view: &View, plan: &mut Plan) {
    let mut causes: BTreeMap<(Phase, String, String), Vec<&Observation>> = BTreeMap::new();
    let is_error = |one: &&Observation| one.level == Level::Error && one.site.is_some();
    for one in view.report().observations.iter().filter(is_error) {
        let key = (one.phase, one.key.code.clone(), one.key.message.clone());
        causes.entry(key).or_default().push(one);
    }
    let all = causes.len();
    for ((_, code, message), found) in causes.into_iter().take(MOST_CAUSES) {
        let spots: Vec<Spot> = found.iter().filter_map(|one| spot(one)).collect();
        let files: BTreeSet<WorkspacePath> = spots.iter().map(|spot| spot.path.clone()).collect();
        for path in &files {
            if let Some(text) = view.text_of(path) {
                plan.hashes
                    .insert(path.clone(), content_hash(text.as_bytes()));
            }
        }
        let head = message.lines().next().unwrap_or_default();
        let code = match code.as_str() {
            "" => String::new(),
            code => format!("{code}: "),
        };
        plan.steps.push(Step {
            title: format!("{code}{head}"),
            files: files.into_iter().collect(),
            check: "`cargo check` says it no more, and nothing new".into(),
            risk: match found.first() {
                Some(first) => crate::report::decision(first).to_owned(),
                None => String::new(),
            },
            work: Work::Errors(spots),
            result: None,
        });
    }
    if all > MOST_CAUSES {
        plan.notes.push(format!(
            "There are {all} causes of errors; the first {MOST_CAUSES} are planned. Later ones may vanish with them."
        ));
    }
}

fn spot(one: &Observation) -> Option<Spot> {
    let site = one.site.as_ref()?;
    Some(Spot {
        path: site.path.clone(),
        first_line: site.first_line,
        last_line: site.last_line,
        code: one.key.code.clone(),
    })
}

/// A step for each failing test; the rest in one.
fn tests(view: &View, plan: &mut Plan) {
    let report = view.report();
    let Some(counts) = &report.tests else {
        plan.notes
            .push("The tests could not be run; `bowline test` says why.".into());
        return;
    };
    if !counts.suspects.is_empty() {
        let places = counts.suspects.iter().take(3);
        let places: Vec<String> = places
            .map(|one| format!("{}:{} `{}`", one.path, one.line, one.name))
            .collect();
        plan.notes
            .push(format!("The failing tests lead to: {}.", places.join(", ")));
    }
    let mut names = counts.failed.clone();
    let rest = names.split_off(names.len().min(MOST_TESTS));
    let mut step = |title: String, names: Vec<String>| {
        plan.steps.push(Step {
            title,
            work: Work::Tests(names),
            files: Vec::new(),
            check: "the test fails without the edit and passes with it, and every other test that passed still does".into(),
            risk: "Several edits may make a test pass; the report names them where they do.".into(),
            result: None,
        });
    };
    for name in names {
        step(format!("make `{name}` pass"), vec![name]);
    }
    if !rest.is_empty() {
        step(format!("make {} further tests pass", rest.len()), rest);
    }
}

fn finish(plan: &mut Plan, task: &Task, clean: bool) {
    if let Some(most) = task.mode.steps {
        let most = most as usize;
        if plan.steps.len() > most {
            plan.notes.push(format!(
                "The mode bounds a plan to {most} steps; {} are left out.",
                plan.steps.len() - most
            ));
            plan.steps.truncate(most);
        }
    }
    if !clean && !plan.steps.is_empty() {
        plan.risks.push("It does not compile, so no test was run: what the tests say will only be known afterwards. Plan again then.".into());
        plan.risks.push(
            "The compiler stops early: errors of a later kind may show only once these are gone."
                .into(),
        );
    }
    if !plan.steps.is_empty() {
        return;
    }
    plan.notes.push(if !clean {
        "The check fails, and names no place in the code that a step could begin at.".into()
    } else if plan.task.is_empty() || task.model.is_some() {
        "It compiles, and no test fails: there is nothing to plan.".into()
    } else {
        "It compiles, and no test fails. A task in words needs a model: set one up (`[model]`, docs/models.md).".into()
    });
}

/// Asks the model for steps.
async fn ask(
    view: &View,
    task: &Task,
    plan: &mut Plan,
    before: &(dyn Fn(&Estimate) + Sync),
    cancel: &CancellationToken,
) -> Option<ModelCall> {
    let mut model = task.model.clone()?;
    model.manner = task.mode.manner();
    let author = format!("{}/{}", model.provider.name, model.model);
    let id = bowline_loop_core::LoopId(plan.id.clone());
    let mut consultant = Consultant::new(model, id, Spending::Granted);
    if let Err(stop) = consultant.open(cancel).await {
        plan.notes
            .push(format!("The model did not answer: {}", stop.sentence()));
        return None;
    }
    let about = about(view, task, plan);
    let prepared = view.question(|question| consultant.prepare_words(question, &about));
    before(&consultant.estimate(&prepared));
    let said = consultant.words(&prepared, cancel).await;
    match said.text.as_deref().map(reply::read) {
        Ok(Some((steps, risks))) => {
            plan.author = Some(author);
            plan.steps.extend(steps);
            plan.risks.extend(risks);
        }
        Ok(None) => plan.notes.push("What the model wrote is no plan in the form that was asked for; ask again, or another model.".into()),
        Err(why) => plan.notes.push(format!("The model did not answer: {why}")),
    }
    said.call
}

fn about(view: &View, task: &Task, plan: &Plan) -> About {
    let mut facts = vec![Fact {
        what: "outline",
        source: "what the workspace declares in public".into(),
        text: outline(view),
    }];
    if !plan.steps.is_empty() {
        let titles: Vec<&str> = plan.steps.iter().map(|step| step.title.as_str()).collect();
        facts.push(Fact {
            what: "planned already",
            source: "the compiler's errors".into(),
            text: titles.join("\n"),
        });
    }
    About {
        question: format!("Plan this task: {}\n\n{}", task.words.trim(), reply::FORM),
        facts,
        ..About::default()
    }
}

/// The public items of each file, a line a file.
fn outline(view: &View) -> String {
    let mut text = String::new();
    for path in view.index().paths() {
        let items = view.index().items_of(path).iter().filter(|item| {
            item.visibility.starts_with("pub")
                && item.container.is_none()
                && !matches!(item.kind, ItemKind::Impl | ItemKind::Module)
        });
        let names: Vec<&str> = items.map(|item| item.name.as_str()).collect();
        if names.is_empty() {
            continue;
        }
        let line = format!("{path}: {}\n", names.join(", "));
        if text.len() + line.len() > MOST_OUTLINE {
            text.push('…');
            break;
        }
        text.push_str(&line);
    }
    text
}
