//! The spinner on standard error while a loop runs; nothing where standard error is no terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::engine::{Progress, Stage};

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(120);

/// Shows news until the sender is gone, then clears the line.
pub(super) async fn show(mut news: UnboundedReceiver<Progress>) {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) =
        ProgressStyle::with_template("{spinner:.cyan} {prefix:.bold} {wide_msg} {elapsed}")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(TICK);
    while let Some(progress) = news.recv().await {
        bar.set_prefix(stage(progress.stage));
        bar.set_message(message(&progress));
    }
    bar.finish_and_clear();
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Context => "read",
        Stage::Action => "edit",
        Stage::Observation => "check",
        Stage::Adjustment => "decide",
        Stage::Done => "done",
    }
}

fn message(progress: &Progress) -> String {
    match progress.attempt {
        0 => progress.message.clone(),
        attempt => format!("attempt {attempt}: {}", progress.message),
    }
}
