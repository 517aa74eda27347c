//! What an editor does with documents: opening, typing, asking for code actions.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};

use super::{Buffer, Server, range_of, uri_of};

impl Server {
    /// Opens a file with the text that is on the disk.
    pub fn open(&mut self, path: &Path) -> String {
        let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self.open_with(path, &String::from_utf8_lossy(&bytes))
    }

    /// Opens a file with a text of its own, and gives its URI.
    pub fn open_with(&mut self, path: &Path, text: &str) -> String {
        let uri = uri_of(path);
        self.buffers.insert(uri.clone(), Buffer::new(text));
        let document = json!({ "uri": uri, "languageId": "rust", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
        uri
    }

    /// Replaces the first occurrence of `old` in a buffer by `new`, as one incremental change.
    #[track_caller]
    pub fn type_over(&mut self, uri: &str, old: &str, new: &str) {
        let encoding = self.encoding;
        let text = self.text(uri);
        let range = range_of(&text, old, encoding);
        self.edit(uri, &[json!({ "range": range, "newText": new })]);
    }

    /// Changes a buffer by text edits (LSP's, against the text as it stands) and tells the server.
    #[track_caller]
    pub fn edit(&mut self, uri: &str, edits: &[Value]) {
        let encoding = self.encoding;
        let buffer = self
            .buffers
            .get_mut(uri)
            .unwrap_or_else(|| panic!("{uri} is not open"));
        let changes = buffer.edit(edits, encoding);
        let params = json!({ "textDocument": { "uri": uri, "version": buffer.version }, "contentChanges": changes });
        self.notify("textDocument/didChange", params);
    }

    /// The text of a buffer.
    #[track_caller]
    pub fn text(&self, uri: &str) -> String {
        self.buffers
            .get(uri)
            .unwrap_or_else(|| panic!("{uri} is not open"))
            .text
            .clone()
    }

    /// The buffers, by URI.
    pub fn buffers(&self) -> &BTreeMap<String, Buffer> {
        &self.buffers
    }

    /// The code actions on the first occurrence of `needle`, with one foreign diagnostic there.
    #[track_caller]
    pub fn code_actions(&mut self, uri: &str, needle: &str, message: &str) -> Vec<Value> {
        let range = range_of(&self.text(uri), needle, self.encoding);
        let diagnostic =
            json!({ "range": range, "severity": 1, "source": "rustc", "message": message });
        let context = json!({ "diagnostics": [diagnostic], "triggerKind": 1 });
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
        let actions = self.request("textDocument/codeAction", params);
        actions.as_array().cloned().unwrap_or_default()
    }
}
