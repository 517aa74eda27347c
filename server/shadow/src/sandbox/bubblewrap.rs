//! The command line of bubblewrap for some bounds: an empty file system that holds what may be read, read-only, and what may
//! be written; a network, a process table and signals of its own; no terminal; and an end that comes with ours.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use super::{Bounds, Network, Policy};

/// Whether a terminal controls this process. Then what runs inside gets a session of its own, so that it cannot type into the
/// terminal. Without one it stays in the process group that is killed: bubblewrap has moments, while it sets up the session, in which
/// it would not notice that its parent was killed.
fn has_terminal() -> bool {
    std::fs::File::open("/dev/tty").is_ok()
}

/// The program and its arguments, up to the command that it is to run in `dir`.
pub(super) fn arguments(
    program: &Path,
    bounds: &Bounds,
    policy: &Policy,
    dir: &Path,
) -> Vec<OsString> {
    let mut argv: Vec<OsString> = vec![program.into()];
    let mut say = |words: &[&str]| argv.extend(words.iter().map(OsString::from));
    say(&["--unshare-all", "--die-with-parent"]);
    if has_terminal() {
        say(&["--new-session"]);
    }
    if policy.network == Network::Granted {
        say(&["--share-net"]);
    }
    // In a namespace that maps the person to another number they are called by their own all the same.
    let (user, group) = person();
    say(&["--uid", &user, "--gid", &group]);
    say(&["--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev"]);
    say(&["--tmpfs", "/tmp"]);
    for mount in mounts(bounds, policy) {
        argv.extend(mount);
    }
    // What was made on the way to a mount stays empty, and is told that nothing can be written there.
    argv.extend(["--remount-ro", "/", "--chdir"].map(OsString::from));
    argv.push(dir.into());
    argv.push("--".into());
    argv
}

/// The numbers of the person and of their group.
#[cfg(unix)]
fn person() -> (String, String) {
    let (user, group) = (rustix::process::getuid(), rustix::process::getgid());
    (user.as_raw().to_string(), group.as_raw().to_string())
}

/// bubblewrap is for Linux.
#[cfg(not(unix))]
fn person() -> (String, String) {
    ("0".to_owned(), "0".to_owned())
}

/// One mount for each path, those above others first: a later mount hides what an earlier one put below it.
fn mounts(bounds: &Bounds, policy: &Policy) -> Vec<Vec<OsString>> {
    let read = bounds.read.iter().chain(&policy.read);
    let mut all: Vec<(&PathBuf, &str)> = read
        .map(|path| (path, "--ro-bind"))
        .chain(bounds.write.iter().map(|path| (path, "--bind")))
        .filter(|(path, _)| path.exists())
        .collect();
    all.sort_by_key(|(path, how)| (path.components().count(), *how));
    // A file below a directory that is there with the same rights is there already.
    let mut kept: Vec<(&PathBuf, &str)> = Vec::new();
    for (path, how) in all {
        let nearest = kept
            .iter()
            .filter(|(above, _)| path.starts_with(above))
            .max_by_key(|(above, _)| above.components().count());
        if nearest.is_none_or(|(_, already)| *already != how) {
            kept.push((path, how));
        }
    }
    kept.into_iter()
        .map(|(path, how)| mount(path, how))
        .collect()
}

fn mount(path: &Path, how: &str) -> Vec<OsString> {
    match (how, path.read_link()) {
        // `/lib` is a link into `/usr` on most systems, and programs are built for either name.
        ("--ro-bind", Ok(target))
            if path.parent().is_some_and(|above| above.parent().is_none()) =>
        {
            vec!["--symlink".into(), target.into(), path.into()]
        }
        _ => vec![how.into(), path.into(), path.into()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mounts_what_lies_above_first_and_nothing_twice() {
        let home = tempfile::tempdir().unwrap();
        for name in ["slot/target", "cargo"] {
            std::fs::create_dir_all(home.path().join(name)).unwrap();
        }
        let at = |name: &str| home.path().join(name);
        let bounds = Bounds {
            read: vec![at("slot"), at("cargo"), at("gone")],
            write: vec![at("slot/target"), at("slot/target")],
            ..Bounds::default()
        };
        let found = mounts(&bounds, &Policy::preferred());
        let short: Vec<String> = found
            .iter()
            .map(|words| {
                format!(
                    "{} {}",
                    words[0].display(),
                    Path::new(&words[1])
                        .strip_prefix(home.path())
                        .unwrap()
                        .display()
                )
            })
            .collect();
        assert_eq!(
            short,
            ["--ro-bind slot", "--ro-bind cargo", "--bind slot/target"]
        );
    }

    #[test]
    fn shares_the_network_only_where_it_is_granted() {
        let said = |network| {
            let policy = Policy {
                network,
                ..Policy::preferred()
            };
            arguments(
                Path::new("/bwrap"),
                &Bounds::default(),
                &policy,
                Path::new("/"),
            )
            .contains(&"--share-net".into())
        };
        assert_eq!(
            (said(Network::Denied), said(Network::Granted)),
            (false, true)
        );
    }
}
