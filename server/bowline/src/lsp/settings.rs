//! Settings of one project at one moment: every loop and check reads them anew, so a saved `bowline.toml` counts at once.

use std::{path::Path, sync::Arc, time::Duration};

use serde_json::Value;

use super::{
    ask::{self, Weight},
    places,
    session::{Helper, Session},
};
use crate::{config::Config, engine::seal};

/// How long a client may take to say that it asks for the lenses again.
const REFRESHING: Duration = Duration::from_secs(10);

/// The settings that hold for a directory. What cannot be used of them is said once, and the rest holds.
pub(super) async fn load(session: &Arc<Session>, directory: &Path) -> Config {
    let editor = session.with(|state| state.settings.clone());
    let (engine, directory) = (session.engine.clone(), directory.to_owned());
    let reading = tokio::task::spawn_blocking(move || {
        let root = places::cargo_root(&directory);
        let (config, errors) =
            Config::load_lenient(engine.directories(), root.as_deref(), editor.as_ref());
        (root, config, errors)
    });
    let Ok((root, config, errors)) = reading.await else {
        return Config::defaults();
    };
    let said: Vec<String> = errors
        .iter()
        .map(ToString::to_string)
        .chain(config.warnings.iter().cloned())
        .collect();
    let directories = session.engine.directories();
    let asks = config.model(directories).is_some() || config.agent(directories).is_some();
    let is_news = session.with(|state| {
        state.helper = if asks { Helper::SetUp } else { Helper::Nobody };
        let before = state
            .complaints
            .insert(root.unwrap_or_default(), said.clone());
        before.unwrap_or_default() != said
    });
    if is_news && !said.is_empty() {
        tracing::warn!(settings = said.join(" | "), "settings that cannot be used");
        ask::show(&session.client, Weight::Warning, &said.join("\n")).await;
    }
    config
}

/// Reads the settings of what is open once, so that what is wrong with them is said when they change rather than when a
/// loop starts, and the log takes them on.
pub(super) async fn adopt(session: &Arc<Session>) {
    let Some(directory) = session.with(|state| any_directory(state)) else {
        return;
    };
    let config = load(session, &directory).await;
    crate::cli::logging::adopt(&config);
    if session.abilities().lens_refresh {
        tokio::spawn(refresh_lenses(session.clone()));
    }
    tokio::spawn(notice(session.clone(), config));
}

/// Lets the editor ask for the lenses again, which a setting turns on and off.
async fn refresh_lenses(session: Arc<Session>) {
    // A client that refuses goes on showing what it has.
    let _ = ask::ask::<ask::RefreshLenses>(&session.client, Value::Null, REFRESHING).await;
}

/// Says once that there is no sandbox on this machine. Looking for one starts processes, for which nobody waits.
async fn notice(session: Arc<Session>, config: Config) {
    let Some(notice) = seal::notice(&config.policy()).await else {
        return;
    };
    let is_news =
        session.with(|state| state.noticed.replace(notice.clone()).as_ref() != Some(&notice));
    if is_news {
        ask::show(&session.client, Weight::Warning, &notice).await;
    }
}

/// A directory of what is open: a cargo project among the folders, any folder, or that of an open document.
pub(super) fn any_directory(state: &super::session::State) -> Option<std::path::PathBuf> {
    let folder = state
        .folders
        .iter()
        .find(|folder| folder.join("Cargo.toml").is_file());
    let open = || {
        state
            .documents
            .any_place()
            .and_then(|place| place.root.clone())
    };
    folder
        .cloned()
        .or_else(open)
        .or_else(|| state.folders.first().cloned())
}
