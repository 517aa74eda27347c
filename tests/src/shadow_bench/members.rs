//! Which member of a workspace is edited: one that nothing depends on, and the one that most depend on.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId, TargetKind};

/// Where in the workspace's graph an edit lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// No member depends on the edited one.
    Leaf,
    /// Others do.
    Root,
}

impl Position {
    /// As it stands in the figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leaf => "leaf",
            Self::Root => "root",
        }
    }
}

/// A place to edit.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where it lies.
    pub position: Position,
    /// The package.
    pub package: String,
    /// The file, relative to the workspace.
    pub file: PathBuf,
    /// How many members depend on the package, directly or not.
    pub dependants: usize,
}

/// The names of all members of a workspace.
pub struct Members {
    metadata: Metadata,
    /// The members that depend on each, directly or not.
    dependants: BTreeMap<PackageId, BTreeSet<PackageId>>,
}

impl Members {
    /// Asks cargo, in a directory whose sources are fetched.
    pub fn of(root: &Path) -> anyhow::Result<Self> {
        let mut command = MetadataCommand::new();
        command
            .current_dir(root)
            .other_options(["--offline".to_owned()]);
        let metadata = command.exec()?;
        let dependants = dependants(&metadata);
        Ok(Self {
            metadata,
            dependants,
        })
    }

    /// The names of the packages.
    pub fn names(&self) -> Vec<String> {
        let packages = self.metadata.workspace_packages();
        packages.iter().map(|it| it.name.to_string()).collect()
    }

    /// One leaf and one root, or the one place that was asked for.
    pub fn places(&self, package: Option<&str>, file: Option<&Path>) -> anyhow::Result<Vec<Place>> {
        if package.is_some() || file.is_some() {
            return Ok(vec![self.asked(package, file)?]);
        }
        let packages = self.metadata.workspace_packages();
        let mut ranked: Vec<(usize, &Package)> = packages
            .into_iter()
            .filter(|package| entry(package, Position::Root).is_some())
            .map(|package| (self.dependants_of(package), package))
            .collect();
        ranked.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.name.cmp(&other.name)));
        let (most, root) = ranked.first().copied().context("no member has a target")?;
        let leaves = ranked.iter().filter(|(count, _)| *count == 0);
        // Of those that nothing depends on the one that is built from most members: an application, not a lone tool.
        let leaf = leaves.max_by_key(|(_, package)| (self.dependencies_of(package), most));
        let leaf = leaf.context("every member depends on another")?.1;
        Ok(vec![
            self.place(leaf, Position::Leaf, None)?,
            self.place(root, Position::Root, None)?,
        ])
    }

    fn asked(&self, package: Option<&str>, file: Option<&Path>) -> anyhow::Result<Place> {
        let root = &self.metadata.workspace_root;
        let absolute = file.map(|file| root.as_std_path().join(file));
        let packages = self.metadata.workspace_packages();
        let holds = |it: &&Package| match (package, &absolute) {
            (Some(name), _) => it.name.as_str() == name,
            (None, Some(file)) => it
                .manifest_path
                .parent()
                .is_some_and(|it| file.starts_with(it)),
            (None, None) => false,
        };
        // The innermost: a workspace's own package holds every file.
        let found = packages
            .into_iter()
            .filter(holds)
            .max_by_key(|it| it.manifest_path.as_str().len());
        let package = found.context("no member of that name or around that file")?;
        let position = match self.dependants_of(package) {
            0 => Position::Leaf,
            _ => Position::Root,
        };
        self.place(package, position, file)
    }

    fn place(
        &self,
        package: &Package,
        position: Position,
        file: Option<&Path>,
    ) -> anyhow::Result<Place> {
        let file = match file {
            Some(file) => file.to_owned(),
            None => {
                let entry = entry(package, position).context("a package without a target")?;
                let root = self.metadata.workspace_root.as_std_path();
                let relative = entry.strip_prefix(root);
                relative
                    .context("a member outside the workspace")?
                    .to_owned()
            }
        };
        Ok(Place {
            position,
            package: package.name.to_string(),
            file,
            dependants: self.dependants_of(package),
        })
    }

    fn dependants_of(&self, package: &Package) -> usize {
        self.dependants.get(&package.id).map_or(0, BTreeSet::len)
    }

    fn dependencies_of(&self, package: &Package) -> usize {
        let depend = self.dependants.values();
        depend.filter(|those| those.contains(&package.id)).count()
    }
}

/// The file a package's build begins with: for a leaf the program, where there is one.
fn entry(package: &Package, position: Position) -> Option<&Path> {
    let with = |kinds: &[TargetKind]| {
        let is =
            |target: &&cargo_metadata::Target| target.kind.iter().any(|kind| kinds.contains(kind));
        package.targets.iter().find(is)
    };
    let program = with(&[TargetKind::Bin]);
    let library = with(&[
        TargetKind::Lib,
        TargetKind::RLib,
        TargetKind::ProcMacro,
        TargetKind::CDyLib,
    ]);
    let first = match position {
        Position::Leaf => program.or(library),
        Position::Root => library.or(program),
    };
    first.map(|target| target.src_path.as_std_path())
}

fn dependants(metadata: &Metadata) -> BTreeMap<PackageId, BTreeSet<PackageId>> {
    let members: BTreeSet<&PackageId> = metadata.workspace_members.iter().collect();
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let mut direct: BTreeMap<&PackageId, Vec<&PackageId>> = BTreeMap::new();
    for node in nodes.filter(|node| members.contains(&node.id)) {
        for dependency in &node.deps {
            // Development dependencies may go round in circles, and a check without `--all-targets` does not build them.
            let counts = dependency
                .dep_kinds
                .iter()
                .any(|it| it.kind != DependencyKind::Development);
            if counts && members.contains(&dependency.pkg) {
                direct.entry(&dependency.pkg).or_default().push(&node.id);
            }
        }
    }
    let all = |of: &PackageId| {
        let mut found = BTreeSet::new();
        let mut left = vec![of];
        while let Some(one) = left.pop() {
            for next in direct.get(one).into_iter().flatten() {
                if found.insert((*next).clone()) {
                    left.push(next);
                }
            }
        }
        found
    };
    let members = metadata.workspace_members.iter();
    members
        .map(|member| (member.clone(), all(member)))
        .collect()
}
