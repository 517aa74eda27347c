//! Five hundred secrets where a person leaves them, in files, unsaved text, the environment and what cargo prints: after fixes,
//! answers and plans none of them is in a request, a journal, a plan, a log or a report.

use std::{fs, path::Path, process::Command};

use bowline_fixture::{Received, Reply};
use bowline_tests::{
    program::{finish, start},
    server::{Server, handshake},
    skip_slow_tests,
};
use serde_json::json;

use super::scene::{KEY, Scene, body};

/// Secrets of each place.
const EACH: usize = 100;

/// Secrets that nobody can tell from other text by their looks: what holds them is closed, or they stand in the environment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    Telling,
    Plain,
}

/// The same secrets in every run, all of them different.
struct Mint {
    state: u64,
}

impl Mint {
    fn letters(&mut self, alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        let mut letter = || {
            self.state = self
                .state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            letters[usize::try_from(self.state >> 33).unwrap_or(0) % letters.len()]
        };
        (0..length).map(|_| letter()).collect()
    }

    fn secret(&mut self, number: usize, looks: Looks) -> String {
        const WORD: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        if looks == Looks::Plain {
            return format!("canary-{number}-{}", self.letters("abcdefghijklmnop", 12));
        }
        match number % 9 {
            0 => format!("AKIA{}", self.letters(UPPER, 16)),
            1 => format!("ghp_{}", self.letters(WORD, 36)),
            2 => format!("sk-{}", self.letters(WORD, 40)),
            3 => format!("glpat-{}", self.letters(WORD, 20)),
            4 => format!("AIza{}", self.letters(WORD, 35)),
            5 => format!("xoxb-{}", self.letters(WORD, 24)),
            6 => format!("hf_{}", self.letters(WORD, 34)),
            7 => format!("github_pat_{}", self.letters(WORD, 40)),
            // One of each kind of letter, as a generator that is asked for all of them gives.
            _ => format!("aB3{}", self.letters(WORD, 41)),
        }
    }

    fn secrets(&mut self, looks: Looks) -> Vec<String> {
        (0..EACH).map(|number| self.secret(number, looks)).collect()
    }
}

/// Everything below a directory, as text.
fn everything(directory: &Path, left: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            everything(&path, left);
        } else if let Ok(bytes) = fs::read(&path) {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            left.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn five_hundred_canaries_and_none_is_sent_or_kept() {
    if skip_slow_tests() {
        return;
    }
    let mut mint = Mint { state: 11 };
    let saved = mint.secrets(Looks::Telling);
    let unsaved = mint.secrets(Looks::Telling);
    let closed = mint.secrets(Looks::Plain);
    let environment = mint.secrets(Looks::Plain);
    let printed = mint.secrets(Looks::Telling);

    // The model writes secrets of the environment back, as if it had seen them.
    let echo = environment.clone();
    let scene = Scene::new("samples = 2", move |request: &Received| {
        let secret = &echo[request.number % EACH];
        Reply::chat(&format!("{}// {secret}", body("net.wrong()")), 500, 40)
    });
    let root = scene.project.root();
    let write = |name: &str, text: &str| {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    };
    let commented = |secrets: &[String]| -> String {
        let line = |(number, secret): (usize, &String)| match number % 3 {
            0 => format!("// {secret}\n"),
            1 => format!("// token = \"{secret}\"\n"),
            _ => format!("// https://host/?key={secret}&x=1\n"),
        };
        secrets.iter().enumerate().map(line).collect()
    };
    // Around the error, so that they stand in what is shown.
    let broken = "pub fn gross(net: u32) -> u32 {\n    levied_upon_the_sum(net)\n}\n";
    let (above, below) = saved.split_at(EACH / 2);
    let text = format!(
        "mod billing;\n{}{broken}{}",
        commented(above),
        commented(below)
    );
    write("src/lib.rs", &text);
    write("src/billing.rs", &commented(&closed[..EACH / 2]));
    write(".env", &closed[EACH / 2..].join("\n"));
    // What cargo prints: warnings of a build script, names in errors, and secrets of the environment among them.
    let warnings: String = printed
        .iter()
        .chain(&environment)
        .map(|secret| format!("    println!(\"cargo:warning=using {secret}\");\n"))
        .collect();
    write("build.rs", &format!("fn main() {{\n{warnings}}}\n"));
    let errors: String = printed
        .iter()
        .zip(&environment)
        .enumerate()
        .map(|(number, (one, other))| {
            format!("pub fn f{number}() {{ compile_error!(\"{one} {other}\") }}\n")
        })
        .collect();
    write("src/printed.rs", &errors);
    write("src/lib.rs", &format!("mod printed;\n{text}"));

    let mut shown = Vec::new();
    let log = scene.home.path().join("bowline.log");
    let log = log.to_str().expect("test paths are UTF-8");
    let line = 3 + EACH / 2 + 2;
    let at = format!("src/lib.rs:{line}");
    for arguments in [
        ["fix"].as_slice(),
        &["fix", "--at", &at, "--json"],
        &["ask", &at, "what is this?"],
        &["ask", "src/printed.rs:2", "--json"],
        &["plan", "make it compile"],
    ] {
        let mut command = scene.verb_command(arguments[0], &arguments[1..]);
        command.args(["-vvv", "--log-file", log]);
        with_secrets(&mut command, &environment);
        let run = finish(start(&mut command));
        shown.push((format!("{arguments:?}"), run.stdout + &run.stderr));
    }
    edited_in_an_editor(&scene, &unsaved, &environment, &text);

    let requests = scene.server.received();
    assert!(
        requests.len() >= 4,
        "the model was asked: {}",
        requests.len()
    );
    assert!(
        requests
            .iter()
            .any(|one| one.body.contains("levied_upon_the_sum"))
    );
    let mut found: Vec<(String, String)> = requests
        .into_iter()
        .map(|request| (format!("request {}", request.number), request.body))
        .collect();
    everything(&scene.home.state(), &mut found);
    everything(&scene.home.cache().join("reports"), &mut found);
    found.push((
        "the log".into(),
        fs::read_to_string(log).expect("there is a log"),
    ));
    found.extend(shown);
    let all = [&saved, &unsaved, &closed, &environment, &printed];
    assert_eq!(all.iter().map(|secrets| secrets.len()).sum::<usize>(), 500);
    let mut leaks = Vec::new();
    for secret in all.into_iter().flatten() {
        for (place, text) in &found {
            if text.contains(secret.as_str()) || text.contains(KEY.1) {
                leaks.push(format!("{secret} in {place}"));
            }
        }
    }
    assert!(
        leaks.is_empty(),
        "{} leaks: {:#?}",
        leaks.len(),
        &leaks[..leaks.len().min(20)]
    );
}

/// Puts secrets into the environment of a command.
fn with_secrets(command: &mut Command, environment: &[String]) {
    for (number, secret) in environment.iter().enumerate() {
        command.env(format!("CANARY_{number}_TOKEN"), secret);
    }
}

/// A fix and an answer over text that was never saved.
fn edited_in_an_editor(scene: &Scene, secrets: &[String], environment: &[String], text: &str) {
    let mut command = scene.bare_command(&["lsp"]);
    with_secrets(&mut command, environment);
    let mut server = Server::start_command(&mut command, &scene.home);
    let mut params = handshake(scene.project.root());
    params["initializationOptions"] = json!({ "client": "bowline-nvim" });
    server.initialize(params);
    let lines: String = secrets
        .iter()
        .map(|secret| format!("// {secret}\n"))
        .collect();
    let file = scene.project.root().join("src/lib.rs");
    let uri = server.open_with(&file, &format!("{lines}{text}"));
    let line = text.lines().position(|line| line.contains("levied_upon"));
    let line = line.expect("it is there") + secrets.len();
    let at = json!({ "line": line, "character": 6 });
    let params = json!({ "textDocument": { "uri": uri }, "range": { "start": at, "end": at } });
    let asked = server.command("bowline.server.ask", params.clone());
    server.notification("bowline/answer", |answer| answer["ask"] == asked["ask"]);
    let started = server.command("bowline.server.fixAtCursor", params);
    server.notification("bowline/status", |status| {
        status["loop"] == started["loop"] && status["state"] == "ended"
    });
    server.command(
        "bowline.server.showReport",
        json!({ "loop": started["loop"] }),
    );
}
