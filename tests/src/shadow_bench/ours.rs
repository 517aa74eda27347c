//! The same work in a shadow.

use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use bowline_loop_core::{
    WorkspacePath,
    intent::{Checks, Targets, Tests, Tool},
};
use bowline_shadow::{CargoRun, End, Project, Sandbox, Screening, Shadow, ShadowError, Survey};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{
    cost::{Cost, Meter},
    kills::{Gone, below_us, wait_for_end_of_all_but},
    plain::{Run, compiled},
};

/// No check takes as long.
const DEADLINE: Duration = Duration::from_secs(60 * 60);

/// A shadow of the person's copy.
pub struct Ours {
    shadow: Shadow,
    cancel: CancellationToken,
    /// What the last check left for screenings.
    survey: Option<Survey>,
}

/// What the beginning of a shadow took.
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    /// Making it and seeding its target.
    pub open: Cost,
    /// Copying the project into it.
    pub lay: Cost,
    /// The first check.
    pub check: Run,
}

impl Ours {
    /// Makes a shadow of `person` below `shadows`, and checks in it once.
    pub async fn begin(
        person: &Path,
        shadows: &Path,
        sandbox: &Sandbox,
    ) -> anyhow::Result<(Self, Beginning)> {
        let cancel = CancellationToken::new();
        let project = Project::discover(person, &cancel).await?;
        let meter = Meter::start();
        let mut shadow = Shadow::open(&project, shadows, sandbox.policy().base).await?;
        shadow.seal(sandbox.clone());
        let open = meter.stop();
        let mut ours = Self {
            shadow,
            cancel,
            survey: None,
        };
        let lay = ours.lay().await?;
        let check = ours.check().await?;
        Ok((ours, Beginning { open, lay, check }))
    }

    /// Which base the shadow stands on.
    pub fn base(&self) -> &'static str {
        self.shadow.base().0
    }

    /// Brings the shadow in step with the disk.
    pub async fn lay(&mut self) -> anyhow::Result<Cost> {
        let meter = Meter::start();
        self.shadow.lay(&BTreeMap::new()).await?;
        Ok(meter.stop())
    }

    /// Puts a text over a file and checks the workspace: what a proof is made of.
    pub async fn prove(&mut self, path: &WorkspacePath, text: &str) -> anyhow::Result<Run> {
        let meter = Meter::start();
        self.shadow.put(&one(path, text))?;
        let run = self.check().await?;
        Ok(Run {
            cost: meter.stop(),
            ..run
        })
    }

    /// Takes back what was put, and checks.
    pub async fn take_back(&mut self) -> anyhow::Result<Run> {
        self.shadow.put(&BTreeMap::new())?;
        self.check().await
    }

    /// Checks what is there.
    pub async fn check(&mut self) -> anyhow::Result<Run> {
        let meter = Meter::start();
        let run = self.shadow.check(&checks(), DEADLINE, &self.cancel).await?;
        let told = told(&run, meter.stop());
        self.survey = run.survey;
        Ok(told)
    }

    /// Puts a text over a file and asks the compiler alone. `Err` within: why only a check could answer.
    pub async fn screen(
        &mut self,
        path: &WorkspacePath,
        text: &str,
    ) -> anyhow::Result<Result<Run, String>> {
        let Some(survey) = &self.survey else {
            return Ok(Err("the check before left no survey".to_owned()));
        };
        let meter = Meter::start();
        self.shadow.put(&one(path, text))?;
        let screening = self
            .shadow
            .screen(survey, survey, &checks(), DEADLINE, &self.cancel)
            .await?;
        let cost = meter.stop();
        Ok(match screening {
            Screening::Told(answer) => Ok(told(&answer.run, cost)),
            Screening::Unfit(why) => Err(why.to_string()),
        })
    }
}

impl Ours {
    /// Puts a text over a file, and cancels the check of it after that time. Nothing where it was over before.
    pub async fn cancel_after(
        &mut self,
        path: &WorkspacePath,
        text: &str,
        after: Duration,
    ) -> anyhow::Result<Option<Gone>> {
        self.shadow.put(&one(path, text))?;
        let before = below_us();
        let cancel = CancellationToken::new();
        let asked = checks();
        let checking = self.shadow.check(&asked, DEADLINE, &cancel);
        let watching = async {
            tokio::time::sleep(after).await;
            let cancel = cancel.clone();
            tokio::task::spawn_blocking(move || {
                let processes = below_us().difference(&before).count();
                let began = Instant::now();
                cancel.cancel();
                wait_for_end_of_all_but(&before);
                Gone {
                    gone: began.elapsed(),
                    processes,
                }
            })
            .await
        };
        let (run, gone) = tokio::join!(checking, watching);
        let (end, gone) = (run?.output.end, gone?);
        Ok((end == End::Cancelled).then_some(gone))
    }

    /// Puts each of these texts over a file and asks the compiler alone, as many at once as the shadow allows. Which of them
    /// compile, and what it took; nothing where only a check could answer one.
    pub async fn screen_beside(
        &mut self,
        path: &WorkspacePath,
        texts: &[String],
    ) -> anyhow::Result<Option<(Vec<bool>, Cost)>> {
        let Some(survey) = self.survey.clone() else {
            return Ok(None);
        };
        let meter = Meter::start();
        let lanes = self.shadow.lanes();
        let mut free: Vec<usize> = (0..lanes).collect();
        let mut verdicts = vec![None; texts.len()];
        let mut running = JoinSet::new();
        for (number, text) in texts.iter().enumerate() {
            if free.is_empty() {
                free.extend(next(&mut running, &mut verdicts).await?);
            }
            let lane = free.pop().unwrap_or_default();
            let Some(aside) = self.shadow.aside(&one(path, text), lane)? else {
                return Ok(None);
            };
            let survey = survey.clone();
            running.spawn(async move {
                let never = CancellationToken::new();
                let asked = checks();
                let screening = aside.screen(&survey, &survey, &asked, DEADLINE, &never);
                (number, lane, screening.await)
            });
        }
        while next(&mut running, &mut verdicts).await?.is_some() {}
        let cost = meter.stop();
        let verdicts: Option<Vec<bool>> = verdicts.into_iter().collect();
        Ok(verdicts.map(|verdicts| (verdicts, cost)))
    }
}

/// Waits for one of them, keeps its verdict, and gives the place that is free then.
async fn next(
    running: &mut JoinSet<(usize, usize, Result<Screening, ShadowError>)>,
    verdicts: &mut [Option<bool>],
) -> anyhow::Result<Option<usize>> {
    let Some(ended) = running.join_next().await else {
        return Ok(None);
    };
    let (number, lane, screening) = ended?;
    if let Screening::Told(answer) = screening? {
        verdicts[number] = Some(answer.run.output.end == End::Exited(0));
    }
    Ok(Some(lane))
}

fn checks() -> Checks {
    Checks {
        package: None,
        targets: Targets::Default,
        tool: Tool::Check,
        tests: Tests::Skip,
    }
}

fn told(run: &CargoRun, cost: Cost) -> Run {
    Run {
        is_clean: run.output.end == End::Exited(0),
        cost,
        units: compiled(&run.output.stdout),
    }
}

fn one(path: &WorkspacePath, text: &str) -> BTreeMap<WorkspacePath, String> {
    BTreeMap::from([(path.clone(), text.to_owned())])
}
