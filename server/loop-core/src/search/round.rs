//! One round: contenders in, one at a time out to be checked, the best of those that helped at the end.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, VecDeque},
};

use super::{Contender, score::Score};
use crate::{
    action::Replacement,
    ids::{ContentHash, WorkspacePath},
    observation::Observation,
    patterns::Standing,
};

/// Errors up to which a part of a composite is worth its own check: with so few of them, one may be the cause of the other.
const CASCADE: u32 = 2;

/// A contender whose check was progress.
#[derive(Clone, Debug)]
pub struct Passed {
    /// The contender.
    pub contender: Contender,
    /// The tree with it applied.
    pub tree: ContentHash,
    /// What its check said.
    pub standing: Standing,
    /// The errors of the whole check, for the history.
    pub observations: Vec<Observation>,
}

/// The contenders of one round.
#[derive(Debug)]
pub struct Round {
    queue: VecDeque<Contender>,
    passed: Vec<Passed>,
    /// Those that could not be better than one that had helped.
    skipped: VecDeque<Contender>,
    /// Checks this round may still ask for.
    budget: u32,
    /// Where the tree stood when the round began.
    from: Score,
    wants: Wants,
    /// Contenders that are still tried beside one that clears everything, whatever their rank.
    beside: u32,
}

/// What a contender must do to be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wants {
    Progress,
    /// One that seemed to clear everything was refuted: only another such one is better than that.
    Everything,
}

impl Round {
    /// A round over these contenders, with at most `budget` checks. The proposers' own order holds within a group: they put
    /// composites before their parts.
    pub fn new(mut contenders: Vec<Contender>, budget: u32, from: Score) -> Self {
        contenders.sort_by_key(|contender| (contender.group, contender.order));
        Self {
            queue: contenders.into(),
            passed: Vec::new(),
            skipped: VecDeque::new(),
            budget,
            from,
            wants: Wants::Progress,
            beside: 0,
        }
    }

    /// The same round, with so many contenders tried beside the first that clears everything.
    pub fn beside_the_first(self, number: u32) -> Self {
        Self {
            beside: number,
            ..self
        }
    }

    /// What the contenders do that left the same as the best.
    pub fn rivals(&self, best: &Standing) -> Vec<String> {
        let items = |standing: &Standing| {
            let left = standing.left.iter();
            left.map(|one| one.key.item.clone())
                .collect::<BTreeSet<_>>()
        };
        let left = items(best);
        let rivals = self.passed.iter();
        rivals
            .filter(|one| items(&one.standing) == left)
            .map(|one| one.contender.candidate.title.clone())
            .collect()
    }

    /// The next contender worth a check.
    pub fn take_next(&mut self) -> Option<Contender> {
        let has_clear = self.passed.iter().any(|one| one.standing.is_clear());
        if has_clear && self.beside > 0 {
            // Outside of the budget: without them nobody knows whether the first is the only one.
            self.beside -= 1;
            return self.queue.pop_front();
        }
        while self.budget > 0 {
            let contender = self.queue.pop_front()?;
            if self.is_worth(&contender) {
                self.budget -= 1;
                return Some(contender);
            }
            self.skipped.push_back(contender);
        }
        None
    }

    /// The contenders that would be taken next if nothing else helped.
    pub fn waiting(&self) -> impl Iterator<Item = &Contender> {
        let budget = usize::try_from(self.budget).unwrap_or(usize::MAX);
        let queue = self.queue.iter();
        queue.filter(|one| self.is_worth(one)).take(budget)
    }

    /// Takes a contender that helped.
    pub fn pass(&mut self, passed: Passed) {
        self.passed.push(passed);
    }

    /// The best of those that helped.
    pub fn best(&mut self) -> Option<Passed> {
        let best = (0..self.passed.len())
            .filter(|at| self.wants == Wants::Progress || self.passed[*at].standing.is_clear())
            .min_by_key(|at| rank(&self.passed[*at], &self.from))?;
        Some(self.passed.swap_remove(best))
    }

    /// Goes on for another contender that clears everything, where there may be one.
    pub fn reopen(mut self) -> Option<Self> {
        self.wants = Wants::Everything;
        self.skipped.append(&mut self.queue);
        self.queue = std::mem::take(&mut self.skipped);
        let has_clear = self.passed.iter().any(|passed| passed.standing.is_clear());
        (has_clear || self.budget > 0 && self.has_more()).then_some(self)
    }

    /// Whether contenders are left that no check has seen.
    pub fn has_more(&self) -> bool {
        !self.queue.is_empty()
    }

    /// A later group waits until the ones before it have failed; beside one that clears everything, only a contender of
    /// better rank could still win.
    fn is_worth(&self, contender: &Contender) -> bool {
        let Some(group) = self
            .passed
            .iter()
            .map(|passed| passed.contender.group)
            .min()
        else {
            return true;
        };
        if contender.group > group {
            return false;
        }
        self.passed
            .iter()
            .filter(|passed| passed.standing.is_clear() && passed.standing.uncovered.is_empty())
            .all(|clear| {
                contender.rank() < clear.contender.rank()
                    && (self.from.errors <= CASCADE || !is_part(contender, &clear.contender))
            })
    }
}

/// The order of those that helped: first is best.
fn rank(passed: &Passed, from: &Score) -> impl Ord + use<> {
    let score = &passed.standing.score;
    (
        !passed.contender.words.is_empty(),
        score.errors > 0,
        !from.is_left_behind_by(score),
        Reverse(score.phase),
        score.errors,
        score.warnings,
        passed.standing.uncovered.len(),
        passed.contender.rank(),
        passed.contender.order,
    )
}

fn is_part(part: &Contender, whole: &Contender) -> bool {
    let whole = replacements(whole);
    replacements(part)
        .iter()
        .all(|replacement| whole.contains(replacement))
}

fn replacements(contender: &Contender) -> BTreeSet<(&WorkspacePath, &Replacement)> {
    let edits = &contender.candidate.edits;
    edits
        .iter()
        .flat_map(|edit| edit.replacements.iter().map(|r| (&edit.path, r)))
        .collect()
}
