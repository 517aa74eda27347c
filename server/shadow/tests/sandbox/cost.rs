//! What confinement costs: a measurement for people, not a test. `BOWLINE_PROJECT` names a project that builds.

use std::{path::Path, time::Duration};

use bowline_loop_core::intent::Tool;
use bowline_shadow::{
    Sandbox,
    sandbox::{Backend, Pace, Policy},
};

use crate::ordinary::Shadowed;

const ROUNDS: usize = 10;

#[tokio::test]
#[ignore = "a measurement; run it alone, with --nocapture"]
async fn a_check_with_nothing_to_do() {
    let project = std::env::var("BOWLINE_PROJECT").expect("BOWLINE_PROJECT names a project");
    let hurried = Policy {
        pace: Pace::Full,
        ..Policy::preferred()
    };
    let mut ways = vec![
        ("as it is".to_owned(), Sandbox::off()),
        (
            "yielding only".to_owned(),
            Sandbox::with(Policy::preferred(), Backend::None),
        ),
    ];
    for backend in crate::backends().await {
        let name = backend.name().to_owned();
        ways.push((
            format!("{name}, yielding"),
            Sandbox::with(Policy::preferred(), backend.clone()),
        ));
        ways.push((name, Sandbox::with(hurried.clone(), backend)));
    }
    let mut shadowed = Shadowed::of(Path::new(&project), Sandbox::off()).await;
    for (_, sandbox) in &ways {
        shadowed.seal(sandbox.clone());
        shadowed.checks_cleanly().await;
    }
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); ways.len()];
    for _ in 0..ROUNDS {
        for ((_, sandbox), times) in ways.iter().zip(&mut times) {
            shadowed.seal(sandbox.clone());
            times.push(shadowed.check(Tool::Check).await.output.elapsed);
        }
    }
    for ((name, _), times) in ways.iter().zip(&mut times) {
        times.sort();
        eprintln!(
            "{name:24} median {:?}, least {:?}",
            times[ROUNDS / 2],
            times[0]
        );
    }
}
