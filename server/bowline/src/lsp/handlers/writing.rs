//! `bowline.server.writeTest`: starts a loop that writes a failing test for what a person reports. The loop itself is the engine's.

use bowline_loop_core::intent::Warnings;
use serde_json::Value;
use tower_lsp::jsonrpc::Result;

use super::execute::file_of;
use crate::{
    engine::Aim,
    lsp::{
        command::WriteTest,
        server::{Server, refused, wrong},
        settings,
    },
    report,
};

impl Server {
    pub(super) async fn write_test(&self, params: WriteTest) -> Result<Value> {
        let beside = file_of(&params.text_document)?;
        if params.report.trim().is_empty() {
            return Err(wrong(
                "`bowline.server.writeTest` takes a `report`: a sentence or more that says what goes wrong",
            ));
        }
        let title = report::writing(&params.report);
        let aim = Aim::FailingTest {
            beside: beside.clone(),
            report: params.report,
        };
        let config = settings::load(&self.session, &beside).await;
        let directories = self.session.engine.directories();
        let helped = config.model(directories).is_some() || config.agent(directories).is_some();
        if !aim.may_start(helped) {
            return Err(refused(
                "a test is written out of words by a model, and none is set up: set `model.provider` and `model.model`, or \
                 `agent.command`; docs/models.md says more",
            ));
        }
        Ok(self.start(aim, Warnings::Leave, beside, title))
    }
}
