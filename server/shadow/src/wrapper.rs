//! Programs around the compiler of workspace members. They run it exactly as it was called; what they do besides is to give
//! members other unit ids than in the person's own builds, where the shadow has a target directory of its own, and to leave each call where [`crate::capture`] finds it.

use std::path::{Path, PathBuf};

use bowline_loop_core::intent::Tool;

use crate::{
    environment::Changes,
    project::{Project, configuration, toolchain},
    shadow::{ShadowError, Standing},
    slot::Slot,
};

/// The wrappers of one slot; none of a kind where the person has one of their own, which stays.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wrappers {
    /// Around the compiler of members.
    check: Option<PathBuf>,
    /// Around every compiler, because clippy takes the place around that of members for itself.
    clippy: Option<PathBuf>,
    /// Around every compiler, for checks over what the person has built: the place around that of members would give their
    /// units other ids.
    over: Option<PathBuf>,
    /// Whether the person's wrapper is a cache, which can only run compilers it knows.
    cached: bool,
}

impl Wrappers {
    /// The variables that put a wrapper around the compiler for this tool.
    pub(crate) fn environment(&self, tool: Tool, standing: &Standing) -> Changes {
        let (variable, wrapper) = match (tool, standing) {
            (Tool::Check, Standing::Portable { .. }) => ("RUSTC_WORKSPACE_WRAPPER", &self.check),
            (Tool::Check, Standing::Overlay(_)) => ("RUSTC_WRAPPER", &self.over),
            (Tool::Clippy, _) => ("RUSTC_WRAPPER", &self.clippy),
        };
        let mut changes = Changes::new();
        if self.cached {
            changes.push(("RUSTC_WRAPPER".into(), Some("".into())));
        }
        if let Some(wrapper) = wrapper {
            changes.push((variable.into(), Some(wrapper.into())));
        }
        changes
    }
}

/// Where the wrappers of a slot leave the calls they saw.
pub(crate) fn calls(slot: &Slot) -> PathBuf {
    slot.own().join("calls")
}

/// Makes the wrappers of a slot.
pub(crate) fn make(project: &Project, slot: &Slot) -> Result<Wrappers, ShadowError> {
    let home = toolchain::cargo_home();
    let files = configuration::files(&project.root, home.as_deref());
    let theirs = configuration::rustc_wrapper(&files, home.as_deref()).unwrap_or_default();
    let cached = Path::new(&theirs)
        .file_stem()
        .is_some_and(|name| name == "sccache");
    // Nobody knows what another wrapper would make of ours.
    if !theirs.is_empty() && !cached {
        return Ok(Wrappers::default());
    }
    let mut wrappers = Wrappers {
        check: None,
        over: write(slot, "path-wrapper", &format!("{HEAD}{BY_PATH}{BODY}"))?,
        clippy: write(slot, "clippy-wrapper", &format!("{HEAD}{MEMBERS}{BODY}"))?,
        cached,
    };
    if !configuration::sets_a_workspace_wrapper(&files, home.as_deref()) {
        wrappers.check = write(slot, "rustc-wrapper", &format!("{HEAD}{BODY}"))?;
    }
    Ok(wrappers)
}

/// Constant: what is run comes in as arguments and is handed on as arguments.
const HEAD: &str = "#!/bin/sh\n";

/// For the wrapper around every compiler: clippy's is the one of members.
const MEMBERS: &str = r#"case ${1##*/} in
    clippy-driver*) ;;
    *) exec "$@" ;;
esac
"#;

/// For the wrapper around every compiler: cargo silences the lints of what comes from a registry or from git.
const BY_PATH: &str = r#"case " $* " in
    *" --cap-lints "*) exec "$@" ;;
esac
"#;

/// A record is the number of arguments, the directory and the arguments, each ended by a NUL, then the environment as the
/// shell would read it back, then a line that says that all of it is there. Shells drop variables whose names they could not
/// set themselves; cargo names the programs for tests in such, so these are fetched back where the system shows them.
const BODY: &str = r#"bowline_name= bowline_unit= bowline_test= bowline_before=
for bowline_argument do
    case $bowline_before in
        --crate-name) bowline_name=$bowline_argument ;;
    esac
    case $bowline_argument in
        extra-filename=*) bowline_unit=${bowline_argument#*=} ;;
        --test) bowline_test=/proc/$$/environ ;;
    esac
    bowline_before=$bowline_argument
done
bowline_calls=${0%/*}/calls
case $bowline_name$bowline_unit in
    */*) bowline_unit= ;;
esac
if [ -r "$bowline_test" ]; then
    set -f
    IFS='
'
    for bowline_argument in $(tr '\000' '\n' 2>/dev/null <"$bowline_test" | grep '^CARGO_BIN_EXE_[^=]*[^A-Za-z0-9_=][^=]*='); do
        [ "$1" = env ] || set -- env "$@"
        shift
        set -- env "$bowline_argument" "$@"
    done
fi
if [ -n "$bowline_unit" ] && [ -d "$bowline_calls" ]; then
    {
        printf '%s\0' "$#" "$PWD" "$@"
        export -p
        echo '# whole'
    } 2>/dev/null >"$bowline_calls/$bowline_name$bowline_unit"
fi
exec "$@"
"#;

#[cfg(unix)]
fn write(slot: &Slot, name: &str, script: &str) -> Result<Option<PathBuf>, ShadowError> {
    use std::{
        fs::{self, DirBuilder, Permissions},
        os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    };

    let calls = calls(slot);
    // Nobody else's eyes: a call holds the environment.
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&calls)
        .map_err(|source| ShadowError::in_shadow(&slot.directory, &calls, "made", source))?;
    let path = slot.own().join(name);
    if fs::read_to_string(&path).is_ok_and(|text| text == script) {
        return Ok(Some(path));
    }
    // Renamed into place: a program that is open for writing somewhere cannot be run.
    let next = path.with_extension("next");
    let written = fs::write(&next, script)
        .and_then(|()| fs::set_permissions(&next, Permissions::from_mode(0o755)))
        .and_then(|()| fs::rename(&next, &path));
    written.map_err(|source| ShadowError::in_shadow(&slot.directory, &path, "written", source))?;
    Ok(Some(path))
}

#[cfg(not(unix))]
fn write(_slot: &Slot, _name: &str, _script: &str) -> Result<Option<PathBuf>, ShadowError> {
    Ok(None)
}
