//! Screenings ahead of their time: while the compiler looks at the candidate that the machine asks about, others look at those it
//! would ask about next. An answer is kept until it is asked for, or until the round ends.
//!
//! Lives here: what runs, what was said, the places that run side by side. Does not live here: whether a candidate may be told
//! this way at all, and what an answer is worth (`screening`).

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use bowline_loop_core::{CandidateId, StopReason, intent::Checks};
use bowline_shadow::{Aside, Screening, ShadowError, Survey};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::super::internal;

/// What every screening of a round shares.
#[derive(Clone)]
pub(super) struct Footing {
    pub(super) built: Survey,
    pub(super) stands: Survey,
    pub(super) checks: Checks,
    pub(super) deadline: Duration,
}

/// What the compiler said of one candidate, with what it was said of.
pub(super) struct Said {
    pub(super) aside: Aside,
    pub(super) screening: Result<Screening, ShadowError>,
}

/// One that has ended.
struct Ended {
    id: CandidateId,
    said: Said,
}

/// The screenings of one round that run or have run ahead of the machine.
#[derive(Default)]
pub(super) struct Ahead {
    /// What the machine would ask about next, in that order.
    upcoming: VecDeque<CandidateId>,
    running: JoinSet<Ended>,
    under_way: BTreeMap<CandidateId, usize>,
    said: BTreeMap<CandidateId, Said>,
    /// Those that can only be screened alone.
    alone: BTreeSet<CandidateId>,
    place: Place,
}

/// Whether this machine lets screenings run beside one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// It does, for all that is known.
    #[default]
    Found,
    /// It has refused.
    None,
}

impl Ahead {
    /// Takes note of what would be asked about behind the candidate that is asked about now.
    pub(super) fn expect(&mut self, upcoming: impl Iterator<Item = CandidateId>) {
        self.upcoming = upcoming.collect();
    }

    /// Whether anything is worth running beside this one.
    pub(super) fn has_company(&self, id: CandidateId) -> bool {
        self.is_known(id) || self.place == Place::Found && !self.upcoming.is_empty()
    }

    /// Whether it runs or has run.
    pub(super) fn is_known(&self, id: CandidateId) -> bool {
        self.said.contains_key(&id) || self.under_way.contains_key(&id)
    }

    /// The next one to begin where `lanes` may run at once, and the place for it. Beside the one that is asked about, no more
    /// than `lanes` are looked at before their time.
    pub(super) fn next(&self, asked: CandidateId, lanes: usize) -> Option<(CandidateId, usize)> {
        if self.place == Place::None || self.under_way.len() >= lanes {
            return None;
        }
        let window = std::iter::once(asked).chain(self.upcoming.iter().copied().take(lanes));
        let mut free = window.filter(|id| !self.is_known(*id) && !self.alone.contains(id));
        let id = free.next()?;
        let taken: BTreeSet<usize> = self.under_way.values().copied().collect();
        (0..lanes)
            .find(|lane| !taken.contains(lane))
            .map(|lane| (id, lane))
    }

    /// Takes note that this machine has no place for it.
    pub(super) fn keep_apart(&mut self) {
        self.place = Place::None;
    }

    /// Takes note that one can only be screened alone.
    pub(super) fn pass_over(&mut self, id: CandidateId) {
        self.alone.insert(id);
    }

    /// Begins one.
    pub(super) fn begin(&mut self, id: CandidateId, lane: usize, aside: Aside, footing: Footing) {
        self.under_way.insert(id, lane);
        let work = async move {
            // Whoever wants it ended ends the task: its processes die with it.
            let never = CancellationToken::new();
            let Footing {
                built,
                stands,
                checks,
                deadline,
            } = &footing;
            let screening = aside.screen(built, stands, checks, *deadline, &never).await;
            let said = Said { aside, screening };
            Ended { id, said }
        };
        self.running.spawn(work.in_current_span());
    }

    /// Waits until one has ended.
    pub(super) async fn one_ends(&mut self) -> Result<(), StopReason> {
        match self.running.join_next().await {
            None => Ok(()),
            Some(Ok(Ended { id, said })) => {
                self.under_way.remove(&id);
                self.said.insert(id, said);
                Ok(())
            }
            Some(Err(error)) => Err(internal(format!("a screening ended badly: {error}"))),
        }
    }

    /// What was said of a candidate; it is given once.
    pub(super) fn take(&mut self, id: CandidateId) -> Option<Said> {
        self.said.remove(&id)
    }

    /// Lets all that run come to their ends: what they look at is about to change.
    pub(super) async fn settle(&mut self) -> Result<(), StopReason> {
        while !self.running.is_empty() {
            self.one_ends().await?;
        }
        Ok(())
    }

    /// Ends all that run, and forgets what was said: nobody will ask.
    pub(super) async fn give_up(&mut self) {
        self.running.shutdown().await;
        self.under_way.clear();
        self.said.clear();
        self.alone.clear();
        self.upcoming.clear();
    }
}
