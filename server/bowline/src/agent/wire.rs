//! JSON-RPC 2.0, one message a line: what a line of an agent is, and the lines that go back.

use serde_json::{Value, json};

/// One message of an agent.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Message {
    /// It asks something.
    Request {
        /// To be given back.
        id: Value,
        method: String,
        params: Value,
    },
    /// It tells something.
    Notification { method: String, params: Value },
    /// It answers what we asked by this number.
    Answer { id: u64, answer: Answer },
    /// It answers what nobody asked.
    Stray,
}

/// An answer: a result, or the number of an error with its data.
pub(super) type Answer = Result<Value, Declined>;

/// An error that was given as an answer. Its message is the agent's own words, and stays behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Declined {
    pub(super) code: i64,
}

/// Why a line is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It is no JSON: something the program prints besides.
    Noise,
    /// It is JSON and no message.
    NoMessage,
}

/// Reads a line.
pub(super) fn read(line: &[u8]) -> Result<Message, Unreadable> {
    let value: Value = serde_json::from_slice(line).map_err(|_| Unreadable::Noise)?;
    let Value::Object(mut message) = value else {
        return Err(Unreadable::NoMessage);
    };
    let params = message.remove("params").unwrap_or(Value::Null);
    let id = message.remove("id").filter(|id| !id.is_null());
    let method = message.get("method").and_then(Value::as_str);
    match (method.map(str::to_owned), id) {
        (Some(method), Some(id)) => Ok(Message::Request { id, method, params }),
        (Some(method), None) => Ok(Message::Notification { method, params }),
        (None, Some(id)) => {
            let answer = match (message.remove("result"), message.get("error")) {
                (_, Some(error)) if error.is_object() => Err(Declined {
                    code: error.get("code").and_then(Value::as_i64).unwrap_or(0),
                }),
                (result, _) => Ok(result.unwrap_or(Value::Null)),
            };
            Ok(match id.as_u64() {
                Some(id) => Message::Answer { id, answer },
                None => Message::Stray,
            })
        }
        (None, None) => Err(Unreadable::NoMessage),
    }
}

/// A request of ours.
pub(super) fn request(id: u64, method: &str, params: Value) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string()
}

/// Something we tell.
pub(super) fn notification(method: &str, params: Value) -> String {
    json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string()
}

/// The answer to a request of the agent.
pub(super) fn answer(id: &Value, answer: Result<Value, (i64, String)>) -> String {
    match answer {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err((code, message)) => {
            json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
        }
    }
    .to_string()
}
