//! A program around the compiler of workspace members that does nothing but give them other unit ids than in the person's
//! own builds.

use std::path::PathBuf;

use crate::{
    project::{Project, configuration, toolchain},
    shadow::ShadowError,
    slot::Slot,
};

/// Makes it, unless the person has a wrapper of their own, which stays.
pub(crate) fn make(project: &Project, slot: &Slot) -> Result<Option<PathBuf>, ShadowError> {
    let home = toolchain::cargo_home();
    let files = configuration::files(&project.root, home.as_deref());
    if configuration::sets_a_workspace_wrapper(&files, home.as_deref()) {
        return Ok(None);
    }
    write(slot)
}

#[cfg(unix)]
fn write(slot: &Slot) -> Result<Option<PathBuf>, ShadowError> {
    use std::{
        fs::{self, Permissions},
        os::unix::fs::PermissionsExt as _,
    };
    const SCRIPT: &str = "#!/bin/sh\nexec \"$@\"\n";

    let path = slot.own().join("rustc-wrapper");
    if fs::read_to_string(&path).is_ok_and(|text| text == SCRIPT) {
        return Ok(Some(path));
    }
    // Renamed into place: a program that is open for writing somewhere cannot be run.
    let next = path.with_extension("next");
    let written = fs::write(&next, SCRIPT)
        .and_then(|()| fs::set_permissions(&next, Permissions::from_mode(0o755)))
        .and_then(|()| fs::rename(&next, &path));
    written.map_err(|source| ShadowError::in_shadow(&slot.directory, &path, "written", source))?;
    Ok(Some(path))
}

#[cfg(not(unix))]
fn write(_slot: &Slot) -> Result<Option<PathBuf>, ShadowError> {
    Ok(None)
}
