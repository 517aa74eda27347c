//! The words for verdicts, ends and fates: one place, so that the terminal, the report and the editor say the same.

use bowline_loop_core::{
    StopReason, Verdict,
    consult::ModelCall,
    evidence::Fate,
    observation::{CheckEnd, TestCounts},
};

use crate::agent::PROVIDER;

/// A verdict in one word.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::None => "none",
        Verdict::Improved => "improved",
        Verdict::Scaffold => "scaffold",
        Verdict::Checked => "checked",
        Verdict::Proved => "proved",
    }
}

/// A verdict as editors show it: a sign and a word. One that no test speaks for is never called proved.
pub fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::None => "– no edit",
        Verdict::Improved => "△ improved",
        Verdict::Scaffold => "◌ scaffold",
        Verdict::Checked => "✓ checked",
        Verdict::Proved => "✓ proved",
    }
}

/// The first words of a report: the verdict, or what stands in for one where no edit is offered.
pub fn headline(verdict: Verdict, stop: &StopReason) -> &'static str {
    match (verdict, stop) {
        (Verdict::None, StopReason::NothingToDo) => "nothing to do",
        (Verdict::None, StopReason::Cancelled) => "cancelled",
        (Verdict::None, _) => "not solved",
        (verdict, _) => self::verdict(verdict),
    }
}

/// What a verdict means, as a sentence. `tests` are those of the proof, where they ran.
pub fn verdict_sentence(verdict: Verdict, tests: Option<&TestCounts>) -> String {
    match verdict {
        Verdict::None => "No edit is offered.".into(),
        Verdict::Improved => {
            "The code is nearer to compiling than before, and errors are left.".into()
        }
        Verdict::Scaffold => {
            "It compiles and is unfinished: parts of it are guessed, or left for you to write."
                .into()
        }
        Verdict::Checked => match tests {
            Some(counts) if counts.passed == 0 => {
                "The check is clean; no test ran, so no test covers this.".into()
            }
            Some(_) | None => "The check is clean; no test covers this.".into(),
        },
        Verdict::Proved => {
            let passed = tests.map_or(0, |counts| counts.passed);
            format!("The check is clean and {} passed.", count(passed, "test"))
        }
    }
}

/// How a cargo run ended.
pub fn check_end(end: &CheckEnd) -> String {
    match end {
        CheckEnd::Success => "clean".into(),
        CheckEnd::Failure => "with errors".into(),
        CheckEnd::TimedOut => "ran into its deadline and was killed".into(),
        CheckEnd::Broken(_) => "broke off".into(),
    }
}

/// What came of a candidate.
pub fn fate(fate: &Fate) -> String {
    match fate {
        Fate::Refused { guard, reason } => format!("refused by {guard}: {reason}"),
        Fate::Rejected { errors, first } if first.is_empty() => {
            format!("left {}", count(*errors, "error"))
        }
        Fate::Rejected { errors, first } => {
            format!("left {}, first: {first}", count(*errors, "error"))
        }
        Fate::Passed => "helped; another was better".into(),
        Fate::Accepted => "accepted".into(),
        Fate::Untried => "not tried".into(),
    }
}

/// A number with its noun: `1 error`, `3 errors`.
pub fn count(number: u32, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// A time for people: `340 ms`, `12.4 s`, `2 min 5 s`.
pub fn duration(millis: u64) -> String {
    match millis {
        0..1_000 => format!("{millis} ms"),
        1_000..60_000 => format!("{}.{} s", millis / 1_000, millis % 1_000 / 100),
        _ => format!("{} min {} s", millis / 60_000, millis / 1_000 % 60),
    }
}

/// What a loop asked of a model and of an agent and what that used, in a line; `None` where it asked nothing.
pub fn calls(calls: &[ModelCall]) -> Option<String> {
    let (of_agent, of_model): (Vec<_>, Vec<_>) =
        calls.iter().partition(|call| call.provider == PROVIDER);
    let parts = [calls_of_model(&of_model), calls_of_agent(&of_agent)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn calls_of_model(calls: &[&ModelCall]) -> Option<String> {
    let mut models: Vec<String> = Vec::new();
    for call in calls {
        let model = format!("{} at {}", call.model, call.provider);
        if !models.contains(&model) {
            models.push(model);
        }
    }
    let (asked, used) = (number_of(calls, "call"), used_by(calls)?);
    Some(format!("{}, {asked}, {used}", models.join(", then ")))
}

/// The tokens that calls used, and the money where any of it cost some; `None` where nothing was asked.
pub fn used(calls: &[ModelCall]) -> Option<String> {
    used_by(&calls.iter().collect::<Vec<_>>())
}

fn used_by(calls: &[&ModelCall]) -> Option<String> {
    calls.first()?;
    let about = match calls.iter().any(|call| call.estimated) {
        true => "about ",
        false => "",
    };
    let cost = match calls.iter().map(|call| call.micros).sum() {
        0 => String::new(),
        micros => format!(", {}", money(micros)),
    };
    Some(format!("{about}{} tokens{cost}", tokens(calls)))
}

/// Most agents say nothing of their tokens, so their time is told.
fn calls_of_agent(calls: &[&ModelCall]) -> Option<String> {
    let last = calls.last()?;
    let time = duration(calls.iter().map(|call| call.millis).sum());
    let told = match tokens(calls) {
        0 => String::new(),
        tokens => format!(", {tokens} tokens"),
    };
    let asked = number_of(calls, "prompt");
    Some(format!("agent {}, {asked}, {time}{told}", last.model))
}

fn number_of(calls: &[&ModelCall], what: &str) -> String {
    count(u32::try_from(calls.len()).unwrap_or(u32::MAX), what)
}

fn tokens(calls: &[&ModelCall]) -> u64 {
    calls.iter().map(|call| call.tokens()).sum()
}

/// Millionths of a US dollar for people.
pub fn money(micros: u64) -> String {
    format!("${}.{:04}", micros / 1_000_000, micros % 1_000_000 / 100)
}
