//! The launcher alone, as the program has it behind its hidden verb.

use std::process::ExitCode;

use bowline_shadow::sandbox::launcher;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let why = match arguments.next() {
        Some(verb) if verb == launcher::VERB => launcher::run(arguments),
        _ => format!("the first argument is not {}", launcher::VERB),
    };
    eprintln!("{why}");
    ExitCode::from(launcher::FAILED)
}
