//! Tool output in, observations out: cargo's and rustc's JSON, and the text of test runs.
//!
//! Lives here: parsing, the table of phases, and the identity of an observation. Does not live here: running a tool, reading a
//! file, or judging what an observation means for a loop.

pub mod cargo;
pub mod libtest;
pub mod nextest;
pub mod phase;

mod identity;

pub use identity::{is_summary, observe};
