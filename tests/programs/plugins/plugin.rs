//! What a plugin is, and two of them.

#[derive(Debug, Default)]
pub struct Context {
    notes: Vec<String>,
}

impl Context {
    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

pub trait Plugin {
    fn name(&self) -> &'static str;
    fn run(&self, context: &mut Context, text: &str) -> String;
}

pub struct Shout;

impl Plugin for Shout {
    fn name(&self) -> &'static str {
        "shout"
    }

    fn run(&self, _: &mut Context, text: &str) -> String {
        text.to_uppercase()
    }
}

pub struct Wrap {
    pair: (char, char),
}

impl Wrap {
    pub fn with(open: char, close: char) -> Self {
        Wrap {
            pair: (open, close),
        }
    }
}

impl Plugin for Wrap {
    fn name(&self) -> &'static str {
        "wrap"
    }

    fn run(&self, _: &mut Context, text: &str) -> String {
        let (open, close) = self.pair;
        let mut wrapped = String::with_capacity(text.len() + 2);
        wrapped.push(open);
        wrapped.push_str(text);
        wrapped.push(close);
        wrapped
    }
}
