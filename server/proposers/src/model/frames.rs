//! Cuts a streamed body into messages: server-sent events, or one JSON value a line. Bytes in, whole messages out, however
//! the network cut them.

/// Bytes that one message may have; a server that sends more is not talking to us.
const MOST_BYTES: usize = 4 << 20;

/// How messages are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// Server-sent events: the lines of one `data` field, up to an empty line.
    Events,
    /// One message a line.
    Lines,
}

/// Takes a body as it comes.
#[derive(Debug)]
pub(super) struct Frames {
    framing: Framing,
    /// The line begun and not ended; bytes, so that a character cut in two is whole again before it is read.
    line: Vec<u8>,
    /// The `data` lines of the event begun and not ended.
    data: Vec<String>,
    /// Whether the last byte was a carriage return: a line feed behind it belongs to the same end of line.
    after_return: bool,
    bytes: usize,
}

/// A message grew beyond all measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong;

impl Frames {
    pub(super) fn new(framing: Framing) -> Self {
        Self {
            framing,
            line: Vec::new(),
            data: Vec::new(),
            after_return: false,
            bytes: 0,
        }
    }

    /// Takes the next bytes; gives the messages that they complete.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<String>, TooLong> {
        let mut messages = Vec::new();
        for &byte in bytes {
            let after_return = std::mem::replace(&mut self.after_return, byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => messages.extend(self.end_line()),
                other => {
                    self.line.push(other);
                    self.bytes += 1;
                    if self.bytes > MOST_BYTES {
                        return Err(TooLong);
                    }
                }
            }
        }
        Ok(messages)
    }

    /// The body has ended; gives the message that was begun, whether or not it is whole.
    pub(super) fn finish(mut self) -> Option<String> {
        let last = self.end_line();
        last.or_else(|| self.dispatch())
    }

    fn end_line(&mut self) -> Option<String> {
        let line = String::from_utf8_lossy(&self.line).into_owned();
        self.line.clear();
        let line = line.strip_prefix('\u{feff}').unwrap_or(&line);
        match self.framing {
            Framing::Lines => {
                self.bytes = 0;
                let line = line.trim();
                (!line.is_empty()).then(|| line.to_owned())
            }
            Framing::Events if line.is_empty() => self.dispatch(),
            Framing::Events => {
                // Comments begin with a colon; `event`, `id` and `retry` say nothing that the data does not say.
                if let Some(value) = line.strip_prefix("data:") {
                    let value = value.strip_prefix(' ').unwrap_or(value);
                    self.data.push(value.to_owned());
                }
                None
            }
        }
    }

    fn dispatch(&mut self) -> Option<String> {
        self.bytes = 0;
        if self.data.is_empty() {
            return None;
        }
        Some(std::mem::take(&mut self.data).join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(framing: Framing, pieces: &[&[u8]]) -> Vec<String> {
        let mut frames = Frames::new(framing);
        let mut messages = Vec::new();
        for piece in pieces {
            messages.extend(frames.push(piece).expect("short messages"));
        }
        messages.extend(frames.finish());
        messages
    }

    const EVENTS: &str = "\u{feff}: KEEP ALIVE\r\n\r\nevent: delta\r\ndata: {\"t\":\"größe\"}\r\n\r\ndata:no space\n\n\
        id: 3\rdata: two\rdata: lines 🦀\r\rretry: 10\n\ndata: [DONE]\n\n";

    #[test]
    fn a_body_reads_the_same_however_it_is_cut_in_two_or_three() {
        let whole = read(Framing::Events, &[EVENTS.as_bytes()]);
        assert_eq!(
            whole,
            ["{\"t\":\"größe\"}", "no space", "two\nlines 🦀", "[DONE]"]
        );
        let bytes = EVENTS.as_bytes();
        for first in 0..=bytes.len() {
            for second in first..=bytes.len() {
                let pieces = [&bytes[..first], &bytes[first..second], &bytes[second..]];
                assert_eq!(read(Framing::Events, &pieces), whole, "{first} {second}");
            }
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(read(Framing::Events, &single), whole);
    }

    #[test]
    fn lines_are_messages_and_the_last_needs_no_end() {
        let text = "{\"a\":1}\n\n {\"b\":\"ß\"} \r\n{\"c\":3}";
        let whole = ["{\"a\":1}", "{\"b\":\"ß\"}", "{\"c\":3}"];
        for cut in 0..=text.len() {
            let (a, b) = text.as_bytes().split_at(cut);
            assert_eq!(read(Framing::Lines, &[a, b]), whole, "{cut}");
        }
    }

    #[test]
    fn an_event_without_its_empty_line_is_given_at_the_end() {
        assert_eq!(read(Framing::Events, &[b"data: cut of"]), ["cut of"]);
        assert_eq!(read(Framing::Events, &[b"data: a\ndata: b\n"]), ["a\nb"]);
    }

    #[test]
    fn a_message_without_end_is_refused() {
        let mut frames = Frames::new(Framing::Lines);
        let chunk = vec![b'x'; 1 << 20];
        let pushed: Result<Vec<_>, _> = (0..5).map(|_| frames.push(&chunk)).collect();
        assert_eq!(pushed, Err(TooLong));
    }
}
