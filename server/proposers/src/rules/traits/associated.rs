//! Associated types.

use bowline_syntax::{
    Node,
    index::{Item, ItemKind},
    nodes,
};

use super::{Case, Edit, Fixes, declared};

pub(super) fn set(case: &Case<'_>, fixes: &mut Fixes) {
    if case.is(&["E0191"]) {
        return specify(case, fixes);
    }
    if case.is(&["E0308"]) {
        return constrain(case, fixes);
    }
    if !case.is(&["E0271"]) {
        return;
    }
    items(case, fixes);
    values(case, fixes);
    let quoted: Vec<&str> = case.message().split('`').skip(1).step_by(2).collect();
    let wanted = quoted.first().and_then(|pair| pair.split_once(" == "));
    let Some((projection, wanted)) = wanted else {
        return;
    };
    let Some(place) = case.noted("expected this to be") else {
        return;
    };
    let found = place.text();
    if let Some(required) = case.labelled("required by this bound")
        && let Some((head, _)) = required.text().rsplit_once('=')
    {
        let gap = if head.ends_with(' ') { " " } else { "" };
        let edit = Edit::default().replace(
            &required,
            required.range.clone(),
            format!("{head}={gap}{found}"),
        );
        fixes.plausible(format!("ask for `{found}`"), edit);
    }
    let name = projection.rsplit("::").next().unwrap_or_default();
    let edit = Edit::default().replace(&place, place.range.clone(), wanted);
    fixes.plausible(format!("set `{name}` to `{wanted}`"), edit);
}

/// Fills in the associated type of a trait object: as the trait's impls have it, when they agree.
fn specify(case: &Case<'_>, fixes: &mut Fixes) {
    let quoted: Vec<&str> = case.message().split('`').skip(1).step_by(2).collect();
    let ([name, of_trait, ..], Some(spot)) = (quoted.as_slice(), case.primary()) else {
        return;
    };
    let of_trait = declared::bare(of_trait);
    let set: Vec<&Item> = case
        .index
        .named(name)
        .filter(|item| item.kind == ItemKind::Type && item.of_trait.as_deref() == Some(of_trait))
        .collect();
    let known = set.first().and_then(|item| item.ty.as_deref());
    let ty = known.filter(|ty| set.iter().all(|item| item.ty.as_deref() == Some(ty)));
    let written = ty.unwrap_or("()");
    let text = spot.text();
    let with = match text.strip_suffix('>') {
        Some(head) => format!("{head}, {name} = {written}>"),
        None => format!("{text}<{name} = {written}>"),
    };
    let edit = Edit::default().replace(&spot, spot.range.clone(), with);
    let title = format!("set `{name}` to `{written}`");
    match ty {
        Some(_) => fixes.plausible(title, edit),
        None => fixes.scaffold(title, edit),
    }
}

/// `<Iter<'_, u8> as IntoIterator>::Item == u8`, where references are yielded.
fn values(case: &Case<'_>, fixes: &mut Fixes) {
    let Some((head, wanted)) = case.message().split_once(">::Item == ") else {
        return;
    };
    let wanted = wanted.trim_end_matches('`');
    let said = format!("expected `{wanted}`, found `&{wanted}`");
    if !head.ends_with("Iterator") || case.labelled(&said).is_none() {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let plain = wanted.starts_with(|c: char| c.is_lowercase());
    let how = if plain { ".copied()" } else { ".cloned()" };
    if spot.node().kind() == "call_expression" {
        let edit = Edit::default().insert(&spot, spot.range.end, how);
        fixes.keeps(format!("yield the values themselves: `{how}`"), edit);
    }
}

/// «expected `A` to be an iterator that yields `T`, but it yields `U`»: the items converted.
fn items(case: &Case<'_>, fixes: &mut Fixes) {
    let Some((head, found)) = case.message().split_once(", but it yields `") else {
        return;
    };
    let Some((_, wanted)) = head.split_once("yields `") else {
        return;
    };
    let (wanted, found) = (wanted.trim_end_matches('`'), found.trim_end_matches('`'));
    let value = case
        .labelled("return type was inferred to be")
        .or_else(|| case.primary());
    let Some(spot) = value else { return };
    let Some(node) = iterator(given(spot.node())) else {
        return;
    };
    let put = |text: &str| Edit::default().insert(&spot, node.end_byte(), text);
    if let Some(target) = found.strip_prefix('&').filter(|target| *target == wanted) {
        let plain = declared::words(target)
            .next()
            .is_some_and(|word| word.starts_with(|c: char| c.is_lowercase()));
        let how = if plain && target != "str" {
            ".copied()"
        } else {
            ".cloned()"
        };
        fixes.keeps("yield the values themselves", put(how));
    } else if wanted == "String" {
        fixes.keeps("yield `String`s", put(".map(String::from)"));
    } else if is_number(wanted) && is_number(found) {
        fixes.plausible(
            format!("convert to `{wanted}`"),
            put(&format!(".map({wanted}::from)")),
        );
        fixes.plausible(
            format!("convert to `{wanted}`"),
            put(&format!(".map(|value| value as {wanted})")),
        );
    }
    for ty in case.spots().filter(|spot| spot.text().contains("Item")) {
        let text = ty
            .text()
            .replace(&format!("= {wanted}>"), &format!("= {found}>"));
        let edit = Edit::default().replace(&ty, ty.range.clone(), text);
        fixes.plausible(format!("declare that it yields `{found}`"), edit);
    }
}

/// What a function gives back, where a place is its return type; else the place's own expression.
fn given(node: Node<'_>) -> Node<'_> {
    let function = node.parent().filter(|parent| {
        parent.kind() == "function_item" && parent.child_by_field_name("return_type") == Some(node)
    });
    let body = function.and_then(|function| function.child_by_field_name("body"));
    body.and_then(|body| body.named_children(&mut body.walk()).last())
        .unwrap_or(node)
}

/// The iterator within `Box::new(…)`, else the expression itself.
fn iterator(node: Node<'_>) -> Option<Node<'_>> {
    if node.kind() != "call_expression" {
        return Some(node)
            .filter(|node| node.kind() == "identifier" || node.kind() == "range_expression");
    }
    let called = node.child_by_field_name("function")?;
    if called.kind() == "scoped_identifier" {
        return node.child_by_field_name("arguments")?.named_child(0);
    }
    nodes::statement(node).map(|_| node)
}

fn is_number(ty: &str) -> bool {
    let mut letters = ty.chars();
    letters
        .next()
        .is_some_and(|first| matches!(first, 'u' | 'i' | 'f'))
        && (letters.as_str() == "size" || letters.as_str().parse::<u32>().is_ok())
}

/// `I: Iterator<Item = T>` where help says in words that `<I as Iterator>::Item` is to be `T`.
fn constrain(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(help) = case.note("consider constraining the associated type") else {
        return;
    };
    let quoted: Vec<&str> = help.message.split('`').skip(1).step_by(2).collect();
    let ([projection, wanted, ..], Some(spot)) = (quoted.as_slice(), case.primary()) else {
        return;
    };
    let Some((name, rest)) = projection.trim_start_matches('<').split_once(" as ") else {
        return;
    };
    let Some((of_trait, associated)) = rest.rsplit_once(">::") else {
        return;
    };
    let owners = std::iter::successors(Some(spot.node()), Node::parent);
    let bounds = owners
        .filter(|node| matches!(node.kind(), "function_item" | "impl_item" | "trait_item"))
        .flat_map(nodes::descendants)
        .filter(|node| node.kind() == "trait_bounds")
        .find(|bounds| {
            let holder = bounds.parent().and_then(|holder| holder.named_child(0));
            holder.is_some_and(|holder| spot.text_of(holder) == name)
        });
    let bound = bounds.and_then(|bounds| {
        bounds
            .named_children(&mut bounds.walk())
            .find(|one| declared::bare(spot.text_of(*one)) == declared::bare(of_trait))
    });
    let Some(bound) = bound else { return };
    let text = spot.text_of(bound);
    let with = match text.strip_suffix('>') {
        Some(head) => format!("{head}, {associated} = {wanted}>"),
        None => format!("{text}<{associated} = {wanted}>"),
    };
    let edit = Edit::default().replace(&spot, bound.byte_range(), with.clone());
    fixes.keeps(format!("require `{with}`"), edit);
}
