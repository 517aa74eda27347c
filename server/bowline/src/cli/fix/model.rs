//! Which model a run may ask, as it is said on the command line.

use crate::modes::Route;

/// Takes `PROVIDER/MODEL` apart; a model's own name may hold slashes.
pub(in crate::cli) fn named(text: &str) -> Result<Route, String> {
    let route = Route::read(text);
    if route.provider.is_some() {
        return Ok(route);
    }
    let (provider, _) = text
        .split_once('/')
        .filter(|(_, model)| !model.is_empty())
        .ok_or_else(|| {
            format!("`{text}` is not PROVIDER/MODEL, for instance ollama/qwen2.5-coder:7b")
        })?;
    Err(format!(
        "there is no provider `{provider}`; docs/models.md names them"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Settings, schema::ProviderName};

    #[test]
    fn a_model_is_named_with_its_provider() {
        let found = named("openrouter/qwen/qwen3-coder").expect("it is one");
        assert_eq!(found.model, "qwen/qwen3-coder");
        let mut settings = Settings::defaults();
        settings.model.base_url = Some("https://a.example".into());
        found.choose(&mut settings);
        assert_eq!(
            (settings.model.provider, settings.model.base_url),
            (ProviderName::Openrouter, None)
        );
        assert!(named("gpt").is_err() && named("nobody/x").is_err() && named("ollama/").is_err());
    }
}
