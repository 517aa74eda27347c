//! Secrets of the environment: the values of variables whose names say that they hold one.

use std::sync::OnceLock;

use bowline_proposers::model::Secret;

/// Values shorter than this are no secrets, or are no loss.
const SHORTEST: usize = 8;

/// Ends of the names of variables that hold secrets.
const TELLING: &[&str] = &[
    "KEY",
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "CREDENTIALS",
    "CREDENTIAL",
    "AUTH",
    "PAT",
    "COOKIE",
];

/// The secrets among variables; one that holds another goes first.
pub fn secrets(variables: impl IntoIterator<Item = (String, String)>) -> Vec<Secret> {
    let is_telling = |name: &str| {
        let name = name.to_ascii_uppercase();
        TELLING.iter().any(|end| name.ends_with(end))
    };
    let mut values: Vec<Secret> = variables
        .into_iter()
        .filter(|(name, value)| is_telling(name) && value.trim().len() >= SHORTEST)
        .filter_map(|(_, value)| Secret::new(&value))
        .collect();
    values.sort_by_key(|value| std::cmp::Reverse(value.expose().len()));
    values
}

/// The text without the secrets of this process's environment.
pub(super) fn without(text: String) -> String {
    static OWN: OnceLock<Vec<Secret>> = OnceLock::new();
    let own = OWN.get_or_init(|| {
        // A variable that is not Unicode is no word that could stand in a text.
        let variables = std::env::vars_os();
        secrets(variables.filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }))
    });
    own.iter()
        .fold(text, |text, value| match text.contains(value.expose()) {
            true => text.replace(value.expose(), "[redacted:env]"),
            false => text,
        })
}
