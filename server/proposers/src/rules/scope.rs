//! Names in scope at a place and the types of expressions, read off the syntax and the index as far as they are written down or
//! obvious. Best effort: `None` and open parts (`_`) stand for what only the compiler knows. No rule lives here.

mod bindings;
mod expressions;
mod known;
mod substitution;

use std::{cell::RefCell, collections::BTreeMap};

use bowline_syntax::{
    Index, Node,
    index::{Item, ItemKind},
    nodes,
};

use super::{Case, Spot, values::types::Ty};

/// Steps from one expression to another until the search for a type gives up.
const DEEPEST: usize = 16;

/// What is known of the names and types of one file.
pub(crate) struct Scope<'a> {
    pub(crate) index: &'a Index,
    /// Any place of the file.
    pub(crate) spot: Spot<'a>,
    /// Types found, by the expression's node.
    types: RefCell<BTreeMap<usize, Option<Ty>>>,
    depth: RefCell<usize>,
}

/// A local, a parameter, or `self`.
#[derive(Clone, Debug)]
pub(crate) struct Local<'a> {
    pub(crate) name: &'a str,
    /// Its type, where it is written or obvious.
    pub(crate) ty: Option<Ty>,
    /// The identifier that binds it.
    pub(crate) node: Node<'a>,
    /// Whether `mut` stands in front of it.
    pub(crate) mutable: bool,
}

impl<'a> Scope<'a> {
    /// The names and types of the file of a place.
    pub(crate) fn of(case: &Case<'a>, spot: &Spot<'a>) -> Self {
        Self::over(case.index, spot)
    }

    /// The same without a diagnostic.
    pub(crate) fn over(index: &'a Index, spot: &Spot<'a>) -> Self {
        Self {
            index,
            spot: spot.clone(),
            types: RefCell::default(),
            depth: RefCell::new(0),
        }
    }

    /// The locals, parameters, captured names and `self` at a node, the nearest first, shadowed ones left out.
    pub(crate) fn locals(&self, at: Node<'a>) -> Vec<Local<'a>> {
        let mut found: Vec<Local<'a>> = Vec::new();
        bindings::around(&self.spot, at, &mut |binding| {
            if found.iter().all(|local| local.name != binding.name) {
                found.push(self.local_of(binding));
            }
        });
        found
    }

    /// The nearest local of this name, parameters and `self` included.
    pub(crate) fn local(&self, at: Node<'a>, name: &str) -> Option<Local<'a>> {
        let mut found = None;
        bindings::around(&self.spot, at, &mut |binding| {
            if found.is_none() && binding.name == name {
                found = Some(binding);
            }
        });
        found.map(|binding| self.local_of(binding))
    }

    fn local_of(&self, binding: bindings::Binding<'a>) -> Local<'a> {
        Local {
            name: binding.name,
            ty: self.deeper(|| self.ty_of_binding(&binding)),
            node: binding.node,
            mutable: binding.mutable,
        }
    }

    /// The type of an expression, where it is written down or obvious.
    pub(crate) fn ty_of(&self, expression: Node<'a>) -> Option<Ty> {
        if let Some(known) = self.types.borrow().get(&expression.id()) {
            return known.clone();
        }
        let found = self.deeper(|| self.find_ty(expression));
        if *self.depth.borrow() == 0 || found.is_some() {
            self.types
                .borrow_mut()
                .insert(expression.id(), found.clone());
        }
        found
    }

    fn deeper(&self, find: impl FnOnce() -> Option<Ty>) -> Option<Ty> {
        if *self.depth.borrow() >= DEEPEST {
            return None;
        }
        *self.depth.borrow_mut() += 1;
        let found = find();
        *self.depth.borrow_mut() -= 1;
        found.filter(|ty| *ty != Ty::Any)
    }

    /// The type that `Self` stands for at a node: that of the `impl`, the enum or the struct around it.
    pub(crate) fn self_ty(&self, at: Node<'a>) -> Option<Ty> {
        let item = nodes::enclosing(at, &["impl_item", "enum_item", "struct_item", "trait_item"])?;
        let written = match item.kind() {
            "impl_item" => item.child_by_field_name("type")?,
            _ => item.child_by_field_name("name")?,
        };
        Some(Ty::parse(self.spot.text_of(written)))
    }

    /// The type written at a node, with `Self` replaced.
    pub(crate) fn written(&self, ty: Node<'a>) -> Ty {
        let parsed = Ty::parse(self.spot.text_of(ty));
        match self.self_ty(ty) {
            Some(own) => {
                substitution::replace(&parsed, &|name| (name == "Self").then(|| own.clone()))
            }
            None => parsed,
        }
    }

    /// The one declaration of a name among these kinds: that of this file before others; `None` where several remain.
    pub(crate) fn item(&self, name: &str, kinds: &[ItemKind]) -> Option<&'a Item> {
        self.only(self.index.named(name).filter(|item| {
            kinds.contains(&item.kind)
                && (item.container.is_none() || item.kind == ItemKind::Variant)
        }))
    }

    /// The method or associated item of a type or trait, by the type's bare name.
    pub(crate) fn member(&self, container: &str, name: &str) -> Option<&'a Item> {
        self.only(self.index.members(container).filter(|item| {
            item.name == name && matches!(item.kind, ItemKind::Function | ItemKind::Const)
        }))
    }

    /// A variant of an enum.
    pub(crate) fn variant(&self, of: &str, name: &str) -> Option<&'a Item> {
        self.only(
            self.index.named(name).filter(|item| {
                item.kind == ItemKind::Variant && item.container.as_deref() == Some(of)
            }),
        )
    }

    /// The struct, enum or union of this name.
    pub(crate) fn type_item(&self, name: &str) -> Option<&'a Item> {
        self.item(name, &[ItemKind::Struct, ItemKind::Enum, ItemKind::Union])
    }

    fn only(&self, items: impl Iterator<Item = &'a Item>) -> Option<&'a Item> {
        let all: Vec<&Item> = items.collect();
        let here: Vec<&Item> = all
            .iter()
            .copied()
            .filter(|item| item.path == *self.spot.path)
            .collect();
        match (here.as_slice(), all.as_slice()) {
            ([one], _) | ([], [one]) => Some(one),
            _ => None,
        }
    }

    /// The fields of a type (or of a tuple struct, by number) with their types, its generic parameters replaced by its arguments.
    pub(crate) fn fields_of(&self, ty: &Ty) -> Vec<(&'a str, Ty)> {
        let found = ty.name().and_then(|name| self.type_item(name));
        found.map_or_else(Vec::new, |item| self.fields_in(item, item, ty))
    }

    /// The fields of a struct or variant, when the type it makes is `ty`, declared by `owner`.
    pub(crate) fn fields_in(&self, item: &'a Item, owner: &Item, ty: &Ty) -> Vec<(&'a str, Ty)> {
        let names = substitution::generic_names(&owner.generics);
        let replaced = |written: &str| {
            substitution::replace(&Ty::parse(written), &|name| {
                if name == "Self" {
                    return Some(ty.clone());
                }
                let at = names.iter().position(|one| one == name)?;
                Some(ty.arg(at).cloned().unwrap_or(Ty::Any))
            })
        };
        let fields = item.fields.iter();
        fields
            .map(|field| (field.name.as_str(), replaced(&field.ty)))
            .collect()
    }

    /// The declaration that a call names, when the workspace has just one that it can be.
    pub(crate) fn callee(&self, call: Node<'a>) -> Option<&'a Item> {
        let function = call.child_by_field_name("function")?;
        let function = match function.kind() {
            "generic_function" => function.child_by_field_name("function")?,
            _ => function,
        };
        match function.kind() {
            "identifier" => {
                let name = self.spot.text_of(function);
                let kinds = [ItemKind::Function, ItemKind::Struct];
                self.item(name, &kinds)
            }
            "scoped_identifier" => {
                let name = self.spot.text_of(function.child_by_field_name("name")?);
                match self.path_owner(function) {
                    Some(owner) if owner.starts_with(char::is_uppercase) => self
                        .member(&owner, name)
                        .or_else(|| self.variant(&owner, name)),
                    _ => self.item(name, &[ItemKind::Function, ItemKind::Struct]),
                }
            }
            "field_expression" => {
                let name = self.spot.text_of(function.child_by_field_name("field")?);
                let receiver = self.ty_of(function.child_by_field_name("value")?);
                match receiver.as_ref().and_then(|ty| ty.behind_pointers().name()) {
                    Some(owner) => self.member(owner, name),
                    None => self.only(
                        self.index
                            .named(name)
                            .filter(|item| item.kind == ItemKind::Function && takes_self(item)),
                    ),
                }
            }
            _ => None,
        }
    }

    /// The last segment before the name of a path, `Self` replaced and generics cut off: `Stack` of `stack::Stack::<T>::new`.
    pub(crate) fn path_owner(&self, path: Node<'a>) -> Option<String> {
        let owner = path.child_by_field_name("path")?;
        let owner = match owner.kind() {
            "bracketed_type" => owner.named_child(0)?,
            _ => owner,
        };
        let text = self.spot.text_of(owner).replace("::<", "<");
        if text == "Self" {
            return Some(self.self_ty(path)?.name()?.to_owned());
        }
        Some(super::declared::bare(&text).to_owned())
    }
}

/// Whether a function has a receiver.
pub(crate) fn takes_self(item: &Item) -> bool {
    item.parameters
        .first()
        .is_some_and(|parameter| parameter.name == "self")
}

#[cfg(test)]
mod tests;
