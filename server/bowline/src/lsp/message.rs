//! Makes sure that every message handed to tower-lsp is one it can read: a single message that it cannot read would end its
//! reading for good. Framing is in `stdin`.

use serde_json::{Map, Value, json};
use tower_lsp::jsonrpc::Response;

use super::front::UNREADABLE;

/// The error codes of JSON-RPC that are answered here.
const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;

/// A message that tower-lsp reads for certain, made from the bytes of one body.
///
/// Bytes that are not UTF-8 and lone surrogates become U+FFFD; what is not a JSON-RPC message at all becomes one whose
/// answer says so.
pub(super) fn readable(body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body);
    let parsed = serde_json::from_str(&text).or_else(|error| {
        let mended = without_lone_surrogates(&text);
        serde_json::from_str(&mended).map_err(|_| error)
    });
    match parsed {
        Ok(Value::Object(object)) => message(object),
        Ok(_) => unreadable(INVALID_REQUEST, "a message must be a JSON object"),
        Err(error) => unreadable(
            PARSE_ERROR,
            &format!("a message is not valid JSON: {error}"),
        ),
    }
}

/// Whether this is the message behind which nothing more is read.
pub(super) fn is_exit(message: &Value) -> bool {
    message.get("method").and_then(Value::as_str) == Some("exit")
}

fn message(mut object: Map<String, Value>) -> Value {
    object.insert("jsonrpc".into(), "2.0".into());
    let has_id = object.contains_key("id");
    if has_id && !object.get("id").is_some_and(is_id) {
        return unreadable(
            INVALID_REQUEST,
            "the id of a message must be a whole number or a string",
        );
    }
    match object.get("method") {
        Some(Value::String(_)) => {
            object.retain(|key, _| matches!(key.as_str(), "jsonrpc" | "method" | "params" | "id"));
            Value::Object(object)
        }
        Some(_) => unreadable(INVALID_REQUEST, "the method of a message must be a string"),
        None if has_id => answer(object),
        None => unreadable(INVALID_REQUEST, "a message has neither a method nor an id"),
    }
}

fn is_id(id: &Value) -> bool {
    id.is_i64() || id.is_string() || id.is_null()
}

/// An answer to one of our own requests. One without a proper error or result still has to end the waiting for it.
fn answer(object: Map<String, Value>) -> Value {
    let id = object.get("id").cloned().unwrap_or(Value::Null);
    let plain = match object.get("error") {
        None | Some(Value::Null) => {
            json!({ "jsonrpc": "2.0", "id": id, "result": object.get("result").unwrap_or(&Value::Null) })
        }
        Some(error) => json!({ "jsonrpc": "2.0", "id": id, "error": error }),
    };
    if serde_json::from_value::<Response>(plain.clone()).is_ok() {
        return plain;
    }
    let said = object
        .get("error")
        .map(Value::to_string)
        .unwrap_or_default();
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": -32603, "message": said } })
}

fn unreadable(code: i64, message: &str) -> Value {
    tracing::warn!(code, message, "a message could not be read");
    json!({ "jsonrpc": "2.0", "method": UNREADABLE, "params": { "code": code, "message": message }, "id": null })
}

/// JSON text whose escapes of half a surrogate pair are escapes of U+FFFD. Editors with UTF-16 strings send such halves
/// when a change cuts an emoji in two.
fn without_lone_surrogates(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        mended.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match escape(rest) {
            Some(0xD800..=0xDBFF)
                if matches!(rest.get(6..).and_then(escape), Some(0xDC00..=0xDFFF)) =>
            {
                12
            }
            Some(0xD800..=0xDFFF) => {
                mended.push_str("\\ufffd");
                rest = &rest[6..];
                continue;
            }
            Some(_) => 6,
            // The backslash and the character it escapes, whatever it is.
            None => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
        mended.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    mended.push_str(rest);
    mended
}

/// The code unit of a `\uXXXX` at the start of `text`.
fn escape(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method_of(body: &str) -> String {
        readable(body.as_bytes())["method"]
            .as_str()
            .unwrap_or("")
            .to_owned()
    }

    #[test]
    fn lone_surrogates_become_replacement_characters() {
        let body = r#"{"jsonrpc":"2.0","method":"m","params":{"t":"a\ud800b \ud83d\ude00 \\ud800 \udc00\ud83d"}}"#;
        let message = readable(body.as_bytes());
        assert_eq!(
            message["params"]["t"],
            "a\u{fffd}b 😀 \\ud800 \u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_become_replacement_characters() {
        let message = readable(b"{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":[\"\xff\"]}");
        assert_eq!(message["params"][0], "\u{fffd}");
    }

    #[test]
    fn what_is_no_message_is_answered_as_such() {
        for body in [
            "{",
            "",
            "[]",
            "[{}]",
            "3",
            "{}",
            r#"{"method":3}"#,
            r#"{"id":1.5,"method":"m"}"#,
        ] {
            let message = readable(body.as_bytes());
            assert_eq!(message["method"], UNREADABLE, "{body}");
            assert!(
                message["id"].is_null() && message.get("id").is_some(),
                "{body}"
            );
        }
        assert_eq!(readable(b"{")["params"]["code"], PARSE_ERROR);
        assert_eq!(readable(b"[]")["params"]["code"], INVALID_REQUEST);
    }

    #[test]
    fn what_tower_lsp_would_choke_on_is_mended() {
        assert_eq!(method_of(r#"{"method":"m","jsonrpc":"1.0"}"#), "m");
        assert_eq!(
            method_of(r#"{"jsonrpc":"2.0","method":"a","method":"m"}"#),
            "m"
        );
        for answer in [
            r#"{"id":1}"#,
            r#"{"id":1,"error":null,"result":2}"#,
            r#"{"id":1,"error":"no"}"#,
            r#"{"id":1,"error":{}}"#,
        ] {
            let message = readable(answer.as_bytes());
            assert!(
                serde_json::from_value::<Response>(message).is_ok(),
                "{answer}"
            );
        }
    }
}
