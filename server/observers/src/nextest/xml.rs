//! The few parts of XML that a JUnit report is made of, in order. Checks no document, and knows no element.

/// One part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The start of an element; of one without content, too.
    Start {
        name: String,
        attributes: Vec<(String, String)>,
    },
    /// The end of the element that was begun last.
    End,
    /// Text, with what stood for other characters put back.
    Text(String),
}

/// The parts of a document. What is cut off ends where it was cut.
pub(super) fn parts(document: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = document;
    while let Some((text, behind)) = rest.split_once('<') {
        if !text.is_empty() {
            parts.push(Part::Text(unescaped(text)));
        }
        let Some((tag, behind)) = behind.split_once('>') else {
            break;
        };
        rest = behind;
        if tag.starts_with('/') {
            parts.push(Part::End);
        } else if !tag.starts_with(['?', '!']) {
            let is_empty = tag.ends_with('/');
            parts.push(start(tag.trim_end_matches('/')));
            parts.extend(is_empty.then_some(Part::End));
        }
    }
    parts
}

fn start(tag: &str) -> Part {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while let Some((key, value, behind)) = attribute(rest) {
        attributes.push((key.to_owned(), unescaped(value)));
        rest = behind;
    }
    Part::Start {
        name: name.to_owned(),
        attributes,
    }
}

/// The first `name="value"` and what stands behind it.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (key, rest) = text.split_once('=')?;
    let quote = rest
        .chars()
        .next()
        .filter(|mark| matches!(mark, '"' | '\''))?;
    let (value, behind) = rest[1..].split_once(quote)?;
    Some((key.trim(), value, behind))
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        plain.push_str(before);
        let known = behind
            .split_once(';')
            .and_then(|(name, behind)| Some((character(name)?, behind)));
        match known {
            Some((character, behind)) => {
                plain.push(character);
                rest = behind;
            }
            None => {
                plain.push('&');
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn character(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_attributes_and_text_are_told_apart() {
        let document =
            "<?xml version=\"1.0\"?>\n<a one=\"1 &lt; 2\" two='&#x41;&#66;'><b/>x &amp; y</a>";
        let attributes = [("one", "1 < 2"), ("two", "AB")];
        let attributes = attributes.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let expected = [
            Part::Text("\n".into()),
            Part::Start {
                name: "a".into(),
                attributes: attributes.into(),
            },
            Part::Start {
                name: "b".into(),
                attributes: Vec::new(),
            },
            Part::End,
            Part::Text("x & y".into()),
            Part::End,
        ];
        assert_eq!(parts(document), expected);
    }

    #[test]
    fn no_cut_and_no_stray_mark_is_too_much() {
        let document = "<a one=\"1\">a &unknown; & b</a>";
        for end in (0..document.len()).filter(|end| document.is_char_boundary(*end)) {
            parts(&document[..end]);
        }
        assert!(parts(document).contains(&Part::Text("a &unknown; & b".into())));
    }
}
