//! A question that is answered in words: put together, redacted, held against the same bounds, and written into the same
//! ledger as one that asks for an edit.

use bowline_loop_core::{
    StopReason, WorkspacePath,
    consult::{Consult, ModelCall},
};
use bowline_proposers::model::{
    Ask, Form, Prompt,
    prompt::{About, Case},
};
use tokio_util::sync::CancellationToken;

use super::{Consultant, Prepared, Question, stop_of};
use crate::model::{Closed, closed::IGNORE_FILE, instructions};

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What the model wrote, redacted; else why there is nothing, as a sentence.
    pub text: Result<String, String>,
    /// The call; `None` where none was made.
    pub call: Option<ModelCall>,
}

impl Consultant {
    /// Puts a question in words together. Files that are closed to models are not read for it.
    pub fn prepare_words(&self, question: &Question<'_>, about: &About) -> Prepared {
        let closed = Closed::of((question.text_of)(&WorkspacePath::new(IGNORE_FILE)).as_deref());
        let text_of = |path: &WorkspacePath| match closed.holds(path) {
            true => None,
            false => (question.text_of)(path),
        };
        let place = about.place.as_ref().map(|(path, _)| path.clone());
        let near = place.unwrap_or_else(|| WorkspacePath::new("Cargo.toml"));
        let instructions = instructions(&near, question.files, &text_of);
        let prompt = Prompt::about(
            &Case {
                diagnostics: question.diagnostics,
                goal: question.goal,
                text_of: &text_of,
                index: question.index,
                instructions: &instructions,
                attempts: &[],
                form: Form::Blocks,
                budget: self.budget.into(),
            },
            about,
        );
        let key = self.line.as_ref().and_then(|(_, key)| key.as_ref());
        let outgoing = self.outgoing.clone().and(key);
        let ask = Ask {
            system: self.system(&prompt.system, &outgoing),
            user: outgoing.text(&prompt.user),
            max_output: self.plan.reply_tokens,
            temperature: Some(self.plan.manner.temperature.unwrap_or(0)),
            // A form without a schema leaves the answer free.
            form: Form::Blocks,
            limit: self.plan.limit,
        };
        Prepared {
            ask,
            prompt,
            closed,
        }
    }

    /// Asks for words, within the bounds of one loop. [`Consultant::open`] comes before.
    pub async fn words(&mut self, prepared: &Prepared, cancel: &CancellationToken) -> Reply {
        let bounds = self.plan.bounds;
        let consult = Consult {
            sample: 1,
            tokens: bounds.tokens,
            micros: bounds.micros,
        };
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
            let stop = stop_of(&error, &self.plan);
            stop.as_ref()
                .map_or_else(|| error.to_string(), StopReason::sentence)
        });
        Reply {
            text: text.map(|text| self.outgoing.text(&text)),
            call: Some(call),
        }
    }
}
