//! The answer to a screening in the shape of cargo's: what was said of the tree before the candidate, with the words about the
//! replayed targets in place of the old ones.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use serde_json::json;

use crate::{
    capture::Sort,
    process::{End, Output},
    shadow::CargoRun,
};

use super::{
    Dependants, Ground, Survey, Told, Unfit, dependants,
    plan::{Plan, is_below},
    run::Replayed,
    survey::{Ended, Inner, Line, Stranger, Target, Unit, Weight},
};

/// The answer where the compiler was stopped before it gave one.
pub(super) fn stopped(ground: &Ground<'_>, end: End, replayed: &[Replayed]) -> CargoRun {
    run(ground, end, String::new(), replayed, None)
}

/// The answer, if it is one that cargo could have given.
pub(super) fn of(
    ground: &Ground<'_>,
    stands: &Survey,
    plan: &Plan<'_>,
    replayed: &[Replayed],
) -> Result<Told, Unfit> {
    let stands = &*stands.0;
    let units = looked_at(plan, replayed)?;
    let mut blocked = BTreeSet::new();
    let mut unseen = false;
    for unit in units.iter().filter(|unit| unit.call.sort() != Sort::Test) {
        let above = above(stands, unit);
        if unit.ended == Ended::Failed {
            // Nobody knows which strangers stand on it, and cargo would be silent on those.
            if stands.strangers.iter().any(|it| speaks(stands, it)) {
                return Err(Unfit::DependantsMatter);
            }
            blocked.extend(above);
        } else if !was_fine(stands, unit) {
            // Nobody has seen what stands on it.
            let root = ground.mirror.shadow_root();
            if dependants::are_possible(&unit.call, ground.checks, &root) {
                return Err(Unfit::DependantsMatter);
            }
        } else if above
            .iter()
            .any(|at| has_errors(stands, &stands.units[*at]))
        {
            return Err(Unfit::DependantsMatter);
        } else {
            unseen |= !above.is_empty() || !stands.strangers.is_empty();
        }
    }
    let survey = Survey(Arc::new(Inner {
        checks: ground.checks.clone(),
        put: ground.put.clone(),
        laid: ground.laid,
        lines: lines(stands, &units, &blocked, replayed)?,
        units: remaining(stands, &blocked, &units),
        strangers: stands.strangers.clone(),
        stamps: stands.stamps.clone(),
    }));
    let failed = survey
        .0
        .lines
        .iter()
        .any(|line| line.weight == Weight::Error)
        || survey
            .0
            .units
            .iter()
            .any(|unit| unit.ended == Ended::Failed);
    let mut stdout = String::new();
    for line in &survey.0.lines {
        stdout.extend([line.text.as_str(), "\n"]);
    }
    stdout.extend([
        json!({"reason": "build-finished", "success": !failed}).to_string(),
        "\n".into(),
    ]);
    let end = End::Exited(if failed { 101 } else { 0 });
    Ok(Told {
        run: run(ground, end, stdout, replayed, Some(survey)),
        dependants: if unseen {
            Dependants::Unseen
        } else {
            Dependants::None
        },
    })
}

/// The units as the replays left them. A replay that failed without an error is worth nothing.
fn looked_at(plan: &Plan<'_>, replayed: &[Replayed]) -> Result<Vec<Unit>, Unfit> {
    let pairs = plan.units.iter().zip(replayed);
    let unit = |(unit, replay): (&&Unit, &Replayed)| {
        let says_why = replay.messages.iter().any(|(_, message)| {
            let level = message["level"].as_str().unwrap_or_default();
            level.starts_with("error")
        });
        let mut unit = (*unit).clone();
        unit.ended = match replay.end {
            End::Exited(0) => Ended::Fine,
            End::Exited(_) if says_why => Ended::Failed,
            _ => return Err(Unfit::Crashed),
        };
        if let Some(files) = &replay.files {
            unit.sources.add(&unit.call, files);
        }
        Ok(unit)
    };
    pairs.map(unit).collect()
}

/// The units of the tree before the candidate that stand on this one, near or far.
fn above(stands: &Inner, unit: &Unit) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut left = vec![unit];
    while let Some(lower) = left.pop() {
        for (at, upper) in stands.units.iter().enumerate() {
            if is_below(lower, upper) && found.insert(at) {
                left.push(upper);
            }
        }
    }
    found
}

fn was_fine(stands: &Inner, unit: &Unit) -> bool {
    let same = |known: &&Unit| known.call.unit() == unit.call.unit();
    stands
        .units
        .iter()
        .find(same)
        .is_some_and(|known| known.ended == Ended::Fine)
}

/// Whether something was said of a unit that nobody recorded.
fn speaks(stands: &Inner, stranger: &Stranger) -> bool {
    let mut lines = stands.lines.iter();
    lines.any(|line| line.of.as_ref() == Some(&stranger.target))
}

fn has_errors(stands: &Inner, unit: &Unit) -> bool {
    let mut lines = stands.lines.iter();
    lines.any(|line| line.weight == Weight::Error && line.of.as_ref() == Some(&unit.target))
}

/// What is said now: the new words where the old ones stood, nothing of what cargo would not come to.
fn lines(
    stands: &Inner,
    units: &[Unit],
    blocked: &BTreeSet<usize>,
    replayed: &[Replayed],
) -> Result<Vec<Line>, Unfit> {
    let is_new = |target: &Arc<Target>| units.iter().any(|unit| unit.target == *target);
    let is_gone =
        |target: &Arc<Target>| blocked.iter().any(|at| stands.units[*at].target == *target);
    // Of a target that is half blocked nobody can tell which half said what.
    let half =
        stands.units.iter().enumerate().find(|(at, unit)| {
            !blocked.contains(at) && is_gone(&unit.target) && !is_new(&unit.target)
        });
    if let Some((_, unit)) = half {
        return Err(Unfit::Entangled {
            what: unit.call.name().to_owned(),
        });
    }
    let mut pending: Vec<Line> = units
        .iter()
        .zip(replayed)
        .flat_map(|(unit, replay)| said(unit, replay))
        .collect();
    let mut lines = Vec::new();
    for line in &stands.lines {
        match &line.of {
            Some(target) if is_new(target) => {
                let (now, later) = pending.into_iter().partition(|new| new.of == line.of);
                lines.extend::<Vec<Line>>(now);
                pending = later;
            }
            Some(target) if is_gone(target) => {}
            _ => lines.push(line.clone()),
        }
    }
    lines.extend(pending);
    Ok(lines)
}

/// The messages of one replay as cargo would pass them on.
fn said<'a>(unit: &'a Unit, replay: &'a Replayed) -> impl Iterator<Item = Line> + 'a {
    replay.messages.iter().map(|(raw, message)| {
        let (package, target) = (json!(unit.target.package), &unit.target.target);
        // The compiler's own text as it is: reading it and writing it again would change it.
        let text = format!(
            "{{\"reason\":\"compiler-message\",\"package_id\":{package},\"target\":{target},\"message\":{raw}}}"
        );
        Line::of(unit.target.clone(), text, message)
    })
}

/// The units of the tree with the candidate.
fn remaining(stands: &Inner, blocked: &BTreeSet<usize>, units: &[Unit]) -> Vec<Unit> {
    let is_new = |unit: &Unit| units.iter().any(|new| new.call.unit() == unit.call.unit());
    let kept = stands.units.iter().enumerate();
    kept.filter(|(at, unit)| !blocked.contains(at) && !is_new(unit))
        .map(|(_, unit)| unit)
        .chain(units)
        .cloned()
        .collect()
}

fn run(
    ground: &Ground<'_>,
    end: End,
    stdout: String,
    replayed: &[Replayed],
    survey: Option<Survey>,
) -> CargoRun {
    let mut command = vec!["screening".to_owned()];
    for replay in replayed {
        if command.len() > 1 {
            command.push("&&".to_owned());
        }
        command.extend(replay.argv.iter().cloned());
    }
    CargoRun {
        output: Output {
            end,
            stdout: stdout.into_bytes(),
            stderr: replayed.iter().flat_map(|one| one.rest.bytes()).collect(),
            elapsed: replayed.iter().map(|one| one.elapsed).sum::<Duration>(),
        },
        command,
        survey,
        seen: ground.seen.clone(),
    }
}
