//! The memory of accepted states: notices a loop that comes back to where it was, or no longer gets anywhere.

use std::collections::BTreeSet;

use super::score::Score;
use crate::{
    ids::ContentHash,
    observation::{Level, Observation, ObservationKey},
};

/// Accepted rounds without a decrease that end a loop.
const PATIENCE: u32 = 2;

/// The errors of a state as a multiset: sorted keys.
type Keys = Vec<ObservationKey>;

/// Every state the loop has accepted.
#[derive(Debug, Default)]
pub struct History {
    seen: BTreeSet<(ContentHash, Keys)>,
    steps: Vec<(Vec<String>, Keys)>,
    visited: BTreeSet<(String, String)>,
    stale: u32,
}

/// What the history says about going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Nothing speaks against it.
    Fine,
    /// The loop is back in a state it had been in.
    Circling,
    /// The last accepted rounds made nothing better.
    Stalled,
}

impl History {
    /// Notes the state the loop starts from.
    pub fn start(&mut self, tree: &ContentHash, observations: &[Observation]) {
        let keys = keys(observations);
        self.visited = Score::of(observations).homes;
        self.seen.insert((tree.clone(), keys.clone()));
        self.steps.push((Vec::new(), keys));
    }

    /// Notes an accepted step that edited `items`, and says what to make of it.
    pub fn accept(
        &mut self,
        tree: &ContentHash,
        observations: &[Observation],
        items: &[String],
        from: &Score,
        to: &Score,
    ) -> Course {
        let keys = keys(observations);
        let is_known = !self.seen.insert((tree.clone(), keys.clone()));
        self.steps.push((items.to_vec(), keys));
        // A target that was never seen failing is new ground; one that was, is the way back.
        let is_new_ground = from.is_left_behind_by(to) && self.visited.is_disjoint(&to.homes);
        self.visited.extend(to.homes.iter().cloned());
        self.stale = if from.is_lowered_by(to) || is_new_ground {
            0
        } else {
            self.stale + 1
        };
        if is_known || self.swings() {
            Course::Circling
        } else if self.stale >= PATIENCE {
            Course::Stalled
        } else {
            Course::Fine
        }
    }

    /// A-B-A: three accepted steps in a row edit one item, and the third brings back the errors of the first.
    fn swings(&self) -> bool {
        let [.., (first, before), (second, _), (third, after)] = self.steps.as_slice() else {
            return false;
        };
        before == after
            && first
                .iter()
                .any(|item| second.contains(item) && third.contains(item))
    }
}

fn keys(observations: &[Observation]) -> Keys {
    let mut keys: Keys = observations
        .iter()
        .filter(|o| o.level == Level::Error)
        .map(|o| o.key.clone())
        .collect();
    keys.sort();
    keys
}
