//! The terminal: what goes to standard output and what to standard error, and in which colours.

use std::io::{self, Write};

use console::{Style, style};

/// Writes to standard output. A reader that has gone away (`| head`) is no error.
pub(super) fn out(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    quiet(
        stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush()),
    )
}

/// Writes one JSON value to standard output, laid out for people.
pub(super) fn json(value: &serde_json::Value) -> io::Result<()> {
    out(&format!("{value:#}\n"))
}

/// Writes a line to standard error.
pub(super) fn note(text: &str) {
    // There is nobody left to tell when standard error is gone.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes a warning to standard error.
pub(super) fn warning(text: &str) {
    note(&format!(
        "{} {text}",
        style("warning:").for_stderr().yellow().bold()
    ));
}

/// Writes an error to standard error.
pub(super) fn error(text: &str) {
    note(&format!(
        "{} {text}",
        style("error:").for_stderr().red().bold()
    ));
}

/// A unified diff in colours, where standard output shows them.
pub(super) fn coloured_diff(diff: &str) -> String {
    diff.split_inclusive('\n')
        .map(|line| {
            let style = match line.as_bytes() {
                [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => Style::new().bold(),
                [b'+', ..] => Style::new().green(),
                [b'-', ..] => Style::new().red(),
                [b'@', ..] => Style::new().cyan(),
                _ => return line.to_owned(),
            };
            let text = line.trim_end_matches(['\r', '\n']);
            format!("{}{}", style.apply_to(text), &line[text.len()..])
        })
        .collect()
}

fn quiet(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
