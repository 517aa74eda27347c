//! Asks the proposers and hands their drafts to the machine as candidates with facts. Judges none of them.

use bowline_documents::edit;
use bowline_loop_core::{
    Candidate, CandidateId, Cure, Diagnostic, Event, FileEdit, StopReason, Ticket,
    intent::{Goal, Scope, Warnings},
    observation::{Level, Phase},
};
use bowline_proposers::{Draft, Request};
use bowline_syntax::Index;
use tokio_util::sync::CancellationToken;

use super::Workbench;
use crate::model::Turn;

impl Workbench {
    /// Asks the proposers. What the goal names comes first, then what any other diagnostic suggests.
    pub(in crate::engine) async fn propose(
        &mut self,
        ticket: Ticket,
        cancel: &CancellationToken,
    ) -> Event {
        self.tried.clear();
        self.sampled.clear();
        if let Some(consultant) = &mut self.consultant {
            consultant.forget();
        }
        if let Some(seat) = &mut self.seat {
            seat.forget();
        }
        let consultant = self.consultant.as_ref();
        let drafts = match consultant.map(|consultant| consultant.plan().turn) {
            Some(Turn::Alone) => Vec::new(),
            Some(Turn::AfterRules) | None => self.drafts(),
        };
        let candidates = match self.is_test_driven() {
            true => self.tested_candidates_of(drafts, cancel).await,
            false => Ok(self.candidates_of(drafts)),
        };
        match candidates {
            Ok(candidates) => Event::Proposed {
                ticket,
                candidates,
                consulted: None,
            },
            Err(stop) => Event::Failed { ticket, stop },
        }
    }

    /// Candidates for failing tests, in the order that running them in one build gives.
    async fn tested_candidates_of(
        &mut self,
        drafts: Vec<Draft>,
        cancel: &CancellationToken,
    ) -> Result<Vec<Candidate>, StopReason> {
        self.answers.clear();
        let mut candidates = Vec::new();
        for (draft, answer) in self.switch(drafts, cancel).await? {
            let made = self.candidates_of(vec![draft]);
            if let (Some(candidate), Some(answer)) = (made.first(), answer) {
                self.answers.insert(candidate.id, answer);
            }
            candidates.extend(made);
        }
        Ok(candidates)
    }

    /// Numbers drafts and finds out what they touch; one that does not fit its text is left out.
    pub(super) fn candidates_of(&mut self, drafts: Vec<Draft>) -> Vec<Candidate> {
        let last = self.candidates.keys().next_back();
        let mut next = last.map_or(1, |last| last.0 + 1);
        let mut candidates = Vec::new();
        for draft in drafts {
            let Some(candidate) = self.candidate(CandidateId(next), draft) else {
                continue;
            };
            next += 1;
            self.keep_originals(&candidate.edits);
            self.candidates.insert(candidate.id, candidate.clone());
            candidates.push(candidate);
        }
        candidates
    }

    /// Remembers the texts that edits start from: the shadow will hold others.
    pub(super) fn keep_originals(&mut self, edits: &[FileEdit]) {
        for edit in edits {
            if let Some(text) = self.text_of(&edit.path) {
                self.originals.entry(edit.path.clone()).or_insert(text);
            }
        }
    }

    /// Brings what is known of the workspace's declarations in step with the accepted texts.
    pub(super) fn refresh_declarations(&mut self) {
        let mut over = self.originals.clone();
        over.extend(self.overlays());
        over.extend(self.current.clone());
        self.lease.refresh_declarations(&over);
    }

    fn drafts(&mut self) -> Vec<Draft> {
        self.refresh_declarations();
        if self.is_test_driven() {
            return self.behaviours();
        }
        let unknown = Index::default();
        bowline_proposers::propose(&Request {
            diagnostics: &self.diagnostics,
            goal: &|diagnostic| self.is_in_goal(diagnostic),
            text_of: &|path| self.text_of(path),
            index: self.lease.declarations().unwrap_or(&unknown),
        })
    }

    fn candidate(&self, id: CandidateId, draft: Draft) -> Option<Candidate> {
        let after = edit::apply_all(|path| self.text_of(path), &draft.edits).ok()?;
        let facts: Vec<_> = draft
            .edits
            .iter()
            .filter_map(|edit| {
                let before = self.text_of(&edit.path)?;
                Some(bowline_syntax::facts(
                    &edit.path,
                    &before,
                    &edit.replacements,
                    after.get(&edit.path)?,
                ))
            })
            .collect();
        let mut facts = bowline_syntax::combine(&facts);
        facts
            .weakenings
            .extend(self.answers_written(&draft.edits, &after));
        Some(Candidate {
            id,
            title: draft.title,
            class: draft.class,
            edits: draft.edits,
            facts,
            cures: self.cures(&draft.diagnostics),
        })
    }

    fn cures(&self, diagnostics: &[usize]) -> Vec<Cure> {
        let cure = |index: &usize| {
            let diagnostic = self.diagnostics.get(*index)?;
            let span = diagnostic.primary()?;
            let span = span.expansion.as_deref().unwrap_or(span);
            Some(Cure {
                code: diagnostic.code.clone().unwrap_or_default(),
                path: span.path.clone(),
                start: span.start,
            })
        };
        diagnostics.iter().filter_map(cure).collect()
    }

    /// Whether a diagnostic is of a level that the goal asks for. Warnings beside errors of names and syntax are no goals: what
    /// the compiler could not read it calls unused.
    fn counts(&self, diagnostic: &Diagnostic, warnings: Warnings) -> bool {
        let misread = |one: &Diagnostic| {
            one.level == Level::Error && bowline_observers::phase::phase_of(one) <= Phase::Resolve
        };
        diagnostic.level == Level::Error
            || warnings == Warnings::Clear && !self.diagnostics.iter().any(misread)
    }

    pub(super) fn is_in_goal(&self, diagnostic: &Diagnostic) -> bool {
        let Some(span) = diagnostic.primary() else {
            return false;
        };
        let span = span.expansion.as_deref().unwrap_or(span);
        match &self.intent.goal {
            Goal::ClearAll { warnings } if !self.counts(diagnostic, *warnings) => false,
            Goal::ClearAt(spot) => {
                span.path == spot.path
                    && span.first_line <= spot.last_line
                    && spot.first_line <= span.last_line
            }
            Goal::PassTests { .. } | Goal::WriteTest { .. } => false,
            Goal::ClearAll { .. } => match &self.intent.scope {
                Scope::File(path) => &span.path == path,
                Scope::Package { name, .. } => &diagnostic.package == name,
                Scope::Workspace => !span.path.is_outside(),
            },
        }
    }
}
