//! Runs the machine again over the events of a journal and holds every effect against the recorded one (I2).

use std::{collections::VecDeque, fmt};

use bowline_loop_core::{Effect, Loop};
use serde_json::Value;

use super::{Line, Record};
use crate::redact::Redacted;

/// Characters of a value that a message shows.
const LONGEST_SHOWN: usize = 300;

/// Where a replay left the recorded path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// The line of the journal, 1-based, at which the two differ.
    pub line: usize,
    /// The effect in the journal; `None` where the journal has no further one.
    pub recorded: Option<Value>,
    /// The effect the machine asked for now; `None` where it asked for no further one.
    pub replayed: Option<Value>,
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = String::new();
        let (recorded, replayed) =
            first_difference(self.recorded.as_ref(), self.replayed.as_ref(), &mut place);
        write!(f, "the replay differs at line {}", self.line)?;
        if !place.is_empty() {
            write!(f, ", in {}", place.trim_start_matches('.'))?;
        }
        write!(
            f,
            "\n  recorded: {}\n  replayed: {}",
            shown(recorded),
            shown(replayed)
        )
    }
}

impl std::error::Error for Divergence {}

/// Steps the machine over every recorded event; gives the number of events. A journal that ends early is replayed as far
/// as it goes.
pub fn replay(record: &Record) -> Result<usize, Divergence> {
    let (mut machine, effects) = Loop::start(record.header.intent.clone());
    let mut due: VecDeque<Effect> = effects.into();
    let mut events = 0;
    for (index, line) in record.lines.iter().enumerate() {
        let number = index + 2;
        match line {
            Line::Event { event, .. } => {
                if let Some(missing) = due.pop_front() {
                    return Err(Divergence {
                        line: number,
                        recorded: None,
                        replayed: Some(redacted(&missing)),
                    });
                }
                due = machine.step(event.as_ref().clone()).into();
                events += 1;
            }
            Line::Effect { effect, .. } => {
                let recorded = redacted(effect);
                let replayed = due.pop_front().as_ref().map(redacted);
                if replayed.as_ref() != Some(&recorded) {
                    return Err(Divergence {
                        line: number,
                        recorded: Some(recorded),
                        replayed,
                    });
                }
            }
            Line::Note { .. } => {}
        }
    }
    match due.pop_front() {
        // The writer was killed between an event and its effects: the end is missing, nothing differs.
        Some(missing) if record.outcome().is_some() => Err(Divergence {
            line: record.lines.len() + 2,
            recorded: None,
            replayed: Some(redacted(&missing)),
        }),
        _ => Ok(events),
    }
}

/// Walks down to the smallest parts that differ, and adds the way there to `place`: an effect that ends a loop is long.
fn first_difference<'a>(
    recorded: Option<&'a Value>,
    replayed: Option<&'a Value>,
    place: &mut String,
) -> (Option<&'a Value>, Option<&'a Value>) {
    let step = match (recorded, replayed) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => one
            .keys()
            .chain(other.keys())
            .find(|name| one.get(*name) != other.get(*name))
            .map(|name| (format!(".{name}"), one.get(name), other.get(name))),
        (Some(Value::Array(one)), Some(Value::Array(other))) => (0..one.len().max(other.len()))
            .find(|index| one.get(*index) != other.get(*index))
            .map(|index| (format!("[{index}]"), one.get(index), other.get(index))),
        _ => None,
    };
    match step {
        Some((name, one, other)) => {
            place.push_str(&name);
            first_difference(one, other, place)
        }
        None => (recorded, replayed),
    }
}

/// A value in a line of a terminal.
fn shown(value: Option<&Value>) -> String {
    let text = value.map_or("nothing".to_owned(), Value::to_string);
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}

/// The recorded effects were redacted; what the machine makes of redacted events is held to the same form.
fn redacted(effect: &Effect) -> Value {
    let value = serde_json::to_value(effect).expect("effects are plain data with text keys");
    Redacted::of(value).into_value()
}
