//! The judge: rustc and the program's own asserts, asked without the engine.

use std::{ffi::OsString, fs, path::Path, time::Duration};

use bowline_shadow::process::{self, End, Invocation, Output};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use super::case::{Case, Files};

/// How long rustc may take over one program.
const COMPILING: Duration = Duration::from_secs(60);

/// How long a program may run: the bound that the development cases were judged with.
const RUNNING: Duration = Duration::from_secs(10);

/// How a program is given to rustc.
#[derive(Clone, Copy, Debug)]
pub struct Recipe<'a> {
    /// The edition.
    pub edition: &'a str,
    /// `bin` or `lib`.
    pub crate_type: &'a str,
    /// The file that rustc is given.
    pub root: &'a str,
}

impl<'a> Recipe<'a> {
    /// The recipe of a case.
    pub fn of(case: &'a Case) -> Self {
        Self {
            edition: &case.edition,
            crate_type: &case.crate_type,
            root: case.root(),
        }
    }

    /// The options of a compilation that makes no program.
    fn metadata(self) -> [&'a str; 5] {
        let kind = self.crate_type;
        [
            "--crate-type",
            kind,
            "--crate-name",
            "case",
            "--emit=metadata",
        ]
    }
}

/// One error of rustc's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Its code, or the name of the lint.
    pub code: Option<String>,
    /// The first line of its message.
    pub message: String,
}

/// Whether rustc takes a program without an error. Works in `place`.
pub async fn compiles(recipe: Recipe<'_>, files: &Files, place: &Path) -> anyhow::Result<bool> {
    let output = rustc(recipe, files, place, &recipe.metadata()).await?;
    Ok(output.end == End::Exited(0))
}

/// The errors that rustc finds in a program; `None` where it ended in another way than with errors or without.
pub async fn errors(
    recipe: Recipe<'_>,
    files: &Files,
    place: &Path,
) -> anyhow::Result<Option<Vec<Error>>> {
    let mut options = recipe.metadata().to_vec();
    options.push("--error-format=json");
    let output = rustc(recipe, files, place, &options).await?;
    let text = String::from_utf8_lossy(&output.stderr);
    let errors = read_errors(text.lines());
    Ok(match output.end {
        End::Exited(0) => Some(Vec::new()),
        End::Exited(1) if !errors.is_empty() => Some(errors),
        _ => None,
    })
}

/// The errors in lines of rustc's JSON; other lines are passed over, and so is rustc's count of the errors.
pub fn read_errors<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<Error> {
    #[derive(Deserialize)]
    struct Message {
        level: String,
        message: String,
        code: Option<Code>,
    }
    #[derive(Deserialize)]
    struct Code {
        code: String,
    }
    let read = lines.filter_map(|line| serde_json::from_str::<Message>(line).ok());
    read.filter(|one| one.level == "error" && !one.message.starts_with("aborting due to"))
        .map(|one| Error {
            code: one.code.map(|code| code.code),
            message: one.message,
        })
        .collect()
}

/// Whether files do what a case's original did, as far as its own asserts and tests say. `None` where there is nothing to
/// hold them against: no known original that is a program, or one that does not run green itself.
pub async fn passes(
    case: &Case,
    left: &Files,
    compiles: bool,
    place: &Path,
) -> anyhow::Result<Option<bool>> {
    let (Some(sound), "mutant", true) = (case.sound(), case.source.as_str(), case.is_program())
    else {
        return Ok(None);
    };
    let recipe = Recipe::of(case);
    if compiles && runs_green(recipe, left, place).await? {
        return Ok(Some(true));
    }
    Ok(runs_green(recipe, &sound, place).await?.then_some(false))
}

/// Whether a program, built and run, ends well, and its tests pass where it has some.
pub async fn runs_green(recipe: Recipe<'_>, files: &Files, place: &Path) -> anyhow::Result<bool> {
    if !ends_well(recipe, files, place, &["-C", "debuginfo=0"]).await? {
        return Ok(false);
    }
    let has_tests = files.values().any(|text| text.contains("#[test]"));
    Ok(!has_tests || ends_well(recipe, files, place, &["-C", "debuginfo=0", "--test"]).await?)
}

async fn ends_well(
    recipe: Recipe<'_>,
    files: &Files,
    place: &Path,
    options: &[&str],
) -> anyhow::Result<bool> {
    let mut options = options.to_vec();
    options.extend(["-o", "case"]);
    if rustc(recipe, files, place, &options).await?.end != End::Exited(0) {
        return Ok(false);
    }
    let directory = place.join("judge");
    let argv = vec![directory.join("case").into_os_string()];
    Ok(run(argv, &directory, RUNNING).await?.end == End::Exited(0))
}

async fn rustc(
    recipe: Recipe<'_>,
    files: &Files,
    place: &Path,
    options: &[&str],
) -> anyhow::Result<Output> {
    let directory = place.join("judge");
    write_files(&directory, files)?;
    let mut argv: Vec<OsString> = ["rustc", "--edition", recipe.edition, "-A", "warnings"]
        .map(OsString::from)
        .into();
    argv.extend(options.iter().map(OsString::from));
    argv.push(recipe.root.into());
    run(argv, &directory, COMPILING).await
}

/// Puts files into a directory that holds nothing else afterwards.
pub fn write_files(directory: &Path, files: &Files) -> std::io::Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    fs::create_dir_all(directory)?;
    for (path, text) in files {
        let path = directory.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}

/// Runs a program outside of the engine, without what an outer cargo leaves in the environment.
pub async fn run(
    argv: Vec<OsString>,
    directory: &Path,
    deadline: Duration,
) -> anyhow::Result<Output> {
    let outer = ["CARGO_TARGET_DIR", "RUSTFLAGS", "RUSTC_WRAPPER", "CARGO"];
    let invocation = Invocation {
        argv,
        dir: directory.to_owned(),
        env: outer.map(|name| (name.into(), None)).into(),
        deadline,
    };
    Ok(process::run(&invocation, &CancellationToken::new()).await?)
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

/// Whether two programs are the same in what counts, file by file.
pub fn identical(one: &Files, other: &Files) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|((path, text), (other_path, other))| {
                path == other_path && normalised(text) == normalised(other)
            })
}

/// Whether `after` holds stand-ins for code that `before` did not hold: it compiles and is unfinished.
pub fn is_scaffold(before: &Files, after: &Files) -> bool {
    let stubs = |files: &Files| {
        [
            "todo!",
            "unimplemented!",
            "/* value */",
            "/* type */",
            // What rustc suggests as the reason of an `expect`.
            "\"REASON\"",
            "/* ",
        ]
        .map(|stub| {
            files
                .values()
                .map(|text| text.matches(stub).count())
                .sum::<usize>()
        })
    };
    stubs(before)
        .iter()
        .zip(stubs(after))
        .any(|(before, after)| after > *before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Files {
        Files::from([("src/main.rs".to_owned(), text.to_owned())])
    }

    #[test]
    fn what_does_not_count_is_taken_out() {
        assert_eq!(normalised("f(a, b,) // why\n  { x, }"), "f(a,b){x}");
    }

    #[test]
    fn programs_are_the_same_file_by_file() {
        assert!(identical(&one("f( a,)"), &one("f(a)")));
        assert!(!identical(&one("f(a)"), &one("f(b)")));
        let mut more = one("f(a)");
        more.insert("src/x.rs".into(), String::new());
        assert!(!identical(&one("f(a)"), &more));
    }

    #[test]
    fn a_stand_in_is_a_scaffold_only_where_it_is_new() {
        assert!(is_scaffold(
            &one("match x {}"),
            &one("match x { _ => todo!() }")
        ));
        assert!(is_scaffold(&one("f()"), &one("f(/* u32 */)")));
        assert!(is_scaffold(&one("a"), &one("a.expect(\"REASON\")")));
        assert!(!is_scaffold(&one("todo!()"), &one("todo!();")));
    }

    #[test]
    fn errors_are_read_without_rustc_s_count_of_them() {
        let lines = [
            r#"{"level":"error","message":"mismatched types","code":{"code":"E0308"}}"#,
            r#"{"level":"warning","message":"unused","code":null}"#,
            r#"{"level":"error","message":"aborting due to 1 previous error","code":null}"#,
            "not JSON",
        ];
        let errors = read_errors(lines.into_iter());
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].code.as_deref(), Some("E0308"));
    }
}
