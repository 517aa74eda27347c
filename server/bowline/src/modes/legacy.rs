//! Modes in the older files of Kilo and Roo, `.kilocodemodes` and `.roomodes`: one list in YAML or JSON.

use std::path::Path;

use bowline_loop_core::Reach;

use super::{
    Mode, Permissions, Source,
    front::{Fault, is_name},
};
use crate::{
    config::ConfigError,
    yaml::{self, Node, Value},
};

/// Reads the modes of a file; one that cannot be used is left out and told of.
pub(super) fn modes(path: &Path, text: &str) -> (Vec<Mode>, Vec<ConfigError>) {
    let fault = Fault { path };
    let file = match yaml::parse(text, 0) {
        Ok(file) => file,
        Err(error) => {
            let message = format!("neither YAML nor JSON: {}", error.message);
            let hint = "put a text with `:` or `#` in it between quotes";
            return (Vec::new(), vec![fault.at(error.line, &message, hint)]);
        }
    };
    let Some(Value::List(items)) = file.get("customModes").map(|node| &node.value) else {
        let hint = "begin with `customModes:` and a list below it";
        return (
            Vec::new(),
            vec![fault.at(file.line, "has no list `customModes`", hint)],
        );
    };
    let (mut modes, mut errors) = (Vec::new(), Vec::new());
    for item in items {
        match mode(&fault, item) {
            Ok(mode) => modes.push(mode),
            Err(error) => errors.push(error),
        }
    }
    (modes, errors)
}

fn mode(fault: &Fault<'_>, item: &Node) -> Result<Mode, ConfigError> {
    let text = |key: &str| {
        item.get(key)
            .and_then(Node::text)
            .unwrap_or_default()
            .trim()
    };
    let name = text("slug").to_lowercase();
    if !is_name(&name) {
        let hint = "give it a `slug` of letters, digits and `-`";
        return Err(fault.at(item.line, "a mode has no name", hint));
    }
    let prompt = [text("roleDefinition"), text("customInstructions")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    let described = ["description", "whenToUse", "name"].map(text);
    let description = described.into_iter().find(|text| !text.is_empty());
    let mut notes = Vec::new();
    let permissions = Permissions {
        edit: reach(fault, item, &mut notes)?,
        ..Permissions::open()
    };
    Ok(Mode {
        description: description.unwrap_or(&name).to_owned(),
        name,
        prompt,
        permissions,
        route: None,
        temperature: None,
        steps: None,
        source: Source::Repository(fault.path.to_owned()),
        notes,
    })
}

/// What its groups let it edit: nothing without the group `edit`.
fn reach(fault: &Fault<'_>, item: &Node, notes: &mut Vec<String>) -> Result<Reach, ConfigError> {
    let Some(Node { line, value }) = item.get("groups") else {
        return Ok(Reach::nothing());
    };
    let Value::List(groups) = value else {
        return Err(fault.at(
            *line,
            "`groups` must be a list",
            "for instance `groups: [read, edit]`",
        ));
    };
    for group in groups {
        match &group.value {
            Value::Text(name) if name == "edit" => return Ok(Reach::default()),
            Value::List(parts) if parts.first().and_then(Node::text) == Some("edit") => {
                let regex = parts.get(1).and_then(|bounds| bounds.get("fileRegex"));
                return Ok(match regex.and_then(Node::text) {
                    None => Reach::default(),
                    Some(regex) => of_regex(regex).unwrap_or_else(|| {
                        notes.push(format!(
                            "`fileRegex: {regex}` is more than an ending of names, so no file may be edited; write the mode as `.bowline/modes/*.md` with patterns"
                        ));
                        Reach::nothing()
                    }),
                });
            }
            _ => {}
        }
    }
    Ok(Reach::nothing())
}

/// The patterns of a regular expression that asks for endings: `\.md$`, `\.(md|txt)$`.
fn of_regex(regex: &str) -> Option<Reach> {
    let ending = regex.trim_start_matches("^").trim_start_matches(".*");
    let ending = ending.strip_prefix("\\.")?.strip_suffix('$')?;
    let ending = ending
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(ending)
        .trim_start_matches("?:");
    let endings: Vec<&str> = ending.split('|').collect();
    let is_plain = |ending: &&str| !ending.is_empty() && ending.chars().all(char::is_alphanumeric);
    endings.iter().all(is_plain).then(|| Reach {
        only: endings.iter().map(|ending| format!("*.{ending}")).collect(),
        never: Vec::new(),
    })
}
