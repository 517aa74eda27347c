//! The shapes of cargo's and rustc's JSON, as far as they are read. Unknown fields are ignored and missing ones take a default,
//! so that another version of either is still understood.

use serde::Deserialize;
use serde_json::Value;

/// One line of cargo's standard output.
#[derive(Deserialize)]
pub(super) struct Line {
    pub reason: String,
    #[serde(default)]
    pub package_id: String,
    #[serde(default)]
    pub target: Value,
    /// A [`Message`] where the reason is `compiler-message`.
    #[serde(default)]
    pub message: Value,
    pub success: Option<bool>,
}

/// A diagnostic or one of its children.
#[derive(Deserialize)]
pub(super) struct Message {
    pub message: String,
    pub code: Option<Code>,
    #[serde(default)]
    pub level: String,
    #[serde(default)]
    pub spans: Vec<Span>,
    #[serde(default)]
    pub children: Vec<Message>,
    pub rendered: Option<String>,
}

/// An error code or a lint's name.
#[derive(Deserialize)]
pub(super) struct Code {
    pub code: String,
}

/// A place in a file. Bytes are 0-based into the file as it lies on disk, lines and columns 1-based.
#[derive(Deserialize)]
pub(super) struct Span {
    pub file_name: String,
    pub byte_start: usize,
    pub byte_end: usize,
    #[serde(default)]
    pub line_start: u32,
    #[serde(default)]
    pub line_end: u32,
    #[serde(default)]
    pub column_start: u32,
    #[serde(default)]
    pub is_primary: bool,
    #[serde(default)]
    pub text: Vec<TextLine>,
    pub label: Option<String>,
    pub suggested_replacement: Option<String>,
    pub suggestion_applicability: Option<String>,
    pub expansion: Option<Box<Expansion>>,
}

/// A macro call that a span comes from.
#[derive(Deserialize)]
pub(super) struct Expansion {
    pub span: Span,
}

/// One source line that a span touches.
#[derive(Deserialize)]
pub(super) struct TextLine {
    text: String,
    /// First column covered, 1-based, in Unicode scalar values.
    highlight_start: usize,
    /// The column behind the last one covered.
    highlight_end: usize,
}

impl TextLine {
    /// The part of the line that the span covers.
    pub(super) fn highlighted(&self) -> String {
        let length = self.highlight_end.saturating_sub(self.highlight_start);
        self.text
            .chars()
            .skip(self.highlight_start.saturating_sub(1))
            .take(length)
            .collect()
    }
}
