//! Every key there is, its type, its bounds, its default and its words: the one place. Documentation, the JSON Schema, the
//! editor's settings page and validation are all derived from these types.

mod agent;
mod model;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::agent::AgentSettings;
pub use self::model::{Dialect, Form, ModelSettings, ProviderName};

/// Settings of Bowline. Times are in seconds, sizes in megabytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "Settings::defaults")]
pub struct Settings {
    /// What is run to see whether code is right.
    pub check: CheckSettings,
    /// What is done before anybody asks.
    pub background: BackgroundSettings,
    /// When a loop gives up.
    pub limits: LimitSettings,
    /// What counts as proof.
    pub proof: ProofSettings,
    /// What a loop may do beyond plain edits of plain code.
    pub allow: AllowSettings,
    /// What an editor shows beside the text.
    pub editor: EditorSettings,
    /// The language model that is asked where nothing else helps; without a provider nothing ever leaves this machine.
    pub model: ModelSettings,
    /// The external agent that is asked behind the model; without a command none is ever started.
    pub agent: AgentSettings,
    /// What build scripts, proc macros and tests may touch while they run in the shadow.
    pub sandbox: SandboxSettings,
    /// The copy of the project in which everything runs.
    pub shadow: ShadowSettings,
    /// The record that every loop leaves.
    pub journal: JournalSettings,
    /// What the program says about itself.
    pub log: LogSettings,
}

/// What is run to see whether code is right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "CheckSettings::defaults")]
pub struct CheckSettings {
    /// Which cargo subcommand checks.
    pub tool: CheckTool,
    /// Check tests, examples and benches too (`--all-targets`).
    pub all_targets: bool,
    /// Check in the background when a file is opened or saved, so that code actions know every error.
    pub on_save: bool,
}

/// What is done before anybody asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "BackgroundSettings::defaults")]
pub struct BackgroundSettings {
    /// Prepare and prove fixes for the errors of open files after a check, so that they are ready when asked for.
    pub fixes: bool,
    /// Check after a pause in typing too, and not only after saving.
    pub after_typing: bool,
    /// Show what the compiler says of text that is not saved yet, as diagnostics of Bowline's own.
    pub diagnostics: bool,
    /// Work in the background on battery power too.
    pub on_battery: bool,
    /// How many seconds fixes are prepared for after one check.
    #[schemars(range(min = 1, max = 3600))]
    pub seconds: u32,
}

/// When a loop gives up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "LimitSettings::defaults")]
pub struct LimitSettings {
    /// Rounds of proposing and accepting in one loop.
    #[schemars(range(min = 1, max = 1000))]
    pub attempts: u32,
    /// Candidates tried in one round.
    #[schemars(range(min = 1, max = 10000))]
    pub candidates_per_round: u32,
    /// Candidates tried in one loop.
    #[schemars(range(min = 1, max = 100_000))]
    pub candidates: u32,
    /// Wall time of one loop, in seconds.
    #[schemars(range(min = 1, max = 86_400))]
    pub seconds: u32,
    /// Wall time of one cargo run, in seconds; a run that takes longer is killed with everything it started.
    #[schemars(range(min = 1, max = 86_400))]
    pub check_seconds: u32,
}

/// What counts as proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "ProofSettings::defaults")]
pub struct ProofSettings {
    /// Whether the tests of the edited packages run once the check is clean.
    pub tests: TestRuns,
}

/// What a loop may do beyond plain edits of plain code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "AllowSettings::defaults")]
pub struct AllowSettings {
    /// Edits that compile and are unfinished: `todo!()`, placeholders.
    pub scaffolds: AllowanceSetting,
    /// Edits inside tests and asserts.
    pub test_edits: AllowanceSetting,
    /// Edits that need a person's judgement: `unsafe`, silenced lints, deleted items.
    pub risky_edits: AllowanceSetting,
}

/// What an editor shows beside the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "EditorSettings::defaults")]
pub struct EditorSettings {
    /// A lens over each test, and each module with tests, that starts a loop which makes it pass.
    pub test_lenses: bool,
}

/// What build scripts, proc macros and tests may touch while they run in the shadow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "SandboxSettings::defaults")]
pub struct SandboxSettings {
    /// Whether build scripts, proc macros and tests must run in a sandbox; `bowline doctor` says which one there is.
    pub mode: SandboxMode,
    /// Let build scripts, proc macros and tests reach the network. cargo itself downloads nothing all the same.
    pub network: bool,
    /// Variables passed into the sandbox besides those of cargo, rustc and C compilers: names and spaces, `MY_*` for a kind.
    pub env: Option<String>,
    /// What may be read in the sandbox besides the system, the toolchain and dependencies: absolute paths, listed as in `PATH`.
    pub read: Option<String>,
}

/// The copy of the project in which everything runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "ShadowSettings::defaults")]
pub struct ShadowSettings {
    /// What checks are built on; `bowline doctor` says which it is.
    pub base: ShadowBase,
    /// Checks and tests give way to everything else that runs on the machine (`nice 10`, idle disk priority).
    pub nice: bool,
    /// How many candidates are screened side by side at the most; 0 for half the processors, and two where there are two.
    #[schemars(range(min = 0, max = 64))]
    pub side_by_side: u32,
    /// For how many days a shadow is kept that nobody uses.
    #[schemars(range(min = 1, max = 3650))]
    pub max_age_days: u32,
    /// How many megabytes of shadows are kept; the least recently used go first.
    #[schemars(range(min = 100, max = 100_000_000))]
    pub budget_mb: u32,
}

/// The record that every loop leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "JournalSettings::defaults")]
pub struct JournalSettings {
    /// How many megabytes of journals are kept; the oldest go first.
    #[schemars(range(min = 1, max = 100_000))]
    pub budget_mb: u32,
}

/// What the program says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "LogSettings::defaults")]
pub struct LogSettings {
    /// A file that takes the log instead of standard error.
    pub file: Option<String>,
    /// How much is logged; the environment variable `BOWLINE_LOG` goes before it.
    pub level: LogLevel,
}

/// Which cargo subcommand checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckTool {
    /// `cargo check`.
    Check,
    /// `cargo clippy`: its lints count as well.
    Clippy,
}

/// Whether tests are part of the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestRuns {
    /// Tests are not run; the best verdict is *checked*.
    Skip,
    /// The tests of the edited packages run; a clean result with a passed test is *proved*.
    Run,
}

/// Whether processes in the shadow must run in a sandbox.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SandboxMode {
    /// Nothing runs without one.
    Required,
    /// In the best one this machine has; where it has none, a notice says so and work goes on.
    Preferred,
    /// Everything runs with your rights and your environment.
    Off,
}

/// What a shadow stands on.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ShadowBase {
    /// The overlay where the machine and the project allow it, else the portable base.
    Auto,
    /// A copy of the project, and a target directory of its own.
    Portable,
    /// A layer over your own target directory, which is never written; Linux only. Where it cannot be had, nothing runs.
    Overlay,
}

/// How far a kind of edit may go.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AllowanceSetting {
    /// Never.
    Refuse,
    /// Such an edit is found and named, and made only after your word.
    Ask,
    /// As any other edit.
    Allow,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Failures of the program.
    Error,
    /// Also what it worked around.
    Warn,
    /// Also each loop and its end.
    Info,
    /// Also each step.
    Debug,
    /// Everything.
    Trace,
}

impl LogLevel {
    /// The level as a filter directive.
    pub fn directive(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

impl Settings {
    /// The settings of somebody who has set nothing.
    pub fn defaults() -> Self {
        Self {
            check: CheckSettings::defaults(),
            background: BackgroundSettings::defaults(),
            limits: LimitSettings::defaults(),
            proof: ProofSettings::defaults(),
            allow: AllowSettings::defaults(),
            editor: EditorSettings::defaults(),
            model: ModelSettings::defaults(),
            agent: AgentSettings::defaults(),
            sandbox: SandboxSettings::defaults(),
            shadow: ShadowSettings::defaults(),
            journal: JournalSettings::defaults(),
            log: LogSettings::defaults(),
        }
    }
}

impl CheckSettings {
    fn defaults() -> Self {
        Self {
            tool: CheckTool::Check,
            all_targets: false,
            on_save: true,
        }
    }
}

impl BackgroundSettings {
    fn defaults() -> Self {
        Self {
            fixes: true,
            after_typing: false,
            diagnostics: false,
            on_battery: false,
            seconds: 30,
        }
    }
}

impl LimitSettings {
    fn defaults() -> Self {
        Self {
            attempts: 8,
            candidates_per_round: 24,
            candidates: 80,
            seconds: 300,
            check_seconds: 120,
        }
    }
}

impl ProofSettings {
    fn defaults() -> Self {
        Self {
            tests: TestRuns::Skip,
        }
    }
}

impl AllowSettings {
    fn defaults() -> Self {
        Self {
            scaffolds: AllowanceSetting::Ask,
            test_edits: AllowanceSetting::Ask,
            risky_edits: AllowanceSetting::Ask,
        }
    }
}

impl EditorSettings {
    fn defaults() -> Self {
        Self { test_lenses: true }
    }
}

impl SandboxSettings {
    fn defaults() -> Self {
        Self {
            mode: SandboxMode::Preferred,
            network: false,
            env: None,
            read: None,
        }
    }
}

impl ShadowSettings {
    fn defaults() -> Self {
        Self {
            base: ShadowBase::Auto,
            nice: true,
            side_by_side: 0,
            max_age_days: 14,
            budget_mb: 20_000,
        }
    }
}

impl JournalSettings {
    fn defaults() -> Self {
        Self { budget_mb: 64 }
    }
}

impl LogSettings {
    fn defaults() -> Self {
        Self {
            file: None,
            level: LogLevel::Warn,
        }
    }
}
