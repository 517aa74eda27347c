//! Which functions a test reaches, by name: the calls that stand in its text, in closures and in the arguments of macros too,
//! followed through the workspace. Names are not resolved, so a call may lead to several functions, the likely ones alone where
//! a receiver or a path tells. Does not live here: what any of these functions did in a run.

mod documented;
mod file;
mod implied;
mod named;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::{Range, RangeInclusive},
    rc::Rc,
};

use bowline_loop_core::WorkspacePath;

use crate::index::{Index, Item, ItemKind};
use file::File;

/// Functions that one walk visits at most.
const MOST: usize = 4000;

/// Where a walk begins: a stretch of a file, for instance a test function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The file.
    pub path: WorkspacePath,
    /// First byte and the byte behind the last, 0-based.
    pub range: Range<usize>,
}

/// A function that a walk comes to, the ones it began with included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Its file.
    pub path: WorkspacePath,
    /// Its name; empty for a start that is no function.
    pub name: String,
    /// The type, trait or enum whose impl or body holds it, without generics.
    pub container: Option<String>,
    /// First byte and the byte behind the last, 0-based, attributes left out.
    pub range: Range<usize>,
    /// Its lines, 1-based.
    pub lines: RangeInclusive<u32>,
    /// Calls between the nearest start and it; 0 for a start.
    pub distance: u32,
    /// Whether it is there for tests alone.
    pub role: Role,
}

/// What a stretch of code is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A test, or code that only tests are built with.
    Test,
    /// Everything else.
    Product,
}

/// Walks calls through the texts of one workspace; each file is cut into tokens once.
pub struct Calls<'a> {
    index: &'a Index,
    text_of: &'a dyn Fn(&WorkspacePath) -> Option<String>,
    files: BTreeMap<WorkspacePath, Option<File>>,
    uses: BTreeMap<Key, Rc<Uses<'a>>>,
}

/// A file, first byte and the byte behind the last.
type Key = (WorkspacePath, usize, usize);

/// What one stretch uses.
#[derive(Default)]
struct Uses<'a> {
    called: Vec<&'a Item>,
    types: BTreeSet<String>,
    implied: BTreeSet<&'static str>,
}

impl<'a> Calls<'a> {
    /// Calls among what an index declares; `text_of` gives the text that each file was indexed with.
    pub fn new(index: &'a Index, text_of: &'a dyn Fn(&WorkspacePath) -> Option<String>) -> Self {
        Self {
            index,
            text_of,
            files: BTreeMap::new(),
            uses: BTreeMap::new(),
        }
    }

    /// The places that a test's name may stand for, as libtest writes it (`tests::adds`): functions of that name in such
    /// modules, or, for a test that a macro makes, the macro's call that holds its name; for an example of the documentation
    /// (`src/lib.rs - add`) the functions that it may call.
    pub fn starts(&mut self, test: &str) -> Vec<Start> {
        let documented = documented::starts(self, test);
        match documented.is_empty() {
            true => named::starts(self, test),
            false => documented,
        }
    }

    /// Every function that the starts reach, nearest first, then by file and place.
    pub fn reached(&mut self, starts: &[Start]) -> Vec<Reached> {
        let mut walk = Walk::default();
        for start in starts {
            let item = self.function_at(start).cloned();
            walk.come(start, item.as_ref(), 0);
        }
        loop {
            self.follow(&mut walk);
            if !implied::follow(self, &mut walk) {
                break;
            }
        }
        let mut found: Vec<Reached> = walk
            .seen
            .iter()
            .filter_map(|((path, start, end), visit)| self.describe(path, *start..*end, visit))
            .collect();
        found.sort_by(|one, other| {
            (one.distance, &one.path, one.range.start).cmp(&(
                other.distance,
                &other.path,
                other.range.start,
            ))
        });
        found
    }

    /// Whether a stretch of a file is test code.
    pub fn role(&mut self, path: &WorkspacePath, range: &Range<usize>) -> Role {
        match self.file(path) {
            Some(file) => file.role(range),
            None => Role::Product,
        }
    }

    /// Follows calls until none leads to anything new.
    fn follow(&mut self, walk: &mut Walk) {
        while let Some(start) = walk.open.pop_front() {
            let Some(visit) = walk.seen.get(&start.key()).cloned() else {
                continue;
            };
            let uses = self.uses(&start, visit.container.as_deref());
            walk.types.extend(uses.types.iter().cloned());
            walk.words.extend(uses.implied.iter().copied());
            for item in &uses.called {
                // What a macro holds stands where it is called.
                let step = u32::from(item.kind == ItemKind::Function);
                walk.come(&Start::of(item), Some(item), visit.distance + step);
            }
        }
    }

    /// What a stretch uses, read once for all walks.
    fn uses(&mut self, start: &Start, container: Option<&str>) -> Rc<Uses<'a>> {
        if let Some(known) = self.uses.get(&start.key()) {
            return known.clone();
        }
        let index = self.index;
        let mut uses = Uses::default();
        if let Some(file) = self.file(&start.path) {
            uses.implied = file.implied(&start.range).into_iter().collect();
            let mut names = file.names(&start.range);
            names.sort();
            names.dedup();
            for name in &names {
                if name.text.starts_with(char::is_uppercase) {
                    uses.types.insert(name.text.clone());
                }
                let called = named::called(index, name, &start.path, container);
                uses.called.extend(called);
            }
        }
        let uses = Rc::new(uses);
        self.uses.insert(start.key(), uses.clone());
        uses
    }

    fn describe(
        &mut self,
        path: &WorkspacePath,
        range: Range<usize>,
        visit: &Visit,
    ) -> Option<Reached> {
        if visit.kind == Some(ItemKind::Macro) {
            return None;
        }
        let file = self.file(path)?;
        Some(Reached {
            path: path.clone(),
            name: visit.name.clone(),
            container: visit.container.clone(),
            lines: file.line(range.start)..=file.line(range.end.saturating_sub(1)),
            distance: visit.distance,
            role: file.role(&range),
            range,
        })
    }

    fn function_at(&self, start: &Start) -> Option<&'a Item> {
        let items = self.index.items_of(&start.path);
        items
            .iter()
            .filter(|item| item.kind == ItemKind::Function)
            .find(|item| item.range == start.range)
    }

    fn file(&mut self, path: &WorkspacePath) -> Option<&File> {
        if !self.files.contains_key(path) {
            let file = (self.text_of)(path).map(|text| File::new(path, text));
            self.files.insert(path.clone(), file);
        }
        self.files.get(path)?.as_ref()
    }
}

impl Start {
    /// A whole declaration.
    pub fn of(item: &Item) -> Self {
        Self {
            path: item.path.clone(),
            range: item.range.clone(),
        }
    }

    fn key(&self) -> Key {
        (self.path.clone(), self.range.start, self.range.end)
    }
}

/// What one walk has come to.
#[derive(Default)]
struct Walk {
    seen: BTreeMap<Key, Visit>,
    open: VecDeque<Start>,
    /// Types named on the way.
    types: BTreeSet<String>,
    /// Functions of traits that the language calls without their names, as far as they occurred.
    words: BTreeSet<&'static str>,
}

#[derive(Clone)]
struct Visit {
    name: String,
    container: Option<String>,
    kind: Option<ItemKind>,
    distance: u32,
}

impl Walk {
    /// Comes to a place; whether that is new.
    fn come(&mut self, start: &Start, item: Option<&Item>, distance: u32) -> bool {
        if self.seen.len() >= MOST {
            return false;
        }
        if let Some(visit) = self.seen.get_mut(&start.key()) {
            // Breadth first: only what a macro holds can be found nearer later.
            visit.distance = visit.distance.min(distance);
            return false;
        }
        let container = item.and_then(|item| item.container.clone());
        self.types.extend(container.clone());
        if let Some(ty) = item.and_then(|item| item.ty.as_deref()) {
            let words = ty.split(|one: char| !one.is_alphanumeric() && one != '_');
            let named = words.filter(|word| word.starts_with(char::is_uppercase));
            self.types.extend(named.map(str::to_owned));
        }
        let visit = Visit {
            name: item.map(|item| item.name.clone()).unwrap_or_default(),
            container,
            kind: item.map(|item| item.kind),
            distance,
        };
        self.seen.insert(start.key(), visit);
        self.open.push_back(start.clone());
        true
    }
}

#[cfg(test)]
mod tests;
