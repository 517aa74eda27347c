//! A mode in a Markdown file: front matter in YAML between two lines of `---`, the prompt below it. Our own files and Kilo's
//! agents differ in a few keys, and all of them are read in both.

use std::path::Path;

use bowline_loop_core::{Reach, intent::Allowance};

use super::{MOST_PROMPT, Mode, Permissions, Route, Source, Word};
use crate::{
    config::ConfigError,
    yaml::{self, Node, Value},
};

/// Keys of Kilo's agents that mean nothing here and take nothing away.
const WITHOUT_EFFECT: &[&str] = &[
    "name", "mode", "top_p", "variant", "color", "hidden", "tools",
];

/// Keys of a mode, for whoever mistypes one.
const KEYS: &str = "`description`, `model`, `permissions`, `temperature` and `steps`";

/// Reads a mode; `None` for one that is switched off.
pub(super) fn mode(path: &Path, text: &str, source: Source) -> Result<Option<Mode>, ConfigError> {
    let fault = Fault { path };
    let (front, above, body) = yaml::front_matter(text).ok_or_else(|| {
        fault.at(
            1,
            "has no front matter",
            "begin with a line `---`, then `description: …`, then a line `---`; the prompt follows",
        )
    })?;
    let front = yaml::parse(front, above).map_err(|error| {
        fault.at(
            error.line,
            &format!("the front matter is not valid YAML: {}", error.message),
            "put a text with `:` or `#` in it between quotes",
        )
    })?;
    let Some(entries) = front.table() else {
        return Err(fault.at(
            front.line,
            "the front matter is no table",
            "write one `key: value` a line",
        ));
    };
    if front.get("disable").map(|node| &node.value) == Some(&Value::Switch(true)) {
        return Ok(None);
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut mode = Mode {
        name: name.to_lowercase(),
        description: String::new(),
        prompt: body.trim().to_owned(),
        permissions: Permissions::open(),
        route: None,
        temperature: None,
        steps: None,
        source,
        notes: Vec::new(),
    };
    if !is_name(&mode.name) {
        return Err(fault.at(
            1,
            &format!("`{name}` is no name for a mode"),
            "name the file with letters, digits, `-` and `_`",
        ));
    }
    if mode.prompt.len() > MOST_PROMPT {
        mode.notes.push(format!(
            "its prompt has {} bytes; a short one leaves more room for code",
            mode.prompt.len()
        ));
    }
    for (key, value) in entries {
        fault.set(&mut mode, key, value)?;
    }
    if mode.description.is_empty() {
        return Err(fault.at(
            1,
            "has no `description`",
            "say in one sentence what the mode is for",
        ));
    }
    Ok(Some(mode))
}

/// Whether a text can be asked for as a mode.
pub(super) fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && name.len() <= 64 && name.chars().all(fits)
}

/// Says what is wrong with one file.
pub(super) struct Fault<'a> {
    pub(super) path: &'a Path,
}

impl Fault<'_> {
    /// An error at a line, with what to do.
    pub(super) fn at(&self, line: u32, message: &str, hint: &str) -> ConfigError {
        ConfigError {
            file: self.path.display().to_string(),
            line: Some(line),
            message: message.to_owned(),
            hint: hint.to_owned(),
        }
    }

    fn set(&self, mode: &mut Mode, key: &str, node: &Node) -> Result<(), ConfigError> {
        if node.value == Value::Nothing {
            return Ok(());
        }
        match key {
            "description" => mode.description = self.text(key, node)?.trim().to_owned(),
            "model" => mode.route = Some(Route::read(self.text(key, node)?.trim())),
            "temperature" => mode.temperature = Some(self.temperature(node)?),
            "steps" => {
                let steps = self.number(key, node, 1.0, 1000.0)?;
                mode.steps = Some(steps as u32);
            }
            "permissions" | "permission" => self.permissions(mode, node)?,
            "disable" => {}
            _ if WITHOUT_EFFECT.contains(&key) => {
                mode.notes.push(format!("`{key}` has no effect here"));
            }
            _ => {
                let message = format!("`{key}` is no key of a mode");
                return Err(self.at(node.line, &message, &format!("the keys are {KEYS}")));
            }
        }
        Ok(())
    }

    fn text<'n>(&self, key: &str, node: &'n Node) -> Result<&'n str, ConfigError> {
        node.text().ok_or_else(|| {
            self.at(
                node.line,
                &format!("`{key}` must be text"),
                "put it between quotes",
            )
        })
    }

    fn number(&self, key: &str, node: &Node, least: f64, most: f64) -> Result<f64, ConfigError> {
        match node.value {
            Value::Number(number) if (least..=most).contains(&number) => Ok(number),
            _ => {
                let message = format!("`{key}` must be a number from {least} to {most}");
                Err(self.at(node.line, &message, "write it without quotes"))
            }
        }
    }

    fn temperature(&self, node: &Node) -> Result<u8, ConfigError> {
        let number = self.number("temperature", node, 0.0, 2.0)?;
        Ok((number * 100.0).round() as u8)
    }

    fn permissions(&self, mode: &mut Mode, node: &Node) -> Result<(), ConfigError> {
        let Some(entries) = node.table() else {
            let hint = "write `edit: deny` below it, indented";
            return Err(self.at(node.line, "`permissions` must be a table", hint));
        };
        for (key, value) in entries {
            let permissions = &mut mode.permissions;
            match key.as_str() {
                "edit" => permissions.edit = self.reach(value)?,
                "scaffolds" => permissions.scaffolds = self.allowance(key, value)?,
                "test_edits" => permissions.test_edits = self.allowance(key, value)?,
                "risky_edits" => permissions.risky_edits = self.allowance(key, value)?,
                "network" => permissions.network = self.word(key, value)?,
                "model" => permissions.model = self.word(key, value)?,
                _ => mode.notes.push(format!(
                    "the permission `{key}` has no effect here: a loop has no such tool"
                )),
            }
        }
        Ok(())
    }

    /// Files that may be edited: one word for all, or a word for each pattern. `*` stands for all others; a file that one
    /// pattern closes is closed.
    fn reach(&self, node: &Node) -> Result<Reach, ConfigError> {
        let Some(entries) = node.table() else {
            return Ok(match self.word("edit", node)? {
                Word::Allow => Reach::default(),
                Word::Deny => Reach::nothing(),
            });
        };
        let mut reach = Reach::default();
        let mut others = Word::Allow;
        for (pattern, value) in entries {
            let word = self.word(pattern, value)?;
            match (pattern.as_str(), word) {
                ("*" | "**" | "**/*", word) => others = word,
                (pattern, Word::Allow) => reach.only.push(pattern.to_owned()),
                (pattern, Word::Deny) => reach.never.push(pattern.to_owned()),
            }
        }
        Ok(match others {
            Word::Deny if reach.only.is_empty() => Reach::nothing(),
            Word::Deny => reach,
            // What is open anyway need not be listed.
            Word::Allow => Reach {
                only: Vec::new(),
                ..reach
            },
        })
    }

    /// `ask` counts as `allow`: whatever a loop edits is shown before it is written.
    fn word(&self, key: &str, node: &Node) -> Result<Word, ConfigError> {
        match node.text() {
            Some("allow" | "ask") => Ok(Word::Allow),
            Some("deny") => Ok(Word::Deny),
            _ => {
                let message = format!("`{key}` must be `allow`, `ask` or `deny`");
                Err(self.at(
                    node.line,
                    &message,
                    "a mode can only take away from what your settings allow",
                ))
            }
        }
    }

    fn allowance(&self, key: &str, node: &Node) -> Result<Allowance, ConfigError> {
        match node.text() {
            Some("allow") => Ok(Allowance::Allow),
            Some("ask") => Ok(Allowance::Ask),
            Some("refuse" | "deny") => Ok(Allowance::Refuse),
            _ => {
                let message = format!("`{key}` must be `allow`, `ask` or `refuse`");
                Err(self.at(
                    node.line,
                    &message,
                    "a mode can only take away from what your settings allow",
                ))
            }
        }
    }
}
