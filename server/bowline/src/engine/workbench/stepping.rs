//! Carries out one step that was written in words: a model writes the edit, the guards judge it, the compiler and the tests
//! prove it. What does not hold is told to the model, within the same bounds as in a loop.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use bowline_loop_core::{
    Class, LoopId, Reach, StopReason, Ticket, Verdict, WorkspacePath,
    consult::{Consult, ModelCall},
    guards::{self, Judgement, Setting},
    intent::{Tests, Tradeoffs},
    observation::CheckEnd,
};
use bowline_proposers::Draft;
use bowline_shadow::project::Project;
use tokio_util::sync::CancellationToken;

use super::Workbench;
use crate::{
    config::Config,
    engine::{
        Behalf, Engine, OpenBuffer, ProvedFile, answered, comparison, report_of, whole_workspace,
    },
    model::{Consultant, Plan},
};

/// A step in words.
#[derive(Clone, Debug)]
pub struct Errand {
    /// Its name, in the ledger.
    pub id: LoopId,
    /// A directory of the workspace, absolute.
    pub directory: PathBuf,
    /// The settings.
    pub config: Config,
    /// Whom to ask.
    pub model: Plan,
    /// What is to be done.
    pub words: String,
    /// The files it is about.
    pub files: Vec<WorkspacePath>,
    /// What is allowed beyond the default.
    pub tradeoffs: Tradeoffs,
    /// Which files may be edited.
    pub reach: Reach,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Carried {
    /// The texts before and after; those of the best try where none held.
    pub files: Vec<ProvedFile>,
    /// What they are worth.
    pub verdict: Verdict,
    /// What needs a person's word, a sentence each.
    pub words: Vec<String>,
    /// What came of the last try, as a sentence.
    pub sentence: String,
    /// The calls that were made.
    pub calls: Vec<ModelCall>,
}

impl Engine {
    /// Carries a step out over `buffers`, in the shadow.
    pub async fn carry_out(
        &self,
        errand: &Errand,
        buffers: &[OpenBuffer],
        cancel: &CancellationToken,
    ) -> Result<Carried, StopReason> {
        let project = Arc::new(Project::discover(&errand.directory, cancel).await?);
        let (lease, _) = self
            .lease(&project.root, &errand.config.policy(), Behalf::Person)
            .await;
        let mut intent = whole_workspace(&errand.config);
        intent.tradeoffs = errand.tradeoffs;
        intent.reach = errand.reach.clone();
        intent.checks.tests = Tests::Run;
        let mut bench = Workbench::new(project, intent, lease?, buffers);
        answered(bench.gather(Ticket(0), buffers).await)?;
        let baseline = report_of(bench.baseline(Ticket(1), cancel).await)?;
        let failing = match baseline.end {
            CheckEnd::Success => bench.failing(cancel).await?,
            _ => BTreeSet::new(),
        };
        bench.refresh_declarations();
        let mut consultant = Consultant::new(errand.model.clone(), errand.id.clone());
        consultant.open(cancel).await?;
        let mut carried = Carried {
            files: Vec::new(),
            verdict: Verdict::None,
            words: Vec::new(),
            sentence: "No file of this step may be shown to a model.".into(),
            calls: Vec::new(),
        };
        let mut left = errand.model.bounds;
        for sample in 1..=errand.model.bounds.samples {
            let prepared = bench.errand(&consultant, errand);
            let Some(prepared) = prepared else { break };
            let consult = Consult {
                sample,
                tokens: left.tokens,
                micros: left.micros,
            };
            let (reply, mut call) = match consultant.send(&prepared, &consult, cancel).await {
                Ok(sent) => sent,
                // A bound ends the tries, and what they came to stays.
                Err(stop) => {
                    carried.sentence = stop.sentence();
                    break;
                }
            };
            let read = consultant.read(&prepared, &reply, &mut call, &|path| bench.text_of(path));
            consultant.record(&call);
            left.tokens = left.tokens.saturating_sub(call.tokens());
            left.micros = left.micros.map(|micros| micros.saturating_sub(call.micros));
            if !call.trouble.is_empty() {
                carried.sentence = call.trouble.clone();
            }
            carried.calls.push(call);
            let edits = match read {
                Ok(edits) => edits,
                Err(Some(stop)) => {
                    carried.sentence = stop.sentence();
                    break;
                }
                Err(None) => continue,
            };
            let diff = bench.diff(&edits);
            let draft = Draft {
                title: "what a model wrote".into(),
                class: Class::Sampled,
                edits,
                diagnostics: Vec::new(),
            };
            let told = bench
                .prove_step(draft, &baseline, &failing, &mut carried, cancel)
                .await?;
            if carried.verdict >= Verdict::Checked {
                break;
            }
            consultant.note(diff, told.clone());
            carried.sentence = told;
        }
        Ok(carried)
    }
}

impl Workbench {
    /// The names of the tests that fail as the workspace stands.
    async fn failing(
        &mut self,
        cancel: &CancellationToken,
    ) -> Result<BTreeSet<String>, StopReason> {
        let run = self.run_tests(cancel).await?;
        let counts =
            bowline_observers::libtest::parse(&String::from_utf8_lossy(&run.output.stdout));
        Ok(counts.failed.into_iter().collect())
    }

    fn errand(&self, consultant: &Consultant, errand: &Errand) -> Option<crate::model::Prepared> {
        let files = self.files_of_shadow();
        let unknown = bowline_syntax::Index::default();
        consultant.prepare_errand(
            &crate::model::Question {
                diagnostics: &[],
                goal: &|_| true,
                text_of: &|path| self.text_of(path),
                index: self.lease.declarations().unwrap_or(&unknown),
                files: &files,
            },
            &errand.words,
            &errand.files,
        )
    }

    /// Judges and proves one edit; gives what the next try should know of it.
    async fn prove_step(
        &mut self,
        draft: Draft,
        baseline: &bowline_loop_core::CheckReport,
        failing: &BTreeSet<String>,
        carried: &mut Carried,
        cancel: &CancellationToken,
    ) -> Result<String, StopReason> {
        let Some(candidate) = self.candidates_of(vec![draft]).pop() else {
            return Ok("The edit does not fit the text.".into());
        };
        let setting = Setting {
            intent: &self.intent,
            was_tried: &|_| false,
        };
        let words = match guards::judge(&candidate, &setting) {
            Judgement::Admitted { words, .. } => words,
            Judgement::Refused { reason, .. } => return Ok(format!("It was refused: {reason}")),
        };
        let Ok(after) =
            bowline_documents::edit::apply_all(|path| self.text_of(path), &candidate.edits)
        else {
            return Ok("The edit does not fit the text.".into());
        };
        self.current = after;
        let proved = self.prove(Ticket(2), cancel).await;
        let files = self.files();
        self.current.clear();
        let proof = comparison::compare(baseline.clone(), report_of(proved)?);
        let failed = proof.report.tests.as_ref().map(|tests| &tests.failed);
        let broken: Vec<&str> = failed
            .into_iter()
            .flatten()
            .filter(|name| !failing.contains(*name))
            .map(String::as_str)
            .collect();
        let is_better = proof.verdict > carried.verdict || carried.files.is_empty();
        let told = match (proof.verdict, broken.as_slice()) {
            (verdict, []) if verdict >= Verdict::Checked => {
                "It compiles, and no test fails that passed before.".to_owned()
            }
            (verdict, broken) if verdict >= Verdict::Checked => {
                format!(
                    "Tests fail with it that passed before: {}.",
                    broken.join(", ")
                )
            }
            _ => match proof.new.first() {
                Some(first) => format!("It does not compile: {first}"),
                None => "It does not compile.".into(),
            },
        };
        if is_better {
            carried.files = files;
            carried.words = words;
            carried.sentence = told.clone();
            carried.verdict = if broken.is_empty() {
                proof.verdict
            } else {
                Verdict::None
            };
        }
        Ok(told)
    }
}
