//! Asks the person whether a loop may send a question to a model that is dearer than the settings let it be unasked. The loop
//! waits meanwhile, within its own bounds; stopping it takes the question back.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use tokio::sync::mpsc;

use super::{
    ask::{self, Weight, ask},
    session::Session,
};
use crate::model::{SpendRequest, Spending, Word};

/// How long a person may think about it.
const QUESTION: Duration = Duration::from_secs(600);

const SEND: &str = "Ask the model";
const KEEP: &str = "Do without";

/// Answers that come from the person at the editor, for one loop.
pub(super) fn attended(session: &Arc<Session>) -> Spending {
    let (sender, requests) = mpsc::unbounded_channel();
    tokio::spawn(answer(session.clone(), requests));
    Spending::Attended(sender)
}

/// Ends with the loop, which holds the other end.
async fn answer(session: Arc<Session>, mut requests: mpsc::UnboundedReceiver<SpendRequest>) {
    while let Some(request) = requests.recv().await {
        let actions = [SEND, KEEP].map(|title| json!({ "title": title }));
        let params = json!({
            "type": Weight::Warning as i64,
            "message": format!("Bowline: {}. Later questions of this loop are sent without asking.", request.estimate),
            "actions": actions,
        });
        let said = ask::<ask::ShowMessageRequest>(&session.client, params, QUESTION).await;
        let word = match said.ok().as_ref().and_then(|said| said["title"].as_str()) {
            Some(SEND) => Word::Yes,
            _ => Word::No,
        };
        // A loop that was stopped meanwhile no longer waits.
        let _ = request.answer.send(word);
    }
}
