//! Loops as a client sees them: started by a command, told of by `bowline/status`.

use serde_json::{Value, json};

use super::Server;

impl Server {
    /// Runs a command with one argument and gives its result.
    #[track_caller]
    pub fn command(&mut self, command: &str, argument: Value) -> Value {
        self.request(
            "workspace/executeCommand",
            json!({ "command": command, "arguments": [argument] }),
        )
    }

    /// Runs a command that starts a loop, and gives the loop's id.
    #[track_caller]
    pub fn start_loop(&mut self, command: &str, argument: Value) -> String {
        let answer = self.command(command, argument);
        answer["loop"]
            .as_str()
            .unwrap_or_else(|| panic!("{command} answered {answer}"))
            .to_owned()
    }

    /// Runs the command of a code action that starts a loop.
    #[track_caller]
    pub fn run_action(&mut self, action: &Value) -> String {
        assert!(
            action.get("edit").is_none(),
            "a literal edit in a code action: {action}"
        );
        // A bare command has its name where an action has its command.
        let command = if action["command"].is_string() {
            action
        } else {
            &action["command"]
        };
        let answer = self.request(
            "workspace/executeCommand",
            json!({ "command": command["command"], "arguments": command["arguments"] }),
        );
        answer["loop"]
            .as_str()
            .unwrap_or_else(|| panic!("{action} answered {answer}"))
            .to_owned()
    }

    /// Waits for the last status of a loop.
    #[track_caller]
    pub fn end_of(&mut self, id: &str) -> Value {
        self.notification("bowline/status", |status| {
            status["loop"] == id && status["state"] == "ended"
        })
    }

    /// Waits until a loop runs cargo.
    #[track_caller]
    pub fn observing(&mut self, id: &str) {
        self.notification("bowline/status", |status| {
            status["loop"] == id && status["stage"] == "observation"
        });
    }
}
