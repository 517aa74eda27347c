//! Where a key comes from: the environment, or a command. Never a file of the repository, and never kept but in memory.

use std::time::Duration;

use bowline_loop_core::{StopReason, stop::Missing};
use bowline_proposers::model::Secret;
use bowline_shadow::process::{self, End, Invocation};
use tokio_util::sync::CancellationToken;

use super::Plan;

/// How long a command may take: a person may have to unlock their password manager.
const PATIENCE: Duration = Duration::from_secs(60);

/// The key of a plan; `None` where the provider needs none.
pub(super) async fn find(
    plan: &Plan,
    cancel: &CancellationToken,
) -> Result<Option<Secret>, StopReason> {
    if !plan.key_command.is_empty() {
        return printed(plan, cancel).await.map(Some);
    }
    let names = &plan.provider.key_env;
    let found = names
        .iter()
        .find_map(|name| Secret::new(&std::env::var(name).ok()?));
    if found.is_none() && !names.is_empty() {
        return Err(missing(format!(
            "the key for {} is not there; set {} or `model.key_command`",
            plan.provider.name,
            names.join(" or ")
        )));
    }
    Ok(found)
}

async fn printed(plan: &Plan, cancel: &CancellationToken) -> Result<Secret, StopReason> {
    let invocation = Invocation {
        argv: plan.key_command.iter().map(Into::into).collect(),
        dir: std::env::temp_dir(),
        env: Vec::new(),
        deadline: PATIENCE,
    };
    let program = &plan.key_command[0];
    let output = process::run(&invocation, cancel)
        .await
        .map_err(|error| missing(format!("`model.key_command`: {error}")))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    match (output.end, Secret::new(&printed)) {
        (End::Exited(0), Some(key)) => Ok(key),
        (End::Exited(0), None) => Err(missing(format!(
            "`model.key_command` (`{program}`) printed nothing"
        ))),
        (End::Cancelled, _) => Err(StopReason::Cancelled),
        // What it said may hold what nobody should see.
        _ => Err(missing(format!("`model.key_command` (`{program}`) failed"))),
    }
}

fn missing(what: String) -> StopReason {
    StopReason::Blocked(Missing::Credentials(what))
}
