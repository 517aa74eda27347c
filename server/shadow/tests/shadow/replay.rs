//! Screening by replay: the answers are cargo's, and nothing else is written.

mod beside;
mod staleness;

use std::{collections::BTreeSet, fs, path::Path};

use bowline_fixture::TreeFingerprint;
use bowline_loop_core::intent::{Checks, Targets};
use bowline_shadow::{
    CargoRun, End, Sandbox, Screening, Survey,
    replay::{Dependants, Told, Unfit},
    sandbox::Policy,
};
use tokio_util::sync::CancellationToken;

use crate::{
    package,
    support::{Bench, LONG, checks, clippy, eventually},
};

/// Two members: a library with a module and unit tests, and on it a library, a program and an integration test.
const WORKSPACE: &str = r#"
//- /ws/Cargo.toml
[workspace]
members = ["low", "high"]
resolver = "3"
//- /ws/low/Cargo.toml
[package]
name = "low"
version = "0.1.0"
edition = "2024"
//- /ws/low/src/lib.rs
pub mod depth;
pub fn one() -> u32 { depth::two() - 1 }
#[cfg(test)]
mod tests {
    #[test]
    fn counts() { assert_eq!(super::one(), 1); }
}
//- /ws/low/src/depth.rs
pub fn two() -> u32 { 2 }
//- /ws/high/Cargo.toml
[package]
name = "high"
version = "0.1.0"
edition = "2024"
[[bin]]
name = "high-run"
path = "src/run.rs"
[dependencies]
low = { path = "../low" }
//- /ws/high/src/lib.rs
pub const NAME: &str = include_str!("name.txt");
pub fn three() -> u32 { low::one() + 2 }
//- /ws/high/src/name.txt
high
//- /ws/high/src/run.rs
fn main() { println!("{}", high::three()); }
//- /ws/high/tests/whole.rs
#[test]
fn runs() { assert!(!env!("CARGO_BIN_EXE_high-run").is_empty() && high::three() == 3); }
"#;

const LIB: &str = "low/src/lib.rs";
const DEPTH: &str = "low/src/depth.rs";
const RUN: &str = "high/src/run.rs";
const TEST: &str = "high/tests/whole.rs";

fn all() -> Checks {
    Checks {
        targets: Targets::All,
        ..checks()
    }
}

/// A bench after its first check.
struct Screens {
    bench: Bench,
    checks: Checks,
    survey: Survey,
}

impl Screens {
    async fn open(text: &str, checks: Checks) -> Self {
        Self::of(Bench::open(text).await, checks).await
    }

    async fn of(mut bench: Bench, checks: Checks) -> Self {
        bench.lay(&[]).await;
        let run = bench.check(&checks).await.unwrap();
        let survey = surveyed(run);
        Self {
            bench,
            checks,
            survey,
        }
    }

    async fn screen(&mut self, candidate: &[(&str, &str)]) -> Screening {
        self.bench.put(candidate);
        self.again().await
    }

    async fn again(&self) -> Screening {
        let (one, cancel) = (&self.survey, CancellationToken::new());
        let screened = self
            .bench
            .shadow
            .screen(one, one, &self.checks, LONG, &cancel);
        screened.await.unwrap()
    }

    async fn told(&mut self, candidate: &[(&str, &str)]) -> Told {
        match self.screen(candidate).await {
            Screening::Told(told) => told,
            Screening::Unfit(why) => panic!("{why}: {candidate:?}"),
        }
    }

    async fn unfit(&self) -> Unfit {
        match self.again().await {
            Screening::Told(told) => panic!("told: {:?}", said(&told.run)),
            Screening::Unfit(why) => why,
        }
    }

    async fn check(&mut self) {
        let run = self.bench.check(&self.checks).await.unwrap();
        self.survey = surveyed(run);
    }
}

fn surveyed(run: CargoRun) -> Survey {
    let said = String::from_utf8_lossy(&run.output.stderr).into_owned();
    run.survey.unwrap_or_else(|| panic!("no survey: {said}"))
}

/// Everything a run says, without its order.
fn said(run: &CargoRun) -> (End, BTreeSet<String>) {
    let stdout = String::from_utf8_lossy(&run.output.stdout).into_owned();
    let lines = stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let messages = lines
        .filter(|line| line["reason"] == "compiler-message")
        .map(|line| {
            let message = &line["message"];
            let place = &message["spans"][0];
            format!(
                "{} {} {} {}: {} at {}:{}",
                line["package_id"]
                    .as_str()
                    .unwrap_or_default()
                    .rsplit('/')
                    .next()
                    .unwrap_or_default(),
                line["target"]["kind"][0],
                message["level"],
                message["code"]["code"],
                message["message"],
                place["file_name"],
                place["line_start"],
            )
        });
    (run.output.end, messages.collect())
}

/// Six that compile and do not, in every kind of target, and two that only one of a crate's builds sees.
const CANDIDATES: [(&str, &str); 8] = [
    (DEPTH, "pub fn two() -> u32 { 3 }\n"),
    (DEPTH, "pub fn two() -> u32 { \"2\" }\n"),
    (
        LIB,
        "pub mod depth;\npub fn one() -> u32 { let unused = 1; depth::two() - 1 }\n",
    ),
    (
        LIB,
        "pub mod depth;\npub fn one() -> u32 { 1 }\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn counts() { nothing() }\n}\n",
    ),
    (
        RUN,
        "fn main() { println!(\"{} {}\", high::three(), high::NAME); }\n",
    ),
    (RUN, "fn main() { high::four(); }\n"),
    (TEST, "#[test]\nfn runs() { let x = high::three(); }\n"),
    (TEST, "#[test]\nfn runs() { high::three() }\nfn cut( {\n"),
];

#[tokio::test]
async fn a_replay_says_what_cargo_says() {
    let mut screens = Screens::open(WORKSPACE, all()).await;
    let mut answers = Vec::new();
    for (path, text) in CANDIDATES {
        let told = screens.told(&[(path, text)]).await;
        assert_eq!(told.run.command[0], "screening");
        answers.push((told.dependants, said(&told.run)));
    }
    let mut unseen = Vec::new();
    for ((path, text), (dependants, told)) in CANDIDATES.into_iter().zip(answers) {
        screens.bench.put(&[(path, text)]);
        let run = screens.bench.check(&screens.checks).await.unwrap();
        assert_eq!(told, said(&run), "{path}: {text}");
        unseen.push(dependants == Dependants::Unseen);
    }
    // Where something stands on what compiles: on the library, and an integration test on the program.
    assert_eq!(unseen, [true, false, true, true, true, false, false, false]);
    screens.bench.person_is_untouched();
}

#[tokio::test]
async fn screenings_build_on_each_other_and_on_a_failed_check() {
    let broken = WORKSPACE.replace("depth::two() - 1", "depth::two() - \"1\" + nothing");
    let mut screens = Screens::open(&broken, checks()).await;
    let better = "pub mod depth;\npub fn one() -> u32 { depth::two() - 1 + nothing }\n";
    let told = screens.told(&[(LIB, better)]).await;
    let first = screens.survey.clone();
    // What it says is now the ground for the file beside it, which lies in the target directory as the check left it.
    let stands = told.run.survey.clone().unwrap();
    screens
        .bench
        .put(&[(LIB, better), (DEPTH, "pub fn two() -> u16 { 2 }\n")]);
    let cancel = CancellationToken::new();
    let shadow = &screens.bench.shadow;
    let next = shadow
        .screen(&first, &stands, &screens.checks, LONG, &cancel)
        .await
        .unwrap();
    let Screening::Told(next) = next else {
        panic!("{next:?}")
    };
    screens.check().await;
    let run = screens.bench.check(&screens.checks).await.unwrap();
    assert_eq!(said(&next.run), said(&run));
    // Nobody has seen yet what stands on it.
    screens.survey = first;
    let right = "pub mod depth;\npub fn one() -> u32 { 1 }\n";
    let Screening::Unfit(why) = screens.screen(&[(LIB, right)]).await else {
        panic!("told")
    };
    assert_eq!(why, Unfit::DependantsMatter);
    screens.bench.person_is_untouched();
}

#[tokio::test]
async fn errors_of_dependants_are_cargo_s_to_look_at() {
    let mut screens = Screens::open(
        &WORKSPACE.replace("low::one() + 2", "low::hidden()"),
        checks(),
    )
    .await;
    let opened = "pub mod depth;\npub fn one() -> u32 { 1 }\npub fn hidden() -> u32 { 3 }\n";
    let Screening::Unfit(why) = screens.screen(&[(LIB, opened)]).await else {
        panic!("told")
    };
    assert_eq!(why, Unfit::DependantsMatter);
    // A candidate that breaks the crate itself keeps cargo from coming to them.
    let told = screens
        .told(&[(LIB, "pub mod depth;\npub fn one() -> u32 { nothing }\n")])
        .await;
    let run = screens.bench.check(&screens.checks).await.unwrap();
    assert_eq!(said(&told.run), said(&run));
    // Two crates at once, one on the other, and a crate on one that failed.
    screens.check().await;
    let Screening::Unfit(why) = screens
        .screen(&[("high/src/lib.rs", "pub fn three() {}\n")])
        .await
    else {
        panic!("told")
    };
    assert!(
        matches!(why, Unfit::UnknownFile { .. } | Unfit::Entangled { .. }),
        "{why}"
    );
    screens.bench.put(&[]);
    screens.check().await;
    let both = [
        (LIB, "pub fn hidden() -> u32 { 3 }\n"),
        ("high/src/lib.rs", "pub fn three() {}\n"),
    ];
    let Screening::Unfit(why) = screens.screen(&both).await else {
        panic!("told")
    };
    assert_eq!(
        why,
        Unfit::Entangled {
            what: "high".into()
        }
    );
}

#[tokio::test]
async fn lints_of_clippy_come_through() {
    let mut screens = Screens::open(WORKSPACE, clippy()).await;
    let lint = "pub fn two() -> u32 { return 2; }\n";
    let told = screens.told(&[(DEPTH, lint)]).await;
    let (_, messages) = said(&told.run);
    assert!(
        messages
            .iter()
            .any(|line| line.contains("clippy::needless_return")),
        "{messages:?}"
    );
    let run = screens.bench.check(&screens.checks).await.unwrap();
    assert_eq!(said(&told.run), said(&run));
    screens.bench.person_is_untouched();
}

#[tokio::test]
async fn calls_are_recorded_and_replayed_inside_the_sandbox() {
    let launcher = Path::new(env!("CARGO_BIN_EXE_sandbox-launcher"));
    let sandbox = Sandbox::choose(Policy::preferred(), Some(launcher))
        .await
        .unwrap();
    let mut bench = Bench::open(WORKSPACE).await;
    bench.shadow.seal(sandbox);
    bench.lay(&[]).await;
    let survey = surveyed(bench.check(&all()).await.unwrap());
    let mut screens = Screens {
        bench,
        checks: all(),
        survey,
    };
    let lint = "pub fn two() -> u32 { let unused = 1; 2 }\n";
    let told = screens.told(&[(DEPTH, lint)]).await;
    let run = screens.bench.check(&screens.checks).await.unwrap();
    assert_eq!(said(&told.run), said(&run));
    assert_eq!(run.output.end, End::Exited(0));
    screens.bench.person_is_untouched();
}

#[tokio::test]
async fn nothing_outside_the_private_folder_is_written() {
    let mut screens = Screens::open(WORKSPACE, all()).await;
    let slot = screens.bench.shadow.mirror().prefix.clone();
    screens.bench.put(&[(DEPTH, "pub fn two() -> u32 { 4 }\n")]);
    let before = TreeFingerprint::of(&slot);
    for _ in 0..2 {
        assert!(matches!(screens.again().await, Screening::Told(_)));
    }
    let changed = before.diff(&TreeFingerprint::of(&slot));
    let elsewhere: Vec<_> = changed
        .iter()
        .filter(|line| {
            !line.starts_with(".bowline/replay")
                && !line.starts_with(".bowline/tmp")
                && !line.starts_with(".bowline: ")
        })
        .collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
    assert!(!changed.is_empty());
    screens.bench.person_is_untouched();
}

#[tokio::test]
async fn cancelling_ends_a_replay() {
    // A compiler that evaluates for ever, once it is told to.
    let text = package("//- /ws/src/lib.rs\npub const ONE: u32 = 1;\n");
    let mut screens = Screens::open(&text, checks()).await;
    let endless = "#![allow(long_running_const_eval)]\npub const ONE: u32 = { loop {} };\n";
    screens.bench.put(&[("src/lib.rs", endless)]);
    let out = screens
        .bench
        .shadow
        .mirror()
        .prefix
        .join(".bowline/replay/out");
    let cancel = CancellationToken::new();
    let started = || fs::read_dir(&out).is_ok_and(|mut files| files.next().is_some());
    let look = async {
        eventually("the compiler runs", started).await;
        cancel.cancel();
    };
    let one = &screens.survey;
    let screening = screens
        .bench
        .shadow
        .screen(one, one, &screens.checks, LONG, &cancel);
    let (screened, ()) = tokio::join!(screening, look);
    let Screening::Told(told) = screened.unwrap() else {
        panic!("unfit")
    };
    assert_eq!(told.run.output.end, End::Cancelled);
    screens.bench.put(&[]);
    screens
        .told(&[("src/lib.rs", "pub const ONE: u32 = 2;\n")])
        .await;
}
