//! One replay: a recorded call, made once more with an output directory and incremental state of its own.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{
    capture::{Call, sources},
    cargo::Place,
    environment::Changes,
    process::{End, Invocation},
    shadow::ShadowError,
};

/// Variables that name pipes of the cargo that made the call; it has ended.
const GONE: &[&str] = &["CARGO_MAKEFLAGS", "MAKEFLAGS", "MFLAGS"];

/// What a replay left.
#[derive(Debug)]
pub(super) struct Replayed {
    pub(super) end: End,
    /// The compiler's messages, as it wrote them.
    pub(super) messages: Vec<(String, Value)>,
    /// The rest of what it wrote: a crash, or what a macro printed.
    pub(super) rest: String,
    /// The files it read, as it names them; `None` where it did not come far enough to say.
    pub(super) files: Option<Vec<String>>,
    pub(super) elapsed: Duration,
    /// The call that was made.
    pub(super) argv: Vec<String>,
}

/// Makes a call again. Writes into `private` alone.
pub(super) async fn replay(
    call: Arc<Call>,
    private: &Path,
    place: &Place<'_>,
    deadline: Duration,
    cancel: &CancellationToken,
) -> Result<Replayed, ShadowError> {
    let (out, incremental) = (private.join("out"), private.join("incremental"));
    let prepared = fs::create_dir_all(&out).and_then(|()| warm(&call, &incremental, place));
    prepared.map_err(|source| ShadowError::in_shadow(place.slot, private, "made", source))?;
    let dep_info = out.join(format!("{}-{}.d", call.name(), call.unit()));
    let _ = fs::remove_file(&dep_info);
    let argv = redirected(&call, &out, &incremental);
    let invocation = Invocation {
        argv: argv.iter().map(OsString::from).collect(),
        dir: call.dir.clone(),
        env: environment(&call),
        deadline,
    };
    let output = place.run(invocation, cancel).await?;
    let (mut messages, mut rest) = (Vec::new(), String::new());
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        match serde_json::from_str::<Value>(line) {
            Ok(value) if is_count(&value) => {}
            Ok(value) if value["$message_type"] == "diagnostic" => {
                messages.push((line.to_owned(), value));
            }
            Ok(Value::Object(_)) => {}
            _ => rest.extend([line, "\n"]),
        }
    }
    Ok(Replayed {
        end: output.end,
        messages,
        rest,
        files: fs::read_to_string(dep_info)
            .ok()
            .map(|list| sources::parse(&list)),
        elapsed: output.elapsed,
        argv,
    })
}

/// Whether a message only counts others; cargo keeps those to itself.
fn is_count(value: &Value) -> bool {
    let text = value["message"].as_str().unwrap_or_default();
    text.starts_with("aborting due to ")
        || text.ends_with(" warning emitted")
        || text.ends_with(" warnings emitted")
}

/// The same arguments, with the compiler's own directories in place of cargo's.
fn redirected(call: &Call, out: &Path, incremental: &Path) -> Vec<String> {
    let mut before = "";
    let mut argv = Vec::with_capacity(call.argv.len());
    for argument in &call.argv {
        argv.push(match before {
            "--out-dir" => out.display().to_string(),
            "-C" if argument.starts_with("incremental=") => {
                format!("incremental={}", incremental.display())
            }
            _ => argument.clone(),
        });
        before = argument;
    }
    argv
}

/// The recorded environment and nothing else.
fn environment(call: &Call) -> Changes {
    let inherited = std::env::vars_os().map(|(name, _)| name);
    let dropped = inherited.filter(|name| {
        let known = name
            .to_str()
            .is_some_and(|name| call.env.contains_key(name));
        !known
    });
    let mut changes: Changes = dropped.map(|name| (name, None)).collect();
    for (name, value) in &call.env {
        let value = (!GONE.contains(&name.as_str())).then(|| OsString::from(value));
        changes.push((name.into(), value));
    }
    changes
}

/// Gives a crate that was never replayed the state that cargo's own compiler left. The compiler adds to such state and
/// never writes into what is there, so its files are linked; but two owners must not share a lock.
fn warm(call: &Call, incremental: &Path, place: &Place<'_>) -> io::Result<()> {
    let Some(from) = call.incremental() else {
        return Ok(());
    };
    // Never what lies below the layer: that is the person's.
    let from = match &place.over {
        Some(over) => over.overlay.above(from),
        None => from.to_path_buf(),
    };
    fs::create_dir_all(incremental)?;
    let starts = format!("{}-", call.name());
    let mut known = BTreeSet::new();
    for entry in fs::read_dir(incremental)? {
        known.insert(entry?.file_name());
    }
    let Ok(entries) = fs::read_dir(from) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with(&starts) && !known.contains(&name) {
            take_over(&entry.path(), &incremental.join(&name))?;
        }
    }
    Ok(())
}

/// Copies the state of one crate.
fn take_over(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let there: PathBuf = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            take_over(&entry.path(), &there)?;
        } else if !kind.is_file() {
            // In a layer, a mark that something is gone.
            continue;
        } else if entry.path().extension().is_some_and(|end| end == "lock")
            || fs::hard_link(entry.path(), &there).is_err()
        {
            fs::copy(entry.path(), &there)?;
        }
    }
    Ok(())
}
