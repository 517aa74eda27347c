//! An expression that a diagnostic points at, in plain code or within a macro call, and edits around it that keep its precedence.
//! No rule lives here.

use std::ops::Range;

use bowline_syntax::{Node, Syntax, nodes};

use super::{Edit, Spot, types::Ty};

/// An expression and what it stands in.
#[derive(Clone)]
pub(super) struct Operand<'a> {
    /// Where it is.
    pub spot: Spot<'a>,
    /// Its kind of node; empty where the stretch is no whole expression.
    pub kind: String,
    /// The kind of the node around it.
    pub parent: String,
    /// What it is to the node around it, for instance `value` or `left`; empty without a name.
    pub role: &'static str,
}

/// Kinds that bind looser than a method call.
const LOOSE: &[&str] = &[
    "unary_expression",
    "reference_expression",
    "negative_literal",
    "type_cast_expression",
];

/// Kinds that bind looser than a prefix operator or a cast.
const LOOSER: &[&str] = &[
    "binary_expression",
    "range_expression",
    "closure_expression",
    "assignment_expression",
    "compound_assignment_expr",
    "return_expression",
    "break_expression",
    "let_condition",
    "",
];

impl<'a> Operand<'a> {
    /// The expression at a spot.
    pub(super) fn of(spot: Spot<'a>) -> Self {
        let (kind, parent, role) = match in_macro(spot.node(), &spot.range) {
            None => kinds(spot.syntax, spot.range.clone()),
            Some(segment) => {
                let text = format!("{OPEN}{}{CLOSE}", &spot.syntax.text()[segment.clone()]);
                let shift = |at: usize| at - segment.start + OPEN.len();
                let syntax = Syntax::parse(&text);
                kinds(&syntax, shift(spot.range.start)..shift(spot.range.end))
            }
        };
        Self {
            spot,
            kind,
            parent,
            role,
        }
    }

    /// Its text.
    pub(super) fn text(&self) -> &'a str {
        self.spot.text()
    }

    /// Puts text before and behind it, as a call around it does.
    pub(super) fn around(&self, before: &str, after: &str) -> Edit {
        let Range { start, end } = self.spot.range;
        let name = match self.kind.as_str() {
            "shorthand_field_initializer" => format!("{}: ", self.text()),
            _ => String::new(),
        };
        let mut edit = Edit::default();
        if !name.is_empty() || !before.is_empty() {
            edit = edit.insert(&self.spot, start, format!("{name}{before}"));
        }
        if !after.is_empty() {
            edit = edit.insert(&self.spot, end, after);
        }
        edit
    }

    /// Puts other text in its place.
    pub(super) fn replaced(&self, text: &str) -> Edit {
        let text = match self.kind.as_str() {
            "shorthand_field_initializer" => format!("{}: {text}", self.text()),
            _ => text.to_owned(),
        };
        Edit::default().replace(&self.spot, self.spot.range.clone(), text)
    }

    /// Calls a method on it, or whatever else stands behind an expression: `.len()`, `?`.
    pub(super) fn suffixed(&self, suffix: &str) -> Edit {
        if LOOSE.contains(&self.kind.as_str()) || LOOSER.contains(&self.kind.as_str()) {
            self.around("(", &format!("){suffix}"))
        } else {
            self.around("", suffix)
        }
    }

    /// The text with something behind it.
    pub(super) fn with_suffix(&self, suffix: &str) -> String {
        if LOOSE.contains(&self.kind.as_str()) || LOOSER.contains(&self.kind.as_str()) {
            format!("({}){suffix}", self.text())
        } else {
            format!("{}{suffix}", self.text())
        }
    }

    /// Puts a prefix operator before it.
    pub(super) fn prefixed(&self, prefix: &str) -> Edit {
        let inner = LOOSER.contains(&self.kind.as_str()) || self.kind == "type_cast_expression";
        let (mut before, mut after) = (prefix.to_owned(), String::new());
        if inner {
            before.push('(');
            after.push(')');
        }
        if self.is_receiver() {
            before.insert(0, '(');
            after.push(')');
        }
        self.around(&before, &after)
    }

    /// Casts it, with a prefix such as `*` before it.
    pub(super) fn cast(&self, prefix: &str, to: &str) -> Edit {
        let (mut before, mut after) = self.cast_parts(prefix, to);
        if self.is_receiver() || self.is_before_less() || self.parent == "unary_expression" {
            before.insert(0, '(');
            after.push(')');
        }
        self.around(&before, &after)
    }

    /// The text cast to a type, with a prefix such as `*` before it.
    pub(super) fn with_cast(&self, prefix: &str, to: &str) -> String {
        let (before, after) = self.cast_parts(prefix, to);
        format!("{before}{}{after}", self.text())
    }

    fn cast_parts(&self, prefix: &str, to: &str) -> (String, String) {
        let (mut before, mut after) = (prefix.to_owned(), format!(" as {to}"));
        if LOOSER.contains(&self.kind.as_str()) {
            before.push('(');
            after.insert(0, ')');
        }
        (before, after)
    }

    /// What stands behind the `&` or `&mut` that it begins with, and whether that is `&mut`.
    pub(super) fn borrowed(&self) -> Option<(Operand<'a>, bool)> {
        let rest = self.text().strip_prefix('&')?;
        let after = rest.trim_start();
        let (value, mutable) = match after.strip_prefix("mut") {
            Some(value) if value.starts_with([' ', '\t', '\n']) => (value.trim_start(), true),
            _ => (after, false),
        };
        let start = self.spot.range.end - value.len();
        let inner = self.spot.at(start..self.spot.range.end);
        Some((Operand::of(inner), mutable))
    }

    /// Takes the `&` or `&mut` that it begins with away.
    pub(super) fn without_borrow(&self) -> Option<Edit> {
        let (inner, _) = self.borrowed()?;
        let range = self.spot.range.start..inner.spot.range.start;
        Some(Edit::default().replace(&self.spot, range, ""))
    }

    /// What the function or closure around it returns, where that is written down.
    pub(super) fn return_type(&self) -> Option<Ty> {
        let function = nodes::function(self.spot.node())?;
        let ty = function.child_by_field_name("return_type")?;
        Some(Ty::parse(self.spot.text_of(ty)))
    }

    /// Whether the function around it returns an `Option`, a `Result` (`io::Result` and the like too).
    pub(super) fn returns(&self, wanted: &str) -> bool {
        self.return_type().is_some_and(|ty| ty.is(wanted))
    }

    /// Whether it is a literal.
    pub(super) fn is_literal(&self) -> bool {
        self.kind.ends_with("_literal")
    }

    /// Whether a method, field, index or `?` stands behind it.
    pub(super) fn is_receiver(&self) -> bool {
        matches!(
            (self.parent.as_str(), self.role),
            ("field_expression", "value") | ("call_expression", "function")
        ) || matches!(self.parent.as_str(), "try_expression" | "await_expression")
            || self.parent == "index_expression" && self.behind().starts_with('[')
    }

    /// Whether a `<` behind it would be read as the start of generic arguments of a cast's type.
    fn is_before_less(&self) -> bool {
        let behind = self.behind();
        behind.starts_with('<') && !behind.starts_with("<=")
    }

    fn behind(&self) -> &'a str {
        self.spot.syntax.text()[self.spot.range.end..].trim_start()
    }
}

/// The two sides of a binary or assigning expression whose operator stands at `operator`; of `assert_eq!` and its kin, which
/// compare by `==` in a file of their own, the first two arguments.
pub(super) fn sides<'a>(operator: &Spot<'a>) -> Option<(Operand<'a>, Operand<'a>)> {
    let side = |range: Range<usize>| Operand::of(operator.at(range));
    if is_comparing_macro(operator) {
        let mut arguments = arguments(operator)?.into_iter();
        return Some((side(arguments.next()?), side(arguments.next()?)));
    }
    let found = match in_macro(operator.node(), &operator.range) {
        None => sides_in(operator.syntax, operator.range.clone())?,
        Some(segment) => {
            let text = format!("{OPEN}{}{CLOSE}", &operator.syntax.text()[segment.clone()]);
            let shift = |at: usize| at - segment.start + OPEN.len();
            let back = |range: Range<usize>| {
                range.start + segment.start - OPEN.len()..range.end + segment.start - OPEN.len()
            };
            let syntax = Syntax::parse(&text);
            let range = shift(operator.range.start)..shift(operator.range.end);
            let (left, right) = sides_in(&syntax, range)?;
            (back(left), back(right))
        }
    };
    Some((side(found.0), side(found.1)))
}

/// Whether a spot is all of an `assert_eq!(…)` or the like.
pub(super) fn is_comparing_macro(spot: &Spot<'_>) -> bool {
    let name = spot.text().split('!').next().unwrap_or_default();
    matches!(name.trim_start_matches("debug_"), "assert_eq" | "assert_ne")
}

/// The arguments of a macro call, without the blanks around them.
fn arguments(call: &Spot<'_>) -> Option<Vec<Range<usize>>> {
    let text = call.syntax.text();
    let tree = nodes::descendants(call.node()).find(|node| node.kind() == "token_tree")?;
    let mut start = tree.start_byte() + 1;
    let mut found = Vec::new();
    let mut push = |range: Range<usize>| {
        let part = &text[range.clone()];
        let from = range.start + (part.len() - part.trim_start().len());
        found.push(from..from + part.trim().len());
    };
    for comma in tree
        .children(&mut tree.walk())
        .filter(|child| child.kind() == ",")
    {
        push(start..comma.start_byte());
        start = comma.end_byte();
    }
    push(start..tree.end_byte() - 1);
    Some(found)
}

fn sides_in(syntax: &Syntax<'_>, operator: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let node = syntax.node_at(operator.clone());
    let held = nodes::enclosing(
        node,
        &[
            "binary_expression",
            "compound_assignment_expr",
            "assignment_expression",
        ],
    )?;
    let left = held.child_by_field_name("left")?;
    let right = held.child_by_field_name("right")?;
    (left.end_byte() <= operator.end && right.end_byte() >= operator.end)
        .then(|| (left.byte_range(), right.byte_range()))
}

/// What one argument of a macro call is put into to be read as an expression.
const OPEN: &str = "fn f() { (";
const CLOSE: &str = "); }";

/// The argument of a macro call that holds a stretch of it; `None` outside macro calls.
pub(super) fn in_macro(node: Node<'_>, range: &Range<usize>) -> Option<Range<usize>> {
    let tree = std::iter::successors(Some(node), Node::parent).find(|node| {
        node.kind() == "token_tree"
            && node.start_byte() < range.start
            && range.end < node.end_byte()
    })?;
    let mut segment = tree.start_byte() + 1..tree.end_byte() - 1;
    for child in tree.children(&mut tree.walk()) {
        if !matches!(child.kind(), "," | ";" | "=>") {
            continue;
        }
        if child.end_byte() <= range.start {
            segment.start = child.end_byte();
        } else if child.start_byte() >= range.end {
            segment.end = child.start_byte();
            break;
        }
    }
    Some(segment)
}

/// The expression of a statement that is nothing else.
pub(super) fn expression(node: Node<'_>) -> Node<'_> {
    let inner = node
        .named_child(0)
        .filter(|inner| inner.byte_range() == node.byte_range());
    match inner {
        Some(inner) if node.kind() == "expression_statement" => expression(inner),
        _ => node,
    }
}

fn kinds(syntax: &Syntax<'_>, range: Range<usize>) -> (String, String, &'static str) {
    let node = syntax.node_at(range.clone());
    if node.byte_range() != range {
        return (String::new(), node.kind().to_owned(), "");
    }
    let node = expression(node);
    let Some(parent) = node.parent() else {
        return (node.kind().to_owned(), String::new(), "");
    };
    let role = [
        "value",
        "function",
        "left",
        "right",
        "pattern",
        "condition",
        "body",
    ]
    .into_iter()
    .find(|role| parent.child_by_field_name(role) == Some(node));
    (
        node.kind().to_owned(),
        parent.kind().to_owned(),
        role.unwrap_or_default(),
    )
}
