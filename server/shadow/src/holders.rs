//! The parts of a workspace that hold tests, as cargo names them, and what cargo's JSON tells of them.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

/// A target of a package that holds tests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holder {
    /// The package.
    pub package: String,
    /// Which of its targets.
    pub target: Target,
}

/// A target of a package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Its library.
    Library,
    /// A program of this name.
    Binary(String),
    /// A file of tests of this name.
    Test(String),
    /// An example of this name.
    Example(String),
    /// A bench of this name.
    Bench(String),
}

impl Holder {
    /// What holds tests in the words of nextest: `package`, `package::tests` or `package::bin/name`.
    pub fn of_binary_id(id: &str) -> Self {
        let (package, target) = id.split_once("::").unwrap_or((id, ""));
        let kind = target.split_once('/');
        let target = match (target, kind) {
            ("", _) => Target::Library,
            (_, Some(("bin", name))) => Target::Binary(name.into()),
            (_, Some(("example", name))) => Target::Example(name.into()),
            (_, Some(("bench", name))) => Target::Bench(name.into()),
            (name, _) => Target::Test(name.into()),
        };
        Self {
            package: package.into(),
            target,
        }
    }

    /// The test programs of a build in cargo's JSON, by the names of their files.
    pub fn by_file(stdout: &[u8]) -> BTreeMap<String, Self> {
        let tests = artifacts(stdout).filter(|line| line["profile"]["test"] == true);
        tests.filter_map(|line| Self::of_artifact(&line)).collect()
    }

    fn of_artifact(line: &Value) -> Option<(String, Self)> {
        let file = Path::new(line["executable"].as_str()?).file_name()?;
        let name = line["target"]["name"].as_str()?.to_owned();
        let target = match line["target"]["kind"][0].as_str()? {
            "bin" => Target::Binary(name),
            "test" => Target::Test(name),
            "example" => Target::Example(name),
            "bench" => Target::Bench(name),
            _ => Target::Library,
        };
        let holder = Self {
            package: package_of(line["package_id"].as_str()?)?.to_owned(),
            target,
        };
        Some((file.to_str()?.to_owned(), holder))
    }

    /// The arguments that choose these and nothing else.
    pub(crate) fn arguments(holders: &[Self]) -> Vec<String> {
        let mut arguments: Vec<String> = Vec::new();
        let mut add = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            if !arguments.windows(words.len()).any(|known| known == words) {
                arguments.extend(words);
            }
        };
        for holder in holders {
            add(&["-p", &holder.package]);
        }
        for holder in holders {
            match &holder.target {
                Target::Library => add(&["--lib"]),
                Target::Binary(name) => add(&["--bin", name]),
                Target::Test(name) => add(&["--test", name]),
                Target::Example(name) => add(&["--example", name]),
                Target::Bench(name) => add(&["--bench", name]),
            }
        }
        arguments
    }
}

/// Whether a build found everything built already.
pub fn is_all_fresh(stdout: &[u8]) -> bool {
    artifacts(stdout).all(|line| line["fresh"] == true)
}

fn artifacts(stdout: &[u8]) -> impl Iterator<Item = Value> {
    let lines = stdout.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| line.starts_with(b"{\"reason\":\"compiler-artifact\""));
    lines.filter_map(|line| serde_json::from_slice(line).ok())
}

/// The name in `path+file:///w/low#0.1.0` and in `path+file:///w/dir#low@0.1.0`.
fn package_of(id: &str) -> Option<&str> {
    let (url, rest) = id.split_once('#')?;
    match rest.split_once('@') {
        Some((name, _)) => Some(name),
        None => url.rsplit('/').next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(package: &str, target: Target) -> Holder {
        Holder {
            package: package.into(),
            target,
        }
    }

    #[test]
    fn nextest_s_names_are_read() {
        let cases = [
            ("low", Target::Library),
            ("low::many", Target::Test("many".into())),
            ("low::bin/low", Target::Binary("low".into())),
            ("low::example/show", Target::Example("show".into())),
            ("low::bench/fast", Target::Bench("fast".into())),
        ];
        for (id, target) in cases {
            assert_eq!(Holder::of_binary_id(id), holder("low", target));
        }
    }

    #[test]
    fn test_programs_are_named_by_their_files() {
        let line = |id: &str, kind: &str, name: &str, file: &str, fresh: bool| {
            format!(
                "{{\"reason\":\"compiler-artifact\",\"package_id\":\"{id}\",\"target\":{{\"kind\":[\"{kind}\"],\"name\":\"{name}\"}},\
                 \"profile\":{{\"test\":true}},\"executable\":\"/t/debug/deps/{file}\",\"fresh\":{fresh}}}\n"
            )
        };
        let mut said = "noise\n".to_owned();
        said += &line("path+file:///w/low#0.1.0", "lib", "low", "low-1", true);
        said += &line(
            "path+file:///w/x#high@0.1.0",
            "test",
            "many",
            "many-2",
            true,
        );
        assert!(is_all_fresh(said.as_bytes()));
        said += &line(
            "path+file:///w/x#high@0.1.0",
            "bin",
            "high",
            "high-3",
            false,
        );
        assert!(!is_all_fresh(said.as_bytes()));
        let found = Holder::by_file(said.as_bytes());
        assert_eq!(found["low-1"], holder("low", Target::Library));
        assert_eq!(found["many-2"], holder("high", Target::Test("many".into())));
        assert_eq!(
            found["high-3"],
            holder("high", Target::Binary("high".into()))
        );
    }

    #[test]
    fn arguments_name_each_package_and_each_target_once() {
        let holders = [
            holder("high", Target::Library),
            holder("low", Target::Library),
            holder("low", Target::Test("many".into())),
        ];
        let arguments = Holder::arguments(&holders).join(" ");
        assert_eq!(arguments, "-p high -p low --lib --test many");
    }
}
