//! The files that a round's rules may look at, each read and parsed once, when it is first asked for.

use std::{cell::OnceCell, collections::BTreeMap};

use bowline_loop_core::WorkspacePath;
use bowline_syntax::Syntax;

use crate::Request;

/// The files named by a request's diagnostics and its index.
pub(crate) struct Sources<'a> {
    request: Request<'a>,
    files: BTreeMap<WorkspacePath, OnceCell<Option<Syntax<'static>>>>,
    /// The same with macro calls read as expressions.
    opened: BTreeMap<WorkspacePath, OnceCell<Option<Syntax<'static>>>>,
}

impl<'a> Sources<'a> {
    pub(super) fn new(request: &Request<'a>) -> Self {
        let spans = request.diagnostics.iter().flat_map(|diagnostic| {
            let children = diagnostic.children.iter().flat_map(|child| &child.spans);
            diagnostic.spans.iter().chain(children)
        });
        let named = spans.flat_map(|span| {
            let call = span.expansion.as_deref().map(|call| &call.path);
            std::iter::once(&span.path).chain(call)
        });
        let files: BTreeMap<_, _> = named
            .chain(request.index.paths())
            .filter(|path| !path.is_outside())
            .map(|path| (path.clone(), OnceCell::new()))
            .collect();
        Self {
            request: *request,
            opened: files
                .keys()
                .map(|path| (path.clone(), OnceCell::new()))
                .collect(),
            files,
        }
    }

    /// A file with its tree, and its name with the lifetime of the round; `None` for one outside the workspace, or without text.
    pub(crate) fn get<'s>(
        &'s self,
        path: &WorkspacePath,
    ) -> Option<(&'s WorkspacePath, &'s Syntax<'static>)> {
        let (path, cell) = self.files.get_key_value(path)?;
        let parsed = cell.get_or_init(|| (self.request.text_of)(path).map(Syntax::of));
        Some((path, parsed.as_ref()?))
    }

    /// A file with its macro calls read as expressions; see [`Syntax::opened`].
    pub(crate) fn opened<'s>(
        &'s self,
        path: &WorkspacePath,
    ) -> Option<(&'s WorkspacePath, &'s Syntax<'static>)> {
        let (path, plain) = self.get(path)?;
        let opened = self.opened.get(path)?.get_or_init(|| Some(plain.opened()));
        Some((path, opened.as_ref()?))
    }
}
