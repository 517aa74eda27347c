//! `bowline ask`: an answer in words, on standard output as Markdown.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use tokio_util::sync::CancellationToken;

use super::{Exit, fix::existing, loops, output, plan::told, proposers::named, signals};
use crate::{
    ask::{self, Asked, Place, Said},
    directories::Directories,
    engine::Engine,
    journal,
    model::Plan,
    modes::Route,
};

/// Explain a diagnostic, an item or a workspace; reads only
///
/// Without a model it says what is known without one: the compiler's words and their explanation, what a loop found, what the
/// names stand for and who uses them. With one its answer comes first. `--mode debug` runs the tests and looks for the cause,
/// `--mode review` looks for faults.
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// A directory of the project, a place (FILE:LINE, FILE:LINE:COLUMN, FILE:LINE-LINE), and a question, each optional
    #[arg(value_name = "DIR | PLACE | QUESTION", num_args = 0..)]
    words: Vec<String>,
    /// Answer in this mode; `bowline modes` lists them
    #[arg(long, value_name = "NAME", default_value = ask::MODE)]
    mode: String,
    /// Ask this model instead of the one of your settings
    #[arg(long, value_name = "PROVIDER/MODEL", value_parser = named)]
    model: Option<Route>,
    /// Ask no model
    #[arg(long, conflicts_with = "model")]
    no_model: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The words of the command line, told apart.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts {
    directory: Option<PathBuf>,
    place: Option<Written>,
    question: Option<String>,
}

/// A place as it was written.
#[derive(Debug, PartialEq, Eq)]
struct Written {
    file: PathBuf,
    first_line: u32,
    last_line: u32,
    column: Option<u32>,
}

impl Ask {
    pub(super) async fn run(self, directories: Directories) -> anyhow::Result<Exit> {
        let cancel = CancellationToken::new();
        let signals = tokio::spawn(signals::heed(cancel.clone()));
        let parts = parts(&self.words);
        let directory = parts.directory.unwrap_or_else(|| ".".into());
        let mut ground = loops::ground(&directory, &self.mode, &directories, &cancel).await?;
        if let Some(route) = &self.model {
            route.choose(&mut ground.config.settings);
            ground.mode.permissions.tighten(&mut ground.config);
        }
        let plan = match self.no_model {
            true => None,
            false => Plan::of(&ground.config.settings.model, directories.ledger())
                .map_err(anyhow::Error::msg)?,
        };
        let place = parts
            .place
            .map(|place| place.found(&ground.directory))
            .transpose()?;
        let asked = Asked {
            directory: ground.directory,
            place,
            question: parts.question,
            mode: ground.mode,
            config: ground.config,
            plan,
        };
        let journals = directories.journals();
        let engine = Engine::new(directories);
        let answer = ask::answer(&engine, &asked, &[], &told, &cancel)
            .await
            .map_err(|stop| anyhow::anyhow!(stop.sentence()));
        signals.abort();
        journal::tidy(&journals, asked.config.journal_budget());
        let answer = answer?;
        if self.json {
            output::json(&answer.json())?;
        } else {
            output::out(&answer.markdown())?;
        }
        Ok(match answer.said {
            Said::Failed(..) => Exit::Unsolved,
            Said::Nothing(_) | Said::Words(..) => Exit::Solved,
        })
    }
}

impl Written {
    fn found(self, directory: &std::path::Path) -> anyhow::Result<Place> {
        Ok(Place {
            file: existing(&self.file, Some(directory)).context("the place of the question")?,
            first_line: self.first_line,
            last_line: self.last_line,
            column: self.column,
        })
    }
}

/// Tells the words apart: a directory that exists comes first, a place may follow, the rest is the question.
fn parts(words: &[String]) -> Parts {
    let mut parts = Parts::default();
    let mut rest = words;
    if let Some((first, behind)) = rest.split_first()
        && std::path::Path::new(first).is_dir()
    {
        parts.directory = Some(first.into());
        rest = behind;
    }
    if let Some((first, behind)) = rest.split_first()
        && let Some(place) = place(first)
    {
        parts.place = Some(place);
        rest = behind;
    }
    if !rest.is_empty() {
        parts.question = Some(rest.join(" "));
    }
    parts
}

/// `FILE:LINE`, `FILE:LINE:COLUMN` or `FILE:LINE-LINE`; anything else is part of a question.
fn place(word: &str) -> Option<Written> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0);
    let (head, last) = word.rsplit_once(':')?;
    if let Some((first, last)) = last.split_once('-') {
        let (first_line, last_line) = (number(first)?, number(last)?);
        return Some(Written {
            file: head.into(),
            first_line,
            last_line: last_line.max(first_line),
            column: None,
        });
    }
    let last = number(last)?;
    let (file, line, column) = match head
        .rsplit_once(':')
        .map(|(file, line)| (file, number(line)))
    {
        Some((file, Some(line))) => (file, line, Some(last)),
        _ => (head, last, None),
    };
    (!file.is_empty() && !file.contains(' ')).then(|| Written {
        file: file.into(),
        first_line: line,
        last_line: line,
        column,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_apart(words: &[&str]) -> Parts {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        parts(&words)
    }

    #[test]
    fn a_place_and_a_question_are_told_apart() {
        let found = told_apart(&["src/lib.rs:3:7", "why", "is this?"]);
        let place = found.place.expect("it is a place");
        assert_eq!((place.first_line, place.column), (3, Some(7)));
        assert_eq!(found.question.as_deref(), Some("why is this?"));
        let range = told_apart(&[".", "src/lib.rs:3-9"]);
        assert_eq!(range.directory, Some(".".into()));
        let range = range.place.expect("it is a place");
        assert_eq!((range.first_line, range.last_line), (3, 9));
        let question = told_apart(&["what about 3:4 here"]);
        assert!(question.place.is_none() && question.question.is_some());
    }
}
