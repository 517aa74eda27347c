//! Judging edits by how the text parses with them, before the compiler is asked: repairs of broken syntax are tried here by the
//! dozen, and those that parse best are handed over.

use bowline_syntax::Syntax;

use super::{Edit, Spot};

/// Bytes parsed at most for one diagnostic.
const BUDGET: usize = 6 << 20;

/// A file in which edits are tried.
pub(super) struct Trial<'a> {
    spot: Spot<'a>,
    /// The file with calls of the standard macros read as expressions, so that their arguments count.
    opened: Syntax<'static>,
    errors: u32,
}

impl<'a> Trial<'a> {
    /// Trials in the file of a spot.
    pub(super) fn of(spot: &Spot<'a>) -> Self {
        let opened = spot.syntax.opened();
        Self {
            spot: spot.clone(),
            errors: opened.error_count(),
            opened,
        }
    }

    /// How many places would not parse.
    fn errors_with(&self, edit: &Edit) -> u32 {
        let replacements = edit
            .edits
            .get(self.spot.path)
            .map_or(&[][..], Vec::as_slice);
        self.opened.errors_with(replacements)
    }

    /// Whether the file would parse from end to end.
    pub(super) fn parses(&self, edit: &Edit) -> bool {
        self.errors_with(edit) == 0
    }

    /// Whether fewer places would not parse.
    pub(super) fn helps(&self, edit: &Edit) -> bool {
        let errors = self.errors_with(edit);
        errors == 0 || errors < self.errors
    }

    /// The candidates after which the fewest places do not parse, in the order given; none where the text parses better as it
    /// is. Of very many candidates the last are not tried.
    pub(super) fn best<T>(&self, candidates: Vec<(T, Edit)>) -> Vec<(T, Edit)> {
        let most = (BUDGET / (self.opened.text().len() + 1)).clamp(6, 150);
        let tried = candidates.into_iter().take(most);
        let judged: Vec<_> = tried
            .map(|(what, edit)| (self.errors_with(&edit), what, edit))
            .collect();
        let fewest = judged.iter().map(|one| one.0).min().unwrap_or(u32::MAX);
        if fewest > self.errors {
            return Vec::new();
        }
        let best = judged.into_iter().filter(|one| one.0 == fewest);
        best.map(|(_, what, edit)| (what, edit)).collect()
    }
}
