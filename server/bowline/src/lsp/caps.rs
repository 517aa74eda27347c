//! What the client says about itself, read from the raw `initialize` params: the typed form of lsp-types 0.94 loses fields
//! and fails on odd ones.

use std::path::PathBuf;

use bowline_documents::Encoding;
use serde_json::{Value, json};

use super::places;

/// The version of what `docs/protocol.md` describes. It grows with each addition that a client may rely on; a server goes on
/// serving the clients of every version before.
const PROTOCOL: u32 = 3;

/// What this client can do, and who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Abilities {
    /// What the `character` of a position counts.
    pub(super) encoding: Encoding,
    /// Takes `bowline/status`.
    pub(super) status: bool,
    /// Takes `bowline/review` and answers with commands.
    pub(super) review: bool,
    /// Takes work-done progress that the server starts.
    pub(super) progress: bool,
    /// Takes `documentChanges` in a workspace edit.
    pub(super) document_changes: bool,
    /// Takes annotations in a workspace edit.
    pub(super) annotations: bool,
    /// Takes code actions rather than bare commands.
    pub(super) action_literals: bool,
    /// Shows why a code action is disabled.
    pub(super) disabled_actions: bool,
    /// Opens a document when asked.
    pub(super) show_document: bool,
    /// Answers `workspace/configuration`.
    pub(super) configuration: bool,
    /// Asks for the code lenses again when told to.
    pub(super) lens_refresh: bool,
    /// Lets the server register for watched files.
    pub(super) watched_files: bool,
    /// The editor's process.
    pub(super) process: Option<u32>,
    /// The folders that are open, absolute.
    pub(super) folders: Vec<PathBuf>,
    /// The settings in `initializationOptions`.
    pub(super) settings: Option<Value>,
}

impl Abilities {
    /// Reads the params of `initialize`; whatever is missing or odd counts as not there.
    pub(super) fn read(params: &Value) -> Self {
        let caps = &params["capabilities"];
        let options = &params["initializationOptions"];
        let is = |value: &Value| value.as_bool() == Some(true);
        let ours = matches!(
            options["client"].as_str(),
            Some("bowline-vscode" | "bowline-nvim")
        );
        let announced = &caps["experimental"]["bowline"];
        let workspace = &caps["workspace"];
        let action = &caps["textDocument"]["codeAction"];
        Self {
            encoding: encoding(&caps["general"]["positionEncodings"]),
            status: ours || is(&announced["status"]),
            review: ours || is(&announced["review"]),
            progress: is(&caps["window"]["workDoneProgress"]),
            document_changes: is(&workspace["workspaceEdit"]["documentChanges"]),
            annotations: workspace["workspaceEdit"]["changeAnnotationSupport"].is_object(),
            action_literals: action["codeActionLiteralSupport"].is_object(),
            disabled_actions: is(&action["disabledSupport"]),
            show_document: is(&caps["window"]["showDocument"]["support"]),
            configuration: is(&workspace["configuration"]),
            lens_refresh: is(&workspace["codeLens"]["refreshSupport"]),
            watched_files: is(&workspace["didChangeWatchedFiles"]["dynamicRegistration"]),
            process: params["processId"]
                .as_u64()
                .and_then(|id| u32::try_from(id).ok()),
            folders: folders(params),
            settings: options
                .get("settings")
                .filter(|settings| settings.is_object())
                .cloned(),
        }
    }
}

fn encoding(offered: &Value) -> Encoding {
    let utf8 = offered
        .as_array()
        .is_some_and(|all| all.iter().any(|one| one == "utf-8"));
    if utf8 {
        Encoding::Utf8
    } else {
        Encoding::Utf16
    }
}

fn folders(params: &Value) -> Vec<PathBuf> {
    let listed = params["workspaceFolders"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut folders: Vec<PathBuf> = listed
        .iter()
        .filter_map(|folder| places::path_of(folder["uri"].as_str()?))
        .collect();
    if folders.is_empty() {
        let root = params["rootUri"].as_str().and_then(places::path_of);
        folders.extend(root.or_else(|| params["rootPath"].as_str().map(PathBuf::from)));
    }
    folders
}

/// The server's side of the bargain: the result of `initialize`.
pub(super) fn offer(encoding: Encoding, commands: &[&str]) -> Value {
    let encoding = match encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16 => "utf-16",
        Encoding::Utf32 => "utf-32",
    };
    json!({
        "capabilities": {
            "positionEncoding": encoding,
            "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
            "codeActionProvider": {
                "codeActionKinds": ["quickfix", "source.fixAll.bowline"],
                "resolveProvider": false,
            },
            "hoverProvider": true,
            "codeLensProvider": { "resolveProvider": false },
            "executeCommandProvider": { "commands": commands },
            "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
            "experimental": { "bowline": { "protocol": PROTOCOL } },
        },
        "serverInfo": { "name": "bowline", "version": env!("CARGO_PKG_VERSION") },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_or_odd_initialize_gives_a_plain_client() {
        for params in [
            json!(null),
            json!({}),
            json!({ "capabilities": 3, "workspaceFolders": "no" }),
        ] {
            let abilities = Abilities::read(&params);
            assert_eq!(abilities.encoding, Encoding::Utf16);
            assert!(!abilities.review && !abilities.progress && abilities.folders.is_empty());
        }
    }

    #[test]
    fn what_is_announced_is_seen() {
        let abilities = Abilities::read(&json!({
            "processId": 7,
            "workspaceFolders": [{ "uri": "file:///a%20b", "name": "x" }],
            "initializationOptions": { "client": "bowline-nvim", "settings": { "check": {} } },
            "capabilities": {
                "general": { "positionEncodings": ["utf-16", "utf-8"] },
                "workspace": { "workspaceEdit": { "changeAnnotationSupport": {} } },
            },
        }));
        assert_eq!(abilities.encoding, Encoding::Utf8);
        assert!(
            abilities.review
                && abilities.status
                && abilities.annotations
                && !abilities.document_changes
        );
        assert_eq!(abilities.process, Some(7));
        assert_eq!(abilities.folders, [PathBuf::from("/a b")]);
        assert_eq!(abilities.settings, Some(json!({ "check": {} })));
    }

    #[test]
    fn the_offer_is_one_that_lsp_types_understands() {
        let offer = offer(Encoding::Utf8, &["a"]);
        let typed: tower_lsp::lsp_types::InitializeResult =
            serde_json::from_value(offer.clone()).unwrap();
        assert_eq!(serde_json::to_value(typed).unwrap(), offer);
    }
}
