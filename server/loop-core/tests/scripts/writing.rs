//! Writes the `<` lines of a script: effects, and the outcome in full.

use bowline_loop_core::{
    Effect, Observation, Outcome, StopReason, consult::Consult, evidence::Fate,
};

/// The lines of one effect, each ended.
pub fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Gather { ticket } => format!("< gather #{ticket}\n"),
        Effect::Baseline { ticket } => format!("< baseline #{ticket}\n"),
        Effect::Propose {
            ticket,
            attempt,
            consult,
        } => format!("< propose #{ticket} attempt={attempt}{}\n", asking(consult)),
        Effect::Screen { ticket, candidate } => format!("< screen #{ticket} c{candidate}\n"),
        Effect::Accept { candidate } => format!("< accept c{candidate}\n"),
        Effect::Retract { candidate } => format!("< retract c{candidate}\n"),
        Effect::Prove { ticket } => format!("< prove #{ticket}\n"),
        Effect::Rebase { ticket } => format!("< rebase #{ticket}\n"),
        Effect::Abandon { ticket } => format!("< abandon #{ticket}\n"),
        Effect::Finish { outcome } => finish(outcome),
    }
}

/// How the model is asked: the number of the question and what the bounds leave.
fn asking(consult: &Option<Consult>) -> String {
    let Some(consult) = consult else {
        return String::new();
    };
    let micros = consult.micros.map(|left| format!(" micros={left}"));
    let (sample, tokens) = (consult.sample, consult.tokens);
    let route = match consult.route {
        0 => String::new(),
        route => format!(" stronger={route}"),
    };
    format!(
        " model={sample}{route} tokens={tokens}{}",
        micros.unwrap_or_default()
    )
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
    for call in &outcome.calls {
        let (tokens, micros) = (call.tokens(), call.micros);
        text.push_str(&format!(
            "<   call {}: {tokens} tokens, {micros} micros\n",
            call.end
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
