//! Where the log goes: standard error or a file, never standard output.

use std::{
    fs::{File, OpenOptions},
    io::{self, IsTerminal as _, Write},
    path::Path,
    sync::{Mutex, OnceLock, PoisonError},
};

use anyhow::Context as _;
use tracing_subscriber::{
    EnvFilter, Registry,
    fmt::MakeWriter,
    layer::SubscriberExt as _,
    reload::{self, Handle},
    util::SubscriberInitExt as _,
};

use crate::config::Config;

/// The environment variable that takes a filter, for instance `bowline=debug`.
const VARIABLE: &str = "BOWLINE_LOG";

/// The file the log goes to; standard error where there is none. One for the process, as the log itself is.
static FILE: Mutex<Option<File>> = Mutex::new(None);

/// What may still change once the editor has sent its settings.
static OPEN: OnceLock<Open> = OnceLock::new();

struct Open {
    level: Option<Handle<EnvFilter, Registry>>,
    file: FileChoice,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FileChoice {
    /// By a flag of the command line, which goes before every setting.
    Fixed,
    /// By the settings.
    Settings,
}

/// Starts logging. `--log-file`, `-v` and `BOWLINE_LOG` go before the settings.
pub(super) fn start(config: &Config, log_file: Option<&Path>, verbose: u8) -> anyhow::Result<()> {
    let from_settings = config.log_file();
    if let Some(path) = log_file.or(from_settings.as_deref()) {
        let opened =
            open(path).with_context(|| format!("the log file {} cannot be opened", path.display()));
        match opened {
            Ok(file) => *FILE.lock().unwrap_or_else(PoisonError::into_inner) = Some(file),
            Err(error) if log_file.is_some() => return Err(error),
            // A setting that does not work must not keep an editor from its server.
            Err(error) => super::output::warning(&format!("{error:#}")),
        }
    }
    let from_variable = std::env::var(VARIABLE)
        .ok()
        .filter(|filter| !filter.is_empty());
    let fixed = from_variable.is_some() || verbose > 0;
    let directives = match (from_variable, verbose) {
        (Some(filter), _) => filter,
        (None, 0) => config.settings.log.level.directive().to_owned(),
        (None, 1) => "info".into(),
        (None, 2) => "debug".into(),
        (None, _) => "trace".into(),
    };
    let filter = EnvFilter::try_new(&directives)
        .with_context(|| format!("{VARIABLE} is no log filter: {directives}"))?;
    let (filter, handle) = reload::Layer::new(filter);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(Sink)
        .with_ansi(
            io::stderr().is_terminal() && console::colors_enabled_stderr() && log_file.is_none(),
        );
    tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init()
        .context("logging was started twice")?;
    let file = if log_file.is_some() {
        FileChoice::Fixed
    } else {
        FileChoice::Settings
    };
    // Set once: this function runs once, or `try_init` has failed above.
    let _ = OPEN.set(Open {
        level: (!fixed).then_some(handle),
        file,
    });
    Ok(())
}

/// Takes on `log.level` and `log.file` of settings that came after the start, where no flag has fixed them.
pub fn adopt(config: &Config) {
    let Some(open) = OPEN.get() else { return };
    if let Some(handle) = &open.level {
        let level = config.settings.log.level.directive();
        if let Err(error) = handle.reload(EnvFilter::new(level)) {
            tracing::warn!(%error, "the log level could not be changed");
        }
    }
    let Some(path) = config
        .log_file()
        .filter(|_| open.file == FileChoice::Settings)
    else {
        return;
    };
    match self::open(&path) {
        Ok(file) => *FILE.lock().unwrap_or_else(PoisonError::into_inner) = Some(file),
        Err(error) => {
            tracing::warn!(%error, path = %path.display(), "the log file could not be opened")
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

/// Writes each line to the file, or to standard error.
struct Sink;

impl<'a> MakeWriter<'a> for Sink {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        Self
    }
}

impl Write for Sink {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match FILE.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            Some(file) => file.write_all(line)?,
            // A log that cannot be written is not worth ending over.
            None => drop(io::stderr().write_all(line)),
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
