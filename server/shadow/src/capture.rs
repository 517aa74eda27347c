//! Calls of the compiler as cargo made them, recorded by the wrappers around it (`wrapper`). A call is read, never made, here.

mod exports;
pub(crate) mod sources;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// The last line of a record: without it the writer was killed.
const WHOLE: &str = "# whole\n";

/// One call of the compiler for one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// The working directory, absolute.
    pub(crate) dir: PathBuf,
    /// The program and its arguments.
    pub(crate) argv: Vec<String>,
    /// The whole environment.
    pub(crate) env: BTreeMap<String, String>,
}

/// What kind of unit a call makes, as far as screening must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A library, which others stand on.
    Library,
    /// A program; integration tests may stand on it.
    Program,
    /// A test build, on which nothing stands.
    Test,
    /// A build script, a procedural macro, or a library for one of them: cargo runs what it makes.
    Run,
}

impl Call {
    /// Reads a record; `None` where it is not whole or not UTF-8.
    pub(crate) fn read(record: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(record).ok()?)
    }

    fn parse(record: &str) -> Option<Self> {
        let record = record.strip_suffix(WHOLE)?;
        let (count, rest) = record.split_once('\0')?;
        let count: usize = count.parse().ok()?;
        let mut parts = rest.splitn(count.checked_add(2)?, '\0');
        let dir = PathBuf::from(parts.next()?);
        let argv: Vec<String> = parts.by_ref().take(count).map(str::to_owned).collect();
        let env = exports::read(parts.next()?)?;
        (argv.len() == count && dir.is_absolute()).then_some(Self { dir, argv, env })
    }

    /// The value behind an option that takes its value as the next argument (`--crate-name x`).
    pub(crate) fn value(&self, option: &str) -> Option<&str> {
        self.values(option).next()
    }

    fn values(&self, option: &str) -> impl Iterator<Item = &str> {
        let pairs = self.argv.windows(2);
        pairs.filter_map(move |pair| (pair[0] == option).then_some(pair[1].as_str()))
    }

    fn codegen(&self, name: &str) -> Option<&str> {
        self.values("-C")
            .find_map(|value| value.strip_prefix(name)?.strip_prefix('='))
    }

    /// The name of the crate.
    pub(crate) fn name(&self) -> &str {
        self.value("--crate-name").unwrap_or_default()
    }

    /// What cargo tells this unit from all others by.
    pub(crate) fn unit(&self) -> &str {
        let extra = self.codegen("extra-filename").unwrap_or_default();
        extra.strip_prefix('-').unwrap_or(extra)
    }

    /// Where the compiler keeps what it can use again.
    pub(crate) fn incremental(&self) -> Option<&Path> {
        self.codegen("incremental").map(Path::new)
    }

    /// The root file of the crate, absolute.
    pub(crate) fn root_file(&self) -> Option<PathBuf> {
        let mut before = "";
        for argument in self.argv.iter().skip(1) {
            let is_value = before.starts_with("--") && !before.contains('=') || before == "-C";
            if argument.ends_with(".rs") && !argument.starts_with('-') && !is_value {
                return Some(self.dir.join(argument));
            }
            before = argument;
        }
        None
    }

    /// The list of the files it read, as the compiler leaves it beside the artefact.
    pub(crate) fn dep_info(&self) -> Option<PathBuf> {
        let name = format!("{}-{}.d", self.name(), self.unit());
        Some(Path::new(self.value("--out-dir")?).join(name))
    }

    /// The artefacts it is told to build on, absolute.
    pub(crate) fn externs(&self) -> impl Iterator<Item = PathBuf> {
        self.values("--extern")
            .filter_map(|value| Some(self.dir.join(value.split_once('=')?.1)))
    }

    /// Whether it is told where the programs of its package are.
    pub(crate) fn knows_programs(&self) -> bool {
        let starts = |name: &String| name.starts_with("CARGO_BIN_EXE_");
        self.env.keys().any(starts) || self.argv.iter().any(starts)
    }

    /// A variable that cargo set for it.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str)
    }

    /// What it makes.
    pub(crate) fn sort(&self) -> Sort {
        let emits_more = self
            .argv
            .iter()
            .filter_map(|argument| argument.strip_prefix("--emit="))
            .any(|kinds| {
                kinds
                    .split(',')
                    .any(|kind| !matches!(kind, "dep-info" | "metadata"))
            });
        let is_type = |kind: &str| self.values("--crate-type").any(|value| value == kind);
        if emits_more || is_type("proc-macro") || self.name().starts_with("build_script_") {
            Sort::Run
        } else if self.argv.iter().any(|argument| argument == "--test") {
            Sort::Test
        } else if is_type("bin") {
            Sort::Program
        } else {
            Sort::Library
        }
    }
}

/// The units that the name of an artefact may speak of: `…/libdemo-0123456789abcdef.rmeta`, `…/demo-0123456789abcdef/out`.
pub(crate) fn units_of(artefact: &Path) -> impl Iterator<Item = &str> {
    artefact.iter().rev().take(3).filter_map(|part| {
        let stem = part.to_str()?.split('.').next()?;
        Some(stem.rsplit_once('-').map_or(stem, |(_, unit)| unit))
    })
}

/// When each record of a directory was written, by its name.
pub(crate) type Written = BTreeMap<String, SystemTime>;

/// Looks at the records of a directory.
pub(crate) fn written(calls: &Path) -> Written {
    let Ok(entries) = fs::read_dir(calls) else {
        return Written::new();
    };
    let of = |entry: fs::DirEntry| {
        let modified = entry.metadata().ok()?.modified().ok()?;
        Some((entry.file_name().into_string().ok()?, modified))
    };
    entries.filter_map(Result::ok).filter_map(of).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The call of a library as cargo makes it.
    pub(crate) fn call(more: &[&str]) -> Call {
        let fixed = "rustc --crate-name demo --edition=2024 src/lib.rs --error-format=json --emit=dep-info,metadata \
                     -C metadata=11 -C extra-filename=-22ff --out-dir /t/deps -C incremental=/t/incremental -L dependency=/t/deps";
        let argv = fixed.split_whitespace().chain(more.iter().copied());
        Call {
            dir: "/w".into(),
            argv: argv.map(str::to_owned).collect(),
            env: BTreeMap::new(),
        }
    }

    #[test]
    fn a_record_is_read_back_or_not_at_all() {
        let record = "3\0/w\0rustc\0--cfg\0a=\"b\nc\"\0export A='1 '\"'\"'2'\nexport B\n# whole\n";
        let call = Call::parse(record).unwrap();
        assert_eq!(call.argv, ["rustc", "--cfg", "a=\"b\nc\""]);
        assert_eq!(
            (call.dir.as_path(), call.variable("A")),
            (Path::new("/w"), Some("1 '2"))
        );
        for cut in [10, record.len() - 1] {
            assert_eq!(Call::parse(&record[..cut]), None);
        }
    }

    #[test]
    fn tells_what_a_call_makes_and_reads() {
        let lib = call(&[
            "--crate-type",
            "lib",
            "--extern",
            "a=/t/deps/liba-33.rmeta",
            "--extern",
            "proc_macro",
        ]);
        assert_eq!(
            (lib.name(), lib.unit(), lib.sort()),
            ("demo", "22ff", Sort::Library)
        );
        assert_eq!(lib.root_file().unwrap(), Path::new("/w/src/lib.rs"));
        assert_eq!(lib.dep_info().unwrap(), Path::new("/t/deps/demo-22ff.d"));
        assert_eq!(lib.incremental().unwrap(), Path::new("/t/incremental"));
        assert_eq!(
            lib.externs().collect::<Vec<_>>(),
            [Path::new("/t/deps/liba-33.rmeta")]
        );
        assert_eq!(call(&["--test"]).sort(), Sort::Test);
        assert_eq!(call(&["--crate-type", "bin"]).sort(), Sort::Program);
        assert_eq!(call(&["--crate-type", "proc-macro"]).sort(), Sort::Run);
        assert_eq!(call(&["--emit=dep-info,metadata,link"]).sort(), Sort::Run);
    }

    #[test]
    fn artefacts_name_their_units() {
        let units = |path| {
            units_of(Path::new(path))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert!(
            units("/t/debug/deps/libdemo-0123456789abcdef.rmeta")
                .contains(&"0123456789abcdef".into())
        );
        assert!(
            units("/t/debug/build/demo-ff00ff00ff00ff00/build-script-build")
                .contains(&"ff00ff00ff00ff00".into())
        );
    }
}
