//! Making cases: bugs of published crates that compile and that the crate's own suite catches.

use std::{fs, path::Path, time::Duration};

use super::{
    case::Case,
    output,
    suite::{self, Ending, Run},
};
use crate::mutate::{
    behaviour::{self, Bug},
    project::Project,
};

/// How long a suite may take, its dependencies built.
const SUITE: Duration = Duration::from_secs(40);

/// How long the first run may take.
const FIRST: Duration = Duration::from_secs(600);

/// How many bugs are tried for each that is wanted.
const TRIES: usize = 5;

/// One crate that bugs are planted in.
pub struct Bed {
    named: String,
    project: Project,
    sound: Run,
    _place: tempfile::TempDir,
}

impl Bed {
    /// Fetches a crate, given as NAME=VERSION, and runs its suite, which must be green.
    pub async fn prepare(named: &str) -> anyhow::Result<Self> {
        let holder = tempfile::Builder::new().prefix("bowline-bugs-").tempdir()?;
        let place = holder.path().canonicalize()?;
        let project = Project::fetch(named, &place.join("crate"), &place)?;
        let run = suite::run(&project.root, FIRST, &[]).await?;
        let Some(sound) = run.filter(Run::is_green) else {
            anyhow::bail!("its own suite does not pass");
        };
        eprintln!("{named}: {} tests pass", sound.tests.len());
        Ok(Self {
            named: named.to_owned(),
            project,
            sound,
            _place: holder,
        })
    }

    /// Bugs that the suite catches, `wanted` at most.
    pub async fn cases(&self, wanted: usize, seed: u64) -> anyhow::Result<Vec<Case>> {
        let program = self.project.program(&self.named)?;
        let mut cases = Vec::new();
        for bug in behaviour::bugs(&program, seed, wanted * TRIES) {
            if cases.len() == wanted {
                break;
            }
            let Some(sound) = program.files.get(&bug.path) else {
                continue;
            };
            let file = self.project.root.join(&bug.path);
            fs::write(&file, &bug.text)?;
            let run = suite::run(&self.project.root, SUITE, &["--offline"]).await;
            fs::write(&file, sound)?;
            if let Some(run) = run? {
                cases.extend(self.case(&bug, sound, &run));
            }
        }
        Ok(cases)
    }

    /// A case of a bug, where tests that passed before fail with it and none is missing.
    fn case(&self, bug: &Bug, sound: &str, run: &Run) -> Option<Case> {
        let failing = run.that(Ending::Failed);
        if failing.is_empty() || run.tests.len() < self.sound.tests.len() {
            return None;
        }
        eprintln!(
            "{} {} line {}: {} fail",
            self.named,
            bug.operator,
            bug.line,
            failing.len()
        );
        Some(Case {
            id: format!(
                "{}:{}:{}:{}",
                self.named,
                bug.operator,
                stem(&bug.path),
                bug.line
            ),
            project: self.named.clone(),
            file: bug.path.clone(),
            original: sound.to_owned(),
            mutated: bug.text.clone(),
            failing_tests: failing,
            op: bug.operator.to_owned(),
            passing_tests: run.that(Ending::Passed),
            output: output::telling(&run.output),
        })
    }
}

fn stem(path: &str) -> &str {
    let name = Path::new(path).file_stem();
    name.and_then(|name| name.to_str()).unwrap_or(path)
}
