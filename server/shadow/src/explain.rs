//! The compiler's own words about one of its error codes.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{
    environment,
    process::{self, End, Invocation},
    project::Project,
};

/// rustc prints a text that is built into it.
const DEADLINE: Duration = Duration::from_secs(20);

/// What `rustc --explain` says of an error code, in Markdown; `None` for what is no such code, or where rustc knows nothing.
pub async fn explain(project: &Project, code: &str, cancel: &CancellationToken) -> Option<String> {
    let digits = code.strip_prefix('E')?;
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let name = format!("rustc{}", std::env::consts::EXE_SUFFIX);
    let invocation = Invocation {
        argv: vec![
            project.cargo.with_file_name(name).into_os_string(),
            "--explain".into(),
            code.into(),
        ],
        dir: project.root.clone(),
        env: environment::plain(project.toolchain.as_deref()),
        deadline: DEADLINE,
    };
    let output = process::run(&invocation, cancel).await.ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (output.end == End::Exited(0) && !text.trim().is_empty()).then(|| text.trim().to_owned())
}
