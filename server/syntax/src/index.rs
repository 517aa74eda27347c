//! What a workspace declares: items with their signatures, fields, variants and implemented traits, by name. Read off the syntax
//! trees of its files, each file alone, so that one changed file costs one parse.

mod read;

use std::collections::BTreeMap;

use bowline_loop_core::WorkspacePath;

/// The declarations of a workspace's files.
#[derive(Clone, Debug, Default)]
pub struct Index {
    files: BTreeMap<WorkspacePath, Vec<Item>>,
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
    /// The type that a function returns, a constant or static has, or a type alias stands for, as written.
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
    /// Takes in a file, in place of what was known of it.
    pub fn update(&mut self, path: &WorkspacePath, text: &str) {
        self.files.insert(path.clone(), read::items(path, text));
    }

    /// Forgets a file.
    pub fn remove(&mut self, path: &WorkspacePath) {
        self.files.remove(path);
    }

    /// The files known.
    pub fn paths(&self) -> impl Iterator<Item = &WorkspacePath> {
        self.files.keys()
    }

    /// Every declaration, by file and place.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.files.values().flatten()
    }

    /// Every declaration of one file, by place.
    pub fn items_of(&self, path: &WorkspacePath) -> &[Item] {
        self.files.get(path).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every declaration of this name.
    pub fn named<'i>(&'i self, name: &'i str) -> impl Iterator<Item = &'i Item> {
        self.items().filter(move |item| item.name == name)
    }
}
