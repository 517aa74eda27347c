//! Cases by crate, crates one after the other in each of several rows, results as they come.

use std::{collections::BTreeMap, future::Future};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::case::Case;
use crate::mutate::chance::Chance;

/// Hands the cases of each crate to `work` and gives what it sends. A crate whose work fails is named and left out.
pub fn by_crate<T, F, W>(cases: Vec<Case>, jobs: usize, work: W) -> UnboundedReceiver<T>
where
    T: Send + 'static,
    F: Future<Output = anyhow::Result<()>>,
    W: Fn(Vec<Case>, UnboundedSender<T>) -> F + Clone + Send + 'static,
{
    let mut by_project: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for case in cases {
        by_project
            .entry(case.project.clone())
            .or_default()
            .push(case);
    }
    let mut rows: Vec<Vec<Vec<Case>>> = vec![Vec::new(); jobs.max(1)];
    for (number, cases) in by_project.into_values().enumerate() {
        let row = number % rows.len();
        rows[row].push(cases);
    }
    let (sender, results) = unbounded_channel();
    for row in rows {
        let (sender, work) = (sender.clone(), work.clone());
        tokio::task::spawn_blocking(move || {
            tokio::runtime::Handle::current().block_on(async {
                for cases in row {
                    let project = cases[0].project.clone();
                    if let Err(error) = work(cases, sender.clone()).await {
                        eprintln!("{project} is left out: {error:#}");
                    }
                }
            });
        });
    }
    results
}

/// So many of the cases as chance chooses, in their order.
pub fn sample(cases: Vec<Case>, most: usize, seed: u64) -> Vec<Case> {
    let mut places: Vec<usize> = (0..cases.len()).collect();
    Chance::new(seed, "cases").shuffle(&mut places);
    places.truncate(most);
    let cases = cases.into_iter().enumerate();
    cases
        .filter(|(place, _)| places.contains(place))
        .map(|(_, case)| case)
        .collect()
}
