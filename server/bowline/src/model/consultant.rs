//! One loop's dealings with its model: a question is put together, redacted, held against the bounds, sent, written into the
//! ledger, and its reply read. Remembers what was tried on the tree at hand, for the next question.

mod inquiry;

use bowline_documents::text::content_hash;
use bowline_loop_core::{
    Diagnostic, FileEdit, LoopId, StopReason, WorkspacePath,
    consult::{Consult, ModelCall, Slice},
    stop::Missing,
};
use bowline_proposers::model::{
    Answered, Ask, Client, ModelError, Prompt, Route, Secret, Usage,
    prompt::{Attempt, Case},
    reply,
};
use bowline_syntax::Index;
use tokio_util::sync::CancellationToken;

pub use self::inquiry::{Estimate, Reply};
use super::{Closed, Outgoing, Plan, closed::IGNORE_FILE, foreign, instructions, key, ledger};

/// How freely the model chooses from its second try on, in hundredths: the first is as sure as it can be.
const FREELY: u8 = 80;

/// The least that a prompt is cut down to, in tokens.
const LEAST_PROMPT: u32 = 500;

/// Asks one model on behalf of one loop.
#[derive(Debug)]
pub struct Consultant {
    plan: Plan,
    id: LoopId,
    outgoing: Outgoing,
    /// Made with the first call, so that a loop that never asks opens nothing and runs no command.
    line: Option<(Client, Option<Secret>)>,
    attempts: Vec<Attempt>,
    /// Tokens that a prompt may have; less once one was too long.
    budget: u32,
}

/// What a question is about.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// What the last check said.
    pub diagnostics: &'a [Diagnostic],
    /// Tells the diagnostics that the loop wants gone.
    pub goal: &'a dyn Fn(&Diagnostic) -> bool,
    /// The text of any file.
    pub text_of: &'a dyn Fn(&WorkspacePath) -> Option<String>,
    /// What the workspace declares.
    pub index: &'a Index,
    /// Every file of the workspace.
    pub files: &'a [WorkspacePath],
}

/// A question as it is sent, and what it was made from.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What is sent, redacted.
    pub ask: Ask,
    /// What it was made from, before redaction.
    pub prompt: Prompt,
    closed: Closed,
}

impl Prepared {
    /// What it was made from, for the report.
    fn slices(&self) -> Vec<Slice> {
        let slices = self.prompt.slices.iter().map(|slice| Slice {
            what: slice.what.to_owned(),
            source: slice.source.clone(),
            tokens: slice.tokens,
            sent: slice.is_sent,
        });
        slices.collect()
    }
}

impl Consultant {
    /// One for a loop that may ask.
    pub fn new(plan: Plan, id: LoopId) -> Self {
        Self {
            budget: plan.prompt_tokens,
            plan,
            id,
            outgoing: Outgoing::from_env(),
            line: None,
            attempts: Vec::new(),
        }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Another tree: what was tried on the one before says nothing any more.
    pub fn forget(&mut self) {
        self.attempts.clear();
    }

    /// Notes what came of an edit.
    pub fn note(&mut self, edit: String, result: String) {
        self.attempts.push(Attempt { edit, result });
    }

    /// Puts a question together; `None` where nothing that may be shown is wrong.
    pub fn prepare(&self, question: &Question<'_>, sample: u32) -> Option<Prepared> {
        let closed = Closed::of((question.text_of)(&WorkspacePath::new(IGNORE_FILE)).as_deref());
        let text_of = |path: &WorkspacePath| match closed.holds(path) {
            true => None,
            false => (question.text_of)(path),
        };
        let first = question.diagnostics.iter().find(|one| (question.goal)(one));
        let file = first.and_then(Diagnostic::primary).map(|span| &span.path);
        let instructions = match file {
            Some(file) => instructions(file, question.files, &text_of),
            None => Vec::new(),
        };
        let foreign = foreign::facts(question, &text_of);
        let prompt = Prompt::of(&Case {
            diagnostics: question.diagnostics,
            goal: question.goal,
            text_of: &text_of,
            index: question.index,
            files: question.files,
            foreign: &foreign,
            instructions: &instructions,
            attempts: &self.attempts,
            form: self.plan.provider.form,
            budget: self.budget.into(),
        })?;
        let key = self.line.as_ref().and_then(|(_, key)| key.as_ref());
        let outgoing = self.outgoing.clone().and(key);
        let ask = Ask {
            system: self.system(&prompt.system, &outgoing),
            user: outgoing.text(&prompt.user),
            max_output: self.plan.reply_tokens,
            temperature: Some(match self.plan.manner.temperature {
                Some(heat) => heat,
                None if sample > 1 => FREELY,
                None => 0,
            }),
            form: self.plan.provider.form,
            limit: self.plan.limit,
        };
        Some(Prepared {
            ask,
            prompt,
            closed,
        })
    }

    /// The rules of an answer, and behind them what the mode asks for.
    fn system(&self, rules: &str, outgoing: &Outgoing) -> String {
        match self.plan.manner.prompt.as_str() {
            "" => rules.to_owned(),
            prompt => format!("{rules}\n\n{}", outgoing.text(prompt)),
        }
    }

    /// Finds the key, once.
    pub async fn open(&mut self, cancel: &CancellationToken) -> Result<(), StopReason> {
        if self.line.is_none() {
            let key = key::find(&self.plan, cancel).await?;
            let client = Client::new().map_err(|error| {
                stop_of(&error, &self.plan).unwrap_or(StopReason::NothingToPropose)
            })?;
            self.line = Some((client, key));
        }
        Ok(())
    }

    /// Sends a question, if the bounds of the loop and of the day have room for the most it can cost.
    pub async fn send(
        &mut self,
        prepared: &Prepared,
        consult: &Consult,
        cancel: &CancellationToken,
    ) -> Result<(Answered, ModelCall), StopReason> {
        let (tokens, micros) = self.left(consult);
        let most = Usage {
            input: prepared.ask.prompt_tokens(),
            output: prepared.ask.max_output.into(),
            ..Usage::default()
        };
        if most.tokens() > tokens {
            return Err(StopReason::OutOfTokens);
        }
        if most.cost(self.plan.prices) > micros {
            return Err(StopReason::OutOfMoney);
        }
        let Some((client, key)) = &self.line else {
            return Err(StopReason::NothingToPropose);
        };
        let route = Route {
            provider: self.plan.provider.clone(),
            model: self.plan.model.clone(),
            key: key.clone(),
        };
        let answered = client.ask(&route, &prepared.ask, cancel).await;
        let call = self.call(prepared, &answered);
        Ok((answered, call))
    }

    /// Writes a call into the ledger, once its reply has been read.
    pub fn record(&self, call: &ModelCall) {
        let entry = ledger::Entry::now(&self.id, &self.plan.manner.mode, call);
        if let Err(error) = ledger::append(&self.plan.ledger, &entry) {
            tracing::warn!(%error, "the ledger could not be written");
        }
    }

    /// Tokens and money that are left, of the loop and of the day.
    fn left(&self, consult: &Consult) -> (u64, u64) {
        let (tokens, micros) = ledger::today(&self.plan.ledger);
        let tokens = consult
            .tokens
            .min(self.plan.day_tokens.saturating_sub(tokens));
        let of_day = self.plan.day_micros.saturating_sub(micros);
        (tokens, consult.micros.unwrap_or(u64::MAX).min(of_day))
    }

    fn call(&self, prepared: &Prepared, answered: &Answered) -> ModelCall {
        let ask = &prepared.ask;
        let sent = format!("{}\n{}", ask.system, ask.user);
        let (end, trouble) = match &answered.text {
            Ok(_) => ("answered", String::new()),
            Err(error) => (error.code(), error.to_string()),
        };
        ModelCall {
            provider: self.plan.provider.name.clone(),
            model: self.plan.model.clone(),
            prompt: content_hash(sent.as_bytes()),
            prompt_bytes: ask.prompt_bytes() as u64,
            input_tokens: answered.usage.input,
            cached_tokens: answered.usage.cached,
            output_tokens: answered.usage.output,
            estimated: answered.usage.estimated,
            micros: answered.usage.cost(self.plan.prices),
            millis: u64::try_from(answered.elapsed.as_millis()).unwrap_or(u64::MAX),
            end: end.to_owned(),
            trouble: self.outgoing.text(&trouble),
            slices: prepared.slices(),
        }
    }

    /// Reads the edit out of an answer. Where there is none it is noted for the next question, in `call` for the report, and
    /// given as a stop where no further question is worth it.
    pub fn read(
        &mut self,
        prepared: &Prepared,
        answered: &Answered,
        call: &mut ModelCall,
        text_of: &dyn Fn(&WorkspacePath) -> Option<String>,
    ) -> Result<Vec<FileEdit>, Option<StopReason>> {
        let text = match &answered.text {
            Ok(text) => text,
            Err(error) => {
                match error {
                    ModelError::ContextTooLong(_) => {
                        self.budget = (self.budget / 2).max(LEAST_PROMPT)
                    }
                    ModelError::Truncated => {
                        self.note(
                            String::new(),
                            "The reply was cut off: it was too long. Answer with less.".into(),
                        );
                    }
                    _ => {}
                }
                return Err(stop_of(error, &self.plan));
            }
        };
        let open = |path: &WorkspacePath| match prepared.closed.holds(path) {
            true => None,
            false => text_of(path),
        };
        reply::read(text, &prepared.prompt.shown, &open).map_err(|error| {
            call.end = error.code().to_owned();
            let first = error.to_string();
            call.trouble = first.lines().next().unwrap_or_default().to_owned();
            self.note(
                String::new(),
                format!("Your last answer could not be used: {error}"),
            );
            None
        })
    }
}

/// The end of a loop for failures that no further question mends; `None` for those that cost one sample.
fn stop_of(error: &ModelError, plan: &Plan) -> Option<StopReason> {
    let at = format!("{} at {}", plan.provider.name, plan.provider.base_url);
    match error {
        ModelError::Auth(_) => Some(StopReason::Blocked(Missing::Credentials(format!(
            "{at}: {error}"
        )))),
        ModelError::Billing(_) => Some(StopReason::OutOfMoney),
        ModelError::Network(_) | ModelError::Rejected(_) => Some(StopReason::Blocked(
            Missing::Data(format!("the model of {at}: {error}")),
        )),
        ModelError::Insecure(_) => Some(StopReason::PolicyDenied(error.to_string())),
        ModelError::Cancelled => Some(StopReason::Cancelled),
        ModelError::RateLimited { .. }
        | ModelError::Overloaded(_)
        | ModelError::ContextTooLong(_)
        | ModelError::Server(_)
        | ModelError::Refused
        | ModelError::Truncated
        | ModelError::Malformed(_)
        | ModelError::TimedOut => None,
    }
}
