//! Reads the `>` lines of a script: intents and events. The notation is described in `tests/scripts.rs`.

use bowline_loop_core::{
    CheckReport, ContentHash, Event, Intent, Reach, StopReason, Ticket, WorkspacePath,
    context::ContextPack,
    intent::{
        Allowance, Checks, Goal, Limits, Offered, Scope, Spot, Targets, Tests, Tool, Tradeoffs,
        Warnings,
    },
    machine::Rebase,
    observation::{CheckEnd, Level, TestCounts},
};

use super::{
    pieces,
    words::{pair, parts, range, words},
};

type Read<T> = Result<T, String>;

/// Reads what follows `> intent `.
pub fn intent(line: &str) -> Intent {
    let mut intent = Intent {
        goal: Goal::ClearAll {
            warnings: Warnings::Leave,
        },
        scope: Scope::Workspace,
        checks: Checks {
            package: None,
            targets: Targets::Default,
            tool: Tool::Check,
            tests: Tests::Skip,
        },
        limits: Limits {
            attempts: 3,
            candidates_per_round: 8,
            candidates: 20,
            millis: 60_000,
            check_millis: 30_000,
        },
        tradeoffs: Tradeoffs {
            scaffolds: Allowance::Ask,
            test_edits: Allowance::Ask,
            risky_edits: Allowance::Ask,
        },
        offered: Vec::new(),
        model: None,
        reach: Reach::default(),
    };
    for word in words(line) {
        set(&mut intent, &word).unwrap_or_else(|| panic!("what is `{word}` in an intent?"));
    }
    intent
}

fn set(intent: &mut Intent, word: &str) -> Option<()> {
    let Some((key, value)) = pair(word) else {
        match word {
            "all" => {}
            "warnings" => {
                intent.goal = Goal::ClearAll {
                    warnings: Warnings::Clear,
                }
            }
            _ => return None,
        }
        return Some(());
    };
    match (key, &mut intent.goal) {
        ("at", goal) => {
            let (path, lines) = value.split_once(':')?;
            let (first_line, last_line) = range(lines)?;
            let path = WorkspacePath::new(path);
            *goal = Goal::ClearAt(Spot {
                path,
                first_line,
                last_line,
                code: None,
                message: None,
            });
        }
        ("code", Goal::ClearAt(spot)) => spot.code = Some(value.into()),
        ("message", Goal::ClearAt(spot)) => spot.message = Some(value.into()),
        ("scope", _) => intent.scope = scope(value)?,
        ("offered", _) => {
            let (tree, edit) = value.split_once('@')?;
            let mut edits = Vec::new();
            pieces::add(&mut edits, edit)?;
            intent.offered.push(Offered {
                tree: ContentHash(tree.into()),
                edits,
            });
        }
        ("model", _) => intent.model = Some(pieces::bounds(value)?),
        ("attempts", _) => intent.limits.attempts = value.parse().ok()?,
        ("per-round", _) => intent.limits.candidates_per_round = value.parse().ok()?,
        ("candidates", _) => intent.limits.candidates = value.parse().ok()?,
        ("scaffolds", _) => intent.tradeoffs.scaffolds = allowance(value)?,
        ("tests", _) => intent.tradeoffs.test_edits = allowance(value)?,
        ("risky", _) => intent.tradeoffs.risky_edits = allowance(value)?,
        _ => return None,
    }
    Some(())
}

fn scope(value: &str) -> Option<Scope> {
    let mut parts = value.split(':');
    match (parts.next()?, parts.next(), parts.next()) {
        ("workspace", None, None) => Some(Scope::Workspace),
        ("file", Some(path), None) => Some(Scope::File(WorkspacePath::new(path))),
        ("package", Some(name), directory) => Some(Scope::Package {
            name: name.into(),
            directory: WorkspacePath::new(directory.unwrap_or_default()),
        }),
        _ => None,
    }
}

fn allowance(value: &str) -> Option<Allowance> {
    match value {
        "refuse" => Some(Allowance::Refuse),
        "ask" => Some(Allowance::Ask),
        "allow" => Some(Allowance::Allow),
        _ => None,
    }
}

/// Reads what follows `> ` where it is no intent.
pub fn event(line: &str) -> Read<Event> {
    let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
    match kind {
        "cancel" => return Ok(Event::Cancel),
        "time-up" => return Ok(Event::TimeUp),
        "drifted" => {
            return Ok(Event::Drifted {
                paths: words(rest).iter().map(WorkspacePath::new).collect(),
            });
        }
        _ => {}
    }
    let (ticket, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let ticket = ticket
        .strip_prefix('#')
        .and_then(|n| n.parse().ok())
        .map(Ticket)
        .ok_or("no ticket")?;
    match kind {
        "gathered" => Ok(Event::Gathered {
            ticket,
            context: context(rest)?,
        }),
        "checked" => Ok(Event::Checked {
            ticket,
            report: report(rest)?,
        }),
        "proposed" => {
            let (consulted, rest) = pieces::consulted(rest)?;
            let candidates: Read<_> = parts(rest).into_iter().map(pieces::candidate).collect();
            Ok(Event::Proposed {
                ticket,
                candidates: candidates?,
                consulted,
            })
        }
        "screened" | "proved" => {
            let (tree, rest) = tree(rest)?;
            let report = report(rest)?;
            Ok(if kind == "proved" {
                Event::Proved {
                    ticket,
                    tree,
                    report,
                }
            } else {
                Event::Screened {
                    ticket,
                    tree,
                    report,
                }
            })
        }
        "rebased" => Ok(Event::Rebased {
            ticket,
            rebase: rebase(rest)?,
        }),
        "failed" => Ok(Event::Failed {
            ticket,
            stop: stop(rest)?,
        }),
        _ => Err(format!("what is `{kind}`?")),
    }
}

fn tree(rest: &str) -> Read<(ContentHash, &str)> {
    let rest = rest.strip_prefix("tree=").ok_or("no tree")?;
    let (tree, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    Ok((ContentHash(tree.into()), rest))
}

fn context(rest: &str) -> Read<ContextPack> {
    let (tree, rest) = tree(rest)?;
    let line = |text: &str| text.parse::<u32>().map_err(|error| error.to_string());
    let spot = match rest.strip_prefix("spot=") {
        Some(lines) => {
            let (first, last) = lines.split_once('-').ok_or("a spot is FIRST-LAST")?;
            Some((line(first)?, line(last)?))
        }
        None => None,
    };
    Ok(ContextPack {
        tree,
        sources: Vec::new(),
        spot,
    })
}

fn rebase(rest: &str) -> Read<Rebase> {
    match rest.strip_prefix("conflict ") {
        Some(paths) => Ok(Rebase::Conflict {
            paths: words(paths).iter().map(WorkspacePath::new).collect(),
        }),
        None => Ok(Rebase::Merged {
            context: context(rest)?,
        }),
    }
}

pub(super) fn stop(rest: &str) -> Read<StopReason> {
    let (code, detail) = rest.split_once(' ').unwrap_or((rest, ""));
    let json = match detail {
        "" => format!(r#"{{"code":"{code}"}}"#),
        detail => format!(r#"{{"code":"{code}","detail":{detail}}}"#),
    };
    serde_json::from_str(&json).map_err(|error| error.to_string())
}

fn report(rest: &str) -> Read<CheckReport> {
    let mut end = None;
    let mut tests = None;
    let mut rest = rest.trim();
    // What is said of the run as a whole stands before the observations.
    loop {
        let (word, behind) = rest.split_once(' ').unwrap_or((rest, ""));
        match word {
            "timed-out" => end = Some(CheckEnd::TimedOut),
            "failure" => end = Some(CheckEnd::Failure),
            "broken" => {
                let said = words(behind).into_iter().next().unwrap_or_default();
                end = Some(CheckEnd::Broken(said));
                rest = "";
                break;
            }
            word => match word.strip_prefix("tests=") {
                Some(counts) => tests = Some(self::tests(counts)?),
                None => break,
            },
        }
        rest = behind.trim();
    }
    let (said, beyond) = match rest.strip_prefix("wider ") {
        Some(wider) => ("", wider),
        None => (rest, ""),
    };
    let read =
        |list| -> Read<Vec<_>> { parts(list).into_iter().map(pieces::observation).collect() };
    let (observations, wider) = (read(said)?, read(beyond)?);
    let has_error = observations.iter().any(|o| o.level == Level::Error);
    let end = end.unwrap_or(if has_error {
        CheckEnd::Failure
    } else {
        CheckEnd::Success
    });
    Ok(CheckReport {
        end,
        command: vec!["cargo".into(), "check".into()],
        millis: 1,
        observations,
        tests,
        wider,
        unseen: Vec::new(),
    })
}

fn tests(counts: &str) -> Read<TestCounts> {
    let mut parts = counts.split(',');
    let passed = parts
        .next()
        .and_then(|n| n.parse().ok())
        .ok_or("how many tests passed?")?;
    Ok(TestCounts {
        passed,
        failed: parts.map(str::to_owned).collect(),
        ..TestCounts::default()
    })
}
