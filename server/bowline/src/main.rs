//! The `bowline` program: hands its arguments to [`bowline::cli`] and ends with the exit code that comes back.

fn main() -> std::process::ExitCode {
    bowline::cli::main()
}
