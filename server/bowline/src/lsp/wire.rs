//! The params we take, as lenient types of our own: a field that is odd in one place never costs the whole message.

use bowline_documents::{Change, Position};
use serde::Deserialize;
use serde_json::Value;

/// A document by its URI.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DocumentId {
    pub(super) uri: String,
}

/// A range; both positions 0-based, the end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
pub(super) struct Range {
    pub(super) start: Position,
    pub(super) end: Position,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidOpen {
    pub(super) text_document: OpenedDocument,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OpenedDocument {
    pub(super) uri: String,
    #[serde(default)]
    pub(super) language_id: String,
    #[serde(default)]
    pub(super) version: i32,
    pub(super) text: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidChange {
    pub(super) text_document: VersionedDocument,
    pub(super) content_changes: Vec<ContentChange>,
}

#[derive(Debug, Deserialize)]
pub(super) struct VersionedDocument {
    pub(super) uri: String,
    #[serde(default)]
    pub(super) version: Option<i32>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ContentChange {
    #[serde(default)]
    pub(super) range: Option<Range>,
    pub(super) text: String,
}

impl From<ContentChange> for Change {
    fn from(change: ContentChange) -> Self {
        Self {
            range: change.range.map(|range| (range.start, range.end)),
            text: change.text,
        }
    }
}

/// Params of `didClose` and `didSave`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OfDocument {
    pub(super) text_document: DocumentId,
}

/// Params of `hover`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AtPosition {
    pub(super) text_document: DocumentId,
    pub(super) position: Position,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeActions {
    pub(super) text_document: DocumentId,
    pub(super) range: Range,
    #[serde(default)]
    pub(super) context: Value,
}

impl CodeActions {
    /// The kinds asked for; `None` for all.
    pub(super) fn only(&self) -> Option<Vec<&str>> {
        let kinds = self.context.get("only")?.as_array()?;
        Some(kinds.iter().filter_map(Value::as_str).collect())
    }

    /// Whether the editor asked by itself (on saving, for instance) rather than a person.
    pub(super) fn is_automatic(&self) -> bool {
        self.context.get("triggerKind").and_then(Value::as_i64) == Some(2)
    }

    /// The diagnostics the editor passed, each as it came.
    pub(super) fn diagnostics(&self) -> &[Value] {
        self.context
            .get("diagnostics")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct ExecuteCommand {
    pub(super) command: String,
    #[serde(default)]
    pub(super) arguments: Option<Vec<Value>>,
}

/// What is usable of a diagnostic that another server made. A hint, never more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hint {
    pub(super) range: Range,
    /// The first line of its message.
    pub(super) message: String,
    /// An error code or lint name; editors put other things in its place.
    pub(super) code: Option<String>,
    /// 1 for errors, 2 for warnings, as the protocol counts; 1 where there is none.
    pub(super) severity: i64,
}

impl Hint {
    /// Reads a diagnostic; `None` for one without a range or a message.
    pub(super) fn of(diagnostic: &Value) -> Option<Self> {
        let range = serde_json::from_value(diagnostic.get("range")?.clone()).ok()?;
        let message = diagnostic.get("message")?;
        let message = message
            .as_str()
            .or_else(|| message.get("value")?.as_str())?;
        let code = diagnostic
            .get("code")
            .and_then(|code| code.as_str().or_else(|| code.get("value")?.as_str()));
        Some(Self {
            range,
            message: first_line(message).to_owned(),
            code: code.filter(|code| is_rustc_code(code)).map(str::to_owned),
            severity: diagnostic
                .get("severity")
                .and_then(Value::as_i64)
                .unwrap_or(1),
        })
    }
}

/// The first line of a message that says something.
pub(super) fn first_line(message: &str) -> &str {
    message
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
}

/// Whether this may be an error code (`E0382`) or a lint (`unused_variables`, `clippy::needless_return`).
fn is_rustc_code(code: &str) -> bool {
    let error = code
        .strip_prefix('E')
        .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()));
    let lint = !code.is_empty()
        && code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b':');
    error || lint
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn hint(extra: Value) -> Option<Hint> {
        let mut diagnostic = json!({ "range": { "start": { "line": 1, "character": 2 }, "end": { "line": 1, "character": 3 } } });
        for (key, value) in extra.as_object().unwrap() {
            diagnostic[key] = value.clone();
        }
        Hint::of(&diagnostic)
    }

    #[test]
    fn odd_diagnostics_are_read_as_far_as_they_go() {
        let marked_up = hint(
            json!({ "message": { "kind": "markdown", "value": "\nfirst\nsecond" }, "code": { "value": "E0382", "target": 3 } }),
        );
        assert_eq!(
            marked_up.as_ref().map(|hint| hint.message.as_str()),
            Some("first")
        );
        assert_eq!(
            marked_up.and_then(|hint| hint.code).as_deref(),
            Some("E0382")
        );
        let covered = hint(json!({ "message": "m", "code": "Click for full compiler diagnostic", "severity": "bad" })).unwrap();
        assert_eq!((covered.code, covered.severity), (None, 1));
        assert_eq!(hint(json!({})), None);
        assert_eq!(Hint::of(&json!(3)), None);
    }
}
