//! What `bowline doctor` says of language models: whether one is set up with a key, and, where it is asked to look, which
//! servers answer on this machine. A server that is found is named, never used.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

use bowline_proposers::model::Provider;
use bowline_shadow::{Ability, AbilityState};

use super::ability;
use crate::{config::Config, directories::Directories, model::Plan};

/// How long a server on this machine may take to accept a connection.
const PATIENCE: Duration = Duration::from_millis(300);

/// What is set up. Looks at names of variables and opens nothing.
pub(super) fn plan(config: &Config, directories: &Directories) -> Ability {
    let plan = match Plan::of(&config.settings.model, directories.ledger()) {
        Ok(Some(plan)) => plan,
        Ok(None) => {
            let detail = "off: nothing leaves this machine".to_owned();
            return ability("model", AbilityState::Fine, detail, String::new());
        }
        Err(what) => {
            let hint = "docs/models.md shows two lines for each provider".to_owned();
            return ability("model", AbilityState::Limited, what, hint);
        }
    };
    let names = &plan.provider.key_env;
    let found = names.iter().find(|name| std::env::var_os(name).is_some());
    let key = match (plan.key_command.first(), found) {
        (Some(program), _) => format!("key from `{program}`"),
        (None, Some(name)) => format!("key in {name}"),
        (None, None) if names.is_empty() => "no key needed".to_owned(),
        (None, None) => {
            let detail = format!("{} at {}: no key", plan.model, plan.provider.name);
            let hint = format!("set {} or `model.key_command`", names.join(" or "));
            return ability("model", AbilityState::Limited, detail, hint);
        }
    };
    let detail = format!("{} at {}, {key}", plan.model, plan.provider.name);
    ability("model", AbilityState::Fine, detail, String::new())
}

/// The servers that accept a connection where one of the providers of this machine usually listens.
pub(super) fn nearby() -> Vec<Ability> {
    let near = Provider::names()
        .filter_map(Provider::named)
        .filter(Provider::is_local);
    let answering = near.filter(|provider| port(&provider.base_url).is_some_and(answers));
    let found: Vec<Ability> = answering
        .map(|provider| {
            let detail = format!("something answers at {}", provider.base_url);
            let hint = format!(
                "`provider = \"{}\"` below `[model]` asks it, with the name of one of its models",
                provider.name
            );
            ability("model nearby", AbilityState::Fine, detail, hint)
        })
        .collect();
    if found.is_empty() {
        let detail = "no model server answers on this machine".to_owned();
        return vec![ability(
            "model nearby",
            AbilityState::Fine,
            detail,
            String::new(),
        )];
    }
    found
}

fn port(url: &str) -> Option<u16> {
    let (_, rest) = url.rsplit_once(':')?;
    rest.split('/').next()?.parse().ok()
}

fn answers(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpStream::connect_timeout(&address, PATIENCE).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_is_found() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let port = port(&format!("http://{address}/v1")).expect("a port");
        assert!(answers(port));
        drop(listener);
        assert!(!answers(port));
    }
}
