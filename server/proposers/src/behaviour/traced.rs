//! Functions that tell which of their stretches ran: a call at the start of each block, arm and closure, and behind each statement
//! that may leave its block. A build with them, run test by test, gives the [`Spectrum`] that ranking reads.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use bowline_loop_core::WorkspacePath;
use bowline_syntax::{Node, Syntax, nodes};

use super::Place;

/// The variable that names the file which takes the numbers of stretches that ran, one a line, each once.
pub const TRACE: &str = "BOWLINE_TRACE";

/// Texts that tell what ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traced {
    /// The files that differ from the person's.
    pub files: BTreeMap<WorkspacePath, String>,
    /// The stretches by their numbers.
    pub stretches: Vec<Stretch>,
    /// The functions in them: the place, as an index into those given, and its bytes in the text of `files`, 0-based.
    functions: Vec<(usize, WorkspacePath, Range<usize>)>,
}

/// A stretch of code that runs as a whole, but for what lies in further stretches within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its file.
    pub path: WorkspacePath,
    /// Its bytes in the person's text, 0-based.
    pub range: Range<usize>,
}

/// Which stretches failing and passing tests ran through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spectrum {
    /// Each stretch with the failing and the passing tests that ran through it.
    pub seen: Vec<(Stretch, u32, u32)>,
    /// Failing tests that were watched.
    pub failing: u32,
    /// Passing tests that were watched.
    pub passing: u32,
}

impl Traced {
    /// The place whose function holds a byte of a file, for errors of the compiler.
    pub fn place_at(&self, path: &WorkspacePath, byte: usize) -> Option<usize> {
        let holds =
            |one: &&(usize, WorkspacePath, Range<usize>)| one.1 == *path && one.2.contains(&byte);
        self.functions.iter().find(holds).map(|one| one.0)
    }
}

impl Spectrum {
    /// How much the tests speak for the innermost stretch that holds a byte: 1 where all failing tests ran through it and no
    /// passing one did, 0 where no failing one did; `None` where nothing was watched.
    pub fn suspicion(&self, path: &WorkspacePath, byte: usize) -> Option<f64> {
        let holding = self
            .seen
            .iter()
            .filter(|(one, ..)| one.path == *path && one.range.contains(&byte));
        let (_, failing, passing) = holding.max_by_key(|(one, ..)| one.range.start)?;
        Some(self.ochiai(*failing, *passing))
    }

    /// The failing and the passing tests that ran through a function's start, and the most that any of its stretches is suspected.
    pub fn of_function(
        &self,
        path: &WorkspacePath,
        range: &Range<usize>,
    ) -> Option<(u32, u32, f64)> {
        let inside: Vec<_> = self
            .seen
            .iter()
            .filter(|(one, ..)| {
                one.path == *path && range.start <= one.range.start && one.range.end <= range.end
            })
            .collect();
        let (_, failing, passing) = inside.first()?;
        let most = inside
            .iter()
            .map(|(_, failing, passing)| self.ochiai(*failing, *passing));
        Some((*failing, *passing, most.fold(0.0, f64::max)))
    }

    fn ochiai(&self, failing: u32, passing: u32) -> f64 {
        let (failing, passing) = (f64::from(failing), f64::from(passing));
        let all = f64::from(self.failing.max(1));
        failing / (all * (failing + passing)).sqrt().max(1.0)
    }
}

/// Makes the functions at these places tell what ran, those of `without` left out.
pub fn traced(
    text_of: &dyn Fn(&WorkspacePath) -> Option<String>,
    places: &[Place],
    without: &BTreeSet<usize>,
) -> Traced {
    let mut by_file: BTreeMap<&WorkspacePath, Vec<(usize, &Place)>> = BTreeMap::new();
    for (number, place) in places.iter().enumerate() {
        if !without.contains(&number) {
            by_file
                .entry(&place.path)
                .or_default()
                .push((number, place));
        }
    }
    let mut all = Traced::default();
    for (path, mut places) in by_file {
        places.sort_by_key(|(_, place)| (place.range.start, std::cmp::Reverse(place.range.end)));
        if let Some(text) = text_of(path) {
            all.add(path, &text, &places);
        }
    }
    all
}

/// What goes in where, in the order of the text.
type Insertions = Vec<(usize, String)>;

impl Traced {
    fn add(&mut self, path: &WorkspacePath, text: &str, places: &[(usize, &Place)]) {
        let syntax = Syntax::parse(text);
        let (mut out, mut from) = (String::new(), 0);
        for (number, place) in places {
            // A function within another is watched as a part of it.
            let Some(function) = function_at(&syntax, place).filter(|one| one.start_byte() >= from)
            else {
                continue;
            };
            let insertions = self.watch(path, &syntax, function);
            let Some((first, _)) = insertions.first() else {
                continue;
            };
            out.push_str(&text[from..*first]);
            from = *first;
            let at = out.len();
            for (byte, new) in &insertions {
                out.push_str(&text[from..*byte]);
                out.push_str(new);
                from = *byte;
            }
            out.push_str(&text[from..function.end_byte()]);
            from = function.end_byte();
            self.functions.push((*number, path.clone(), at..out.len()));
        }
        out.push_str(&text[from..]);
        if from > 0 {
            self.files.insert(path.clone(), out);
        }
    }

    fn watch(
        &mut self,
        path: &WorkspacePath,
        syntax: &Syntax<'_>,
        function: Node<'_>,
    ) -> Insertions {
        let Some(body) = function.child_by_field_name("body") else {
            return Vec::new();
        };
        let first = self.stretches.len();
        let mut insertions = Insertions::new();
        let mut add = |range: Range<usize>| {
            let number = self.stretches.len();
            self.stretches.push(Stretch {
                path: path.clone(),
                range,
            });
            format!("bowline_seen({number});")
        };
        for node in nodes::descendants(body) {
            if is_apart(node, body, syntax.text()) {
                continue;
            }
            match node.kind() {
                "block" => in_block(syntax, node, &mut add, &mut insertions),
                "match_arm" | "closure_expression" => {
                    let name = if node.kind() == "match_arm" {
                        "value"
                    } else {
                        "body"
                    };
                    let value = node
                        .child_by_field_name(name)
                        .filter(|one| one.kind() != "block");
                    if let Some(value) = value {
                        let call = add(value.byte_range());
                        insertions.push((value.start_byte(), format!("{{{call}")));
                        insertions.push((value.end_byte(), "}".into()));
                    }
                }
                _ => {}
            }
        }
        let number = self.stretches.len() - first;
        // The body's own call is the first; without it nothing can be called.
        match insertions.iter_mut().min_by_key(|(at, _)| *at) {
            Some((at, call)) if *at == body.start_byte() + 1 => {
                *call = format!("{}{call}", head(first, number))
            }
            _ => {
                self.stretches.truncate(first);
                return Vec::new();
            }
        }
        insertions.sort_by_key(|(at, _)| *at);
        insertions
    }
}

/// The function that tells a stretch's number once. Nothing of the crate around is asked, so that it may have any edition and
/// no `std`.
fn head(first: usize, number: usize) -> String {
    format!(
        "#[allow(warnings)] fn bowline_seen(number: usize) {{extern crate std as bowline_std; \
         const NOT: bowline_std::sync::atomic::AtomicBool = bowline_std::sync::atomic::AtomicBool::new(false); \
         static SEEN: [bowline_std::sync::atomic::AtomicBool; {number}] = [NOT; {number}]; \
         if SEEN[number - {first}].swap(true, bowline_std::sync::atomic::Ordering::Relaxed) {{ return; }} \
         if let bowline_std::option::Option::Some(path) = bowline_std::env::var_os(\"{TRACE}\") {{ \
         if let bowline_std::result::Result::Ok(mut file) = bowline_std::fs::OpenOptions::new().append(true).create(true).open(path) {{ \
         let _ = bowline_std::io::Write::write_all(&mut file, bowline_std::format!(\"{{}}\\n\", number).as_bytes()); }} }} }} "
    )
}

fn function_at<'s>(syntax: &'s Syntax<'_>, place: &Place) -> Option<Node<'s>> {
    let node = syntax.node_at(place.range.clone());
    let function = nodes::enclosing(node, &["function_item"])?;
    let watched = function.byte_range() == place.range && !is_const(function, syntax.text());
    watched.then_some(function)
}

/// Whether a node lies in what is computed when the program is built.
fn is_apart(node: Node<'_>, body: Node<'_>, text: &str) -> bool {
    let mut around = std::iter::successors(Some(node), Node::parent).take_while(|one| *one != body);
    let apart = [
        "const_item",
        "static_item",
        "const_block",
        "array_type",
        "type_arguments",
    ];
    around.any(|one| match one.kind() {
        "function_item" => is_const(one, text),
        kind => apart.contains(&kind),
    })
}

fn is_const(function: Node<'_>, text: &str) -> bool {
    let name = function.child_by_field_name("name");
    let end = name.map_or(function.end_byte(), |name| name.start_byte());
    let words = &text[function.start_byte()..end];
    words.split_whitespace().any(|word| word == "const")
}

fn in_block(
    syntax: &Syntax<'_>,
    block: Node<'_>,
    add: &mut impl FnMut(Range<usize>) -> String,
    insertions: &mut Insertions,
) {
    let mut cursor = block.walk();
    let children: Vec<Node<'_>> = block.children(&mut cursor).collect();
    let Some(open) = children.iter().find(|child| child.kind() == "{") else {
        return;
    };
    if children
        .iter()
        .any(|child| child.kind() == "inner_attribute_item")
    {
        return;
    }
    insertions.push((open.end_byte(), add(open.end_byte()..block.end_byte())));
    let mut before: Option<Node<'_>> = None;
    for child in children
        .into_iter()
        .filter(|child| child.is_named() && !child.is_extra())
    {
        if before.is_some_and(|before| may_leave(syntax, before)) {
            insertions.push((
                child.start_byte(),
                add(child.start_byte()..block.end_byte()),
            ));
        }
        before = Some(child);
    }
}

/// Whether what stands behind a statement may not be reached although the statement is.
fn may_leave(syntax: &Syntax<'_>, statement: Node<'_>) -> bool {
    let leaves = [
        "return_expression",
        "try_expression",
        "break_expression",
        "continue_expression",
    ];
    let macros = ["return", "?", "break", "continue"];
    statement.kind() != "attribute_item"
        && nodes::descendants(statement).any(|node| {
            leaves.contains(&node.kind())
                || node.kind() == "token_tree"
                    && macros
                        .iter()
                        .any(|word| syntax.text_of(node).contains(word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "src/lib.rs";

    fn place(text: &str, name: &str) -> Place {
        let start = text.find(&format!("fn {name}")).unwrap();
        let end = start + text[start..].find("\n}").unwrap() + 2;
        Place {
            path: WorkspacePath::new(PATH),
            name: name.into(),
            range: start..end,
            lines: 1..=1,
            weight: 1,
            reasons: Vec::new(),
        }
    }

    fn made(text: &str) -> (String, Vec<String>) {
        let text_of = |_: &WorkspacePath| Some(text.to_owned());
        let all = traced(&text_of, &[place(text, "a")], &BTreeSet::new());
        let head = head(0, all.stretches.len());
        let stretches = all
            .stretches
            .iter()
            .map(|one| text[one.range.clone()].to_owned());
        (
            all.files
                .values()
                .next()
                .cloned()
                .unwrap_or_default()
                .replace(&head, ""),
            stretches.collect(),
        )
    }

    #[test]
    fn blocks_arms_closures_and_what_follows_an_exit_are_stretches() {
        let text = "fn a(x: u8) -> u8 {\n    if x > 1 { return 2; }\n    let y = (|z| z + 1)(x);\n    match y { 1 => 3, _ => { 4 } }\n}\n";
        let (made, stretches) = made(text);
        assert_eq!(
            made,
            "fn a(x: u8) -> u8 {bowline_seen(0);\n    if x > 1 {bowline_seen(2); return 2; }\n    \
             bowline_seen(1);let y = (|z| {bowline_seen(3);z + 1})(x);\n    match y { 1 => {bowline_seen(4);3}, _ => {bowline_seen(5); 4 } }\n}\n"
        );
        assert_eq!(stretches[3], "z + 1");
        assert!(stretches[1].starts_with("let y") && stretches[1].ends_with('}'));
    }

    #[test]
    fn what_the_compiler_computes_is_left_alone() {
        assert_eq!(made("const fn a() -> u8 {\n    1\n}\n").0, "");
        let text = "fn a() {\n    const B: u8 = { 1 };\n}\n";
        assert!(made(text).0.contains("const B: u8 = { 1 };"));
    }

    #[test]
    fn the_innermost_stretch_tells_how_much_tests_speak_for_a_byte() {
        let stretch = |range: Range<usize>| Stretch {
            path: WorkspacePath::new(PATH),
            range,
        };
        let spectrum = Spectrum {
            seen: vec![
                (stretch(0..100), 1, 3),
                (stretch(20..40), 1, 0),
                (stretch(60..70), 0, 2),
            ],
            failing: 1,
            passing: 3,
        };
        let at = |byte| spectrum.suspicion(&WorkspacePath::new(PATH), byte);
        assert_eq!(
            (at(10), at(25), at(65), at(200)),
            (Some(0.5), Some(1.0), Some(0.0), None)
        );
        assert_eq!(
            spectrum.of_function(&WorkspacePath::new(PATH), &(0..100)),
            Some((1, 3, 1.0))
        );
    }
}
