//! The crate through its public face: texts in, names and facts out.

mod check;
mod combining;
mod counts;
mod guard;
mod items;
mod places;
mod texts;
