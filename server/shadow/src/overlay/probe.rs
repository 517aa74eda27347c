//! Whether this machine can lay a writable layer over the person's tree, in a namespace of its own and without any right of
//! an administrator. Tries it in an empty place; only looks.

use std::{
    ffi::OsString,
    fs,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use super::UNSHARE;
use crate::{
    life::disk,
    process::{self, End, Invocation},
};

/// Constant: the directories come in as arguments. What is written in the mount must be in the upper layer, and in it alone.
const SCRIPT: &str = r#"
mount -t overlay -o "lowerdir=$1/lower,upperdir=$1/upper,workdir=$1/work,userxattr" overlay "$1/mount" || exit 1
echo changed >"$1/mount/file" && read -r lower <"$1/lower/file" && read -r upper <"$1/upper/file" || exit 1
[ "$lower $upper" = "kept changed" ] || { echo "a write in the overlay went through" >&2; exit 1; }
"#;

/// How the names of the places begin in which it is tried; the number of the process follows.
const PLACE: &str = ".overlay-probe-";

/// Makes an overlay whose layers lie in `directory`, which is where it matters, writes through it and lets it go. An error
/// says in a sentence why there can be none.
pub async fn probe(directory: &Path) -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Err("overlays are for Linux".to_owned());
    }
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let place = directory.join(format!("{PLACE}{}-{number}", std::process::id()));
    remove_left_ones(directory);
    let made = ["lower", "upper", "work", "mount"]
        .iter()
        .try_for_each(|name| fs::create_dir_all(place.join(name)))
        .and_then(|()| fs::write(place.join("lower/file"), "kept\n"));
    let found = match made {
        Ok(()) => try_in(&place).await,
        Err(error) => Err(format!("{}: {error}", place.display())),
    };
    let _ = disk::remove(&place);
    found
}

/// Removes the places of processes that were killed while they looked.
fn remove_left_ones(directory: &Path) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix(PLACE));
        let Some((owner, _)) = owner.and_then(|owner| owner.split_once('-')) else {
            continue;
        };
        if !Path::new("/proc").join(owner).exists() {
            // What cannot be removed now can be later.
            let _ = disk::remove(&entry.path());
        }
    }
}

async fn try_in(place: &Path) -> Result<(), String> {
    let words = UNSHARE.into_iter().chain([SCRIPT, "probe"]);
    let mut argv: Vec<OsString> = words.map(OsString::from).collect();
    argv.push(place.into());
    let invocation = Invocation {
        argv,
        dir: place.to_path_buf(),
        env: Vec::new(),
        deadline: Duration::from_secs(10),
    };
    let output = process::run(&invocation, &CancellationToken::new())
        .await
        .map_err(|error| error.to_string())?;
    match output.end {
        End::Exited(0) => Ok(()),
        End::TimedOut | End::Cancelled => Err("it did not answer".to_owned()),
        End::Exited(_) | End::Signalled(_) => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(said.trim().lines().next().unwrap_or_default().to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn leaves_nothing_behind_and_says_why_there_is_none() {
        let home = tempfile::tempdir().unwrap();
        // No process ever has this number.
        fs::create_dir_all(home.path().join(".overlay-probe-999999999-0/lower")).unwrap();
        let found = probe(home.path()).await;
        assert!(found.is_ok() || found.is_err_and(|why| !why.is_empty()));
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);

        let why = probe(Path::new("/proc/self")).await.unwrap_err();
        assert!(why.contains(".overlay-probe-"), "{why}");
    }
}
