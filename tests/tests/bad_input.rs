//! What a project, a machine or an editor can do to a loop. Each gets a clear message and a typed stop reason, and leaves
//! nothing behind: no process, no changed byte or time, a readable journal.

use std::{fs, path::Path, process::Command};

use bowline_tests::{
    DEADLINE, eventually,
    home::Home,
    processes,
    program::{self, Run},
    sample::Sample,
    server::Server,
    skip_slow_tests,
};
use serde_json::{Value, json};

/// Asserts a typed end with words that a person understands, and that nothing is left behind.
#[track_caller]
fn assert_clear(run: &Run, home: &Home, sample: &Sample, kind: &str, words: &str) {
    let report = run.json();
    let detail = &report["end"]["stop"]["detail"];
    assert_eq!(detail["kind"], kind, "{report:#}");
    let told = format!(
        "{} {} {}",
        report["end"]["sentence"], detail["what"], detail["hint"]
    );
    assert!(told.contains(words), "no «{words}» in: {told}");
    assert!(
        !detail["hint"].as_str().unwrap_or_default().is_empty(),
        "no hint: {report:#}"
    );
    sample.assert_untouched();
    home.assert_nobody_lives();
    assert_eq!(home.journals().len(), 1);
    home.assert_journals_replay();
}

fn fix(home: &Home, directory: &Path, arguments: &[&str]) -> Run {
    let mut command = program::command(home, ["fix", "--json"]);
    program::finish(program::start(command.args(arguments).arg(directory)))
}

#[test]
fn no_manifest() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("no-manifest").watched());
    let run = fix(&home, sample.root(), &[]).expect_code(2);
    assert_clear(&run, &home, &sample, "manifest", "Cargo.toml");
}

#[test]
fn a_broken_manifest() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("broken-manifest").watched());
    let run = fix(&home, sample.root(), &[]).expect_code(2);
    assert_clear(&run, &home, &sample, "manifest", "Cargo.toml");
}

#[test]
fn no_cargo() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("missing-mut").watched());
    let mut command = program::command(&home, ["fix", "--json"]);
    // Nothing on the path, and no home of rustup either, where Bowline looks next.
    command
        .arg(sample.root())
        .env("PATH", home.path())
        .env("HOME", home.path());
    command.env_remove("CARGO_HOME").env_remove("RUSTUP_HOME");
    let run = program::finish(program::start(&mut command)).expect_code(2);
    assert_clear(&run, &home, &sample, "toolchain", "cargo");
}

#[test]
fn a_toolchain_that_is_not_there() {
    if skip_slow_tests() {
        return;
    }
    let home = Home::new();
    let sample = Sample::copy("rust-toolchain");
    sample.write("rust-toolchain.toml", b"[toolchain]\nchannel = \"1.3.0\"\n");
    let sample = sample.watched();
    let run = fix(&home, sample.root(), &[]).expect_code(2);
    assert_clear(&run, &home, &sample, "toolchain", "1.3.0");
}

#[test]
fn source_that_is_not_utf8() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("non-utf8-source").watched());
    let run = fix(&home, sample.root(), &[]).expect_code(1);
    assert!(run.stdout.contains("UTF-8"), "{}", run.stdout);
    sample.assert_untouched();
    home.assert_nobody_lives();
    home.assert_journals_replay();
}

/// Takes every right to write from a tree, or gives it back.
fn make_writable(root: &Path, writable: Writable) {
    let mut left = vec![root.to_owned()];
    while let Some(path) = left.pop() {
        let mut permissions = fs::metadata(&path).expect("it exists").permissions();
        if writable == Writable::Yes {
            set_owner_writable(&mut permissions);
            fs::set_permissions(&path, permissions.clone()).expect("permissions");
        }
        if path.is_dir() {
            left.extend(
                fs::read_dir(&path)
                    .expect("a directory")
                    .flatten()
                    .map(|entry| entry.path()),
            );
        }
        if writable == Writable::No {
            permissions.set_readonly(true);
            fs::set_permissions(&path, permissions).expect("permissions");
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Writable {
    Yes,
    No,
}

fn set_owner_writable(permissions: &mut fs::Permissions) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        permissions.set_mode(permissions.mode() | 0o200);
    }
    #[cfg(not(unix))]
    permissions.set_readonly(false);
}

#[test]
fn a_read_only_tree_is_worked_on_and_not_written_to() {
    if skip_slow_tests() {
        return;
    }
    let home = Home::new();
    let sample = Sample::copy("missing-mut");
    make_writable(sample.root(), Writable::No);
    let sample = sample.watched();
    let run = fix(&home, sample.root(), &[]).expect_code(0);
    assert_eq!(run.end(), ("achieved".into(), "checked".into()));
    sample.assert_untouched();
    let run = fix(&home, sample.root(), &["--apply"]).expect_code(2);
    assert!(
        run.stderr.contains("read-only") || run.stderr.contains("denied"),
        "{}",
        run.stderr
    );
    sample.assert_untouched();
    home.assert_nobody_lives();
    home.assert_journals_replay();
    make_writable(sample.root(), Writable::Yes);
}

/// Runs `bowline fix` with its cache on a file system of 64 KiB, in namespaces of its own. `None` where the system forbids
/// them.
fn on_a_full_disk(home: &Home, directory: &Path) -> Option<Run> {
    let cache = home.cache();
    fs::create_dir_all(&cache).expect("a directory");
    let wrapped = |inner: &str| {
        let mut command = Command::new("unshare");
        home.adopt(&mut command);
        command.args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            inner,
            "sh",
        ]);
        command
            .arg(&cache)
            .arg(bowline_tests::binary::bowline())
            .arg(directory);
        command
    };
    let mount = "mount -t tmpfs -o size=64k tmpfs \"$1\"";
    if !wrapped(mount)
        .output()
        .is_ok_and(|output| output.status.success())
    {
        return None;
    }
    let run = format!("{mount} && exec \"$2\" fix --json \"$3\"");
    Some(program::finish(program::start(&mut wrapped(&run))))
}

#[test]
fn a_full_disk() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("large-file").watched());
    let Some(run) = on_a_full_disk(&home, sample.root()) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let run = run.expect_code(2);
    assert_clear(&run, &home, &sample, "disk_full", "disk");
}

#[test]
fn a_build_script_that_fails() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("build-script-fails").watched());
    let run = fix(&home, sample.root(), &[]).expect_code(1);
    assert_clear(&run, &home, &sample, "build", "frobnicator");
}

#[test]
fn a_cargo_that_hangs_is_killed_with_its_group() {
    if skip_slow_tests() {
        return;
    }
    let home = Home::with_settings("[limits]\ncheck_seconds = 4\n");
    let sample = Sample::copy("hanging-build-script").watched();
    let run = fix(&home, sample.root(), &[]).expect_code(1);
    assert_clear(&run, &home, &sample, "hang", "");
}

#[test]
fn a_workspace_deleted_during_the_loop() {
    if skip_slow_tests() {
        return;
    }
    let home = Home::with_settings("[limits]\ncheck_seconds = 4\n");
    let sample = Sample::copy("hanging-build-script");
    let mut command = program::command(&home, ["fix", "--json"]);
    let child = program::start(command.arg(sample.root()));
    assert!(eventually(DEADLINE, || processes::lives(
        home.path(),
        "build-script-build"
    )));
    fs::remove_dir_all(sample.root()).expect("the project can be deleted");
    let run = program::finish(child);
    assert!(matches!(run.code, Some(1 | 2)), "{run:?}");
    assert_eq!(run.end().1, "none");
    assert!(!sample.root().exists(), "nothing comes back");
    home.assert_nobody_lives();
    home.assert_journals_replay();
}

fn begin(server: &mut Server, root: &Path) -> String {
    let uri = server.open(&root.join("src/lib.rs"));
    server.start_loop(
        "bowline.server.fixFile",
        json!({ "textDocument": { "uri": uri } }),
    )
}

#[test]
fn two_editors_on_one_workspace() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("missing-mut").warm().watched());
    let mut servers = [
        Server::open_workspace(&home, sample.root()),
        Server::open_workspace(&home, sample.root()),
    ];
    let mut loops = Vec::new();
    for server in &mut servers {
        server.answers.others_may_live = true;
        server.answers.accept();
        loops.push(begin(server, sample.root()));
    }
    for (server, id) in servers.iter_mut().zip(&loops) {
        assert_eq!(server.end_of(id)["stop"], "achieved", "{}", server.said());
        server.was_asked("workspace/applyEdit");
        let applied = |params: &Value| {
            params["message"]
                .as_str()
                .is_some_and(|text| text.contains("Applied"))
        };
        server.notification("window/showMessage", applied);
    }
    drop(servers);
    home.assert_nobody_lives();
    home.assert_journals_replay();
    sample.assert_untouched();
}

#[test]
fn one_shadow_is_not_shared_by_a_server_and_the_command_line() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("hanging-build-script").watched());
    let mut server = Server::open_workspace(&home, sample.root());
    let id = begin(&mut server, sample.root());
    server.observing(&id);
    let run = fix(&home, sample.root(), &["--max-seconds", "5"]).expect_code(3);
    assert_eq!(
        run.end().0,
        "out_of_time",
        "it ran beside the other, and was not blocked by a lock"
    );
    server.command("bowline.server.stopLoop", json!({}));
    assert_eq!(server.end_of(&id)["stop"], "cancelled");
    sample.assert_untouched();
}

#[test]
fn a_client_that_dies_during_the_loop() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("hanging-build-script").watched());
    // What a server sees of a client's death is the end of its input.
    let mut server = Server::open_workspace(&home, sample.root());
    let id = begin(&mut server, sample.root());
    server.observing(&id);
    assert!(eventually(DEADLINE, || processes::lives(
        home.path(),
        "build-script-build"
    )));
    server.close_input();
    assert!(server.wait(DEADLINE).is_some());
    home.assert_nobody_lives();
    home.assert_journals_replay();
    sample.assert_untouched();
}

#[test]
fn an_editor_whose_process_is_gone_is_noticed_with_the_input_open() {
    if skip_slow_tests() {
        return;
    }
    let home = Home::new();
    let mut editor = Command::new("sleep")
        .arg("600")
        .spawn()
        .expect("sleep runs");
    let mut params = bowline_tests::server::handshake(home.path());
    params["processId"] = json!(editor.id());
    let mut server = Server::start(&home);
    server.initialize(params);
    editor.kill().expect("it can be killed");
    editor.wait().expect("it ends");
    assert!(
        server.wait(DEADLINE).is_some(),
        "the server outlives its editor"
    );
}
