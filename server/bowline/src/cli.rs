//! The command line: one verb a file under `cli/`, and the exit code each ends with.
//!
//! Lives here: arguments, the terminal, writing a proved result to disk after `--apply`. Does not live here: how a loop
//! runs (`engine`), what a report says (`report`). Standard output carries only what was asked for (a diff, JSON, a report,
//! LSP frames); everything else goes to standard error.

mod apply;
mod ask;
mod clean;
mod doctor;
mod exit;
mod fix;
mod history;
pub mod logging;
mod loops;
mod lsp;
mod modes;
mod output;
mod plan;
mod progress;
mod prompt;
mod proposers;
mod replay;
mod report;
mod schema;
mod signals;
mod test;
mod usage;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use bowline_shadow::sandbox::launcher;
use clap::{Parser, Subcommand};

use self::exit::Exit;
use crate::{config::Config, directories::Directories};

/// How long background work may take to wind down once a verb is done.
const WIND_DOWN: Duration = Duration::from_millis(300);

/// Closes engineering loops for Rust: a compile error becomes a reviewed edit, proved in a copy of your project.
///
/// Without a verb it serves the Language Server Protocol on standard input and output, as editors start it.
#[derive(Debug, Parser)]
#[command(name = "bowline", version, max_term_width = 100, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// Write the log to this file instead of standard error
    #[arg(long, global = true, value_name = "FILE")]
    log_file: Option<PathBuf>,
    /// Log more: -v loops, -vv their steps, -vvv everything (BOWLINE_LOG takes a filter)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    proved or checked, or nothing to do
  1    not solved: improved, unfinished, blocked, approval needed, refused
  2    bad usage or environment: manifest, toolchain, files, disk, configuration
  3    stopped by a limit
  130  cancelled";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Serve the Language Server Protocol on standard input and output
    Lsp(lsp::Lsp),
    /// Fix compile errors and show the proved edit; nothing is written without --apply
    Fix(fix::Fix),
    /// Make failing tests pass and show the proved edit; nothing is written without --apply
    Test(test::Test),
    /// Explain a diagnostic, an item or a workspace; reads only
    Ask(ask::Ask),
    /// Write a plan with steps, checks and risks; edit only once it is approved, step by step
    Plan(plan::Plan),
    /// Say what is missing on this machine and how to mend it
    Doctor(doctor::Doctor),
    /// List the loops that have run
    History(history::History),
    /// Show the report of a loop
    Report(report::Report),
    /// Run a recorded loop again and compare every step
    Replay(replay::Replay),
    /// List the modes, what each may do, and where it comes from
    Modes(modes::Modes),
    /// Show what a model would be sent for an error; nothing is sent
    Prompt(prompt::Prompt),
    /// Show what models were asked, and what it cost
    Usage(usage::Usage),
    /// Remove shadow workspaces that nobody uses, and journals beyond their budget
    Clean(clean::Clean),
    /// Print the configuration's schema or documentation
    Schema(schema::Schema),
}

/// Runs the program on the arguments of this process.
pub fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|verb| verb == launcher::VERB) {
        // Not among the verbs: this is how the program starts processes that confine themselves.
        output::error(&launcher::run(arguments));
        return ExitCode::from(launcher::FAILED);
    }
    let cli = Cli::parse();
    let exit = run(cli).unwrap_or_else(|error| {
        output::error(&format!("{error:#}"));
        Exit::Environment
    });
    exit.into()
}

fn run(cli: Cli) -> anyhow::Result<Exit> {
    // The schema is the same everywhere: it must not need a home directory.
    if let Some(Verb::Schema(schema)) = &cli.verb {
        return schema.run();
    }
    let directories = Directories::from_env()?;
    let (own, _) = Config::load_lenient(&directories, None, None);
    logging::start(&own, cli.log_file.as_deref(), cli.verbose)?;
    let verb = cli.verb.unwrap_or_else(|| Verb::Lsp(lsp::Lsp::bare()));
    match verb {
        Verb::Lsp(lsp) => in_runtime(lsp.run(directories, &own)),
        Verb::Fix(fix) => in_runtime(fix.run(directories)),
        Verb::Test(test) => in_runtime(test.run(directories)),
        Verb::Doctor(doctor) => in_runtime(doctor.run(directories)),
        Verb::History(history) => history.run(&directories),
        Verb::Report(report) => report.run(&directories),
        Verb::Replay(replay) => replay.run(&directories),
        Verb::Ask(ask) => in_runtime(ask.run(directories)),
        Verb::Plan(plan) => in_runtime(plan.run(directories)),
        Verb::Modes(modes) => in_runtime(modes.run(directories)),
        Verb::Prompt(prompt) => in_runtime(prompt.run(directories)),
        Verb::Usage(usage) => usage.run(&directories),
        Verb::Clean(clean) => clean.run(&directories, &own),
        Verb::Schema(schema) => schema.run(),
    }
}

fn in_runtime(verb: impl Future<Output = anyhow::Result<Exit>>) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let exit = runtime.block_on(verb);
    // A thread that waits for standard input never ends by itself.
    runtime.shutdown_timeout(WIND_DOWN);
    exit
}

#[cfg(test)]
mod tests;
