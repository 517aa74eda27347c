//! Attributes: what may stand in them, and where they may stand.

mod arguments;
mod brackets;

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Rule, Spot, declared, edit::Fixes, parses::Trial};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "attribute-arguments",
        class: Class::KeepsMeaning,
        about: "Mends what stands in an attribute: a `&` before a literal, quotes around a word or none around a value, a misspelt tool.",
        propose: arguments::mend,
    },
    Rule {
        name: "attribute-without-hash",
        class: Class::KeepsMeaning,
        about: "Puts the `#` before an attribute that lacks it.",
        propose: hash,
    },
    Rule {
        name: "attribute-brackets",
        class: Class::KeepsMeaning,
        about: "Puts an attribute into the brackets it wants: `#[derive(Debug)]` for `#derive(Debug)`, `@derive(Debug)` or \
                `#[derive Debug]`.",
        propose: brackets::mend,
    },
    Rule {
        name: "misplaced-attribute",
        class: Class::KeepsMeaning,
        about: "An attribute or a documentation comment where none may stand: an inner one moves to the start of its file, a \
                comment that documents nothing becomes a plain one, a `derive` on something else than a type goes.",
        propose: misplaced,
    },
    Rule {
        name: "useless-attribute",
        class: Class::Plausible,
        about: "Takes an attribute away that means nothing where it stands, and a trait out of a `derive` that cannot make it.",
        propose: useless,
    },
];

/// The nodes that are attributes.
const ATTRIBUTES: &[&str] = &["attribute_item", "inner_attribute_item"];

fn hash(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary().filter(|spot| spot.text() == "[") else {
        return;
    };
    if case.has_no_code() && case.message().starts_with("expected item") {
        let edit = Edit::default().insert(&spot, spot.range.start, "#");
        fixes.keeps("write the attribute with `#`", edit);
    }
}

fn misplaced(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    if case.is(&["E0774"]) {
        let edit = Edit::default().delete(&spot, spot.range.clone());
        return fixes.plausible("remove the `derive`", edit);
    }
    if case.is(&["E0584", "E0585"]) || case.message().contains("doc comment") {
        return plain_comment(&spot, fixes);
    }
    if case
        .message()
        .starts_with("an inner attribute is not permitted")
        && spot.text().starts_with("#![")
    {
        inner_first(&spot, fixes);
    }
}

/// Every line of a documentation comment as a plain comment.
fn plain_comment(spot: &Spot<'_>, fixes: &mut Fixes) {
    let (syntax, text) = (spot.syntax, spot.syntax.text());
    let mut edit = Edit::default();
    let mut line = syntax.line_start(spot.range.start);
    // The compiler names the last line of several.
    while line > 0 {
        let before = syntax.line_start(line - 1);
        if !text[before..line].trim_start().starts_with("///") {
            break;
        }
        line = before;
    }
    while let Some(at) = text[line..syntax.line_end(line)].find("///") {
        if !text[line..line + at].trim().is_empty() {
            break;
        }
        edit = edit.replace(spot, line + at..line + at + 3, "//");
        let Some(next) = text[line..].find('\n') else {
            break;
        };
        line += next + 1;
    }
    fixes.keeps("write it as a plain comment", edit);
}

fn inner_first(spot: &Spot<'_>, fixes: &mut Fixes) {
    let text = spot.syntax.text();
    // Behind what must come first: a shebang line and inner documentation.
    let head: usize = text
        .split_inclusive('\n')
        .take_while(|line| line.starts_with("#!/") || line.trim_start().starts_with("//!"))
        .map(str::len)
        .sum();
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let edit = Edit::default()
        .insert(spot, head, format!("{}{line_break}", spot.text()))
        .delete(spot, spot.range.clone());
    fixes.keeps("move the attribute to the start of the file", edit);
}

fn useless(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    if case.message().starts_with("cannot find derive macro `") {
        return underivable(case, &spot, fixes);
    }
    if !is_useless(case) {
        return;
    }
    let at = |spot: &Spot<'_>| Some(nodes::enclosing(spot.node(), ATTRIBUTES)?.byte_range());
    let others = case.spots().filter(|other| other.path == spot.path);
    if let Some(attribute) = at(&spot).or_else(|| others.into_iter().find_map(|other| at(&other))) {
        let words: Vec<&str> = spot.syntax.text()[attribute.clone()]
            .split_whitespace()
            .collect();
        let title = format!("remove `{}`", words.join(" "));
        fixes.plausible(title, Edit::default().delete(&spot, attribute));
    }
}

/// Whether an error says that an attribute has no meaning where it stands.
fn is_useless(case: &Case<'_>) -> bool {
    let message = case.message();
    let phrases = [
        "attribute should be applied to",
        "attribute cannot be used on",
        "attribute can only be",
        "after attributes",
        "after outer attribute",
        "attributes are not allowed on",
        "attributes on expressions are experimental",
        "removing an expression is not supported",
        "cannot find attribute `",
        "is an unstable attribute",
    ];
    case.is(&["E0517", "E0518", "E0453", "E0739", "E0701", "E0788"])
        || (case.has_no_code() || case.is(&["E0658"]))
            && phrases.iter().any(|phrase| message.contains(phrase))
}

/// A trait that no derive macro makes.
fn underivable(case: &Case<'_>, spot: &Spot<'_>, fixes: &mut Fixes) {
    let mut replacements = case
        .diagnostic
        .children
        .iter()
        .flat_map(|child| &child.spans);
    if replacements.any(|span| span.replacement.is_some()) {
        return;
    }
    let name = spot.text();
    let attribute = nodes::enclosing(spot.node(), &["attribute_item"]);
    let mut below = std::iter::successors(attribute, Node::next_named_sibling);
    let Some(item) = below.find(|node| node.kind() != "attribute_item") else {
        return;
    };
    if let Some(edit) = declared::remove_derive(&spot.at(item.byte_range()), name) {
        fixes.plausible(format!("do not derive `{name}`"), edit);
    }
}
