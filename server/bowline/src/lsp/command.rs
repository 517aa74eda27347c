//! The server's commands as values: one variant each, with typed arguments. Carrying them out is in `handlers`.

use bowline_documents::Position;
use bowline_loop_core::LoopId;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    apply::Chosen,
    wire::{DocumentId, Range},
};

/// What begins the name of every command.
const PREFIX: &str = "bowline.server.";

/// Every command, as listed in the capabilities.
pub(super) const NAMES: [&str; 18] = [
    "bowline.server.fixAtCursor",
    "bowline.server.fixFile",
    "bowline.server.fixPackage",
    "bowline.server.fixWorkspace",
    "bowline.server.stopLoop",
    "bowline.server.showReport",
    "bowline.server.apply",
    "bowline.server.discard",
    "bowline.server.history",
    "bowline.server.restart",
    "bowline.server.review",
    "bowline.server.otherFix",
    "bowline.server.showFix",
    "bowline.server.rerun",
    "bowline.server.replay",
    "bowline.server.ask",
    "bowline.server.makeTestPass",
    "bowline.server.writeTest",
];

/// A command with its arguments.
#[derive(Debug)]
pub(super) enum Command {
    FixAtCursor(AtCursor),
    FixFile(InDocument),
    FixPackage(InDocument),
    FixWorkspace(MaybeInDocument),
    StopLoop(MaybeLoop),
    ShowReport(MaybeLoop),
    Apply(Apply),
    Discard(OfLoop),
    History,
    Restart,
    Review(OfLoop),
    OtherFix(OfLoop),
    ShowFix(ShowFix),
    Rerun(OfLoop),
    Replay(OfLoop),
    Ask(Ask),
    MakeTestPass(MakeTestPass),
    WriteTest(WriteTest),
}

/// A place, and the diagnostic that the editor knows there.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AtCursor {
    pub(super) text_document: DocumentId,
    pub(super) range: Range,
    #[serde(default)]
    pub(super) diagnostic: Value,
}

/// A fix that is ready, and the place it is for in case it is outdated.
#[derive(Debug, Deserialize)]
pub(super) struct ShowFix {
    #[serde(rename = "loop")]
    pub(super) id: LoopId,
    #[serde(flatten)]
    pub(super) at: AtCursor,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InDocument {
    pub(super) text_document: DocumentId,
    /// Whether warnings are cleared as well as errors.
    #[serde(default)]
    pub(super) warnings: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MaybeInDocument {
    #[serde(default)]
    pub(super) text_document: Option<DocumentId>,
    /// Whether warnings are cleared as well as errors.
    #[serde(default)]
    pub(super) warnings: bool,
}

/// A question, and the place it is about.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ask {
    #[serde(default)]
    pub(super) text_document: Option<DocumentId>,
    #[serde(default)]
    pub(super) range: Option<Range>,
    #[serde(default)]
    pub(super) question: Option<String>,
    #[serde(default)]
    pub(super) mode: Option<String>,
}

/// Failing tests: one by its place or its name, or all of a scope.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MakeTestPass {
    #[serde(default)]
    pub(super) text_document: Option<DocumentId>,
    /// Within the test.
    #[serde(default)]
    pub(super) position: Option<Position>,
    /// The whole name of the test or of a module, as libtest writes it.
    #[serde(default)]
    pub(super) test: Option<String>,
    /// A part of the names.
    #[serde(default)]
    pub(super) filter: Option<String>,
    #[serde(default)]
    pub(super) scope: Option<TestScope>,
}

/// A failing test that is to be written.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WriteTest {
    /// The file whose tests it joins.
    pub(super) text_document: DocumentId,
    /// What goes wrong, in words.
    pub(super) report: String,
}

/// Where failing tests are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum TestScope {
    /// Those that the file declares.
    File,
    /// Those of the package that holds the file.
    Package,
    /// All.
    Workspace,
}

#[derive(Debug, Deserialize)]
pub(super) struct MaybeLoop {
    #[serde(default, rename = "loop")]
    pub(super) id: Option<LoopId>,
}

#[derive(Debug, Deserialize)]
pub(super) struct OfLoop {
    #[serde(rename = "loop")]
    pub(super) id: LoopId,
}

/// A result, and the hunks of it that a person picked; all without a choice.
#[derive(Debug, Deserialize)]
pub(super) struct Apply {
    #[serde(rename = "loop")]
    pub(super) id: LoopId,
    #[serde(default)]
    pub(super) hunks: Option<Vec<Chosen>>,
}

impl Command {
    /// Reads a command and its one argument. An error is a sentence that says what is wrong and what would be right.
    pub(super) fn parse(name: &str, arguments: Option<Vec<Value>>) -> Result<Self, String> {
        let argument = arguments
            .into_iter()
            .flatten()
            .next()
            .filter(|argument| !argument.is_null());
        let argument = argument.unwrap_or_else(|| json!({}));
        match name.strip_prefix(PREFIX).unwrap_or_default() {
            "fixAtCursor" => typed(name, argument).map(Self::FixAtCursor),
            "fixFile" => typed(name, argument).map(Self::FixFile),
            "fixPackage" => typed(name, argument).map(Self::FixPackage),
            "fixWorkspace" => typed(name, argument).map(Self::FixWorkspace),
            "stopLoop" => typed(name, argument).map(Self::StopLoop),
            "showReport" => typed(name, argument).map(Self::ShowReport),
            "apply" => typed(name, argument).map(Self::Apply),
            "discard" => typed(name, argument).map(Self::Discard),
            "history" => Ok(Self::History),
            "restart" => Ok(Self::Restart),
            "review" => typed(name, argument).map(Self::Review),
            "showFix" => typed(name, argument).map(Self::ShowFix),
            "otherFix" => typed(name, argument).map(Self::OtherFix),
            "rerun" => typed(name, argument).map(Self::Rerun),
            "replay" => typed(name, argument).map(Self::Replay),
            "ask" => typed(name, argument).map(Self::Ask),
            "makeTestPass" => typed(name, argument).map(Self::MakeTestPass),
            "writeTest" => typed(name, argument).map(Self::WriteTest),
            _ => Err(unknown(name)),
        }
    }
}

fn typed<T: DeserializeOwned>(name: &str, argument: Value) -> Result<T, String> {
    serde_json::from_value(argument)
        .map_err(|error| format!("`{name}` takes one object as its argument: {error}"))
}

fn unknown(name: &str) -> String {
    let near = NAMES
        .iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, known)| *distance <= known.len() / 3);
    match near {
        Some((_, near)) => format!("there is no command `{name}`; did you mean `{near}`?"),
        None => format!(
            "there is no command `{name}`; there are: {}",
            NAMES.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_command_is_one() {
        let argument = json!({
            "textDocument": { "uri": "file:///a.rs" },
            "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } },
            "loop": "fix-1",
            "report": "it is wrong",
        });
        for name in NAMES {
            assert!(
                Command::parse(name, Some(vec![argument.clone()])).is_ok(),
                "{name}"
            );
        }
        for name in [
            "bowline.server.history",
            "bowline.server.stopLoop",
            "bowline.server.fixWorkspace",
        ] {
            assert!(
                Command::parse(name, None).is_ok()
                    && Command::parse(name, Some(vec![Value::Null])).is_ok()
            );
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let message = Command::parse("bowline.server.fixFiles", None).unwrap_err();
        assert_eq!(
            message,
            "there is no command `bowline.server.fixFiles`; did you mean `bowline.server.fixFile`?"
        );
        let message = Command::parse("bowline.server.fixFile", Some(vec![json!({})])).unwrap_err();
        assert!(message.contains("textDocument"), "{message}");
        assert!(
            Command::parse("other.thing", None)
                .unwrap_err()
                .contains("bowline.server.apply")
        );
    }
}
