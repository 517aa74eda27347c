//! One layer of settings: reads it, says what is wrong with it and where, and holds a repository's file to I12.

use std::path::Path;

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use super::{
    ConfigError,
    keys::{self, KEYS, Key, Kind, Reach},
    schema::Settings,
};

/// Sections of the editor's settings that are the client's own business.
const CLIENT_SECTIONS: [&str; 3] = ["server", "trace", "client"];

/// Who speaks in a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The repository, which may only tighten.
    Workspace,
    /// The person.
    User,
    /// The person, through their editor.
    Editor,
}

/// One layer, flat: every leaf with where it stands.
pub(super) struct Layer {
    origin: Origin,
    file: String,
    leaves: Vec<Leaf>,
    /// Why the layer could not be read at all.
    broken: Option<ConfigError>,
}

struct Leaf {
    path: String,
    value: Value,
    line: Option<u32>,
}

impl Layer {
    /// Reads a TOML file; one that does not exist is an empty layer.
    pub(super) fn from_file(path: &Path, origin: Origin) -> Self {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::from_toml(&text, file, origin),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::empty(file, origin),
            Err(error) => {
                let message = format!("cannot be read: {error}");
                let hint = "check its permissions and that it is UTF-8 text".to_owned();
                let broken = ConfigError {
                    file: file.clone(),
                    line: None,
                    message,
                    hint,
                };
                Self {
                    broken: Some(broken),
                    ..Self::empty(file, origin)
                }
            }
        }
    }

    /// Reads TOML text; `file` names it in messages.
    pub(super) fn from_toml(text: &str, file: String, origin: Origin) -> Self {
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let line = error.span().map(|span| line_of(text, span.start));
                let message = format!("not valid TOML: {}", error.message());
                let broken = ConfigError {
                    file: file.clone(),
                    line,
                    message,
                    hint: String::new(),
                };
                return Self {
                    broken: Some(broken),
                    ..Self::empty(file, origin)
                };
            }
        };
        let mut leaves = Vec::new();
        toml_leaves(text, "", table.get_ref(), &mut leaves);
        Self {
            leaves,
            ..Self::empty(file, origin)
        }
    }

    /// Reads what an editor sent: nested objects, dotted keys, or both. Nulls are what the editor has no word on.
    pub(super) fn from_editor(value: &Value) -> Self {
        let value = value.get("bowline").unwrap_or(value);
        let mut leaves = Vec::new();
        if let Some(object) = value.as_object() {
            json_leaves("", object, &mut leaves);
        }
        leaves.retain(|leaf| {
            let section = leaf.path.split('.').next().unwrap_or_default();
            !CLIENT_SECTIONS.contains(&section)
        });
        Self {
            leaves,
            ..Self::empty("the editor's settings".into(), Origin::Editor)
        }
    }

    fn empty(file: String, origin: Origin) -> Self {
        Self {
            origin,
            file,
            leaves: Vec::new(),
            broken: None,
        }
    }

    fn error(&self, leaf: &Leaf, message: String, hint: String) -> ConfigError {
        ConfigError {
            file: self.file.clone(),
            line: leaf.line,
            message,
            hint,
        }
    }

    /// The value a leaf stands for, or what is wrong with it; a looser value of a repository is cut back with a warning.
    fn judge(&self, leaf: &Leaf, warnings: &mut Vec<String>) -> Result<Option<Value>, ConfigError> {
        let Some(key) = keys::find(&leaf.path) else {
            let hint = match keys::nearest(&leaf.path) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`bowline schema --markdown` lists every key".into(),
            };
            return Err(self.error(leaf, format!("unknown key `{}`", leaf.path), hint));
        };
        if key.kind == Kind::Text && leaf.value == "" {
            return Ok(None);
        }
        if let Some(wanted) = mismatch(key, &leaf.value) {
            let message = format!("`{}` is {}, and must be {wanted}", key.path, leaf.value);
            return Err(self.error(leaf, message, String::new()));
        }
        if self.origin != Origin::Workspace {
            return Ok(Some(leaf.value.clone()));
        }
        let kept = within_reach(key, &leaf.value);
        if kept.as_ref() != Some(&leaf.value) {
            warnings.push(self.cut_back(leaf, key, kept.as_ref()));
        }
        Ok(kept)
    }

    fn cut_back(&self, leaf: &Leaf, key: &Key, kept: Option<&Value>) -> String {
        let line = leaf.line.map(|line| format!(":{line}")).unwrap_or_default();
        let place = format!("{}{line}: `{}`", self.file, key.path);
        match kept {
            Some(kept) => format!(
                "{place} asks for {}, and a repository may only tighten it; {kept} holds. Set it in your own file to go further",
                leaf.value
            ),
            None => format!(
                "{place} is not for a repository to set, and is left out. Set it in your own file"
            ),
        }
    }
}

/// Merges the layers, weakest first; gives the settings and the warnings, and adds what cannot be used to `errors`.
pub(super) fn merge(layers: Vec<Layer>, errors: &mut Vec<ConfigError>) -> (Settings, Vec<String>) {
    let mut warnings = Vec::new();
    let mut merged = Map::new();
    for layer in layers {
        for leaf in &layer.leaves {
            match layer.judge(leaf, &mut warnings) {
                Ok(Some(value)) => insert(&mut merged, &leaf.path, value),
                Ok(None) => {}
                Err(error) => errors.push(error),
            }
        }
        errors.extend(layer.broken);
    }
    let settings = serde_json::from_value(Value::Object(merged))
        .expect("every leaf was held against the schema");
    (settings, warnings)
}

fn insert(merged: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((section, name)) = path.split_once('.') else {
        return;
    };
    let section = merged
        .entry(section)
        .or_insert_with(|| Value::Object(Map::new()));
    if let Some(section) = section.as_object_mut() {
        section.insert(name.to_owned(), value);
    }
}

/// What a key must be, where `value` is not that.
fn mismatch(key: &Key, value: &Value) -> Option<String> {
    match &key.kind {
        Kind::Switch => (!value.is_boolean()).then(|| "true or false".into()),
        Kind::Text => (!value.is_string()).then(|| "text".into()),
        Kind::List => {
            let items = value.as_array();
            let fits = items.is_some_and(|items| items.iter().all(Value::is_string));
            (!fits).then(|| "a list of texts".into())
        }
        Kind::Number { least, most } => {
            let fits = value
                .as_u64()
                .is_some_and(|number| (*least..=*most).contains(&number));
            (!fits).then(|| format!("a whole number from {least} to {most}"))
        }
        Kind::Choice(choices) => {
            let fits = value
                .as_str()
                .is_some_and(|word| choices.iter().any(|(choice, _)| choice == word));
            let words: Vec<String> = choices
                .iter()
                .map(|(choice, _)| format!("{choice:?}"))
                .collect();
            (!fits).then(|| format!("one of {}", words.join(", ")))
        }
    }
}

/// The part of a repository's wish that I12 lets through.
fn within_reach(key: &Key, value: &Value) -> Option<Value> {
    match key.reach {
        Reach::Free => Some(value.clone()),
        Reach::Never => None,
        Reach::Off => Some(if value == &Value::Bool(true) {
            key.default.clone()
        } else {
            value.clone()
        }),
        Reach::Tighten => {
            let looser = match &key.kind {
                Kind::Number { .. } => value.as_u64() > key.default.as_u64(),
                // The choices of an allowance are declared from the tightest to the loosest.
                Kind::Choice(choices) => {
                    let rank = |value: &Value| {
                        choices
                            .iter()
                            .position(|(choice, _)| Some(choice.as_str()) == value.as_str())
                    };
                    rank(value) > rank(&key.default)
                }
                Kind::Switch | Kind::Text | Kind::List => false,
            };
            Some(if looser {
                key.default.clone()
            } else {
                value.clone()
            })
        }
    }
}

fn is_section(path: &str) -> bool {
    KEYS.iter().any(|key| {
        key.path
            .strip_prefix(path)
            .is_some_and(|rest| rest.starts_with('.'))
    })
}

fn toml_leaves(text: &str, prefix: &str, table: &DeTable<'_>, leaves: &mut Vec<Leaf>) {
    for (name, value) in table {
        let path = joined(prefix, name.get_ref());
        let line = Some(line_of(text, name.span().start));
        match value.get_ref() {
            // A section that does not exist is walked too, so that each of its keys is named with the key it resembles.
            DeValue::Table(inner)
                if prefix.is_empty() && (is_section(&path) || !inner.is_empty()) =>
            {
                toml_leaves(text, &path, inner, leaves);
            }
            other => leaves.push(Leaf {
                path,
                value: json_of(other),
                line,
            }),
        }
    }
}

fn json_leaves(prefix: &str, object: &Map<String, Value>, leaves: &mut Vec<Leaf>) {
    for (name, value) in object {
        let path = joined(prefix, name);
        match value {
            Value::Null => {}
            Value::Object(inner) if keys::find(&path).is_none() => {
                json_leaves(&path, inner, leaves)
            }
            other => leaves.push(Leaf {
                path,
                value: other.clone(),
                line: None,
            }),
        }
    }
}

fn joined(prefix: &str, name: &str) -> String {
    if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}.{name}")
    }
}

fn json_of(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            i64::from_str_radix(&digits, number.radix())
                .map_or(Value::String(number.to_string()), Value::from)
        }
        DeValue::Float(number) => number
            .as_str()
            .replace('_', "")
            .parse::<f64>()
            .map_or(Value::Null, Value::from),
        DeValue::Datetime(time) => Value::String(time.to_string()),
        DeValue::Array(items) => {
            Value::Array(items.iter().map(|item| json_of(item.get_ref())).collect())
        }
        DeValue::Table(table) => {
            let pairs = table
                .iter()
                .map(|(name, value)| (name.get_ref().to_string(), json_of(value.get_ref())));
            Value::Object(pairs.collect())
        }
    }
}

/// The 1-based line of a byte.
fn line_of(text: &str, byte: usize) -> u32 {
    let before = text.get(..byte).unwrap_or(text);
    u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
}
