//! Frames of the base protocol: a `Content-Length` header, an empty line, a body.

use std::io::{BufRead, Read as _};

use serde_json::Value;

/// A body in its frame.
pub(super) fn of(body: &[u8]) -> Vec<u8> {
    let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    frame.extend_from_slice(body);
    frame
}

/// The next message; `None` at the end of the stream. Panics on anything that is no message: the server's output is for
/// messages alone.
pub(super) fn read(reader: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        let read = reader.read_line(&mut line).ok()?;
        if read == 0 {
            assert!(length.is_none(), "the output ends within a header");
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line
            .split_once(':')
            .unwrap_or_else(|| panic!("no header: {line:?}"));
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse::<u64>().ok();
        }
    }
    let length = length.expect("a header says how long the body is");
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("a body is JSON"))
}
