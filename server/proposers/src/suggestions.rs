//! rustc's own suggestions as candidates, whatever their applicability. That one compiles is found out by trying it; here they
//! are only read and taken apart.

mod expansion;
mod part;
mod placeholder;
mod read;

pub(crate) use read::collect;
