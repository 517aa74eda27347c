//! Questions that a person asks in the editor: answered in a task of their own, shown as a Markdown document. What is in an
//! answer is in `crate::ask`.

use std::{path::PathBuf, sync::Arc};

use bowline_loop_core::LoopId;
use serde_json::json;

use super::{
    ask::{self, Weight},
    places, review,
    session::Session,
    settings,
};
use crate::{
    ask::{Answer, Asked, Place},
    journal,
    modes::Catalogue,
};

/// A question as it came in.
pub(super) struct Inquiry {
    pub(super) directory: PathBuf,
    pub(super) place: Option<Place>,
    pub(super) question: Option<String>,
    pub(super) mode: String,
}

/// Starts a task that answers; gives the name of the answer.
pub(super) fn start(session: &Arc<Session>, inquiry: Inquiry) -> LoopId {
    let id = journal::new_id("ask");
    let (session, name) = (session.clone(), id.clone());
    tokio::spawn(async move {
        let _at_work = session.at_work();
        match answer(&session, inquiry).await {
            Ok(answer) => show(&session, &name, &answer).await,
            Err(why) => ask::show(&session.client, Weight::Warning, &why).await,
        }
    });
    id
}

async fn answer(session: &Arc<Session>, inquiry: Inquiry) -> Result<Answer, String> {
    let mut config = settings::load(session, &inquiry.directory).await;
    let directories = session.engine.directories();
    let root = places::cargo_root(&inquiry.directory);
    let catalogue = Catalogue::load(directories, root.as_deref());
    let mode = catalogue.named(&inquiry.mode)?.clone();
    mode.settle(&mut config);
    let plan = config.model(directories);
    let asked = Asked {
        directory: inquiry.directory,
        place: inquiry.place,
        question: inquiry.question,
        mode,
        config,
        plan,
    };
    let buffers = session.open_buffers();
    let cancel = session.with(|state| state.answering.clone());
    let silent = |_: &crate::model::Estimate| {};
    let answered = crate::ask::answer(&session.engine, &asked, &buffers, &silent, &cancel).await;
    answered.map_err(|stop| stop.sentence())
}

async fn show(session: &Session, id: &LoopId, answer: &Answer) {
    let markdown = answer.markdown();
    let path = review::report_path(session, id);
    let markdown = review::store(&path, &answer.root, &markdown).unwrap_or_else(|error| {
        tracing::warn!(%error, "the answer could not be written");
        markdown
    });
    if !session.abilities().review {
        return review::show_report(session, id).await;
    }
    let payload = json!({
        "ask": id,
        "title": answer.title,
        "uri": places::uri_of(&path),
        "markdown": markdown,
    });
    session
        .client
        .send_notification::<ask::Answer>(payload)
        .await;
}
