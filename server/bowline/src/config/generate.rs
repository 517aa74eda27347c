//! Pages made from the schema: JSON Schema for `bowline.toml`, VS Code's settings page, the documentation.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::keys::{self, KEYS, Key, Kind, Reach};

/// The JSON Schema of `bowline.toml`.
pub fn toml_schema() -> Value {
    let mut schema = keys::raw_schema();
    tidy(&mut schema);
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".into(), "bowline.toml".into());
        // Sections carry their own defaults; a second copy above them says nothing new.
        if let Some(sections) = root.get_mut("properties").and_then(Value::as_object_mut) {
            for section in sections.values_mut().filter_map(Value::as_object_mut) {
                section.remove("default");
                section.remove("title");
            }
        }
    }
    schema
}

/// The object `contributes.configuration` of the VS Code extension's manifest. Keys of the client alone, below
/// `bowline.server.` and `bowline.trace.`, are added by the manifest.
pub fn vscode() -> Value {
    let properties: Map<String, Value> = KEYS
        .iter()
        .map(|key| (format!("bowline.{}", key.path), vscode_property(key)))
        .collect();
    json!({ "title": "Bowline", "properties": properties })
}

/// The documentation page `docs/configuration.md`.
pub fn markdown() -> String {
    let mut page = String::from(HEAD);
    let schema = keys::raw_schema();
    for section in keys::section_names() {
        let description = schema
            .pointer(&format!("/properties/{section}/description"))
            .and_then(Value::as_str);
        let _ = write!(
            page,
            "\n## `[{section}]`\n\n{}\n\n",
            description.unwrap_or_default()
        );
        page.push_str("| Key | Values | Default | From the repository |\n|---|---|---|---|\n");
        let prefix = format!("{section}.");
        let keys: Vec<&Key> = KEYS
            .iter()
            .filter(|key| key.path.starts_with(&prefix))
            .collect();
        for key in &keys {
            let reach = reach_words(key.reach);
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {reach} |",
                key.path,
                values(&key.kind),
                default(key)
            );
        }
        for key in keys {
            let _ = write!(page, "\n**`{}`**: {}", key.path, key.description);
            if let Kind::Choice(choices) = &key.kind {
                page.push_str("\n\n");
                for (word, meaning) in choices {
                    let _ = writeln!(page, "- `\"{word}\"`: {meaning}");
                }
            } else {
                page.push('\n');
            }
        }
    }
    page
}

const HEAD: &str = "\
<!-- Made by `bowline schema --markdown`; a test holds it in step with the code. -->
# Configuration

Settings come from four layers; each goes before the ones above it in this list:

1. the defaults below,
2. `bowline.toml` in the root of the workspace,
3. your own file: `$XDG_CONFIG_HOME/bowline/bowline.toml` (usually `~/.config/bowline/bowline.toml`), or the file that
   `BOWLINE_CONFIG` names,
4. your editor's settings, with the same keys below `bowline.` (`bowline.check.tool`).

A repository is not you: its `bowline.toml` may only tighten limits and allowances. What it asks beyond the default is cut
back, and `bowline doctor` and the editor say so. An unknown key or a value that does not fit is named with its line; a
server goes on with the remaining settings, and `bowline fix` stops with exit code 2.

`bowline schema --toml-schema` prints the JSON Schema of the file ([bowline.schema.json](bowline.schema.json)).

```toml
[check]
tool = \"clippy\"
all_targets = true

[limits]
seconds = 120
```
";

fn vscode_property(key: &Key) -> Value {
    let mut property = Map::new();
    match &key.kind {
        Kind::Switch => {
            property.insert("type".into(), "boolean".into());
        }
        Kind::Number { least, most } => {
            property.insert("type".into(), "integer".into());
            property.insert("minimum".into(), (*least).into());
            property.insert("maximum".into(), (*most).into());
        }
        Kind::Text => {
            property.insert("type".into(), "string".into());
        }
        Kind::List => {
            property.insert("type".into(), "array".into());
            property.insert("items".into(), json!({ "type": "string" }));
        }
        Kind::Choice(choices) => {
            property.insert("type".into(), "string".into());
            property.insert(
                "enum".into(),
                choices.iter().map(|(word, _)| word.clone()).collect(),
            );
            property.insert(
                "markdownEnumDescriptions".into(),
                choices.iter().map(|(_, meaning)| meaning.clone()).collect(),
            );
        }
    }
    // A field of text has no word for nothing; the empty text stands for it.
    let default = if key.kind == Kind::Text {
        "".into()
    } else {
        key.default.clone()
    };
    property.insert("default".into(), default);
    property.insert("markdownDescription".into(), key.description.clone().into());
    // A repository brings its own `.vscode/settings.json`; it must not speak for the person (I12).
    property.insert("scope".into(), "machine".into());
    Value::Object(property)
}

fn values(kind: &Kind) -> String {
    match kind {
        Kind::Switch => "`true`, `false`".into(),
        Kind::Number { least, most } => format!("{least} to {most}"),
        Kind::Text => "text".into(),
        Kind::List => "list of texts".into(),
        Kind::Choice(choices) => choices
            .iter()
            .map(|(word, _)| format!("`\"{word}\"`"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn default(key: &Key) -> String {
    if key.default.is_null() {
        "none".into()
    } else {
        format!("`{}`", key.default)
    }
}

fn reach_words(reach: Reach) -> &'static str {
    match reach {
        Reach::Free => "yes",
        Reach::Tighten => "only tighter",
        Reach::Off => "only off",
        Reach::Never => "no",
    }
}

/// Takes out what only describes the Rust types behind the file.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object
                .get("format")
                .and_then(Value::as_str)
                .is_some_and(|format| format.starts_with("uint"))
            {
                object.remove("format");
            }
            object.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}
