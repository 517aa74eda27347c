//! Which calls a candidate makes necessary, and whether their answers are those that cargo would give.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use bowline_loop_core::WorkspacePath;

use super::{
    Ground, Survey, Unfit,
    survey::{Ended, Inner, Unit},
};
use crate::{
    capture::{self, Sort},
    project::manifests::lexical,
};

/// The units to replay.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) units: Vec<&'a Unit>,
}

impl<'a> Plan<'a> {
    /// `built` is what lies in the target directory, `stands` what was said of the tree that the candidate changes.
    pub(super) fn make(
        ground: &Ground<'_>,
        built: &'a Survey,
        stands: &Survey,
    ) -> Result<Self, Unfit> {
        let (built, stands) = (&*built.0, &*stands.0);
        if [built, stands]
            .iter()
            .any(|survey| survey.checks != *ground.checks)
        {
            return Err(Unfit::OtherChecks);
        }
        if [built, stands]
            .iter()
            .any(|survey| survey.laid != ground.laid)
        {
            return Err(Unfit::Relaid);
        }
        if let Some(what) = built.stamps.difference(ground.project) {
            return Err(Unfit::Outdated { what });
        }
        let mut chosen = BTreeSet::new();
        for path in different(&built.put, ground.put).union(&different(&stands.put, ground.put)) {
            let file = lexical(&ground.name_of(path));
            if built.strangers.iter().any(|it| it.files.contains(&file)) {
                return Err(Unfit::UnknownFile { path: path.clone() });
            }
            let readers: Vec<usize> = readers(built, &file).collect();
            if readers.is_empty() {
                return Err(Unfit::UnknownFile { path: path.clone() });
            }
            for reader in &readers {
                is_sound(ground, &built.units[*reader], &file)?;
            }
            chosen.extend(readers);
        }
        // What is said of a target cannot be told from what is said of its test build, so both are asked.
        let twins = |at: &usize| {
            let target = built.units[*at].target.clone();
            (0..built.units.len()).filter(move |other| built.units[*other].target == target)
        };
        let chosen: BTreeSet<usize> = chosen.iter().flat_map(twins).collect();
        for at in &chosen {
            stands_firm(built, *at, &chosen)?;
        }
        Ok(Self {
            units: chosen.into_iter().map(|at| &built.units[at]).collect(),
        })
    }
}

/// The files whose texts differ.
fn different(
    one: &BTreeMap<WorkspacePath, String>,
    other: &BTreeMap<WorkspacePath, String>,
) -> BTreeSet<WorkspacePath> {
    let paths = one.keys().chain(other.keys());
    paths
        .filter(|path| one.get(*path) != other.get(*path))
        .cloned()
        .collect()
}

/// The units that read a file, or in which something was said of it.
fn readers<'a>(built: &'a Inner, file: &'a Path) -> impl Iterator<Item = usize> + 'a {
    let units = built.units.iter().enumerate();
    let is_reader = move |unit: &Unit| {
        let said = || {
            let lines = built
                .lines
                .iter()
                .filter(|line| line.of.as_ref() == Some(&unit.target));
            let mut files = lines.flat_map(|line| &line.files);
            files.any(|named| lexical(&unit.call.dir.join(named)) == file)
        };
        unit.sources.may_hold(file) || said()
    };
    units.filter_map(move |(at, unit)| is_reader(unit).then_some(at))
}

/// Whether asking the compiler is all that cargo would do for a unit with a changed file.
fn is_sound(ground: &Ground<'_>, unit: &Unit, file: &Path) -> Result<(), Unfit> {
    let runs = |what: &str| Unfit::Runs {
        what: format!("{what} of {}", unit.call.name()),
    };
    if unit.call.sort() == Sort::Run {
        return Err(runs("what is made"));
    }
    match unit.call.variable("OUT_DIR") {
        Some(made)
            if watches(
                &ground.lies(Path::new(made)),
                &unit.call.variable("CARGO_MANIFEST_DIR"),
                file,
            ) =>
        {
            Err(runs("the build script"))
        }
        _ => Ok(()),
    }
}

/// Whether a build script asked to be run again when this file changes. Its words lie beside what it made.
fn watches(made: &Path, package: &Option<&str>, file: &Path) -> bool {
    let (Some(words), Some(package)) = (made.parent().map(|it| it.join("output")), package) else {
        return true;
    };
    let Ok(words) = fs::read_to_string(words) else {
        return true;
    };
    let named = words.lines().filter_map(|line| {
        let word = line
            .strip_prefix("cargo::")
            .or_else(|| line.strip_prefix("cargo:"))?;
        word.strip_prefix("rerun-if-changed=")
    });
    let mut named = named.map(|path| lexical(&Path::new(package).join(path.trim())));
    named.any(|path| file.starts_with(path))
}

/// Whether everything below a unit lies in the target directory as the tree has it now.
fn stands_firm(built: &Inner, at: usize, chosen: &BTreeSet<usize>) -> Result<(), Unfit> {
    let mut left: Vec<usize> = below(built, &built.units[at]).collect();
    let mut seen = BTreeSet::new();
    while let Some(next) = left.pop() {
        if chosen.contains(&next) || built.units[next].ended == Ended::Failed {
            return Err(Unfit::Entangled {
                what: built.units[at].call.name().to_owned(),
            });
        }
        if seen.insert(next) {
            left.extend(below(built, &built.units[next]));
        }
    }
    Ok(())
}

/// The units that a unit is built on.
fn below<'a>(inner: &'a Inner, unit: &'a Unit) -> impl Iterator<Item = usize> + 'a {
    let all = inner.units.iter().enumerate();
    all.filter_map(|(at, other)| is_below(other, unit).then_some(at))
}

/// Whether `upper` is built on `lower`.
pub(super) fn is_below(lower: &Unit, upper: &Unit) -> bool {
    let named = |path: PathBuf| capture::units_of(&path).next() == Some(lower.call.unit());
    match lower.call.sort() {
        Sort::Test => false,
        Sort::Program => {
            let package = |unit: &Unit| unit.call.variable("CARGO_MANIFEST_DIR").map(str::to_owned);
            upper.call.knows_programs() && package(upper) == package(lower)
        }
        Sort::Library | Sort::Run => upper.call.externs().any(named),
    }
}
