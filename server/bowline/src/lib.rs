//! Bowline's binary as a library: the driver around the pure machine, and its two edges, the language server and the
//! command line.
//!
//! Lives here: what knows the clock, the file system of configuration and journals, LSP and the terminal. Does not live
//! here: loop decisions (`bowline-loop-core`), process starting (`bowline-shadow`), candidates (`bowline-proposers`).

pub mod agent;
pub mod ask;
pub mod cli;
pub mod config;
pub mod directories;
pub mod engine;
pub mod journal;
pub mod lsp;
pub mod model;
pub mod modes;
pub mod plans;
mod power;
pub mod redact;
pub mod report;
mod upkeep;
mod yaml;
