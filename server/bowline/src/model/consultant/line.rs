//! The way to one model: its plan, its key and its client once they are needed, and how long its prompts may be.

use bowline_loop_core::StopReason;
use bowline_proposers::model::{Answered, Ask, Client, LookupBy, Route, Secret};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::stop_of;
use crate::model::{Plan, key};

/// The least that a prompt is cut down to, in tokens.
const LEAST_PROMPT: u32 = 500;

/// The way to one model.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) plan: Plan,
    /// Tokens that a prompt may have; less once one was too long.
    pub(super) budget: u32,
    /// How the model may ask to see more; by words once it turned out to know no tools.
    pub(super) lookups: LookupBy,
    /// Made with the first call, so that a loop that never asks opens nothing and runs no command.
    opened: Option<(Client, Option<Secret>)>,
}

impl Line {
    pub(super) fn new(plan: Plan) -> Self {
        Self {
            budget: plan.prompt_tokens,
            lookups: plan.provider.lookups(),
            plan,
            opened: None,
        }
    }

    /// The key, where one is known by now.
    pub(super) fn key(&self) -> Option<&Secret> {
        self.opened.as_ref()?.1.as_ref()
    }

    /// A prompt was too long: the next one is half as long.
    pub(super) fn ask_for_less(&mut self) {
        self.budget = (self.budget / 2).max(LEAST_PROMPT);
    }

    /// Finds the key, once.
    pub(super) async fn open(&mut self, cancel: &CancellationToken) -> Result<(), StopReason> {
        if self.opened.is_none() {
            let key = key::find(&self.plan, cancel).await?;
            let client = Client::new().map_err(|error| {
                stop_of(&error, &self.plan).unwrap_or(StopReason::NothingToPropose)
            })?;
            self.opened = Some((client, key));
        }
        Ok(())
    }

    /// Sends a question, and says meanwhile how much has been written.
    pub(super) async fn ask(
        &self,
        ask: &Ask,
        cancel: &CancellationToken,
        written: &watch::Sender<u64>,
    ) -> Result<Answered, StopReason> {
        let Some((client, key)) = &self.opened else {
            return Err(StopReason::NothingToPropose);
        };
        let route = Route {
            provider: self.plan.provider.clone(),
            model: self.plan.model.clone(),
            key: key.clone(),
        };
        Ok(client.ask_aloud(&route, ask, cancel, written).await)
    }
}
