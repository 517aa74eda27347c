//! The first target directory of a slot: the units of registry and git packages out of the person's target, never those of
//! packages by path. Reads the person's target, without a lock on it, and never writes there.
//!
//! Everything is copied: cargo replaces library files rather than writing into them, but a build script in the shadow may write
//! into whatever it finds there, and a hard link leads into the person's target.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use toml::Value;

use crate::{
    life::disk,
    project::{Project, manifests},
    shadow::ShadowError,
    slot::Slot,
    tree::SlotAge,
};

/// Gives a new slot its target directory, seeded as far as there is something to seed it with.
pub(crate) fn seed(project: &Project, slot: &Slot) -> Result<SlotAge, ShadowError> {
    let age = slot.age();
    seed_at(project, &slot.directory, &slot.target())?;
    Ok(age)
}

/// The same for a slot that somebody holds elsewhere.
pub(crate) fn seed_at(project: &Project, slot: &Path, target: &Path) -> Result<(), ShadowError> {
    if target.is_dir() {
        return Ok(());
    }
    let half = target.with_extension("seeding");
    let fail = |source| ShadowError::in_shadow(slot, &half, "seeded", source);
    let fresh = || disk::remove(&half).and_then(|()| fs::create_dir_all(&half));
    fresh().map_err(fail)?;
    if let Err(error) = copy_units(project, &half) {
        if is_full(&error) {
            // What was copied is of no use, and the room is.
            let _ = disk::remove(&half);
            return Err(fail(error));
        }
        // The person's cargo may be at work in there. An empty target is slower, and as right.
        tracing::warn!(%error, "the shadow's target was not seeded");
        fresh().map_err(fail)?;
    }
    fs::rename(&half, target).map_err(fail)
}

fn is_full(error: &io::Error) -> bool {
    let kinds = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
    kinds.contains(&error.kind())
}

fn copy_units(project: &Project, to: &Path) -> io::Result<()> {
    let names = seeded_names(project);
    let from = &project.build_directory;
    if names.is_empty() || !from.is_dir() {
        return Ok(());
    }
    for name in [".rustc_info.json", "CACHEDIR.TAG"] {
        if from.join(name).is_file() {
            copy_file(&from.join(name), &to.join(name))?;
        }
    }
    // `debug`, and `<triple>/debug` where a target is configured.
    let triples = fs::read_dir(from)?
        .filter_map(Result::ok)
        .map(|entry| PathBuf::from(entry.file_name()).join("debug"));
    for profile in triples.chain([PathBuf::from("debug")]) {
        if from.join(&profile).join(".fingerprint").is_dir() {
            copy_profile(&from.join(&profile), &to.join(&profile), &names)?;
        }
    }
    Ok(())
}

/// Names of packages that come from a registry or from git, and of which no package by path has the name.
fn seeded_names(project: &Project) -> BTreeSet<String> {
    let lock = manifests::parse(&project.root.join("Cargo.lock")).unwrap_or_default();
    let packages = lock
        .get("package")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let sourced = packages.filter(|package| package.get("source").is_some());
    let names = sourced.filter_map(|package| package.get("name").and_then(Value::as_str));
    names
        .filter(|name| !project.path_packages.iter().any(|ours| ours == name))
        .map(str::to_owned)
        .collect()
}

fn copy_profile(from: &Path, to: &Path, names: &BTreeSet<String>) -> io::Result<()> {
    let mut units = BTreeMap::new();
    for entry in fs::read_dir(from.join(".fingerprint"))? {
        let entry = entry?;
        let unit = entry.file_name().to_string_lossy().into_owned();
        let Some((name, hash)) = unit.rsplit_once('-') else {
            continue;
        };
        if names.contains(name) {
            units.insert(hash.to_owned(), (unit.clone(), stamps(&entry.path())?));
        }
    }
    for (unit, _) in units.values() {
        for kind in [".fingerprint", "build"] {
            if from.join(kind).join(unit).is_dir() {
                copy_directory(&from.join(kind).join(unit), &to.join(kind).join(unit))?;
            }
        }
    }
    fs::create_dir_all(to.join("deps"))?;
    for entry in fs::read_dir(from.join("deps"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if unit_of(&name).is_some_and(|hash| units.contains_key(hash))
            && entry.file_type()?.is_file()
        {
            copy_file(&entry.path(), &to.join("deps").join(&name))?;
        }
    }
    // A unit that the person's cargo rebuilt meanwhile may be half old and half new.
    for (unit, before) in units.values() {
        if stamps(&from.join(".fingerprint").join(unit)).ok().as_ref() != Some(before) {
            fs::remove_dir_all(to.join(".fingerprint").join(unit))?;
        }
    }
    Ok(())
}

/// The unit of a file in `deps`: what stands between the last `-` of its name and the first `.`.
fn unit_of(file: &str) -> Option<&str> {
    let stem = file.split('.').next()?;
    stem.rsplit_once('-').map(|(_, unit)| unit)
}

type Stamps = BTreeMap<PathBuf, (u64, SystemTime)>;

fn stamps(directory: &Path) -> io::Result<Stamps> {
    let entries = fs::read_dir(directory)?;
    let stamp = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        let metadata = entry.metadata()?;
        Ok((entry.path(), (metadata.len(), metadata.modified()?)))
    };
    entries.map(stamp).collect()
}

fn copy_directory(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_directory(&entry.path(), &to.join(entry.file_name()))?;
        } else if kind.is_file() {
            copy_file(&entry.path(), &to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// Copies a file with its modification time, by which cargo judges it.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    File::options()
        .append(true)
        .open(to)?
        .set_modified(from.metadata()?.modified()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_unit_of_a_file() {
        assert_eq!(
            unit_of("libserde_json-0123456789abcdef.rmeta"),
            Some("0123456789abcdef")
        );
        let object = "build_script_build-ff00.build_script_build.1-cgu.0.rcgu.o";
        assert_eq!(unit_of(object), Some("ff00"));
        assert_eq!(unit_of("plain.d"), None);
    }
}
