//! Asks the loop's model in place of the proposers that cost nothing. What it writes becomes a candidate like any other.

use bowline_documents::{edit, unified};
use bowline_loop_core::{
    Candidate, CandidateId, Class, Diagnostic, Event, FileEdit, StopReason, Ticket,
    consult::{Consult, Consulted, ModelCall, Whom},
    observation::Level,
};
use bowline_proposers::{Draft, model::prompt::Failing};
use bowline_syntax::Index;
use tokio_util::sync::CancellationToken;

use super::Workbench;
use crate::model::{Consultant, Estimate, Prepared, Question, goes_on, is_unfit};

/// Errors that the model is told of an edit that did not help.
const TOLD: usize = 2;

impl Workbench {
    /// Lets this loop ask a model.
    pub(in crate::engine) fn consult_with(&mut self, consultant: Consultant) {
        self.consultant = Some(consultant);
    }

    /// Asks the model for one edit.
    pub(in crate::engine) async fn consult(
        &mut self,
        ticket: Ticket,
        consult: &Consult,
        cancel: &CancellationToken,
    ) -> Event {
        if consult.whom == Whom::Agent {
            return self.delegate(ticket, cancel).await;
        }
        self.note_attempts();
        let Some(mut consultant) = self.consultant.take() else {
            return answered(ticket, Vec::new(), None, None);
        };
        let asked = self.ask(&mut consultant, consult, cancel).await;
        self.consultant = Some(consultant);
        match asked {
            Ok((drafts, call)) => {
                let candidates = self.candidates_of(drafts);
                self.sampled = candidates.iter().map(|candidate| candidate.id).collect();
                answered(ticket, candidates, call, None)
            }
            Err((StopReason::Cancelled, _)) => Event::Failed {
                ticket,
                stop: StopReason::Cancelled,
            },
            Err((stop, call)) => answered(ticket, Vec::new(), call, Some(stop)),
        }
    }

    /// What the question that comes next may cost at the most; `None` where none is sent to a model.
    pub(in crate::engine) fn estimate(&mut self, consult: &Consult) -> Option<Estimate> {
        if consult.whom == Whom::Agent {
            return None;
        }
        self.note_attempts();
        let mut consultant = self.consultant.take()?;
        consultant.turn_to(consult.route);
        let prepared = self.prepare(&consultant, consult);
        let estimate = prepared.map(|prepared| consultant.estimate(&prepared));
        self.consultant = Some(consultant);
        estimate
    }

    /// The question that would be asked now; `None` where nothing that may be shown is wrong.
    pub(in crate::engine) fn prepare(
        &mut self,
        consultant: &Consultant,
        consult: &Consult,
    ) -> Option<Prepared> {
        self.refresh_declarations();
        if let Some((words, beside)) = self.to_be_written() {
            return self.with_question(None, |question| {
                consultant.prepare_errand(question, &words, &[beside])
            });
        }
        let failing = match self.is_test_driven() {
            true => Some(self.failing()?),
            false => None,
        };
        self.with_question(failing.as_ref(), |question| {
            consultant.prepare(question, consult)
        })
    }

    /// Hands over what a question may be made from.
    fn with_question<T>(
        &self,
        failing: Option<&Failing>,
        use_it: impl FnOnce(&Question<'_>) -> T,
    ) -> T {
        let unknown = Index::default();
        use_it(&Question {
            diagnostics: &self.diagnostics,
            goal: &|diagnostic| self.is_in_goal(diagnostic),
            text_of: &|path| self.text_of(path),
            index: self.lease.declarations().unwrap_or(&unknown),
            files: &self.files_of_shadow(),
            failing,
        })
    }

    async fn ask(
        &mut self,
        consultant: &mut Consultant,
        consult: &Consult,
        cancel: &CancellationToken,
    ) -> Result<(Vec<Draft>, Option<ModelCall>), (StopReason, Option<ModelCall>)> {
        let without_call = |stop| (stop, None);
        consultant.turn_to(consult.route);
        consultant.open(cancel).await.map_err(without_call)?;
        let Some(prepared) = self.prepare(consultant, consult) else {
            return Ok((Vec::new(), None));
        };
        let sent = consultant.send(&prepared, consult, cancel).await;
        let (reply, mut call) = sent.map_err(without_call)?;
        let looked_up = self.with_question(None, |question| {
            consultant.look_up(&prepared, &reply, &mut call, question)
        });
        if looked_up {
            consultant.record(&call);
            return Ok((Vec::new(), Some(call)));
        }
        let read = consultant.read(&prepared, &reply, &mut call, &|path| self.text_of(path));
        consultant.record(&call);
        match read {
            Ok(edits) => {
                let draft = Draft {
                    title: format!("what {} wrote", call.model),
                    class: Class::Sampled,
                    edits,
                    diagnostics: prepared.prompt.diagnostics,
                };
                Ok((vec![draft], Some(call)))
            }
            Err(Some(stop)) => Err((stop, Some(call))),
            Err(None) => Ok((Vec::new(), Some(call))),
        }
    }

    /// Tells the consultant and the seat what came of the edits it had the last time.
    pub(super) fn note_attempts(&mut self) {
        let sampled = std::mem::take(&mut self.sampled);
        for id in sampled {
            let Some(candidate) = self.candidates.get(&id) else {
                continue;
            };
            let edit = self.diff(&candidate.edits);
            let result = self.result_of(id);
            if let Some(seat) = &mut self.seat {
                seat.note(edit.clone(), result.clone());
            }
            if let Some(consultant) = &mut self.consultant {
                consultant.note(edit, result);
            }
        }
    }

    pub(super) fn diff(&self, edits: &[FileEdit]) -> String {
        let Ok(after) = edit::apply_all(|path| self.text_of(path), edits) else {
            return String::new();
        };
        let diffs = after.iter().map(|(path, after)| {
            let before = self.text_of(path).unwrap_or_default();
            unified(path.as_str(), &before, after)
        });
        diffs.collect()
    }

    fn result_of(&self, id: CandidateId) -> String {
        let Some(tried) = self.tried.get(&id) else {
            return "It was not taken: it repeats an earlier edit, takes code away, or weakens a check.".into();
        };
        let is_error = |one: &&Diagnostic| one.level == Level::Error;
        let errors = tried.diagnostics.iter().filter(is_error).take(TOLD);
        let told: Vec<&str> = errors.map(|error| error.rendered.trim()).collect();
        if told.is_empty() && self.is_test_driven() {
            "It compiles, and the tests do not pass with it.".into()
        } else if told.is_empty() {
            "It compiles, and what it leaves was refused.".into()
        } else {
            told.join("\n")
        }
    }
}

fn answered(
    ticket: Ticket,
    candidates: Vec<Candidate>,
    call: Option<ModelCall>,
    stop: Option<StopReason>,
) -> Event {
    let unfit = call.as_ref().is_some_and(is_unfit);
    let looked_up = call.as_ref().is_some_and(goes_on);
    let consulted = Consulted {
        call,
        stop,
        unfit,
        looked_up,
    };
    Event::Proposed {
        ticket,
        candidates,
        consulted: Some(consulted),
    }
}
