//! YAML (and with it JSON) as values that know their lines, and front matter. Does not live here: what any key means.

use saphyr::{LoadableYamlNode as _, MarkedYaml, Scalar, YamlData};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// 1-based, in the whole file.
    pub(crate) line: u32,
    pub(crate) value: Value,
}

/// What a value can be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Nothing,
    Switch(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Table(Vec<(String, Node)>),
}

/// Why a text is no YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub(crate) line: u32,
    pub(crate) message: String,
}

/// Reads one document that begins behind `above` lines of its file.
pub(crate) fn parse(text: &str, above: u32) -> Result<Node, Unreadable> {
    let documents = MarkedYaml::load_from_str(text).map_err(|error| Unreadable {
        line: line(error.marker().line(), above),
        message: error.info().to_owned(),
    })?;
    match documents.first() {
        Some(document) => node(document, above),
        None => Ok(Node {
            line: above + 1,
            value: Value::Nothing,
        }),
    }
}

/// The front matter of a Markdown text, how many lines stand above it, and the body; `None` without one.
pub(crate) fn front_matter(text: &str) -> Option<(&str, u32, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rest = text
        .strip_prefix("---\n")
        .or_else(|| text.strip_prefix("---\r\n"))?;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((&rest[..at], 1, &rest[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

impl Node {
    /// The entries of a table; none where it is nothing.
    pub(crate) fn table(&self) -> Option<&[(String, Node)]> {
        match &self.value {
            Value::Table(entries) => Some(entries),
            Value::Nothing => Some(&[]),
            _ => None,
        }
    }

    /// The value of a table's key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let entries = self.table()?;
        entries
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The text, where it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

fn node(yaml: &MarkedYaml<'_>, above: u32) -> Result<Node, Unreadable> {
    let at = line(yaml.span.start.line(), above);
    let unreadable = |message: &str| Unreadable {
        line: at,
        message: message.to_owned(),
    };
    let value = match &yaml.data {
        YamlData::Value(scalar) => of_scalar(scalar),
        YamlData::Sequence(items) => {
            let items: Result<_, _> = items.iter().map(|item| node(item, above)).collect();
            Value::List(items?)
        }
        YamlData::Mapping(entries) => {
            let entry = |(key, value): (&MarkedYaml<'_>, &MarkedYaml<'_>)| {
                let YamlData::Value(Scalar::String(name)) = &key.data else {
                    return Err(unreadable("a key must be text"));
                };
                Ok((name.to_string(), node(value, above)?))
            };
            let entries: Result<_, _> = entries.iter().map(entry).collect();
            Value::Table(entries?)
        }
        _ => return Err(unreadable("tags and aliases are not read here")),
    };
    Ok(Node { line: at, value })
}

fn of_scalar(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Nothing,
        Scalar::Boolean(switch) => Value::Switch(*switch),
        Scalar::Integer(number) => Value::Number(*number as f64),
        Scalar::FloatingPoint(number) => Value::Number(number.into_inner()),
        Scalar::String(text) => Value::Text(text.to_string()),
    }
}

fn line(in_text: usize, above: u32) -> u32 {
    u32::try_from(in_text).unwrap_or(u32::MAX).max(1) + above
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_lines_and_json_is_read_too() {
        let read = parse("a: 1\nb:\n  - x\n  - y: true\n", 3).expect("it is YAML");
        assert_eq!(read.get("a").map(|node| node.line), Some(4));
        let list = read.get("b").expect("it is there");
        let Value::List(items) = &list.value else {
            panic!("{list:?}")
        };
        assert_eq!((items[0].text(), items[1].line), (Some("x"), 7));
        let json = parse("{\"customModes\": [{\"slug\": \"s\"}]}", 0).expect("JSON is YAML");
        assert!(json.get("customModes").is_some());
        let broken = parse("a: 1\nb: [\nc: 2\n", 0).expect_err("the bracket is open");
        assert!(broken.line >= 2, "{broken:?}");
    }
}
