//! What is called, and how: values that are no functions, closures with other parameters than wanted, methods called as functions,
//! structs written like functions.

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{
    Case, Edit, Rule, Spot, edit::Fixes, mismatch, operand::Operand, patterns::value_of_local,
    types::Ty,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "call-of-a-value",
        class: Class::KeepsMeaning,
        about: "Writes what a call of something that is no function was meant to be: the value itself, an index `v[0]`, or a product \
                `2 * (a + b)`.",
        propose: call_of_a_value,
    },
    Rule {
        name: "closure-parameters",
        class: Class::KeepsMeaning,
        about: "Gives a closure the parameters it is called with: one tuple `|(a, b)|` for two, `_` for those it does not use.",
        propose: closure_parameters,
    },
    Rule {
        name: "call-the-function",
        class: Class::KeepsMeaning,
        about: "Calls a function without parameters whose result is wanted, where it is named first or where it is used.",
        propose: call_the_function,
    },
    Rule {
        name: "call-on-self",
        class: Class::KeepsMeaning,
        about: "Calls a method on `self` where it is called on the type, without a receiver.",
        propose: call_on_self,
    },
    Rule {
        name: "struct-by-its-syntax",
        class: Class::KeepsMeaning,
        about: "Makes a tuple struct by `Point(1, 2)` where it is written with braces.",
        propose: struct_by_its_syntax,
    },
    Rule {
        name: "take-a-closure",
        class: Class::Plausible,
        about: "Takes `impl Fn(…)` for a parameter that is a function pointer, where a closure that captures something is passed.",
        propose: take_a_closure,
    },
    Rule {
        name: "make-function-async",
        class: Class::Plausible,
        about: "Makes the function `async` in which something is awaited. Its callers must then await it too.",
        propose: make_function_async,
    },
];

fn call_of_a_value(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0618"]) {
        return;
    }
    let Some(callee) = case.primary() else { return };
    let Some(call) = nodes::enclosing(callee.node(), &["call_expression"]) else {
        return;
    };
    let (Some(function), Some(arguments)) = (
        call.child_by_field_name("function"),
        call.child_by_field_name("arguments"),
    ) else {
        return;
    };
    let ty = Ty::parse(case.message().rsplit('`').nth(1).unwrap_or_default());
    let given: Vec<_> = arguments.named_children(&mut arguments.walk()).collect();
    let instead =
        |text: String| Edit::default().replace(&callee, function.end_byte()..call.end_byte(), text);
    match given.as_slice() {
        [] => fixes.keeps("use the value: remove the `()`", instead(String::new())),
        [one] => {
            let argument = spot_text(&callee, *one);
            if ty.bare().0.is_number() {
                fixes.keeps(
                    "multiply: `*`",
                    Edit::default().insert(&callee, function.end_byte(), " * "),
                );
            } else if ty.behind_pointers().element().is_some()
                || ty
                    .behind_pointers()
                    .name()
                    .is_some_and(|name| name.ends_with("Map"))
            {
                fixes.keeps("take the element: `[…]`", instead(format!("[{argument}]")));
                fixes.plausible(
                    "take the element: `[… as usize]`",
                    instead(format!("[{argument} as usize]")),
                );
            } else if case.message().contains("enum variant")
                || case.message().contains("unit struct")
            {
                fixes.keeps(
                    "use the value: remove the arguments",
                    instead(String::new()),
                );
            }
        }
        _ => {}
    }
}

fn spot_text<'a>(spot: &Spot<'a>, node: Node<'_>) -> &'a str {
    spot.text_of(node)
}

fn closure_parameters(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0593"]) {
        return;
    }
    let number = |text: &str| {
        text.split_whitespace()
            .find_map(|word| word.parse::<usize>().ok())
    };
    let mut numbers = case.message().split(", but it takes ");
    let (Some(wanted), Some(given)) = (
        numbers.next().and_then(number),
        numbers.next().and_then(number),
    ) else {
        return;
    };
    let takes = case.spots().find(|spot| spot.label.starts_with("takes "));
    let Some(takes) = takes else {
        return;
    };
    let Some(closure) = nodes::enclosing(takes.node(), &["closure_expression"]) else {
        return;
    };
    let Some(parameters) = closure.child_by_field_name("parameters") else {
        return;
    };
    let inner = parameters.start_byte() + 1..parameters.end_byte() - 1;
    let names = &takes.syntax.text()[inner.clone()];
    if wanted == 1 && given > 1 {
        fixes.keeps(
            "take one tuple",
            Edit::default().replace(&takes, inner, format!("({names})")),
        );
    } else if wanted == given + 1 && wanted > 1 {
        let last = Edit::default().insert(&takes, inner.end, ", _");
        let first = Edit::default().insert(&takes, inner.start, "_, ");
        fixes.keeps("take a further parameter", last);
        fixes.plausible("take a further parameter before", first);
    } else if wanted > given && given == 0 {
        let ignored = vec!["_"; wanted].join(", ");
        fixes.keeps(
            "take the parameters",
            Edit::default().insert(&takes, inner.end, ignored),
        );
    }
}

fn call_on_self(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0061", "E0425"]) {
        return;
    }
    let Some(called) = case.primary() else { return };
    let Some((owner, method)) = called.text().rsplit_once("::") else {
        return call_bare_name_on_self(case, &called, fixes);
    };
    let missing = case
        .labelled("is missing")
        .filter(|spot| spot.label.starts_with("argument #1 of type"));
    let takes_self = case.note("method defined here").is_some();
    if missing.is_none() || !takes_self || !has_self(called.node()) || !is_own(&called, owner) {
        return;
    }
    let Some(function) = nodes::enclosing(called.node(), &["scoped_identifier"]) else {
        return;
    };
    let edit = Edit::default().replace(&called, function.byte_range(), format!("self.{method}"));
    fixes.keeps("call it on `self`", edit);
}

/// `write_all(bytes)` for a method that the index need not know, such as one of a trait of std: only the compiler can say.
fn call_bare_name_on_self(case: &Case<'_>, called: &Spot<'_>, fixes: &mut Fixes) {
    let is_unknown = case.message().starts_with("cannot find function `");
    let node = called.node();
    let is_called = node.parent().is_some_and(|call| {
        call.kind() == "call_expression" && call.child_by_field_name("function") == Some(node)
    });
    if is_unknown && is_called && has_self(node) {
        let edit = Edit::default().insert(called, called.range.start, "self.");
        fixes.plausible("call it on `self`", edit);
    }
}

/// Whether the function around a node has a receiver.
fn has_self(node: Node<'_>) -> bool {
    let function = nodes::enclosing(node, &["function_item"]);
    let parameters = function.and_then(|function| function.child_by_field_name("parameters"));
    parameters.is_some_and(|list| {
        list.named_child(0)
            .is_some_and(|first| first.kind() == "self_parameter")
    })
}

/// Whether a path is `Self`, or the type of the `impl` around the spot.
fn is_own(spot: &Spot<'_>, owner: &str) -> bool {
    let holder = nodes::enclosing(spot.node(), &["impl_item"])
        .and_then(|item| item.child_by_field_name("type"));
    owner == "Self" || holder.is_some_and(|ty| Ty::parse(spot.text_of(ty)).is(owner))
}

fn struct_by_its_syntax(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0560"]) {
        return;
    }
    let Some(note) = case.noted("is a tuple struct, use the appropriate syntax") else {
        return;
    };
    let literal = note.node();
    if literal.kind() != "struct_expression" {
        return;
    }
    let (Some(name), Some(body)) = (
        literal.child_by_field_name("name"),
        literal.child_by_field_name("body"),
    ) else {
        return;
    };
    let values: Vec<&str> = body
        .named_children(&mut body.walk())
        .filter_map(|field| match field.kind() {
            "field_initializer" => field
                .child_by_field_name("value")
                .map(|value| note.text_of(value)),
            "shorthand_field_initializer" => Some(note.text_of(field)),
            _ => None,
        })
        .collect();
    let text = format!("{}({})", note.text_of(name), values.join(", "));
    fixes.keeps(
        "make it as a tuple struct",
        Operand::of(note.clone()).replaced(&text),
    );
}

fn take_a_closure(case: &Case<'_>, fixes: &mut Fixes) {
    let said = case
        .primary()
        .is_some_and(|spot| spot.label == "expected fn pointer, found closure");
    if !case.is(&["E0308"]) || !said {
        return;
    }
    // The note on the function labels the parameters that matter with nothing.
    let Some(note) = case.note("defined here") else {
        return;
    };
    for spot in note.spans.iter().filter_map(|span| case.spot(span)) {
        let Some(ty) = spot
            .node()
            .child_by_field_name("type")
            .filter(|ty| ty.kind() == "function_type")
        else {
            continue;
        };
        if let Some(rest) = spot.text_of(ty).strip_prefix("fn") {
            let edit = Edit::default().replace(&spot, ty.byte_range(), format!("impl Fn{rest}"));
            fixes.plausible("take any closure: `impl Fn`", edit);
        }
    }
}

/// A function handed over where what it returns is wanted.
fn call_the_function(case: &Case<'_>, fixes: &mut Fixes) {
    if case.is(&["E0308"])
        && let Some(matched) = case.labelled("this expression has type `")
        && let Some(ty) = matched.label.split('`').nth(1)
        && is_bare_function(&Ty::parse(ty))
    {
        fixes.keeps("call it: `()`", Operand::of(matched).suffixed("()"));
        return;
    }
    for m in mismatch::values(case) {
        let bare = m.found.bare().0;
        if let Some(element) = repeated_function(bare, &m.operand.spot) {
            fixes.keeps("call it: `()`", Operand::of(element).suffixed("()"));
            continue;
        }
        if !is_bare_function(bare) {
            continue;
        }
        let value = m
            .operand
            .borrowed()
            .map_or_else(|| m.operand.clone(), |(inner, _)| inner);
        let place = value_of_local(&value.spot).map_or(value, Operand::of);
        fixes.keeps("call it: `()`", place.suffixed("()"));
    }
}

fn is_bare_function(ty: &Ty) -> bool {
    matches!(ty, Ty::Other(text) if text.trim_start_matches("unsafe ").starts_with("fn() -> "))
}

/// The function of which an array holds copies: `[f; 4]` where `[f(); 4]` is wanted.
fn repeated_function<'a>(found: &Ty, spot: &Spot<'a>) -> Option<Spot<'a>> {
    let Ty::Array(of, _) = found else { return None };
    let value = value_of_local(spot).unwrap_or_else(|| spot.clone());
    let array = nodes::descendants(value.node()).find(|one| one.kind() == "array_expression")?;
    let first = array.named_child(0)?;
    is_bare_function(of).then(|| value.at(first.byte_range()))
}

fn make_function_async(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0728"]) {
        return;
    }
    let Some(spot) = case.labelled("this is not `async`") else {
        return;
    };
    let node = spot.syntax.node_at(spot.range.start..spot.range.start + 1);
    match nodes::enclosing(node, &["function_item", "closure_expression"]) {
        Some(function) if function.kind() == "function_item" => {
            let name = function
                .child_by_field_name("name")
                .map(|name| spot.text_of(name));
            let keyword = function
                .children(&mut function.walk())
                .find(|child| child.kind() == "fn");
            if let (Some(keyword), true) = (keyword, name != Some("main")) {
                fixes.plausible(
                    "make the function `async`",
                    Edit::default().insert(&spot, keyword.start_byte(), "async "),
                );
            }
        }
        Some(closure) => fixes.plausible(
            "make the closure `async`",
            Edit::default().insert(&spot, closure.start_byte(), "async "),
        ),
        None => {}
    }
}
