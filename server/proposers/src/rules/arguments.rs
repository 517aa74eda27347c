//! Calls whose arguments do not fit the parameters: too few, and parameters that nothing needs any more.

mod of_trait;
mod order;
mod stale;
mod untyped;

use bowline_loop_core::{Class, observation::DiagnosticChild};
use bowline_syntax::{Node, Syntax, nodes};

use super::{
    Case, Edit, Rule, Spot, declared,
    edit::Fixes,
    fill::{self, Wanted},
    scope::Scope,
    values::types::Ty,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "missing-argument",
        class: Class::Plausible,
        about: "Fills in an argument that a call lacks: a local of the parameter's name, what other calls of the same function \
                pass there, or a local or a field of `self` that has the type, borrowed or cloned where that is needed. Where \
                nothing in scope fits, an empty value is put there as a scaffold.",
        propose: missing,
    },
    of_trait::TRAIT_PARAMETER_BACK,
    of_trait::SURPLUS_TRAIT_PARAMETER,
    stale::PARAMETER_BACK,
    stale::PARAMETER_AWAY,
    order::PARAMETERS_AS_CALLED,
    untyped::PARAMETER_TYPE,
];

/// Ways to fill one place that are tried at most.
const MOST: usize = 4;

/// An argument that is to be written: a placeholder in rustc's own rewritten list.
struct Hole {
    /// Bytes of the placeholder within the rewritten list.
    range: std::ops::Range<usize>,
    /// Its place among the arguments, from 0.
    at: usize,
    ty: Ty,
    name: String,
}

fn missing(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0061", "E0057"]) {
        return;
    }
    let Some((list, written)) = rewritten(case) else {
        return;
    };
    let names = parameter_names(case);
    let holes = holes(written, &names);
    if holes.is_empty() || holes.len() > 4 {
        return;
    }
    let list = case.opened(&list);
    let scope = Scope::of(case, &list);
    let node = list.node();
    let taken = fill::mentioned(list.text());
    let mut ways: Vec<Vec<String>> = Vec::new();
    let mut sure = true;
    for hole in &holes {
        let mut found = candidates(&scope, node, hole, &taken);
        if found.is_empty() {
            sure = false;
            found.extend(fill::zero(&scope, &hole.ty));
        }
        if found.is_empty() {
            return;
        }
        ways.push(found);
    }
    let count = ways.iter().map(Vec::len).max().unwrap_or(0).min(MOST);
    for way in 0..count {
        let chosen: Vec<&str> = ways
            .iter()
            .filter_map(|found| found.get(way).or(found.first()))
            .map(String::as_str)
            .collect();
        let text = filled(written, &holes, &chosen);
        if calls_itself_unchanged(&scope, node, &text) {
            continue;
        }
        let edit = Edit::default().replace(&list, list.range.clone(), text);
        let title = format!("pass `{}`", chosen.join("`, `"));
        let meant = holes
            .iter()
            .zip(&chosen)
            .all(|(hole, value)| fill::is_meant_for(&hole.name, value));
        match sure && meant {
            true => fixes.plausible(title, edit),
            false => fixes.scaffold(title, edit),
        }
    }
}

/// The argument list in parentheses, and how rustc would write it, with comments in place of what is missing.
fn rewritten<'a>(case: &Case<'a>) -> Option<(Spot<'a>, &'a str)> {
    let help = |words: &str| case.note(words);
    let help: &DiagnosticChild = help("provide the argument").or_else(|| help("did you mean"))?;
    let [span] = help.spans.as_slice() else {
        return None;
    };
    let text = span.replacement.as_deref()?;
    let spot = case.spot(span)?;
    (text.starts_with('(') && spot.text().starts_with('(')).then_some((spot, text))
}

/// The names of the parameters that the note at the definition points out, in order.
fn parameter_names(case: &Case<'_>) -> Vec<String> {
    let Some(note) = case.note(" defined here") else {
        return Vec::new();
    };
    let marked = note.spans.iter().filter(|span| !span.is_primary);
    marked
        .map(|span| {
            let text = case.spot(span).map(|spot| spot.text().to_owned());
            let text = text.unwrap_or_default();
            let name = text.split(':').next().unwrap_or_default().trim();
            name.trim_start_matches("mut ")
                .trim_start_matches('_')
                .to_owned()
        })
        .collect()
}

fn holes(written: &str, names: &[String]) -> Vec<Hole> {
    let syntax = Syntax::of(format!("f{written}"));
    let list = nodes::descendants(syntax.root()).find(|node| node.kind() == "arguments");
    let Some(list) = list else { return Vec::new() };
    let mut at = 0;
    let mut found = Vec::new();
    for child in list.children(&mut list.walk()) {
        match child.kind() {
            "," => at += 1,
            "block_comment" => {
                let text = syntax.text_of(child);
                let inner = text.trim_start_matches("/*").trim_end_matches("*/").trim();
                let mut name = names.get(found.len()).cloned().unwrap_or_default();
                let mut ty = Ty::parse(inner);
                // A placeholder that is the parameter's name says nothing of the type.
                let plain = ty.is_number() || ty.is_any(&["bool", "char", "str"]);
                if !plain && ty.name() == Some(inner) && inner.starts_with(char::is_lowercase) {
                    ty = Ty::Any;
                    name = inner.to_owned();
                }
                let range = child.start_byte() - 1..child.end_byte() - 1;
                found.push(Hole {
                    range,
                    at,
                    ty,
                    name,
                });
            }
            _ => {}
        }
    }
    found
}

fn candidates<'a>(scope: &Scope<'a>, at: Node<'a>, hole: &Hole, taken: &[String]) -> Vec<String> {
    let wanted = Wanted {
        name: &hole.name,
        ty: &hole.ty,
        taken,
    };
    let mut found = fill::values(scope, at, &wanted);
    if found.is_empty() && fill::is_open(&hole.ty) {
        let ty = neighbour(scope, at);
        let wanted = Wanted {
            ty: ty.as_ref().unwrap_or(&Ty::Any),
            ..wanted
        };
        found = fill::values(scope, at, &wanted);
    }
    let same_name = found
        .first()
        .is_some_and(|first| !hole.name.is_empty() && fill::mentioned(first).contains(&hole.name));
    let elsewhere = passed_elsewhere(scope, at, hole.at);
    let alike = alike(scope, at);
    let front = usize::from(same_name);
    if let Some(text) = alike {
        found.retain(|one| *one != text);
        found.insert(front.min(found.len()), text);
    }
    for text in elsewhere.into_iter().rev() {
        found.retain(|one| *one != text);
        found.insert(front.min(found.len()), text);
    }
    found.truncate(MOST);
    found
}

/// An argument that is given, with another parameter of the same type in it that the function does not use yet: for
/// `near(&wrapped(a))` in a function of `a` and `b`, `&wrapped(b)`.
fn alike<'a>(scope: &Scope<'a>, list: Node<'a>) -> Option<String> {
    let [given] = list.named_children(&mut list.walk()).collect::<Vec<_>>()[..] else {
        return None;
    };
    let function = nodes::enclosing(list, &["function_item"])?;
    let text = |node: Node<'a>| scope.spot.text_of(node);
    let parameters = function.child_by_field_name("parameters")?;
    let mut cursor = parameters.walk();
    let all: Vec<(&str, &str)> = parameters
        .named_children(&mut cursor)
        .filter_map(|one| {
            let part = |field| one.child_by_field_name(field).map(text);
            Some((part("pattern")?, part("type")?))
        })
        .collect();
    let body = text(function.child_by_field_name("body")?);
    let uses = |name: &str| declared::words(body).filter(|word| *word == name).count();
    let words: Vec<&str> = declared::words(text(given)).collect();
    let (own, ty) = all.iter().find(|(name, _)| words.contains(name))?;
    let mut idle = all
        .iter()
        .filter(|(name, other)| other == ty && name != own && uses(name) == 0);
    let (other, _) = idle.next().filter(|_| words.len() > 1)?;
    let only = nodes::descendants(given)
        .filter(|node| node.kind() == "identifier" && text(*node) == *own)
        .collect::<Vec<_>>();
    let [place] = only.as_slice() else {
        return None;
    };
    let range = place.start_byte() - given.start_byte()..place.end_byte() - given.start_byte();
    let mut written = text(given).to_owned();
    written.replace_range(range, other);
    Some(written)
}

/// The type of an argument that is given; one whose own type is open is often of the same.
fn neighbour<'a>(scope: &Scope<'a>, list: Node<'a>) -> Option<Ty> {
    let given = list.named_child(list.named_child_count().checked_sub(1)? as u32)?;
    scope.ty_of(given)
}

/// What other calls in the file pass at this place, the most frequent first; only what makes sense here too.
fn passed_elsewhere<'a>(scope: &Scope<'a>, list: Node<'a>, at: usize) -> Vec<String> {
    let Some(own) = nodes::enclosing(list, &["call_expression"]) else {
        return Vec::new();
    };
    let Some(name) = callee_name(scope, own) else {
        return Vec::new();
    };
    let given = own
        .child_by_field_name("arguments")
        .map_or(0, |list| list.named_child_count());
    let mut found: Vec<(usize, String)> = Vec::new();
    for call in nodes::descendants(scope.spot.syntax.root()) {
        if call.kind() != "call_expression" || call == own || callee_name(scope, call) != Some(name)
        {
            continue;
        }
        let Some(arguments) = call.child_by_field_name("arguments") else {
            continue;
        };
        let Some(value) = arguments.named_child(at as u32) else {
            continue;
        };
        if arguments.named_child_count() <= given || !fill::can_stand_at(scope, value, list) {
            continue;
        }
        let text = scope.spot.text_of(value);
        match found.iter_mut().find(|(_, one)| one == text) {
            Some((count, _)) => *count += 1,
            None => found.push((1, text.to_owned())),
        }
    }
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    found.into_iter().take(2).map(|(_, text)| text).collect()
}

/// Whether a function would call itself with nothing but its own parameters, and so for ever.
fn calls_itself_unchanged<'a>(scope: &Scope<'a>, list: Node<'a>, text: &str) -> bool {
    let call = nodes::enclosing(list, &["call_expression"]);
    let function = nodes::enclosing(list, &["function_item"]);
    let (Some(call), Some(function)) = (call, function) else {
        return false;
    };
    let part = |field| function.child_by_field_name(field);
    let (Some(name), Some(parameters)) = (part("name"), part("parameters")) else {
        return false;
    };
    let own = parameters
        .named_children(&mut parameters.walk())
        .filter_map(|parameter| parameter.child_by_field_name("pattern"))
        .map(|pattern| scope.spot.text_of(pattern).trim_start_matches("mut "))
        .collect::<Vec<_>>()
        .join(", ");
    callee_name(scope, call) == Some(scope.spot.text_of(name)) && text == format!("({own})")
}

/// The last name of what a call calls.
fn callee_name<'a>(scope: &Scope<'a>, call: Node<'a>) -> Option<&'a str> {
    let function = call.child_by_field_name("function")?;
    let named = ["field", "name"]
        .into_iter()
        .find_map(|field| function.child_by_field_name(field))
        .unwrap_or(function);
    Some(scope.spot.text_of(named))
}

fn filled(written: &str, holes: &[Hole], chosen: &[&str]) -> String {
    let mut text = written.to_owned();
    for (hole, value) in holes.iter().zip(chosen).rev() {
        text.replace_range(hole.range.clone(), value);
    }
    text
}
