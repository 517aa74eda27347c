//! What makes a test say less than it did, as values: found over syntax trees by `bowline-syntax`, and over what ran by
//! [`ran`]. No verdict lives here; `guards/weakened_tests.rs` judges.

pub mod ran;

use serde::{Deserialize, Serialize};

/// One thing that makes tests say less, or makes code answer the test instead of the task.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Weakening {
    /// What it is.
    pub kind: WeakeningKind,
    /// The test, function or file it was found in.
    pub place: String,
    /// The piece of text that shows it, on one line; empty where the place says all.
    #[serde(default)]
    pub what: String,
}

/// Kinds of weakening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeakeningKind {
    /// A test is gone.
    TestRemoved,
    /// A function that was a test is none any more.
    TestUnmarked,
    /// A test has another name.
    TestRenamed,
    /// A test is ignored now.
    TestIgnored,
    /// A test, or a module around it, is built under one more condition.
    TestGated,
    /// A test is built under another condition than before.
    TestGateChanged,
    /// A test returns, exits or panics where it did not.
    TestCutShort,
    /// A test has no statement left.
    TestEmptied,
    /// A test has fewer cases in its attributes.
    CasesRemoved,
    /// A test has fewer checks.
    AssertRemoved,
    /// Several checks became one, with the same values.
    AssertsMerged,
    /// A check cannot fail any more.
    AssertConstant,
    /// A check accepts more than before.
    AssertLoosened,
    /// A bound or tolerance of a check is wider.
    ToleranceWidened,
    /// A check stands where it is never reached.
    AssertNeverRuns,
    /// A check is reached only under a condition.
    AssertConditional,
    /// A check may fail and nobody hears of it.
    AssertSwallowed,
    /// An error that ended a test is passed over.
    ErrorSwallowed,
    /// A check expects something else.
    ExpectationChanged,
    /// A test works on other values.
    TestInputChanged,
    /// A test must panic now.
    ShouldPanicAdded,
    /// A test need not panic any more.
    ShouldPanicRemoved,
    /// A test may panic with other words, or with any.
    ShouldPanicWidened,
    /// A recorded snapshot differs.
    SnapshotChanged,
    /// A file that tests read differs.
    FixtureChanged,
    /// A documentation example is no longer run, or no longer there.
    DoctestSilenced,
    /// A manifest or a runner's settings say that less is tested.
    SwitchedOff,
    /// cargo's settings of the project.
    CargoSettings,
    /// A build script.
    BuildScript,
    /// Code that runs inside the compiler.
    ProcMacro,
    /// Code that can tell a test from real use.
    RecognisesTest,
    /// An input of a test and its answer are written into the code.
    SpecialCased,
    /// A macro of the project takes the place of an assertion.
    AssertShadowed,
    /// A comparison that gives the same answer for everything.
    EqualityConstant,
    /// A test that ran before did not run.
    NotRun,
    /// Fewer tests ran than before.
    FewerRan,
}

/// What it takes to let a weakening through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    /// A permission given beforehand; nobody is asked in passing.
    Permission,
    /// A person's word on edits of tests.
    TestWord,
    /// A person's word on risky edits.
    RiskyWord,
}

impl WeakeningKind {
    /// What it takes to let it through.
    pub fn gravity(self) -> Gravity {
        match self {
            Self::TestRemoved
            | Self::TestUnmarked
            | Self::TestIgnored
            | Self::TestGated
            | Self::TestEmptied
            | Self::CasesRemoved
            | Self::AssertRemoved
            | Self::AssertConstant
            | Self::AssertNeverRuns
            | Self::AssertSwallowed
            | Self::ShouldPanicAdded
            | Self::AssertShadowed
            | Self::NotRun
            | Self::FewerRan => Gravity::Permission,
            Self::TestRenamed
            | Self::TestGateChanged
            | Self::TestCutShort
            | Self::AssertsMerged
            | Self::AssertLoosened
            | Self::ToleranceWidened
            | Self::AssertConditional
            | Self::ErrorSwallowed
            | Self::ExpectationChanged
            | Self::TestInputChanged
            | Self::ShouldPanicRemoved
            | Self::ShouldPanicWidened
            | Self::SnapshotChanged
            | Self::FixtureChanged
            | Self::DoctestSilenced => Gravity::TestWord,
            Self::SwitchedOff
            | Self::CargoSettings
            | Self::BuildScript
            | Self::ProcMacro
            | Self::RecognisesTest
            | Self::SpecialCased
            | Self::EqualityConstant => Gravity::RiskyWord,
        }
    }

    /// What it does, behind the word «It» and before the place.
    fn deed(self) -> &'static str {
        match self {
            Self::TestRemoved => "removes the test",
            Self::TestUnmarked => "keeps this function from being a test:",
            Self::TestRenamed => "renames the test",
            Self::TestIgnored => "ignores the test",
            Self::TestGated => "builds the test only under a condition:",
            Self::TestGateChanged => "changes the condition under which the test is built:",
            Self::TestCutShort => "can end the test before its checks:",
            Self::TestEmptied => "empties the test",
            Self::CasesRemoved => "removes cases of the test",
            Self::AssertRemoved => "removes a check from",
            Self::AssertsMerged => "puts several checks into one in",
            Self::AssertConstant => "makes a check that cannot fail in",
            Self::AssertLoosened => "makes a check accept more in",
            Self::ToleranceWidened => "widens a bound in",
            Self::AssertNeverRuns => "puts a check where it never runs in",
            Self::AssertConditional => "makes a check depend on a condition in",
            Self::AssertSwallowed => "lets a failing check pass unheard in",
            Self::ErrorSwallowed => "passes over an error in",
            Self::ExpectationChanged => "changes what is expected in",
            Self::TestInputChanged => "changes the values that a test works on:",
            Self::ShouldPanicAdded => "lets the test pass by a panic:",
            Self::ShouldPanicRemoved => "no longer demands a panic of",
            Self::ShouldPanicWidened => "accepts another panic in",
            Self::SnapshotChanged => "changes the snapshot",
            Self::FixtureChanged => "changes a file that tests read:",
            Self::DoctestSilenced => "keeps a documentation example from running:",
            Self::SwitchedOff => "changes what is tested, in",
            Self::CargoSettings => "changes cargo's settings:",
            Self::BuildScript => "edits a build script:",
            Self::ProcMacro => "edits code that runs inside the compiler:",
            Self::RecognisesTest => "lets code tell a test from real use in",
            Self::SpecialCased => "writes the answer of a test into",
            Self::AssertShadowed => "puts a macro of its own in the place of an assertion:",
            Self::EqualityConstant => "gives a comparison the same answer for everything:",
            Self::NotRun => "keeps a test from running that ran before:",
            Self::FewerRan => "lets fewer tests run than before:",
        }
    }
}

impl Weakening {
    /// A weakening without a piece of text.
    pub fn at(kind: WeakeningKind, place: impl Into<String>) -> Self {
        Self {
            kind,
            place: place.into(),
            what: String::new(),
        }
    }

    /// The same, with the piece of text that shows it.
    pub fn showing(mut self, what: impl Into<String>) -> Self {
        self.what = what.into();
        self
    }

    /// What it is, for people: one sentence.
    pub fn sentence(&self) -> String {
        let deed = self.kind.deed();
        if self.what.is_empty() {
            format!("It {deed} `{}`.", self.place)
        } else {
            format!("It {deed} `{}` (`{}`).", self.place, self.what)
        }
    }
}
