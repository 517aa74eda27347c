//! A reader and writer of a part of JSON.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    Object(BTreeMap<String, Value>),
}

#[derive(Debug, PartialEq, Eq)]
struct ReadError {
    at: usize,
    wanted: &'static str,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Reader {
            bytes: text.as_bytes(),
            at: 0,
        }
    }

    fn fail<T>(&self, wanted: &'static str) -> Result<T, ReadError> {
        Err(ReadError {
            at: self.at,
            wanted,
        })
    }

    fn peek(&mut self) -> Option<u8> {
        while self
            .bytes
            .get(self.at)
            .is_some_and(|byte| byte.is_ascii_whitespace())
        {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    fn expect(&mut self, byte: u8, wanted: &'static str) -> Result<(), ReadError> {
        if self.peek() != Some(byte) {
            return self.fail(wanted);
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self) -> Result<Value, ReadError> {
        match self.peek() {
            Some(b'"') => Ok(Value::Text(self.text()?)),
            Some(b'[') => self.list().map(Value::List),
            Some(b'{') => self.object().map(Value::Object),
            Some(b'0'..=b'9' | b'-') => self.number(),
            _ => self.word(),
        }
    }

    fn text(&mut self) -> Result<String, ReadError> {
        self.expect(b'"', "a quote")?;
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|byte| *byte != b'"') {
            self.at += 1;
        }
        let text = String::from_utf8_lossy(&self.bytes[start..self.at]).into_owned();
        self.expect(b'"', "a closing quote")?;
        Ok(text)
    }

    fn number(&mut self) -> Result<Value, ReadError> {
        let rest = &self.bytes[self.at..];
        let length = rest
            .iter()
            .take_while(|byte| b"-.0123456789".contains(byte))
            .count();
        let text = std::str::from_utf8(&rest[..length]).unwrap_or_default();
        match text.parse() {
            Ok(number) => {
                self.at += length;
                Ok(Value::Number(number))
            }
            Err(_) => self.fail("a number"),
        }
    }

    fn word(&mut self) -> Result<Value, ReadError> {
        let words = [
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
        ];
        for (word, value) in words {
            if self.bytes[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value);
            }
        }
        self.fail("a value")
    }

    fn list(&mut self) -> Result<Vec<Value>, ReadError> {
        self.expect(b'[', "a list")?;
        let mut values = Vec::new();
        while self.peek() != Some(b']') {
            if !values.is_empty() {
                self.expect(b',', "a comma")?;
            }
            values.push(self.value()?);
        }
        self.at += 1;
        Ok(values)
    }

    fn object(&mut self) -> Result<BTreeMap<String, Value>, ReadError> {
        self.expect(b'{', "an object")?;
        let mut values = BTreeMap::new();
        while self.peek() != Some(b'}') {
            if !values.is_empty() {
                self.expect(b',', "a comma")?;
            }
            let key = self.text()?;
            self.expect(b':', "a colon")?;
            values.insert(key, self.value()?);
        }
        self.at += 1;
        Ok(values)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Number(number) => write!(f, "{number}"),
            Value::Text(text) => write!(f, "\"{text}\""),
            Value::List(values) => {
                let parts: Vec<String> = values.iter().map(Value::to_string).collect();
                write!(f, "[{}]", parts.join(","))
            }
            Value::Object(values) => {
                f.write_char('{')?;
                for (index, (key, value)) in values.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma}\"{key}\":{value}")?;
                }
                f.write_char('}')
            }
        }
    }
}

fn main() {
    let text = r#" {"b": [1, -2.5, true, null], "a": {"x": "y"}, "c": []} "#;
    let value = Reader::new(text).value().expect("it is JSON");
    assert_eq!(
        value.to_string(),
        r#"{"a":{"x":"y"},"b":[1,-2.5,true,null],"c":[]}"#
    );
    let Value::Object(map) = &value else {
        panic!("an object")
    };
    assert_eq!(map["c"], Value::List(vec![]));
    assert_eq!(
        Reader::new("[1 2]").value(),
        Err(ReadError {
            at: 3,
            wanted: "a comma"
        })
    );
    assert_eq!(Reader::new("?").value().unwrap_err().wanted, "a value");
}
