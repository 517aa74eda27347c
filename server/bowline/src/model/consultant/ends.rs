//! What the end of a call means for the loop: the same question again, a stronger model, one sample less, or no further call.

use bowline_loop_core::{StopReason, consult::ModelCall, stop::Missing};
use bowline_proposers::model::ModelError;

use crate::model::Plan;

/// How a call ends that asked to see more.
pub(super) const LOOKED_UP: &str = "looked_up";

/// How a call ends whose server knows no tools.
pub(super) const NO_TOOLS: &str = "no_tools";

/// Whether a server refuses a request because tools are offered in it.
pub(super) fn is_about_tools(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    ["tool", "function call", "functions"]
        .iter()
        .any(|word| message.contains(word))
}

/// Whether the same question is to be asked again: with what was looked up, or without the tools that the server does not know.
pub fn goes_on(call: &ModelCall) -> bool {
    [LOOKED_UP, NO_TOOLS].contains(&call.end.as_str())
}

/// Whether a failure says that another question to the same model about the same code is worth little.
pub fn is_unfit(call: &ModelCall) -> bool {
    ["context_too_long", "malformed", "refused"].contains(&call.end.as_str())
}

/// The end of a loop for failures that no further question mends; `None` for those that cost one sample.
pub(super) fn stop_of(error: &ModelError, plan: &Plan) -> Option<StopReason> {
    let at = format!("{} at {}", plan.provider.name, plan.provider.base_url);
    match error {
        ModelError::Auth(_) => Some(StopReason::Blocked(Missing::Credentials(format!(
            "{at}: {error}"
        )))),
        ModelError::Billing(_) => Some(StopReason::OutOfMoney),
        ModelError::Network(_) | ModelError::Rejected(_) => Some(StopReason::Blocked(
            Missing::Data(format!("the model of {at}: {error}")),
        )),
        ModelError::Insecure(_) => Some(StopReason::PolicyDenied(error.to_string())),
        ModelError::Cancelled => Some(StopReason::Cancelled),
        ModelError::RateLimited { .. }
        | ModelError::Overloaded(_)
        | ModelError::ContextTooLong(_)
        | ModelError::Server(_)
        | ModelError::Refused
        | ModelError::Truncated
        | ModelError::Malformed(_)
        | ModelError::TimedOut => None,
    }
}
