//! Reads the client's messages from standard input and hands them to tower-lsp one by one, each in a frame and a form that
//! it can read. What a body may hold is in `message`.

use std::{io, sync::Arc};

use serde_json::Value;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};

use super::{front::Lifecycle, message};

/// A longer line between messages is junk and is read past in pieces.
const LONGEST_LINE: u64 = 16 * 1024;

/// A message that says to be longer than this is taken for junk.
const LONGEST_BODY: u64 = 1 << 30;

/// Passes messages on until the input ends, `exit` came, or nobody takes them any more; then says that the connection is over.
pub(super) async fn pump(
    input: impl AsyncRead + Unpin,
    mut output: impl AsyncWrite + Unpin,
    lifecycle: Arc<Lifecycle>,
) {
    let mut frames = Frames {
        input: BufReader::with_capacity(64 * 1024, input),
    };
    loop {
        let body = match frames.next().await {
            Ok(Some(body)) => body,
            Ok(None) => break,
            Err(error) => {
                tracing::warn!(%error, "the client's end of the connection broke");
                break;
            }
        };
        let message = message::readable(&body);
        if write_frame(&mut output, &message).await.is_err() || message::is_exit(&message) {
            break;
        }
    }
    drop(output);
    lifecycle.end();
}

async fn write_frame(output: &mut (impl AsyncWrite + Unpin), message: &Value) -> io::Result<()> {
    let body = message.to_string();
    output
        .write_all(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes())
        .await?;
    output.write_all(body.as_bytes()).await?;
    output.flush().await
}

/// The bodies of the messages in a stream.
struct Frames<R> {
    input: BufReader<R>,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// The next body; `None` at the end. A body that the end cuts off is left out.
    ///
    /// Any other header, in any letter case, and lines that are no headers at all are read past.
    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut length = None;
        loop {
            let mut line = Vec::new();
            let read = (&mut self.input)
                .take(LONGEST_LINE)
                .read_until(b'\n', &mut line)
                .await?;
            if read == 0 {
                return Ok(None);
            }
            if let Some(found) = content_length(&line) {
                length = Some(found);
                continue;
            }
            let blank = line.iter().all(u8::is_ascii_whitespace);
            match length {
                Some(length) if blank => return self.body(length).await,
                _ => {}
            }
        }
    }

    async fn body(&mut self, length: u64) -> io::Result<Option<Vec<u8>>> {
        let mut body = Vec::new();
        let read = (&mut self.input)
            .take(length)
            .read_to_end(&mut body)
            .await?;
        Ok((read as u64 == length).then_some(body))
    }
}

/// The number in a line that holds a `Content-Length` header, junk before it allowed.
fn content_length(line: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"content-length:";
    let at = line
        .windows(NAME.len())
        .position(|part| part.eq_ignore_ascii_case(NAME))?;
    let value = std::str::from_utf8(&line[at + NAME.len()..]).ok()?;
    let length = value.trim().parse().ok()?;
    (length <= LONGEST_BODY).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn bodies(stream: &str) -> Vec<String> {
        let mut frames = Frames {
            input: BufReader::new(stream.as_bytes()),
        };
        let mut bodies = Vec::new();
        while let Some(body) = frames.next().await.unwrap() {
            bodies.push(String::from_utf8(body).unwrap());
        }
        bodies
    }

    #[tokio::test]
    async fn headers_of_any_kind_and_junk_between_messages_are_read_past() {
        let stream = "Content-Length: 2\r\n\r\n{}\
                      junk\n\r\n\
                      Content-Type: application/vscode-jsonrpc; charset=utf8\r\ncontent-length:2\r\nX-Other: 1\r\n\r\n[]\
                      noiseContent-Length: 1\n\n1\
                      Content-Length: many\r\n\r\n\
                      Content-Length: 3\r\n\r\nabc";
        assert_eq!(bodies(stream).await, ["{}", "[]", "1", "abc"]);
    }

    #[tokio::test]
    async fn a_message_that_is_cut_off_is_left_out() {
        assert_eq!(
            bodies("Content-Length: 2\r\n\r\n{}Content-Length: 20\r\n\r\n{").await,
            ["{}"]
        );
    }

    #[tokio::test]
    async fn nothing_behind_exit_is_passed_on() {
        let exit = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let stream = format!(
            "Content-Length: {}\r\n\r\n{exit}Content-Length: 2\r\n\r\n{{}}",
            exit.len()
        );
        let mut passed = Vec::new();
        let lifecycle = Arc::new(Lifecycle::default());
        pump(stream.as_bytes(), &mut passed, lifecycle.clone()).await;
        lifecycle.ended().await;
        assert!(
            String::from_utf8(passed)
                .unwrap()
                .ends_with("\"method\":\"exit\"}")
        );
    }
}
