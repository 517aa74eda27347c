//! Answers that nobody would write: real ones with bytes changed, lost, doubled and put in, cut at any place. Nothing panics,
//! where the network cuts changes nothing, and an answer without an end is never taken for a whole one.

use super::*;
use crate::model::frames::Frames;

/// Answers as servers give them, one of each dialect.
const ANSWERS: [(Dialect, &str); 4] = [
    (
        Dialect::Chat,
        ": KEEP ALIVE\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"größe 🦀\"}}]}\r\n\r\n\
         data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"read\",\"arguments\":\"{\\\"path\\\":\\\"a.rs\\\"}\"}}]},\"finish_reason\":\"stop\"}]}\n\n\
         data:{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n",
    ),
    (
        Dialect::Messages,
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"größe 🦀\"}}\n\n\
         event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"name\":\"list\",\"input\":{\"path\":\"src\"}}}\n\n\
         data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}\n\n\
         data: {\"type\":\"message_stop\"}\n\n",
    ),
    (
        Dialect::Ollama,
        "{\"message\":{\"content\":\"größe 🦀\"},\"done\":false}\n\
         {\"message\":{\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"find\",\"arguments\":{\"text\":\"x\"}}}]},\"done\":true,\"eval_count\":2}\n",
    ),
    (
        Dialect::Responses,
        "event: x\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"größe 🦀\"}\n\n\
         data: {\"type\":\"response.output_item.added\",\"output_index\":1,\"item\":{\"type\":\"function_call\",\"name\":\"read\",\"arguments\":\"{}\"}}\n\n\
         data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"usage\":{\"input_tokens\":9,\"output_tokens\":2}}}\n\n",
    ),
];

/// What is put in: what means something to a decoder.
const PIECES: [&[u8]; 12] = [
    b"\n",
    b"\r",
    b"\r\n\r\n",
    b"data: ",
    b":",
    b"{\"",
    b"}",
    b"[",
    b"null",
    b"\xf0\x9f",
    b"\xff",
    b"[DONE]",
];

/// The same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}

fn mangled(body: &str, numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = body.as_bytes().to_vec();
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(bytes.len());
        let end = (at + numbers.below(20)).min(bytes.len());
        match numbers.below(5) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            3 => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].to_vec())),
            _ if at < bytes.len() => bytes[at] = numbers.below(256) as u8,
            _ => {}
        }
    }
    bytes
}

/// What a client would make of a body that comes in these chunks.
fn taken<'a>(
    dialect: Dialect,
    chunks: impl Iterator<Item = &'a [u8]>,
) -> (Result<String, ModelError>, bool) {
    let (mut frames, mut reading) = (Frames::new(dialect.framing()), Reading::default());
    for chunk in chunks {
        for message in frames.push(chunk).expect("short messages") {
            if let Err(error) = dialect.read(&mut reading, &message) {
                return (Err(error), false);
            }
            if reading.done {
                return (reading.into_text(), true);
            }
        }
    }
    if let Some(last) = frames.finish()
        && serde_json::from_str::<Value>(&last).is_ok()
        && let Err(error) = dialect.read(&mut reading, &last)
    {
        return (Err(error), false);
    }
    let is_ended = reading.done || reading.finish.is_some();
    (reading.into_text(), is_ended)
}

#[test]
fn mangled_answers_break_nothing_and_say_the_same_however_they_are_cut() {
    let mut numbers = Numbers(0x5eed);
    let (mut whole, mut broken) = (0, 0);
    for round in 0..20_000 {
        let (dialect, body) = ANSWERS[round % ANSWERS.len()];
        let bytes = mangled(body, &mut numbers);
        let (text, is_ended) = taken(dialect, std::iter::once(&bytes[..]));
        assert!(text.is_err() || is_ended, "{:?}", bytes.escape_ascii());
        let size = 1 + numbers.below(40);
        let (again, _) = taken(dialect, bytes.chunks(size));
        assert_eq!(again, text, "{:?} by {size}", bytes.escape_ascii());
        match text {
            Ok(_) => whole += 1,
            Err(_) => broken += 1,
        }
    }
    // Were all of them broken, or none, nothing would have been shown.
    assert!(whole > 1_000 && broken > 1_000, "{whole} {broken}");
}

#[test]
fn what_is_not_mangled_is_read() {
    for (dialect, body) in ANSWERS {
        let (text, _) = taken(dialect, std::iter::once(body.as_bytes()));
        let text = text.expect("a whole answer");
        assert!(text.starts_with("größe 🦀"), "{dialect:?}: {text}");
    }
}
