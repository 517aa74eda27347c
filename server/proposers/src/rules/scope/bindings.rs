//! The names that patterns, parameters and closures bind around a place, and the types they take from what they are bound to.

use bowline_syntax::{Node, index::ItemKind};

use super::{Scope, known};
use crate::rules::{Spot, values::types::Ty};

/// A name and where its value comes from.
#[derive(Clone, Copy)]
pub(super) struct Binding<'a> {
    pub(super) name: &'a str,
    /// The identifier.
    pub(super) node: Node<'a>,
    pub(super) mutable: bool,
    /// The whole pattern it stands in.
    pattern: Node<'a>,
    origin: Origin<'a>,
}

#[derive(Clone, Copy)]
enum Origin<'a> {
    /// The type is written.
    Written(Node<'a>),
    /// The pattern takes this expression apart.
    Value(Node<'a>),
    /// The pattern takes what this expression yields, item by item.
    Item(Node<'a>),
    /// The parameter of a closure, from 0.
    Closure(Node<'a>, usize),
    /// The receiver of a method.
    Receiver(Node<'a>),
    Unknown,
}

/// Hands over every binding that a node can see, the nearest first.
pub(super) fn around<'a>(spot: &Spot<'a>, at: Node<'a>, take: &mut dyn FnMut(Binding<'a>)) {
    let mut inner = at;
    while let Some(node) = inner.parent() {
        match node.kind() {
            "block" => in_block(spot, node, inner, take),
            "for_expression" if is(node, "body", inner) => {
                bind(spot, node, "pattern", Origin::Item, "value", take);
            }
            "if_expression" if is(node, "consequence", inner) => {
                conditions(spot, node.child_by_field_name("condition"), inner, take);
            }
            "while_expression" if is(node, "body", inner) => {
                conditions(spot, node.child_by_field_name("condition"), inner, take);
            }
            "let_chain" => conditions(spot, Some(node), inner, take),
            "match_arm" if is(node, "value", inner) => arm(spot, node, inner, take),
            "match_pattern" if is(node, "condition", inner) => {
                if let Some(arm_node) = node.parent() {
                    arm(spot, arm_node, inner, take);
                }
            }
            "closure_expression" => closure(spot, node, take),
            "function_item" => {
                parameters(spot, node, take);
                return;
            }
            "const_item" | "static_item" | "source_file" => return,
            _ => {}
        }
        inner = node;
    }
}

fn is(node: Node<'_>, field: &str, child: Node<'_>) -> bool {
    node.child_by_field_name(field) == Some(child)
}

fn in_block<'a>(
    spot: &Spot<'a>,
    block: Node<'a>,
    inner: Node<'a>,
    take: &mut dyn FnMut(Binding<'a>),
) {
    let before: Vec<Node<'a>> = block
        .named_children(&mut block.walk())
        .take_while(|child| child.end_byte() <= inner.start_byte())
        .filter(|child| child.kind() == "let_declaration")
        .collect();
    for declaration in before.into_iter().rev() {
        let Some(pattern) = declaration.child_by_field_name("pattern") else {
            continue;
        };
        let origin = match declaration.child_by_field_name("type") {
            Some(ty) => Origin::Written(ty),
            None => declaration
                .child_by_field_name("value")
                .map_or(Origin::Unknown, Origin::Value),
        };
        all_in(spot, pattern, origin, take);
    }
}

/// The names that `field` of a node binds to what its other field holds.
fn bind<'a>(
    spot: &Spot<'a>,
    node: Node<'a>,
    field: &str,
    origin: fn(Node<'a>) -> Origin<'a>,
    value: &str,
    take: &mut dyn FnMut(Binding<'a>),
) {
    let (Some(pattern), Some(value)) = (
        node.child_by_field_name(field),
        node.child_by_field_name(value),
    ) else {
        return;
    };
    all_in(spot, pattern, origin(value), take);
}

fn all_in<'a>(
    spot: &Spot<'a>,
    pattern: Node<'a>,
    origin: Origin<'a>,
    take: &mut dyn FnMut(Binding<'a>),
) {
    // In a `let` and a parameter the `mut` stands beside the pattern.
    let mutable = pattern.parent().is_some_and(has_mut);
    names(spot, pattern, &mut |node, in_pattern| {
        take(Binding {
            name: spot.text_of(node),
            node,
            mutable: mutable || in_pattern,
            pattern,
            origin,
        });
    });
}

/// The bindings of `if let` and `while let` that stand before a node.
fn conditions<'a>(
    spot: &Spot<'a>,
    condition: Option<Node<'a>>,
    before: Node<'a>,
    take: &mut dyn FnMut(Binding<'a>),
) {
    let Some(condition) = condition else { return };
    match condition.kind() {
        "let_condition" if condition.end_byte() <= before.start_byte() => {
            bind(spot, condition, "pattern", Origin::Value, "value", take);
        }
        "let_chain" | "binary_expression" => {
            let parts: Vec<_> = condition.named_children(&mut condition.walk()).collect();
            for part in parts.into_iter().rev() {
                conditions(spot, Some(part), before, take);
            }
        }
        _ => {}
    }
}

fn arm<'a>(spot: &Spot<'a>, arm: Node<'a>, inner: Node<'a>, take: &mut dyn FnMut(Binding<'a>)) {
    let Some(whole) = arm.child_by_field_name("pattern") else {
        return;
    };
    conditions(spot, whole.child_by_field_name("condition"), inner, take);
    let value = arm
        .parent()
        .and_then(|block| block.parent())
        .and_then(|of| of.child_by_field_name("value"));
    let origin = value.map_or(Origin::Unknown, Origin::Value);
    if let Some(pattern) = whole.named_child(0) {
        all_in(spot, pattern, origin, take);
    }
}

fn closure<'a>(spot: &Spot<'a>, closure: Node<'a>, take: &mut dyn FnMut(Binding<'a>)) {
    let Some(list) = closure.child_by_field_name("parameters") else {
        return;
    };
    for (at, one) in list.named_children(&mut list.walk()).enumerate() {
        let pattern = one.child_by_field_name("pattern");
        let written = one.child_by_field_name("type");
        let (pattern, origin) = match (pattern, written) {
            (Some(pattern), Some(ty)) => (pattern, Origin::Written(ty)),
            _ => (one, Origin::Closure(closure, at)),
        };
        all_in(spot, pattern, origin, take);
    }
}

fn parameters<'a>(spot: &Spot<'a>, function: Node<'a>, take: &mut dyn FnMut(Binding<'a>)) {
    let Some(list) = function.child_by_field_name("parameters") else {
        return;
    };
    for one in list.named_children(&mut list.walk()) {
        if one.kind() == "self_parameter" {
            take(Binding {
                name: "self",
                node: one,
                mutable: has_mut(one),
                pattern: one,
                origin: Origin::Receiver(one),
            });
            continue;
        }
        let (Some(pattern), Some(ty)) = (
            one.child_by_field_name("pattern"),
            one.child_by_field_name("type"),
        ) else {
            continue;
        };
        if pattern.kind() == "self" {
            take(Binding {
                name: "self",
                node: pattern,
                mutable: has_mut(one),
                pattern,
                origin: Origin::Written(ty),
            });
            continue;
        }
        all_in(spot, pattern, Origin::Written(ty), take);
    }
}

fn has_mut(node: Node<'_>) -> bool {
    node.children(&mut node.walk())
        .any(|child| child.kind() == "mutable_specifier")
}

/// The identifiers that a pattern binds, each with whether `mut` stands in front of it.
fn names<'a>(spot: &Spot<'a>, pattern: Node<'a>, take: &mut dyn FnMut(Node<'a>, bool)) {
    match pattern.kind() {
        "identifier" | "shorthand_field_identifier" => {
            if !spot.text_of(pattern).starts_with(char::is_uppercase) {
                let mutable = pattern.parent().is_some_and(|parent| {
                    matches!(parent.kind(), "mut_pattern" | "field_pattern") && has_mut(parent)
                });
                take(pattern, mutable);
            }
        }
        "or_pattern" => {
            if let Some(first) = pattern.named_child(0) {
                names(spot, first, take);
            }
        }
        "field_pattern" => {
            let inner = pattern
                .child_by_field_name("pattern")
                .or_else(|| pattern.child_by_field_name("name"));
            if let Some(inner) = inner {
                names(spot, inner, take);
            }
        }
        "scoped_identifier" | "macro_invocation" | "range_pattern" => {}
        _ => {
            let ty = pattern.child_by_field_name("type");
            for child in pattern.named_children(&mut pattern.walk()) {
                if Some(child) != ty {
                    names(spot, child, take);
                }
            }
        }
    }
}

impl<'a> Scope<'a> {
    pub(super) fn ty_of_binding(&self, binding: &Binding<'a>) -> Option<Ty> {
        let whole = match binding.origin {
            Origin::Written(ty) => self.written(ty),
            // A pattern alone may say enough: `Shape::Circle(radius)`.
            Origin::Value(value) => self.ty_of(value).unwrap_or(Ty::Any),
            Origin::Item(value) => known::item_of(&self.ty_of(value)?)?,
            Origin::Closure(closure, at) => self.closure_parameter(closure, at)?,
            Origin::Receiver(node) => return self.receiver(node),
            Origin::Unknown => return None,
        };
        self.taken_apart(binding.pattern, &whole, binding.node)
    }

    fn receiver(&self, node: Node<'a>) -> Option<Ty> {
        let own = self.self_ty(node)?;
        let text = self.spot.text_of(node);
        Some(if text.starts_with('&') {
            known::reference(has_mut(node), own)
        } else {
            own
        })
    }

    /// The type of the name `target` within a pattern that a value of type `ty` meets.
    fn taken_apart(&self, pattern: Node<'a>, ty: &Ty, target: Node<'a>) -> Option<Ty> {
        if pattern == target {
            return Some(ty.clone());
        }
        let within = |node: &Node<'a>| {
            node.start_byte() <= target.start_byte() && target.end_byte() <= node.end_byte()
        };
        let children: Vec<Node<'a>> = pattern
            .named_children(&mut pattern.walk())
            .filter(|child| Some(*child) != pattern.child_by_field_name("type"))
            .filter(|child| child.kind() != "mutable_specifier" && !child.is_extra())
            .collect();
        let at = children.iter().position(within)?;
        let inner = children[at];
        let whole = ty.bare().0;
        let part = match pattern.kind() {
            "ref_pattern" => return Some(known::reference(false, ty.clone())),
            "reference_pattern" => return self.taken_apart(inner, ty.referent()?, target),
            "tuple_pattern" => {
                let Ty::Tuple(of) = whole else { return None };
                of.get(counted(&children, at, of.len())?)?.clone()
            }
            "slice_pattern" => whole.element()?.clone(),
            "tuple_struct_pattern" => {
                let fields = self.constructed(pattern, whole)?;
                fields.get(counted(&children, at, fields.len())?)?.1.clone()
            }
            "struct_pattern" => {
                let name = self.spot.text_of(inner.child_by_field_name("name")?);
                let fields = self.constructed(pattern, whole)?;
                let field = fields.into_iter().find(|(field, _)| field == name)?.1;
                let part = behind(ty, field);
                return match inner.child_by_field_name("pattern") {
                    Some(pattern) => self.taken_apart(pattern, &part, target),
                    None => Some(part),
                };
            }
            _ => return self.taken_apart(inner, ty, target),
        };
        self.taken_apart(inner, &behind(ty, part), target)
    }

    /// The fields of what a pattern names, when it meets a value of type `ty`.
    fn constructed(&self, pattern: Node<'a>, ty: &Ty) -> Option<Vec<(String, Ty)>> {
        let path = pattern.child_by_field_name("type")?;
        let name = match path.kind() {
            "scoped_identifier" | "scoped_type_identifier" => path.child_by_field_name("name")?,
            _ => path,
        };
        let name = self.spot.text_of(name);
        let std = match name {
            "Some" | "Ok" => ty.arg(0),
            "Err" => ty.arg(1),
            _ => None,
        };
        if let Some(inner) = std {
            return Some(vec![("0".to_owned(), inner.clone())]);
        }
        let holder = ty
            .name()
            .map(str::to_owned)
            .or_else(|| self.path_owner(path));
        let owner = holder.as_deref().and_then(|holder| self.type_item(holder));
        let item = match owner {
            Some(owner) if owner.kind == ItemKind::Enum => self.variant(&owner.name, name)?,
            Some(owner) => owner,
            None => self.item(name, &[ItemKind::Struct, ItemKind::Variant])?,
        };
        let fields = self.fields_in(item, owner.unwrap_or(item), ty);
        Some(
            fields
                .into_iter()
                .map(|(name, ty)| (name.to_owned(), ty))
                .collect(),
        )
    }
}

/// The place of a part, `..` counted for what it stands for.
fn counted(parts: &[Node<'_>], at: usize, of: usize) -> Option<usize> {
    let rest = parts
        .iter()
        .position(|part| part.kind() == "remaining_field_pattern");
    match rest {
        Some(rest) if rest < at => (of + at + 1).checked_sub(parts.len()),
        _ => Some(at),
    }
}

/// A part of a value that was reached through the references of `whole`.
fn behind(whole: &Ty, part: Ty) -> Ty {
    match whole {
        Ty::Ref { mutable, to } => {
            let shared = matches!(**to, Ty::Ref { mutable: false, .. });
            known::reference(*mutable && !shared, part)
        }
        _ => part,
    }
}
