//! Search: which candidates are tried, in which order, which of them is accepted, and when going on is pointless. Pure
//! comparisons; asking for a check is the machine's part.

pub mod cost;
pub mod history;
pub mod round;
pub mod score;

use std::collections::BTreeSet;

use crate::{
    action::{Candidate, Class, FileEdit},
    evidence::{Fate, Trial},
    ids::{CandidateId, ContentHash},
};

/// A candidate that the guards let through, with what they said about it.
#[derive(Clone, Debug)]
pub struct Contender {
    /// The candidate.
    pub candidate: Candidate,
    /// Its place among the proposals of its round, from 0.
    pub order: usize,
    /// When it may be tried.
    pub group: Group,
    /// Why a person's word is needed for it, one sentence each; empty where it is not.
    pub words: Vec<String>,
    /// What a person should know about it all the same, one sentence each.
    pub cautions: Vec<String>,
}

impl Contender {
    /// What is known of its quality before it is checked: the lower, the better.
    pub fn rank(&self) -> (Class, u32) {
        (self.candidate.class, cost::cost(&self.candidate.facts))
    }
}

/// When a candidate may be tried: a group is only reached when nothing in the groups before it helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// At once.
    Plain,
    /// After every plain one: a person's word is needed.
    NeedsWord,
    /// Last of all: it compiles, and is unfinished.
    Scaffold,
}

/// Everything the search remembers from one round to the next.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Every candidate and what came of it so far, in the order of proposal.
    pub trials: Vec<Trial>,
    /// Candidates screened so far.
    pub screened: u32,
    tried: BTreeSet<(ContentHash, Vec<FileEdit>)>,
    refuted: BTreeSet<ContentHash>,
}

impl Ledger {
    /// Notes a proposal; its fate is open.
    pub fn enter(&mut self, candidate: &Candidate, attempt: u32, fate: Fate) {
        self.trials.push(Trial {
            candidate: candidate.id,
            attempt,
            title: candidate.title.clone(),
            fate,
            cures: candidate.cures.clone(),
        });
    }

    /// Notes what came of a candidate.
    pub fn settle(&mut self, id: CandidateId, fate: Fate) {
        if let Some(trial) = self
            .trials
            .iter_mut()
            .rev()
            .find(|trial| trial.candidate == id)
        {
            trial.fate = fate;
        }
    }

    /// Notes that these edits were checked on top of this tree.
    pub fn try_on(&mut self, tree: &ContentHash, edits: &[FileEdit]) {
        self.screened += 1;
        self.tried.insert((tree.clone(), sorted(edits)));
    }

    /// Whether these edits were checked on top of this tree before.
    pub fn was_tried(&self, tree: &ContentHash, edits: &[FileEdit]) -> bool {
        self.tried.contains(&(tree.clone(), sorted(edits)))
    }

    /// Notes that the proof of a tree did not hold what its screening promised.
    pub fn refute(&mut self, tree: ContentHash) {
        self.refuted.insert(tree);
    }

    /// Whether the proof of this tree has failed before.
    pub fn is_refuted(&self, tree: &ContentHash) -> bool {
        self.refuted.contains(tree)
    }
}

/// Edits in the order of their files, so that two equal ones compare equal.
pub fn sorted(edits: &[FileEdit]) -> Vec<FileEdit> {
    let mut edits = edits.to_vec();
    edits.sort();
    edits
}
