//! Carries out one step that was written in words: a model writes the edit, the guards judge it, the compiler and the tests
//! prove it. What does not hold is told to the model, within the same bounds as in a loop.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use bowline_loop_core::{
    CheckReport, Class, FileEdit, LoopId, Reach, StopReason, Ticket, Verdict, WorkspacePath,
    consult::{Consult, ModelBounds, ModelCall},
    guards::{self, Judgement, Setting},
    intent::{Tests, Tradeoffs},
    observation::CheckEnd,
};
use bowline_observers::libtest::suite;
use bowline_proposers::Draft;
use bowline_shadow::project::Project;
use bowline_syntax::Index;
use tokio_util::sync::CancellationToken;

use super::{Texts, Workbench};
use crate::{
    config::Config,
    engine::{
        Aim, Behalf, Engine, OpenBuffer, Proof, ProvedFile, aim, answered, comparison, report_of,
    },
    model::{Consultant, Plan, Prepared, Question, Spending},
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

/// What is known before the first try.
struct Before {
    baseline: CheckReport,
    /// The tests that fail already.
    failing: BTreeSet<String>,
}

/// One errand under way.
struct Trying<'a> {
    errand: &'a Errand,
    before: Before,
    consultant: Consultant,
    left: ModelBounds,
    carried: Carried,
    cancel: &'a CancellationToken,
}

/// Whether another try is worth it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Again,
    End,
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
        let mut intent = aim::proof_intent(&Aim::Workspace, &errand.config, &project);
        intent.tradeoffs = errand.tradeoffs;
        intent.reach = errand.reach.clone();
        intent.checks.tests = Tests::Run;
        let mut bench = Workbench::new(project, intent, lease?, buffers);
        answered(bench.gather(Ticket(0), buffers).await)?;
        let before = bench.before(cancel).await?;
        // The plan was approved, and its questions with it.
        let mut consultant =
            Consultant::new(errand.model.clone(), errand.id.clone(), Spending::Granted);
        consultant.open(cancel).await?;
        let mut trying = Trying {
            errand,
            before,
            consultant,
            left: errand.model.bounds,
            carried: Carried::nothing(),
            cancel,
        };
        for sample in 1..=errand.model.bounds.samples {
            if bench.one_try(&mut trying, sample).await? == Next::End {
                break;
            }
        }
        Ok(trying.carried)
    }
}

impl Carried {
    fn nothing() -> Self {
        Self {
            files: Vec::new(),
            verdict: Verdict::None,
            words: Vec::new(),
            sentence: "No file of this step may be shown to a model.".into(),
            calls: Vec::new(),
        }
    }
}

impl Trying<'_> {
    /// Counts a call against the bounds, and keeps it.
    fn count(&mut self, call: ModelCall) {
        self.consultant.record(&call);
        self.left.tokens = self.left.tokens.saturating_sub(call.tokens());
        let micros = self.left.micros;
        self.left.micros = micros.map(|micros| micros.saturating_sub(call.micros));
        if !call.trouble.is_empty() {
            self.carried.sentence.clone_from(&call.trouble);
        }
        self.carried.calls.push(call);
    }
}

impl Workbench {
    /// What the compiler and the tests say before the first edit.
    async fn before(&mut self, cancel: &CancellationToken) -> Result<Before, StopReason> {
        let baseline = report_of(self.baseline(Ticket(1), cancel).await)?;
        let mut failing = BTreeSet::new();
        if baseline.end == CheckEnd::Success {
            let run = self.run_tests(cancel).await?;
            let said = String::from_utf8_lossy(&run.output.stdout);
            let suite = suite::read(&said, &String::from_utf8_lossy(&run.output.stderr));
            failing.extend(suite.failing().map(str::to_owned));
        }
        self.refresh_declarations();
        Ok(Before { baseline, failing })
    }

    /// Asks once, and proves what comes back.
    async fn one_try(&mut self, trying: &mut Trying<'_>, sample: u32) -> Result<Next, StopReason> {
        let Some(prepared) = self.errand(&trying.consultant, trying.errand) else {
            return Ok(Next::End);
        };
        let consult = Consult {
            sample,
            ..trying.left.first()
        };
        let sent = trying.consultant.send(&prepared, &consult, trying.cancel);
        let (reply, mut call) = match sent.await {
            Ok(sent) => sent,
            // A bound ends the tries, and what they came to stays.
            Err(stop) => {
                trying.carried.sentence = stop.sentence();
                return Ok(Next::End);
            }
        };
        let text_of = |path: &WorkspacePath| self.text_of(path);
        let read = trying
            .consultant
            .read(&prepared, &reply, &mut call, &text_of);
        trying.count(call);
        let edits = match read {
            Ok(edits) => edits,
            Err(Some(stop)) => {
                trying.carried.sentence = stop.sentence();
                return Ok(Next::End);
            }
            Err(None) => return Ok(Next::Again),
        };
        let diff = self.diff(&edits);
        let told = self.prove_step(edits, trying).await?;
        trying.carried.sentence.clone_from(&told);
        if trying.carried.verdict >= Verdict::Checked {
            return Ok(Next::End);
        }
        trying.consultant.note(diff, told);
        Ok(Next::Again)
    }

    fn errand(&self, consultant: &Consultant, errand: &Errand) -> Option<Prepared> {
        let unknown = Index::default();
        let question = Question {
            diagnostics: &[],
            goal: &|_| true,
            text_of: &|path| self.text_of(path),
            index: self.lease.declarations().unwrap_or(&unknown),
            files: &self.files_of_shadow(),
            failing: None,
        };
        consultant.prepare_errand(&question, &errand.words, &errand.files)
    }

    /// Takes an edit that fits the text and that the guards admit: the texts after it, and what needs a person's word. Else what
    /// the next try should know of it.
    fn admit(&mut self, edits: Vec<FileEdit>) -> Result<(Texts, Vec<String>), String> {
        let draft = Draft {
            title: "what a model wrote".into(),
            class: Class::Sampled,
            edits,
            diagnostics: Vec::new(),
        };
        let after = |bench: &Self, edits: &[FileEdit]| {
            bowline_documents::edit::apply_all(|path| bench.text_of(path), edits).ok()
        };
        let Some((candidate, after)) = self
            .candidates_of(vec![draft])
            .pop()
            .and_then(|candidate| after(self, &candidate.edits).map(|after| (candidate, after)))
        else {
            return Err("The edit does not fit the text.".into());
        };
        let setting = Setting {
            intent: &self.intent,
            was_tried: &|_| false,
        };
        match guards::judge(&candidate, &setting) {
            Judgement::Admitted { words, .. } => Ok((after, words)),
            Judgement::Refused { reason, .. } => Err(format!("It was refused: {reason}")),
        }
    }

    /// Judges and proves one edit; gives what the next try should know of it.
    async fn prove_step(
        &mut self,
        edits: Vec<FileEdit>,
        trying: &mut Trying<'_>,
    ) -> Result<String, StopReason> {
        let (after, words) = match self.admit(edits) {
            Ok(admitted) => admitted,
            Err(told) => return Ok(told),
        };
        self.current = after;
        let proved = self.prove(Ticket(2), trying.cancel).await;
        let files = self.files();
        self.current.clear();
        let before = &trying.before;
        let proof = comparison::compare(before.baseline.clone(), report_of(proved)?);
        let failed = proof.report.tests.iter().flat_map(|tests| &tests.failed);
        let broken: Vec<&str> = failed
            .filter(|name| !before.failing.contains(*name))
            .map(String::as_str)
            .collect();
        let (verdict, told) = worth(&proof, &broken);
        if verdict > trying.carried.verdict || trying.carried.files.is_empty() {
            trying.carried.files = files;
            trying.carried.words = words;
            trying.carried.verdict = verdict;
        }
        Ok(told)
    }
}

/// What a proved edit is worth, and why, as a sentence; `broken` are tests that passed before.
fn worth(proof: &Proof, broken: &[&str]) -> (Verdict, String) {
    if proof.verdict < Verdict::Checked {
        let told = match proof.new.first() {
            Some(first) => format!("It does not compile: {first}"),
            None => "It does not compile.".into(),
        };
        return (proof.verdict, told);
    }
    match broken {
        [] => (
            proof.verdict,
            "It compiles, and no test fails that passed before.".into(),
        ),
        broken => (
            Verdict::None,
            format!(
                "Tests fail with it that passed before: {}.",
                broken.join(", ")
            ),
        ),
    }
}
