//! What a mode may do. Everything here can only take away from what the settings allow: two permissions together allow what
//! both of them do.

use bowline_loop_core::{
    Reach,
    intent::{Allowance, Tradeoffs},
};

use crate::config::{Config, schema::ProviderName};

/// What a mode may do at the most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permissions {
    /// Which files may be edited.
    pub edit: Reach,
    /// Placeholders and `todo!()`.
    pub scaffolds: Allowance,
    /// Edits of tests.
    pub test_edits: Allowance,
    /// `unsafe`, silenced lints, deleted items.
    pub risky_edits: Allowance,
    /// Whether cargo's processes may use the network where the settings let them.
    pub network: Word,
    /// Whether a language model may be asked where the settings name one.
    pub model: Word,
}

/// Whether something that the settings allow stays allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// As the settings say.
    Allow,
    /// Not at all.
    Deny,
}

impl Permissions {
    /// Those of a mode that takes nothing away.
    pub fn open() -> Self {
        Self {
            edit: Reach::default(),
            scaffolds: Allowance::Allow,
            test_edits: Allowance::Allow,
            risky_edits: Allowance::Allow,
            network: Word::Allow,
            model: Word::Allow,
        }
    }

    /// Those of a mode that reads.
    pub fn reading() -> Self {
        Self {
            edit: Reach::nothing(),
            scaffolds: Allowance::Refuse,
            test_edits: Allowance::Refuse,
            risky_edits: Allowance::Refuse,
            ..Self::open()
        }
    }

    /// Whether any file may be edited.
    pub fn may_edit(&self) -> bool {
        !self.edit.is_nothing()
    }

    /// What both allow.
    pub fn and(mut self, other: &Self) -> Self {
        self.edit.never.extend(other.edit.never.iter().cloned());
        if self.edit.only.is_empty() {
            self.edit.only = other.edit.only.clone();
        } else if !other.edit.only.is_empty() && self.edit.only != other.edit.only {
            // Two lists that each leave a part open: what both leave open cannot be said in patterns, so nothing is.
            self.edit = Reach::nothing();
        }
        self.scaffolds = self.scaffolds.min(other.scaffolds);
        self.test_edits = self.test_edits.min(other.test_edits);
        self.risky_edits = self.risky_edits.min(other.risky_edits);
        if other.network == Word::Deny {
            self.network = Word::Deny;
        }
        if other.model == Word::Deny {
            self.model = Word::Deny;
        }
        self
    }

    /// Holds settings to them: the network, and whether a model may be asked.
    pub fn tighten(&self, config: &mut Config) {
        let settings = &mut config.settings;
        settings.sandbox.network &= self.network == Word::Allow;
        if self.model == Word::Deny {
            settings.model.provider = ProviderName::Off;
            settings.agent.command = None;
        }
    }

    /// What is left of tradeoffs, whoever allowed them.
    pub fn hold(&self, tradeoffs: Tradeoffs) -> Tradeoffs {
        Tradeoffs {
            scaffolds: tradeoffs.scaffolds.min(self.scaffolds),
            test_edits: tradeoffs.test_edits.min(self.test_edits),
            risky_edits: tradeoffs.risky_edits.min(self.risky_edits),
        }
    }
}
