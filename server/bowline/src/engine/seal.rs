//! The sandbox that a policy asks for on this machine, with this program as its launcher, and what is said where there is none.

use std::{
    path::PathBuf,
    sync::{
        LazyLock,
        atomic::{AtomicBool, Ordering},
    },
};

use bowline_loop_core::StopReason;
use bowline_shadow::{
    Sandbox,
    sandbox::{Findings, Policy, find},
};

/// This program: looked up once, because a program that is replaced while it runs no longer finds itself.
static LAUNCHER: LazyLock<Option<PathBuf>> =
    LazyLock::new(|| launcher(std::env::current_exe().ok()?));

/// The program itself, or the one that was built beside it, for tools and tests that hold an engine of their own.
fn launcher(this: PathBuf) -> Option<PathBuf> {
    let name = format!("bowline{}", std::env::consts::EXE_SUFFIX);
    let above = this.ancestors().skip(1).take(2);
    let beside = above.map(|directory| directory.join(&name));
    std::iter::once(this.clone())
        .filter(|program| program.ends_with(&name))
        .chain(beside)
        .find(|program| program.is_file())
}

/// Chooses the sandbox. A policy that this machine cannot keep is a stop; one that it keeps in part is logged once.
pub(super) async fn sandbox(policy: &Policy) -> Result<Sandbox, StopReason> {
    static SAID: AtomicBool = AtomicBool::new(false);
    let chosen = Sandbox::choose(policy.clone(), LAUNCHER.as_deref()).await;
    let sandbox = chosen.map_err(|error| StopReason::PolicyDenied(error.to_string()))?;
    if let Some(notice) = sandbox.notice()
        && !SAID.swap(true, Ordering::Relaxed)
    {
        tracing::warn!("{notice}");
    }
    Ok(sandbox)
}

/// What a person should know once of how the project is run here; nothing where all is as the policy asks.
pub async fn notice(policy: &Policy) -> Option<String> {
    match Sandbox::choose(policy.clone(), LAUNCHER.as_deref()).await {
        Ok(sandbox) => sandbox.notice().map(str::to_owned),
        Err(error) => Some(error.to_string()),
    }
}

/// What this machine offers.
pub async fn findings() -> Findings {
    find(LAUNCHER.as_deref()).await
}
