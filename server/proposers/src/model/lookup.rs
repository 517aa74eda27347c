//! What a model may ask to see before it answers: an item or a file, the places of a text, the names in a directory. By calls of
//! tools where they work, else by lines that mean the same. Reading only; what may be seen is decided by whoever looks it up.

use std::fmt;

use bowline_loop_core::WorkspacePath;
use serde_json::{Value, json};

use super::{providers::Form, reply};

/// Things that one reply may ask for.
const MOST: usize = 4;

/// Bytes of a path, a name or a text that is asked for.
const MOST_BYTES: usize = 200;

/// How a model may ask to see more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupBy {
    /// Not at all: an answer is due.
    Nothing,
    /// By calling tools.
    Calls,
    /// By lines in its reply.
    Words,
}

/// One thing that a model asks to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// A file, or one item of it.
    Read {
        /// The file.
        path: WorkspacePath,
        /// The item's name, `Type::name` for one in an impl.
        item: Option<String>,
    },
    /// The lines that hold a text.
    Find(String),
    /// The files below a directory, or what a file declares.
    List(WorkspacePath),
}

/// A tool as providers describe it.
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// What it takes: a name and a meaning; the first is required.
    takes: &'static [(&'static str, &'static str)],
}

const TOOLS: &[Tool] = &[
    Tool {
        name: "read",
        about: "Shows an item of a file, or a small file.",
        takes: &[
            ("path", "The file, from the root of the project."),
            ("item", "The item's name, `Type::name` for one in an impl."),
        ],
    },
    Tool {
        name: "find",
        about: "Shows the lines of the project that hold a text.",
        takes: &[("text", "The text, exactly.")],
    },
    Tool {
        name: "list",
        about: "Names the files below a directory, or what a file declares.",
        takes: &[(
            "path",
            "The directory or the file, from the root of the project.",
        )],
    },
];

impl Tool {
    pub(super) fn schema(&self) -> Value {
        let properties: serde_json::Map<String, Value> = self
            .takes
            .iter()
            .map(|(name, about)| {
                let property = json!({ "type": "string", "description": about });
                ((*name).to_owned(), property)
            })
            .collect();
        let required: Vec<&str> = self.takes.iter().take(1).map(|(name, _)| *name).collect();
        json!({ "type": "object", "properties": properties, "required": required })
    }
}

/// Every tool.
pub(super) fn tools() -> impl Iterator<Item = &'static Tool> {
    TOOLS.iter()
}

/// Every tool as OpenAI and Ollama describe functions.
pub(super) fn functions() -> Value {
    tools()
        .map(|tool| {
            json!({ "type": "function", "function": {
                "name": tool.name, "description": tool.about, "parameters": tool.schema(),
            } })
        })
        .collect()
}

/// What a model is told of it, for answers in this form; empty where it may not ask.
pub(super) fn words(by: LookupBy, form: Form) -> &'static str {
    match (by, form) {
        (LookupBy::Nothing, _) => "",
        (LookupBy::Calls, _) => {
            "\nIf you cannot know the answer from what is shown, call a tool first to see more."
        }
        (LookupBy::Words, Form::Json) => {
            "\nIf you cannot know the answer from what is shown, leave `edits` empty and put one to four requests into `look`, each `READ file`, \
             `READ file#item`, `FIND text` or `LIST directory`: you are shown what they give. Else leave `look` empty."
        }
        (LookupBy::Words, Form::Blocks | Form::Item) => {
            "\nIf you cannot know the answer from what is shown, answer instead with one to four lines and nothing else, each `READ file`, \
             `READ file#item`, `FIND text` or `LIST directory`: you are shown what they give."
        }
    }
}

impl Lookup {
    /// What a reply asks to see; empty where it holds an edit, which goes before.
    pub fn of_reply(text: &str) -> Vec<Self> {
        let text = reply::without_thinking(text);
        if reply::has_edit(text) {
            return Vec::new();
        }
        let mut found: Vec<Self> = Vec::new();
        for lookup in look(text).into_iter().chain(lines(text)) {
            if !found.contains(&lookup) && found.len() < MOST {
                found.push(lookup);
            }
        }
        found
    }

    /// The call of a tool; `None` for one that there is not.
    pub(super) fn of_call(name: &str, arguments: &str) -> Option<Self> {
        let arguments: Value = serde_json::from_str(arguments).unwrap_or(Value::Null);
        let text = |name: &str| arguments.get(name).and_then(Value::as_str);
        let line = match name {
            "read" => match text("item").filter(|item| !item.is_empty()) {
                Some(item) => format!("READ {}#{item}", text("path")?),
                None => format!("READ {}", text("path")?),
            },
            "find" => format!("FIND {}", text("text")?),
            "list" => format!("LIST {}", text("path").unwrap_or(".")),
            _ => return None,
        };
        Self::of_line(&line)
    }

    fn of_line(line: &str) -> Option<Self> {
        let line = line.trim().trim_matches('`');
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        if rest.len() > MOST_BYTES || rest.contains(['\n', '\r']) {
            return None;
        }
        let path = |text: &str| WorkspacePath::new(text.trim_end_matches('/'));
        match verb {
            "READ" if !rest.is_empty() => {
                let (file, item) = rest.split_once('#').unwrap_or((rest, ""));
                Some(Self::Read {
                    path: path(file),
                    item: (!item.is_empty()).then(|| item.to_owned()),
                })
            }
            "FIND" if !rest.is_empty() => Some(Self::Find(rest.to_owned())),
            "LIST" => Some(Self::List(path(rest))),
            _ => None,
        }
    }
}

impl fmt::Display for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, item: None } => write!(f, "READ {path}"),
            Self::Read {
                path,
                item: Some(item),
            } => write!(f, "READ {path}#{item}"),
            Self::Find(text) => write!(f, "FIND {text}"),
            Self::List(path) => write!(f, "LIST {path}"),
        }
    }
}

fn lines(text: &str) -> Vec<Lookup> {
    text.lines().filter_map(Lookup::of_line).collect()
}

/// The requests of a JSON object.
fn look(text: &str) -> Vec<Lookup> {
    let object = text.find('{').zip(text.rfind('}'));
    let value = object.and_then(|(start, end)| text.get(start..=end));
    let value = value.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let look = value
        .as_ref()
        .and_then(|value| value.get("look")?.as_array());
    look.into_iter()
        .flatten()
        .filter_map(|line| Lookup::of_line(line.as_str()?))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(reply: &str) -> Vec<String> {
        let asked = Lookup::of_reply(reply);
        asked.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lines_and_json_mean_the_same() {
        let words = "I have to look first.\n```\nREAD ./src/a.rs#Till::open\nFIND levied upon\nLIST src/\n```\n";
        let json = r#"{"edits": [], "look": ["READ src/a.rs#Till::open", "FIND levied upon", "LIST src"]}"#;
        for reply in [words, json] {
            assert_eq!(
                asked(reply),
                ["READ src/a.rs#Till::open", "FIND levied upon", "LIST src"]
            );
        }
        assert_eq!(asked("<think>READ a.rs</think>LIST"), ["LIST "]);
    }

    #[test]
    fn an_edit_goes_before_and_nothing_is_without_end() {
        let nothing: [String; 0] = [];
        let block = "READ a.rs\na.rs\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n";
        assert_eq!(asked(block), nothing);
        let json = r#"{"edits":[{"file":"a.rs","search":"x","replace":"y"}],"look":["READ a.rs"]}"#;
        assert_eq!(asked(json), nothing);
        let many: String = (0..50).map(|n| format!("READ a{n}.rs\n")).collect();
        assert_eq!(asked(&many).len(), MOST);
        assert_eq!(asked(&format!("FIND {}", "x".repeat(500))), nothing);
        assert_eq!(asked("READ\nread a.rs\nFIND\nREADME.md says so"), nothing);
    }

    #[test]
    fn a_call_is_a_line_and_hides_no_other() {
        let call = |name, arguments| Lookup::of_call(name, arguments).map(|one| one.to_string());
        assert_eq!(
            call("read", r#"{"path":"src/a.rs","item":"f"}"#).as_deref(),
            Some("READ src/a.rs#f")
        );
        assert_eq!(call("list", "").as_deref(), Some("LIST ."));
        for (name, arguments) in [
            ("read", "{}"),
            ("read", "{\"path\":"),
            ("write", r#"{"path":"a"}"#),
            ("find", r#"{"text":"a\nREAD .env"}"#),
            ("find", r#"{"text":7}"#),
        ] {
            assert_eq!(call(name, arguments), None, "{name} {arguments}");
        }
    }
}
