//! The engineering loop as a pure machine: intent, context, action, observation, adjustment.
//!
//! Lives here: the five stages as values, the machine that turns events into effects, search, stop rules and guards.
//! Does not live here: any IO, clock, randomness, hash-ordered map, async code, LSP word or cargo invocation (I1). Time and
//! chance come in as [`machine::Event`]s, so that the same intent and events always give the same effects (I2).

pub mod action;
pub mod consult;
pub mod context;
pub mod evidence;
pub mod guards;
pub mod ids;
pub mod intent;
pub mod machine;
pub mod observation;
pub mod patterns;
pub mod reach;
pub mod search;
pub mod stop;
pub mod weakening;

pub use action::{Candidate, Class, Cure, EditFacts, FileEdit, Replacement};
pub use evidence::{Outcome, Verdict};
pub use ids::{CandidateId, ContentHash, LoopId, Ticket, WorkspacePath};
pub use intent::Intent;
pub use machine::{Effect, Event, Loop};
pub use observation::{CheckReport, Diagnostic, Observation, ObservationKey, Phase};
pub use reach::Reach;
pub use stop::StopReason;
pub use weakening::{Weakening, WeakeningKind};
