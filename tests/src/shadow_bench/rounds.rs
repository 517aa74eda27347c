//! What is measured, in which order: both sides take turns, so that a busy machine is as busy for one as for the other.

use std::path::Path;

use anyhow::Context as _;
use bowline_shadow::Sandbox;

use super::{
    cost::{Cost, median},
    edit::{Edits, Quality},
    figures::{Eight, Figures, Kind, Start},
    members::{Members, Place},
    ours::Ours,
    plain::Plain,
};

/// How many candidates are tried at once.
const CANDIDATES: u32 = 8;

/// Every so many of them does not compile.
const BAD: u32 = 4;

/// A project in two copies, and a shadow of one of them.
pub struct Bench<'a> {
    /// Where plain cargo works.
    pub scratch: Plain,
    /// Where the person would work. Nothing is written there.
    pub person: Plain,
    /// What is known of the members.
    pub members: Members,
    /// The cache of shadows.
    pub shadows: &'a Path,
    /// What the shadow's processes run in.
    pub sandbox: &'a Sandbox,
    /// Rounds of each measurement.
    pub rounds: u32,
}

impl Bench<'_> {
    /// Measures everything.
    pub async fn run(&self, places: &[Place]) -> anyhow::Result<Figures> {
        let (mut ours, start) = self.start().await?;
        let mut kinds = Vec::new();
        for place in places {
            kinds.push(self.kind(&mut ours, place).await?);
        }
        let mut sync = Vec::new();
        for _ in 0..self.rounds {
            sync.push(ours.lay().await?);
        }
        Ok(Figures {
            base: ours.base(),
            sandbox: self.sandbox.backend().name(),
            members: self.members.names().len(),
            start,
            sync: middle(&sync)?,
            kinds,
        })
    }

    /// First checks in new shadows beside members compiled anew, and checks with nothing to do.
    async fn start(&self) -> anyhow::Result<(Ours, Start)> {
        let names = self.members.names();
        let (mut cold, mut first, mut seed, mut lay) = (vec![], vec![], vec![], vec![]);
        let mut last = None;
        // Long ones are not repeated as often: they vary less.
        for round in 0..self.rounds.min(3) {
            self.scratch.forget(&names)?;
            let run = self.scratch.check()?;
            anyhow::ensure!(run.is_clean, "the project does not check");
            cold.push(run.cost);
            drop(last.take());
            let shadows = self.shadows.join(round.to_string());
            let (ours, began) = Ours::begin(self.person.root(), &shadows, self.sandbox).await?;
            anyhow::ensure!(began.check.is_clean, "the shadow does not check");
            first.push(began.check.cost);
            seed.push(began.open);
            lay.push(began.lay);
            last = Some(ours);
            if run.cost.wall.as_secs() > 60 {
                break;
            }
        }
        let mut ours = last.context("no round")?;
        let (mut noop, mut ours_noop) = (vec![], vec![]);
        for _ in 0..self.rounds {
            noop.push(self.scratch.check()?.cost);
            ours_noop.push(ours.check().await?.cost);
        }
        let start = Start {
            members_cold: middle(&cold)?,
            first_check: middle(&first)?,
            seed: middle(&seed)?,
            first_lay: middle(&lay)?,
            noop: middle(&noop)?,
            ours_noop: middle(&ours_noop)?,
        };
        Ok((ours, start))
    }

    async fn kind(&self, ours: &mut Ours, place: &Place) -> anyhow::Result<Kind> {
        let mut edits = Edits::of(self.scratch.root(), place)?;
        let (mut plain, mut proof, mut screen) = (vec![], vec![], vec![]);
        let (mut units, mut unfit) = (0, None);
        for round in 0..=self.rounds {
            let text = edits.next(Quality::Good);
            let first = match round % 2 {
                0 => Some(self.plain(place, &text)?),
                _ => None,
            };
            // Another text than the one that is proved then: the two would help each other.
            let other = edits.next(Quality::Good);
            let screened = ours.screen(&edits.path, &other).await?;
            let proved = ours.prove(&edits.path, &text).await?;
            let theirs = match first {
                Some(run) => run,
                None => self.plain(place, &text)?,
            };
            let clean = theirs.is_clean && proved.is_clean;
            let clean =
                clean && screened.as_ref().is_ok_and(|run| run.is_clean) | screened.is_err();
            anyhow::ensure!(
                clean,
                "a harmless edit of {} does not check",
                edits.path.as_str()
            );
            let counts = (theirs.units, proved.units);
            anyhow::ensure!(counts.0 == counts.1, "not as many units: {counts:?}");
            units = proved.units;
            // The first round brings the compiler's memory of this file about.
            if round > 0 {
                plain.push(theirs.cost);
                proof.push(proved.cost);
                match screened {
                    Ok(run) => screen.push(run.cost),
                    Err(why) => unfit = Some(why),
                }
            }
        }
        let eight = self.eight(ours, place, &mut edits).await?;
        self.scratch.save(&place.file, edits.original())?;
        anyhow::ensure!(self.scratch.check()?.is_clean && ours.take_back().await?.is_clean);
        Ok(Kind {
            place: place.clone(),
            units,
            plain: middle(&plain)?,
            proof: middle(&proof)?,
            screen: median(&screen).filter(|_| unfit.is_none()),
            unfit,
            eight,
        })
    }

    /// Eight candidates, two of which do not compile: plain cargo and screenings, one after the other, in turns; then
    /// screenings of eight others side by side.
    async fn eight(
        &self,
        ours: &mut Ours,
        place: &Place,
        edits: &mut Edits,
    ) -> anyhow::Result<Eight> {
        ours.take_back().await?;
        let (mut plain, mut screen) = (Cost::default(), Some(Cost::default()));
        for number in 1..=CANDIDATES {
            let quality = match number % BAD {
                0 => Quality::Bad,
                _ => Quality::Good,
            };
            let text = edits.next(quality);
            let run = self.plain(place, &text)?;
            anyhow::ensure!(run.is_clean == (quality == Quality::Good));
            plain = plain.and(run.cost);
            let screened = ours.screen(&edits.path, &text).await?;
            if let Ok(told) = &screened {
                anyhow::ensure!(told.is_clean == run.is_clean, "the verdicts differ");
            }
            let told = screened.ok().map(|told| told.cost);
            screen = screen.zip(told).map(|(sum, cost)| sum.and(cost));
        }
        let others = (1..=CANDIDATES).map(|number| {
            let quality = match number % BAD {
                0 => Quality::Bad,
                _ => Quality::Good,
            };
            (edits.next(quality), quality)
        });
        let (texts, qualities): (Vec<_>, Vec<_>) = others.unzip();
        ours.take_back().await?;
        let mut beside = ours.screen_beside(&edits.path, &texts).await?;
        if beside.is_some() {
            // The first time brings the compiler's memory in each place about.
            beside = ours.screen_beside(&edits.path, &texts).await?;
        }
        if let Some((verdicts, _)) = &beside {
            let right = qualities.iter().map(|one| *one == Quality::Good);
            anyhow::ensure!(right.eq(verdicts.iter().copied()), "the verdicts differ");
        }
        Ok(Eight {
            plain,
            screen,
            beside: beside.map(|(_, cost)| cost),
        })
    }

    fn plain(&self, place: &Place, text: &str) -> anyhow::Result<super::plain::Run> {
        self.scratch.save(&place.file, text)?;
        self.scratch.check()
    }
}

fn middle(costs: &[Cost]) -> anyhow::Result<Cost> {
    median(costs).context("nothing was measured")
}
