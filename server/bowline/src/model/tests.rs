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

#[test]
fn stronger_models_have_plans_of_their_own() {
    let made = |stronger: &[&str]| {
        plan(|settings| {
            settings.provider = ProviderName::Ollama;
            settings.model = Some("small".into());
            settings.base_url = Some("http://127.0.0.1:1".into());
            settings.form = crate::config::schema::Form::Item;
            settings.stronger_price_input = 7;
            settings.stronger = stronger.iter().map(|&text| text.to_owned()).collect();
        })
    };
    let plan = made(&["larger", "openai/gpt-5"]);
    let plan = plan.expect("it can be used").expect("it is on");
    assert_eq!((plan.bounds.stronger, plan.prices.input), (2, 0));
    let [larger, remote] = plan.stronger.as_slice() else {
        panic!("two plans");
    };
    assert_eq!(larger.provider.base_url, "http://127.0.0.1:1");
    assert_eq!(
        (larger.model.as_str(), larger.provider.form),
        ("larger", Form::Item)
    );
    assert_eq!(
        remote.provider,
        Provider::named("openai").expect("a name of the table")
    );
    assert_eq!((remote.model.as_str(), remote.prices.input), ("gpt-5", 7));
    assert!(made(&["off/x"]).is_err_and(|error| error.contains("model.stronger")));
}
