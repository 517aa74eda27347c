//! The ledger: one line of JSON a call, over all loops and projects of this person. Numbers and names alone, nothing of what
//! was said.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead as _, BufReader, Write as _},
    path::Path,
    time::{Duration, SystemTime},
};

use bowline_loop_core::{LoopId, consult::ModelCall};
use serde::{Deserialize, Serialize};

/// Milliseconds of a day.
const DAY: u64 = 86_400_000;

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it ended, in milliseconds since 1970-01-01 UTC.
    pub unix_millis: u64,
    /// The loop it was made for.
    pub id: LoopId,
    /// The mode it was made in.
    #[serde(default)]
    pub mode: String,
    /// The provider.
    pub provider: String,
    /// The model.
    pub model: String,
    /// Tokens read, cached ones included.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// Whether the counts are an estimate of our own.
    pub estimated: bool,
    /// What it cost, in millionths of a US dollar; zero where no price is known.
    pub micros: u64,
    /// How it ended, in a stable word.
    pub end: String,
}

impl Entry {
    /// The entry of a call that has just ended.
    pub fn now(id: &LoopId, mode: &str, call: &ModelCall) -> Self {
        Self {
            unix_millis: now(),
            id: id.clone(),
            mode: mode.to_owned(),
            provider: call.provider.clone(),
            model: call.model.clone(),
            input_tokens: call.input_tokens,
            output_tokens: call.output_tokens,
            estimated: call.estimated,
            micros: call.micros,
            end: call.end.clone(),
        }
    }

    /// Tokens in all.
    pub fn tokens(&self) -> u64 {
        self.input_tokens + self.output_tokens
    }
}

/// Adds a call. One write, so that two processes do not mix their lines.
pub fn append(path: &Path, entry: &Entry) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut line = serde_json::to_string(entry)?;
    line.push('\n');
    options.open(path)?.write_all(line.as_bytes())
}

/// Every call; lines that cannot be read are left out. Empty where nothing was ever asked.
pub fn read(path: &Path) -> Vec<Entry> {
    let Ok(file) = File::open(path) else {
        return Vec::new();
    };
    let lines = BufReader::new(file).lines().map_while(Result::ok);
    lines
        .filter_map(|line| serde_json::from_str(&line).ok())
        .collect()
}

/// Tokens and money that were used today (UTC).
pub fn today(path: &Path) -> (u64, u64) {
    let begin = now() / DAY * DAY;
    let calls = read(path)
        .into_iter()
        .filter(|entry| entry.unix_millis >= begin);
    calls.fold((0, 0), |(tokens, micros), entry| {
        (tokens + entry.tokens(), micros + entry.micros)
    })
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    u64::try_from(since.unwrap_or(Duration::ZERO).as_millis()).unwrap_or(u64::MAX)
}
