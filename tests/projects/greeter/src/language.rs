//! The languages it can greet in.

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    French,
    German,
}

impl Language {
    /// The word for «hello».
    pub fn hello(self) -> &'static str {
        match self {
            Self::English => "Hello",
            Self::French => "Bonjour",
            Self::German => "Hallo",
        }
    }

    /// The language of a tag such as `de` or `de-AT`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or(tag);
        match primary.to_lowercase().as_str() {
            "en" => Some(Self::English),
            "fr" => Some(Self::French),
            "de" => Some(Self::German),
            _ => None,
        }
    }
}
