//! Takes credentials out of text before it is kept: journals, plans and reports hold nothing that has not come through here
//! (I6): what looks like a credential, the secrets of the environment, and long random words.
//!
//! Redaction looks at one string at a time, gives the same text for the same text, and leaves its own marks alone. So a
//! machine that replays redacted events asks for effects which, redacted again, equal the recorded ones. What no pattern
//! knows (a password that stands alone in a string) is not found. A string that is one plain word stays: it may be a word of the
//! format.

pub mod environment;
mod patterns;
pub mod random;

use std::borrow::Cow;

use serde_json::Value;

use self::patterns::Found;

/// What every mark begins with; the kind of credential and `]` follow.
const MARK: &str = "[redacted:";

/// A JSON value without credentials in any of its strings.
#[derive(Clone, Debug, PartialEq)]
pub struct Redacted(Value);

impl Redacted {
    /// Redacts every string of a value. Names of fields are left as they are.
    pub fn of(mut value: Value) -> Self {
        redact(&mut value);
        Self(value)
    }

    /// The value.
    pub fn into_value(self) -> Value {
        self.0
    }
}

/// The text with every credential replaced by `[redacted:<kind>]`.
pub fn text(text: &str) -> Cow<'_, str> {
    let mut redacted = String::new();
    let (mut done, mut at) = (0, 0);
    while at < text.len() {
        match patterns::find_at(text, at) {
            Some(Found { secret, kind }) => {
                redacted.push_str(&text[done..secret.start]);
                redacted.push_str(MARK);
                redacted.push_str(kind);
                redacted.push(']');
                (done, at) = (secret.end, secret.end);
            }
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    redacted.push_str(&text[done..]);
    Cow::Owned(redacted)
}

/// The text as it may be kept: without credentials by their looks, secrets of the environment, and random words. Paths stay.
pub fn kept(text: &str) -> String {
    let is_word = text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    match is_word {
        true => text.to_owned(),
        false => random::without(&self::text(&environment::without(text.to_owned())), "+="),
    }
}

fn redact(value: &mut Value) {
    match value {
        Value::String(string) => *string = kept(string),
        Value::Array(items) => items.iter_mut().for_each(redact),
        Value::Object(fields) => fields.values_mut().for_each(redact),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests;
