//! The providers that are known by name, as data. Any other one is an entry of the same shape, made from settings.

use super::{dialect::Dialect, lookup::LookupBy};

/// A provider: where it is, how it speaks, and what is odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its name in settings and in the ledger.
    pub name: String,
    /// The address that the dialect's paths are put behind; no slash at its end.
    pub base_url: String,
    /// The environment variables that may hold its key, the usual one first; empty where none is needed.
    pub key_env: Vec<String>,
    /// How it speaks.
    pub dialect: Dialect,
    /// How edits are asked for.
    pub form: Form,
    /// What is odd about it.
    pub quirks: Quirks,
    /// Tokens of context to count on, prompt and reply together, where nothing better is known.
    pub context: u32,
}

/// The form in which edits are asked for. Whatever is asked for, all forms are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A JSON object, held by the provider to a schema.
    Json,
    /// Blocks of text to search for and to put in their place.
    Blocks,
    /// The whole item, changed: for small models, which write diffs badly.
    Item,
}

/// Where a server departs from the dialect it speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quirks {
    /// The field that bounds the reply.
    pub bound: Bound,
    /// Whether its models let themselves be told how freely to choose.
    pub heat: Heat,
    /// Whether a plain 500 is worth another try; local servers answer so to requests that they cannot read.
    pub server_error: ServerError,
    /// Whether its models may be given tools to call.
    pub tools: Tools,
}

/// The field of the chat dialect that bounds the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// `max_tokens`, which all but one understand.
    MaxTokens,
    /// `max_completion_tokens`.
    MaxCompletionTokens,
}

/// Whether a temperature may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heat {
    /// It may.
    Settable,
    /// Some models refuse requests that hold one.
    Fixed,
}

/// What a 500 means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerError {
    /// It may pass.
    Passing,
    /// The same request will meet it again.
    Lasting,
}

/// Whether tools may be offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tools {
    /// They may.
    Offered,
    /// Not beside a schema that the reply is held to.
    WithoutSchema,
    /// Not by every server or every model, and some answer with an error or with silence.
    Doubtful,
}

const USUAL: Quirks = Quirks {
    bound: Bound::MaxTokens,
    heat: Heat::Settable,
    server_error: ServerError::Passing,
    tools: Tools::WithoutSchema,
};
const LOCAL: Quirks = Quirks {
    bound: Bound::MaxTokens,
    heat: Heat::Settable,
    server_error: ServerError::Lasting,
    tools: Tools::Doubtful,
};
const OLLAMA: Quirks = Quirks {
    tools: Tools::WithoutSchema,
    ..LOCAL
};
const OTHER: Quirks = Quirks {
    tools: Tools::Doubtful,
    ..USUAL
};
const OPENAI: Quirks = Quirks {
    bound: Bound::MaxCompletionTokens,
    heat: Heat::Fixed,
    server_error: ServerError::Passing,
    tools: Tools::Offered,
};

/// One row: name, base address, key variables, dialect, form, quirks, context.
type Row = (
    &'static str,
    &'static str,
    &'static [&'static str],
    Dialect,
    Form,
    Quirks,
    u32,
);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("openai", "https://api.openai.com/v1", &["OPENAI_API_KEY"], Dialect::Chat, Form::Json, OPENAI, 128_000),
    ("anthropic", "https://api.anthropic.com", &["ANTHROPIC_API_KEY"], Dialect::Messages, Form::Blocks, USUAL, 200_000),
    ("openrouter", "https://openrouter.ai/api/v1", &["OPENROUTER_API_KEY"], Dialect::Chat, Form::Blocks, USUAL, 32_000),
    ("kilo", "https://api.kilo.ai/api/gateway", &["KILO_API_KEY", "KILOCODE_API_KEY"], Dialect::Chat, Form::Blocks, USUAL, 32_000),
    ("gemini", "https://generativelanguage.googleapis.com/v1beta/openai", &["GEMINI_API_KEY"], Dialect::Chat, Form::Json, USUAL, 128_000),
    ("mistral", "https://api.mistral.ai/v1", &["MISTRAL_API_KEY"], Dialect::Chat, Form::Json, USUAL, 32_000),
    ("groq", "https://api.groq.com/openai/v1", &["GROQ_API_KEY"], Dialect::Chat, Form::Blocks, USUAL, 32_000),
    ("vllm", "http://127.0.0.1:8000/v1", &[], Dialect::Chat, Form::Json, LOCAL, 8_192),
    ("lmstudio", "http://127.0.0.1:1234/v1", &[], Dialect::Chat, Form::Json, LOCAL, 4_096),
    ("llamacpp", "http://127.0.0.1:8080/v1", &[], Dialect::Chat, Form::Json, LOCAL, 4_096),
    ("ollama", "http://127.0.0.1:11434", &[], Dialect::Ollama, Form::Json, OLLAMA, 4_096),
    ("custom", "", &[], Dialect::Chat, Form::Blocks, OTHER, 8_192),
];

impl Provider {
    /// The provider of this name.
    pub fn named(name: &str) -> Option<Self> {
        let row = TABLE.iter().find(|row| row.0 == name)?;
        let (name, base_url, key_env, dialect, form, quirks, context) = row;
        Some(Self {
            name: (*name).to_owned(),
            base_url: (*base_url).to_owned(),
            key_env: key_env.iter().map(|name| (*name).to_owned()).collect(),
            dialect: *dialect,
            form: *form,
            quirks: *quirks,
            context: *context,
        })
    }

    /// Every name there is.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|row| row.0)
    }

    /// How a model may ask to see more. Small models, which are asked for a whole item, are not led astray by it.
    pub fn lookups(&self) -> LookupBy {
        match (self.form, self.quirks.tools) {
            (Form::Item, _) => LookupBy::Nothing,
            (_, Tools::Offered) | (Form::Blocks, Tools::WithoutSchema) => LookupBy::Calls,
            _ => LookupBy::Words,
        }
    }

    /// Whether its address is this machine.
    pub fn is_local(&self) -> bool {
        host(&self.base_url).is_some_and(|host| {
            host == "localhost"
                || host == "[::1]"
                || host
                    .parse::<std::net::Ipv4Addr>()
                    .is_ok_and(|ip| ip.is_loopback())
        })
    }

    /// Whether text may be sent there: over https, or to this machine.
    pub fn is_safe(&self) -> bool {
        self.base_url.starts_with("https://")
            || (self.base_url.starts_with("http://") && self.is_local())
    }
}

/// The host of an address, without port and without anything that only looks like one (`http://127.0.0.1@elsewhere`).
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    if authority.contains('@') {
        return None;
    }
    match authority.strip_prefix('[') {
        Some(_) => authority.split_inclusive(']').next(),
        None => authority.split(':').next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_complete() {
        for name in Provider::names() {
            let provider = Provider::named(name).expect("a name of the table");
            assert!(!provider.base_url.ends_with('/'), "{name}");
            assert!(provider.is_safe() || name == "custom", "{name}");
            assert_eq!(
                provider.is_local(),
                provider.key_env.is_empty() && name != "custom",
                "{name}"
            );
        }
        assert_eq!(Provider::named("nobody"), None);
    }

    #[test]
    fn plain_http_goes_to_this_machine_alone() {
        let at = |url: &str| Provider {
            base_url: url.to_owned(),
            ..Provider::named("custom").expect("a name of the table")
        };
        for safe in [
            "https://a.example/v1",
            "http://localhost:1/v1",
            "http://127.0.0.1",
            "http://[::1]:80/v1",
        ] {
            assert!(at(safe).is_safe(), "{safe}");
        }
        for unsafe_one in [
            "http://a.example",
            "http://127.0.0.1@a.example/",
            "http://localhost.a.example",
            "ftp://127.0.0.1",
            "",
        ] {
            assert!(!at(unsafe_one).is_safe(), "{unsafe_one}");
        }
    }
}
