//! An agent that follows a script, named by its first argument, over the Agent Client Protocol on standard input and output.
//! What it is asked, what it is answered and what it sees goes line by line into the file that the second argument names.

use std::{
    env, fs,
    io::{self, BufRead as _, StdinLock, Write as _},
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

/// What is wrong in the project, and what is right there.
const WRONG: &str = "levied_upon_the_sum(net)";
const RIGHT: &str = "net + net / 5";

/// One running agent.
struct Agent {
    script: String,
    log: PathBuf,
    lines: io::Lines<StdinLock<'static>>,
    tree: PathBuf,
    asked: u64,
    prompts: u32,
}

fn main() {
    let mut words = env::args().skip(1);
    let mut agent = Agent {
        script: words.next().expect("a script is named"),
        log: PathBuf::from(words.next().expect("a log is named")),
        lines: io::stdin().lock().lines(),
        tree: PathBuf::new(),
        asked: 0,
        prompts: 0,
    };
    while let Some(message) = agent.hear() {
        agent.answer(&message);
    }
}

impl Agent {
    fn hear(&mut self) -> Option<Value> {
        let line = self.lines.next()?.ok()?;
        Some(serde_json::from_str(&line).expect("the client speaks JSON"))
    }

    fn say(&self, message: &Value) {
        self.print(&message.to_string());
    }

    fn print(&self, line: &str) {
        let mut out = io::stdout().lock();
        writeln!(out, "{line}")
            .and_then(|()| out.flush())
            .expect("the client listens");
    }

    fn log(&self, what: &str, value: &Value) {
        let mut file = fs::File::options()
            .append(true)
            .create(true)
            .open(&self.log)
            .expect("the log can be written");
        writeln!(file, "{}", json!({ "what": what, "value": value })).expect("it is written");
    }

    /// Asks the client something and gives the whole answer.
    fn ask(&mut self, method: &str, mut params: Value) -> Value {
        self.asked += 1;
        params["sessionId"] = "s-1".into();
        let id = format!("a-{}", self.asked);
        self.say(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        let answer = self.hear().expect("the client answers");
        assert_eq!(answer["id"], id);
        self.log(method, &answer);
        answer
    }

    fn permission(&mut self, kind: &str, path: &Path) -> bool {
        let call = json!({ "toolCallId": "t", "title": "CANARY-TITLE", "kind": kind, "locations": [{ "path": path }] });
        let options = json!([
            { "optionId": "always", "name": "Always", "kind": "allow_always" },
            { "optionId": "once", "name": "Once", "kind": "allow_once" },
            { "optionId": "no", "name": "No", "kind": "reject_once" },
        ]);
        let params = json!({ "toolCall": call, "options": options });
        let answer = self.ask("session/request_permission", params);
        answer["result"]["outcome"]["optionId"] == "once"
    }

    fn tell(&self, text: &str) {
        let update = json!({ "sessionUpdate": "agent_message_chunk", "content": { "type": "text", "text": text } });
        self.say(&json!({ "jsonrpc": "2.0", "method": "session/update", "params": { "sessionId": "s-1", "update": update } }));
    }

    fn answer(&mut self, message: &Value) {
        let id = &message["id"];
        let result = match message["method"].as_str() {
            Some("initialize") => {
                self.log("initialize", &message["params"]);
                let version = if self.script == "version" { 7 } else { 1 };
                json!({
                    "protocolVersion": version,
                    "agentInfo": { "name": "scripted agent", "version": "1.2" },
                    "agentCapabilities": {},
                    "authMethods": [{ "id": "log-in", "name": "CANARY-METHOD" }],
                })
            }
            Some("session/new") if self.script == "signed-out" => {
                let error = json!({ "code": -32000, "message": "CANARY-MESSAGE" });
                self.say(&json!({ "jsonrpc": "2.0", "id": id, "error": error }));
                return;
            }
            Some("session/new") => {
                self.tree = PathBuf::from(message["params"]["cwd"].as_str().expect("a directory"));
                json!({ "sessionId": "s-1" })
            }
            Some("session/prompt") => {
                self.prompts += 1;
                self.log("prompt", &message["params"]["prompt"][0]["text"]);
                self.turn();
                json!({ "stopReason": "end_turn", "usage": { "inputTokens": 70, "outputTokens": 7 } })
            }
            other => {
                self.log("other", &json!(other));
                return;
            }
        };
        self.say(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
    }

    fn file(&self) -> PathBuf {
        self.tree.join("src/lib.rs")
    }

    fn replace(&self, wrong: &str, right: &str) {
        let text = fs::read_to_string(self.file()).expect("the file is there");
        assert!(text.contains(wrong), "{text}");
        fs::write(self.file(), text.replace(wrong, right)).expect("it can be written");
    }

    /// One turn of the script.
    fn turn(&mut self) {
        self.tell("CANARY-CHUNK ghp_CANARYabcdefghijklmnopqrstuvwx012345");
        match self.script.as_str() {
            "right" => self.replace(WRONG, RIGHT),
            "second" if self.prompts == 1 => self.replace(WRONG, "net.taxed()"),
            "second" => self.replace(WRONG, RIGHT),
            "client" => self.through_the_client(),
            "outside" => self.outside(),
            "execute" => {
                for kind in ["execute", "fetch", "switch_mode", "CANARY-KIND"] {
                    assert!(!self.permission(kind, &self.file()));
                }
                self.ask("terminal/create", json!({ "command": "true" }));
                self.replace(WRONG, RIGHT);
            }
            "claims" => self.tell("All errors are fixed and every test passes."),
            "weakens" => {
                self.replace(WRONG, "net");
                self.replace("assert_eq!(gross(10), 12)", "assert_eq!(gross(10), 10)");
            }
            "writes" if self.prompts == 1 => self.replace(WRONG, RIGHT),
            "writes" => {
                let text = fs::read_to_string(self.file()).expect("the file is there");
                let test = "\n#[test]\nfn of_a_hundred() {\n    assert_eq!(gross(100), 120);\n}\n";
                fs::write(self.file(), text + test).expect("it can be written");
            }
            "endless" => {
                while let Some(message) = self.hear() {
                    self.log("meanwhile", &message["method"]);
                }
            }
            "dies" => {
                self.replace(WRONG, RIGHT);
                std::process::exit(3);
            }
            "malformed" => (0..40).for_each(|_| self.print("{\"jsonrpc\": CANARY-NOISE")),
            "looks" => self.look(),
            "adds" if self.prompts == 1 => {
                fs::write(self.tree.join("src/CANARY-FILE.rs"), "").expect("it can be written");
            }
            "adds" => self.replace(WRONG, RIGHT),
            "links" => {
                fs::remove_file(self.file()).expect("it can be removed");
                #[cfg(unix)]
                std::os::unix::fs::symlink("../Cargo.toml", self.file()).expect("it can be linked");
            }
            other => panic!("there is no script `{other}`"),
        }
    }

    fn through_the_client(&mut self) {
        let file = self.file();
        let read = self.ask("fs/read_text_file", json!({ "path": file }));
        let text = read["result"]["content"].as_str().expect("it is read");
        let text = text.replace(WRONG, RIGHT);
        assert!(self.permission("read", &file) && self.permission("edit", &file));
        let written = self.ask(
            "fs/write_text_file",
            json!({ "path": file, "content": text }),
        );
        assert!(written["error"].is_null(), "{written}");
        let part = json!({ "path": file, "line": 2, "limit": 1 });
        self.ask("fs/read_text_file", part);
    }

    /// Tries every way out of its copy.
    fn outside(&mut self) {
        let log = self
            .log
            .parent()
            .expect("it lies in a directory")
            .to_owned();
        let up = self.tree.join("../up.rs");
        for place in [log.join("out.rs"), up.clone(), self.tree.join(".env")] {
            assert!(!self.permission("edit", &place));
            self.ask(
                "fs/write_text_file",
                json!({ "path": place, "content": "CANARY" }),
            );
            self.ask("fs/read_text_file", json!({ "path": place }));
        }
        let project = env::var("SCRIPTED_PROJECT").expect("the project is told");
        let real = Path::new(&project).join("src/lib.rs");
        self.ask("fs/read_text_file", json!({ "path": real }));
        let by_itself = fs::write(&real, "CANARY").is_ok();
        self.log("wrote the person's file", &json!(by_itself));
        self.log("read the person's file", &json!(fs::read(&real).is_ok()));
    }

    /// Tells everything that it can see.
    fn look(&self) {
        let seen: Vec<String> = env::vars()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        self.log("environment", &json!(seen));
        let mut directories = vec![self.tree.clone()];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(directory).expect("it is there").flatten() {
                match entry.path() {
                    path if path.is_dir() => directories.push(path),
                    path => self.log(
                        &path.display().to_string(),
                        &json!(fs::read_to_string(&path).ok()),
                    ),
                }
            }
        }
        self.replace(WRONG, RIGHT);
    }
}
