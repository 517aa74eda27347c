//! Moves the accepted edits onto the text as the person has it now: what they typed wins, or the loop ends. Proves nothing.

use bowline_documents::merge;
use bowline_loop_core::{Event, Ticket, machine::Rebase};

use super::{Texts, Workbench, buffers_of};
use crate::engine::OpenBuffer;

impl Workbench {
    /// Moves the accepted edits onto the text as the person has it now (I11).
    pub(in crate::engine) async fn rebase(
        &mut self,
        ticket: Ticket,
        buffers: &[OpenBuffer],
    ) -> Event {
        let now = buffers_of(&self.project, buffers);
        let mut merged = Texts::new();
        let mut originals = Texts::new();
        let mut conflicts = Vec::new();
        for (path, ours) in &self.current {
            let Some(base) = self.originals.get(path) else {
                continue;
            };
            let theirs = match now.get(path) {
                Some(buffer) => buffer.text.clone(),
                None => std::fs::read_to_string(self.project.absolute(path)).unwrap_or_default(),
            };
            match merge::merge3(base, &theirs, ours) {
                Ok(text) => {
                    merged.insert(path.clone(), text);
                    originals.insert(path.clone(), theirs);
                }
                Err(_) => conflicts.push(path.clone()),
            }
        }
        if !conflicts.is_empty() {
            return Event::Rebased {
                ticket,
                rebase: Rebase::Conflict { paths: conflicts },
            };
        }
        match self.take(buffers).await {
            Ok(context) => {
                self.current = merged;
                self.originals = originals;
                Event::Rebased {
                    ticket,
                    rebase: Rebase::Merged { context },
                }
            }
            Err(stop) => Event::Failed { ticket, stop },
        }
    }
}
