//! A changed function run on inputs near those of the tests: a test of ours behind the function, for the text before the edit and
//! the one after it. What differs tells a person what else the edit does; it proves nothing and hides nothing. Nothing is run here.

mod inputs;

use std::{fmt::Write as _, ops::Range};

use bowline_syntax::{Node, Syntax, nodes};

use crate::rules::values::types::Ty;

/// The variable that names the file which takes the results, a line each: the input's number, a blank, and what came of it.
pub const PROBE: &str = "BOWLINE_PROBE";

/// The name of the test that runs them.
pub const PROBE_TEST: &str = "bowline_probe_of_the_edit";

/// Inputs of one function at the most.
const MOST_INPUTS: usize = 48;

/// Two texts with the same calls behind the function that differs in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The function, behind the type whose impl holds it.
    pub function: String,
    /// The text before the edit.
    pub before: String,
    /// The text after it.
    pub after: String,
    /// The calls, as a person would write them, by their numbers.
    pub calls: Vec<Call>,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// As a person would write it.
    pub text: String,
    /// Whether a test makes the very call.
    pub of_test: bool,
}

/// A probe of the one function in which two texts of a file differ; `tests` are the texts that hold the tests. The error says in
/// half a sentence why there is none.
pub fn probe(before: &str, after: &str, tests: &[&str]) -> Result<Probe, &'static str> {
    let (old, new) = (Syntax::parse(before), Syntax::parse(after));
    let (was, is) = differing(before, after);
    let function = function_at(&new, is).ok_or("the edit is not within one function")?;
    let former = function_at(&old, was).ok_or("the edit is not within one function")?;
    let target = Target::read(&new, function)?;
    if Target::read(&old, former)? != target {
        return Err("the edit changes how the function is called");
    }
    let calls = inputs::of(&target, tests, MOST_INPUTS);
    if calls.is_empty() {
        return Err("its parameters are of types that no inputs are made of");
    }
    let module = target.module(&calls);
    let behind = |text: &str, syntax: &Syntax<'_>, function: Node<'_>| {
        let end = outermost(function).end_byte();
        let (head, tail) = syntax.text().split_at(end.min(text.len()));
        format!("{head}\n{module}{tail}")
    };
    Ok(Probe {
        function: target.path(),
        before: behind(before, &old, former),
        after: behind(after, &new, function),
        calls: calls.into_iter().map(|one| one.call).collect(),
    })
}

/// What two texts do not share, in each.
fn differing(before: &str, after: &str) -> (Range<usize>, Range<usize>) {
    let same = |one: &mut dyn Iterator<Item = (u8, u8)>| one.take_while(|(a, b)| a == b).count();
    let start = same(&mut before.bytes().zip(after.bytes()));
    let most = before.len().min(after.len()) - start;
    let end = same(&mut before.bytes().rev().zip(after.bytes().rev())).min(most);
    (start..before.len() - end, start..after.len() - end)
}

/// The outermost function that holds a stretch.
fn function_at<'t>(syntax: &'t Syntax<'_>, range: Range<usize>) -> Option<Node<'t>> {
    let mut start = range.start.min(syntax.text().len());
    while !syntax.text().is_char_boundary(start) {
        start -= 1;
    }
    let mut end = range.end.max(start);
    while !syntax.text().is_char_boundary(end) {
        end += 1;
    }
    let around = std::iter::successors(Some(syntax.node_at(start..end)), Node::parent);
    around
        .filter(|node| node.kind() == "function_item")
        .last()
        .filter(|function| {
            let body = function.child_by_field_name("body");
            body.is_some_and(|body| body.start_byte() <= start && end <= body.end_byte())
        })
}

/// The item behind which a sibling of the function's owner can stand: the function, or the impl that holds it.
fn outermost(function: Node<'_>) -> Node<'_> {
    nodes::enclosing(function, &["impl_item"]).unwrap_or(function)
}

/// How a function is called.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    owner: Option<String>,
    name: String,
    parameters: Vec<Ty>,
    /// Whether it gives an iterator without a name.
    walks: bool,
}

impl Target {
    fn read(syntax: &Syntax<'_>, function: Node<'_>) -> Result<Self, &'static str> {
        let text = |node: Node<'_>| syntax.text()[node.byte_range()].to_owned();
        let part = |field: &str| function.child_by_field_name(field);
        let name = part("name").map(text).ok_or("it has no name")?;
        let head =
            &syntax.text()[function.start_byte()..part("name").map_or(0, |n| n.start_byte())];
        if ["async ", "unsafe ", "extern "]
            .iter()
            .any(|word| head.contains(word))
        {
            return Err("it is not called like a plain function");
        }
        if part("type_parameters").is_some_and(|list| text(list).chars().any(char::is_uppercase)) {
            return Err("it is generic");
        }
        let owner = match nodes::enclosing(function, &["impl_item", "trait_item", "block"]) {
            Some(item) if item.kind() == "impl_item" => {
                let plain = item.child_by_field_name("trait").is_none()
                    && item.child_by_field_name("type_parameters").is_none();
                let ty = item.child_by_field_name("type").filter(|_| plain);
                Some(
                    ty.map(text)
                        .ok_or("it is of a generic type or of a trait")?,
                )
            }
            Some(_) => return Err("it stands within another item"),
            None => None,
        };
        let result = part("return_type").map(text);
        let walks = result
            .as_deref()
            .is_some_and(|ty| ty.starts_with("impl Iterator"));
        let list = part("parameters").ok_or("it has no parameters")?;
        let mut parameters = Vec::new();
        for one in list.named_children(&mut list.walk()) {
            match one.kind() {
                "parameter" => {
                    let ty = one.child_by_field_name("type").map(text);
                    parameters.push(Ty::parse(&ty.unwrap_or_default()));
                }
                "self_parameter" => {
                    return Err("it is a method, and nothing says what to call it on");
                }
                _ => {}
            }
        }
        let gives = result.is_some()
            || parameters
                .iter()
                .any(|ty| matches!(ty, Ty::Ref { mutable: true, .. }));
        match (parameters.is_empty(), gives) {
            (false, true) => Ok(Self {
                owner,
                name,
                parameters,
                walks,
            }),
            (true, _) => Err("it takes nothing"),
            (_, false) => Err("it gives nothing back"),
        }
    }

    fn path(&self) -> String {
        match &self.owner {
            Some(owner) => format!("{owner}::{}", self.name),
            None => self.name.clone(),
        }
    }

    /// The test that makes the calls.
    fn module(&self, calls: &[inputs::Input]) -> String {
        let mut lines = String::new();
        for call in calls {
            let mut body = String::new();
            let mut arguments = Vec::new();
            let mut changed = Vec::new();
            for (number, (value, ty)) in call.values.iter().zip(&self.parameters).enumerate() {
                match ty {
                    Ty::Ref { mutable: true, .. } => {
                        let _ = write!(body, "let mut a{number} = {value}; ");
                        arguments.push(format!("&mut a{number}"));
                        changed.push(format!("a{number}"));
                    }
                    _ => arguments.push(value.clone()),
                }
            }
            let take = if self.walks {
                ".take(64).collect::<::std::vec::Vec<_>>()"
            } else {
                ""
            };
            let _ = write!(
                body,
                "let r = {}({}){take}; ",
                self.path(),
                arguments.join(", ")
            );
            changed.insert(0, "r".to_owned());
            let holes = vec!["{:?}"; changed.len()].join(" ");
            let _ = writeln!(
                lines,
                "        || {{ {body}::std::format!(\"{holes}\", {}) }},",
                changed.join(", ")
            );
        }
        format!(
            r#"
#[cfg(test)]
#[allow(warnings, clippy::all)]
#[test]
fn {PROBE_TEST}() {{
    use ::std::io::Write as _;
    let Ok(path) = ::std::env::var("{PROBE}") else {{ return }};
    let calls: &[fn() -> ::std::string::String] = &[
{lines}    ];
    ::std::panic::set_hook(::std::boxed::Box::new(|_| {{}}));
    let mut file = ::std::fs::File::create(path).unwrap();
    let mut open = 0;
    for (number, call) in calls.iter().enumerate() {{
        let call = *call;
        let (sender, receiver) = ::std::sync::mpsc::channel();
        ::std::thread::spawn(move || {{
            let _ = sender.send(::std::panic::catch_unwind(call));
        }});
        let said = match receiver.recv_timeout(::std::time::Duration::from_millis(400)) {{
            Ok(Ok(said)) => ::std::format!("= {{}}", said.escape_debug()),
            Ok(Err(_)) => "panics".into(),
            Err(_) => {{ open += 1; "does not end".into() }}
        }};
        ::std::writeln!(file, "{{number}} {{said}}").unwrap();
        if open == 3 {{ break }}
    }}
}}
"#
        )
    }
}

#[cfg(test)]
mod tests;
