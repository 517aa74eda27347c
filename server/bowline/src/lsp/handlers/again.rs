//! A loop that has ended, a second time: its question asked anew, or its record stepped through again. Both start from the
//! journal, so that loops of earlier sessions count like those of this one.

use std::path::{Path, PathBuf};

use bowline_loop_core::{
    Intent, LoopId,
    intent::{Goal, Scope, Warnings},
};
use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;

use crate::{
    engine::Aim,
    journal::{self, Record},
    lsp::{
        server::{Server, refused},
        supervisor::{self, Asked},
    },
    report,
};

impl Server {
    /// Starts a loop with the same question, over the text and with the settings as they are now.
    pub(super) async fn rerun(&self, id: LoopId) -> Result<Value> {
        let record = self.record(id).await?;
        let asked = question(&record.header.root, &record.header.intent);
        Ok(json!({ "loop": supervisor::start(&self.session, asked) }))
    }

    /// Steps the machine over the recorded events and compares every effect. Runs no cargo and changes nothing.
    pub(super) async fn replay(&self, id: LoopId) -> Result<Value> {
        let record = self.record(id).await?;
        let replaying = tokio::task::spawn_blocking(move || match journal::replay(&record) {
            Ok(events) => json!({
                "agrees": true,
                "message": format!("{}: replayed {events} events; every effect is as recorded", record.header.id),
            }),
            Err(divergence) => json!({
                "agrees": false,
                "message": format!("{}: {divergence}", record.header.id),
            }),
        });
        replaying.await.map_err(|error| refused(error.to_string()))
    }

    async fn record(&self, id: LoopId) -> Result<Record> {
        let directory = self.session.engine.directories().journals();
        let reading = tokio::task::spawn_blocking(move || {
            let path = journal::find(&directory, &id.0).map_err(|error| error.to_string())?;
            journal::read(&path).map_err(|error| error.to_string())
        });
        reading
            .await
            .map_err(|error| refused(error.to_string()))?
            .map_err(|error: String| refused(error))
    }
}

/// What was asked, as far as the journal tells it. A place keeps its lines: whoever typed above it meanwhile asks anew.
fn question(root: &str, intent: &Intent) -> Asked {
    let root = Path::new(root);
    let (aim, warnings) = match &intent.goal {
        Goal::ClearAt(spot) => {
            let aim = Aim::Spot {
                file: root.join(spot.path.as_str()),
                first_line: spot.first_line,
                last_line: spot.last_line,
                code: spot.code.clone(),
                message: spot.message.clone(),
            };
            (aim, Warnings::Leave)
        }
        Goal::ClearAll { warnings } => (area(root, &intent.scope), *warnings),
        Goal::PassTests { filter, named } => {
            let aim = Aim::Tests {
                package: intent.checks.package.clone(),
                filter: filter.clone(),
                named: named.clone(),
            };
            (aim, Warnings::Leave)
        }
        Goal::WriteTest { beside, report } => {
            let aim = Aim::FailingTest {
                beside: root.join(beside.as_str()),
                report: report.clone(),
            };
            (aim, Warnings::Leave)
        }
    };
    Asked {
        aim,
        directory: PathBuf::from(root),
        title: report::title(intent),
        warnings,
        offered: intent.offered.clone(),
    }
}

fn area(root: &Path, scope: &Scope) -> Aim {
    match scope {
        Scope::File(path) => Aim::File(root.join(path.as_str())),
        Scope::Package { name, .. } => Aim::Package(name.clone()),
        Scope::Workspace => Aim::Workspace,
    }
}
