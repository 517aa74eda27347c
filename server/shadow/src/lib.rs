//! The shadow workspace, the discovery of a person's project, and the only code that starts processes (I5).
//!
//! Lives here: mirroring a project under the cache directory, laying buffers and candidates over it, running cargo in it,
//! killing what was started. Does not live here: reading what cargo said (`bowline-observers`), deciding anything
//! (`bowline-loop-core`), and any write to a person's file or target directory (I3, I4).

mod budget;
mod capture;
mod cargo;
pub mod doctor;
mod environment;
pub mod explain;
pub mod history;
pub mod life;
pub mod mirror;
mod nextest;
pub mod overlay;
pub mod process;
mod programs;
pub mod project;
pub mod replay;
pub mod sandbox;
mod seed;
pub mod shadow;
mod slot;
mod stop;
mod tree;
mod view;
mod wrapper;

pub use cargo::{TestRun, Which};
pub use doctor::{Ability, AbilityState, abilities};
pub use mirror::Mirror;
pub use nextest::NextestRun;
pub use overlay::Base;
pub use process::{End, Invocation, Output, ProcessError};
pub use programs::TestProgram;
pub use project::{Package, Project, ProjectError};
pub use replay::{Screening, Survey};
pub use sandbox::Sandbox;
pub use shadow::{Aside, CargoRun, Guest, Shadow, ShadowError};
