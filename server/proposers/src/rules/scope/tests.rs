//! Names and types found in small programs: what stands behind `probe!` is asked for.

use bowline_loop_core::WorkspacePath;
use bowline_syntax::{Index, Syntax, nodes};

use super::Scope;
use crate::rules::Spot;

const DECLARED: &str = r#"
use std::collections::HashMap;

struct Order { id: u32, lines: Vec<Line>, note: Option<String> }
struct Line { price: f64, name: String }
struct Pair<A, B>(A, B);
enum Shape { Circle(f64), Square { side: f64 }, Empty }
const LIMIT: usize = 4;
impl Order {
    fn new(id: u32) -> Self { Order { id, lines: Vec::new(), note: None } }
    fn first(&self) -> Option<&Line> { self.lines.first() }
    fn total(&self) -> f64 { BODY }
}
struct Shelf<T> { items: Vec<T> }
impl<T: Clone> Shelf<T> {
    fn top(&self) -> Option<T> { self.items.last().cloned() }
}
fn longest<T>(items: &[T]) -> &T { &items[0] }
fn parse(text: &str) -> Result<u8, String> { Ok(1) }
"#;

/// The type of the expression in `probe(…)`, within the body of `Order::total`.
fn ty(body: &str) -> String {
    let text = DECLARED.replace("BODY", body);
    let path = WorkspacePath::new("src/lib.rs");
    let mut index = Index::default();
    index.update(&path, &text);
    let syntax = Syntax::of(text);
    let spot = Spot {
        path: &path,
        syntax: &syntax,
        range: 0..0,
        label: "",
    };
    let scope = Scope::over(&index, &spot);
    let call = nodes::descendants(syntax.root())
        .find(|node| node.kind() == "call_expression" && spot.text_of(*node).starts_with("probe("))
        .expect("the body probes something");
    let argument = call
        .child_by_field_name("arguments")
        .and_then(|list| list.named_child(0))
        .expect("a probe has an argument");
    scope
        .ty_of(argument)
        .map_or("?".to_owned(), |ty| ty.to_string())
}

#[test]
fn types_are_found_where_they_are_written_or_obvious() {
    for (body, expected) in [
        ("probe(self)", "&Order"),
        ("probe(self.note)", "Option<String>"),
        ("let o = Order::new(1); probe(o)", "Order"),
        ("let o = Self::new(1); probe(o.lines)", "Vec<Line>"),
        ("let x = 3u8; probe(&mut x)", "&mut u8"),
        ("let x: Vec<u8> = make(); probe(x[0])", "u8"),
        ("let s = String::from(\"a\"); probe(s.trim())", "&str"),
        ("for line in &self.lines { probe(line.price) }", "f64"),
        (
            "for (i, line) in self.lines.iter().enumerate() { probe(i) }",
            "usize",
        ),
        (
            "for (i, line) in self.lines.iter().enumerate() { probe(line) }",
            "&Line",
        ),
        ("if let Some(line) = self.first() { probe(line) }", "&Line"),
        ("if let Some(note) = &self.note { probe(note) }", "&String"),
        (
            "let Some(line) = self.first() else { return 0.0 }; probe(line.name)",
            "String",
        ),
        ("match s { Shape::Circle(r) => probe(r), _ => 0.0 }", "f64"),
        (
            "let s: &Shape = g(); match s { Shape::Square { side } => probe(side), _ => 0.0 }",
            "&f64",
        ),
        (
            "let m: HashMap<String, Vec<u8>> = HashMap::new(); for (k, v) in &m { probe(v) }",
            "&Vec<u8>",
        ),
        ("self.lines.iter().map(|line| probe(line)).sum()", "&Line"),
        (
            "self.lines.iter().filter(|line| probe(line)).count()",
            "&&Line",
        ),
        (
            "self.lines.iter().map(|l| l.price).fold(0.0, |sum, one| probe(one))",
            "f64",
        ),
        (
            "let shelf: Shelf<Order> = s(); probe(shelf.top())",
            "Option<Order>",
        ),
        (
            "let shelf: Shelf<Order> = s(); let t = shelf.top().unwrap(); probe(t.id)",
            "u32",
        ),
        ("probe(longest(&self.lines))", "&Line"),
        ("let n = parse(\"3\")?; probe(n)", "u8"),
        ("let Pair(a, b) = Pair(1u8, true); probe(b)", "?"),
        (
            "let p: Pair<u8, bool> = q(); let Pair(a, b) = p; probe(b)",
            "bool",
        ),
        ("let words = vec![\"a\"]; probe(words)", "Vec<&str>"),
        ("let x = 1; probe(x as u64)", "u64"),
        ("probe(Shape::Empty)", "Shape"),
        ("probe(LIMIT)", "usize"),
        ("let x = 1; { let x = true; probe(x) }", "bool"),
        ("let x = true; { let x = 1u8; } probe(x)", "bool"),
        ("for i in 0..self.lines.len() { probe(i) }", "usize"),
        ("probe(unknown())", "?"),
    ] {
        assert_eq!(ty(body), expected, "{body}");
    }
}
