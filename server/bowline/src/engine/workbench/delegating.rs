//! Has the loop's agent work in a copy of the current tree. The difference it leaves becomes a candidate like any other.

use bowline_loop_core::{Class, Event, StopReason, Ticket, WorkspacePath, consult::Consulted};
use bowline_proposers::Draft;
use bowline_syntax::Index;
use tokio_util::sync::CancellationToken;

use super::Workbench;
use crate::{
    agent::{AgentError, Asked, Brief, Seat},
    model::Question,
};

impl Workbench {
    /// Lets this loop ask an agent.
    pub(in crate::engine) fn delegate_to(&mut self, seat: Seat) {
        self.seat = Some(seat);
    }

    /// Sends the agent away, where there is one.
    pub(in crate::engine) async fn dismiss(&mut self) {
        if let Some(seat) = self.seat.take() {
            seat.leave().await;
        }
    }

    /// Asks the agent for one edit.
    pub(in crate::engine) async fn delegate(
        &mut self,
        ticket: Ticket,
        cancel: &CancellationToken,
    ) -> Event {
        self.note_attempts();
        let Some(mut seat) = self.seat.take() else {
            return proposed(ticket, Vec::new(), None);
        };
        let Some(brief) = self.brief(&seat) else {
            self.seat = Some(seat);
            return proposed(ticket, Vec::new(), None);
        };
        let files = self.texts_of_shadow();
        let entered = match self.lease.peek() {
            Some(shadow) => seat.enter(shadow),
            None => Err(AgentError::Start("the shadow is gone".into())),
        };
        let Asked { edits, call } = seat.ask(&brief, files, entered, cancel).await;
        let title = format!("what {} wrote", seat.name());
        self.seat = Some(seat);
        let (drafts, stop) = match edits {
            Ok(edits) => {
                let draft = Draft {
                    title,
                    class: Class::Sampled,
                    edits,
                    diagnostics: brief.diagnostics,
                };
                (vec![draft], None)
            }
            Err(Some(StopReason::Cancelled)) => {
                return Event::Failed {
                    ticket,
                    stop: StopReason::Cancelled,
                };
            }
            Err(stop) => (Vec::new(), stop),
        };
        let candidates = self.candidates_of(drafts);
        self.sampled = candidates.iter().map(|candidate| candidate.id).collect();
        let call = Some(call);
        proposed(
            ticket,
            candidates,
            Some(Consulted {
                call,
                stop,
                unfit: false,
                looked_up: false,
            }),
        )
    }

    fn brief(&mut self, seat: &Seat) -> Option<Brief> {
        if self.is_test_driven() {
            return seat.prepare_tests(&self.red_in_words());
        }
        if let Some((words, _)) = self.to_be_written() {
            return Some(seat.prepare_words(&words));
        }
        self.refresh_declarations();
        let files = self.files_of_shadow();
        let unknown = Index::default();
        seat.prepare(&Question {
            diagnostics: &self.diagnostics,
            goal: &|diagnostic| self.is_in_goal(diagnostic),
            text_of: &|path| self.text_of(path),
            index: self.lease.declarations().unwrap_or(&unknown),
            files: &files,
            failing: None,
        })
    }

    /// Every text of the current tree.
    fn texts_of_shadow(&self) -> Vec<(WorkspacePath, String)> {
        let files = self.files_of_shadow().into_iter();
        let texts = files.filter_map(|path| {
            let text = self.text_of(&path)?;
            Some((path, text))
        });
        texts.collect()
    }
}

fn proposed(
    ticket: Ticket,
    candidates: Vec<bowline_loop_core::Candidate>,
    consulted: Option<Consulted>,
) -> Event {
    let nothing = Consulted {
        unfit: false,
        looked_up: false,
        call: None,
        stop: None,
    };
    Event::Proposed {
        ticket,
        candidates,
        consulted: Some(consulted.unwrap_or(nothing)),
    }
}
