//! Where a person's absolute path lies in a shadow, and back. Pure path arithmetic; nothing here touches a file.

use std::path::{Component, Path, PathBuf};

/// The two ends of a shadow: the person's `/home/me/x` is `<prefix>/home/me/x`. The whole chain is kept, because cargo and
/// rustup look for files by walking up, and relative paths lead out of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// The slot directory, absolute and free of symlinks.
    pub prefix: PathBuf,
    /// The person's workspace root, absolute.
    pub root: PathBuf,
}

impl Mirror {
    /// Of what sees the project where it is: both ends are one.
    pub(crate) fn in_place(root: &Path) -> Self {
        Self {
            prefix: PathBuf::from("/"),
            root: root.to_path_buf(),
        }
    }

    /// Where a person's absolute path lies in the shadow.
    pub fn of(&self, absolute: &Path) -> PathBuf {
        let mut path = self.prefix.clone();
        for part in absolute.components() {
            match part {
                Component::Normal(name) => path.push(name),
                // `C:` is no name for a directory.
                Component::Prefix(drive) => {
                    path.extend(
                        drive
                            .as_os_str()
                            .to_str()
                            .map(|drive| drive.replace([':', '\\', '?'], "")),
                    );
                }
                Component::RootDir | Component::CurDir | Component::ParentDir => {}
            }
        }
        path
    }

    /// The workspace root in the shadow: where cargo runs.
    pub fn shadow_root(&self) -> PathBuf {
        self.of(&self.root)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_whole_chain() {
        let mirror = Mirror {
            prefix: "/cache/x/slot-0".into(),
            root: "/home/me/a b".into(),
        };
        assert_eq!(
            mirror.shadow_root(),
            Path::new("/cache/x/slot-0/home/me/a b")
        );
        assert_eq!(
            mirror.of(Path::new("/out/lib.rs")),
            Path::new("/cache/x/slot-0/out/lib.rs")
        );
    }
}
