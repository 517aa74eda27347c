//! Which files a unit reads, from the list that the compiler leaves; more than that where it could not leave one.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::Call;
use crate::project::manifests::lexical;

/// The files of one unit, absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sources {
    files: BTreeSet<PathBuf>,
    /// A directory of which it may read any file: the compiler did not come far enough to say.
    below: Option<PathBuf>,
}

impl Sources {
    /// Those of a call whose record was written at `recorded`; `lies` says where a path that the call names lies for us.
    pub(crate) fn of(call: &Call, recorded: SystemTime, lies: impl Fn(&Path) -> PathBuf) -> Self {
        let root = call.root_file();
        let mut sources = Self::default();
        sources.files.extend(root.as_deref().map(lexical));
        let said = call.dep_info().and_then(|file| {
            let file = lies(&file);
            let written = fs::metadata(&file)
                .and_then(|metadata| metadata.modified())
                .ok()?;
            // An older list is of an older text.
            (written >= recorded).then_some(())?;
            Some(parse(&fs::read_to_string(file).ok()?))
        });
        match said {
            Some(files) => sources.add(call, &files),
            None => sources.below = root.and_then(|root| Some(lexical(root.parent()?))),
        }
        sources
    }

    /// Adds the files that a list names.
    pub(crate) fn add(&mut self, call: &Call, files: &[String]) {
        self.files
            .extend(files.iter().map(|file| lexical(&call.dir.join(file))));
    }

    /// Whether the unit reads, or may read, this file.
    pub(crate) fn may_hold(&self, file: &Path) -> bool {
        self.files.contains(file)
            || self
                .below
                .as_ref()
                .is_some_and(|below| file.starts_with(below))
    }
}

/// The files that a list names: what stands behind the first `: ` of its rules.
pub(crate) fn parse(list: &str) -> Vec<String> {
    let rules = list.lines().filter(|line| !line.starts_with('#'));
    let named = rules.filter_map(|line| line.split_once(": "));
    named.flat_map(|(_, files)| names(files)).collect()
}

/// Names parted by blanks; a blank inside a name is escaped.
fn names(files: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut chars = files.chars().peekable();
    while let Some(next) = chars.next() {
        match (next, all.last_mut()) {
            ('\\', Some(name)) if chars.peek() == Some(&' ') => {
                chars.next();
                name.push(' ');
            }
            (' ', _) => all.push(String::new()),
            (other, Some(name)) => name.push(other),
            (_, None) => {}
        }
    }
    all.retain(|name| !name.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_list_of_the_compiler() {
        let list = "/t/deps/a-1.d: src/lib.rs src/sp\\ ace.rs /else/where.txt\n\n/t/deps/liba-1.rmeta: src/lib.rs\n\nsrc/lib.rs:\n\n# env-dep:CARGO_PKG_NAME=a: b\n";
        let mut files = parse(list);
        files.dedup();
        assert_eq!(
            files,
            [
                "src/lib.rs",
                "src/sp ace.rs",
                "/else/where.txt",
                "src/lib.rs"
            ]
        );
    }

    #[test]
    fn without_a_list_anything_beside_the_root_may_be_read() {
        let call = crate::capture::tests::call(&[]);
        let sources = Sources::of(&call, SystemTime::UNIX_EPOCH, Path::to_path_buf);
        assert!(sources.may_hold(Path::new("/w/src/deep/in.rs")));
        assert!(!sources.may_hold(Path::new("/w/tests/in.rs")));
    }
}
