//! `shadow-bench`: checks in a shadow beside plain `cargo check`s of the same edits, taking turns. Prints a table, or one JSON
//! object. Works on copies; nothing of the project itself is written.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::Context as _;
use bowline_shadow::{
    Base, Sandbox,
    sandbox::{Demand, Pace, Policy, launcher},
};
use bowline_tests::shadow_bench::{
    cost::orphans, edit::Edits, kills, made_up, members::Members, ours::Ours, plain::Plain,
    rounds::Bench, sync,
};
use clap::{Parser, ValueEnum};

/// Measures a shadow against plain cargo
#[derive(Parser)]
struct Arguments {
    /// The project's directory; a workspace that `cargo check` is content with
    #[arg(required_unless_present_any = ["sync", "made_up"])]
    project: Option<PathBuf>,
    /// The package to edit, instead of one leaf and one root
    #[arg(long)]
    package: Option<String>,
    /// The file to edit, relative to the workspace
    #[arg(long)]
    file: Option<PathBuf>,
    /// Rounds of each measurement
    #[arg(long, default_value_t = 7)]
    rounds: u32,
    /// Whether what runs in the shadow is confined
    #[arg(long, value_enum, default_value_t = Sealed::Preferred)]
    sandbox: Sealed,
    /// What the shadow stands on
    #[arg(long, value_enum, default_value_t = Stands::Auto)]
    base: Stands,
    /// Measure nothing but how long processes live on of this many checks that are cancelled
    #[arg(long, value_name = "CHECKS")]
    kills: Option<u32>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Measure nothing but the sync of a made-up project of this many files
    #[arg(long, value_name = "FILES", conflicts_with = "project")]
    sync: Option<u32>,
    /// Measure a made-up workspace of this many members
    #[arg(long, value_name = "MEMBERS", conflicts_with_all = ["project", "sync"])]
    made_up: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sealed {
    /// By the best means of this machine
    Preferred,
    /// Not at all
    Off,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stands {
    /// The overlay where it can be had
    Auto,
    /// A target directory of its own
    Portable,
    /// The overlay
    Overlay,
}

/// Says to the program that its environment is clean.
const CLEANED: &str = "BOWLINE_SHADOW_BENCH";

/// What a cargo around this program, or a person's shell, sets and what would make the two sides differ.
const IN_THE_WAY: [&str; 9] = [
    "CARGO",
    "CARGO_BUILD_BUILD_DIR",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_TARGET_DIR",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTC_WRAPPER",
    "RUSTFLAGS",
    "RUSTUP_TOOLCHAIN",
];

fn main() -> anyhow::Result<ExitCode> {
    let mut given = std::env::args_os().skip(1);
    if given.next().is_some_and(|verb| verb == launcher::VERB) {
        let error = launcher::run(given);
        writeln!(std::io::stderr(), "{error}")?;
        return Ok(ExitCode::from(launcher::FAILED));
    }
    let arguments = Arguments::parse();
    if std::env::var_os(CLEANED).is_none() {
        return again();
    }
    orphans::adopt()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let text = runtime.block_on(measure(&arguments))?;
    writeln!(std::io::stdout(), "{}", text.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

/// Runs this program once more, in an environment that is the same for both sides.
fn again() -> anyhow::Result<ExitCode> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(std::env::args_os().skip(1)).env(CLEANED, "1");
    for name in IN_THE_WAY {
        command.env_remove(name);
    }
    let code = command.status()?.code();
    let code = code.and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

async fn measure(arguments: &Arguments) -> anyhow::Result<String> {
    let place = tempfile::Builder::new().prefix("shadow-bench-").tempdir()?;
    let place = place.path().canonicalize()?;
    if let Some(files) = arguments.sync {
        return Ok(format!("{:#}", sync::measure(&place, files).await?));
    }
    let root = match (&arguments.project, arguments.made_up) {
        (Some(project), _) => workspace(project)?,
        (None, Some(members)) => {
            made_up::workspace(&place.join("made-up"), members)?;
            place.join("made-up")
        }
        (None, None) => anyhow::bail!("no project"),
    };
    let scratch = Plain::copy(&root, &place.join("scratch"))?;
    scratch.fetch()?;
    anyhow::ensure!(scratch.check()?.is_clean, "the project does not check");
    let person = scratch.twin(&place.join("person"))?;
    let members = Members::of(scratch.root())?;
    let places = members.places(arguments.package.as_deref(), arguments.file.as_deref())?;
    let sandbox = sandbox(arguments).await?;
    if let (Some(count), Some(place_of_edit)) = (arguments.kills, places.last()) {
        let shadows = place.join("shadows");
        let (mut ours, _) = Ours::begin(person.root(), &shadows, &sandbox).await?;
        let mut edits = Edits::of(scratch.root(), place_of_edit)?;
        let gone = kills::measure(&mut ours, place_of_edit, &mut edits, count).await?;
        return Ok(format!("{gone:#}"));
    }
    let bench = Bench {
        scratch,
        person,
        members,
        shadows: &place.join("shadows"),
        sandbox: &sandbox,
        rounds: arguments.rounds.max(1),
    };
    let figures = bench.run(&places).await?;
    Ok(match arguments.json {
        true => format!("{:#}", figures.json()),
        false => figures.table(),
    })
}

/// The workspace around a directory: paths lead out of a member.
fn workspace(directory: &Path) -> anyhow::Result<PathBuf> {
    let output = Command::new("cargo")
        .args(["locate-project", "--workspace", "--message-format=plain"])
        .current_dir(directory)
        .output()?;
    anyhow::ensure!(
        output.status.success(),
        "no project in {}: {}",
        directory.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    let manifest = PathBuf::from(String::from_utf8(output.stdout)?.trim());
    let root = manifest
        .parent()
        .context("a manifest without a directory")?;
    Ok(root.to_owned())
}

/// What a check costs is measured, not how far it gives way to others.
async fn sandbox(arguments: &Arguments) -> anyhow::Result<Sandbox> {
    let base = match arguments.base {
        Stands::Auto => Base::Auto,
        Stands::Portable => Base::Portable,
        Stands::Overlay => Base::Overlay,
    };
    let demand = match arguments.sandbox {
        Sealed::Preferred => Demand::Preferred,
        Sealed::Off => Demand::Off,
    };
    let policy = Policy {
        demand,
        pace: Pace::Full,
        base,
        ..Policy::preferred()
    };
    let this = std::env::current_exe()?;
    Ok(Sandbox::choose(policy, Some(&this)).await?)
}
