//! `lsp-bench`: how the language server behaves under load, over real stdio. Prints the rows of `docs/benchmarks.md`.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use bowline_tests::{
    DEADLINE, binary, eventually,
    home::Home,
    processes,
    server::{Server, handshake},
};
use clap::Parser;
use serde_json::{Value, json};

/// Measures the language server over stdio
#[derive(Parser)]
struct Arguments {
    /// Changes, and as many code actions between them
    #[arg(long, default_value_t = 10_000)]
    messages: u32,
    /// Functions of the generated project that is checked while code actions are asked for
    #[arg(long, default_value_t = 6_000)]
    functions: u32,
    /// Servers started for the time to the first answer
    #[arg(long, default_value_t = 20)]
    starts: u32,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut rows = vec!["| figure | value |".to_owned(), "|---|---|".to_owned()];
    rows.extend(interleaved(arguments.messages));
    rows.extend(while_checking(arguments.functions));
    rows.extend(starting(arguments.starts));
    writeln!(std::io::stdout(), "{}", rows.join("\n"))?;
    Ok(())
}

/// A project of one library in the home's directory.
fn project(home: &Home, text: &str) -> PathBuf {
    let root = home.path().join("project");
    fs::create_dir_all(root.join("src")).expect("directories");
    let manifest =
        "[package]\nname = \"bench\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(root.join("Cargo.toml"), manifest).expect("a manifest");
    fs::write(root.join("src/lib.rs"), text).expect("a source");
    root
}

fn start(home: &Home, root: &Path) -> Server {
    let mut command = Command::new(binary::bowline());
    home.adopt(&mut command).env("BOWLINE_TRIAL_METHODS", "1");
    let mut server = Server::start_command(&mut command, home);
    server.initialize(handshake(root));
    server
}

fn actions_at(uri: &str, line: u32) -> Value {
    let position = json!({ "line": line, "character": 8 });
    json!({
        "textDocument": { "uri": uri },
        "range": { "start": position, "end": position },
        "context": { "diagnostics": [] },
    })
}

fn offers_a_fix(actions: &Value) -> bool {
    let titles = || {
        actions
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|action| action["title"].as_str())
    };
    titles().any(|title| title.starts_with("Fix and prove: "))
}

/// Waits until the background check has found the error on this line.
fn until_known(server: &mut Server, uri: &str, line: u32) {
    let found = eventually(DEADLINE, || {
        offers_a_fix(&server.request("textDocument/codeAction", actions_at(uri, line)))
    });
    assert!(found, "the error did not become known{}", server.said());
}

/// Each change moves the error one line down, and the code action behind it is asked for on the new line: one that is
/// answered from an older or a later text offers nothing there. In the end the two texts are compared.
fn interleaved(messages: u32) -> Vec<String> {
    let home = Home::new();
    let root = project(
        &home,
        "pub fn sum() -> u32 {\n    let sum = 0;\n    sum += 1;\n    sum\n}\n",
    );
    let mut server = start(&home, &root);
    let uri = server.open(&root.join("src/lib.rs"));
    until_known(&mut server, &uri, 2);
    let began = Instant::now();
    let start = json!({ "line": 0, "character": 0 });
    let mut asked = Vec::new();
    for number in 1..=messages {
        server.edit(
            &uri,
            &[json!({ "range": { "start": start, "end": start }, "newText": "//\n" })],
        );
        asked.push(server.send("textDocument/codeAction", actions_at(&uri, 2 + number)));
    }
    let stale = asked
        .into_iter()
        .filter(|id| !offers_a_fix(&server.response(*id)["result"]))
        .count();
    let elapsed = began.elapsed();
    let text = server.request("bowline/trial/text", json!({ "uri": uri }));
    let order = if text["text"] == json!(server.text(&uri)) {
        "0, the text is right"
    } else {
        "the text is WRONG"
    };
    vec![
        format!(
            "{messages} didChange and {messages} codeAction, interleaved | {:.1} s |",
            elapsed.as_secs_f64()
        ),
        format!("… out of order | {order} |"),
        format!("… code actions that saw another text | {stale} |"),
    ]
    .into_iter()
    .map(|row| format!("| {row}"))
    .collect()
}

/// Code actions one after the other while cargo checks a project of many functions.
fn while_checking(functions: u32) -> Vec<String> {
    let home = Home::new();
    let mut text =
        String::from("pub fn first() -> u32 {\n    let sum = 0;\n    sum += 1;\n    sum\n}\n");
    for number in 0..functions {
        text.push_str(&format!(
            "pub fn f{number}(all: &[u32]) -> Vec<String> {{\n    all.iter().filter(|n| **n > {number}).map(|n| n.to_string()).collect()\n}}\n"
        ));
    }
    let root = project(&home, &text);
    let mut server = start(&home, &root);
    let uri = server.open(&root.join("src/lib.rs"));
    until_known(&mut server, &uri, 2);
    let id = server.start_loop(
        "bowline.server.fixFile",
        json!({ "textDocument": { "uri": uri } }),
    );
    server.observing(&id);
    let ended = |server: &Server| {
        server
            .seen("bowline/status")
            .iter()
            .any(|status| status["loop"] == json!(id) && status["state"] == "ended")
    };
    let mut times = Vec::new();
    while !ended(&server) {
        let asked = Instant::now();
        let answer = server.request("textDocument/codeAction", actions_at(&uri, 2));
        times.push(asked.elapsed());
        assert!(offers_a_fix(&answer), "{answer}");
    }
    server
        .answers
        .picks
        .push_back(bowline_tests::server::Pick::Nothing);
    server.was_asked("window/showMessageRequest");
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    vec![format!(
        "| codeAction while a loop checks {functions} functions, {} of them: median, p99, worst | {}, {}, {} |",
        times.len(),
        millis(at(50)),
        millis(at(99)),
        millis(at(100)),
    )]
}

fn starting(starts: u32) -> Vec<String> {
    let home = Home::new();
    let root = project(&home, "pub fn fine() {}\n");
    let mut times = Vec::new();
    let mut resident = Vec::new();
    for _ in 0..starts {
        let began = Instant::now();
        let mut server = Server::start(&home);
        server.initialize(handshake(&root));
        times.push(began.elapsed());
        server.command("bowline.server.history", json!({}));
        resident.extend(processes::resident_kib(server.pid()));
    }
    times.sort_unstable();
    resident.sort_unstable();
    let middle = |count: usize| count / 2;
    vec![
        format!(
            "| from starting the process to the answer to initialize, {starts} times: median, worst | {}, {} |",
            millis(times[middle(times.len())]),
            millis(times[times.len() - 1]),
        ),
        format!(
            "| resident memory of an idle server, median | {:.1} MiB |",
            resident
                .get(middle(resident.len()))
                .copied()
                .unwrap_or_default() as f64
                / 1024.0
        ),
    ]
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
