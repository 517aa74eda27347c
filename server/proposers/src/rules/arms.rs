//! Arms that a `match` lacks, written as its other arms are written.

mod template;

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Rule, Spot, edit::Fixes, scope::Scope, values::types::Ty};
use template::Template;

pub(super) const RULES: &[Rule] = &[Rule {
    name: "missing-arm",
    class: Class::Plausible,
    about: "Writes the arms that a `match` lacks where the other arms show what they say: the same for all, the variant's name in \
            another writing, a call with the variant's values, or for `None` and `Err` what the function gives back without a \
            value.",
    propose: missing,
}];

/// Arms written at most.
const MOST: usize = 12;

fn missing(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0004"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(whole) = nodes::enclosing(spot.node(), &["match_expression"]) else {
        return;
    };
    let Some(block) = whole.child_by_field_name("body") else {
        return;
    };
    let arms: Vec<Arm<'_>> = block
        .named_children(&mut block.walk())
        .filter_map(|node| Arm::of(&spot, node))
        .collect();
    let patterns = patterns(case, &spot, whole);
    if patterns.is_empty() || patterns.len() > MOST {
        return;
    }
    let scope = Scope::of(case, &spot);
    let mut ways: Vec<Vec<String>> = Vec::new();
    for pattern in &patterns {
        ways.push(written(&scope, whole, &arms, pattern));
    }
    let count = ways.iter().map(Vec::len).max().unwrap_or(0).min(4);
    for way in 0..count {
        let chosen: Option<Vec<&str>> = ways
            .iter()
            .map(|found| found.get(way).or(found.first()).map(String::as_str))
            .collect();
        let Some(chosen) = chosen else { return };
        let title = format!("add the arm `{}`", chosen.join("`, `"));
        fixes.scaffold(title, put(&spot, block, &arms, &chosen));
    }
}

/// An arm that is there.
pub(super) struct Arm<'a> {
    node: Node<'a>,
    /// The pattern without its condition.
    pattern: Node<'a>,
    value: Node<'a>,
    /// The path of the pattern's constructor as written, and its last name.
    path: &'a str,
}

impl<'a> Arm<'a> {
    fn of(spot: &Spot<'a>, node: Node<'a>) -> Option<Self> {
        let pattern = node.child_by_field_name("pattern")?.named_child(0)?;
        Some(Self {
            node,
            pattern,
            value: node.child_by_field_name("value")?,
            path: path_of(spot, pattern),
        })
    }

    fn name(&self) -> &'a str {
        self.path.rsplit("::").next().unwrap_or(self.path)
    }
}

/// The path of what a pattern takes apart; empty for a tuple, a literal or a binding.
fn path_of<'a>(spot: &Spot<'a>, pattern: Node<'a>) -> &'a str {
    match pattern.kind() {
        "tuple_struct_pattern" | "struct_pattern" => pattern
            .child_by_field_name("type")
            .map_or("", |path| spot.text_of(path)),
        "scoped_identifier" => spot.text_of(pattern),
        "identifier" if spot.text_of(pattern).starts_with(char::is_uppercase) => {
            spot.text_of(pattern)
        }
        "reference_pattern" | "or_pattern" => pattern
            .named_child(0)
            .map_or("", |inner| path_of(spot, inner)),
        _ => "",
    }
}

/// The patterns that are not covered, as rustc names them or, where it names only some, those of the enum.
fn patterns<'a>(case: &Case<'a>, spot: &Spot<'a>, whole: Node<'a>) -> Vec<String> {
    let message = case.message();
    let Some(listed) = message.strip_prefix("non-exhaustive patterns: ") else {
        return Vec::new();
    };
    let named: Vec<String> = listed
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    if !listed.contains(" more not covered") {
        return named;
    }
    let Some(first) = named.first() else {
        return named;
    };
    let borrowed = if first.starts_with('&') { "&" } else { "" };
    let path = first
        .trim_start_matches('&')
        .split(['(', ' '])
        .next()
        .unwrap_or_default();
    let Some((owner, _)) = path.rsplit_once("::") else {
        return Vec::new();
    };
    let covered = spot.text_of(whole);
    let variants = case.index.members(super::declared::bare(owner));
    variants
        .filter(|item| item.kind == bowline_syntax::index::ItemKind::Variant)
        .filter(|item| !covered.contains(&format!("::{}", item.name)))
        .map(|item| {
            let payload = match item.fields.first() {
                None => String::new(),
                Some(field) if field.name == "0" => {
                    format!("({})", vec!["_"; item.fields.len()].join(", "))
                }
                Some(_) => " { .. }".to_owned(),
            };
            format!("{borrowed}{owner}::{}{payload}", item.name)
        })
        .collect()
}

/// Whole arms for a pattern, best first.
fn written<'a>(scope: &Scope<'a>, whole: Node<'a>, arms: &[Arm<'a>], pattern: &str) -> Vec<String> {
    let mut found = template::arms(scope, arms, pattern);
    found.extend(obvious(scope, whole, arms, pattern));
    let bodies: Vec<&str> = arms
        .iter()
        .map(|arm| scope.spot.text_of(arm.value))
        .collect();
    let plain = rewritten(scope, arms, pattern);
    if let Some(first) = bodies.first()
        && bodies.len() > 1
        && bodies.iter().all(|body| body == first)
    {
        found.push(format!("{plain} => {first}"));
    }
    let unit = |body: &&&str| matches!(**body, "()" | "{}");
    if is_statement(whole) || bodies.iter().any(|body| unit(&body)) {
        let nothing = if bodies.contains(&"()") { "()" } else { "{}" };
        found.push(format!("{plain} => {nothing}"));
    }
    found.dedup();
    found
}

/// A pattern as the other arms would write it: without the reference, and with their path.
fn rewritten<'a>(scope: &Scope<'a>, arms: &[Arm<'a>], pattern: &str) -> String {
    let pattern = pattern.replace("_u8..=u8::MAX", "..");
    let borrowed = arms
        .iter()
        .any(|arm| scope.spot.text_of(arm.pattern).starts_with('&'));
    let bare = match borrowed {
        true => pattern.as_str(),
        false => pattern.trim_start_matches('&'),
    };
    let path = bare.split(['(', ' ', '{']).next().unwrap_or_default();
    let name = path.rsplit("::").next().unwrap_or(path);
    let sibling = arms.iter().find(|arm| !arm.path.is_empty());
    let Some(sibling) = sibling.filter(|_| path.contains("::")) else {
        return bare.to_owned();
    };
    let written = match sibling.path.rsplit_once("::") {
        Some((before, _)) => format!("{before}::{name}"),
        None => name.to_owned(),
    };
    bare.replacen(path, &written, 1)
}

/// What `None`, `Err` and their counterparts say where the function around tells.
fn obvious<'a>(scope: &Scope<'a>, whole: Node<'a>, arms: &[Arm<'a>], pattern: &str) -> Vec<String> {
    let result = nodes::function(whole)
        .and_then(|function| function.child_by_field_name("return_type"))
        .map(|ty| scope.written(ty));
    let result = result.unwrap_or(Ty::Tuple(Vec::new()));
    let is_value = arms.iter().any(|arm| {
        let text = scope.spot.text_of(arm.value);
        arm.name() != "" && !text.starts_with("return") && !text.starts_with('{')
    });
    let gives = |text: &str| match is_value && !is_tail(whole) {
        true => format!("return {text}"),
        false => text.to_owned(),
    };
    let mut found = Vec::new();
    match pattern.trim_start_matches('&') {
        "None" if result.is("Option") => found.push(format!("None => {}", gives("None"))),
        "Err(_)" if result.is("Result") => {
            found.push(format!("Err(error) => {}", gives("Err(error)")))
        }
        "Err(_)" if result.is("Option") => found.push(format!("Err(_) => {}", gives("None"))),
        "Ok(_)" | "Some(_)" => {
            let name = pattern.split('(').next().unwrap_or_default();
            found.push(format!("{name}(value) => value"));
            found.push(format!("{name}(value) => {name}(value)"));
        }
        _ => {}
    }
    found
}

/// Whether a `match` is the value of the function around it.
fn is_tail(whole: Node<'_>) -> bool {
    let mut node = whole;
    while let Some(parent) = node.parent() {
        match parent.kind() {
            "expression_statement"
            | "match_arm"
            | "match_block"
            | "match_expression"
            | "if_expression"
            | "else_clause"
            | "unsafe_block" => {}
            "block"
                if parent.named_child(parent.named_child_count().saturating_sub(1) as u32)
                    == Some(node) =>
            {
                if parent
                    .parent()
                    .is_some_and(|of| of.kind() == "function_item")
                {
                    return true;
                }
            }
            _ => return false,
        }
        node = parent;
    }
    false
}

/// Whether a `match` stands as a statement, or ends a function or a loop that gives nothing back.
fn is_statement(whole: Node<'_>) -> bool {
    let Some(parent) = whole.parent() else {
        return false;
    };
    let (block, last) = match parent.kind() {
        "expression_statement" if parent.end_byte() > whole.end_byte() => return true,
        "expression_statement" => (parent.parent(), parent),
        "block" => (Some(parent), whole),
        _ => return false,
    };
    let Some(block) = block.filter(|block| block.kind() == "block") else {
        return false;
    };
    let count = block.named_child_count().saturating_sub(1);
    if block.named_child(count as u32) != Some(last) {
        return true;
    }
    block.parent().is_some_and(|of| match of.kind() {
        "function_item" => of.child_by_field_name("return_type").is_none(),
        kind => matches!(
            kind,
            "for_expression" | "while_expression" | "loop_expression"
        ),
    })
}

fn put<'a>(spot: &Spot<'a>, block: Node<'a>, arms: &[Arm<'a>], new: &[&str]) -> Edit {
    let Some(last) = arms.last() else {
        return Edit::default().replace(
            spot,
            block.byte_range(),
            format!("{{ {} }}", new.join(", ")),
        );
    };
    let text = spot.text_of(last.node);
    let lines = spot.text_of(block).contains('\n');
    let indent = spot.syntax.indent(last.node.start_byte());
    let parting = if lines {
        format!("\n{indent}")
    } else {
        " ".to_owned()
    };
    let written: Vec<String> = new
        .iter()
        .map(|arm| match lines && !arm.ends_with('}') {
            true => format!("{parting}{arm},"),
            false => format!("{parting}{arm}"),
        })
        .collect();
    let comma = if text.ends_with([',', '}']) { "" } else { "," };
    let between = if lines { "" } else { "," };
    Edit::default().insert(
        spot,
        last.node.end_byte(),
        format!("{comma}{}", written.join(between)),
    )
}

/// The template that an arm's value is of; see [`Template`].
fn template_of<'a>(scope: &Scope<'a>, arm: &Arm<'a>) -> Option<Template> {
    Template::of(scope, arm)
}
