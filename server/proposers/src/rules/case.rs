//! One diagnostic with everything a rule may ask about it.

use std::ops::Range;

use bowline_loop_core::{
    Diagnostic, WorkspacePath,
    observation::{DiagnosticChild, DiagnosticSpan},
};
use bowline_syntax::{Index, Node, Syntax};

use super::sources::Sources;
use crate::Request;

/// One diagnostic and the round it stands in.
pub(crate) struct Case<'a> {
    /// The diagnostic.
    pub diagnostic: &'a Diagnostic,
    /// All of the round, this one among them.
    pub all: &'a [Diagnostic],
    /// What the workspace declares.
    pub index: &'a Index,
    sources: &'a Sources<'a>,
}

/// A stretch of a file of the workspace that a diagnostic points at.
#[derive(Clone)]
pub(crate) struct Spot<'a> {
    /// The file.
    pub path: &'a WorkspacePath,
    /// Its text and tree.
    pub syntax: &'a Syntax<'a>,
    /// The bytes, 0-based.
    pub range: Range<usize>,
    /// What rustc writes beside it; empty where it writes nothing.
    pub label: &'a str,
}

impl<'a> Case<'a> {
    pub(super) fn new(
        diagnostic: &'a Diagnostic,
        request: &Request<'a>,
        sources: &'a Sources<'a>,
    ) -> Self {
        Self {
            diagnostic,
            all: request.diagnostics,
            index: request.index,
            sources,
        }
    }

    /// Another diagnostic of the round.
    pub(crate) fn other(&self, diagnostic: &'a Diagnostic) -> Self {
        Self {
            diagnostic,
            ..*self
        }
    }

    /// Whether the error code, or the lint's name, is one of these.
    pub(crate) fn is(&self, codes: &[&str]) -> bool {
        self.diagnostic
            .code
            .as_deref()
            .is_some_and(|code| codes.contains(&code))
    }

    /// Whether the error has no code, as those of the parser.
    pub(crate) fn has_no_code(&self) -> bool {
        self.diagnostic.code.is_none()
    }

    /// The message.
    pub(crate) fn message(&self) -> &'a str {
        &self.diagnostic.message
    }

    /// Where the error is: the first primary span. A span in a macro's own file gives the call in the person's.
    pub(crate) fn primary(&self) -> Option<Spot<'a>> {
        self.diagnostic.primary().and_then(|span| self.spot(span))
    }

    /// All spans of the diagnostic itself that lie in the workspace.
    pub(crate) fn spots(&self) -> impl Iterator<Item = Spot<'a>> {
        self.diagnostic
            .spans
            .iter()
            .filter_map(|span| self.spot(span))
    }

    /// The first span, of the diagnostic or of a note below it, whose label holds these words.
    pub(crate) fn labelled(&self, words: &str) -> Option<Spot<'a>> {
        self.spans()
            .find(|span| {
                span.label
                    .as_deref()
                    .is_some_and(|label| label.contains(words))
            })
            .and_then(|span| self.spot(span))
    }

    /// The first note or help whose message holds these words.
    pub(crate) fn note(&self, words: &str) -> Option<&'a DiagnosticChild> {
        self.diagnostic
            .children
            .iter()
            .find(|child| child.message.contains(words))
    }

    /// The first place that a note or help with these words points at.
    pub(crate) fn noted(&self, words: &str) -> Option<Spot<'a>> {
        let spans = &self.note(words)?.spans;
        let first = spans.iter().find(|span| span.is_primary).or(spans.first());
        first.and_then(|span| self.spot(span))
    }

    /// The place of a span; of one in a macro's own file, the person's call. `None` outside the workspace.
    pub(crate) fn spot(&self, span: &'a DiagnosticSpan) -> Option<Spot<'a>> {
        let label = span.label.as_deref().unwrap_or_default();
        let span = match span.expansion.as_deref() {
            Some(call) if span.path.is_outside() => call,
            _ => span,
        };
        self.place(&span.path, span.start..span.end, label)
    }

    /// The same place in a tree that reads the arguments of `vec!`, `assert_eq!`, `println!` and the like as expressions, for a
    /// place within such a call.
    pub(crate) fn opened(&self, spot: &Spot<'a>) -> Spot<'a> {
        match self.sources.opened(spot.path) {
            Some((path, syntax)) => Spot {
                path,
                syntax,
                ..spot.clone()
            },
            None => spot.clone(),
        }
    }

    /// A place that no span names, for instance one that the index gives.
    pub(crate) fn place_of(&self, path: &WorkspacePath, range: Range<usize>) -> Option<Spot<'a>> {
        self.place(path, range, "")
    }

    fn place(&self, path: &WorkspacePath, range: Range<usize>, label: &'a str) -> Option<Spot<'a>> {
        let (path, syntax) = self.sources.get(path)?;
        syntax.text().get(range.clone())?;
        Some(Spot {
            path,
            syntax,
            range,
            label,
        })
    }

    /// The spans of the diagnostic and of everything below it.
    fn spans(&self) -> impl Iterator<Item = &'a DiagnosticSpan> {
        let children = self
            .diagnostic
            .children
            .iter()
            .flat_map(|child| &child.spans);
        self.diagnostic.spans.iter().chain(children)
    }
}

impl<'a> Spot<'a> {
    /// The text it covers.
    pub(crate) fn text(&self) -> &'a str {
        &self.syntax.text()[self.range.clone()]
    }

    /// The smallest node that covers it; where several cover exactly the same, the outermost.
    pub(crate) fn node(&self) -> Node<'a> {
        self.syntax.node_at(self.range.clone())
    }

    /// The text of a node of the same file.
    pub(crate) fn text_of(&self, node: Node<'_>) -> &'a str {
        &self.syntax.text()[node.byte_range()]
    }

    /// Another stretch of the same file.
    pub(crate) fn at(&self, range: Range<usize>) -> Spot<'a> {
        Spot {
            range,
            label: "",
            ..self.clone()
        }
    }
}
