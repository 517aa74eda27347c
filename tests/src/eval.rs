//! Evaluation: the product's own engine on many small broken programs, and an independent judge of what it left.
//!
//! Lives here: cases and results as they stand in files, running one case, judging one result, the table. Does not live here:
//! the command itself (`src/bin/repair_eval.rs`), and any repair.

pub mod case;
pub mod judge;
pub mod run;
pub mod table;
