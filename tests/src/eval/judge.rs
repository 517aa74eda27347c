//! The judge: rustc and the program's own asserts, asked without the engine.

use std::{ffi::OsString, fs, path::Path, time::Duration};

use bowline_shadow::process::{self, End, Invocation};
use tokio_util::sync::CancellationToken;

use super::case::{Attempt, Case};

/// How long rustc may take over one file.
const COMPILING: Duration = Duration::from_secs(60);

/// How long a program may run: the bound that the development cases were judged with.
const RUNNING: Duration = Duration::from_secs(10);

/// Whether rustc takes a text without an error. Works in `place`.
pub async fn compiles(case: &Case, text: &str, place: &Path) -> anyhow::Result<bool> {
    let options = [
        "--crate-type",
        &case.crate_type,
        "--crate-name",
        "case",
        "--emit=metadata",
    ];
    Ok(rustc(case, text, place, &options).await? == End::Exited(0))
}

/// Whether a repaired program does what the original did, as far as its own asserts say. `None` where there is nothing to
/// hold it against: no known original that is a program, or one that does not run green itself.
pub async fn passes(case: &Case, attempt: &Attempt, place: &Path) -> anyhow::Result<Option<bool>> {
    let (Some(fixed), "mutant", true) = (&case.fixed, case.source.as_str(), case.is_program())
    else {
        return Ok(None);
    };
    if attempt.compiles && asserts_hold(case, &attempt.text, place).await? {
        return Ok(Some(true));
    }
    Ok(asserts_hold(case, fixed, place).await?.then_some(false))
}

/// Whether a program, built and run, ends well: its asserts hold.
async fn asserts_hold(case: &Case, text: &str, place: &Path) -> anyhow::Result<bool> {
    if rustc(case, text, place, &["-C", "debuginfo=0"]).await? != End::Exited(0) {
        return Ok(false);
    }
    let directory = place.join("judge");
    let argv = vec![directory.join("case").into_os_string()];
    Ok(run(argv, &directory, RUNNING).await? == End::Exited(0))
}

async fn rustc(case: &Case, text: &str, place: &Path, options: &[&str]) -> anyhow::Result<End> {
    let directory = place.join("judge");
    if directory.exists() {
        fs::remove_dir_all(&directory)?;
    }
    fs::create_dir_all(&directory)?;
    fs::write(directory.join("case.rs"), text)?;
    let mut argv: Vec<OsString> = vec![
        "rustc".into(),
        "--edition".into(),
        case.edition.clone().into(),
    ];
    argv.extend(["-A", "warnings"].map(OsString::from));
    argv.extend(options.iter().map(OsString::from));
    argv.push("case.rs".into());
    run(argv, &directory, COMPILING).await
}

async fn run(argv: Vec<OsString>, directory: &Path, deadline: Duration) -> anyhow::Result<End> {
    let invocation = Invocation {
        argv,
        dir: directory.to_owned(),
        env: Vec::new(),
        deadline,
    };
    Ok(process::run(&invocation, &CancellationToken::new())
        .await?
        .end)
}

/// A text without what does not count when two programs are compared: `//` comments, white space, and a comma before a
/// closing `)` or `}`.
pub fn normalised(text: &str) -> String {
    let bare: String = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .flat_map(str::chars)
        .filter(|letter| !letter.is_whitespace())
        .collect();
    bare.replace(",)", ")").replace(",}", "}")
}

/// Whether `after` holds stand-ins for code that `before` did not hold: it compiles and is unfinished.
pub fn is_scaffold(before: &str, after: &str) -> bool {
    let stubs = |text: &str| {
        [
            "todo!",
            "unimplemented!",
            "/* value */",
            "/* type */",
            "/* ",
        ]
        .iter()
        .map(|stub| text.matches(stub).count())
        .collect::<Vec<_>>()
    };
    stubs(before)
        .iter()
        .zip(stubs(after))
        .any(|(before, after)| after > *before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_count_is_taken_out() {
        assert_eq!(normalised("f(a, b,) // why\n  { x, }"), "f(a,b){x}");
    }

    #[test]
    fn a_stand_in_is_a_scaffold_only_where_it_is_new() {
        assert!(is_scaffold("match x {}", "match x { _ => todo!() }"));
        assert!(is_scaffold("f()", "f(/* u32 */)"));
        assert!(!is_scaffold("todo!()", "todo!();"));
    }
}
