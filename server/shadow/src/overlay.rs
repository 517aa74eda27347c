//! The overlay base: cargo runs at the person's own path, over the target directory that their own cargo has filled. In a mount
//! namespace of each run, the mirror lies over the project, and a writable layer of the slot over the target directory. So
//! nothing that the person has built is built again, and nothing is written where they would see it.
//!
//! Lives here: whether a project can have it, the layer's life, entering the namespace. Does not live here: which base a
//! shadow takes and what happens when one fails (`shadow`), the mirrored files (`tree`).
//!
//! The layer below may change, because the person builds: every run is framed by two looks at it (`stamp`), and a layer is only
//! ever used over the very directory it was begun on.

mod busy;
mod probe;
mod stamp;

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use crate::{
    life::disk, mirror::Mirror, process::Invocation, project::Project, slot::Slot, view::View,
};

pub(crate) use busy::is_building;
pub use probe::probe;
pub(crate) use stamp::Stamp;

/// What a shadow may stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// The overlay where the machine and the project allow it, else the portable base.
    Auto,
    /// The portable base: a mirror and a target directory of its own.
    Portable,
    /// The overlay and nothing else.
    Overlay,
}

/// Starts a shell in a namespace where it may mount, whoever runs it; its script follows.
pub(crate) const UNSHARE: [&str; 6] = [
    "unshare",
    "--user",
    "--map-root-user",
    "--mount",
    "/bin/sh",
    "-c",
];

/// Constant: everything comes in as arguments. The features that are turned off are those with which a layer may not be used
/// again once what lies below it has changed.
const SCRIPT: &str = r#"
mount -t overlay -o "lowerdir=$1,upperdir=$2,workdir=$3,userxattr,index=off,metacopy=off,redirect_dir=nofollow,xino=off" overlay "$4" || exit 125
directory=$5
shift 5
while [ "$1" != -- ]; do
    mount --rbind "$1" "$2" || exit 125
    shift 2
done
shift
cd "$directory" && exec "$@"
"#;

/// The exit status of a run that did not come as far as its program.
pub(crate) const NOT_MOUNTED: i32 = 125;

/// How long a run waits for the person's own cargo to let go of the target directory, at the most.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it looks meanwhile.
const LOOK: Duration = Duration::from_millis(50);

/// cargo's own notes on the compiler: right or ignored, wherever they lie.
const KEPT: &str = ".rustc_info.json";

/// How the names of layers of single runs begin; the number of the process follows.
const APART: &str = "apart-";

/// The name of the layer's directory among bowline's own in a slot.
pub(crate) const LAYER: &str = "layer";

/// The overlay of one slot.
#[derive(Clone, Debug)]
pub(crate) struct Overlay {
    mirror: Mirror,
    /// The person's target directory, and the layer below.
    target: PathBuf,
    /// Directories that are seen as the mirror has them.
    trees: Vec<PathBuf>,
    layer: PathBuf,
    /// The layer of the slot, where a run writes into one of its own above it.
    below: Option<PathBuf>,
}

/// An overlay for one run beside others. One layer cannot be written through two mounts at a time; what this run writes is gone
/// with it.
pub(crate) struct Apart {
    pub(crate) overlay: Overlay,
}

impl Drop for Apart {
    fn drop(&mut self) {
        if let Err(error) = disk::remove(&self.overlay.layer) {
            tracing::debug!(%error, "the layer of one run stays until the slot's is emptied");
        }
    }
}

/// Why a project cannot have an overlay, in a sentence; nothing where it can.
pub(crate) async fn objection(project: &Project, shadows: &Path) -> Option<String> {
    let (target, root) = (&project.target_directory, &project.root);
    if project.build_directory != *target {
        return Some("cargo's build directory is not its target directory".to_owned());
    }
    if !target.canonicalize().is_ok_and(|real| real == *target) {
        return Some("nothing was built yet, or behind a symlink".to_owned());
    }
    let shadows = shadows.canonicalize().ok()?;
    let meet = |other: &Path| shadows.starts_with(other) || other.starts_with(&shadows);
    if meet(root) || meet(target) || project.outside.iter().any(|tree| meet(tree)) {
        return Some("the shadows lie in the project, or it among them".to_owned());
    }
    if target == root || root.starts_with(target) {
        return Some("the target directory holds the project".to_owned());
    }
    let speaks = |path: &Path| path.to_string_lossy().contains([',', ':', '\\', '"', '\n']);
    if speaks(target) || speaks(&shadows) {
        return Some("a path holds a character that means something to mount".to_owned());
    }
    probe(&shadows).await.err()
}

impl Overlay {
    pub(crate) fn new(project: &Project, slot: &Slot, mirror: &Mirror) -> Self {
        let trees = project.outside.iter().chain([&project.root]);
        Self {
            mirror: mirror.clone(),
            target: project.target_directory.clone(),
            trees: trees.cloned().collect(),
            layer: slot.own().join(LAYER),
            below: None,
        }
    }

    /// The same for one run that others run beside.
    pub(crate) fn apart(&self) -> io::Result<Apart> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{APART}{}-{number}", std::process::id());
        let overlay = Self {
            layer: self.layer.join(name),
            below: Some(self.upper()),
            ..self.clone()
        };
        fs::create_dir_all(overlay.upper())?;
        fs::create_dir_all(overlay.work())?;
        Ok(Apart { overlay })
    }

    /// Throws away the layers of single runs that an owner of the slot left who was killed.
    pub(crate) fn remove_left_ones(&self) {
        let entries = fs::read_dir(&self.layer).into_iter().flatten().flatten();
        let left = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(APART));
        for entry in left {
            if let Err(error) = disk::remove(&entry.path()) {
                tracing::debug!(%error, "the layer of a run that was killed stays");
            }
        }
    }

    /// The person's target directory as it is now.
    pub(crate) fn look(&self) -> Stamp {
        Stamp::of(&self.target)
    }

    /// Waits while the person's own cargo builds there: what it finishes is a build less for us, and what it changes under a
    /// run makes that run worthless.
    pub(crate) async fn let_them_finish(&self, cancel: &CancellationToken) {
        let free = async {
            while is_building(&self.target) {
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::select! {
            _ = tokio::time::timeout(PATIENCE, free) => {}
            () = cancel.cancelled() => {}
        }
    }

    /// Whether the layer was begun on the directory as it is now.
    pub(crate) fn is_begun_on(&self, stamp: &Stamp) -> bool {
        fs::read_to_string(self.stamp_file()).is_ok_and(|text| text == stamp.as_str())
    }

    /// Throws away what was built in the layer. It is not of use before [`begin`](Self::begin).
    pub(crate) fn empty(&self) -> io::Result<()> {
        match fs::remove_file(self.stamp_file()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let kept = fs::read(self.upper().join(KEPT)).ok();
        disk::remove(&self.layer)?;
        fs::create_dir_all(self.upper())?;
        fs::create_dir_all(self.work())?;
        match kept {
            Some(bytes) => fs::write(self.upper().join(KEPT), bytes),
            None => Ok(()),
        }
    }

    /// The layer lies over the directory as it is now.
    pub(crate) fn begin(&self, stamp: &Stamp) -> io::Result<()> {
        fs::write(self.stamp_file(), stamp.as_str())
    }

    /// The same invocation, with the project and its target directory as the shadow has them. `tops` are the paths of which
    /// the mirror has a copy; the files of a `view` lie over it.
    pub(crate) fn enter(
        &self,
        mut invocation: Invocation,
        tops: &[PathBuf],
        view: Option<&View>,
    ) -> Invocation {
        let mut argv: Vec<OsString> = UNSHARE.map(OsString::from).to_vec();
        argv.extend([SCRIPT, "overlay"].map(OsString::from));
        argv.push(self.lower());
        argv.extend([&self.upper(), &self.work()].map(OsString::from));
        argv.push(self.mount_point().into());
        argv.push(invocation.dir.clone().into());
        for top in tops {
            argv.extend([self.mirror.of(top).into(), top.into()]);
        }
        for (ours, at) in view.into_iter().flat_map(View::binds) {
            argv.extend([ours, at].map(OsString::from));
        }
        argv.push("--".into());
        argv.append(&mut invocation.argv);
        // The directory that it is to run in lies under a mount by then.
        invocation.dir = "/".into();
        Invocation { argv, ..invocation }
    }

    /// Makes the place where the layer is mounted: a directory of the mirror, where the mirror lies over it.
    pub(crate) fn make_mount_point(&self) -> io::Result<()> {
        fs::create_dir_all(self.mount_point())
    }

    /// Where a path that a process in there names lies for us.
    pub(crate) fn seen(&self, path: &Path) -> PathBuf {
        if path.starts_with(&self.target) {
            let above = self.above(path);
            return match above.exists() {
                true => above,
                false => path.to_owned(),
            };
        }
        match self.trees.iter().any(|tree| path.starts_with(tree)) {
            true => self.mirror.of(path),
            false => path.to_owned(),
        }
    }

    /// Where the layer has a path of the target directory, if it has it.
    pub(crate) fn above(&self, path: &Path) -> PathBuf {
        let rest = path.strip_prefix(&self.target).unwrap_or(path);
        let above = self.upper().join(rest);
        match &self.below {
            Some(below) if !above.exists() => below.join(rest),
            _ => above,
        }
    }

    fn mount_point(&self) -> PathBuf {
        match self.trees.iter().any(|tree| self.target.starts_with(tree)) {
            true => self.mirror.of(&self.target),
            false => self.target.clone(),
        }
    }

    /// What lies below the layer, the uppermost first, as mount takes it.
    fn lower(&self) -> OsString {
        let mut list = OsString::new();
        if let Some(below) = &self.below {
            list.push(below);
            list.push(":");
        }
        list.push(&self.target);
        list
    }

    fn upper(&self) -> PathBuf {
        self.layer.join("upper")
    }

    fn work(&self) -> PathBuf {
        self.layer.join("work")
    }

    fn stamp_file(&self) -> PathBuf {
        self.layer.join("begun-on")
    }
}
