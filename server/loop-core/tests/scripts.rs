//! Runs every script in `tests/scripts/*.loop` against the machine: `>` events in, `<` effects out.
//!
//! `UPDATE_EXPECT=1` writes the `<` lines anew; read them before you keep them. Blank lines and `#` comments stay. The
//! notation, read by `scripts/reading.rs` and written by `scripts/writing.rs`; words with spaces go in double quotes:
//!
//! ```text
//! > intent at=src/lib.rs:3-4 code=E0382 message="use of …"   the goal: one place; or
//! > intent all warnings scope=workspace                      every error (and warning) in a scope:
//!        scope=file:src/lib.rs, scope=package:app:crates/app, or workspace (the default)
//!        attempts=3 per-round=8 candidates=20                bounds, with their defaults
//!        scaffolds=ask tests=ask risky=ask                   refuse, ask (the default) or allow
//!        offered=B@path:start-end:text                       a result of an earlier loop: its tree and its edit
//!        model=2,9000,500,1                                  a model may be asked: calls for one tree, tokens, micros, and
//!                                                            how many stronger ones there are (none by default)
//! > gathered #1 tree=A
//! > checked #2 OBSERVATION; OBSERVATION                      a baseline; fails if an error is among them, else succeeds
//! > checked #2 timed-out        > checked #2 broken "words"        > checked #2 failure
//! > proposed #3 CANDIDATE; CANDIDATE
//! > proposed #3 call=900,50,answered CANDIDATE …              what a model wrote, and what the call used; `none` for no call
//! > proposed #3 call=900,0,context_too_long unfit             the model asked can do nothing for this tree
//! > proposed #3 call=0,0,auth stop=blocked {…}                no further call is worth it: a code and its detail as JSON
//! > screened #4 tree=B …                                     the rest as for checked
//! > proved #5 tree=B tests=3 tests=3,failing::one …
//! > rebased #6 tree=C           > rebased #6 conflict src/lib.rs
//! > failed #2 out_of_tokens     > failed #2 policy_denied "why"    a code of StopReason and its detail as JSON
//! > drifted src/lib.rs src/a.rs
//! > time-up
//! > cancel
//!
//! OBSERVATION  E0382@src/lib.rs:3-4 phase=borrow in="fn f" text=x says="…" pkg=app targets=lib at=300-305 n=0
//!              by default: line 1, phase types, `fn main`, text `x`, package `app`, target `lib`, one byte at a hundred times
//!              the line;
//!              `warning:CODE…` is a warning; no `@` means no place; `-` is no code
//! CANDIDATE    c1 CLASS @path:start-end:text … FACT=n in="fn f" titled="…"
//!              CLASS: machine keeps maybe unspecified plausible sampled scaffold; FACT: a field of EditFacts;
//!              weakens=KIND:place adds to its weakenings
//!
//! < gather #1                  < baseline #2                 < propose #3 attempt=1        < screen #4 c1
//! < propose #3 attempt=2 model=1 tokens=9000 micros=500      the model is asked, and what its bounds leave
//! < propose #3 attempt=2 model=1 stronger=1 tokens=9000      a stronger one is asked
//! < accept c1                  < prove #5                    < rebase #6                   < abandon #4
//! < finish STOP "detail" verdict=checked attempts=1 screened=1 tree=B
//! <   step @path:start-end:text                              one line an accepted step
//! <   left CODE@path:line                                    one line an observation that stays
//! <   round 1: c1 accepted                                   one line a candidate
//! <   caution: …
//! ```

// The core does no IO; the runner of its scripts reads and rewrites them.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[path = "scripts/pieces.rs"]
mod pieces;
#[path = "scripts/reading.rs"]
mod reading;
#[path = "scripts/words.rs"]
mod words;
#[path = "scripts/writing.rs"]
mod writing;

use std::{collections::BTreeSet, fs, path::PathBuf};

use bowline_loop_core::{Effect, Event, Intent, Loop, guards};

/// A line of a script that is not an answer.
enum Line {
    Intent(Intent),
    Event(Event),
    Other,
}

struct Script {
    name: String,
    path: PathBuf,
    text: String,
}

fn scripts() -> Vec<Script> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let mut scripts: Vec<Script> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "loop")
        })
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            Script {
                name,
                text: fs::read_to_string(&path).unwrap(),
                path,
            }
        })
        .collect();
    scripts.sort_by(|a, b| a.name.cmp(&b.name));
    scripts
}

impl Script {
    fn lines(&self) -> Vec<(&str, Line)> {
        let kept = self.text.lines().filter(|line| !line.starts_with('<'));
        kept.map(|line| (line, self.read(line))).collect()
    }

    fn read(&self, line: &str) -> Line {
        match line.strip_prefix("> ") {
            None => Line::Other,
            Some(rest) => match rest.strip_prefix("intent ") {
                Some(intent) => Line::Intent(reading::intent(intent)),
                None => Line::Event(
                    reading::event(rest).unwrap_or_else(|e| panic!("{}: {line}: {e}", self.name)),
                ),
            },
        }
    }

    /// The intent and the events, without the answers.
    fn story(&self) -> (Intent, Vec<Event>) {
        let mut intent = None;
        let mut events = Vec::new();
        for (_, line) in self.lines() {
            match line {
                Line::Intent(read) => intent = Some(read),
                Line::Event(event) => events.push(event),
                Line::Other => {}
            }
        }
        (
            intent.unwrap_or_else(|| panic!("{}: no intent", self.name)),
            events,
        )
    }

    /// The script with the answers the machine gives now.
    fn played(&self) -> String {
        let mut text = String::new();
        let mut machine: Option<Loop> = None;
        for (line, read) in self.lines() {
            text.push_str(line);
            text.push('\n');
            let effects = match read {
                Line::Other => Vec::new(),
                Line::Intent(intent) => {
                    let (started, effects) = Loop::start(intent);
                    machine = Some(started);
                    effects
                }
                Line::Event(event) => machine.as_mut().expect("an intent comes first").step(event),
            };
            for effect in &effects {
                text.push_str(&writing::effect(effect));
            }
        }
        text
    }
}

fn run(intent: Intent, events: &[Event]) -> Vec<Vec<Effect>> {
    let (mut machine, effects) = Loop::start(intent);
    let mut all = vec![effects];
    all.extend(events.iter().map(|event| machine.step(event.clone())));
    all
}

#[test]
fn every_script_plays_as_written() {
    let rewrite = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut differing = Vec::new();
    for script in scripts() {
        let played = script.played();
        if played == script.text {
            continue;
        }
        if rewrite {
            fs::write(&script.path, played).unwrap();
        } else {
            let (line, pair) = played
                .lines()
                .zip(script.text.lines())
                .enumerate()
                .find(|(_, (a, b))| a != b)
                .unwrap_or_default();
            differing.push(format!(
                "{} line {}:\n  now: {}\n  was: {}",
                script.name,
                line + 1,
                pair.0,
                pair.1
            ));
        }
    }
    assert!(
        differing.is_empty(),
        "{}\n(UPDATE_EXPECT=1 writes the answers anew)",
        differing.join("\n")
    );
}

#[test]
fn every_script_ends_with_one_finish_and_nothing_behind_it() {
    for script in scripts() {
        let (intent, events) = script.story();
        let effects: Vec<Effect> = run(intent.clone(), &events).into_iter().flatten().collect();
        let is_finish = |effect: &&Effect| matches!(effect, Effect::Finish { .. });
        assert_eq!(
            effects.iter().filter(is_finish).count(),
            1,
            "{}",
            script.name
        );
        assert!(
            effects.last().is_some_and(|last| is_finish(&last)),
            "{}",
            script.name
        );
        let again: Vec<Event> = events.iter().chain(&events).cloned().collect();
        assert_eq!(
            run(intent, &again).into_iter().flatten().count(),
            effects.len(),
            "{}",
            script.name
        );
    }
}

#[test]
fn the_same_events_give_the_same_effects() {
    for script in scripts() {
        let (intent, events) = script.story();
        assert_eq!(
            run(intent.clone(), &events),
            run(intent, &events),
            "{}",
            script.name
        );
    }
}

/// A late answer, to a ticket that was never given out or has been answered, changes nothing wherever it comes in.
#[test]
fn a_late_answer_changes_nothing_anywhere() {
    for script in scripts() {
        let (intent, events) = script.story();
        let expected = run(intent.clone(), &events);
        let (mut machine, _) = Loop::start(intent);
        for (at, event) in events.iter().enumerate() {
            let stale = reading::event("failed #999 out_of_money").unwrap();
            assert_eq!(machine.step(stale), Vec::new(), "{}", script.name);
            assert_eq!(
                machine.step(event.clone()),
                expected[at + 1],
                "{}",
                script.name
            );
            if !matches!(event, Event::Drifted { .. }) {
                let repeated = machine.step(event.clone());
                assert_eq!(
                    repeated,
                    Vec::new(),
                    "{}: an event was heard twice: {event:?}",
                    script.name
                );
            }
        }
    }
}

#[test]
fn every_event_and_effect_survives_a_journal() {
    for script in scripts() {
        let (intent, events) = script.story();
        let line = serde_json::to_string(&intent).unwrap();
        assert_eq!(
            serde_json::from_str::<Intent>(&line).unwrap(),
            intent,
            "{}",
            script.name
        );
        for event in &events {
            let line = serde_json::to_string(event).unwrap();
            assert_eq!(
                &serde_json::from_str::<Event>(&line).unwrap(),
                event,
                "{}",
                script.name
            );
        }
        for effect in run(intent, &events).iter().flatten() {
            let line = serde_json::to_string(effect).unwrap();
            assert_eq!(
                &serde_json::from_str::<Effect>(&line).unwrap(),
                effect,
                "{}",
                script.name
            );
        }
    }
}

/// Every guard has a script named after it in which it refuses or asks for a word, and one in which it lets an edit pass.
#[test]
fn every_guard_has_scripts() {
    let names: BTreeSet<String> = scripts().into_iter().map(|script| script.name).collect();
    for guard in guards::ALL {
        let prefix = format!("guard_{}", guard.name);
        assert!(
            names.iter().any(|name| name.starts_with(&prefix)),
            "no script {prefix}*.loop"
        );
    }
}

#[test]
fn every_stop_reason_has_a_script() {
    let codes = "achieved nothing_to_do blocked approval_needed touches_others_work out_of_scope out_of_attempts \
        out_of_time out_of_tokens out_of_money thrash no_progress nothing_to_propose refused_by_guard drift \
        policy_denied cancelled broke";
    let reached: BTreeSet<&str> = scripts()
        .into_iter()
        .filter_map(|script| {
            let (intent, events) = script.story();
            let last = run(intent, &events).into_iter().flatten().last()?;
            let Effect::Finish { outcome } = last else {
                return None;
            };
            Some(outcome.stop.code())
        })
        .collect();
    assert_eq!(reached, codes.split_whitespace().collect());
}
