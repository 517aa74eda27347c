//! `bowline clean`: removes what Bowline can make again, where nobody uses it.

use std::time::Duration;

use bowline_shadow::life::{self, Limits};
use clap::Args;

use super::{Exit, output};
use crate::{config::Config, directories::Directories, journal};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Remove shadow workspaces that nobody uses, and journals beyond their budget
#[derive(Debug, Args)]
pub(super) struct Clean {
    /// Remove every shadow that nobody uses; so does this verb without an option
    #[arg(long, conflicts_with_all = ["older_than", "budget"])]
    all: bool,
    /// Remove shadows that were not used for this many days
    #[arg(long, value_name = "DAYS", alias = "older-than-days")]
    older_than: Option<u32>,
    /// Remove the least recently used shadows until the rest takes no more than this: 500M, 20G, or bytes
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    budget: Option<u64>,
}

impl Clean {
    pub(super) fn run(&self, directories: &Directories, own: &Config) -> anyhow::Result<Exit> {
        let swept = life::sweep(&directories.shadows(), self.limits());
        for (path, error) in &swept.failed {
            let path = path.display();
            output::warning(&format!("{path} could not be removed: {error}"));
        }
        let journals = journal::prune(&directories.journals(), own.journal_budget())?;
        let used = match swept.in_use {
            0 => String::new(),
            in_use => format!("; {in_use} in use"),
        };
        output::out(&format!(
            "removed: {} shadow workspaces ({}), {journals} journals{used}\n",
            swept.removed,
            megabytes(swept.freed_bytes),
        ))?;
        Ok(match swept.failed.is_empty() {
            true => Exit::Solved,
            false => Exit::Environment,
        })
    }

    fn limits(&self) -> Limits {
        let limits = Limits {
            max_age: self.older_than.map(|days| DAY * days),
            max_bytes: self.budget,
        };
        let none = self.all || (self.older_than.is_none() && self.budget.is_none());
        if none { Limits::NOTHING } else { limits }
    }
}

/// A number of bytes, with a unit of a thousand, a million, … of them where one is named.
fn bytes(text: &str) -> Result<u64, String> {
    let text = text.trim().trim_end_matches(['b', 'B']);
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" => 1,
        "k" => 1_000,
        "m" => 1_000_000,
        "g" => 1_000_000_000,
        "t" => 1_000_000_000_000,
        other => return Err(format!("{other} is no unit; there are K, M, G and T")),
    };
    let number: u64 = digits
        .trim()
        .parse()
        .map_err(|_| "not a whole number of bytes, such as 500M or 20G".to_owned())?;
    number
        .checked_mul(unit)
        .ok_or_else(|| "more than there can be".to_owned())
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        let read = |text: &str| bytes(text).ok();
        assert_eq!(read("20G"), Some(20_000_000_000));
        assert_eq!(read("500 mb"), Some(500_000_000));
        assert_eq!(read("17"), Some(17));
        assert_eq!(read("0"), Some(0));
        assert_eq!(
            (read("ten"), read("1X"), read(""), read("99999999999T")),
            (None, None, None, None)
        );
    }

    #[test]
    fn without_an_option_nothing_is_kept() {
        let clean = |all, older_than, budget| Clean {
            all,
            older_than,
            budget,
        };
        assert_eq!(clean(false, None, None).limits(), Limits::NOTHING);
        assert_eq!(clean(true, None, None).limits(), Limits::NOTHING);
        let aged = Limits {
            max_age: Some(DAY * 7),
            max_bytes: None,
        };
        assert_eq!(clean(false, Some(7), None).limits(), aged);
        assert_eq!(clean(false, None, Some(5)).limits().max_age, None);
    }
}
