//! `shadow-bench`: what a check in a shadow costs beside a plain `cargo check` of the same edits in a scratch copy.
//!
//! Lives here: the two copies, the edits, the measuring and the figures. Does not live here: the command itself
//! (`src/bin/shadow_bench.rs`), and anything that the product runs.

pub mod cost;
pub mod edit;
pub mod figures;
pub mod kills;
pub mod made_up;
pub mod members;
pub mod ours;
pub mod plain;
pub mod rounds;
pub mod sync;
