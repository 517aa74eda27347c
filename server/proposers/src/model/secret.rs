//! A key, held so that no log and no debug output shows it.

use std::fmt;

/// A credential. Its `Debug` prints nothing of it, it has no `Display`, and it is not serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a credential; white space around it (a line break behind a command's output) is dropped. `None` when nothing
    /// is left.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The credential itself: for the header it is sent in, and for taking it out of text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn nothing_of_a_secret_is_shown() {
        let secret = Secret::new(" topsecret\n").expect("there is text");
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_eq!(secret.expose(), "topsecret");
        assert_eq!(Secret::new(" \n"), None);
    }
}
