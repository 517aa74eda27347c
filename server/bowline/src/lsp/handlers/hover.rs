//! `textDocument/hover`: what the loops know of the error, or of the test, under the pointer. Says nothing where they know nothing,
//! so that the words of other servers stand alone.

use std::path::Path;

use bowline_documents::Position;
use bowline_loop_core::LoopId;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;

use crate::{
    engine::Aim,
    lsp::{
        knowledge::Known,
        places, review,
        server::Server,
        session::State,
        supervisor::{Asked, Fate, Held},
        testing,
        wire::{AtPosition, Range},
    },
    report::words,
};

/// Errors of one line that are spoken of.
const MOST: usize = 3;

/// What a loop may be asked about.
enum Subject {
    Error(Known),
    Test(String),
}

impl Server {
    pub(in crate::lsp) async fn hover(&self, params: AtPosition) -> Result<Value> {
        let Some(path) = places::path_of(&params.text_document.uri) else {
            return Ok(Value::Null);
        };
        let link = |id: &LoopId| {
            let report = places::uri_of(&review::report_path(&self.session, id));
            format!(" [Report]({report})")
        };
        let said = self.session.with(|state| {
            let subjects = subjects(state, &path, params.position);
            let said = subjects.iter().filter_map(|one| say(state, one, &link));
            said.take(MOST).collect::<Vec<_>>()
        });
        if said.is_empty() {
            return Ok(Value::Null);
        }
        let text = said.join("\n\n");
        Ok(json!({ "contents": { "kind": "markdown", "value": text } }))
    }
}

fn subjects(state: &State, path: &Path, at: Position) -> Vec<Subject> {
    let here = Range { start: at, end: at };
    let errors = state.knowledge.at(path, here).into_iter();
    let tests = testing::tests(state, path);
    let test = testing::around(&tests, at).map(|test| Subject::Test(test.name.clone()));
    errors
        .map(|known| Subject::Error(known.clone()))
        .chain(test)
        .collect()
}

/// What is known of one thing: that a loop works on it, how the newest one ended, what is ready, or what was tried in vain.
fn say(state: &State, subject: &Subject, link: &dyn Fn(&LoopId) -> String) -> Option<String> {
    let is_it = |asked: &Asked| is_about(asked, subject);
    if let Some(asked) = state.loops.at_work().find(|asked| is_it(asked)) {
        return Some(format!("**Bowline** is at work: {}.", asked.title));
    }
    if let Subject::Error(known) = subject
        && let Some(fix) = state.ready.of(state, known)
    {
        let worth = words::mark(fix.verdict);
        let report = link(&fix.id);
        return Some(format!(
            "**Bowline** {worth}: {}. The code action opens its review.{report}",
            fix.does
        ));
    }
    if let Some(held) = state.loops.ends().find(|held| is_it(&held.asked)) {
        let report = link(&held.finished.id);
        return Some(format!("**Bowline** {}{report}", ended(held)));
    }
    match subject {
        Subject::Error(known) => {
            let tried = state.ready.tried(state, known)?;
            Some(format!("**Bowline** {tried}"))
        }
        Subject::Test(_) => None,
    }
}

fn ended(held: &Held) -> String {
    let outcome = &held.finished.outcome;
    if held.finished.files.is_empty() {
        return format!("found no fix: {}", outcome.stop.sentence());
    }
    let worth = words::mark(outcome.verdict);
    let became = match held.fate {
        Fate::Waiting | Fate::Applying => "It waits for your review.",
        Fate::Applied => "It was applied.",
        Fate::Discarded => "It was discarded.",
    };
    format!("{worth}: {} {became}", review::summary(&held.finished))
}

fn is_about(asked: &Asked, subject: &Subject) -> bool {
    match (&asked.aim, subject) {
        (
            Aim::Spot {
                file,
                first_line,
                last_line,
                message,
                ..
            },
            Subject::Error(known),
        ) => {
            // Lines of a question stay as they were asked; the message tells whether it is still this error.
            let meets = known.lines.0 < *last_line && known.lines.1 + 1 >= *first_line;
            let same_words = message.as_ref().is_none_or(|words| *words == known.message);
            *file == known.path && meets && same_words
        }
        (Aim::Tests { named, .. }, Subject::Test(name)) => named.contains(name),
        _ => false,
    }
}
