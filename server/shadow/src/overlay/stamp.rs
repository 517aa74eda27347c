//! What tells, without reading it, that nobody has built in a target directory since the last look: lengths and times of the
//! files by which cargo knows its units. cargo writes there before and after it compiles one.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

/// One look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamp(String);

impl Stamp {
    pub(super) fn of(target: &Path) -> Self {
        let entries = fs::read_dir(target).into_iter().flatten().flatten();
        let triples = entries.map(|entry| entry.path().join("debug"));
        let mut hasher = blake3::Hasher::new();
        let mut units = BTreeMap::new();
        for profile in triples.chain([target.join("debug")]) {
            for unit in below(&profile.join(".fingerprint")) {
                for file in below(&unit) {
                    units.insert(file.clone(), facts(&file));
                }
            }
        }
        for (file, (length, modified)) in units {
            hasher
                .update(file.as_os_str().as_encoded_bytes())
                .update(&[0])
                .update(&length.to_le_bytes())
                .update(&modified.to_le_bytes());
        }
        Self(hasher.finalize().to_hex().to_string())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

fn below(directory: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

/// Bytes, and nanoseconds since the epoch.
fn facts(file: &Path) -> (u64, u128) {
    let Ok(metadata) = fs::symlink_metadata(file) else {
        return (0, 0);
    };
    let modified = metadata.modified().ok();
    let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    (metadata.len(), since.unwrap_or_default().as_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_that_is_built_again_is_seen_and_another_profile_is_not() {
        let target = tempfile::tempdir().unwrap();
        let unit = target.path().join("debug/.fingerprint/a-1");
        fs::create_dir_all(&unit).unwrap();
        fs::write(unit.join("lib-a"), "1").unwrap();
        let first = Stamp::of(target.path());
        assert_eq!(first, Stamp::of(target.path()));
        fs::create_dir_all(target.path().join("release/.fingerprint/a-2")).unwrap();
        fs::write(target.path().join("release/.fingerprint/a-2/lib-a"), "1").unwrap();
        assert_eq!(first, Stamp::of(target.path()));
        fs::write(unit.join("lib-a"), "12").unwrap();
        assert_ne!(first, Stamp::of(target.path()));
    }
}
