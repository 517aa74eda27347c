//! A real `bowline` language server over real stdio, driven with raw JSON: no type of lsp-types in between, because those
//! lose and misread fields.
//!
//! The client is one thread that does everything in order: a message is sent, or the next one that arrives is handled.
//! Requests of the server are answered as they arrive, from a script ([`Answers`]). Dropping a [`Server`] ends it, and
//! panics where a request of the server was not expected, or where a process lives on.

mod answers;
mod buffer;
mod documents;
mod frame;
mod handshake;
mod loops;
mod requests;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

pub use self::{
    answers::{Answers, EditAnswer, Pick},
    buffer::{Buffer, Encoding, path_of, range_of, uri_of},
    handshake::handshake,
};
use crate::{DEADLINE, binary, eventually, home::Home, processes};

/// How long the server may take to end once its input has.
const END: Duration = Duration::from_secs(10);

/// A running server and its client.
pub struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Value>,
    log: PathBuf,
    home_directory: PathBuf,
    next_id: u64,
    /// Answers that arrived and were not asked for yet, by id.
    responses: BTreeMap<u64, Value>,
    /// Notifications that arrived and were not taken yet.
    notifications: Vec<Value>,
    /// Requests of the server that were answered and not taken yet.
    asked: Vec<Value>,
    /// Requests of the server that no script expected.
    unexpected: Vec<String>,
    /// What the client answers.
    pub answers: Answers,
    buffers: BTreeMap<String, Buffer>,
    encoding: Encoding,
    ended: Option<ExitStatus>,
}

impl Server {
    /// Starts `bowline` without a word to it.
    pub fn start(home: &Home) -> Self {
        Self::start_program(binary::bowline(), home)
    }

    /// Starts another program that speaks the protocol, for comparison.
    pub fn start_program(program: &Path, home: &Home) -> Self {
        let mut command = Command::new(program);
        home.adopt(&mut command);
        Self::start_command(&mut command, home)
    }

    /// Starts a prepared command.
    pub fn start_command(command: &mut Command, home: &Home) -> Self {
        let log = home.path().join(format!("stderr-{}.log", unique()));
        let stderr = File::create(&log).expect("the log can be made");
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr);
        let mut child = command
            .current_dir(home.path())
            .spawn()
            .expect("the server starts");
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("standard output is piped");
        let (sender, incoming) = mpsc::channel();
        thread::spawn(move || {
            let mut reader = BufReader::new(stdout);
            while let Some(message) = frame::read(&mut reader) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            stdin,
            incoming,
            log,
            home_directory: home.path().to_owned(),
            next_id: 1,
            responses: BTreeMap::new(),
            notifications: Vec::new(),
            asked: Vec::new(),
            unexpected: Vec::new(),
            answers: Answers::default(),
            buffers: BTreeMap::new(),
            encoding: Encoding::Utf16,
            ended: None,
        }
    }

    /// Starts `bowline` and shakes hands for a workspace.
    pub fn open_workspace(home: &Home, root: &Path) -> Self {
        let mut server = Self::start(home);
        server.initialize(handshake(root));
        server
    }

    /// Sends `initialize` and `initialized`, and gives the result of the first.
    pub fn initialize(&mut self, params: Value) -> Value {
        let result = self.request("initialize", params);
        self.encoding = match result
            .pointer("/capabilities/positionEncoding")
            .and_then(Value::as_str)
        {
            Some("utf-8") => Encoding::Utf8,
            _ => Encoding::Utf16,
        };
        self.notify("initialized", json!({}));
        result
    }

    /// What positions count in this session.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The server's process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    // Messages ------------------------------------------------------------------------------------------------------

    /// Sends a request, waits for its answer, and gives its result. Panics on an error.
    #[track_caller]
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        let answer = self.response(id);
        assert!(
            answer.get("error").is_none(),
            "{method}: {answer}{}",
            self.said()
        );
        answer["result"].clone()
    }

    /// Sends a request, waits for its answer, and gives its error. Panics on a result.
    #[track_caller]
    pub fn request_error(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        let answer = self.response(id);
        answer
            .get("error")
            .unwrap_or_else(|| panic!("{method} was answered: {answer}"))
            .clone()
    }

    /// Sends a request that has no params at all, and gives its result.
    #[track_caller]
    pub fn bare_request(&mut self, method: &str) -> Value {
        let id = self.next_id;
        self.next_id += 1;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method }));
        let answer = self.response(id);
        assert!(
            answer.get("error").is_none(),
            "{method}: {answer}{}",
            self.said()
        );
        answer["result"].clone()
    }

    /// Sends a request and gives its id at once.
    pub fn send(&mut self, method: &str, params: Value) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// Waits for the whole answer of a request.
    #[track_caller]
    pub fn response(&mut self, id: u64) -> Value {
        let deadline = Instant::now() + DEADLINE;
        loop {
            if let Some(answer) = self.responses.remove(&id) {
                return answer;
            }
            self.step(deadline, &format!("the answer to request {id}"));
        }
    }

    /// Whether the answer of a request has arrived, without waiting for more than has been read.
    pub fn has_answered(&mut self, id: u64) -> bool {
        while let Ok(message) = self.incoming.try_recv() {
            self.take(message);
        }
        self.responses.contains_key(&id)
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends any message.
    pub fn write(&mut self, message: &Value) {
        self.raw(&frame::of(message.to_string().as_bytes()));
    }

    /// Sends any bytes. A server that has gone away is no failure here: what is awaited next will say so.
    pub fn raw(&mut self, bytes: &[u8]) {
        if let Some(stdin) = &mut self.stdin {
            let _ = stdin.write_all(bytes).and_then(|()| stdin.flush());
        }
    }

    /// Waits for a notification whose params satisfy `fits`, and takes it.
    #[track_caller]
    pub fn notification(&mut self, method: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let found = self
                .notifications
                .iter()
                .position(|one| one["method"] == method && fits(&one["params"]));
            if let Some(at) = found {
                return self.notifications.remove(at)["params"].clone();
            }
            self.step(deadline, &format!("the notification {method}"));
        }
    }

    /// Waits until the server has asked something by this method, and gives the params. It is answered already.
    #[track_caller]
    pub fn was_asked(&mut self, method: &str) -> Value {
        let deadline = Instant::now() + DEADLINE;
        loop {
            if let Some(at) = self.asked.iter().position(|one| one["method"] == method) {
                return self.asked.remove(at)["params"].clone();
            }
            self.step(deadline, &format!("the request {method}"));
        }
    }

    /// Notifications of this method that have arrived and were not taken.
    pub fn seen(&self, method: &str) -> Vec<Value> {
        let all = self
            .notifications
            .iter()
            .filter(|one| one["method"] == method);
        all.map(|one| one["params"].clone()).collect()
    }

    /// Handles messages until `holds` does.
    #[track_caller]
    pub fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !holds(self) {
            self.step(deadline, what);
        }
    }

    // The end -------------------------------------------------------------------------------------------------------

    /// Closes the server's input, as the death of an editor does.
    pub fn close_input(&mut self) {
        self.stdin = None;
    }

    /// Waits for the end of the process, at most `within`. `None`: it lives on.
    pub fn wait(&mut self, within: Duration) -> Option<ExitStatus> {
        let child = &mut self.child;
        let mut status = self.ended;
        eventually(within, || {
            if status.is_none() {
                status = child.try_wait().expect("a child can be waited for");
            }
            status.is_some()
        });
        self.ended = status;
        status
    }

    /// Ends the process so that it cannot catch it.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        self.ended = self.child.wait().ok();
    }

    /// What the server logged, for the message of a failure.
    pub fn said(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let tail: Vec<&str> = log.lines().rev().take(30).collect();
        let tail: Vec<&str> = tail.into_iter().rev().collect();
        format!("\n--- the end of the server's log\n{}", tail.join("\n"))
    }

    // Inside --------------------------------------------------------------------------------------------------------

    #[track_caller]
    fn step(&mut self, deadline: Instant, awaited: &str) {
        let left = deadline.saturating_duration_since(Instant::now());
        match self.incoming.recv_timeout(left) {
            Ok(message) => self.take(message),
            Err(RecvTimeoutError::Timeout) => {
                panic!("{awaited} did not come within {DEADLINE:?}{}", self.said())
            }
            Err(RecvTimeoutError::Disconnected) => {
                panic!(
                    "the server closed its output before {awaited} came{}",
                    self.said()
                )
            }
        }
    }

    fn take(&mut self, message: Value) {
        let has_method = message.get("method").is_some();
        match (has_method, message.get("id")) {
            (true, None) => self.notifications.push(message),
            (true, Some(_)) => self.answer(message),
            (false, _) => match message["id"].as_u64() {
                Some(id) => {
                    let again = self.responses.insert(id, message);
                    assert!(again.is_none(), "two answers to request {id}: {again:?}");
                }
                // The answer to a message whose id could not be read.
                None => self
                    .notifications
                    .push(json!({ "method": "$/orphan", "params": message })),
            },
        }
    }
}

fn unique() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Drop for Server {
    fn drop(&mut self) {
        self.close_input();
        let ended = self.wait(END).is_some();
        if !ended {
            self.kill();
        }
        if thread::panicking() {
            eprintln!("{}", self.said());
            return;
        }
        assert!(
            ended,
            "the server did not end within {END:?} of its input{}",
            self.said()
        );
        assert!(
            self.unexpected.is_empty(),
            "requests that no script expected: {:#?}",
            self.unexpected
        );
        if !self.answers.others_may_live {
            let living = processes::survivors_of(&self.home_directory);
            assert!(
                living.is_empty(),
                "processes outlive the server: {living:#?}"
            );
        }
    }
}
