//! The launcher: a program that restricts itself to some bounds and then becomes the command it was given. It is our own
//! binary, called again, because a child cannot be restricted between its birth and its program by safe code.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use super::{Bounds, Network, Policy};

/// The first argument of a program that is to be a launcher.
pub const VERB: &str = "sandbox-exec";

/// The exit status of a launcher that could not do what it was told, as `env` and `nice` have it.
pub const FAILED: u8 = 126;

/// The program and its arguments, up to the command.
pub(super) fn arguments(
    launcher: &Path,
    version: u8,
    bounds: &Bounds,
    policy: &Policy,
) -> Vec<OsString> {
    let mut argv: Vec<OsString> = vec![launcher.into(), VERB.into()];
    argv.extend(["--landlock".into(), version.to_string().into()]);
    if policy.network == Network::Granted {
        argv.push("--network".into());
    }
    let read = bounds.read.iter().chain(&policy.read);
    let paths = read
        .map(|path| ("--read", path))
        .chain(bounds.write.iter().map(|path| ("--write", path)));
    for (flag, path) in paths {
        argv.extend([flag.into(), path.into()]);
    }
    argv.push("--".into());
    argv
}

/// What a launcher was told.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Orders {
    pub(super) version: u8,
    pub(super) network: Network,
    pub(super) read: Vec<PathBuf>,
    pub(super) write: Vec<PathBuf>,
    pub(super) command: Vec<OsString>,
}

impl Orders {
    fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut orders = Self {
            version: 0,
            network: Network::Denied,
            read: Vec::new(),
            write: Vec::new(),
            command: Vec::new(),
        };
        let mut left = arguments.into_iter();
        while let Some(argument) = left.next() {
            let mut value = || left.next().ok_or("an argument lacks its value");
            match argument.to_str() {
                Some("--landlock") => {
                    let version = value()?;
                    let version = version.to_str().and_then(|it| it.parse().ok());
                    orders.version = version.ok_or("--landlock is a number")?;
                }
                Some("--network") => orders.network = Network::Granted,
                Some("--read") => orders.read.push(value()?.into()),
                Some("--write") => orders.write.push(value()?.into()),
                Some("--") => {
                    orders.command = left.collect();
                    break;
                }
                _ => return Err(format!("unknown argument {}", argument.display())),
            }
        }
        match orders.command.is_empty() {
            true => Err("there is no command".to_owned()),
            false => Ok(orders),
        }
    }
}

/// Restricts this process and becomes the command; `arguments` are those behind [`VERB`]. Comes back only when that is
/// impossible, with a sentence; the process then ends with [`FAILED`], for nothing may run unrestricted.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> String {
    let failed = Orders::parse(arguments).and_then(|orders| become_command(&orders));
    match failed {
        Ok(never) => match never {},
        Err(why) => format!("the sandbox could not be entered: {why}"),
    }
}

#[cfg(target_os = "linux")]
fn become_command(orders: &Orders) -> Result<std::convert::Infallible, String> {
    super::landlock::restrict(orders)?;
    let error = crate::process::replace::replace(&orders.command);
    let program = orders.command.first().map(OsString::as_os_str);
    Err(format!(
        "{}: {error}",
        program.unwrap_or_default().display()
    ))
}

#[cfg(not(target_os = "linux"))]
fn become_command(_orders: &Orders) -> Result<std::convert::Infallible, String> {
    Err("there is no landlock here".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        let bounds = Bounds {
            read: vec!["/usr".into()],
            write: vec!["/slot".into()],
            ..Bounds::default()
        };
        let policy = Policy {
            network: Network::Granted,
            read: vec!["/more".into()],
            ..Policy::preferred()
        };
        let mut argv = arguments(Path::new("/launcher"), 6, &bounds, &policy);
        argv.extend(["cargo", "--", "--read"].map(OsString::from));
        let orders = Orders::parse(argv.into_iter().skip(2)).unwrap();
        assert_eq!(
            orders,
            Orders {
                version: 6,
                network: Network::Granted,
                read: vec!["/usr".into(), "/more".into()],
                write: vec!["/slot".into()],
                command: ["cargo", "--", "--read"].map(OsString::from).to_vec(),
            }
        );
    }

    #[test]
    fn runs_nothing_on_words_it_does_not_know() {
        for words in [
            &["--"][..],
            &[],
            &["--reed", "/", "--", "true"],
            &["--landlock", "x", "--", "true"],
            &["--read"],
        ] {
            let said = run(words.iter().map(OsString::from));
            assert!(
                said.starts_with("the sandbox could not be entered"),
                "{said}"
            );
        }
    }
}
