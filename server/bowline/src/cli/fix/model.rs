//! Which model a run may ask, as it is said on the command line.

use crate::config::{Settings, schema::ProviderName};

/// A provider and a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    provider: ProviderName,
    model: String,
}

/// Takes `PROVIDER/MODEL` apart; a model's own name may hold slashes.
pub(super) fn named(text: &str) -> Result<Named, String> {
    let (provider, model) = text
        .split_once('/')
        .filter(|(_, model)| !model.is_empty())
        .ok_or_else(|| {
            format!("`{text}` is not PROVIDER/MODEL, for instance ollama/qwen2.5-coder:7b")
        })?;
    let known = serde_json::from_value::<ProviderName>(provider.into());
    let provider = known
        .map_err(|_| format!("there is no provider `{provider}`; docs/models.md names them"))?;
    Ok(Named {
        provider,
        model: model.to_owned(),
    })
}

/// Sets what was named; the address and the key of another provider do not fit it.
pub(super) fn choose(settings: &mut Settings, named: &Named) {
    let model = &mut settings.model;
    if model.provider != named.provider {
        (model.base_url, model.key_env, model.key_command) = (None, None, None);
        (model.price_input, model.price_output) = (0, 0);
    }
    model.provider = named.provider;
    model.model = Some(named.model.clone());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_named_with_its_provider() {
        let found = named("openrouter/qwen/qwen3-coder").expect("it is one");
        assert_eq!(found.model, "qwen/qwen3-coder");
        let mut settings = Settings::defaults();
        settings.model.base_url = Some("https://a.example".into());
        choose(&mut settings, &found);
        assert_eq!(
            (settings.model.provider, settings.model.base_url),
            (ProviderName::Openrouter, None)
        );
        assert!(named("gpt").is_err() && named("nobody/x").is_err() && named("ollama/").is_err());
    }
}
