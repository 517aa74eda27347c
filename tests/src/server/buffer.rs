//! The client's side of a document: its text, its version, and LSP positions. Written anew rather than taken from the
//! product, so that a mistake in the product's own positions shows.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

/// What the `character` of a position counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units.
    Utf16,
}

/// An open document.
#[derive(Clone, Debug)]
pub struct Buffer {
    /// The version the server was told last.
    pub version: i32,
    /// The text.
    pub text: String,
}

impl Buffer {
    pub(super) fn new(text: &str) -> Self {
        Self {
            version: 1,
            text: text.to_owned(),
        }
    }

    /// Applies text edits that all speak of the text as it stands, and gives the `contentChanges` that say the same: from
    /// the last to the first, as editors send them.
    pub(super) fn edit(&mut self, edits: &[Value], encoding: Encoding) -> Vec<Value> {
        let mut edits: Vec<(Range<usize>, &Value)> = edits
            .iter()
            .map(|edit| (bytes_of(&self.text, &edit["range"], encoding), edit))
            .collect();
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut changes = Vec::new();
        for (range, edit) in edits.into_iter().rev() {
            let text = edit["newText"].as_str().expect("the text of an edit");
            self.text.replace_range(range, text);
            changes.push(json!({ "range": edit["range"], "text": text }));
        }
        self.version += 1;
        changes
    }
}

/// The URI of a file, with everything but the plainest characters escaped, as editors do.
pub fn uri_of(path: &Path) -> String {
    let path = path.to_str().expect("test paths are UTF-8");
    let mut uri = String::from("file://");
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                uri.push(char::from(byte))
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

/// The file of a URI.
pub fn path_of(uri: &str) -> PathBuf {
    let mut bytes = Vec::new();
    let mut rest = uri.strip_prefix("file://").expect("a file").bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits: Vec<u8> = rest.by_ref().take(2).collect();
        let digits = String::from_utf8(digits).expect("two digits");
        bytes.push(u8::from_str_radix(&digits, 16).expect("a hexadecimal number"));
    }
    PathBuf::from(String::from_utf8(bytes).expect("a path in UTF-8"))
}

/// The LSP range of the first occurrence of `needle`.
#[track_caller]
pub fn range_of(text: &str, needle: &str, encoding: Encoding) -> Value {
    let start = text
        .find(needle)
        .unwrap_or_else(|| panic!("no «{needle}» in:\n{text}"));
    let end = start + needle.len();
    json!({ "start": position(text, start, encoding), "end": position(text, end, encoding) })
}

fn position(text: &str, byte: usize, encoding: Encoding) -> Value {
    let starts = line_starts(text);
    let line = starts.partition_point(|start| *start <= byte) - 1;
    let before = &text[starts[line]..byte];
    let character = match encoding {
        Encoding::Utf8 => before.len(),
        Encoding::Utf16 => before.encode_utf16().count(),
    };
    json!({ "line": line, "character": character })
}

/// The bytes of an LSP range.
pub(super) fn bytes_of(text: &str, range: &Value, encoding: Encoding) -> Range<usize> {
    offset(text, &range["start"], encoding)..offset(text, &range["end"], encoding)
}

fn offset(text: &str, position: &Value, encoding: Encoding) -> usize {
    let number = |key: &str| {
        usize::try_from(position[key].as_u64().expect("a position")).expect("a small number")
    };
    let (line, character) = (number("line"), number("character"));
    let starts = line_starts(text);
    let Some(start) = starts.get(line) else {
        return text.len();
    };
    let end = starts.get(line + 1).copied().unwrap_or(text.len());
    let content = text[*start..end].trim_end_matches(['\r', '\n']);
    let mut counted = 0;
    for (at, letter) in content.char_indices() {
        if counted >= character {
            assert_eq!(counted, character, "a position within a letter: {position}");
            return start + at;
        }
        counted += match encoding {
            Encoding::Utf8 => letter.len_utf8(),
            Encoding::Utf16 => letter.len_utf16(),
        };
    }
    start + content.len()
}

/// The first byte of every line; lines end with `\n`, `\r\n` or `\r`.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (at, byte) in bytes.iter().enumerate() {
        let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        if ends {
            starts.push(at + 1);
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_what_was_agreed_on() {
        let text = "a\r\n😀ö\rx\ny";
        let at = |needle: &str, encoding| range_of(text, needle, encoding)["start"].clone();
        assert_eq!(
            at("ö", Encoding::Utf16),
            json!({ "line": 1, "character": 2 })
        );
        assert_eq!(
            at("ö", Encoding::Utf8),
            json!({ "line": 1, "character": 4 })
        );
        assert_eq!(
            at("x", Encoding::Utf8),
            json!({ "line": 2, "character": 0 })
        );
        assert_eq!(
            at("y", Encoding::Utf8),
            json!({ "line": 3, "character": 0 })
        );
        for needle in ["😀ö", "x\ny", "\r\n"] {
            let range = range_of(text, needle, Encoding::Utf16);
            assert_eq!(&text[bytes_of(text, &range, Encoding::Utf16)], needle);
        }
    }

    #[test]
    fn a_uri_leads_back_to_its_path() {
        let path = Path::new("/tmp/spaces and ümlauts/a+b.rs");
        assert_eq!(
            uri_of(path),
            "file:///tmp/spaces%20and%20%C3%BCmlauts/a%2Bb.rs"
        );
        assert_eq!(path_of(&uri_of(path)), path);
    }
}
