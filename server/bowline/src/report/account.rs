//! What a person should know of each error that a loop could not mend: what was tried, what came of it, and what is theirs to
//! decide.

use std::collections::BTreeSet;

use bowline_loop_core::{
    Observation, Outcome,
    evidence::{Fate, Trial},
    observation::Phase,
};
use serde::Serialize;

use super::{evidence::Seen, testing, words};

/// Errors that get an account of their own; further ones are only listed.
const MOST_ACCOUNTS: usize = 20;

/// The account of one error that is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// The error.
    pub error: Seen,
    /// What was tried for it, and what came of each try.
    pub tried: Vec<Attempted>,
    /// What stands in the way, as a sentence.
    pub obstacle: String,
    /// What a person should decide, as a sentence.
    pub decide: String,
}

/// One try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempted {
    /// What it does.
    pub title: String,
    /// What came of it.
    pub result: String,
}

/// The accounts of everything that an outcome leaves of its goal.
pub(super) fn accounts(outcome: &Outcome) -> Vec<Account> {
    let left = outcome.left.iter().take(MOST_ACCOUNTS);
    left.map(|observation| account(observation, &outcome.trials))
        .collect()
}

fn account(observation: &Observation, trials: &[Trial]) -> Account {
    let meant: Vec<&Trial> = trials
        .iter()
        .filter(|trial| is_meant_for(trial, observation))
        .collect();
    let mut seen = BTreeSet::new();
    let tried = meant
        .iter()
        .filter(|trial| trial.fate != Fate::Untried && seen.insert(&trial.title))
        .map(|trial| Attempted {
            title: trial.title.clone(),
            result: words::fate(&trial.fate),
        })
        .collect();
    Account {
        error: Seen::of(observation),
        tried,
        obstacle: if testing::is_test(observation) {
            obstacle(&meant).replace(" in the compiler", "")
        } else {
            obstacle(&meant)
        },
        decide: decision(observation).to_owned(),
    }
}

fn is_meant_for(trial: &Trial, observation: &Observation) -> bool {
    if testing::is_test(observation) {
        // Edits of behaviour are made for all tests of the goal.
        return true;
    }
    let Some(site) = &observation.site else {
        return false;
    };
    trial.cures.iter().any(|cure| {
        cure.code == observation.key.code && cure.path == site.path && cure.start == site.start
    })
}

/// Why none of the tries became the fix.
fn obstacle(trials: &[&Trial]) -> String {
    let count =
        |wanted: fn(&Fate) -> bool| trials.iter().filter(|trial| wanted(&trial.fate)).count();
    let rejected = count(|fate| matches!(fate, Fate::Rejected { .. }));
    let refused = count(|fate| matches!(fate, Fate::Refused { .. }));
    let untried = count(|fate| matches!(fate, Fate::Untried));
    if trials.is_empty() {
        return "Neither the compiler nor a rule proposes an edit for it.".into();
    }
    if rejected + refused == 0 && untried > 0 {
        return "There are proposals, and the bound on candidates was reached before their turn."
            .into();
    }
    match (rejected, refused) {
        (0, 0) => "What was tried for it was taken, and it is still there.".into(),
        (rejected, 0) => format!("{} did not hold in the compiler.", tries(rejected)),
        (0, refused) => format!("{} refused before it was applied.", was(refused)),
        (rejected, refused) => format!(
            "{} did not hold in the compiler, and {} refused before it was applied.",
            tries(rejected),
            was(refused).to_lowercase()
        ),
    }
}

fn tries(number: usize) -> String {
    words::count(u32::try_from(number).unwrap_or(u32::MAX), "try").replace("trys", "tries")
}

fn was(number: usize) -> String {
    if number == 1 {
        "1 proposal was".into()
    } else {
        format!("{number} proposals were")
    }
}

/// What an error of this kind asks of the one who wrote the code. By code, since the codes stand for the question; by phase
/// where there is none.
pub(super) fn decision(observation: &Observation) -> &'static str {
    match observation.key.code.as_str() {
        _ if testing::is_test(observation) => testing::DECIDE,
        "E0432" | "E0433" | "E0463" => {
            "Is this a crate to add with `cargo add`, a module still to be written, or another path?"
        }
        "E0405" | "E0412" | "E0422" | "E0425" | "E0531" => {
            "Where is this name to come from: a declaration still to be written, an import, or another name?"
        }
        "E0599" | "E0609" | "E0610" => {
            "Does this type need the member, or is another type meant here?"
        }
        "E0308" | "E0369" | "E0271" => {
            "Which of the two types is the one you mean? The other side has to follow it."
        }
        "E0277" => "Shall this type implement the trait, or is another type meant here?",
        "E0282" | "E0283" | "E0284" => "Which type is meant? Nothing in the code says it.",
        "E0061" | "E0057" | "E0063" => "Which value belongs there?",
        "E0004" | "E0005" | "E0023" | "E0026" | "E0027" => {
            "What shall happen in the cases that are not covered?"
        }
        "E0046" | "E0049" | "E0050" | "E0053" | "E0186" | "E0195" | "E0407" => {
            "Does the implementation have to follow the trait, or the trait the implementation?"
        }
        "E0382" | "E0505" | "E0507" | "E0508" | "E0509" => {
            "Who shall own the value afterwards: may it be borrowed here, copied, or given away for good?"
        }
        "E0499" | "E0502" | "E0503" | "E0506" | "E0594" | "E0596" => {
            "Which of the two uses may come first, or may the data be split so that they do not meet?"
        }
        "E0597" | "E0515" | "E0716" | "E0373" | "E0521" => {
            "Who shall own the value for as long as it is used?"
        }
        "E0106" | "E0261" | "E0309" | "E0310" | "E0478" | "E0491" | "E0621" | "E0700" => {
            "From which input does the result borrow, and how long must that live?"
        }
        "E0133" => "Does what the function demands hold here? Only then may it stand in `unsafe`.",
        "E0603" | "E0616" | "E0624" | "E0451" => {
            "Shall this be visible here, or is there a public way to it?"
        }
        "E0117" | "E0119" | "E0210" | "E0592" | "E0034" => {
            "Which implementation shall hold? For a foreign trait on a foreign type, a type of your own around it."
        }
        "E0038" => "Must the trait be usable as `dyn`, or can a generic parameter stand there?",
        "E0015" | "E0080" | "E0435" | "E0492" | "E0493" => {
            "Must this value be known at compile time?"
        }
        "E0658" | "E0554" => "This needs a nightly compiler; is there a way without the feature?",
        _ if observation.phase <= Phase::Parse => {
            "What was to stand here? The text does not parse."
        }
        _ => {
            "What did you mean here? The message above names what the compiler could not bring together."
        }
    }
}

#[cfg(test)]
mod tests {
    use bowline_loop_core::{
        CandidateId, Cure, ObservationKey, StopReason, WorkspacePath,
        observation::{Level, Site},
    };

    use super::*;

    fn left(code: &str, start: usize) -> Observation {
        let path = WorkspacePath::new("src/lib.rs");
        Observation {
            key: ObservationKey {
                code: code.into(),
                message: "mismatched types".into(),
                path: Some(path.clone()),
                item: "fn f".into(),
                text: "x".into(),
                ordinal: 0,
            },
            level: Level::Error,
            phase: Phase::Types,
            site: Some(Site {
                path,
                first_line: 3,
                last_line: 3,
                column: 5,
                start,
                end: start + 1,
            }),
            package: "app".into(),
            targets: Vec::new(),
            message: "mismatched types".into(),
            rendered: String::new(),
        }
    }

    fn trial(title: &str, start: usize, fate: Fate) -> Trial {
        Trial {
            candidate: CandidateId(1),
            attempt: 1,
            title: title.into(),
            fate,
            cures: vec![Cure {
                code: "E0308".into(),
                path: WorkspacePath::new("src/lib.rs"),
                start,
            }],
        }
    }

    #[test]
    fn an_error_is_told_with_its_own_tries_and_with_what_to_decide() {
        let rejected = Fate::Rejected {
            errors: 2,
            first: "cannot borrow".into(),
        };
        let outcome = Outcome {
            left: vec![left("E0308", 40), left("E0308", 90)],
            trials: vec![
                trial("borrow it", 40, rejected.clone()),
                trial("borrow it", 40, rejected),
                trial("something else", 60, Fate::Passed),
            ],
            ..Outcome::without_edit(StopReason::NoProgress)
        };
        let accounts = accounts(&outcome);
        assert_eq!(accounts.len(), 2);
        assert_eq!(accounts[0].tried.len(), 1, "{:?}", accounts[0]);
        assert_eq!(
            accounts[0].tried[0].result,
            "left 2 errors, first: cannot borrow"
        );
        assert_eq!(
            accounts[0].obstacle,
            "2 tries did not hold in the compiler."
        );
        assert!(accounts[0].decide.contains("two types"));
        assert_eq!(
            accounts[1].obstacle,
            "Neither the compiler nor a rule proposes an edit for it."
        );
    }
}
