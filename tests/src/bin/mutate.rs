//! `mutate --out CASES.jsonl [PROGRAM…]`: breaks sound programs by slips that people make, and writes the mutants as cases
//! for `repair-eval`. Without a program it takes our samples.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write as _},
    path::PathBuf,
};

use anyhow::Context as _;
use bowline_tests::{
    eval::judge,
    mutate::{
        HELD_OUT_OPERATORS, HELD_OUT_PROGRAMS, HeldOut, Program, keep,
        operators::{self, Operator},
        program,
    },
};
use clap::Parser;

/// Breaks sound programs by slips that people make
#[derive(Parser)]
struct Arguments {
    /// Programs to break: Rust files, or directories with a main.rs; our samples where none is given
    programs: Vec<PathBuf>,
    /// Where the cases go, one JSON object a line
    #[arg(long)]
    out: PathBuf,
    /// What chance begins with
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// At most so many mutants of each operator, over all programs
    #[arg(long, value_name = "K", default_value_t = 10)]
    per_operator: usize,
    /// Operators and programs that are held back: those that are either alone, or none of them
    #[arg(long, value_name = "WHICH")]
    held_out: Option<HeldOut>,
    /// Only this operator; may be given several times
    #[arg(long, value_name = "NAME")]
    operator: Vec<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let place = tempfile::Builder::new()
        .prefix("bowline-mutate-")
        .tempdir()?;
    let programs = sound_programs(&arguments, place.path()).await?;
    let mut file = BufWriter::new(
        File::create(&arguments.out).with_context(|| arguments.out.display().to_string())?,
    );
    let mut counts = BTreeMap::new();
    for operator in chosen_operators(&arguments)? {
        let mut kept = 0;
        for (program, wanted) in shares(&arguments, operator, &programs) {
            let cases =
                keep::mutants(program, operator, wanted, arguments.seed, place.path()).await?;
            for case in cases.iter().take(arguments.per_operator - kept) {
                writeln!(file, "{}", serde_json::to_string(case)?)?;
            }
            kept += cases.len().min(arguments.per_operator - kept);
        }
        eprintln!("{} {kept}", operator.name);
        counts.insert(operator.name, kept);
    }
    file.flush()?;
    let mut out = std::io::stdout();
    let all: usize = counts.values().sum();
    let with = counts.values().filter(|count| **count > 0).count();
    writeln!(out, "{all} mutants by {with} of {} operators", counts.len())?;
    Ok(())
}

/// The programs that are asked for, each of which compiles and runs green.
async fn sound_programs(
    arguments: &Arguments,
    place: &std::path::Path,
) -> anyhow::Result<Vec<Program>> {
    let programs = match arguments.programs.as_slice() {
        [] => program::samples()?,
        named => named
            .iter()
            .map(|path| Program::read(path))
            .collect::<Result<_, _>>()?,
    };
    for program in &programs {
        let green = judge::runs_green(keep::recipe(program), &program.files, place).await?;
        anyhow::ensure!(green, "{} does not run green before any slip", program.name);
    }
    Ok(programs)
}

fn chosen_operators(arguments: &Arguments) -> anyhow::Result<Vec<&'static Operator>> {
    for name in &arguments.operator {
        let known = operators::all().any(|operator| operator.name == name);
        anyhow::ensure!(known, "there is no operator {name}");
    }
    let mut chosen: Vec<&Operator> = operators::all().collect();
    chosen.retain(|operator| {
        arguments.operator.is_empty() || arguments.operator.iter().any(|name| name == operator.name)
    });
    if arguments.held_out == Some(HeldOut::Without) {
        chosen.retain(|operator| !HELD_OUT_OPERATORS.contains(&operator.name));
    }
    Ok(chosen)
}

/// Which programs an operator breaks, in an order of chance, and how often each at most. The held-out set is each pair of
/// which the operator or the program is held back.
fn shares<'p>(
    arguments: &Arguments,
    operator: &Operator,
    programs: &'p [Program],
) -> Vec<(&'p Program, usize)> {
    let operator_held = HELD_OUT_OPERATORS.contains(&operator.name);
    let mut chosen: Vec<&Program> = programs.iter().collect();
    chosen.retain(|program| {
        let held = operator_held || HELD_OUT_PROGRAMS.contains(&program.name.as_str());
        match arguments.held_out {
            None => true,
            Some(HeldOut::Only) => held,
            Some(HeldOut::Without) => !held,
        }
    });
    bowline_tests::mutate::chance::Chance::new(arguments.seed, operator.name).shuffle(&mut chosen);
    let each = arguments.per_operator.div_ceil(chosen.len().max(1)).max(2);
    chosen.into_iter().map(|program| (program, each)).collect()
}
