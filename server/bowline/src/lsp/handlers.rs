//! What each method of the protocol does: one file for each group. A handler changes or reads the state before its first
//! await, and never waits for the client.

mod again;
mod ask;
mod code_action;
mod code_lens;
mod documents;
mod execute;
mod hover;
mod lifecycle;
mod passing;
mod records;
mod trial;
mod workspace;
mod writing;
