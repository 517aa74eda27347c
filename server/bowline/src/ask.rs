//! Answers about a diagnostic, an item, a selection or a workspace, without an edit: what is known without a model, and, where
//! one is set up, what it says to that.
//!
//! Lives here: what is gathered for an answer, who is asked, the Markdown. Does not live here: the check (`engine`), the prompt
//! (`bowline-proposers`), arguments and protocol (`cli`, `lsp`). Read-only: the loop that looks for a fix works in the shadow.

mod facts;
mod names;
mod page;

use std::{path::PathBuf, sync::Arc};

use bowline_loop_core::{
    LoopId, Reach, StopReason,
    consult::ModelCall,
    intent::{Allowance, Tradeoffs, Warnings},
    observation::{CheckEnd, Level},
};
use bowline_proposers::model::prompt::Slice;
use bowline_shadow::explain::explain;
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

pub use self::facts::{Facts, Failing, Named, Told};
use crate::{
    config::{Config, schema::CheckTool},
    engine::{Aim, Behalf, Controls, Engine, OpenBuffer, Purpose, Request, View},
    journal,
    model::{Consultant, Estimate, Plan, Spending},
    modes::Mode,
    redact::{self, Redacted},
    report::Evidence,
};

/// The mode of a question for which none is named.
pub const MODE: &str = "ask";

/// The mode that looks at tests rather than at the compiler.
const DEBUG: &str = "debug";

/// The mode that takes lints in.
const REVIEW: &str = "review";

/// The explanation of the compiler is a page; a prompt holds the beginning.
const MOST_EXPLANATION: usize = 900;

/// A question.
#[derive(Clone, Debug)]
pub struct Asked {
    /// A directory of the workspace, absolute.
    pub directory: PathBuf,
    /// The place it is about.
    pub place: Option<Place>,
    /// The question in words; what the mode is for without.
    pub question: Option<String>,
    /// The mode.
    pub mode: Mode,
    /// The settings, held to the mode.
    pub config: Config,
    /// Whom to ask; `None` for nobody.
    pub plan: Option<Plan>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, absolute.
    pub file: PathBuf,
    /// First line, 1-based.
    pub first_line: u32,
    /// Last line, 1-based, inclusive.
    pub last_line: u32,
    /// Column in the first line, 1-based, in Unicode scalar values; a name there is what is meant.
    pub column: Option<u32>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its name, in the ledger and as a document.
    pub id: LoopId,
    /// The workspace root, absolute.
    pub root: PathBuf,
    /// What it is about, in a few words.
    pub title: String,
    /// The mode it was given in.
    pub mode: String,
    /// What is known without a model.
    pub facts: Facts,
    /// What a loop without a model found for the error that was asked about.
    pub found: Option<Evidence>,
    /// What a model said.
    pub said: Said,
    /// What the model was shown.
    pub slices: Vec<Slice>,
}

/// What a model said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// None was asked: why, as a sentence.
    Nothing(String),
    /// It answered.
    Words(String, ModelCall),
    /// It did not answer: why, as a sentence.
    Failed(String, Option<ModelCall>),
}

/// Answers a question; `before` is told of the estimate before anything is sent.
pub async fn answer(
    engine: &Engine,
    asked: &Asked,
    buffers: &[OpenBuffer],
    before: &(dyn Fn(&Estimate) + Sync),
    cancel: &CancellationToken,
) -> Result<Answer, StopReason> {
    let id = journal::new_id("ask");
    let purpose = match asked.mode.name.as_str() {
        DEBUG => Purpose::Tests,
        _ => Purpose::Check,
    };
    let view = look(engine, asked, purpose, buffers, cancel).await?;
    let root = view.project().root.clone();
    let mut facts = Facts::gather(&view, asked);
    for told in &mut facts.told {
        told.explanation = explain(view.project(), &told.code, cancel).await;
    }
    let mut asking = asked.plan.clone().map(|mut plan| {
        plan.manner = asked.mode.manner();
        // Whoever asks a question in words has given the word for it.
        Consultant::new(plan, id.clone(), Spending::Granted)
    });
    let opened = match &mut asking {
        Some(consultant) => consultant.open(cancel).await,
        None => Ok(()),
    };
    let prepared = asking.as_ref().map(|consultant| {
        let about = facts.about(&view, asked, MOST_EXPLANATION);
        view.question(|question| consultant.prepare_words(question, &about))
    });
    // The loop needs the shadow.
    drop(view);
    let found = found(engine, asked, &facts, buffers, cancel).await;
    let said = match (&mut asking, &prepared, opened) {
        (Some(_), _, Err(stop)) => Said::Failed(stop.sentence(), None),
        (Some(consultant), Some(prepared), Ok(())) => {
            before(&consultant.estimate(prepared));
            let reply = consultant.words(prepared, cancel).await;
            match (reply.text, reply.call) {
                (Ok(text), Some(call)) => Said::Words(page::harmless(&text), call),
                (Err(why), call) => Said::Failed(why, call),
                (Ok(_), None) => Said::Failed("Nothing was sent.".into(), None),
            }
        }
        _ => Said::Nothing(why_nobody(asked)),
    };
    Ok(Answer {
        id,
        root,
        title: facts.title.clone(),
        mode: asked.mode.name.clone(),
        facts,
        found,
        said,
        slices: prepared.map(|one| one.prompt.slices).unwrap_or_default(),
    })
}

/// Looks at what the mode is about: a review takes lints in where clippy is there.
async fn look(
    engine: &Engine,
    asked: &Asked,
    purpose: Purpose,
    buffers: &[OpenBuffer],
    cancel: &CancellationToken,
) -> Result<View, StopReason> {
    let directory = &asked.directory;
    if asked.mode.name == REVIEW {
        let mut config = asked.config.clone();
        config.settings.check.tool = CheckTool::Clippy;
        let view = engine
            .look(directory, &config, purpose, buffers, cancel)
            .await;
        match view {
            Ok(view) if !matches!(view.report().end, CheckEnd::Broken(_)) => return Ok(view),
            Err(StopReason::Cancelled) => return Err(StopReason::Cancelled),
            // Without clippy the compiler's own words are what there is.
            Ok(_) | Err(_) => {}
        }
    }
    engine
        .look(directory, &asked.config, purpose, buffers, cancel)
        .await
}

fn why_nobody(asked: &Asked) -> String {
    match asked.mode.permissions.model {
        crate::modes::Word::Deny => format!(
            "No model was asked: the mode `{}` does not let one be asked.",
            asked.mode.name
        ),
        crate::modes::Word::Allow => {
            "No model was asked: none is set up (`[model]`, docs/models.md), or none was wanted."
                .into()
        }
    }
}

/// What a loop without a model finds for the first error at the place.
async fn found(
    engine: &Engine,
    asked: &Asked,
    facts: &Facts,
    buffers: &[OpenBuffer],
    cancel: &CancellationToken,
) -> Option<Evidence> {
    let place = asked.place.as_ref()?;
    let error = facts.told.iter().find(|one| one.level == Level::Error)?;
    let config = &asked.config;
    let refuse = Allowance::Refuse;
    let request = Request {
        id: journal::new_id("ask"),
        directory: asked.directory.clone(),
        aim: Aim::Spot {
            file: place.file.clone(),
            first_line: error.first_line,
            last_line: error.last_line,
            code: Some(error.code.clone()).filter(|code| !code.is_empty()),
            message: error.message.lines().next().map(str::to_owned),
        },
        warnings: Warnings::Leave,
        checks: config.checks(),
        limits: config.limits(),
        tradeoffs: Tradeoffs {
            scaffolds: Allowance::Ask,
            test_edits: refuse,
            risky_edits: refuse,
        },
        policy: config.policy(),
        behalf: Behalf::Person,
        offered: Vec::new(),
        model: None,
        agent: None,
        reach: Reach::default(),
    };
    // Nobody listens to its progress, and the buffers stay as they are.
    let (progress, _) = mpsc::unbounded_channel();
    let (_held, buffers) = watch::channel(Arc::new(buffers.to_vec()));
    let controls = Controls {
        cancel: cancel.clone(),
        progress,
        buffers,
        spending: Spending::Unattended,
    };
    let finished = engine.run(request, controls).await;
    if let Err(error) = journal::note_result(&finished) {
        tracing::warn!(%error, "the journal could not be written");
    }
    Some(Evidence::of_finished(&finished))
}

impl Answer {
    /// The answer as a Markdown page; places stand as `path:line`.
    pub fn markdown(&self) -> String {
        redact::kept(&page::page(self))
    }

    /// The answer for programs.
    pub fn json(&self) -> Value {
        let (answer, call, why) = match &self.said {
            Said::Nothing(why) => (None, None, Some(why)),
            Said::Words(text, call) => (Some(text), Some(call), None),
            Said::Failed(why, call) => (None, call.as_ref(), Some(why)),
        };
        let slices = self.slices.iter().map(|slice| {
            json!({ "what": slice.what, "source": slice.source, "tokens": slice.tokens, "sent": slice.is_sent })
        });
        let answer = json!({
            "version": 1,
            "id": self.id,
            "mode": self.mode,
            "title": self.title,
            "answer": answer,
            "why_no_answer": why,
            "call": call,
            "slices": slices.collect::<Vec<_>>(),
            "facts": self.facts,
            "found": self.found,
            "markdown": self.markdown(),
        });
        Redacted::of(answer).into_value()
    }
}
