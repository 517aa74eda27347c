//! Writes the `<` lines of a script: effects, and the outcome in full.

use bowline_loop_core::{Effect, Observation, Outcome, StopReason, evidence::Fate};

/// The lines of one effect, each ended.
pub fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Gather { ticket } => format!("< gather #{ticket}\n"),
        Effect::Baseline { ticket } => format!("< baseline #{ticket}\n"),
        Effect::Propose { ticket, attempt } => format!("< propose #{ticket} attempt={attempt}\n"),
        Effect::Screen { ticket, candidate } => format!("< screen #{ticket} c{candidate}\n"),
        Effect::Accept { candidate } => format!("< accept c{candidate}\n"),
        Effect::Retract { candidate } => format!("< retract c{candidate}\n"),
        Effect::Prove { ticket } => format!("< prove #{ticket}\n"),
        Effect::Rebase { ticket } => format!("< rebase #{ticket}\n"),
        Effect::Abandon { ticket } => format!("< abandon #{ticket}\n"),
        Effect::Finish { outcome } => finish(outcome),
    }
}

fn finish(outcome: &Outcome) -> String {
    let mut text = format!(
        "< finish {} verdict={} attempts={} screened={}",
        stop(&outcome.stop),
        outcome.verdict,
        outcome.attempts,
        outcome.candidates
    );
    if let Some(tree) = &outcome.tree {
        text.push_str(&format!(" tree={tree}"));
    }
    text.push('\n');
    for step in &outcome.steps {
        text.push_str("<   step");
        for edit in step {
            for r in &edit.replacements {
                text.push_str(&format!(" @{}:{}-{}:{}", edit.path, r.start, r.end, r.text));
            }
        }
        text.push('\n');
    }
    for observation in &outcome.left {
        text.push_str(&format!("<   left {}\n", place(observation)));
    }
    for trial in &outcome.trials {
        text.push_str(&format!(
            "<   round {}: c{} {}\n",
            trial.attempt,
            trial.candidate,
            fate(&trial.fate)
        ));
    }
    for caution in &outcome.cautions {
        text.push_str(&format!("<   caution: {caution}\n"));
    }
    text
}

fn stop(stop: &StopReason) -> String {
    let json = serde_json::to_value(stop).unwrap();
    match json.get("detail") {
        Some(detail) => format!("{} {detail}", stop.code()),
        None => stop.code().to_owned(),
    }
}

fn place(observation: &Observation) -> String {
    let code = &observation.key.code;
    match &observation.site {
        Some(site) => format!("{code}@{}:{}", site.path, site.first_line),
        None => code.clone(),
    }
}

fn fate(fate: &Fate) -> String {
    match fate {
        Fate::Refused { guard, reason } => format!("refused by {guard}: {reason}"),
        Fate::Rejected { errors, first } => format!("rejected with {errors} left: {first}"),
        Fate::Passed => "passed".into(),
        Fate::Accepted => "accepted".into(),
        Fate::Untried => "untried".into(),
    }
}
