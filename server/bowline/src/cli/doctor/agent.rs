//! What `bowline doctor` says of an external agent: whether one is set up, whether its program is there, and what confines it.
//! Starts nothing.

use bowline_shadow::{
    Ability, AbilityState,
    process::dialogue::find,
    sandbox::{Backend, Demand, Findings},
};

use super::ability;
use crate::{agent::Plan, config::Config, directories::Directories};

/// What is set up.
pub(super) fn plan(config: &Config, directories: &Directories, findings: &Findings) -> Ability {
    let plan = match Plan::of(&config.settings.agent, directories.ledger()) {
        Ok(Some(plan)) => plan,
        Ok(None) => {
            let detail = "off: none is ever started".to_owned();
            return ability("agent", AbilityState::Fine, detail, String::new());
        }
        Err(what) => {
            let hint = "docs/models.md shows the line for each agent".to_owned();
            return ability("agent", AbilityState::Limited, what, hint);
        }
    };
    let Some(program) = find(plan.program()) else {
        let detail = format!("`{}` was not found", plan.program());
        let hint = "install it, or name it by an absolute path in `agent.command`".to_owned();
        return ability("agent", AbilityState::Limited, detail, hint);
    };
    let is_confined = config.policy().demand != Demand::Off && findings.best() != Backend::None;
    if is_confined {
        let detail = format!("{}, confined, with network", program.display());
        return ability("agent", AbilityState::Fine, detail, String::new());
    }
    let detail = format!(
        "{}, with your rights: nothing confines it",
        program.display()
    );
    let hint = "see docs/security.md for what a sandbox would keep from it".to_owned();
    ability("agent", AbilityState::Limited, detail, hint)
}
