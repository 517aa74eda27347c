//! What a client says about itself.

use std::path::Path;

use serde_json::{Value, json};

use super::uri_of;

/// The `initialize` params of an editor without any knowledge of Bowline, except that it takes `bowline/status`, which tests
/// wait for. Tests change the value before they send it.
pub fn handshake(root: &Path) -> Value {
    json!({
        "processId": std::process::id(),
        "rootUri": uri_of(root),
        "workspaceFolders": [{ "uri": uri_of(root), "name": "root" }],
        "capabilities": {
            "general": { "positionEncodings": ["utf-16"] },
            "window": { "workDoneProgress": true, "showDocument": { "support": true } },
            "workspace": {
                "applyEdit": true,
                "configuration": true,
                "workspaceFolders": true,
                "workspaceEdit": { "documentChanges": true },
            },
            "textDocument": {
                "codeAction": {
                    "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "source.fixAll"] } },
                },
            },
            "experimental": { "bowline": { "status": true, "review": false } },
        },
    })
}
