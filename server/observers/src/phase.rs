//! How far the compiler came before it gave an error, read off the code and the message.

use bowline_loop_core::{Diagnostic, Phase};

/// Codes of name resolution, as numbers; an inclusive range each.
const RESOLVE: &[(u16, u16)] = &[
    (106, 107),
    (252, 252),
    (254, 255),
    (259, 263),
    (364, 365),
    (401, 401),
    (403, 405),
    (407, 408),
    (411, 412),
    (415, 416),
    (422, 426),
    (428, 435),
    (437, 438),
    (463, 463),
    (531, 532),
    (573, 578),
    (583, 583),
    (603, 603),
    (659, 659),
    (767, 767),
];

/// Codes given after type checking: the borrow checker, constant evaluation and the unsafety check.
const BORROW: &[(u16, u16)] = &[
    (80, 80),
    (133, 133),
    (373, 373),
    (381, 384),
    (492, 493),
    (499, 503),
    (505, 510),
    (515, 515),
    (521, 521),
    (524, 524),
    (594, 594),
    (596, 597),
    (621, 621),
    (626, 626),
    (700, 700),
    (712, 713),
    (716, 716),
];

/// Codes of the lexer: comments, characters, texts and numbers that do not end or are none.
const LEX: &[(u16, u16)] = &[(758, 758), (762, 763), (765, 766), (768, 768)];

/// How the messages of the lexer begin that carry no code.
const LEX_WITHOUT_CODE: &[&str] = &[
    "this file contains an unclosed delimiter",
    "mismatched closing delimiter",
    "unexpected closing delimiter",
    "unknown start of token",
    "unterminated",
    "prefix `",
];

/// Parts of the messages of late errors that carry no code.
const LATE_WITHOUT_CODE: &[&str] = &[
    "lifetime may not live long enough",
    "cannot borrow",
    "captured variable cannot escape",
    "is not general enough",
    "higher-ranked",
    "linking with",
];

/// The phase in which rustc gives such a diagnostic. Approximate: derived from codes, not from the compiler.
pub fn phase_of(diagnostic: &Diagnostic) -> Phase {
    let Some(code) = &diagnostic.code else {
        return codeless(&diagnostic.message);
    };
    match number(code) {
        Some(code) if within(LEX, code) => Phase::Lex,
        Some(code) if within(RESOLVE, code) => Phase::Resolve,
        Some(code) if within(BORROW, code) => Phase::Borrow,
        Some(_) => Phase::Types,
        // The name of a lint, clippy's among them.
        None => Phase::Borrow,
    }
}

/// Whether rustc gives an error of this code from type checking or later.
pub fn is_late(code: &str) -> bool {
    number(code).is_some_and(|code| !within(RESOLVE, code) && !within(LEX, code))
}

fn codeless(message: &str) -> Phase {
    if LATE_WITHOUT_CODE.iter().any(|part| message.contains(part)) {
        Phase::Borrow
    } else if LEX_WITHOUT_CODE
        .iter()
        .any(|start| message.starts_with(start))
    {
        Phase::Lex
    } else {
        Phase::Parse
    }
}

/// The number of an error code such as `E0382`.
fn number(code: &str) -> Option<u16> {
    code.strip_prefix('E')
        .filter(|digits| digits.len() == 4)?
        .parse()
        .ok()
}

fn within(ranges: &[(u16, u16)], code: u16) -> bool {
    ranges
        .iter()
        .any(|&(first, last)| (first..=last).contains(&code))
}

#[cfg(test)]
mod tests {
    use bowline_loop_core::observation::Level;

    use super::*;

    fn phase(code: &str, message: &str) -> Phase {
        phase_of(&Diagnostic {
            code: (!code.is_empty()).then(|| code.to_owned()),
            level: Level::Error,
            message: message.to_owned(),
            spans: Vec::new(),
            children: Vec::new(),
            rendered: String::new(),
            package: String::new(),
            target: String::new(),
        })
    }

    #[test]
    fn phases_by_code_and_message() {
        for (code, message, expected) in [
            ("", "expected one of `;` or `}`, found `let`", Phase::Parse),
            ("", "this file contains an unclosed delimiter", Phase::Lex),
            ("E0765", "", Phase::Lex),
            ("", "cannot find macro `foo` in this scope", Phase::Parse),
            ("", "lifetime may not live long enough", Phase::Borrow),
            (
                "",
                "implementation of `FnOnce` is not general enough",
                Phase::Borrow,
            ),
            ("", "higher-ranked lifetime error", Phase::Borrow),
            ("E0425", "", Phase::Resolve),
            ("E0432", "", Phase::Resolve),
            ("E0260", "", Phase::Resolve),
            ("E0308", "", Phase::Types),
            ("E0277", "", Phase::Types),
            ("E0072", "", Phase::Types),
            ("E0382", "", Phase::Borrow),
            ("E0133", "", Phase::Borrow),
            ("E0080", "", Phase::Borrow),
            ("unused_imports", "", Phase::Borrow),
            ("clippy::needless_return", "", Phase::Borrow),
        ] {
            assert_eq!(phase(code, message), expected, "{code} {message}");
        }
    }
}
