//! Settings and folders that change while the server runs.

use serde_json::Value;

use super::lifecycle::ask_settings;
use crate::lsp::{places, server::Server, settings};

impl Server {
    /// Takes settings that the client pushes; one that pushes none is asked for them.
    pub(in crate::lsp) async fn did_change_settings(&self, params: Value) {
        let pushed = params
            .get("settings")
            .filter(|settings| settings.is_object());
        // VS Code and Neovim push whole sections; what is not below our name is other servers' business.
        let ours = pushed
            .and_then(|settings| settings.get("bowline"))
            .filter(|ours| ours.is_object())
            .cloned();
        let session = self.session.clone();
        match ours {
            Some(ours) => {
                session.with(|state| state.settings = Some(ours));
                tokio::spawn(async move { settings::adopt(&session).await });
            }
            None => {
                tokio::spawn(async move { ask_settings(&session).await });
            }
        }
    }

    pub(in crate::lsp) async fn did_change_folders(&self, params: Value) {
        let event = &params["event"];
        let (added, removed) = (paths(&event["added"]), paths(&event["removed"]));
        self.session.change(|state| {
            state.folders.retain(|folder| !removed.contains(folder));
            state.folders.extend(added);
        });
    }

    /// `bowline.toml` is the one file that is watched, and only where the client can.
    pub(in crate::lsp) async fn did_change_files(&self, _: Value) {
        let session = self.session.clone();
        tokio::spawn(async move { settings::adopt(&session).await });
    }
}

fn paths(folders: &Value) -> Vec<std::path::PathBuf> {
    let folders = folders.as_array().map(Vec::as_slice).unwrap_or_default();
    folders
        .iter()
        .filter_map(|folder| places::path_of(folder["uri"].as_str()?))
        .collect()
}
