//! Texts of earlier revisions, asked of the `git` program. Only blobs are read: no filter, no hook and no external program that a
//! repository may name is run, and nothing is written.

use std::{ffi::OsString, path::Path, time::Duration};

use bowline_loop_core::WorkspacePath;
use tokio_util::sync::CancellationToken;

use crate::process::{self, End, Invocation};

/// How long one question may take.
const DEADLINE: Duration = Duration::from_secs(5);

/// Variables that would point `git` at another repository.
const ELSEWHERE: &[&str] = &["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"];

/// The text of a file below `root` at a revision; `None` where there is no such text, no repository or no `git`.
pub async fn text_at(
    root: &Path,
    revision: &str,
    path: &WorkspacePath,
    cancel: &CancellationToken,
) -> Option<String> {
    let words = ["git", "--no-optional-locks", "cat-file", "blob"];
    let mut argv: Vec<OsString> = words.map(OsString::from).into();
    argv.push(format!("{revision}:./{path}").into());
    let mut env: Vec<_> = ELSEWHERE
        .iter()
        .map(|name| ((*name).into(), None))
        .collect();
    env.push(("GIT_TERMINAL_PROMPT".into(), Some("0".into())));
    // Objects that a partial clone lacks are not fetched.
    env.push(("GIT_NO_LAZY_FETCH".into(), Some("1".into())));
    let invocation = Invocation {
        argv,
        dir: root.to_owned(),
        env,
        deadline: DEADLINE,
    };
    let output = process::run(&invocation, cancel).await.ok()?;
    match output.end {
        End::Exited(0) => String::from_utf8(output.stdout).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn git(root: &Path, words: &[&str]) -> bool {
        let own = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example"];
        let argv = own.iter().chain(words).map(OsString::from).collect();
        let env = ELSEWHERE
            .iter()
            .map(|name| ((*name).into(), None))
            .collect();
        let invocation = Invocation {
            argv,
            dir: root.to_owned(),
            env,
            deadline: DEADLINE,
        };
        let ran = process::run(&invocation, &CancellationToken::new()).await;
        ran.is_ok_and(|output| output.end == End::Exited(0))
    }

    #[tokio::test]
    async fn what_a_file_was_is_read_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let below = place.path().join("a b");
        std::fs::create_dir(&below).unwrap();
        std::fs::write(below.join("x.rs"), "first\n").unwrap();
        // Without the program there is nothing to read, which is no failure.
        if !git(place.path(), &["init", "-q"]).await {
            return;
        }
        assert!(git(place.path(), &["add", "."]).await);
        assert!(git(place.path(), &["commit", "-q", "-m", "one"]).await);
        std::fs::write(below.join("x.rs"), "second\n").unwrap();
        let cancel = CancellationToken::new();
        let path = WorkspacePath::new("x.rs");
        let was = text_at(&below, "HEAD", &path, &cancel).await;
        assert_eq!(was.as_deref(), Some("first\n"));
        assert_eq!(text_at(&below, "HEAD~1", &path, &cancel).await, None);
        let other = WorkspacePath::new("y.rs");
        assert_eq!(text_at(&below, "HEAD", &other, &cancel).await, None);
    }
}
