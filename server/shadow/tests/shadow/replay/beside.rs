//! Screenings beside one another: each says what it says alone, and the tree stays as it was.

use std::fs;

use bowline_loop_core::WorkspacePath;
use bowline_shadow::{Aside, End};
use tokio::task::JoinSet;

use super::*;
use crate::support::{running, texts};

/// What one screening says of one candidate.
type Answer = (String, bool, (End, BTreeSet<String>));

fn answer(tree: &str, screening: Screening) -> Answer {
    match screening {
        Screening::Told(told) => (
            tree.to_owned(),
            told.dependants == Dependants::Unseen,
            said(&told.run),
        ),
        Screening::Unfit(why) => panic!("{why}"),
    }
}

async fn alone(screens: &mut Screens) -> Vec<Answer> {
    let mut answers = Vec::new();
    for candidate in CANDIDATES {
        let tree = screens.bench.put(&[candidate]);
        answers.push(answer(&tree.0, screens.again().await));
    }
    answers
}

/// All at once, over a tree on which one of them stands.
async fn beside(screens: &mut Screens) -> Vec<Answer> {
    screens.bench.put(&[CANDIDATES[1]]);
    let mut all = JoinSet::new();
    for (number, candidate) in CANDIDATES.into_iter().enumerate() {
        let wanted = texts(&[candidate]);
        let aside = screens.bench.shadow.aside(&wanted, number).unwrap();
        let aside: Aside = aside.unwrap();
        let (survey, checks) = (screens.survey.clone(), screens.checks.clone());
        all.spawn(async move {
            let never = CancellationToken::new();
            let screening = aside.screen(&survey, &survey, &checks, LONG, &never);
            let screening = screening.await.unwrap();
            (number, answer(&aside.tree().0, screening))
        });
    }
    let mut answers: Vec<(usize, Answer)> = all.join_all().await;
    answers.sort_by_key(|(number, _)| *number);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

async fn says_the_same(mut screens: Screens) {
    let expected = alone(&mut screens).await;
    for _ in 0..2 {
        assert_eq!(beside(&mut screens).await, expected);
    }
    let (path, text) = CANDIDATES[1];
    let stands = screens.bench.shadow.read(&WorkspacePath::new(path));
    assert_eq!(stands.unwrap(), text);
    assert_eq!(alone(&mut screens).await, expected);
    screens.bench.person_is_untouched();
}

#[tokio::test]
async fn each_says_what_it_says_alone() {
    says_the_same(Screens::open(WORKSPACE, all()).await).await;
}

#[tokio::test]
async fn each_says_what_it_says_alone_over_what_the_person_has_built() {
    let Some(mut bench) = Bench::open_over(WORKSPACE).await else {
        return;
    };
    bench.touch();
    says_the_same(Screens::of(bench, all()).await).await;
}

#[tokio::test]
async fn each_says_what_it_says_alone_inside_the_sandbox() {
    let policy = Policy::preferred();
    let sandbox = Sandbox::choose(policy, None).await.unwrap();
    let mut screens = Screens::open(WORKSPACE, all()).await;
    screens.bench.shadow.seal(sandbox);
    says_the_same(screens).await;
}

#[tokio::test]
async fn a_candidate_that_makes_a_file_is_looked_at_alone() {
    let screens = Screens::open(WORKSPACE, checks()).await;
    let wanted = texts(&[("low/src/new.rs", "pub fn new() {}\n")]);
    assert!(screens.bench.shadow.aside(&wanted, 0).unwrap().is_none());
}

#[tokio::test]
async fn one_that_nobody_waits_for_dies_and_leaves_nothing() {
    let text = package("//- /ws/src/lib.rs\npub const ONE: u32 = 1;\n");
    let screens = Screens::open(&text, checks()).await;
    let endless = "#![allow(long_running_const_eval)]\npub const ONE: u32 = { loop {} };\n";
    let aside = screens
        .bench
        .shadow
        .aside(&texts(&[("src/lib.rs", endless)]), 1)
        .unwrap()
        .unwrap();
    let own = screens.bench.shadow.mirror().prefix.join(".bowline");
    let (survey, checks) = (screens.survey.clone(), screens.checks.clone());
    let mut all = JoinSet::new();
    all.spawn(async move {
        let never = CancellationToken::new();
        let _ = aside.screen(&survey, &survey, &checks, LONG, &never).await;
    });
    let private = own.join("replay-1").display().to_string();
    eventually("the compiler runs", || !compilers_in(&private).is_empty()).await;
    let found = compilers_in(&private);
    all.shutdown().await;
    eventually("it is gone", || {
        !found.iter().any(|process| running(*process))
    })
    .await;
    assert_eq!(fs::read_dir(own.join("views")).unwrap().count(), 0);
}

/// The processes that a directory is named to.
fn compilers_in(directory: &str) -> Vec<u32> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let names = |process: &u32| {
        let line = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(directory)
    };
    numbers.filter(names).collect()
}
