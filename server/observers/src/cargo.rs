//! Cargo's `--message-format=json` lines as diagnostics. What they mean is left to [`crate::phase`] and [`crate::observe`].

mod origin;
mod paths;
mod raw;

use bowline_loop_core::{
    Diagnostic,
    observation::{Applicability, DiagnosticChild, DiagnosticSpan, Level},
};

/// Where the checked tree lies and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roots {
    /// The mirror's prefix, absolute: the person's `/home/me/x` is `<prefix>/home/me/x`. Empty when the person's own tree was
    /// checked.
    pub prefix: String,
    /// The person's workspace root, absolute.
    pub root: String,
}

/// What one run of cargo said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CargoOutput {
    /// The diagnostics, in the order they came.
    pub diagnostics: Vec<Diagnostic>,
    /// Cargo's own word at the end; `None` when it did not get that far.
    pub success: Option<bool>,
    /// Lines that are not cargo's JSON: what a build script or a wrapper printed.
    pub junk: Vec<String>,
}

/// Reads the lines of cargo's standard output; a line that is not understood is kept as junk and never an error.
pub fn parse(stdout: &str, roots: &Roots) -> CargoOutput {
    let mut output = CargoOutput::default();
    for line in stdout
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let Ok(message) = serde_json::from_str::<raw::Line>(line) else {
            output.junk.push(line.to_owned());
            continue;
        };
        match message.reason.as_str() {
            "compiler-message" => match diagnostic(&message, roots) {
                Some(diagnostic) => output.diagnostics.push(diagnostic),
                None => output.junk.push(line.to_owned()),
            },
            "build-finished" => output.success = message.success,
            // Artifacts, build scripts' results, and reasons that later cargos invent.
            _ => {}
        }
    }
    output
}

fn diagnostic(line: &raw::Line, roots: &Roots) -> Option<Diagnostic> {
    let message: raw::Message = serde_json::from_value(line.message.clone()).ok()?;
    let package = origin::package_name(&line.package_id).to_owned();
    let target = origin::target_name(&line.target);
    let mut children = Vec::new();
    for child in &message.children {
        flatten(child, roots, &mut children);
    }
    let text = roots.clean(&message.message);
    Some(Diagnostic {
        code: message.code.map(|code| code.code),
        level: level(&message.level),
        message: if message.level.contains("internal compiler error") {
            format!("internal compiler error: {text}")
        } else {
            text
        },
        spans: message.spans.iter().map(|one| span(one, roots)).collect(),
        children,
        rendered: roots.clean(message.rendered.as_deref().unwrap_or_default()),
        package,
        target,
    })
}

/// Puts a child and its own children into one list, in reading order.
fn flatten(child: &raw::Message, roots: &Roots, into: &mut Vec<DiagnosticChild>) {
    into.push(DiagnosticChild {
        level: child.level.clone(),
        message: roots.clean(&child.message),
        spans: child.spans.iter().map(|one| span(one, roots)).collect(),
    });
    for grandchild in &child.children {
        flatten(grandchild, roots, into);
    }
}

fn level(raw: &str) -> Level {
    match raw {
        raw if raw.starts_with("error") => Level::Error,
        "warning" => Level::Warning,
        _ => Level::Note,
    }
}

fn span(raw: &raw::Span, roots: &Roots) -> DiagnosticSpan {
    DiagnosticSpan {
        expansion: call_site(raw, roots).map(Box::new),
        ..bare_span(raw, roots)
    }
}

/// The outermost call of the macro expansion that `raw` lies in, among those in the person's own files.
fn call_site(raw: &raw::Span, roots: &Roots) -> Option<DiagnosticSpan> {
    let mut outermost = None;
    let mut current = raw;
    while let Some(expansion) = &current.expansion {
        current = &expansion.span;
        let call = bare_span(current, roots);
        if !call.path.is_outside() {
            outermost = Some(call);
        }
    }
    outermost
}

fn bare_span(raw: &raw::Span, roots: &Roots) -> DiagnosticSpan {
    DiagnosticSpan {
        path: roots.workspace_path(&raw.file_name),
        start: raw.byte_start,
        end: raw.byte_end,
        first_line: raw.line_start,
        last_line: raw.line_end,
        column: raw.column_start,
        is_primary: raw.is_primary,
        text: raw
            .text
            .first()
            .map(raw::TextLine::highlighted)
            .unwrap_or_default(),
        label: raw.label.as_deref().map(|label| roots.clean(label)),
        replacement: raw.suggested_replacement.clone(),
        applicability: raw.suggestion_applicability.as_deref().map(applicability),
        expansion: None,
    }
}

fn applicability(raw: &str) -> Applicability {
    match raw {
        "MachineApplicable" => Applicability::MachineApplicable,
        "MaybeIncorrect" => Applicability::MaybeIncorrect,
        "HasPlaceholders" => Applicability::HasPlaceholders,
        _ => Applicability::Unspecified,
    }
}
