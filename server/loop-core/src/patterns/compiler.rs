//! The compiler-driven pattern: the goal is a diagnostic at one place, or every one in a scope. New errors are part of the
//! goal, whether an edit caused them or only let the compiler come far enough to see them.

mod place;
mod worth;

use std::collections::{BTreeMap, BTreeSet};

use super::{Aim, Edited, Edits, Footing, Likeness, Pattern, Reach, Standing, Worth};
use crate::{
    intent::{Goal, Scope, Spot, Warnings},
    observation::{CheckEnd, CheckReport, Level, Observation},
    search::score::Score,
};

/// The pattern, for one goal.
pub struct Compiler {
    goal: Goal,
    scope: Scope,
}

impl Compiler {
    /// The pattern that clears `goal` within `scope`.
    pub fn new(goal: Goal, scope: Scope) -> Self {
        Self { goal, scope }
    }

    fn goal_of(&self, all: &[Observation]) -> Vec<Observation> {
        match &self.goal {
            Goal::ClearAt(spot) => at_spot(spot, all),
            Goal::ClearAll { warnings } => all
                .iter()
                .filter(|o| is_asked(*warnings, o) && self.is_in_scope(o))
                .cloned()
                .collect(),
            Goal::PassTests { .. } | Goal::WriteTest { .. } => Vec::new(),
        }
    }

    fn is_in_scope(&self, observation: &Observation) -> bool {
        let Some(site) = &observation.site else {
            return self.scope == Scope::Workspace;
        };
        match &self.scope {
            Scope::File(path) => &site.path == path,
            // A root package's directory holds the other members too, so the name must agree as well.
            Scope::Package { name, .. } => {
                self.scope.holds(&site.path)
                    && (observation.package.is_empty() || &observation.package == name)
            }
            Scope::Workspace => !site.path.is_outside(),
        }
    }

    /// Whether a new error is none of this loop's: nobody asked for its place, it lies in a target that the compiler had not
    /// reached because another failed, and an edit inside a body cannot be felt there.
    fn is_uncovered(&self, aim: &Aim, observation: &Observation, reach: Reach) -> bool {
        let is_asked_for =
            matches!(self.goal, Goal::ClearAll { .. }) && self.is_in_scope(observation);
        let is_elsewhere = !aim.failing.is_empty()
            && !observation.targets.is_empty()
            && observation
                .homes()
                .iter()
                .all(|home| !aim.failing.contains(home));
        reach == Reach::Bodies && is_elsewhere && !is_asked_for && observation.level == Level::Error
    }

    /// Whether an observation after an edit is weighed at all.
    fn is_weighed(&self, goal: &BTreeSet<Likeness>, observation: &Observation) -> bool {
        match (&self.goal, observation.level) {
            (_, Level::Error) => true,
            (_, Level::Note)
            | (Goal::PassTests { .. } | Goal::WriteTest { .. }, Level::Warning) => false,
            // A warning elsewhere never stands in the way of the one at the place.
            (Goal::ClearAt(_), Level::Warning) => goal.contains(&Likeness::of(observation)),
            (Goal::ClearAll { warnings }, Level::Warning) => {
                is_asked(*warnings, observation) && self.is_in_scope(observation)
            }
        }
    }
}

impl Pattern for Compiler {
    fn aim(&self, baseline: &CheckReport) -> Aim {
        let goal = self.goal_of(&baseline.observations);
        let mut others = BTreeMap::new();
        for observation in baseline.observations.iter().filter(|o| !goal.contains(o)) {
            *others.entry(Likeness::of(observation)).or_default() += 1;
        }
        let mut homes: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for observation in baseline
            .observations
            .iter()
            .filter(|o| !o.targets.is_empty())
        {
            if let Some(site) = &observation.site {
                homes
                    .entry(site.path.clone())
                    .or_default()
                    .extend(observation.homes());
            }
        }
        let failing = Score::of(&baseline.observations).homes;
        Aim {
            goal,
            others,
            failing,
            homes,
        }
    }

    fn standing(&self, aim: &Aim, after: &CheckReport, edits: &Edits<'_>) -> Standing {
        let likes: BTreeSet<_> = aim.goal.iter().map(Likeness::of).collect();
        let mut known = aim.others.clone();
        let (mut left, mut others, mut uncovered) = (Vec::new(), Vec::new(), Vec::new());
        for observation in after
            .observations
            .iter()
            .filter(|o| self.is_weighed(&likes, o))
        {
            let list = match known.get_mut(&Likeness::of(observation)) {
                Some(count)
                    if *count > 0 && !place::is_at_goal(&aim.goal, observation, &edits.track) =>
                {
                    *count -= 1;
                    &mut others
                }
                _ if self.is_uncovered(aim, observation, edits.reach) => &mut uncovered,
                _ => &mut left,
            };
            list.push(observation.clone());
        }
        others.retain(|observation| observation.level == Level::Error);
        Standing {
            score: Score::of(&left),
            ground: footing(after),
            left,
            others,
            uncovered,
        }
    }

    fn worth(&self, aim: &Aim, proof: &CheckReport, standing: &Standing, edited: &Edited) -> Worth {
        worth::worth(aim, proof, standing, edited)
    }

    fn nothing_to_do(&self, baseline: &CheckReport) -> Vec<String> {
        let errors = baseline
            .observations
            .iter()
            .filter(|o| o.level == Level::Error)
            .count();
        match (errors, &self.goal) {
            (0, _) => Vec::new(),
            (1, Goal::ClearAt(_)) => {
                vec!["The check found 1 error, and it is not at this place.".into()]
            }
            (n, Goal::ClearAt(_)) => vec![format!(
                "The check found {n} errors, none of them at this place."
            )],
            (1, _) => {
                vec!["The check found 1 error, and it is outside the scope.".into()]
            }
            (n, _) => {
                vec![format!(
                    "The check found {n} errors, all of them outside the scope."
                )]
            }
        }
    }
}

/// A failure without an error says nothing about the code. Tests only run behind a clean check, so their bad end does not
/// take the check's good one back.
fn footing(report: &CheckReport) -> Footing {
    let says_why = report.observations.iter().any(|o| o.level == Level::Error);
    match &report.end {
        CheckEnd::Success => Footing::Sound,
        CheckEnd::Failure if says_why => Footing::Sound,
        CheckEnd::TimedOut | CheckEnd::Broken(_) if report.tests.is_some() && !says_why => {
            Footing::Sound
        }
        CheckEnd::Failure | CheckEnd::TimedOut | CheckEnd::Broken(_) => Footing::Unsound,
    }
}

fn is_asked(warnings: Warnings, observation: &Observation) -> bool {
    match observation.level {
        Level::Error => true,
        Level::Warning => warnings == Warnings::Clear,
        Level::Note => false,
    }
}

/// The diagnostics a person pointed at. Their editor's words narrow the choice where they fit: some clients overwrite the
/// code, others shorten the message.
fn at_spot(spot: &Spot, all: &[Observation]) -> Vec<Observation> {
    let here: Vec<&Observation> = all
        .iter()
        .filter(|o| o.level != Level::Note && place::is_at_spot(spot, o))
        .collect();
    let has_code = |o: &Observation| spot.code.as_ref().is_some_and(|code| *code == o.key.code);
    let says = |o: &Observation| {
        spot.message
            .as_ref()
            .is_some_and(|hint| is_said(hint, &o.message))
    };
    let is_error = |o: &Observation| o.level == Level::Error;
    let narrowings: [&dyn Fn(&Observation) -> bool; 5] = [
        &|o| has_code(o) && says(o),
        &has_code,
        &says,
        &is_error,
        &|_| true,
    ];
    narrowings
        .iter()
        .map(|fits| {
            here.iter()
                .filter(|o| fits(o))
                .map(|o| (*o).clone())
                .collect::<Vec<_>>()
        })
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn is_said(hint: &str, message: &str) -> bool {
    let first = |text: &str| text.lines().next().unwrap_or_default().trim().to_owned();
    let (hint, message) = (first(hint), first(message));
    !hint.is_empty()
        && !message.is_empty()
        && (hint.starts_with(&message) || message.starts_with(&hint))
}
