//! `fix-bench`: the time from a code action to a proved edit on a real project, beside a plain incremental `cargo check` of the
//! same edit in a scratch copy; with `--unasked`, the time from a save to the news that a proved fix is ready. Prints a row of
//! `docs/benchmarks.md`.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use bowline_fixture::copy_tree;
use bowline_tests::{
    home::Home,
    server::{Server, handshake, range_of},
    shadow_bench::cost::{Meter, orphans},
};
use clap::Parser;
use serde_json::json;

/// Measures loops on a real project against plain cargo
#[derive(Parser)]
struct Arguments {
    /// The project's directory, or a published package as NAME=VERSION
    project: String,
    /// The file that is broken, relative to the project
    #[arg(long)]
    file: PathBuf,
    /// What is replaced, once
    #[arg(long)]
    find: String,
    /// What it is replaced by: the code no longer compiles then
    #[arg(long)]
    replace: String,
    /// Where the code action is asked for: a text of the broken file
    #[arg(long)]
    at: String,
    /// The first line of rustc's message there
    #[arg(long)]
    message: String,
    /// Loops after the first
    #[arg(long, default_value_t = 6)]
    rounds: u32,
    /// Measures from saving to a fix that is ready, and the processor time it takes (on Linux)
    #[arg(long)]
    unasked: bool,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let place = tempfile::tempdir()?;
    let place = place.path().canonicalize()?;
    let (persons, scratch) = (place.join("person"), place.join("scratch"));
    let source = source(&arguments.project, &place)?;
    for copy in [&persons, &scratch] {
        copy_tree(&source, copy);
        make_own_workspace(copy)?;
        check(copy)?;
    }
    let good = fs::read_to_string(persons.join(&arguments.file)).context("the file to break")?;
    anyhow::ensure!(
        good.contains(&arguments.find),
        "{} does not hold what is to be replaced",
        arguments.file.display()
    );
    let broken = good.replacen(&arguments.find, &arguments.replace, 1);

    if arguments.unasked {
        return report_unasked(&arguments, [&persons, &scratch], &broken, &good);
    }
    let (first, loops, fixed) = loops(&arguments, &persons, &broken)?;
    let plain = plain(&arguments, &scratch, &broken, &fixed)?;
    let (loops, plain) = (median(loops), median(plain));
    writeln!(
        std::io::stdout(),
        "| {} | {} | {} | {} | {:.2} |",
        arguments.project,
        seconds(first),
        seconds(loops),
        seconds(plain),
        loops.as_secs_f64() / plain.as_secs_f64(),
    )?;
    Ok(())
}

/// The directory of a project, or of the sources of a published package: fetched by cargo like any dependency.
fn source(project: &str, place: &Path) -> anyhow::Result<PathBuf> {
    let Some((name, version)) = project.split_once('=') else {
        return Ok(PathBuf::from(project).canonicalize()?);
    };
    let fetcher = place.join("fetcher");
    fs::create_dir_all(fetcher.join("src"))?;
    fs::write(fetcher.join("src/lib.rs"), "")?;
    let manifest = format!(
        "[package]\nname = \"fetcher\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\n{name} = \"={version}\"\n[workspace]\n"
    );
    fs::write(fetcher.join("Cargo.toml"), manifest)?;
    let fetched = Command::new("cargo")
        .args(["fetch", "--quiet"])
        .current_dir(&fetcher)
        .status()?;
    anyhow::ensure!(fetched.success(), "cargo could not fetch {project}");
    // A package without a library is fetched and is no dependency, so cargo's metadata do not name it.
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let sources = home.context("cargo has no home")?.join("registry/src");
    let registries = fs::read_dir(&sources)?.flatten();
    let found = registries
        .map(|registry| registry.path().join(format!("{name}-{version}")))
        .find(|path| path.is_dir());
    found.with_context(|| format!("{} does not hold {project}", sources.display()))
}

/// A package lies in a directory of the person's, not in cargo's registry, so nothing above it may claim it.
fn make_own_workspace(directory: &Path) -> anyhow::Result<()> {
    let path = directory.join("Cargo.toml");
    let mut manifest = fs::read_to_string(&path)?;
    if !manifest.contains("[workspace") {
        manifest.push_str("\n[workspace]\n");
        fs::write(path, manifest)?;
    }
    Ok(())
}

fn check(directory: &Path) -> anyhow::Result<(bool, Duration)> {
    let began = Instant::now();
    let mut command = Command::new("cargo");
    command
        .args(["check", "--workspace", "--message-format=json", "--quiet"])
        .current_dir(directory);
    command
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Ok((command.status()?.success(), began.elapsed()))
}

/// The time of the first loop, the times of the later ones, and the text they leave.
fn loops(
    arguments: &Arguments,
    root: &Path,
    broken: &str,
) -> anyhow::Result<(Duration, Vec<Duration>, String)> {
    let home = Home::with_settings("[check]\non_save = false\n");
    let mut server = Server::start(&home);
    let mut params = handshake(root);
    params["capabilities"]["experimental"]["bowline"]["review"] = json!(true);
    server.initialize(params);
    let uri = server.open_with(&root.join(&arguments.file), broken);
    let mut times = Vec::new();
    let mut fixed = String::new();
    for round in 0..=arguments.rounds {
        let began = Instant::now();
        let actions = server.code_actions(&uri, &arguments.at, &arguments.message);
        let action = actions.first().context("no code action")?;
        let id = server.run_action(action);
        let end = server.end_of(&id);
        anyhow::ensure!(end["stop"] == "achieved", "{end}{}", server.said());
        let review = server.notification("bowline/review", |review| review["loop"] == id);
        times.push(began.elapsed());
        let after = review["files"][0]["after"].as_str().context("a text")?;
        fixed = after.to_owned();
        server.command("bowline.server.discard", json!({ "loop": id }));
        // A text that no loop has seen yet: nothing is answered from what the last one left.
        let end = range_of(
            &server.text(&uri),
            broken.lines().next().unwrap_or_default(),
            server.encoding(),
        );
        let start = end["start"].clone();
        server.edit(&uri, &[json!({ "range": { "start": start, "end": start }, "newText": format!("// {round}\n") })]);
    }
    let first = times.remove(0);
    Ok((first, times, fixed))
}

/// Prints the row of a fix that nobody asked for: the first time, the median, the share of the processors while it works.
fn report_unasked(
    arguments: &Arguments,
    [persons, scratch]: [&Path; 2],
    broken: &str,
    good: &str,
) -> anyhow::Result<()> {
    let (mut times, busy) = unasked(arguments, persons, broken)?;
    let first = times.remove(0);
    let wall: Duration = times.iter().sum();
    let median = median(times);
    let plain = self::median(plain(arguments, scratch, broken, good)?);
    let cores = std::thread::available_parallelism()?.get();
    writeln!(
        std::io::stdout(),
        "| {} | {} | {} | {} | {:.2} | {:.0} % of {cores} |",
        arguments.project,
        seconds(first),
        seconds(median),
        seconds(plain),
        median.as_secs_f64() / plain.as_secs_f64(),
        100.0 * busy.as_secs_f64() / (wall.as_secs_f64() * cores as f64),
    )?;
    Ok(())
}

/// The times from a save to the news of a fix that is ready, and the processor time of the server with all it started, in
/// sandboxes too, in every save but the first.
fn unasked(
    arguments: &Arguments,
    root: &Path,
    broken: &str,
) -> anyhow::Result<(Vec<Duration>, Duration)> {
    let home = Home::with_settings("[background]\non_battery = true\n");
    let mut server = Server::start(&home);
    let mut params = handshake(root);
    params["initializationOptions"] = json!({ "client": "bowline-nvim" });
    server.initialize(params);
    let path = root.join(&arguments.file);
    let uri = server.open(&path);
    orphans::adopt()?;
    let (mut times, mut before) = (Vec::new(), None);
    for round in 0..=arguments.rounds {
        let text = format!("{broken}\n// {round}\n");
        let shown = server.text(&uri);
        server.type_over(&uri, &shown, &text);
        fs::write(&path, &text)?;
        let began = Instant::now();
        server.notify(
            "textDocument/didSave",
            json!({ "textDocument": { "uri": uri } }),
        );
        server.notification("bowline/ready", |ready| ready["uri"] == uri.as_str());
        times.push(began.elapsed());
        if round == 0 {
            before = Some((Meter::start(), processor_time(server.pid())?));
        }
    }
    let (meter, own) = before.context("no round")?;
    let own = processor_time(server.pid())?.saturating_sub(own);
    // What ran in a sandbox is no child of the server's: it has become one of this process.
    Ok((times, own + meter.stop().cpu))
}

/// The processor time of a process and of all its children that have ended, as Linux counts it: in hundredths of a second.
fn processor_time(pid: u32) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("this needs Linux")?;
    let (_, fields) = stat.rsplit_once(')').context("an odd /proc/PID/stat")?;
    let ticks = fields.split_whitespace().skip(11).take(4);
    let ticks: u64 = ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 10))
}

/// Plain `cargo check`s of the fixed text, each right behind one of the broken text.
fn plain(
    arguments: &Arguments,
    root: &Path,
    broken: &str,
    fixed: &str,
) -> anyhow::Result<Vec<Duration>> {
    let path = root.join(&arguments.file);
    let mut times = Vec::new();
    for round in 0..=arguments.rounds {
        fs::write(&path, format!("{broken}\n// {round}\n"))?;
        anyhow::ensure!(!check(root)?.0, "the broken text compiles");
        fs::write(&path, format!("{fixed}\n// {round}\n"))?;
        let (is_clean, time) = check(root)?;
        anyhow::ensure!(is_clean, "the fixed text does not compile");
        times.push(time);
    }
    times.remove(0);
    Ok(times)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
