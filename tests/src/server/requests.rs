//! Requests of the server: answered by the script as they arrive, edits applied as an editor applies them.

use serde_json::{Value, json};

use super::{EditAnswer, Server, path_of};

impl Server {
    pub(super) fn answer(&mut self, request: Value) {
        let method = request["method"].as_str().unwrap_or_default().to_owned();
        if self.answers.silent {
            self.asked.push(request);
            return;
        }
        let answer = match method.as_str() {
            "workspace/applyEdit" => self
                .answers
                .edits
                .pop_front()
                .map(|how| self.apply(&request["params"], how)),
            _ => self.answers.to(&method, &request["params"]),
        };
        let answer = answer.unwrap_or_else(|| {
            self.unexpected.push(request.to_string());
            json!({ "error": { "code": -32601, "message": "no script for this request" } })
        });
        let mut message = json!({ "jsonrpc": "2.0", "id": request["id"] });
        match answer.get("error") {
            Some(error) => message["error"] = error.clone(),
            None => message["result"] = answer["result"].clone(),
        }
        self.asked.push(request);
        self.write(&message);
    }

    /// Does with a workspace edit what an editor does: all of it when the versions fit, else nothing.
    fn apply(&mut self, params: &Value, how: EditAnswer) -> Value {
        let changes = params
            .pointer("/edit/documentChanges")
            .and_then(Value::as_array)
            .cloned();
        let changes =
            changes.unwrap_or_else(|| panic!("an edit without documentChanges: {params}"));
        let refused =
            |reason: &str| json!({ "result": { "applied": false, "failureReason": reason } });
        if how == EditAnswer::Refuse {
            return refused("the person said no");
        }
        for change in &changes {
            let document = &change["textDocument"];
            let uri = document["uri"].as_str().expect("a uri");
            let version = self.buffers.get(uri).map(|buffer| buffer.version);
            if document["version"]
                .as_i64()
                .is_some_and(|wanted| version != i32::try_from(wanted).ok())
            {
                return refused("another version");
            }
        }
        let taken = if how == EditAnswer::OnlyFirstFile {
            1
        } else {
            changes.len()
        };
        for change in changes.iter().take(taken) {
            let uri = change["textDocument"]["uri"]
                .as_str()
                .expect("a uri")
                .to_owned();
            if !self.buffers.contains_key(&uri) {
                self.open(&path_of(&uri));
            }
            let edits = change["edits"].as_array().cloned().unwrap_or_default();
            if how != EditAnswer::LieThatApplied {
                self.edit(&uri, &edits);
            }
        }
        json!({ "result": { "applied": true } })
    }
}
