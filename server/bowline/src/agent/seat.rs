//! One loop's dealings with its agent: started with the first question, prompted again with what was observed, and sent away at
//! the end of the loop with everything it left.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use bowline_documents::text::content_hash;
use bowline_loop_core::{
    Diagnostic, FileEdit, LoopId, StopReason, WorkspacePath,
    consult::{ModelCall, Slice},
};
use bowline_proposers::model::{
    Form, LookupBy, Prompt,
    prompt::{Attempt, Case},
};
use bowline_shadow::{Guest, ProcessError, Shadow, process::dialogue::Dialogue};
use tokio::{select, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    PROVIDER, Plan,
    failure::AgentError,
    session::{Session, Used},
    tree::Tree,
    words,
};
use crate::model::{Closed, IGNORE_FILE, Outgoing, Question, foreign_facts, instructions, ledger};

/// Tokens of the slices that a prompt begins with; the agent can read more by itself.
const BUDGET: u64 = 4_000;

/// Asks one agent on behalf of one loop.
pub struct Seat {
    plan: Plan,
    id: LoopId,
    outgoing: Outgoing,
    attempts: Vec<Attempt>,
    used: Duration,
    name: String,
    /// What was refused to it in the last turn, in a sentence; empty for nothing.
    refused: String,
    room: Option<PathBuf>,
    tree: Option<Tree>,
    /// Started, and not greeted yet.
    line: Option<Dialogue>,
    session: Option<Session>,
}

/// What an agent is asked.
#[derive(Clone, Debug)]
pub struct Brief {
    /// The prompt, redacted.
    pub text: String,
    /// The diagnostics it is about, as indices into those of the question.
    pub diagnostics: Vec<usize>,
    slices: Vec<Slice>,
}

/// What came of a prompt.
#[derive(Debug)]
pub struct Asked {
    /// The edits that make the difference it left; else why there are none, where another prompt may mend it, or the end.
    pub edits: Result<Vec<FileEdit>, Option<StopReason>>,
    /// What it used.
    pub call: ModelCall,
}

impl Seat {
    /// One for a loop that may ask. Nothing is started.
    pub fn new(plan: Plan, id: LoopId) -> Self {
        Self {
            plan,
            id,
            outgoing: Outgoing::from_env(),
            attempts: Vec::new(),
            used: Duration::ZERO,
            name: String::new(),
            refused: String::new(),
            room: None,
            tree: None,
            line: None,
            session: None,
        }
    }

    /// Another tree: what was tried on the one before says nothing any more.
    pub fn forget(&mut self) {
        self.attempts.clear();
    }

    /// Notes what came of an edit, or of a prompt without one.
    pub fn note(&mut self, edit: String, result: String) {
        self.attempts.push(Attempt { edit, result });
    }

    /// What the agent calls itself; the program's name before it has said so.
    pub fn name(&self) -> &str {
        match self.name.as_str() {
            "" => self.plan.program(),
            name => name,
        }
    }

    /// Puts a prompt together; `None` where nothing that may be shown is wrong.
    pub fn prepare(&self, question: &Question<'_>) -> Option<Brief> {
        let closed = closed(question.text_of);
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
        let prompt = Prompt::of(&Case {
            diagnostics: question.diagnostics,
            goal: question.goal,
            text_of: &text_of,
            index: question.index,
            files: question.files,
            foreign: &foreign_facts(question, &text_of),
            instructions: &instructions,
            attempts: &self.attempts,
            // An agent looks for itself.
            found: &[],
            lookups: LookupBy::Nothing,
            form: Form::Blocks,
            budget: BUDGET,
        })?;
        let slices = prompt.slices.iter().map(|slice| Slice {
            what: slice.what.to_owned(),
            source: slice.source.clone(),
            tokens: slice.tokens,
            sent: slice.is_sent,
        });
        let rules = words::rules(&self.plan.manner.prompt);
        let text = format!("{rules}\n\n{}", words::slices(&prompt.user));
        Some(Brief {
            text: self.outgoing.text(&text),
            slices: slices.collect(),
            diagnostics: prompt.diagnostics,
        })
    }

    /// Puts a prompt together about failing tests, each with what it said; `None` without one.
    pub fn prepare_tests(&self, failing: &[(String, String)]) -> Option<Brief> {
        if failing.is_empty() {
            return None;
        }
        Some(self.prepare_words(&words::failing(failing)))
    }

    /// Puts a prompt together about what is said in words.
    pub fn prepare_words(&self, said: &str) -> Brief {
        let rules = words::rules(&self.plan.manner.prompt);
        let attempts = words::attempts(&self.attempts);
        Brief {
            text: self.outgoing.text(&format!("{rules}\n\n{said}{attempts}")),
            diagnostics: Vec::new(),
            slices: Vec::new(),
        }
    }

    /// Starts the agent beside the shadow, if it is not there yet.
    pub fn enter(&mut self, shadow: &Shadow) -> Result<(), AgentError> {
        if self.session.is_some() {
            return Ok(());
        }
        let room = shadow.agent_room();
        let tree = Tree::make(&room).map_err(no_copy)?;
        for place in &self.plan.paths {
            tracing::debug!(place = %place.display(), exists = place.exists(), "opened to the agent");
        }
        self.room = Some(room);
        self.tree = Some(tree);
        let guest = Guest {
            command: &self.plan.command,
            env: &self.plan.env,
            paths: &self.plan.paths,
        };
        let line = shadow.start_agent(&guest).map_err(|error| match error {
            ProcessError::Missing { .. } => AgentError::Missing,
            other => AgentError::Start(other.to_string()),
        })?;
        self.line = Some(line);
        Ok(())
    }

    /// Has the agent, which has [entered](Self::enter), work on copies of these files, and reads the difference.
    pub async fn ask(
        &mut self,
        brief: &Brief,
        files: Vec<(WorkspacePath, String)>,
        entered: Result<(), AgentError>,
        cancel: &CancellationToken,
    ) -> Asked {
        let started = Instant::now();
        let worked = match entered {
            Ok(()) => self.work(brief, files, cancel).await,
            Err(error) => Err(error),
        };
        self.used += started.elapsed();
        let call = self.call(brief, &worked, started.elapsed());
        let entry = ledger::Entry::now(&self.id, &self.plan.manner.mode, &call);
        if let Err(error) = ledger::append(&self.plan.ledger, &entry) {
            tracing::warn!(%error, "the ledger could not be written");
        }
        let edits = worked.map(|(edits, _)| edits).map_err(|error| {
            self.note(String::new(), format!("Your last turn: {error}."));
            error.stop(&self.plan)
        });
        Asked { edits, call }
    }

    async fn work(
        &mut self,
        brief: &Brief,
        files: Vec<(WorkspacePath, String)>,
        cancel: &CancellationToken,
    ) -> Result<(Vec<FileEdit>, Used), AgentError> {
        let left = self.plan.limit.saturating_sub(self.used);
        let tree = self.tree.as_mut().ok_or(AgentError::Ended)?;
        let text_of = |path: &WorkspacePath| {
            let found = files.iter().find(|(one, _)| one == path);
            found.map(|(_, text)| text.clone())
        };
        let closed = closed(&text_of);
        tree.lay(files, closed, &self.outgoing).map_err(no_copy)?;
        let (tree, line, session) = (&*tree, self.line.take(), &mut self.session);
        let turn = async {
            if let Some(line) = line {
                *session = Some(Session::begin(line, tree).await?);
            }
            let session = session.as_mut().ok_or(AgentError::Ended)?;
            session.prompt(&brief.text, tree).await
        };
        let turn = select! {
            biased;
            () = cancel.cancelled() => Err(AgentError::Cancelled),
            turn = timeout(left, turn) => turn.unwrap_or(Err(AgentError::TimedOut)),
        };
        if let Some(session) = &self.session {
            self.name.clone_from(&session.name);
            self.refused = session.refusals.sentence();
        }
        match turn {
            Ok(used) => Ok((tree.difference()?, used)),
            Err(error) => {
                self.part(&error).await;
                Err(error)
            }
        }
    }

    /// Ends the session where no further prompt is worth it.
    async fn part(&mut self, error: &AgentError) {
        if error.stop(&self.plan).is_none() {
            return;
        }
        let Some(session) = self.session.take() else {
            return;
        };
        match error {
            AgentError::Cancelled | AgentError::TimedOut => session.cancel().await,
            _ => session.end().await,
        }
    }

    fn call(
        &self,
        brief: &Brief,
        worked: &Result<(Vec<FileEdit>, Used), AgentError>,
        elapsed: Duration,
    ) -> ModelCall {
        let (end, trouble, used) = match worked {
            Ok((_, used)) => ("answered", String::new(), *used),
            Err(error) => (error.code(), error.to_string(), Used::default()),
        };
        let told = [trouble, self.refused.clone()];
        let told: Vec<String> = told.into_iter().filter(|text| !text.is_empty()).collect();
        ModelCall {
            provider: PROVIDER.to_owned(),
            model: self.name().to_owned(),
            prompt: content_hash(brief.text.as_bytes()),
            prompt_bytes: brief.text.len() as u64,
            input_tokens: used.input,
            cached_tokens: 0,
            output_tokens: used.output,
            estimated: false,
            micros: 0,
            millis: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            end: end.to_owned(),
            trouble: self.outgoing.text(&told.join("; ")),
            slices: brief.slices.clone(),
        }
    }

    /// Sends the agent away and removes what it left.
    pub async fn leave(mut self) {
        if let Some(line) = self.line.take() {
            line.end().await;
        }
        if let Some(session) = self.session.take() {
            session.end().await;
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // Killed first: nobody writes into a room that is being removed.
        (self.session, self.line) = (None, None);
        if let Some(room) = self.room.take()
            && let Err(error) = fs::remove_dir_all(&room)
        {
            tracing::debug!(%error, "an agent's room is left for the next one to remove");
        }
    }
}

fn closed(text_of: &dyn Fn(&WorkspacePath) -> Option<String>) -> Closed {
    Closed::of(text_of(&WorkspacePath::new(IGNORE_FILE)).as_deref())
}

fn no_copy(error: std::io::Error) -> AgentError {
    AgentError::Start(format!(
        "its copy of the workspace could not be made: {error}"
    ))
}
