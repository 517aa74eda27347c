//! One loop's dealings with its model: a question is put together, redacted, held against the bounds, sent, written into the
//! ledger, and its reply read. Remembers what was tried on the tree at hand, for the next question.

mod ends;
mod inquiry;
mod line;

use std::collections::BTreeMap;

use bowline_documents::text::content_hash;
use bowline_loop_core::{
    Diagnostic, FileEdit, LoopId, StopReason, WorkspacePath,
    consult::{Consult, ModelCall, Slice},
};
use bowline_proposers::model::{
    Answered, Ask, Lookup, LookupBy, ModelError, Prompt,
    prompt::{Attempt, Case, Fact, Failing},
    reply,
};
use bowline_syntax::Index;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use self::{
    ends::{LOOKED_UP, NO_TOOLS, is_about_tools, stop_of},
    line::Line,
};
pub use self::{
    ends::{goes_on, is_unfit},
    inquiry::{Estimate, Reply},
};
use super::{
    Closed, Outgoing, Plan, Spending, closed::IGNORE_FILE, foreign, instructions, ledger, looking,
};

/// How much more freely the model chooses with each try, and how freely at the most, in hundredths: the first try is as sure
/// as it can be.
const FREER: u8 = 35;
const FREELY: u8 = 100;

/// Asks models on behalf of one loop: the first of its plan, and stronger ones where that fails.
#[derive(Debug)]
pub struct Consultant {
    /// The model at hand.
    line: Line,
    /// The others, by their number in the plan.
    others: BTreeMap<u32, Line>,
    /// The number of the model at hand: 0 for the first.
    route: u32,
    id: LoopId,
    outgoing: Outgoing,
    attempts: Vec<Attempt>,
    /// What the model asked to see of the tree at hand.
    found: Vec<Fact>,
    /// Tokens that have come of the answer that is awaited.
    written: watch::Sender<u64>,
    /// Who gives the word for what costs more than the settings let it cost unasked.
    spending: Spending,
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
    /// The failing tests, where it is about those.
    pub failing: Option<&'a Failing>,
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
    pub fn new(plan: Plan, id: LoopId, spending: Spending) -> Self {
        let further = plan.stronger.iter().cloned().map(|mut stronger| {
            stronger.manner = plan.manner.clone();
            Line::new(stronger)
        });
        Self {
            others: (1..).zip(further).collect(),
            line: Line::new(plan),
            route: 0,
            id,
            outgoing: Outgoing::from_env(),
            attempts: Vec::new(),
            found: Vec::new(),
            written: watch::Sender::new(0),
            spending,
        }
    }

    /// The same, saying while a model writes about how many tokens have come.
    pub fn telling(self, written: watch::Sender<u64>) -> Self {
        Self { written, ..self }
    }

    /// The plan of the model at hand.
    pub fn plan(&self) -> &Plan {
        &self.line.plan
    }

    /// Turns to the model of this number; stays where there is none.
    pub fn turn_to(&mut self, route: u32) {
        if let Some(next) = self.others.remove(&route) {
            let before = std::mem::replace(&mut self.line, next);
            self.others.insert(self.route, before);
            self.route = route;
        }
    }

    /// What is taken out of everything that is sent, the keys of all models among it.
    fn outgoing(&self) -> Outgoing {
        let lines = self.others.values().chain([&self.line]);
        lines.fold(self.outgoing.clone(), |outgoing, line| {
            outgoing.and(line.key())
        })
    }

    /// Another tree: what was tried on the one before, and seen of it, says nothing any more.
    pub fn forget(&mut self) {
        self.attempts.clear();
        self.found.clear();
    }

    /// Notes what came of an edit.
    pub fn note(&mut self, edit: String, result: String) {
        self.attempts.push(Attempt { edit, result });
    }

    /// Puts a question together; `None` where nothing that may be shown is wrong.
    pub fn prepare(&self, question: &Question<'_>, consult: &Consult) -> Option<Prepared> {
        let closed = Closed::of((question.text_of)(&WorkspacePath::new(IGNORE_FILE)).as_deref());
        let text_of = |path: &WorkspacePath| match closed.holds(path) {
            true => None,
            false => (question.text_of)(path),
        };
        let first = question.diagnostics.iter().find(|one| (question.goal)(one));
        let file = match question.failing {
            Some(failing) => failing.places.first().map(|(path, _)| path),
            None => first.and_then(Diagnostic::primary).map(|span| &span.path),
        };
        let instructions = match file {
            Some(file) => instructions(file, question.files, &text_of),
            None => Vec::new(),
        };
        let foreign = foreign::facts(question, &text_of);
        let lookups = match consult.lookups {
            0 => LookupBy::Nothing,
            _ => self.line.lookups,
        };
        let case = Case {
            diagnostics: question.diagnostics,
            goal: question.goal,
            text_of: &text_of,
            index: question.index,
            files: question.files,
            foreign: &foreign,
            instructions: &instructions,
            attempts: &self.attempts,
            found: &self.found,
            lookups,
            form: self.line.plan.provider.form,
            budget: self.line.budget.into(),
        };
        let prompt = match question.failing {
            Some(failing) => Prompt::failing(&case, failing)?,
            None => Prompt::of(&case)?,
        };
        let outgoing = self.outgoing();
        let ask = Ask {
            system: self.system(&prompt.system, &outgoing),
            user: outgoing.text(&prompt.user),
            max_output: self.line.plan.reply_tokens,
            temperature: Some(match self.line.plan.manner.temperature {
                Some(heat) => heat,
                None => heat(consult.sample),
            }),
            form: self.line.plan.provider.form,
            lookups,
            limit: self.line.plan.limit,
        };
        Some(Prepared {
            ask,
            prompt,
            closed,
        })
    }

    /// The rules of an answer, and behind them what the mode asks for.
    fn system(&self, rules: &str, outgoing: &Outgoing) -> String {
        match self.line.plan.manner.prompt.as_str() {
            "" => rules.to_owned(),
            prompt => format!("{rules}\n\n{}", outgoing.text(prompt)),
        }
    }

    /// Finds the key, once.
    pub async fn open(&mut self, cancel: &CancellationToken) -> Result<(), StopReason> {
        self.line.open(cancel).await
    }

    /// Sends a question, if the bounds of the loop and of the day have room for the most it can cost.
    pub async fn send(
        &mut self,
        prepared: &Prepared,
        consult: &Consult,
        cancel: &CancellationToken,
    ) -> Result<(Answered, ModelCall), StopReason> {
        let (tokens, micros) = self.left(consult);
        let estimate = self.estimate(prepared);
        if estimate.tokens > tokens {
            return Err(StopReason::OutOfTokens);
        }
        let cost = estimate.micros.unwrap_or(0);
        if cost > micros {
            return Err(StopReason::OutOfMoney);
        }
        let unasked = self.line.plan.unasked_micros;
        if cost > unasked {
            self.spending.word(&estimate, unasked, cancel).await?;
        }
        let answered = self.line.ask(&prepared.ask, cancel, &self.written).await?;
        let call = self.call(prepared, &answered);
        Ok((answered, call))
    }

    /// Writes a call into the ledger, once its reply has been read.
    pub fn record(&self, call: &ModelCall) {
        let entry = ledger::Entry::now(&self.id, &self.line.plan.manner.mode, call);
        if let Err(error) = ledger::append(&self.line.plan.ledger, &entry) {
            tracing::warn!(%error, "the ledger could not be written");
        }
    }

    /// Tokens and money that are left, of the loop and of the day.
    fn left(&self, consult: &Consult) -> (u64, u64) {
        let (tokens, micros) = ledger::today(&self.line.plan.ledger);
        let tokens = consult
            .tokens
            .min(self.line.plan.day_tokens.saturating_sub(tokens));
        let of_day = self.line.plan.day_micros.saturating_sub(micros);
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
            provider: self.line.plan.provider.name.clone(),
            model: self.line.plan.model.clone(),
            prompt: content_hash(sent.as_bytes()),
            prompt_bytes: ask.prompt_bytes() as u64,
            input_tokens: answered.usage.input,
            cached_tokens: answered.usage.cached,
            output_tokens: answered.usage.output,
            estimated: answered.usage.estimated,
            micros: answered.usage.cost(self.line.plan.prices),
            millis: u64::try_from(answered.elapsed.as_millis()).unwrap_or(u64::MAX),
            end: end.to_owned(),
            trouble: self.outgoing.text(&trouble),
            slices: prepared.slices(),
        }
    }

    /// Looks up what an answer asks to see, for the next question; whether it asked for anything.
    pub fn look_up(
        &mut self,
        prepared: &Prepared,
        answered: &Answered,
        call: &mut ModelCall,
        question: &Question<'_>,
    ) -> bool {
        let is_offered = prepared.ask.lookups != LookupBy::Nothing;
        let Some(text) = answered.text.as_ref().ok().filter(|_| is_offered) else {
            return false;
        };
        let asked = Lookup::of_reply(text);
        for lookup in &asked {
            let fact = looking::look(lookup, question, &prepared.closed);
            self.found.retain(|before| before.source != fact.source);
            self.found.push(fact);
        }
        if !asked.is_empty() {
            LOOKED_UP.clone_into(&mut call.end);
        }
        !asked.is_empty()
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
                    ModelError::ContextTooLong(_) => self.line.ask_for_less(),
                    ModelError::Rejected(message)
                        if prepared.ask.lookups == LookupBy::Calls && is_about_tools(message) =>
                    {
                        self.line.lookups = LookupBy::Words;
                        NO_TOOLS.clone_into(&mut call.end);
                        return Err(None);
                    }
                    ModelError::Truncated => {
                        self.note(
                            String::new(),
                            "The reply was cut off: it was too long. Answer with less.".into(),
                        );
                    }
                    _ => {}
                }
                return Err(stop_of(error, &self.line.plan));
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

/// How freely the model chooses at its try of this number, in hundredths.
fn heat(sample: u32) -> u8 {
    let tries = u8::try_from(sample.saturating_sub(1)).unwrap_or(u8::MAX);
    tries.saturating_mul(FREER).min(FREELY)
}
