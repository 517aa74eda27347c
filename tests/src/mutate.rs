//! The mutator: programs that run green, broken by slips that people make, each kept only if rustc refuses the result.
//!
//! Lives here: programs, operators, the seeded choice of sites, and the proof that a mutant is one. Does not live here: any
//! repair, and any judgement of one. Operators find their sites in the syntax tree of the sound program, outside comments,
//! strings, attributes, macro arguments and tests.

pub mod behaviour;
pub mod chance;
pub mod ground;
pub mod keep;
pub mod operators;
pub mod program;
pub mod project;

pub use ground::{Edit, Ground, Slip, Source};
pub use operators::{HELD_OUT_OPERATORS, Operator};
pub use program::{HELD_OUT_PROGRAMS, Program};

/// Which of the operators or programs are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum HeldOut {
    /// Those alone that no rule is tuned on.
    Only,
    /// All but those.
    Without,
}
