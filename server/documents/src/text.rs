//! Positions in a text and the digest of one. A line ends at `\n`, `\r\n` or `\r` and nowhere else, as the protocol says;
//! ropey's Unicode line breaks are switched off in the workspace manifest, and a test holds that.

use bowline_loop_core::ids::ContentHash;
use ropey::{Rope, RopeSlice};
use serde::{Deserialize, Serialize};

/// The digest of a text: the first 32 hexadecimal digits of its BLAKE3 hash.
pub fn content_hash(bytes: &[u8]) -> ContentHash {
    let hex = blake3::hash(bytes).to_hex();
    ContentHash(hex.as_str().chars().take(32).collect())
}

/// What the `character` of a [`Position`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Code units of UTF-16, the protocol's default.
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// A place in a text as the protocol names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// The line, 0-based.
    pub line: u32,
    /// Units of the negotiated [`Encoding`] from the start of the line, 0-based.
    pub character: u32,
}

impl Position {
    /// A position from its two numbers, both 0-based.
    pub fn new(line: u32, character: u32) -> Self {
        Self { line, character }
    }
}

/// The byte, 0-based, that a position names.
///
/// A position behind the end of its line means the end of the line, before its line break; a line behind the end of the text
/// means the end of the text. A position inside a character means that character's start.
pub fn offset_of(text: &Rope, at: Position, encoding: Encoding) -> usize {
    let line = at.line as usize;
    if line >= text.len_lines() {
        return text.len_bytes();
    }
    let content = line_content(text, line);
    let character = at.character as usize;
    let chars = match encoding {
        Encoding::Utf8 => content.byte_to_char(character.min(content.len_bytes())),
        Encoding::Utf16 => content.utf16_cu_to_char(character.min(content.len_utf16_cu())),
        Encoding::Utf32 => character.min(content.len_chars()),
    };
    text.line_to_byte(line) + content.char_to_byte(chars)
}

/// The position of a byte, 0-based. A byte inside a character counts as its start, one inside a line break as the end of the
/// line, and one behind the text as the text's end.
pub fn position_of(text: &Rope, byte: usize, encoding: Encoding) -> Position {
    let char_index = text.byte_to_char(byte.min(text.len_bytes()));
    let line = text.char_to_line(char_index);
    let content = line_content(text, line);
    let chars = (char_index - text.line_to_char(line)).min(content.len_chars());
    let character = match encoding {
        Encoding::Utf8 => content.char_to_byte(chars),
        Encoding::Utf16 => content.char_to_utf16_cu(chars),
        Encoding::Utf32 => chars,
    };
    Position {
        line: saturated(line),
        character: saturated(character),
    }
}

/// The text of one line without its line break.
fn line_content(text: &Rope, line: usize) -> RopeSlice<'_> {
    let whole = text.line(line);
    let mut end = whole.len_chars();
    if end > 0 && whole.char(end - 1) == '\n' {
        end -= 1;
    }
    if end > 0 && whole.char(end - 1) == '\r' {
        end -= 1;
    }
    whole.slice(..end)
}

fn saturated(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
