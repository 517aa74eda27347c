//! What the last background check of each workspace said, kept in step with what is typed, for the code actions.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use bowline_documents::{Hunk, hunks, moved_line};
use bowline_loop_core::{Observation, observation::Level};
use tokio_util::sync::CancellationToken;

use super::{
    documents::{Documents, Shift},
    places,
    wire::{Range, first_line},
};
use crate::engine::{Observed, OpenBuffer};

/// One thing a check said, where it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// The file, absolute.
    pub(super) path: PathBuf,
    /// First and last line, 0-based.
    pub(super) lines: (u32, u32),
    /// Column of the start, 0-based, in Unicode scalar values.
    pub(super) column: u32,
    /// Error code or lint name.
    pub(super) code: Option<String>,
    /// The first line of the message.
    pub(super) message: String,
    pub(super) level: Level,
}

/// What is known of every workspace, by its root.
pub(super) struct Knowledge {
    roots: BTreeMap<PathBuf, Vec<Known>>,
    checks: BTreeMap<PathBuf, CancellationToken>,
    /// Files whose text no check has seen as it stands.
    unseen: BTreeSet<PathBuf>,
}

impl Knowledge {
    pub(super) fn new() -> Self {
        Self {
            roots: BTreeMap::new(),
            checks: BTreeMap::new(),
            unseen: BTreeSet::new(),
        }
    }

    /// Begins a check of the workspace at `root`: an older one that still runs is cancelled.
    pub(super) fn begin(&mut self, root: &Path) -> CancellationToken {
        let token = CancellationToken::new();
        if let Some(older) = self.checks.insert(root.to_owned(), token.clone()) {
            older.cancel();
        }
        token
    }

    /// Whether a check of the workspace at `root` was ever begun.
    pub(super) fn has_begun(&self, root: &Path) -> bool {
        self.checks.contains_key(root)
    }

    /// Cancels what runs.
    pub(super) fn cancel_checks(&mut self) {
        for token in self.checks.values() {
            token.cancel();
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.cancel_checks();
        self.checks.clear();
        self.roots.clear();
        self.unseen.clear();
    }

    /// Takes in what a check found on the texts in `taken`; what was typed since is reckoned in.
    pub(super) fn learn(
        &mut self,
        observed: Observed,
        taken: &[OpenBuffer],
        documents: &Documents,
    ) {
        let mut moves: BTreeMap<PathBuf, Vec<Hunk>> = BTreeMap::new();
        for buffer in taken {
            if let Some((_, now)) = documents.at(&buffer.path) {
                let now = now.text.to_string();
                if now == buffer.text {
                    self.unseen.remove(&buffer.path);
                } else {
                    moves.insert(buffer.path.clone(), hunks(&buffer.text, &now));
                }
            }
        }
        let mut known: Vec<Known> = observed
            .observations
            .iter()
            .filter_map(|one| known(one, &observed.root))
            .collect();
        for one in &mut known {
            if let Some(hunks) = moves.get(&one.path) {
                one.lines = (
                    moved_line(hunks, one.lines.0),
                    moved_line(hunks, one.lines.1),
                );
            }
        }
        self.roots.insert(observed.root, known);
    }

    /// Notes that no check has seen a file as it stands: it was opened or typed in.
    pub(super) fn unsee(&mut self, path: &Path) {
        self.unseen.insert(path.to_owned());
    }

    /// Whether an open file may hold errors that nobody has seen yet.
    pub(super) fn is_unsure_of(&self, path: &Path) -> bool {
        self.unseen.contains(path)
    }

    /// Moves what is known of a file with an edit of it.
    pub(super) fn shift(&mut self, path: &Path, shift: Shift) {
        for one in self
            .roots
            .values_mut()
            .flatten()
            .filter(|one| one.path == path)
        {
            one.lines = (
                shifted(one.lines.0, one.column, shift),
                shifted(one.lines.1, u32::MAX, shift),
            );
        }
    }

    /// What is known of the workspace at `root`, in the order of the check.
    pub(super) fn of(&self, root: &Path) -> impl Iterator<Item = &Known> {
        self.roots.get(root).into_iter().flatten()
    }

    /// What is known of a file on the lines of a range: errors first, those around its start before others.
    pub(super) fn at(&self, path: &Path, range: Range) -> Vec<&Known> {
        let touches =
            |one: &&Known| one.lines.0 <= range.end.line && one.lines.1 >= range.start.line;
        let mut found: Vec<&Known> = self
            .roots
            .values()
            .flatten()
            .filter(|one| one.path == path)
            .filter(touches)
            .collect();
        found.sort_by_key(|one| {
            (
                one.level,
                one.lines.0.abs_diff(range.start.line),
                one.column,
            )
        });
        found
    }

    /// Whether errors are known in this file, and in the workspace around it.
    pub(super) fn errors(&self, path: &Path) -> ErrorsKnown {
        let is_error = |one: &&Known| one.level == Level::Error;
        let here = |all: &Vec<Known>| all.iter().filter(is_error).any(|one| one.path == path);
        let around = self.roots.iter().filter(|(root, _)| path.starts_with(root));
        let mut known = ErrorsKnown {
            in_file: false,
            in_workspace: false,
        };
        for (_, all) in around {
            known.in_file |= here(all);
            known.in_workspace |= all.iter().any(|one| is_error(&one));
        }
        known
    }
}

/// Where errors are known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ErrorsKnown {
    pub(super) in_file: bool,
    pub(super) in_workspace: bool,
}

fn known(observation: &Observation, root: &Path) -> Option<Known> {
    let site = observation
        .site
        .as_ref()
        .filter(|site| !site.path.is_outside())?;
    if observation.level == Level::Note {
        return None;
    }
    Some(Known {
        path: places::physical(&root.join(site.path.as_str())),
        lines: (
            site.first_line.saturating_sub(1),
            site.last_line.saturating_sub(1),
        ),
        column: site.column.saturating_sub(1),
        code: Some(observation.key.code.clone()).filter(|code| !code.is_empty()),
        message: first_line(&observation.message).to_owned(),
        level: observation.level,
    })
}

fn shifted(line: u32, column: u32, shift: Shift) -> u32 {
    let behind = line > shift.end.line || (line == shift.end.line && column >= shift.end.character);
    if behind {
        added(line, shift.lines)
    } else if line > shift.start.line {
        shift.start.line
    } else {
        line
    }
}

fn added(line: u32, delta: i64) -> u32 {
    u32::try_from((i64::from(line) + delta).max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use bowline_documents::Position;
    use bowline_loop_core::{ObservationKey, Phase, WorkspacePath, observation::Site};

    use super::*;

    fn observation(line: u32) -> Observation {
        let path = WorkspacePath::new("src/lib.rs");
        Observation {
            key: ObservationKey {
                code: "E0382".into(),
                message: "use of moved value".into(),
                path: Some(path.clone()),
                item: String::new(),
                text: "s".into(),
                ordinal: 0,
            },
            level: Level::Error,
            phase: Phase::Borrow,
            site: Some(Site {
                path,
                first_line: line,
                last_line: line,
                column: 5,
                start: 0,
                end: 1,
            }),
            package: "p".into(),
            targets: Vec::new(),
            message: "use of moved value\nmore".into(),
            rendered: String::new(),
        }
    }

    fn lines(knowledge: &Knowledge) -> Vec<(u32, u32)> {
        knowledge
            .roots
            .values()
            .flatten()
            .map(|one| one.lines)
            .collect()
    }

    fn range(line: u32) -> Range {
        Range {
            start: Position::new(line, 0),
            end: Position::new(line, 0),
        }
    }

    #[test]
    fn what_is_known_moves_with_what_is_typed() {
        let root = PathBuf::from("/nowhere/p");
        let file = root.join("src/lib.rs");
        let mut documents = Documents::new();
        let uri = places::uri_of(&file);
        documents.open(&uri, 1, "new line\na\nb\nc\n");
        let taken = [OpenBuffer {
            path: file.clone(),
            version: 0,
            text: "a\nb\nc\n".into(),
        }];
        let mut knowledge = Knowledge::new();
        knowledge.learn(
            Observed {
                root,
                observations: vec![observation(2)],
            },
            &taken,
            &documents,
        );
        assert_eq!(lines(&knowledge), [(2, 2)], "typed while the check ran");

        let typed = Shift {
            start: Position::new(0, 0),
            end: Position::new(0, 0),
            lines: 3,
        };
        knowledge.shift(&file, typed);
        assert_eq!(lines(&knowledge), [(5, 5)], "typed after it");
        assert_eq!(knowledge.at(&file, range(5)).len(), 1);
        assert!(knowledge.at(&file, range(2)).is_empty());
        assert_eq!(
            knowledge.errors(&file),
            ErrorsKnown {
                in_file: true,
                in_workspace: true
            }
        );

        let deleted = Shift {
            start: Position::new(4, 0),
            end: Position::new(7, 0),
            lines: -3,
        };
        knowledge.shift(&file, deleted);
        assert_eq!(lines(&knowledge), [(4, 4)]);
    }

    #[test]
    fn a_newer_check_cancels_an_older_one_of_the_same_workspace() {
        let mut knowledge = Knowledge::new();
        let (first, other) = (
            knowledge.begin(Path::new("/a")),
            knowledge.begin(Path::new("/b")),
        );
        let second = knowledge.begin(Path::new("/a"));
        assert!(first.is_cancelled() && !other.is_cancelled() && !second.is_cancelled());
    }
}
