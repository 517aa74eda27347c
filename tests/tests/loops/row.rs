//! What a row of the table of loops says.

/// How a loop is started.
#[derive(Clone, Copy, Debug)]
pub(crate) enum How {
    /// By the code action on the first occurrence of `at`; the editor passes a diagnostic of this message.
    CodeAction {
        /// A text of the buffer.
        at: &'static str,
        /// The first line of rustc's message.
        message: &'static str,
    },
    /// By a command on the open file.
    Command(&'static str),
    /// By a command on the open file that clears warnings too.
    Warnings(&'static str),
}

/// What the person does with the result.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Edit {
    /// Takes it.
    Accepted,
    /// Does not take it, or there is none.
    NotTaken,
}

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) sample: &'static str,
    /// The file that is open, relative to the project.
    pub(crate) file: &'static str,
    /// What was typed and not saved: every occurrence of the first is the second.
    pub(crate) typed: &'static [(&'static str, &'static str)],
    pub(crate) how: How,
    /// The person's settings, as TOML.
    pub(crate) settings: &'static str,
    pub(crate) stops: &'static [&'static str],
    pub(crate) verdicts: &'static [&'static str],
    pub(crate) edit: Edit,
    /// What the buffers hold in the end.
    pub(crate) holds: &'static [&'static str],
    /// The cargo command that must take the result.
    pub(crate) judged_by: &'static [&'static str],
    /// Whether the person ran cargo before, so that there is a target directory.
    pub(crate) is_warm: bool,
}

/// A row that ends well.
pub(crate) fn row(sample: &'static str, file: &'static str, how: How) -> Row {
    Row {
        sample,
        file,
        typed: &[],
        how,
        settings: "",
        stops: &["achieved"],
        verdicts: &["checked"],
        edit: Edit::Accepted,
        holds: &[],
        judged_by: &["check", "--workspace"],
        is_warm: true,
    }
}

/// A row that ends without an edit.
pub(crate) fn without(
    sample: &'static str,
    file: &'static str,
    how: How,
    stops: &'static [&'static str],
) -> Row {
    Row {
        stops,
        verdicts: &["none"],
        edit: Edit::NotTaken,
        ..row(sample, file, how)
    }
}
