//! A question that is answered in words: put together, redacted, held against the same bounds, and written into the same
//! ledger as one that asks for an edit.

use std::fmt;

use bowline_loop_core::{StopReason, WorkspacePath, consult::ModelCall};
use bowline_proposers::model::{
    Ask, Form, LookupBy, Prompt, Usage,
    prompt::{About, Case},
};
use tokio_util::sync::CancellationToken;

use super::{Consultant, Prepared, Question, stop_of};
use crate::{
    model::{Closed, Plan, closed::IGNORE_FILE, instructions},
    report::words,
};

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What the model wrote, redacted; else why there is nothing, as a sentence.
    pub text: Result<String, String>,
    /// The call; `None` where none was made.
    pub call: Option<ModelCall>,
}

/// The most that a question can cost, for whoever wants to know before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The model, with its provider.
    pub model: String,
    /// Tokens, read and written, at the most.
    pub tokens: u64,
    /// Millionths of a US dollar; `None` where no price is known.
    pub micros: Option<u64>,
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a question to {} of at most {} tokens",
            self.model, self.tokens
        )?;
        match self.micros {
            Some(micros) => write!(f, " may cost {}", words::money(micros)),
            None => write!(f, ", at a price that is not known"),
        }
    }
}

impl Consultant {
    /// What a question costs at the most.
    pub fn estimate(&self, prepared: &Prepared) -> Estimate {
        let most = Usage {
            input: prepared.ask.prompt_tokens(),
            output: prepared.ask.max_output.into(),
            ..Usage::default()
        };
        let Plan {
            provider,
            model,
            prices,
            ..
        } = &self.line.plan;
        Estimate {
            model: format!("{}/{model}", provider.name),
            tokens: most.tokens(),
            micros: (prices.input > 0 || prices.output > 0).then(|| most.cost(*prices)),
        }
    }

    /// Puts a question in words together. Files that are closed to models are not read for it.
    pub fn prepare_words(&self, question: &Question<'_>, about: &About) -> Prepared {
        let place = about.place.as_ref().map(|(path, _)| path.clone());
        let near = place.unwrap_or_else(|| WorkspacePath::new("Cargo.toml"));
        let (closed, prompt) = self.put(question, &near, Form::Blocks, |case| {
            Prompt::about(case, about)
        });
        // A form without a schema leaves the answer free.
        self.ready(closed, prompt, Form::Blocks)
    }

    /// Puts the question for the edit of one step together; `None` where none of its files may be shown.
    pub fn prepare_errand(
        &self,
        question: &Question<'_>,
        step: &str,
        files: &[WorkspacePath],
    ) -> Option<Prepared> {
        let form = self.line.plan.provider.form;
        let near = files.first()?;
        let (closed, prompt) = self.put(question, near, form, |case| {
            Prompt::errand(case, step, files)
        });
        Some(self.ready(closed, prompt?, form))
    }

    /// Makes a prompt from what may be shown.
    fn put<T>(
        &self,
        question: &Question<'_>,
        near: &WorkspacePath,
        form: Form,
        make: impl FnOnce(&Case<'_>) -> T,
    ) -> (Closed, T) {
        let closed = Closed::of((question.text_of)(&WorkspacePath::new(IGNORE_FILE)).as_deref());
        let text_of = |path: &WorkspacePath| match closed.holds(path) {
            true => None,
            false => (question.text_of)(path),
        };
        let instructions = instructions(near, question.files, &text_of);
        let made = make(&Case {
            diagnostics: question.diagnostics,
            goal: question.goal,
            text_of: &text_of,
            index: question.index,
            files: question.files,
            foreign: &[],
            instructions: &instructions,
            attempts: &self.attempts,
            found: &[],
            lookups: LookupBy::Nothing,
            form,
            budget: self.line.budget.into(),
        });
        (closed, made)
    }

    /// Redacts a prompt: nothing else of it is sent.
    fn ready(&self, closed: Closed, prompt: Prompt, form: Form) -> Prepared {
        let outgoing = self.outgoing();
        let ask = Ask {
            system: self.system(&prompt.system, &outgoing),
            user: outgoing.text(&prompt.user),
            max_output: self.line.plan.reply_tokens,
            temperature: Some(self.line.plan.manner.temperature.unwrap_or(0)),
            form,
            lookups: LookupBy::Nothing,
            limit: self.line.plan.limit,
        };
        Prepared {
            ask,
            prompt,
            closed,
        }
    }

    /// Asks for words, within the bounds of one loop. [`Consultant::open`] comes before.
    pub async fn words(&mut self, prepared: &Prepared, cancel: &CancellationToken) -> Reply {
        let consult = self.line.plan.bounds.first();
        let (answered, call) = match self.send(prepared, &consult, cancel).await {
            Ok(sent) => sent,
            Err(stop) => {
                return Reply {
                    text: Err(stop.sentence()),
                    call: None,
                };
            }
        };
        self.record(&call);
        let text = answered.text.map_err(|error| {
            let stop = stop_of(&error, &self.line.plan);
            stop.as_ref()
                .map_or_else(|| error.to_string(), StopReason::sentence)
        });
        Reply {
            text: text.map(|text| self.outgoing.text(&text)),
            call: Some(call),
        }
    }
}
