//! The names that a crate from elsewhere makes public, read from its sources only as far as a name that is asked for needs.

use std::collections::BTreeSet;

use bowline_loop_core::WorkspacePath;

use super::{File, ItemKind, read};

/// Files of one crate that are read at most for one question.
const MOST_FILES: usize = 300;

/// The paths, within a crate and without the crate's name, by which it makes `wanted` public, shortest first: `value::Value`,
/// `Value`. `root` is the path of its `src/lib.rs`, and `read` gives the text of a file by a path made from that one.
///
/// Follows `pub mod`, inline or in files of their own, and `pub use` with and without a glob; macros that declare items are not
/// seen.
pub fn public_paths(
    root: &str,
    wanted: &str,
    read: &dyn Fn(&str) -> Option<String>,
) -> Vec<String> {
    let directory = root.rsplit_once('/').map_or("", |(directory, _)| directory);
    let mut library = Library {
        read,
        wanted,
        files: 0,
        seen: BTreeSet::new(),
        found: BTreeSet::new(),
    };
    library.module(root, directory, &[], &[]);
    let mut found: Vec<String> = library.found.into_iter().collect();
    found.sort_by_key(|path| (path.matches("::").count(), path.len()));
    found
}

struct Library<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    wanted: &'a str,
    files: usize,
    /// Pairs of a module's file and the public path it was met under.
    seen: BTreeSet<(String, Vec<String>)>,
    found: BTreeSet<String>,
}

impl Library<'_> {
    /// Looks through the module in `file`; its children lie in `directory`. `inner` are inline modules around what is looked at
    /// within the file, and `public` is the path by which it is reached from outside.
    fn module(&mut self, file: &str, directory: &str, inner: &[String], public: &[String]) {
        let key = (format!("{file}#{}", inner.join("::")), public.to_vec());
        if self.files >= MOST_FILES || public.len() > 8 || !self.seen.insert(key) {
            return;
        }
        let Some(text) = (self.read)(file) else {
            return;
        };
        self.files += 1;
        let content = read::file(&WorkspacePath::new(file), &text, read::Depth::Outlines);
        self.level(&content, file, directory, inner, public);
    }

    fn level(
        &mut self,
        content: &File,
        file: &str,
        directory: &str,
        inner: &[String],
        public: &[String],
    ) {
        let here = content
            .items
            .iter()
            .filter(|item| item.modules == inner && item.container.is_none());
        for item in here {
            let is_public = item.visibility == "pub";
            if is_public && item.name == self.wanted && item.kind != ItemKind::Impl {
                self.add(public, &item.name);
            }
            if is_public && item.kind == ItemKind::Module {
                self.child(
                    file,
                    directory,
                    inner,
                    &item.name,
                    &joined(public, &item.name),
                );
            }
        }
        let imports = content.imports.iter();
        for import in imports.filter(|one| one.visibility == "pub" && one.modules == inner) {
            if import.name == self.wanted {
                self.add(public, &import.name);
            } else if let Some(module) = import.target.strip_suffix("::*") {
                self.glob(file, directory, inner, module, public);
            }
        }
    }

    /// A module reached by its name from where another stands.
    fn child(
        &mut self,
        file: &str,
        directory: &str,
        inner: &[String],
        name: &str,
        public: &[String],
    ) {
        let below = inner
            .iter()
            .fold(directory.to_owned(), |path, module| path + "/" + module);
        for own in [
            format!("{below}/{name}.rs"),
            format!("{below}/{name}/mod.rs"),
        ] {
            if (self.read)(&own).is_some() {
                return self.module(&own, &format!("{below}/{name}"), &[], public);
            }
        }
        self.module(file, directory, &joined(inner, name), public);
    }

    /// What `pub use module::*` brings.
    fn glob(
        &mut self,
        file: &str,
        directory: &str,
        inner: &[String],
        module: &str,
        public: &[String],
    ) {
        let relative = module.strip_prefix("self::").unwrap_or(module);
        let mut names = relative.split("::");
        let (Some(name), None) = (names.next(), names.next()) else {
            return;
        };
        if name != "crate" && name != "super" {
            self.child(file, directory, inner, name, public);
        }
    }

    fn add(&mut self, public: &[String], name: &str) {
        self.found.insert(joined(public, name).join("::"));
    }
}

fn joined(path: &[String], name: &str) -> Vec<String> {
    path.iter().cloned().chain([name.to_owned()]).collect()
}
