//! Hostile build scripts in a real shadow, under every backend that this machine has: what a backend claims to deny does not
//! happen, and without any confinement all of it does.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cost;
mod hostile;
mod ordinary;
mod page;
mod person;

use std::{path::Path, process::Command};

use bowline_shadow::{
    Base, Sandbox, overlay,
    sandbox::{Backend, Claim, Policy, Threat, claims, find},
};
use person::Person;

const LAUNCHER: &str = env!("CARGO_BIN_EXE_sandbox-launcher");

/// Every backend of this machine.
async fn backends() -> Vec<Backend> {
    let found = find(Some(Path::new(LAUNCHER))).await;
    let mut all = vec![Backend::None];
    match found.landlock {
        Ok((launcher, version)) => all.push(Backend::Landlock { launcher, version }),
        Err(why) => eprintln!("not tested: {why}"),
    }
    match found.bubblewrap {
        Ok(program) => all.push(Backend::Bubblewrap { program }),
        Err(why) => eprintln!("not tested: {why}"),
    }
    all
}

/// Runs the test of this name, which is ignored by itself, as a person with a home directory of their own.
fn as_a_person(test: &str) {
    let person = Person::new();
    let mut inner = Command::new(std::env::current_exe().unwrap());
    inner.args([
        test,
        "--exact",
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ]);
    let output = inner.envs(person.env()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    eprintln!("{err}");
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}\n{err}"
    );
}

#[test]
fn no_backend_denies_less_over_the_person_s_own_tree() {
    as_a_person("every_backend_over_the_tree_against_a_hostile_build_script");
}

#[tokio::test]
#[ignore = "runs inside the test above, which gives it a home directory"]
async fn every_backend_over_the_tree_against_a_hostile_build_script() {
    let somewhere = tempfile::tempdir().unwrap();
    if let Err(why) = overlay::probe(somewhere.path()).await {
        eprintln!("not tested: {why}");
        return;
    }
    let policy = Policy {
        base: Base::Overlay,
        ..Policy::preferred()
    };
    for backend in backends().await {
        let happened = hostile::attack(Sandbox::with(policy.clone(), backend.clone())).await;
        eprintln!("{} over the tree: {happened:?} happened", backend.name());
        let broken = happened
            .iter()
            .filter(|it| claims(&backend, **it) == Claim::Denied);
        assert_eq!(broken.count(), 0, "{}: {happened:?}", backend.name());
        assert!(!happened.contains(&Threat::WriteWorkspace));
    }
}

#[test]
fn no_backend_lets_happen_what_it_claims_to_deny() {
    as_a_person("every_backend_against_a_hostile_build_script");
}

#[tokio::test]
#[ignore = "runs inside the test above, which gives it a home directory"]
async fn every_backend_against_a_hostile_build_script() {
    let before = hostile::attack(Sandbox::off()).await;
    let failed: Vec<Threat> = Threat::ALL
        .into_iter()
        .filter(|it| !before.contains(it))
        .collect();
    assert_eq!(
        failed,
        [],
        "these attacks do nothing even where nothing hinders them"
    );

    for backend in backends().await {
        let happened = hostile::attack(Sandbox::with(Policy::preferred(), backend.clone())).await;
        eprintln!("{}: {happened:?} happened", backend.name());
        for threat in Threat::ALL {
            let denied = claims(&backend, threat) == Claim::Denied;
            assert!(
                !(denied && happened.contains(&threat)),
                "{} claims to deny {threat:?}",
                backend.name()
            );
            // A claim that is too modest is wrong too: the page would warn of what cannot happen.
            assert!(
                denied || happened.contains(&threat),
                "{} denies {threat:?}",
                backend.name()
            );
        }
    }
}
