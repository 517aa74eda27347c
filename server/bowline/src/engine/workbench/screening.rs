//! Tries a candidate: by asking the compiler alone where that gives cargo's answer, else by a full check. Only the first is
//! a screening; whatever is offered is proved by cargo later.

mod ahead;

use std::{ops::Bound, time::Duration};

use bowline_documents::edit;
use bowline_loop_core::{
    Candidate, CandidateId, ContentHash, Diagnostic, Event, StopReason, Ticket, WorkspacePath,
    intent::Goal,
};
use bowline_observers::cargo::Roots;
use bowline_shadow::{
    Aside, CargoRun, Screening, Shadow, Survey,
    process::End,
    replay::{Dependants, Told},
};
use tokio_util::sync::CancellationToken;

use self::ahead::{Ahead, Footing, Said};
use super::{Before, Texts, Tried, Wide, Workbench, internal};
use crate::engine::{
    checking::{self, Checked},
    lints,
};

/// Candidates of one round from which on the compiler is asked first. What a check of the only one says is needed for its
/// proof anyway.
const WORTH_A_SCREENING: usize = 2;

/// What earlier checks left for screenings, and the screenings that run.
#[derive(Default)]
pub(super) struct Surveys {
    /// Of the last check: what lies in the target directory.
    built: Option<Survey>,
    /// Of the accepted texts.
    stands: Option<Survey>,
    /// The last candidate of the rounds before this one.
    before: Option<CandidateId>,
    ahead: Ahead,
}

impl Workbench {
    /// Takes note of the candidates that would be screened behind the next one, so that they may be looked at beside it.
    pub(in crate::engine) fn expect(&mut self, upcoming: impl Iterator<Item = CandidateId>) {
        self.surveys.ahead.expect(upcoming);
    }

    /// Ends the screenings that nobody will ask about: anything but another screening follows.
    pub(in crate::engine) async fn end_round(&mut self) {
        self.surveys.ahead.give_up().await;
    }

    pub(in crate::engine) async fn screen(
        &mut self,
        ticket: Ticket,
        id: CandidateId,
        cancel: &CancellationToken,
    ) -> Event {
        match self.try_out(id, cancel).await {
            Ok((tree, checked, texts)) => {
                self.tried.insert(
                    id,
                    Tried {
                        texts,
                        diagnostics: checked.diagnostics,
                        survey: checked.survey,
                    },
                );
                Event::Screened {
                    ticket,
                    tree,
                    report: checked.report,
                }
            }
            Err(stop) => Event::Failed { ticket, stop },
        }
    }

    pub(in crate::engine) fn accept(&mut self, id: CandidateId) {
        let cures = self.candidates.get(&id).map(|candidate| &candidate.cures);
        self.changes_behaviour |= cures
            .into_iter()
            .flatten()
            .any(|cure| lints::may_change_behaviour(&cure.code));
        let wide = match self.is_felt_wider(id) {
            true => Wide::Yes,
            false => self.wide,
        };
        let Some(tried) = self.tried.remove(&id) else {
            return;
        };
        self.steps.push(Before {
            texts: std::mem::replace(&mut self.current, tried.texts),
            diagnostics: std::mem::take(&mut self.diagnostics),
            survey: self.surveys.stands.take(),
            rounds: self.surveys.before,
            wide: std::mem::replace(&mut self.wide, wide),
        });
        self.settle(tried.survey, tried.diagnostics);
    }

    /// Takes the candidate back that was accepted last. What its proof said is kept, for it may be accepted again.
    pub(in crate::engine) fn retract(&mut self, id: CandidateId) {
        let Some(before) = self.steps.pop() else {
            return;
        };
        self.wide = before.wide;
        let tried = Tried {
            texts: std::mem::replace(&mut self.current, before.texts),
            diagnostics: std::mem::replace(&mut self.diagnostics, before.diagnostics),
            survey: std::mem::replace(&mut self.surveys.stands, before.survey),
        };
        self.surveys.before = before.rounds;
        self.tried.insert(id, tried);
    }

    /// The last answer is about the accepted texts, and a round ends.
    pub(super) fn settle(&mut self, survey: Option<Survey>, diagnostics: Vec<Diagnostic>) {
        self.diagnostics = diagnostics;
        self.surveys.stands = survey;
        self.surveys.before = self.candidates.keys().next_back().copied();
    }

    async fn try_out(
        &mut self,
        id: CandidateId,
        cancel: &CancellationToken,
    ) -> Result<(ContentHash, Checked, Texts), StopReason> {
        let (texts, reach) = self.texts_with(id)?;
        if let Some(answer) = self.answers.get(&id).cloned() {
            let (tree, checked) = self.answer(&texts, &answer)?;
            return Ok((tree, checked, texts));
        }
        match &self.intent.goal {
            Goal::PassTests { .. } => {
                let (tree, checked) = self.run_candidate(&texts, cancel).await?;
                return Ok((tree, checked, texts));
            }
            Goal::WriteTest { .. } => {
                let (tree, checked) = self.run_new_test(&texts, cancel).await?;
                return Ok((tree, checked, texts));
            }
            Goal::ClearAt(_) | Goal::ClearAll { .. } => {}
        }
        let told = match self.footing() {
            None => None,
            Some(footing) => match self.told_ahead(id, &footing, cancel).await? {
                Some((aside, screening)) => self.weigh(&aside, screening, reach)?,
                None => self.replay(&texts, reach, &footing, cancel).await?,
            },
        };
        let (tree, checked) = match told {
            Some(told) => told,
            None => self.check_texts(&texts, cancel).await?,
        };
        Ok((tree, checked, texts))
    }

    /// The accepted texts with a candidate on them, and how far it may be felt.
    fn texts_with(&self, id: CandidateId) -> Result<(Texts, Reach), StopReason> {
        let known = self.candidates.get(&id);
        let candidate = known.ok_or_else(|| internal(format!("candidate {id} is not known")))?;
        let changed = edit::apply_all(|path| self.text_of(path), &candidate.edits)
            .map_err(|error| internal(format!("candidate {id}: {error}")))?;
        let mut texts = self.current.clone();
        texts.extend(changed);
        Ok((texts, Reach::of(candidate)))
    }

    /// What screenings of this round stand on, where they are worth it.
    fn footing(&self) -> Option<Footing> {
        let behind = self
            .surveys
            .before
            .map_or(Bound::Unbounded, Bound::Excluded);
        let of_round = self.candidates.range((behind, Bound::Unbounded)).count();
        Some(Footing {
            built: self.surveys.built.clone()?,
            stands: self.surveys.stands.clone()?,
            checks: self.intent.checks.clone(),
            deadline: Duration::from_millis(self.intent.limits.check_millis),
        })
        .filter(|_| of_round >= WORTH_A_SCREENING)
    }

    /// What the compiler says of a candidate while it looks at others beside it; nothing where it is to be looked at alone.
    async fn told_ahead(
        &mut self,
        id: CandidateId,
        footing: &Footing,
        cancel: &CancellationToken,
    ) -> Result<Option<(Aside, Screening)>, StopReason> {
        loop {
            self.begin_ahead(id, footing)?;
            let ahead = &mut self.surveys.ahead;
            match ahead.take(id) {
                Some(Said {
                    screening: Err(error),
                    ..
                }) => {
                    tracing::debug!(%error, "nothing is screened beside others from here on");
                    ahead.keep_apart();
                    return Ok(None);
                }
                Some(Said {
                    aside,
                    screening: Ok(screening),
                }) => return Ok(Some((aside, screening))),
                None => {}
            }
            if !ahead.is_known(id) {
                return Ok(None);
            }
            tokio::select! {
                biased;
                () = cancel.cancelled() => {
                    ahead.give_up().await;
                    return Err(StopReason::Cancelled);
                }
                ended = ahead.one_ends() => ended?,
            }
        }
    }

    /// Begins as many screenings as may run at once now.
    fn begin_ahead(&mut self, id: CandidateId, footing: &Footing) -> Result<(), StopReason> {
        if !self.surveys.ahead.has_company(id) {
            return Ok(());
        }
        let lanes = self.shadow()?.lanes();
        while lanes > 1
            && let Some((next, lane)) = self.surveys.ahead.next(id, lanes)
        {
            let aside = match self.texts_with(next) {
                Ok((texts, _)) => self.shadow()?.aside(&texts, lane)?,
                // What cannot be put on these texts is told when it is asked about.
                Err(_) => None,
            };
            let ahead = &mut self.surveys.ahead;
            match aside {
                Some(aside) => ahead.begin(next, lane, aside, footing.clone()),
                None => ahead.pass_over(next),
            }
        }
        Ok(())
    }

    /// What was said ahead, where it is as good as cargo's answer.
    fn weigh(
        &mut self,
        aside: &Aside,
        screening: Screening,
        reach: Reach,
    ) -> Result<Option<(ContentHash, Checked)>, StopReason> {
        let shadow = self.shadow()?;
        let text_of = |path: &WorkspacePath| aside.text(path).or_else(|| shadow.read(path).ok());
        let run = answer_of(screening, reach)?;
        Ok(run.map(|run| (aside.tree().clone(), read_over(&run, &text_of))))
    }

    /// The answer of the compiler alone, where it is as good as cargo's for telling candidates apart.
    async fn replay(
        &mut self,
        texts: &Texts,
        reach: Reach,
        footing: &Footing,
        cancel: &CancellationToken,
    ) -> Result<Option<(ContentHash, Checked)>, StopReason> {
        self.surveys.ahead.settle().await?;
        let Footing {
            built,
            stands,
            checks,
            deadline,
        } = footing;
        let shadow = self.shadow()?;
        let tree = shadow.put(texts)?;
        let screening = shadow.screen(built, stands, checks, *deadline, cancel);
        let run = answer_of(screening.await?, reach)?;
        Ok(run.map(|run| (tree, read(shadow, &run))))
    }

    /// Checks what was taken, as it is. The background check has often just done so, for the very loop that asks.
    pub(super) async fn check_as_found(
        &mut self,
        cancel: &CancellationToken,
    ) -> Result<Checked, StopReason> {
        let tree = self.shadow()?.put(&Texts::new())?;
        if let Some(run) = self.lease.recent(&tree, &self.intent.checks) {
            let checked = read(self.shadow()?, &run);
            self.surveys.built.clone_from(&checked.survey);
            return Ok(checked);
        }
        let (tree, run, checked) = self.run_check(&Texts::new(), cancel).await?;
        self.lease.remember(tree, &self.intent.checks, &run);
        Ok(checked)
    }

    /// Lays `texts` over what was taken, checks, and reads the answer.
    pub(super) async fn check_texts(
        &mut self,
        texts: &Texts,
        cancel: &CancellationToken,
    ) -> Result<(ContentHash, Checked), StopReason> {
        let (tree, _, checked) = self.run_check(texts, cancel).await?;
        Ok((tree, checked))
    }

    async fn run_check(
        &mut self,
        texts: &Texts,
        cancel: &CancellationToken,
    ) -> Result<(ContentHash, CargoRun, Checked), StopReason> {
        let checks = self.intent.checks.clone();
        let deadline = Duration::from_millis(self.intent.limits.check_millis);
        self.surveys.ahead.settle().await?;
        self.surveys.built = None;
        let shadow = self.shadow()?;
        let tree = shadow.put(texts)?;
        let run = shadow.check(&checks, deadline, cancel).await?;
        if run.output.end == End::Cancelled {
            return Err(StopReason::Cancelled);
        }
        let checked = read(shadow, &run);
        self.surveys.built.clone_from(&checked.survey);
        Ok((tree, run, checked))
    }
}

/// How far a candidate may be felt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// It stays inside the bodies of functions.
    Bodies,
    /// It may change what other crates see.
    Everywhere,
}

impl Reach {
    pub(super) fn of(candidate: &Candidate) -> Self {
        let facts = &candidate.facts;
        let is_function = |item: &String| {
            let innermost = item.rsplit("::").next();
            innermost.is_some_and(|item| item.starts_with("fn "))
        };
        let is_told = facts.in_signatures > 0 || facts.items_lost > 0 || facts.pubs_added > 0;
        if is_told || facts.items.is_empty() || !facts.items.iter().all(is_function) {
            Self::Everywhere
        } else {
            Self::Bodies
        }
    }
}

/// The answer of the compiler, where it is as good as cargo's for telling candidates apart.
fn answer_of(screening: Screening, reach: Reach) -> Result<Option<CargoRun>, StopReason> {
    match screening {
        Screening::Unfit(why) => {
            tracing::debug!(%why, "the candidate goes to cargo");
            Ok(None)
        }
        Screening::Told(Told { run, .. }) if run.output.end == End::Cancelled => {
            Err(StopReason::Cancelled)
        }
        Screening::Told(Told {
            dependants: Dependants::Unseen,
            ..
        }) if reach == Reach::Everywhere => Ok(None),
        Screening::Told(Told { run, .. }) => Ok(Some(run)),
    }
}

pub(super) fn read(shadow: &Shadow, run: &CargoRun) -> Checked {
    read_over(run, &|path| shadow.read(path).ok())
}

/// Reads a run over a tree of which `text_of` gives the files.
fn read_over(run: &CargoRun, text_of: &dyn Fn(&WorkspacePath) -> Option<String>) -> Checked {
    let (prefix, root) = (
        run.seen.prefix.to_string_lossy(),
        run.seen.root.to_string_lossy(),
    );
    let roots = Roots {
        prefix: prefix.trim_end_matches('/').to_owned(),
        root: root.into_owned(),
    };
    checking::read(run, &roots, text_of)
}
