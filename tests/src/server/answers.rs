//! What the client answers to requests of the server: a script, with an editor's usual answers behind it.

use std::collections::VecDeque;

use serde_json::{Value, json};

/// The button that the person presses in a `window/showMessageRequest`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The action whose title begins so.
    Action(&'static str),
    /// The message is closed.
    Nothing,
}

/// What the editor does with a `workspace/applyEdit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditAnswer {
    /// Applies it where every version fits, else says that it did not.
    Apply,
    /// Says that it did not.
    Refuse,
    /// Says that it did, and does not.
    LieThatApplied,
    /// Applies the first file alone, and says that it did.
    OnlyFirstFile,
}

/// The script. What runs out is a failure for edits and messages, because no editor applies or picks by itself.
#[derive(Debug)]
pub struct Answers {
    /// Answers to `workspace/applyEdit`, in order.
    pub edits: VecDeque<EditAnswer>,
    /// Answers to `window/showMessageRequest`, in order.
    pub picks: VecDeque<Pick>,
    /// The settings for every item of `workspace/configuration`.
    pub settings: Value,
    /// Answers nothing at all, ever.
    pub silent: bool,
    /// Another process of the same home may outlive this server.
    pub others_may_live: bool,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            edits: VecDeque::new(),
            picks: VecDeque::new(),
            settings: json!({}),
            silent: false,
            others_may_live: false,
        }
    }
}

impl Answers {
    /// The next result is accepted: Apply is pressed, and the edit is applied.
    pub fn accept(&mut self) {
        self.picks.push_back(Pick::Action("Apply"));
        self.edits.push_back(EditAnswer::Apply);
    }

    /// The answer to any request but `workspace/applyEdit`; `None` for one that nobody expects.
    pub(super) fn to(&mut self, method: &str, params: &Value) -> Option<Value> {
        let result = match method {
            "workspace/configuration" => {
                let items = params["items"].as_array().map_or(1, Vec::len);
                match &self.settings {
                    // A client without settings answers null instead of a list.
                    Value::Null => Value::Null,
                    settings => vec![settings.clone(); items].into(),
                }
            }
            "window/workDoneProgress/create"
            | "client/registerCapability"
            | "client/unregisterCapability"
            | "workspace/codeLens/refresh"
            | "workspace/diagnostic/refresh" => Value::Null,
            "window/showDocument" => json!({ "success": true }),
            "window/showMessageRequest" => self.pick(params)?,
            _ => return None,
        };
        Some(json!({ "result": result }))
    }

    fn pick(&mut self, params: &Value) -> Option<Value> {
        match self.picks.pop_front()? {
            Pick::Nothing => Some(Value::Null),
            Pick::Action(title) => {
                let actions = params["actions"].as_array().cloned().unwrap_or_default();
                let begins = |action: &Value| {
                    action["title"]
                        .as_str()
                        .is_some_and(|one| one.starts_with(title))
                };
                let action = actions.iter().find(|action| begins(action)).cloned();
                Some(action.unwrap_or_else(|| panic!("no action {title} in {params}")))
            }
        }
    }
}
