//! The keys as a flat list, derived from the schema: what validation and every generated page walk over.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::schema::Settings;

/// One key.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// For instance `check.tool`.
    pub(super) path: String,
    /// What it means, in Markdown.
    pub(super) description: String,
    /// What it may hold.
    pub(super) kind: Kind,
    /// Its default as JSON.
    pub(super) default: Value,
    /// What a repository's file may do with it (I12).
    pub(super) reach: Reach,
}

/// What a key may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `true` or `false`.
    Switch,
    /// A whole number within bounds, both inclusive.
    Number { least: u64, most: u64 },
    /// Text, or nothing.
    Text,
    /// A list of texts.
    List,
    /// One of some words, each with its meaning.
    Choice(Vec<(String, String)>),
}

/// What a repository's file may do with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Set it.
    Free,
    /// Set it to a number not above the default, or a word not looser than the default.
    Tighten,
    /// Turn it off.
    Off,
    /// Nothing.
    Never,
}

/// Every key, in the order of the schema.
pub(super) static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let schema = raw_schema();
    let mut keys = Vec::new();
    for section in section_names() {
        let Some(properties) = schema
            .pointer(&format!("/properties/{section}/properties"))
            .and_then(Value::as_object)
        else {
            continue;
        };
        keys.extend(
            properties
                .iter()
                .map(|(name, property)| key(&section, name, property)),
        );
    }
    keys
});

/// The sections in the order in which they are declared.
pub(super) fn section_names() -> Vec<String> {
    let sections = [
        "check",
        "background",
        "limits",
        "proof",
        "allow",
        "editor",
        "model",
        "agent",
        "sandbox",
        "shadow",
        "journal",
        "log",
    ];
    sections.map(str::to_owned).to_vec()
}

/// The schema as schemars derives it, with nothing behind references.
pub(super) fn raw_schema() -> Value {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings
        .into_generator()
        .into_root_schema_for::<Settings>()
        .to_value()
}

/// The key of this path.
pub(super) fn find(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path == path)
}

/// The known key, or section, that somebody who wrote `path` most likely meant.
pub(super) fn nearest(path: &str) -> Option<&'static str> {
    let likeness = |key: &Key| {
        let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
        let whole = strsim::normalized_damerau_levenshtein(path, &key.path);
        // A key written in the wrong section, or in none.
        let tail = strsim::normalized_damerau_levenshtein(&last(path), &last(&key.path)) * 0.95;
        whole.max(tail)
    };
    let (key, score) = KEYS
        .iter()
        .map(|key| (key, likeness(key)))
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    (score >= 0.5).then_some(key.path.as_str())
}

fn key(section: &str, name: &str, property: &Value) -> Key {
    let path = format!("{section}.{name}");
    let text = |field: &str| {
        property
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let default = property.get("default").cloned().unwrap_or(Value::Null);
    let reach = reach(&path);
    Key {
        description: text("description"),
        kind: kind(property),
        default,
        reach,
        path,
    }
}

fn kind(property: &Value) -> Kind {
    let number = |field: &str, otherwise: u64| {
        property
            .get(field)
            .and_then(Value::as_u64)
            .unwrap_or(otherwise)
    };
    if let Some(choices) = property.get("oneOf").and_then(Value::as_array) {
        return Kind::Choice(
            choices
                .iter()
                .filter_map(Value::as_object)
                .map(choice)
                .collect(),
        );
    }
    match property.get("type").and_then(Value::as_str) {
        Some("boolean") => Kind::Switch,
        Some("integer") => Kind::Number {
            least: number("minimum", 0),
            most: number("maximum", u64::from(u32::MAX)),
        },
        Some("array") => Kind::List,
        _ => Kind::Text,
    }
}

fn choice(choice: &Map<String, Value>) -> (String, String) {
    let text = |field: &str| {
        choice
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    (text("const"), text("description"))
}

fn reach(path: &str) -> Reach {
    match path.split_once('.') {
        Some((
            "model",
            "samples" | "prompt_tokens" | "reply_tokens" | "loop_tokens" | "day_tokens"
            | "loop_cents" | "day_cents" | "seconds",
        ))
        | Some(("agent", "seconds" | "rounds"))
        | Some(("limits" | "allow", _) | ("sandbox", "mode") | ("background", "seconds")) => {
            Reach::Tighten
        }
        // Journals, the log, the machine and who is paid are the person's, and of all their projects.
        Some(("journal" | "log" | "shadow" | "model" | "agent", _)) => Reach::Never,
        Some(("check", "on_save") | ("sandbox", "network") | ("background", _)) => Reach::Off,
        Some(("sandbox", _)) => Reach::Never,
        _ => Reach::Free,
    }
}
