//! What leaves the machine and what stays: secrets, nothing at all where no model is set up, and who may choose.

use std::fs;

use bowline_fixture::{ModelServer, Reply};
use bowline_tests::{
    program::{command, finish, start},
    skip_slow_tests,
};

use super::scene::{KEY, Scene, body};

#[test]
fn nothing_secret_leaves_or_stays() {
    if skip_slow_tests() {
        return;
    }
    let leak = format!(
        "{}// sk-CANARYabcdefghijklmnopqrstuvwx0123 {}",
        body("net.wrong()"),
        KEY.1
    );
    let scene = Scene::new("samples = 2", move |_| Reply::chat(&leak, 500, 40));
    let text =
        fs::read_to_string(scene.project.root().join("src/lib.rs")).expect("the source is there");
    let secrets = "mod billing;\nconst TOKEN: &str = \"ghp_CANARYabcdefghijklmnopqrstuvwx012345\";\n// CANARY-ENVIRONMENT-1 k-CANARY-KEY-0123456789\n";
    fs::write(
        scene.project.root().join("src/lib.rs"),
        format!("{secrets}{text}"),
    )
    .expect("it can be written");
    let run = finish(start(&mut scene.command(&[])));
    let requests = scene.server.received();
    assert_eq!(requests.len(), 2, "{}", run.stdout);
    for request in &requests {
        assert!(request.body.contains("levied_upon_the_sum"));
        assert!(!request.body.contains("CANARY"), "{}", request.body);
    }
    let kept = scene.left();
    for secret in [
        "ghp_CANARY",
        "k-CANARY-KEY",
        "sk-CANARY",
        "CANARY-DOTENV",
        "CANARY-CLOSED",
    ] {
        assert!(!kept.contains(secret), "{secret} was kept");
    }
    assert!(
        !run.stdout.contains("ghp_CANARY") && !run.stderr.contains("CANARY"),
        "{}",
        run.stderr
    );
}

#[test]
fn off_means_off() {
    if skip_slow_tests() {
        return;
    }
    // Every way out leads here: a proxy for all addresses, and the address of the provider itself.
    let scene = Scene::new("", |_| Reply::chat(&body("net + net / 5"), 1, 1));
    let settings = format!(
        "[model]\nmodel = \"scripted-1\"\nbase_url = \"{}\"\n",
        scene.server.url
    );
    fs::write(scene.home.user_config(), settings).expect("the settings can be written");
    let run = finish(start(
        scene
            .command(&[])
            .env("HTTP_PROXY", &scene.server.url)
            .env("HTTPS_PROXY", &scene.server.url)
            .env("ALL_PROXY", &scene.server.url)
            .env("OPENAI_API_KEY", "sk-anything"),
    ));
    assert!(scene.server.received().is_empty());
    assert_ne!(run.end().1, "checked");
    assert!(run.json()["calls"].as_array().is_none_or(Vec::is_empty));
    assert!(!scene.home.state().join("usage.jsonl").exists());
}

/// The sockets of the internet that a process has open, by their numbers.
#[cfg(target_os = "linux")]
fn sockets(pid: u32) -> Vec<String> {
    let tables = ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"];
    let tables: String = tables
        .iter()
        .map(|name| fs::read_to_string(format!("/proc/{pid}/net/{name}")).unwrap_or_default())
        .collect();
    let open = fs::read_dir(format!("/proc/{pid}/fd"))
        .into_iter()
        .flatten();
    let links = open
        .flatten()
        .filter_map(|one| fs::read_link(one.path()).ok());
    let inodes = links.filter_map(|link| {
        let name = link.to_str()?.strip_prefix("socket:[")?;
        Some(name.strip_suffix(']')?.to_owned())
    });
    inodes
        .filter(|inode| {
            tables
                .lines()
                .any(|row| row.split_whitespace().nth(9) == Some(inode))
        })
        .collect()
}

/// Every look at the sockets of a run, from its start to its end; `seen` may let a scripted server go on.
#[cfg(target_os = "linux")]
fn watched(command: &mut std::process::Command, mut seen: impl FnMut()) -> (usize, u32) {
    let mut child = start(command);
    let (mut most, mut looks) = (0, 0);
    while child.try_wait().expect("it can be asked").is_none() {
        let open = sockets(child.id()).len();
        most = most.max(open);
        looks += 1;
        if open > 0 {
            seen();
        }
        std::thread::yield_now();
    }
    (most, looks)
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_provider_no_socket_is_opened_and_with_one_it_is_seen() {
    if skip_slow_tests() {
        return;
    }
    let (release, gate) = std::sync::mpsc::channel();
    let mut gate = Some(gate);
    let scene = Scene::new("samples = 1", move |_| {
        let reply = Reply::chat(&body("net + net / 5"), 1, 1);
        match gate.take() {
            // Held until the socket was seen, so that the look cannot miss it.
            Some(gate) => {
                let mut held = Reply::of(200, "").with("content-type", "text/event-stream");
                held = held.then(bowline_fixture::Step::Wait(gate));
                reply.steps.into_iter().fold(held, Reply::then)
            }
            None => reply,
        }
    });
    for verb in [["fix"].as_slice(), &["ask", "src/lib.rs:3"], &["plan"]] {
        let settings = fs::read_to_string(scene.home.user_config()).expect("they are there");
        fs::write(scene.home.user_config(), "").expect("it can be written");
        let mut command = scene.verb_command(verb[0], &verb[1..]);
        let (most, looks) = watched(&mut command, || {});
        assert!(looks > 1, "the run was looked at");
        assert_eq!(most, 0, "{verb:?} opened a socket with no provider set up");
        fs::write(scene.home.user_config(), settings).expect("it can be written");
    }
    let (most, _) = watched(&mut scene.command(&[]), || {
        let _ = release.send(());
    });
    assert!(most > 0, "a socket is seen where there is one");
}

#[test]
fn what_would_be_sent_and_what_was_spent_can_be_seen() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("", |_| Reply::chat(&body("net + net / 5"), 500, 40));
    let root = scene.project.root().to_str().expect("test paths are UTF-8");
    let ask = ["prompt", "src/lib.rs:3", "--directory", root, "--json"];
    let run = finish(start(
        command(&scene.home, ask).env("OTHER_SECRET", "levied_upon_the_sum"),
    ));
    let prompt = run.expect_code(0).json();
    let user = prompt["user"].as_str().expect("a question");
    assert!(
        user.contains("E0425") && user.contains("[redacted:env]"),
        "{user}"
    );
    assert!(!user.contains("levied_upon_the_sum"), "{user}");
    assert!(scene.server.received().is_empty(), "nothing was sent");
    let nothing = finish(start(&mut command(&scene.home, ["usage"]))).expect_code(0);
    assert!(
        nothing.stderr.contains("No model was ever asked"),
        "{}",
        nothing.stderr
    );

    scene.fix().expect_code(0);
    let usage = finish(start(&mut command(&scene.home, ["usage", "--json"])))
        .expect_code(0)
        .json();
    let model = &usage["models"][0];
    let numbers = [
        "calls",
        "failed",
        "input_tokens",
        "output_tokens",
        "loops",
        "solved",
    ]
    .map(|field| model[field].as_u64());
    assert_eq!(numbers, [1, 0, 500, 40, 1, 1].map(Some), "{usage:#}");
    let table = finish(start(&mut command(&scene.home, ["usage"])))
        .expect_code(0)
        .stdout;
    assert!(table.contains("custom/scripted-1"), "{table}");
}

#[test]
fn a_command_gives_the_key_and_the_command_line_the_last_word() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new(&format!("key_command = \"printenv {}\"", KEY.0), |_| {
        Reply::chat(&body("net + net / 5"), 500, 40)
    });
    let run = finish(start(&mut scene.command(&["--no-model"])));
    assert_ne!(run.end().1, "checked");
    assert!(scene.server.received().is_empty());
    scene.fix().expect_code(0);
    let [request] = scene.server.received().try_into().expect("one request");
    assert_eq!(
        request.header("authorization"),
        Some(&*format!("Bearer {}", KEY.1))
    );
    let named = finish(start(&mut scene.command(&["--model", "custom/other"]))).expect_code(0);
    assert_eq!(named.json()["calls"][0]["model"], "other");
}

#[test]
fn a_repository_cannot_choose_who_is_asked() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("", |_| Reply::chat(&body("net + net / 5"), 500, 40));
    let other = ModelServer::start(|_| Reply::chat(&body("net"), 1, 1));
    let theirs = format!(
        "[model]\nbase_url = \"{}\"\nkey_command = \"false\"\nloop_tokens = 100\n",
        other.url
    );
    fs::write(
        scene.home.user_config(),
        format!(
            "[model]\nprovider = \"custom\"\nmodel = \"m\"\nbase_url = \"{}\"\nkey_env = \"{}\"\n",
            scene.server.url, KEY.0
        ),
    )
    .expect("the settings can be written");
    fs::write(scene.project.root().join("bowline.toml"), theirs).expect("it can be written");
    let run = finish(start(&mut scene.command(&[])));
    assert!(other.received().is_empty());
    assert_eq!(
        run.end().0,
        "out_of_tokens",
        "it may make the bounds tighter: {}",
        run.stdout
    );
    assert!(
        run.stderr.contains("not for a repository to set"),
        "{}",
        run.stderr
    );
}
