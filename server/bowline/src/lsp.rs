//! The lsp.
