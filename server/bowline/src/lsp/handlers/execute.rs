//! `workspace/executeCommand`: starts loops and decides on results. Every command answers at once, but `apply`, which
//! answers when the editor has taken the edit or not.

use std::path::PathBuf;

use bowline_loop_core::intent::Warnings;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;

use crate::{
    engine::Aim,
    lsp::{
        apply,
        command::{Apply, AtCursor, Command, InDocument, MaybeInDocument, MaybeLoop, ShowFix},
        places, review,
        server::{Server, refused, wrong},
        settings,
        supervisor::{self, Asked, Fate},
        wire::{DocumentId, ExecuteCommand, Hint, Range},
    },
};

impl Server {
    pub(in crate::lsp) async fn execute(&self, params: ExecuteCommand) -> Result<Value> {
        match Command::parse(&params.command, params.arguments).map_err(wrong)? {
            Command::FixAtCursor(at) => self.fix_at_cursor(&at),
            Command::FixFile(params) => self.fix(&params, "fix", Aim::File),
            Command::FixPackage(params) => self.fix(&params, "fix the package of", Aim::PackageOf),
            Command::FixWorkspace(params) => self.fix_workspace(&params),
            Command::StopLoop(params) => Ok(self.stop_loop(&params)),
            Command::ShowReport(params) => self.report(params.id).await,
            Command::Apply(params) => self.apply(params).await,
            Command::Discard(params) => self.discard(&params.id),
            Command::History => self.history().await,
            Command::Restart => self.restart().await,
            Command::Review(params) => self.review(&params.id),
            Command::ShowFix(params) => self.show_fix(&params),
            Command::OtherFix(params) => self.other_fix(&params.id),
            Command::Rerun(params) => self.rerun(params.id).await,
            Command::Replay(params) => self.replay(params.id).await,
            Command::Ask(params) => self.ask(params),
            Command::MakeTestPass(params) => self.make_test_pass(&params),
            Command::WriteTest(params) => self.write_test(params).await,
        }
    }

    fn fix_at_cursor(&self, at: &AtCursor) -> Result<Value> {
        let file = file_of(&at.text_document)?;
        let hint = Hint::of(&at.diagnostic);
        let range = hint.as_ref().map_or(at.range, |hint| hint.range);
        let (first, last) = lines(range);
        let code = hint.as_ref().and_then(|hint| hint.code.clone());
        let what = code.clone().unwrap_or_else(|| "the error".into());
        let title = format!("fix {what} at {}:{first}", self.shown(&file));
        let message = hint.map(|hint| hint.message);
        let aim = Aim::Spot {
            file: file.clone(),
            first_line: first,
            last_line: last,
            code,
            message,
        };
        Ok(self.start(aim, Warnings::Leave, file, title))
    }

    fn fix(&self, params: &InDocument, verb: &str, aim: fn(PathBuf) -> Aim) -> Result<Value> {
        let file = file_of(&params.text_document)?;
        let title = format!("{verb} {}", self.shown(&file));
        let warnings = asked_for(params.warnings);
        Ok(self.start(aim(file.clone()), warnings, file, title))
    }

    fn fix_workspace(&self, params: &MaybeInDocument) -> Result<Value> {
        let place = match &params.text_document {
            Some(document) => Some(file_of(document)?),
            None => self.session.with(|state| settings::any_directory(state)),
        };
        let place = place.ok_or_else(|| refused("no folder or file of a cargo project is open"))?;
        let warnings = asked_for(params.warnings);
        Ok(self.start(Aim::Workspace, warnings, place, "fix the workspace".into()))
    }

    /// Starts a loop in the workspace around `place`.
    pub(super) fn start(
        &self,
        aim: Aim,
        warnings: Warnings,
        place: PathBuf,
        title: String,
    ) -> Value {
        let title = match warnings {
            Warnings::Leave => title,
            Warnings::Clear => format!("{title}, warnings too"),
        };
        let directory = places::existing_directory(&place);
        let id = supervisor::start(
            &self.session,
            Asked {
                aim,
                directory,
                title,
                warnings,
                offered: Vec::new(),
            },
        );
        json!({ "loop": id })
    }

    /// One that has ended already is no error.
    fn stop_loop(&self, params: &MaybeLoop) -> Value {
        self.session.change(|state| {
            state.cancel(params.id.as_ref());
            if params.id.is_none() {
                state.stop_answering();
            }
        });
        Value::Null
    }

    async fn apply(&self, params: Apply) -> Result<Value> {
        let session = self.session.clone();
        // In a task: it waits for the client, and goes on when this request is cancelled.
        let applying =
            tokio::spawn(async move { apply::apply(&session, &params.id, params.hunks).await });
        let answer = applying
            .await
            .map_err(|_| refused("applying broke off; see the log"))?;
        Ok(json!(answer.map_err(refused)?))
    }

    fn discard(&self, id: &bowline_loop_core::LoopId) -> Result<Value> {
        let is_held = self.session.with(|state| state.loops.held(id).is_some());
        if !is_held {
            return Err(refused(format!("the edit of {id} is no longer held")));
        }
        review::discard(&self.session, id);
        Ok(Value::Null)
    }

    fn review(&self, id: &bowline_loop_core::LoopId) -> Result<Value> {
        let held = self.session.with(|state| state.loops.held(id).cloned());
        let Some(held) = held else {
            return Err(refused(format!(
                "the edit of {id} is no longer held; its report is, and the loop can run again"
            )));
        };
        if held.finished.files.is_empty() {
            return Err(refused(format!(
                "{id} ended without an edit: {}",
                held.finished.outcome.stop.sentence()
            )));
        }
        match held.fate {
            Fate::Waiting | Fate::Applying => {}
            Fate::Applied => return Err(refused(format!("the edit of {id} was applied already"))),
            Fate::Discarded => return Err(refused(format!("the edit of {id} was discarded"))),
        }
        Ok(review::payload(
            &self.session,
            &held.finished,
            &held.asked.title,
        ))
    }

    /// Opens the review of a fix that is ready. One that the text has left behind is looked for anew.
    fn show_fix(&self, params: &ShowFix) -> Result<Value> {
        let held = self.session.with(|state| {
            let is_current = state.ready.is_current(state, &params.id);
            state.loops.held(&params.id).filter(|_| is_current).cloned()
        });
        let Some(held) = held.filter(|held| held.fate == Fate::Waiting) else {
            return self.fix_at_cursor(&params.at);
        };
        let session = self.session.clone();
        tokio::spawn(async move {
            review::present(&session, &held.finished, &held.asked.title).await;
        });
        Ok(json!({ "loop": params.id }))
    }

    /// Starts a loop for the same error that passes over what was found for it before. The result it is another one than
    /// stays as it is.
    fn other_fix(&self, id: &bowline_loop_core::LoopId) -> Result<Value> {
        let held = self.session.with(|state| state.loops.held(id).cloned());
        let Some(held) = held else {
            return Err(refused(format!(
                "the edit of {id} is no longer held; start the fix again"
            )));
        };
        let known = self.session.with(|state| {
            let others = held
                .others
                .iter()
                .filter_map(|other| state.loops.held(other));
            let found = others.filter_map(|other| other.finished.offered());
            found.collect::<Vec<_>>()
        });
        let mut asked = held.asked;
        asked.offered.extend(held.finished.offered());
        asked.offered.extend(known);
        Ok(json!({ "loop": supervisor::start(&self.session, asked) }))
    }

    /// A path as people read it: below the workspace or folder it lies in.
    pub(super) fn shown(&self, file: &std::path::Path) -> String {
        let folders = self.session.with(|state| state.folders.clone());
        let root = places::cargo_root(file);
        let short = root
            .iter()
            .chain(&folders)
            .find_map(|root| file.strip_prefix(root).ok());
        short.unwrap_or(file).display().to_string()
    }
}

fn asked_for(warnings: bool) -> Warnings {
    if warnings {
        Warnings::Clear
    } else {
        Warnings::Leave
    }
}

pub(super) fn file_of(document: &DocumentId) -> Result<PathBuf> {
    places::path_of(&document.uri)
        .ok_or_else(|| wrong(format!("`{}` is not a file on this machine", document.uri)))
}

/// The lines of a range, 1-based and inclusive. A range that ends at the start of a line does not reach into it.
pub(super) fn lines(range: Range) -> (u32, u32) {
    let reaches = range.end.character > 0 || range.end.line == range.start.line;
    let last = if reaches {
        range.end.line
    } else {
        range.end.line.saturating_sub(1)
    };
    (range.start.line + 1, last.max(range.start.line) + 1)
}
