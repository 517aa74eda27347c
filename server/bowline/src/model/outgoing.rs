//! What leaves this machine has gone through here: credentials by their looks, long random words, the values of variables
//! that hold secrets, the key itself, and the name of the home directory are taken out.

use bowline_proposers::model::Secret;

use crate::redact::{self, environment, random};

/// Takes out what must not leave.
#[derive(Clone, Debug)]
pub struct Outgoing {
    values: Vec<Secret>,
    home: Option<String>,
}

impl Outgoing {
    /// Knows the secrets of this process's environment, and the home directory.
    pub fn from_env() -> Self {
        let home = std::env::home_dir().and_then(|home| home.to_str().map(str::to_owned));
        Self::of(std::env::vars(), home)
    }

    fn of(variables: impl IntoIterator<Item = (String, String)>, home: Option<String>) -> Self {
        let values = environment::secrets(variables);
        Self {
            values,
            home: home.filter(|home| home.len() > 1),
        }
    }

    /// Knows one more secret.
    pub fn and(mut self, secret: Option<&Secret>) -> Self {
        self.values.extend(secret.cloned());
        self
    }

    /// The text as it may leave.
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for value in &self.values {
            text = text.replace(value.expose(), "[redacted:env]");
        }
        let mut text = random::without(&redact::text(&text), "+/_=-");
        if let Some(home) = &self.home {
            text = text.replace(home.as_str(), "~");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing() -> Outgoing {
        let variables = [
            ("DEPLOY_TOKEN", "hunter2-and-more"),
            ("PATH", "/usr/bin"),
            ("SHORT_KEY", "abc"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Outgoing::of(variables, Some("/home/somebody".into()))
    }

    #[test]
    fn five_hundred_canaries_and_none_gets_out() {
        let mut state = 7_u64;
        let mut random = |alphabet: &str, length: usize| -> String {
            let letters: Vec<char> = alphabet.chars().collect();
            (0..length)
                .map(|_| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    letters[usize::try_from(state >> 33).unwrap_or(0) % letters.len()]
                })
                .collect()
        };
        let word = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        for round in 0..500 {
            let secret = match round % 10 {
                0 => format!("AKIA{}", random(upper, 16)),
                1 => format!("ghp_{}", random(word, 36)),
                2 => format!("sk-{}", random(word, 40)),
                3 => format!("glpat-{}", random(word, 20)),
                4 => format!("AIza{}", random(word, 35)),
                5 => format!("xoxb-{}", random(word, 24)),
                6 => random(word, 44),
                7 => format!("hf_{}", random(word, 34)),
                8 => "hunter2-and-more".to_owned(),
                _ => format!("github_pat_{}", random(word, 40)),
            };
            let places = [
                format!("let key = \"{secret}\";"),
                format!("// {secret}"),
                format!("error: expected `{secret}`, found `x`"),
                format!("https://host/?q={secret}&r=1"),
                format!("password={secret}"),
            ];
            for text in places {
                let sent = outgoing().text(&text);
                assert!(!sent.contains(&secret), "{text} → {sent}");
            }
        }
    }

    #[test]
    fn code_is_left_as_it_is_and_the_home_directory_is_not_named() {
        let code = "pub fn a_very_long_function_name_that_says_what_it_does<T: Into<String>>(x: T) -> [u8; 32] { 0x00FF_AA00 }";
        assert_eq!(outgoing().text(code), code);
        assert_eq!(outgoing().text("in /home/somebody/app/src"), "in ~/app/src");
        let own = Secret::new("own-key-of-this-plan");
        let knows = outgoing().and(own.as_ref());
        assert_eq!(knows.text("x own-key-of-this-plan y"), "x [redacted:env] y");
    }
}
