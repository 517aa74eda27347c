//! What a workspace declares: items with their signatures, fields, variants and implemented traits, what each file imports and
//! where types are built, by name. Read off the syntax trees of its files, each file alone, so that one changed file costs one
//! parse. Does not live here: resolution; two items of one name are both found.

mod library;
mod places;
mod postings;
mod read;
mod size;
mod uses;

use std::collections::BTreeMap;

use bowline_loop_core::WorkspacePath;

pub use library::public_paths;
pub use places::Place;
pub use uses::{Import, Literal};

use postings::{Key, Postings};

/// Heap bytes that an index takes before it stops reading the bodies of functions; at twice as many it reads no further file.
pub const BUDGET: usize = 96 << 20;

/// The declarations of a workspace's files.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Where each known file stands in `files`.
    slots: BTreeMap<WorkspacePath, usize>,
    files: Vec<File>,
    postings: Postings,
    packages: BTreeMap<String, String>,
    outside: BTreeMap<String, Vec<String>>,
    bytes: usize,
    budget: Option<usize>,
    partial: bool,
}

/// What one file says. An empty one stands for a file that was removed.
#[derive(Clone, Debug, Default)]
struct File {
    items: Vec<Item>,
    imports: Vec<Import>,
    literals: Vec<Literal>,
    bytes: usize,
}

/// One declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its file.
    pub path: WorkspacePath,
    /// Its name; for an impl, the name of the type without generics.
    pub name: String,
    /// What it is.
    pub kind: ItemKind,
    /// Inline modules around it within its file, outermost first.
    pub modules: Vec<String>,
    /// The type of the `impl`, the trait or the enum that holds it, without generics; `None` for a free item.
    pub container: Option<String>,
    /// For an impl, or an item within one: the implemented trait's name without path and generics.
    pub of_trait: Option<String>,
    /// Its visibility as written (`pub`, `pub(crate)`, …); empty without one.
    pub visibility: String,
    /// Its generic parameters as written, with the angle brackets; empty without.
    pub generics: String,
    /// Parameters of a function, `self` included, in order.
    pub parameters: Vec<Parameter>,
    /// The type that a function returns, a constant or static has, a type alias stands for or an impl is for, as written.
    pub ty: Option<String>,
    /// Fields of a struct, a union or a variant, in order; those of a tuple are named `0`, `1`, ….
    pub fields: Vec<Field>,
    /// The traits in its `#[derive(…)]` attributes, without paths.
    pub derives: Vec<String>,
    /// First byte and the byte behind the last, 0-based, into the file's text, attributes left out.
    pub range: std::ops::Range<usize>,
    /// The bytes of its name.
    pub name_range: std::ops::Range<usize>,
}

/// What a declaration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// `fn`, free, in an impl or in a trait.
    Function,
    /// `struct`.
    Struct,
    /// `enum`.
    Enum,
    /// A variant of an enum.
    Variant,
    /// `union`.
    Union,
    /// `trait`.
    Trait,
    /// `type`.
    Type,
    /// `const`.
    Const,
    /// `static`.
    Static,
    /// `mod`, inline or not.
    Module,
    /// `macro_rules!`.
    Macro,
    /// `impl`, of a trait or not.
    Impl,
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its pattern as written; `self` for a receiver.
    pub name: String,
    /// Its type as written; for a receiver the whole of it (`&self`, `&mut self`, `self`).
    pub ty: String,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, or its number in a tuple.
    pub name: String,
    /// Its type as written.
    pub ty: String,
    /// Its visibility as written; empty without one.
    pub visibility: String,
    /// The byte it starts at, visibility included, 0-based.
    pub start: usize,
}

impl Index {
    /// An empty index that reads no bodies of functions any more once it takes this many heap bytes, and knows further files by
    /// name alone once it takes twice as many.
    pub fn with_budget(bytes: usize) -> Self {
        Self {
            budget: Some(bytes),
            ..Self::default()
        }
    }

    /// Takes in a file, in place of what was known of it.
    pub fn update(&mut self, path: &WorkspacePath, text: &str) {
        if let Some(slot) = self.slots.get(path) {
            self.empty(*slot);
        }
        let budget = self.budget.unwrap_or(BUDGET);
        let mut file = if self.bytes < budget {
            read::file(path, text, read::Depth::Bodies)
        } else if self.bytes < 2 * budget {
            read::file(path, text, read::Depth::Outlines)
        } else {
            File::default()
        };
        self.partial |= self.bytes >= budget;
        file.bytes = size::of(&file);
        self.bytes += file.bytes;
        let slot = *self.slots.entry(path.clone()).or_insert(self.files.len());
        self.postings.add(slot, &file);
        match self.files.get_mut(slot) {
            Some(old) => *old = file,
            None => self.files.push(file),
        }
    }

    /// Forgets a file.
    pub fn remove(&mut self, path: &WorkspacePath) {
        let Some(slot) = self.slots.get(path).copied() else {
            return;
        };
        self.empty(slot);
        self.slots.remove(path);
        // The last file moves into the slot that became free.
        let last = self.files.len() - 1;
        self.files.swap_remove(slot);
        if slot == last {
            return;
        }
        self.postings.remove(last, &self.files[slot]);
        self.postings.add(slot, &self.files[slot]);
        for one in self.slots.values_mut().filter(|one| **one == last) {
            *one = slot;
        }
    }

    fn empty(&mut self, slot: usize) {
        let file = std::mem::take(&mut self.files[slot]);
        self.postings.remove(slot, &file);
        self.bytes -= file.bytes;
    }

    /// The files known.
    pub fn paths(&self) -> impl Iterator<Item = &WorkspacePath> {
        self.slots.keys()
    }

    /// Every declaration, by file and place.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.slots
            .values()
            .flat_map(|slot| &self.files[*slot].items)
    }

    /// Every declaration of one file, by place.
    pub fn items_of(&self, path: &WorkspacePath) -> &[Item] {
        self.file(path).map_or(&[], |file| &file.items)
    }

    /// What a file imports, by place.
    pub fn imports_of(&self, path: &WorkspacePath) -> &[Import] {
        self.file(path).map_or(&[], |file| &file.imports)
    }

    /// Every declaration of this name, impls of a type of this name among them.
    pub fn named<'i>(&'i self, name: &str) -> impl Iterator<Item = &'i Item> + use<'i> {
        self.found(Key::Name, name, |file| &file.items)
    }

    /// What stands in the impls of a type, in a trait or in an enum of this name.
    pub fn members<'i>(&'i self, of: &str) -> impl Iterator<Item = &'i Item> + use<'i> {
        self.found(Key::Container, of, |file| &file.items)
    }

    /// The functions in the impls of a type or in a trait of this name.
    pub fn methods<'i>(&'i self, of: &str) -> impl Iterator<Item = &'i Item> + use<'i> {
        self.members(of)
            .filter(|item| item.kind == ItemKind::Function)
    }

    /// The impls of a trait of this name.
    pub fn implementors<'i>(&'i self, of_trait: &str) -> impl Iterator<Item = &'i Item> + use<'i> {
        let all = self.found(Key::Trait, of_trait, |file| &file.items);
        all.filter(|item| item.kind == ItemKind::Impl)
    }

    /// Every import in the workspace that brings this name into scope.
    pub fn imports<'i>(&'i self, name: &str) -> impl Iterator<Item = &'i Import> + use<'i> {
        self.found(Key::Import, name, |file| &file.imports)
    }

    /// Every place where a struct, or a variant with named fields, of this name is built; `Self` counts for its type.
    pub fn literals<'i>(&'i self, name: &str) -> impl Iterator<Item = &'i Literal> + use<'i> {
        self.found(Key::Literal, name, |file| &file.literals)
    }

    /// Every name that something in the workspace declares, once, in the order of the letters.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.postings.names(Key::Name)
    }

    /// The impl, trait or enum that an item stands in, the nearest; `None` for a free item.
    pub fn holder(&self, item: &Item) -> Option<&Item> {
        item.container.as_ref()?;
        let items = self.items_of(&item.path);
        let before = items.partition_point(|one| one.range.start < item.range.start);
        items[..before].iter().rev().find(|one| {
            matches!(one.kind, ItemKind::Impl | ItemKind::Trait | ItemKind::Enum)
                && item.range.end <= one.range.end
        })
    }

    /// Says which package a directory (`` for the root) holds: the name of its library as a path in code writes it.
    pub fn set_package(&mut self, directory: &str, crate_name: &str) {
        self.packages
            .insert(directory.to_owned(), crate_name.to_owned());
    }

    /// Where a file stands among the crates and modules, told by its place below `src/`, `tests/` and the like.
    pub fn place(&self, path: &WorkspacePath) -> Place {
        Place::of(path, &self.packages, &|path| self.slots.contains_key(path))
    }

    /// The path by which code at one place names an item at another, for instance `crate::model::Order`. `None` for an item
    /// within a body, an impl or another program, and for one that its visibility keeps from there.
    pub fn path_to(&self, item: &Item, from: &WorkspacePath) -> Option<String> {
        let reached = matches!(item.kind, ItemKind::Impl | ItemKind::Variant);
        if reached || item.container.is_some() {
            return None;
        }
        let (there, here) = (self.place(&item.path), self.place(from));
        there.path_from(&here, item)
    }

    /// Remembers by which paths the crates that this workspace depends on make a name public, for instance `serde_json::Value`.
    pub fn set_outside(&mut self, name: &str, paths: Vec<String>) {
        self.outside.insert(name.to_owned(), paths);
    }

    /// The paths by which dependencies make a name public, as far as that was looked up.
    pub fn outside(&self, name: &str) -> &[String] {
        self.outside.get(name).map_or(&[], Vec::as_slice)
    }

    /// About how many heap bytes the index takes.
    pub fn bytes(&self) -> usize {
        self.bytes + self.postings.bytes()
    }

    /// Whether the budget was met, so that some files were read without the bodies of their functions, or not at all.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    fn file(&self, path: &WorkspacePath) -> Option<&File> {
        self.slots.get(path).map(|slot| &self.files[*slot])
    }

    fn found<'i, T: 'i>(
        &'i self,
        key: Key,
        name: &str,
        list: fn(&File) -> &[T],
    ) -> impl Iterator<Item = &'i T> + use<'i, T> {
        let places = self.postings.of(key, name).iter();
        places.filter_map(move |(slot, at)| list(&self.files[*slot]).get(*at))
    }
}

#[cfg(test)]
mod tests;
