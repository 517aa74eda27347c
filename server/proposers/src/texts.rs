//! The texts of one round, each asked for once.

use std::{collections::BTreeMap, rc::Rc};

use bowline_loop_core::WorkspacePath;

/// A cache over the caller's `text_of`; files outside the workspace have no text here, so that nothing is ever edited there.
pub(crate) struct Texts<'a> {
    text_of: &'a dyn Fn(&WorkspacePath) -> Option<String>,
    known: BTreeMap<WorkspacePath, Option<Rc<str>>>,
}

impl<'a> Texts<'a> {
    pub(crate) fn new(text_of: &'a dyn Fn(&WorkspacePath) -> Option<String>) -> Self {
        Self {
            text_of,
            known: BTreeMap::new(),
        }
    }

    /// The text of a file of the workspace.
    pub(crate) fn get(&mut self, path: &WorkspacePath) -> Option<Rc<str>> {
        if path.is_outside() {
            return None;
        }
        if let Some(known) = self.known.get(path) {
            return known.clone();
        }
        let text = (self.text_of)(path).map(Rc::from);
        self.known.insert(path.clone(), text.clone());
        text
    }
}
