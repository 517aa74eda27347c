//! From settings to a plan.

use std::path::PathBuf;

use super::*;
use crate::config::schema::{ModelSettings, ProviderName, Settings};

fn plan(change: impl FnOnce(&mut ModelSettings)) -> Result<Option<Plan>, String> {
    let mut settings = Settings::defaults().model;
    change(&mut settings);
    Plan::of(&settings, PathBuf::from("usage.jsonl"))
}

#[test]
fn off_is_off_and_every_name_is_known() {
    assert_eq!(plan(|_| {}), Ok(None));
    for name in Provider::names() {
        let provider: ProviderName =
            serde_json::from_value(name.into()).expect("a setting has this name");
        let plan = plan(|settings| {
            settings.provider = provider;
            settings.model = Some("m".into());
            settings.base_url = Some("https://a.example/".into());
        });
        let plan = plan.expect("it can be used").expect("it is on");
        assert_eq!(
            (plan.provider.name.as_str(), plan.provider.base_url.as_str()),
            (name, "https://a.example")
        );
    }
}

#[test]
fn what_does_not_say_enough_is_said() {
    let without_model = plan(|settings| settings.provider = ProviderName::Ollama);
    assert!(without_model.is_err_and(|error| error.contains("model.model")));
    let plain = plan(|settings| {
        settings.provider = ProviderName::Custom;
        settings.model = Some("m".into());
        settings.base_url = Some("http://models.example/v1".into());
    });
    assert!(plain.is_err_and(|error| error.contains("https")));
}
