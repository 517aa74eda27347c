//! Where each name occurs, so that a question about a name needs no walk over all files.

use std::collections::BTreeMap;

use super::File;

/// In which part a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// The name of an item.
    Name,
    /// What holds an item.
    Container,
    /// The trait that an impl, or an item in one, is for.
    Trait,
    /// A name that an import brings.
    Import,
    /// The name of a type that is built.
    Literal,
}

/// The number of a file, and that of an item, import or literal in it.
type Posting = (usize, usize);

/// The places of every name.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    found: BTreeMap<Key, BTreeMap<String, Vec<Posting>>>,
    bytes: usize,
}

/// About what a new name costs in the tree, beside its text.
const ENTRY: usize = 96;

impl Postings {
    /// Takes in the names of a file.
    pub(super) fn add(&mut self, slot: usize, file: &File) {
        for (key, name, at) in names_of(file) {
            let names = self.found.entry(key).or_default();
            if let Some(places) = names.get_mut(name) {
                let before = places.partition_point(|place| *place < (slot, at));
                places.insert(before, (slot, at));
            } else {
                self.bytes += ENTRY + name.len();
                names.insert(name.to_owned(), vec![(slot, at)]);
            }
            self.bytes += size_of::<Posting>();
        }
    }

    /// Forgets the names of a file.
    pub(super) fn remove(&mut self, slot: usize, file: &File) {
        for (key, name, _) in names_of(file) {
            let Some(names) = self.found.get_mut(&key) else {
                continue;
            };
            let Some(places) = names.get_mut(name) else {
                continue;
            };
            let before = places.len();
            places.retain(|(one, _)| *one != slot);
            self.bytes -= (before - places.len()) * size_of::<Posting>();
            if places.is_empty() {
                names.remove(name);
                self.bytes -= ENTRY + name.len();
            }
        }
    }

    /// The places of a name.
    pub(super) fn of(&self, key: Key, name: &str) -> &[Posting] {
        let names = self.found.get(&key);
        names
            .and_then(|names| names.get(name))
            .map_or(&[], Vec::as_slice)
    }

    /// All names, each once.
    pub(super) fn names(&self, key: Key) -> impl Iterator<Item = &str> {
        let names = self.found.get(&key).into_iter();
        names.flat_map(|names| names.keys().map(String::as_str))
    }

    /// About how many heap bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

fn names_of(file: &File) -> impl Iterator<Item = (Key, &str, usize)> {
    let items = file.items.iter().enumerate().flat_map(|(at, item)| {
        let name = (Key::Name, item.name.as_str(), at);
        let container = item.container.as_deref();
        let of_trait = item.of_trait.as_deref();
        std::iter::once(name)
            .chain(container.map(|name| (Key::Container, name, at)))
            .chain(of_trait.map(|name| (Key::Trait, name, at)))
    });
    let imports = file.imports.iter().enumerate();
    let literals = file.literals.iter().enumerate();
    items
        .chain(imports.map(|(at, one)| (Key::Import, one.name.as_str(), at)))
        .chain(literals.map(|(at, one)| (Key::Literal, one.name.as_str(), at)))
}
