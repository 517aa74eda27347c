//! A language model as a proposer: what is sent to it, how it is asked, and how edits are read out of what it says.
//!
//! Lives here: the table of providers and their three dialects, one request with its retries and its usage, the prompt, and
//! the way back from a reply to edits. Does not live here: settings, keys, redaction and budgets (`bowline`), and whether an
//! edit is any good. The one room that knows an HTTP client: without a [`Client`] no socket is opened.

mod client;
mod dialect;
mod error;
mod frames;
pub mod lookup;
pub mod prompt;
pub mod providers;
pub mod reply;
mod retry;
mod secret;
mod usage;

pub use client::{Answered, Ask, Client, Route};
pub use dialect::Dialect;
pub use error::ModelError;

pub use lookup::{Lookup, LookupBy};
pub use prompt::Prompt;
pub use providers::{Form, Provider};
pub use secret::Secret;
pub use usage::{Prices, Usage, estimate};
