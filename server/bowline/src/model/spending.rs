//! A person's word on questions that may cost more than the settings let them cost unasked (`model.ask_cents`). The bounds of the
//! loop and of the day hold whatever the answer is.

use bowline_loop_core::StopReason;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::Estimate;
use crate::report::words;

/// Who gives the word.
#[derive(Clone, Debug)]
pub enum Spending {
    /// Nobody can be asked: nothing is sent.
    Unattended,
    /// It is given for the whole loop.
    Granted,
    /// Somebody who answers each request.
    Attended(mpsc::UnboundedSender<SpendRequest>),
}

/// A question that waits for the word. Dropping it is a no.
#[derive(Debug)]
pub struct SpendRequest {
    /// What the question may cost at the most.
    pub estimate: Estimate,
    /// Takes the answer.
    pub answer: oneshot::Sender<Word>,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// For this question and all that follow in the loop.
    Yes,
    /// Nothing is sent.
    No,
}

impl Spending {
    /// Waits for the word on one question that may cost more than `above`, in millionths of a US dollar; an error where it may
    /// not be sent.
    pub(super) async fn word(
        &mut self,
        estimate: &Estimate,
        above: u64,
        cancel: &CancellationToken,
    ) -> Result<(), StopReason> {
        let word = match self {
            Self::Granted => Word::Yes,
            Self::Unattended => Word::No,
            Self::Attended(asked) => {
                let (answer, said) = oneshot::channel();
                let request = SpendRequest {
                    estimate: estimate.clone(),
                    answer,
                };
                // Both ends may be gone: then nobody said yes.
                let _ = asked.send(request);
                tokio::select! {
                    word = said => word.unwrap_or(Word::No),
                    () = cancel.cancelled() => return Err(StopReason::Cancelled),
                }
            }
        };
        if word == Word::No {
            return Err(StopReason::PolicyDenied(format!(
                "{estimate}, and `model.ask_cents` asks for your word above {}",
                words::money(above)
            )));
        }
        *self = Self::Granted;
        Ok(())
    }
}
