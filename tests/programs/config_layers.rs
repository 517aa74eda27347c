//! Settings in layers: optional values, merging, a file format of lines, environment by closure.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;

#[derive(Debug, Clone, Default, PartialEq)]
struct Layer {
    host: Option<String>,
    port: Option<u16>,
    tags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
struct Settings {
    host: String,
    port: u16,
    tags: Vec<String>,
}

#[derive(Debug)]
struct ConfigError {
    line: usize,
    source: Option<Box<dyn Error>>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(source) = &self.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl Error for ConfigError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref()
    }
}

impl Layer {
    fn parse(text: &str) -> Result<Layer, ConfigError> {
        let mut layer = Layer::default();
        for (index, line) in text.lines().enumerate() {
            let line_number = index + 1;
            let Some((key, value)) = line.split_once('=') else {
                return Err(ConfigError {
                    line: line_number,
                    source: None,
                });
            };
            match key.trim() {
                "host" => layer.host = Some(value.trim().to_owned()),
                "port" => {
                    let port = value.trim().parse().map_err(|error| ConfigError {
                        line: line_number,
                        source: Some(Box::new(error)),
                    })?;
                    layer.port = Some(port);
                }
                "tags" => layer
                    .tags
                    .extend(value.split(',').map(|tag| tag.trim().to_string())),
                _ => {}
            }
        }
        Ok(layer)
    }

    fn from_lookup<'k>(lookup: impl Fn(&str) -> Option<&'k str>) -> Self {
        Layer {
            host: lookup("HOST").map(str::to_string),
            port: lookup("PORT").and_then(|port| port.parse().ok()),
            ..Default::default()
        }
    }

    fn over(self, below: Layer) -> Layer {
        let mut tags = below.tags;
        tags.extend(self.tags);
        Layer {
            host: self.host.or(below.host),
            port: self.port.or(below.port),
            tags,
        }
    }

    fn finish(self) -> Settings {
        Settings {
            host: self.host.unwrap_or_else(|| "localhost".to_string()),
            port: self.port.unwrap_or(80),
            tags: self.tags,
        }
    }
}

fn load(file: &str, environment: &HashMap<&str, &str>) -> Result<Settings, Box<dyn Error>> {
    let below = Layer::parse(file)?;
    let above = Layer::from_lookup(|name| environment.get(name).copied());
    Ok(above.over(below).finish())
}

fn main() -> Result<(), Box<dyn Error>> {
    let environment = HashMap::from([("PORT", "8080"), ("SHELL", "sh")]);
    let settings = load("host = example\nport = 1\ntags = a, b", &environment)?;
    let expected = Settings {
        host: "example".to_string(),
        port: 8080,
        tags: vec!["a".to_string(), "b".to_string()],
    };
    assert_eq!(settings, expected);
    let plain = load("tags=x", &HashMap::new())?;
    assert_eq!((plain.host.as_str(), plain.port), ("localhost", 80));
    let error = Layer::parse("host=a\nport=lots").unwrap_err();
    assert_eq!(error.to_string(), "line 2: invalid digit found in string");
    assert!(error.source().is_some());
    assert_eq!(Layer::parse("?").unwrap_err().line, 1);
    Ok(())
}
