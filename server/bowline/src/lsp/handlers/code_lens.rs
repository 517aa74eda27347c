//! `textDocument/codeLens`: over each test, and each module with tests, the command that makes it pass.

use bowline_syntax::TestKind;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;

use crate::lsp::{
    places,
    server::Server,
    settings,
    testing::{self, Test},
    wire::OfDocument,
};

impl Server {
    pub(in crate::lsp) async fn code_lenses(&self, params: OfDocument) -> Result<Value> {
        let uri = params.text_document.uri;
        let Some(path) = places::path_of(&uri) else {
            return Ok(json!([]));
        };
        let tests = self.session.with(|state| testing::tests(state, &path));
        if tests.is_empty() {
            return Ok(json!([]));
        }
        let config = settings::load(&self.session, &path).await;
        let shown = tests.iter().filter(|_| config.settings.editor.test_lenses);
        Ok(shown.map(|test| lens(test, &uri)).collect())
    }
}

fn lens(test: &Test, uri: &str) -> Value {
    let title = match test.kind {
        TestKind::Test => "▶ make this test pass",
        TestKind::Module => "▶ make these tests pass",
        TestKind::Example => "▶ make this example pass",
    };
    json!({
        "range": { "start": test.keyword, "end": test.keyword },
        "command": {
            "title": title,
            "command": "bowline.server.makeTestPass",
            "arguments": [test.argument(uri)],
        },
    })
}
