//! Incremental changes against a second, slower account of them on plain strings.

use bowline_documents::{Buffers, Change, Encoding, Position, SyncError};

use crate::chance::{Chance, PIECES};

const URI: &str = "file:///src/lib.rs";

fn at(line: u32, character: u32) -> Position {
    Position::new(line, character)
}

fn part(start: Position, end: Position, text: &str) -> Change {
    Change {
        range: Some((start, end)),
        text: text.to_owned(),
    }
}

#[track_caller]
fn check(before: &str, changes: &[Change], after: &str) {
    let mut buffers = Buffers::new();
    buffers.open(URI, 1, before);
    buffers
        .change(URI, 2, changes, Encoding::Utf16)
        .expect("the buffer is open");
    assert_eq!(
        buffers.get(URI).expect("still open").text.to_string(),
        after
    );
}

#[test]
fn inserts_deletes_and_replaces() {
    check("ab", &[part(at(0, 1), at(0, 1), "x")], "axb");
    check("abc", &[part(at(0, 1), at(0, 2), "")], "ac");
    check("abc\ndef", &[part(at(0, 1), at(1, 1), "-")], "a-ef");
    check("", &[part(at(0, 0), at(0, 0), "x\ny")], "x\ny");
}

#[test]
fn changes_build_on_each_other() {
    check(
        "a",
        &[
            part(at(0, 1), at(0, 1), "\n"),
            part(at(1, 0), at(1, 0), "b"),
        ],
        "a\nb",
    );
}

#[test]
fn the_whole_text_may_be_replaced() {
    let whole = Change {
        range: None,
        text: "new".to_owned(),
    };
    check(
        "old\ntext",
        &[whole, part(at(0, 3), at(0, 3), "er")],
        "newer",
    );
}

#[test]
fn line_breaks_are_deleted_whole() {
    check("a\r\nb", &[part(at(0, 1), at(1, 0), "")], "ab");
    check("a\rb", &[part(at(0, 1), at(1, 0), "")], "ab");
    check("a\r\nb", &[part(at(0, 9), at(0, 9), ";")], "a;\r\nb");
}

#[test]
fn wide_characters_count_in_code_units() {
    check("x😀y", &[part(at(0, 3), at(0, 4), "z")], "x😀z");
    check("x😀y", &[part(at(0, 1), at(0, 3), "")], "xy");
    check(
        "x\u{2028}y\nz",
        &[part(at(1, 0), at(1, 1), "w")],
        "x\u{2028}y\nw",
    );
}

#[test]
fn places_outside_are_clamped_and_backward_ranges_turned() {
    check("ab", &[part(at(7, 0), at(9, 0), "!")], "ab!");
    check("abcd", &[part(at(0, 3), at(0, 1), "-")], "a-d");
}

#[test]
fn versions_only_have_to_grow() {
    let mut buffers = Buffers::new();
    buffers.open(URI, 0, "a");
    let insert = [part(at(0, 0), at(0, 0), "b")];
    assert_eq!(buffers.change(URI, 5, &insert, Encoding::Utf8), Ok(()));
    assert_eq!(buffers.change(URI, 5, &insert, Encoding::Utf8), Ok(()));
    let stale = buffers.change(URI, 4, &insert, Encoding::Utf8);
    assert_eq!(
        stale,
        Err(SyncError::Stale {
            uri: URI.to_owned(),
            have: 5,
            got: 4
        })
    );
    let buffer = buffers.get(URI).expect("open");
    assert_eq!(
        (buffer.version, buffer.text.to_string().as_str()),
        (5, "bba")
    );
}

#[test]
fn only_open_buffers_change() {
    let mut buffers = Buffers::new();
    let not_open = Err(SyncError::NotOpen {
        uri: URI.to_owned(),
    });
    assert_eq!(buffers.change(URI, 1, &[], Encoding::Utf8), not_open);
    buffers.open(URI, 1, "a");
    assert!(buffers.close(URI).is_some());
    assert!(buffers.close(URI).is_none());
    assert_eq!(buffers.change(URI, 2, &[], Encoding::Utf8), not_open);
}

#[test]
fn opening_again_replaces() {
    let mut buffers = Buffers::new();
    buffers.open(URI, 9, "old");
    buffers.open(URI, 1, "new");
    let buffer = buffers.get(URI).expect("open");
    assert_eq!(
        (buffer.version, buffer.text.to_string().as_str()),
        (1, "new")
    );
}

#[test]
fn the_generation_grows_with_everything_that_happens() {
    let mut buffers = Buffers::new();
    let mut seen = vec![buffers.generation()];
    buffers.open(URI, 1, "a");
    seen.push(buffers.generation());
    buffers.change(URI, 2, &[], Encoding::Utf8).expect("open");
    seen.push(buffers.generation());
    buffers
        .change(URI, 1, &[], Encoding::Utf8)
        .expect_err("stale");
    assert_eq!(
        buffers.generation(),
        seen[2],
        "a refused change is no change"
    );
    buffers.close(URI);
    seen.push(buffers.generation());
    assert!(seen.windows(2).all(|pair| pair[0] < pair[1]), "{seen:?}");
}

#[test]
fn a_clone_keeps_its_text() {
    let mut buffers = Buffers::new();
    buffers.open(URI, 1, "a");
    let taken = buffers.get(URI).cloned().expect("open");
    buffers
        .change(
            URI,
            2,
            &[Change {
                range: None,
                text: "b".to_owned(),
            }],
            Encoding::Utf8,
        )
        .expect("open");
    assert_eq!((taken.version, taken.text.to_string().as_str()), (1, "a"));
    assert_eq!(
        buffers
            .iter()
            .map(|(uri, buffer)| (uri, buffer.version))
            .collect::<Vec<_>>(),
        [(URI, 2)]
    );
}

#[test]
fn random_changes_agree_with_plain_strings() {
    for seed in 0..300 {
        let mut chance = Chance::new(seed);
        let encoding = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32][chance.below(3)];
        let mut plain = chance.text(PIECES, 60);
        let mut buffers = Buffers::new();
        buffers.open(URI, 0, &plain);
        for version in 1..30 {
            let mut position = || at(chance.below(8) as u32, chance.below(14) as u32);
            let (one, other) = (position(), position());
            let (start, end) = (one.min(other), one.max(other));
            let text = chance.text(PIECES, 4);
            plain.replace_range(
                plain_offset(&plain, start, encoding)..plain_offset(&plain, end, encoding),
                &text,
            );
            buffers
                .change(URI, version, &[part(start, end, &text)], encoding)
                .expect("open");
            let got = buffers.get(URI).expect("open").text.to_string();
            assert_eq!(got, plain, "seed {seed}, version {version}, {encoding:?}");
        }
    }
}

/// The same rule as the crate's, on a string, one character after the other.
fn plain_offset(text: &str, position: Position, encoding: Encoding) -> usize {
    let (mut line, mut units) = (0, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((byte, c)) = chars.next() {
        let breaks = c == '\n' || c == '\r';
        let width = match encoding {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        };
        if line == position.line && (breaks || units + width > position.character as usize) {
            return byte;
        }
        units += width;
        if breaks {
            if c == '\r' && chars.peek().is_some_and(|&(_, next)| next == '\n') {
                chars.next();
            }
            line += 1;
            units = 0;
        }
    }
    text.len()
}
