//! What one run sees in place of files of the shadow, at the very paths where those lie: so several candidates can stand there at
//! the same time, each for a compiler of its own.
//!
//! Lives here: the files of a view, and entering a mount namespace in which they lie over the others. Does not live here: which
//! files differ (`tree`), and the namespace of the overlay base, which takes the files of a view along (`overlay`).

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{life::disk, overlay::UNSHARE, process::Invocation};

/// Constant: everything comes in as arguments. The exit status is that of the overlay base for the same.
const SCRIPT: &str = r#"
directory=$1
shift
while [ "$1" != -- ]; do
    mount --bind "$1" "$2" || exit 125
    shift 2
done
shift
cd "$directory" && exec "$@"
"#;

/// Files of one run. They are gone with it.
#[derive(Debug)]
pub(crate) struct View {
    room: PathBuf,
    /// Where each lies for us, and where the run sees it.
    files: Vec<(PathBuf, PathBuf)>,
}

impl View {
    /// Writes the files into a new directory of `rooms`; each is named by where it is to be seen, and a file is there.
    pub(crate) fn make(rooms: &Path, files: Vec<(PathBuf, Vec<u8>)>) -> io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mut view = Self {
            room: rooms.join(format!("{}-{number}", std::process::id())),
            files: Vec::new(),
        };
        fs::create_dir_all(&view.room)?;
        for (number, (at, bytes)) in files.into_iter().enumerate() {
            let ours = view.room.join(number.to_string());
            fs::write(&ours, bytes)?;
            view.files.push((ours, at));
        }
        Ok(view)
    }

    /// What lies where: ours first, then the path that it is seen at.
    pub(crate) fn binds(&self) -> impl Iterator<Item = (&Path, &Path)> {
        self.files
            .iter()
            .map(|(ours, at)| (ours.as_path(), at.as_path()))
    }

    /// The same invocation, with these files where the shadow has others.
    pub(crate) fn enter(&self, mut invocation: Invocation) -> Invocation {
        let mut argv: Vec<OsString> = UNSHARE.map(OsString::from).to_vec();
        argv.extend([SCRIPT, "view"].map(OsString::from));
        argv.push(invocation.dir.clone().into());
        for (ours, at) in self.binds() {
            argv.extend([ours, at].map(OsString::from));
        }
        argv.push("--".into());
        argv.append(&mut invocation.argv);
        Invocation { argv, ..invocation }
    }
}

impl Drop for View {
    fn drop(&mut self) {
        if let Err(error) = disk::remove(&self.room) {
            tracing::debug!(%error, "the files of one run stay until the slot is opened again");
        }
    }
}
