//! Logic bugs in published crates: making them, ranking their places, repairing them.
//!
//! Lives here: cases and results as they stand in files, runs of a crate's own suite, and what is counted. Does not live here:
//! the command itself (`src/bin/test_eval.rs`), and any repair.

pub mod bench;
pub mod case;
pub mod make;
pub mod output;
pub mod rank;
pub mod repair;
pub mod rows;
pub mod screen;
pub mod suite;
pub mod table;
