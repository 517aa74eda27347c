//! Which mutants are kept: those that rustc refuses with few errors. And how cases are made of them.

use std::path::Path;

use super::{
    chance::Chance,
    ground::{Ground, apply},
    operators::Operator,
    program::Program,
};
use crate::eval::{
    case::{Case, Files},
    judge::{self, Error, Recipe},
};

/// A mutant with more errors than this is dropped: a person would not have left it so.
pub const MOST_ERRORS: usize = 8;

/// How many sites are tried for each mutant that is wanted.
const TRIES: usize = 4;

/// How a program is given to rustc.
pub fn recipe(program: &Program) -> Recipe<'_> {
    Recipe {
        edition: &program.edition,
        crate_type: "bin",
        root: &program.root,
    }
}

/// Mutants of one program by one operator, `wanted` at most, chosen by `seed` among all sites. Works in `place`.
pub async fn mutants(
    program: &Program,
    operator: &Operator,
    wanted: usize,
    seed: u64,
    place: &Path,
) -> anyhow::Result<Vec<Case>> {
    let broken = candidates(program, operator, seed);
    let mut kept = Vec::new();
    for files in broken.into_iter().take(wanted * TRIES) {
        if kept.len() == wanted {
            break;
        }
        let errors = judge::errors(recipe(program), &files, place).await?;
        let Some(errors) = errors.filter(|errors| is_mutant(errors)) else {
            continue;
        };
        let id = format!("own:{}:{}:{}", operator.name, program.name, kept.len());
        kept.push(Case {
            codes: codes(&errors),
            messages: errors.into_iter().map(|error| error.message).collect(),
            ..Case::of(
                id,
                operator.name,
                &program.edition,
                files,
                program.files.clone(),
            )
        });
    }
    Ok(kept)
}

/// The program with each slip that an operator has a place for, in an order of chance, each text once.
pub fn candidates(program: &Program, operator: &Operator, seed: u64) -> Vec<Files> {
    let ground = Ground::new(program);
    let mut slips = operator.slips(&ground);
    Chance::new(seed, &format!("{}:{}", operator.name, program.name)).shuffle(&mut slips);
    let mut all: Vec<Files> = Vec::new();
    for slip in slips {
        let files = apply(program, &slip).filter(|files| *files != program.files);
        all.extend(files.filter(|files| !all.contains(files)));
    }
    all
}

/// Whether these are the errors of a mutant that is kept.
pub fn is_mutant(errors: &[Error]) -> bool {
    (1..=MOST_ERRORS).contains(&errors.len())
}

fn codes(errors: &[Error]) -> Vec<String> {
    let mut codes: Vec<String> = errors
        .iter()
        .map(|error| error.code.clone().unwrap_or_else(|| "None".into()))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}
