//! Format strings and arguments that do not come out even.

use bowline_syntax::nodes;

use super::{Case, Edit, Fixes, call::Call};
use crate::rules::{declared::words, scope::Scope};

/// Candidates that a person must check, at most.
const MOST: usize = 3;

pub(super) fn count(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.has_no_code() {
        return;
    }
    let message = case.message();
    if message.contains("positional argument") && message.contains("in format string") {
        missing(case, fixes);
    } else if message.contains("never used") && message.contains("argument")
        || message.starts_with("multiple unused formatting arguments")
    {
        unused(case, fixes);
    }
}

fn missing(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(call) = Call::of(case) else { return };
    let holes = call.holes();
    let unnamed: Vec<_> = holes.iter().filter(|hole| hole.name.is_empty()).collect();
    let lacking = unnamed.len().saturating_sub(call.arguments.len());
    if lacking == 0 {
        return;
    }
    let idle = idle(case, &call);
    if idle.len() == lacking {
        if let [local] = idle.as_slice() {
            for value in like_its_kin(case, &call, local) {
                fixes.plausible(format!("pass `{value}`"), call.with_arguments(&[&value]));
            }
        }
        // Locals are found nearest first; they are printed in the order of their `let`s.
        let names: Vec<&str> = idle.iter().rev().map(String::as_str).collect();
        let title = format!("pass `{}`, which nothing uses yet", names.join("`, `"));
        fixes.plausible(title, call.with_arguments(&names));
        return;
    }
    for name in fields(case, &call)
        .iter()
        .chain(&idle)
        .take(MOST)
        .filter(|_| lacking == 1)
    {
        fixes.scaffold(format!("pass `{name}`"), call.with_arguments(&[name]));
    }
    if let Some(last) = unnamed.last().filter(|_| lacking == 1) {
        // With one of the blanks around it.
        let text = call.spot.syntax.text();
        let blank = usize::from(
            text[..last.range.start].ends_with(' ')
                && !text[last.range.end..].starts_with(char::is_alphanumeric),
        );
        let edit =
            Edit::default().replace(&call.spot, last.range.start - blank..last.range.end, "");
        fixes.scaffold("take the place for it away", edit);
    }
}

/// What a local is printed as where the call prints another part of the same pattern by a method: `right.name()` beside
/// `left.name()`.
fn like_its_kin(case: &Case<'_>, call: &Call<'_>, local: &str) -> Vec<String> {
    const PATTERNS: &[&str] = &[
        "struct_pattern",
        "tuple_struct_pattern",
        "tuple_pattern",
        "parameters",
        "closure_parameters",
    ];
    let scope = Scope::of(case, &call.spot);
    let pattern = |name: &str| {
        let binding = scope.local(call.node, name)?;
        nodes::enclosing(binding.node, PATTERNS).map(|node| node.id())
    };
    let own = pattern(local);
    let text = call.spot.syntax.text();
    let mut found = Vec::new();
    for argument in &call.arguments {
        let Some((name, rest)) = text[argument.clone()].split_once('.') else {
            continue;
        };
        let value = format!("{local}.{rest}");
        if own.is_some() && pattern(name) == own && !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

/// The locals at a call that stand nowhere in its function but where they are bound, the nearest first.
fn idle(case: &Case<'_>, call: &Call<'_>) -> Vec<String> {
    let Some(function) = nodes::enclosing(call.node, &["function_item"]) else {
        return Vec::new();
    };
    let scope = Scope::of(case, &call.spot);
    let text = call.spot.text_of(function);
    let uses = |name: &str| words(text).filter(|word| *word == name).count();
    let locals = scope.locals(call.node);
    let idle = locals.iter().filter(|local| {
        local.name != "self" && !local.name.starts_with('_') && uses(local.name) == 1
    });
    idle.map(|local| local.name.to_owned()).collect()
}

/// The fields of `self` that a call does not name, where it is in a method.
fn fields(case: &Case<'_>, call: &Call<'_>) -> Vec<String> {
    let scope = Scope::of(case, &call.spot);
    if scope.local(call.node, "self").is_none() {
        return Vec::new();
    }
    let Some(ty) = scope.self_ty(call.node) else {
        return Vec::new();
    };
    let text = call.spot.text_of(call.node);
    let named = |field: &str| text.contains(&format!("self.{field}"));
    let fields = scope.fields_of(&ty);
    let free = fields
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| !named(name));
    free.map(|name| format!("self.{name}")).collect()
}

fn unused(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(call) = Call::of(case) else { return };
    let text = call.spot.syntax.text();
    let mut unused: Vec<usize> = case
        .spots()
        .filter(|spot| spot.label.contains("never used"))
        .filter_map(|spot| call.argument_at(spot.range.start))
        .collect();
    unused.sort_unstable();
    unused.dedup();
    if unused.is_empty() {
        return;
    }
    let content = &text[call.string.start + 1..call.string.end - 1];
    let close = call.string.end - 1;
    let line_break = if content.ends_with("\\n") { 2 } else { 0 };
    let tail = &content[..content.len() - line_break];
    let blank = match tail.is_empty() || tail.ends_with([' ', '=', '(', '[', '"', '#', '/', '-']) {
        true => "",
        false => " ",
    };
    let named = |argument: usize| {
        let value = &text[call.arguments[argument].clone()];
        value
            .split_once('=')
            .filter(|(name, rest)| {
                !rest.starts_with('=')
                    && name.trim().chars().all(|c| c.is_alphanumeric() || c == '_')
            })
            .map_or("", |(name, _)| name.trim())
    };
    let holes: Vec<String> = unused
        .iter()
        .map(|one| format!("{{{}}}", named(*one)))
        .collect();
    let edit = Edit::default().insert(
        &call.spot,
        close - line_break,
        format!("{blank}{}", holes.join(" ")),
    );
    fixes.plausible("print it: add `{}` to the text", edit);
    let without = unused.iter().fold(Edit::default(), |edit, one| {
        let start = match one.checked_sub(1) {
            Some(last) => call.arguments[last].end,
            None => call.string.end,
        };
        edit.replace(&call.spot, start..call.arguments[*one].end, "")
    });
    fixes.plausible("leave the argument away", without);
}
