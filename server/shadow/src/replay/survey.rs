//! What a check leaves for screenings: which units it compiled with which calls, how each ended, and what was said of each.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use bowline_loop_core::{WorkspacePath, intent::Checks};
use serde_json::Value;

use crate::{
    capture::{
        self, Call, Written,
        sources::{self, Sources},
    },
    process::{End, Output},
    project::manifests::lexical,
};

use super::{Ground, stamps::Stamps};

/// What one check, or one screening, left. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Survey(pub(super) Arc<Inner>);

#[derive(Clone, Debug)]
pub(super) struct Inner {
    pub(super) checks: Checks,
    /// What differed from the tree that was laid, and which tree that was.
    pub(super) put: BTreeMap<WorkspacePath, String>,
    pub(super) laid: u64,
    /// The units of members that were compiled, or found to be fresh.
    pub(super) units: Vec<Unit>,
    /// The units of members that somebody else compiled, over whose work ours lies.
    pub(super) strangers: Vec<Stranger>,
    /// What was said, line by line, in the order it was said.
    pub(super) lines: Vec<Line>,
    pub(super) stamps: Arc<Stamps>,
}

/// One unit.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) call: Arc<Call>,
    pub(super) target: Arc<Target>,
    pub(super) ended: Ended,
    pub(super) sources: Sources,
}

/// A unit that was found to be fresh, and of which no call is known.
#[derive(Clone, Debug)]
pub(super) struct Stranger {
    pub(super) target: Arc<Target>,
    /// What it reads, absolute, as the compiler names it.
    pub(super) files: BTreeSet<PathBuf>,
}

/// How the compiling of a unit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// There is an artefact.
    Fine,
    /// There is none.
    Failed,
}

/// A package and a target of it, in cargo's own words. A library and its test build are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) package: String,
    pub(super) target: Value,
}

/// One line of cargo's output.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Of whom it speaks; `None` where it is not the compiler's.
    pub(super) of: Option<Arc<Target>>,
    pub(super) text: String,
    pub(super) weight: Weight,
    /// The files it points into, as the compiler names them.
    pub(super) files: BTreeSet<PathBuf>,
}

/// Whether a line says that something does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Error,
    Other,
}

impl Survey {
    /// Reads what a check left; `before` are the records as they were when it began. `None` where it cannot be told who
    /// reads what.
    pub(crate) fn of(output: &Output, ground: &Ground<'_>, before: &Written) -> Option<Self> {
        if !matches!(output.end, End::Exited(_)) {
            return None;
        }
        let after = capture::written(&ground.calls);
        let read = Read::all(&String::from_utf8_lossy(&output.stdout));
        let mut units = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (record, time) in &after {
            let (_, unit) = record.rsplit_once('-')?;
            let artefact = read.artefacts.get(unit);
            if artefact.is_none() && before.get(record) == Some(time) {
                continue; // Of another check than this one.
            }
            let call = Call::read(&ground.calls.join(record))?;
            let target = match artefact {
                Some(target) => target.clone(),
                None => read.target_of(&call)?,
            };
            seen.insert(unit);
            units.push(Unit {
                ended: if artefact.is_some() {
                    Ended::Fine
                } else {
                    Ended::Failed
                },
                sources: Sources::of(&call, *time, |path| ground.lies(path)),
                call: Arc::new(call),
                target,
            });
        }
        // A member's unit without a record reads nobody knows what.
        let is_member = |target: &Target| {
            let manifest = Path::new(target.target["src_path"].as_str().unwrap_or_default());
            ground
                .project
                .packages
                .iter()
                .filter_map(|package| package.manifest.parent())
                .any(|directory| manifest.starts_with(ground.seen.of(directory)))
        };
        let unknown = read.members.iter().filter(|member| {
            is_member(&member.target)
                && !member.names.iter().any(|name| seen.contains(name.as_str()))
        });
        let mut strangers = Vec::new();
        for member in unknown {
            let Some(stranger) = member.stranger(ground) else {
                tracing::debug!(package = member.target.package, "no call is recorded");
                return None;
            };
            strangers.push(stranger);
        }
        let compilers = units.iter().flat_map(|unit| compilers(&unit.call));
        let made = units
            .iter()
            .filter_map(|unit| Some(ground.lies(Path::new(unit.call.variable("OUT_DIR")?))));
        let artefacts = read.files.iter().map(|file| ground.lies(file));
        let stamps = Stamps::take(ground, artefacts.chain(compilers), made);
        Some(Self(Arc::new(Inner {
            checks: ground.checks.clone(),
            put: ground.put.clone(),
            laid: ground.laid,
            units,
            strangers,
            lines: read.lines,
            stamps: Arc::new(stamps),
        })))
    }
}

/// The programs that a call names by their paths.
fn compilers(call: &Call) -> impl Iterator<Item = PathBuf> {
    call.argv
        .iter()
        .take(2)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
}

/// The output of a check, read once.
#[derive(Default)]
struct Read {
    lines: Vec<Line>,
    targets: Vec<Arc<Target>>,
    /// The targets with an artefact, by every unit that the artefact's name may speak of.
    artefacts: BTreeMap<String, Arc<Target>>,
    /// The artefacts of packages by path.
    members: Vec<Member>,
    /// All artefacts.
    files: Vec<PathBuf>,
}

/// An artefact of a package by path.
struct Member {
    target: Arc<Target>,
    /// The units that its name may speak of.
    names: Vec<String>,
    files: Vec<PathBuf>,
}

impl Member {
    /// What its maker left beside it; nothing where the shadow is the only one who builds there.
    fn stranger(&self, ground: &Ground<'_>) -> Option<Stranger> {
        ground.overlay?;
        let list = self.files.iter().find_map(|file| {
            let stem = file.file_stem()?.to_str()?;
            let name = format!("{}.d", stem.strip_prefix("lib").unwrap_or(stem));
            fs::read_to_string(ground.lies(&file.with_file_name(name))).ok()
        })?;
        let root = ground.seen.shadow_root();
        let files = sources::parse(&list);
        Some(Stranger {
            target: self.target.clone(),
            files: files.iter().map(|file| lexical(&root.join(file))).collect(),
        })
    }
}

impl Read {
    fn all(stdout: &str) -> Self {
        let mut read = Self::default();
        for line in stdout.lines().filter(|line| !line.trim().is_empty()) {
            let value: Value = serde_json::from_str(line).unwrap_or_default();
            match value["reason"].as_str() {
                Some("compiler-artifact") => read.artefact(&value),
                Some("compiler-message") => {
                    let target = read.target(&value);
                    read.lines
                        .push(Line::of(target, line.to_owned(), &value["message"]));
                }
                Some("build-finished" | "build-script-executed") => {}
                // What a build script or a macro printed.
                _ => read.lines.push(Line {
                    of: None,
                    text: line.to_owned(),
                    weight: Weight::Other,
                    files: BTreeSet::new(),
                }),
            }
        }
        read
    }

    fn target(&mut self, value: &Value) -> Arc<Target> {
        let target = Target {
            package: value["package_id"].as_str().unwrap_or_default().to_owned(),
            target: value["target"].clone(),
        };
        if let Some(known) = self.targets.iter().rev().find(|known| ***known == target) {
            return known.clone();
        }
        self.targets.push(Arc::new(target));
        self.targets[self.targets.len() - 1].clone()
    }

    fn artefact(&mut self, value: &Value) {
        let target = self.target(value);
        let files: Vec<PathBuf> = value["filenames"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|file| Some(PathBuf::from(file.as_str()?)))
            .collect();
        let names: Vec<String> = files
            .iter()
            .flat_map(|file| capture::units_of(file))
            .map(str::to_owned)
            .collect();
        // cargo runs a build script, so its record is of no use, and its name need not be there.
        let is_script = value["target"]["kind"][0] == "custom-build";
        if target.package.starts_with("path+") && !is_script {
            self.members.push(Member {
                target: target.clone(),
                names: names.clone(),
                files: files.clone(),
            });
        }
        for name in names {
            self.artefacts.insert(name, target.clone());
        }
        self.files.extend(files);
    }

    /// The target of a call that left no artefact, by its root file.
    fn target_of(&self, call: &Call) -> Option<Arc<Target>> {
        let root = lexical(&call.root_file()?);
        let is_of = |target: &&Arc<Target>| {
            let name = target.target["name"].as_str().unwrap_or_default();
            target.target["src_path"].as_str().map(Path::new) == Some(root.as_path())
                && name.replace('-', "_") == call.name()
        };
        self.targets.iter().find(is_of).cloned()
    }
}

impl Line {
    /// A line that speaks of a target; `message` is the compiler's own part of it.
    pub(super) fn of(target: Arc<Target>, text: String, message: &Value) -> Self {
        let level = message["level"].as_str().unwrap_or_default();
        let spans = message["spans"].as_array().into_iter().flatten();
        let files = spans.filter_map(|span| Some(PathBuf::from(span["file_name"].as_str()?)));
        Self {
            of: Some(target),
            text,
            weight: if level.starts_with("error") {
                Weight::Error
            } else {
                Weight::Other
            },
            files: files.collect(),
        }
    }
}
