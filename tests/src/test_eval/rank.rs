//! Ranking without a run: where the true place and the true fix stand among what is proposed.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Context as _;
use bowline_loop_core::WorkspacePath;
use bowline_proposers::{
    Draft,
    behaviour::{self, Request},
};
use bowline_syntax::Index;
use serde::Serialize;

use super::{
    case::{Case, Texts},
    output,
};
use crate::eval::judge::normalised;

/// Where the truth stands among what is proposed for one case; all places are 1-based.
#[derive(Clone, Debug, Serialize)]
pub struct Ranked {
    /// The case.
    pub id: String,
    /// The operator that made it.
    pub op: String,
    /// Places among which the true one stands.
    pub places: usize,
    /// The place of the function that holds the bug.
    pub function: Option<usize>,
    /// The place of the bug's line among the lines that candidates change, in their order.
    pub line: Option<usize>,
    /// The place of the edit that makes the text what it was.
    pub fix: Option<usize>,
    /// The operator that made it.
    pub by: String,
    /// Candidates, all together.
    pub candidates: usize,
    /// How long ranking and proposing took.
    pub millis: u64,
}

/// Every Rust file of a project below its root, the target directory left out.
pub fn sources(root: &Path) -> anyhow::Result<BTreeMap<WorkspacePath, String>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).with_context(|| directory.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                if !path.ends_with("target") {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|end| end == "rs")
                && let Ok(text) = fs::read_to_string(&path)
                && let Ok(below) = path.strip_prefix(root)
            {
                found.insert(WorkspacePath::new(below.to_string_lossy()), text);
            }
        }
    }
    Ok(found)
}

/// Ranks one case over the files of its project.
pub fn ranked(case: &Case, mut files: BTreeMap<WorkspacePath, String>) -> anyhow::Result<Ranked> {
    let path = WorkspacePath::new(&case.file);
    let there = files.get(&path).with_context(|| case.file.clone())?;
    let texts = case.texts(there)?;
    files.insert(path.clone(), texts.broken.clone());
    let mut index = Index::default();
    for (path, text) in &files {
        index.update(path, text);
    }
    let failure = output::failure(&case.output, &case.failing_tests, &case.passing_tests);
    let text_of = |path: &WorkspacePath| files.get(path).cloned();
    let request = Request {
        failure: &failure,
        text_of: &text_of,
        index: &index,
    };
    Ok(of_request(case, &request, &texts))
}

/// Ranks one case as it is asked about.
pub fn of_request(case: &Case, request: &Request<'_>, texts: &Texts) -> Ranked {
    let path = WorkspacePath::new(&case.file);
    let began = std::time::Instant::now();
    let places = behaviour::rank(request);
    let candidates = behaviour::named_candidates(request);
    let millis = crate::eval::run::millis(began.elapsed());
    let at = texts.place();
    let holds = |place: &behaviour::Place| place.path == path && place.range.contains(&at);
    let sound = normalised(&texts.sound);
    let fixes = |draft: &Draft| {
        applied(draft, &path, &texts.broken).is_some_and(|text| normalised(&text) == sound)
    };
    let fix = candidates.iter().position(|(_, draft)| fixes(draft));
    Ranked {
        id: case.id.clone(),
        op: case.op.clone(),
        places: places.len(),
        function: places.iter().position(holds).map(|at| at + 1),
        line: line(&candidates, &path, texts),
        fix: fix.map(|at| at + 1),
        by: fix.map_or_else(String::new, |at| candidates[at].0.to_owned()),
        candidates: candidates.len(),
        millis,
    }
}

/// The place of the bug's line among the lines that candidates change.
fn line(candidates: &[(&str, Draft)], path: &WorkspacePath, texts: &Texts) -> Option<usize> {
    let mut lines = Vec::new();
    for (_, draft) in candidates {
        let Some(edit) = draft.edits.first() else {
            continue;
        };
        let Some(first) = edit.replacements.first() else {
            continue;
        };
        let number = match edit.path == *path {
            true => texts.broken[..first.start].matches('\n').count() + 1,
            false => first.start,
        };
        let one = (edit.path.clone(), number);
        if !lines.contains(&one) {
            lines.push(one);
        }
    }
    let wanted = (path.clone(), texts.line());
    lines.iter().position(|one| *one == wanted).map(|at| at + 1)
}

/// A file's text with a candidate; `None` where it leaves the file alone.
fn applied(draft: &Draft, path: &WorkspacePath, text: &str) -> Option<String> {
    let edit = draft.edits.iter().find(|edit| edit.path == *path)?;
    let mut text = text.to_owned();
    for replacement in edit.replacements.iter().rev() {
        text.replace_range(replacement.range(), &replacement.text);
    }
    Some(text)
}
