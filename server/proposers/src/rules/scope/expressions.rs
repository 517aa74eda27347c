//! The types of expressions.

use std::collections::BTreeMap;

use bowline_syntax::{
    Node,
    index::{Item, ItemKind},
    nodes,
};

use super::{Scope, known, substitution, takes_self};
use crate::rules::values::types::{INTEGERS, Ty};

impl<'a> Scope<'a> {
    pub(super) fn find_ty(&self, node: Node<'a>) -> Option<Ty> {
        let text = self.spot.text_of(node);
        match node.kind() {
            "integer_literal" | "float_literal" => Some(number(text)),
            "string_literal" | "raw_string_literal" if text.starts_with(['"', 'r']) => {
                Some(known::text())
            }
            "char_literal" if text.starts_with('\'') => Some(Ty::named("char")),
            "boolean_literal" => Some(Ty::named("bool")),
            "unit_expression" => Some(Ty::Tuple(Vec::new())),
            "identifier" | "self" => self.named(node, text),
            "scoped_identifier" => self.path(node),
            "parenthesized_expression" => self.ty_of(node.named_child(0)?),
            "reference_expression" => {
                let mutable = node.named_child(0)?.kind() == "mutable_specifier";
                let value = self.ty_of(node.child_by_field_name("value")?)?;
                Some(known::reference(mutable, value))
            }
            "unary_expression" => {
                let value = self.ty_of(node.named_child(0)?)?;
                match text.starts_with('*') {
                    true => Some(known::dereferenced(&value)?.clone()),
                    false => Some(value),
                }
            }
            "binary_expression" => self.binary(node),
            "type_cast_expression" => Some(self.written(node.child_by_field_name("type")?)),
            "struct_expression" => self.struct_literal(node),
            "tuple_expression" => Some(Ty::Tuple(self.each(node)?)),
            "array_expression" => {
                let of = Box::new(self.ty_of(node.named_child(0)?)?);
                Some(Ty::Array(of, node.named_child_count().to_string()))
            }
            "range_expression" => self.range(node),
            "index_expression" => self.indexed(node),
            "field_expression" => {
                let name = self.spot.text_of(node.child_by_field_name("field")?);
                self.field(&self.ty_of(node.child_by_field_name("value")?)?, name)
            }
            "try_expression" => self.ty_of(node.named_child(0)?)?.arg(0).cloned(),
            "call_expression" => self.call(node),
            "macro_invocation" => self.macro_call(node),
            "if_expression" => self.ty_of(node.child_by_field_name("consequence")?),
            "match_expression" => self.arms(node),
            "unsafe_block" => self.ty_of(node.named_child(0)?),
            "block" => self.tail(node),
            "closure_expression" => Some(Ty::Other("closure".to_owned())),
            "expression_statement" if !text.ends_with(';') => self.ty_of(node.named_child(0)?),
            _ => None,
        }
    }

    fn each(&self, node: Node<'a>) -> Option<Vec<Ty>> {
        node.named_children(&mut node.walk())
            .map(|child| self.ty_of(child))
            .collect()
    }

    fn named(&self, node: Node<'a>, name: &str) -> Option<Ty> {
        if let Some(local) = self.local(node, name) {
            return local.ty;
        }
        if name == "None" {
            return Some(known::generic("Option", vec![Ty::Any]));
        }
        let item = self.item(name, &[ItemKind::Const, ItemKind::Static, ItemKind::Struct])?;
        match item.kind {
            ItemKind::Struct => item.fields.is_empty().then(|| made_by(item)),
            _ => item.ty.as_deref().map(Ty::parse),
        }
    }

    /// A constant, or a variant without payload.
    fn path(&self, node: Node<'a>) -> Option<Ty> {
        let name = self.spot.text_of(node.child_by_field_name("name")?);
        let owner = self.path_owner(node)?;
        if INTEGERS.contains(&owner.as_str()) || matches!(owner.as_str(), "f32" | "f64") {
            return Some(Ty::named(&owner));
        }
        if self
            .variant(&owner, name)
            .is_some_and(|item| item.fields.is_empty())
        {
            return Some(made_by(self.type_item(&owner)?));
        }
        let item = self
            .member(&owner, name)
            .or_else(|| self.item(name, &[ItemKind::Const, ItemKind::Static]))?;
        (item.kind != ItemKind::Function).then(|| item.ty.as_deref().map(Ty::parse))?
    }

    fn binary(&self, node: Node<'a>) -> Option<Ty> {
        let operator = node.child_by_field_name("operator")?.kind();
        if matches!(
            operator,
            "==" | "!=" | "<" | ">" | "<=" | ">=" | "&&" | "||"
        ) {
            return Some(Ty::named("bool"));
        }
        let left = self.ty_of(node.child_by_field_name("left")?);
        let right = || self.ty_of(node.child_by_field_name("right")?);
        match left {
            Some(ty) if ty.bare().0.is("String") => Some(Ty::named("String")),
            Some(ty) if ty.bare().0.is_number() => {
                let ty = ty.bare().0.clone();
                match matches!(ty, Ty::Integer | Ty::Float) && !operator.starts_with("<<") {
                    true => right().map(|other| other.bare().0.clone()).or(Some(ty)),
                    false => Some(ty),
                }
            }
            _ => None,
        }
    }

    fn struct_literal(&self, node: Node<'a>) -> Option<Ty> {
        let name = node.child_by_field_name("name")?;
        let text = self.spot.text_of(name);
        if text == "Self" {
            return self.self_ty(node);
        }
        if name.kind() == "scoped_type_identifier" {
            let last = self.spot.text_of(name.child_by_field_name("name")?);
            let owner = self.path_owner(name)?;
            if self.variant(&owner, last).is_some() {
                return Some(made_by(self.type_item(&owner)?));
            }
        }
        let ty = Ty::parse(&text.replace("::<", "<"));
        match ty.name().and_then(|name| self.type_item(name)) {
            Some(item) => Some(made_by(item)),
            None => Some(ty),
        }
    }

    fn range(&self, node: Node<'a>) -> Option<Ty> {
        let ends = self.each(node)?;
        let open = matches!(ends.first()?, Ty::Integer);
        let end = if open { ends.last() } else { ends.first() };
        Some(known::generic("Range", vec![end?.clone()]))
    }

    fn indexed(&self, node: Node<'a>) -> Option<Ty> {
        let whole = self.ty_of(node.named_child(0)?)?;
        let whole = whole.behind_pointers();
        if node.named_child(1)?.kind() == "range_expression" {
            return match whole.element() {
                Some(of) => Some(Ty::Slice(Box::new(of.clone()))),
                None => whole.is_text().then(|| Ty::named("str")),
            };
        }
        match whole.name() {
            Some("HashMap" | "BTreeMap") => whole.arg(1).cloned(),
            _ => whole.element().cloned(),
        }
    }

    /// The type of a field of a value.
    pub(crate) fn field(&self, of: &Ty, name: &str) -> Option<Ty> {
        let of = of.behind_pointers();
        if let Ty::Tuple(parts) = of {
            return parts.get(name.parse::<usize>().ok()?).cloned();
        }
        let fields = self.fields_of(of);
        fields
            .into_iter()
            .find(|(field, _)| *field == name)
            .map(|(_, ty)| ty)
    }

    fn arms(&self, node: Node<'a>) -> Option<Ty> {
        let block = node.child_by_field_name("body")?;
        block
            .named_children(&mut block.walk())
            .find_map(|arm| self.ty_of(arm.child_by_field_name("value")?))
    }

    fn tail(&self, block: Node<'a>) -> Option<Ty> {
        let last = block.named_child(block.named_child_count().checked_sub(1)? as u32)?;
        match last.kind() {
            "expression_statement" if self.spot.text_of(last).ends_with(';') => None,
            "let_declaration" => Some(Ty::Tuple(Vec::new())),
            _ => self.ty_of(last),
        }
    }

    fn macro_call(&self, node: Node<'a>) -> Option<Ty> {
        let name = self.spot.text_of(node.child_by_field_name("macro")?);
        match name {
            "format" => Some(Ty::named("String")),
            "vec" => Some(known::generic("Vec", vec![self.first_of_tokens(node)])),
            "matches" | "cfg" => Some(Ty::named("bool")),
            "line" | "column" => Some(Ty::named("u32")),
            "stringify" | "concat" | "file" | "env" => Some(known::text()),
            _ => None,
        }
    }

    /// What the first token of a `vec![…]` says about its elements.
    fn first_of_tokens(&self, node: Node<'a>) -> Ty {
        let tree = node
            .named_children(&mut node.walk())
            .find(|child| child.kind() == "token_tree");
        let first = tree.and_then(|tree| tree.named_child(0));
        let alone = |first: &Node<'a>| {
            first
                .next_sibling()
                .is_none_or(|next| matches!(next.kind(), "," | ";" | "]"))
        };
        first
            .filter(|first| {
                alone(first) && first.prev_sibling().is_none_or(|one| one.kind() == "[")
            })
            .and_then(|first| self.ty_of(first))
            .unwrap_or(Ty::Any)
    }

    fn call(&self, node: Node<'a>) -> Option<Ty> {
        let function = node.child_by_field_name("function")?;
        let (function, turbofish) = match function.kind() {
            "generic_function" => (
                function.child_by_field_name("function")?,
                function.child_by_field_name("type_arguments"),
            ),
            _ => (function, None),
        };
        if let Some(item) = self.callee(node) {
            return self.result(item, node);
        }
        match function.kind() {
            "identifier" => match self.spot.text_of(function) {
                "Some" => Some(known::generic("Option", vec![self.argument(node, 0)])),
                "Ok" => Some(known::generic(
                    "Result",
                    vec![self.argument(node, 0), Ty::Any],
                )),
                "Err" => Some(known::generic(
                    "Result",
                    vec![Ty::Any, self.argument(node, 0)],
                )),
                _ => None,
            },
            "scoped_identifier" => {
                let name = self.spot.text_of(function.child_by_field_name("name")?);
                let path = self.spot.text_of(function.child_by_field_name("path")?);
                known::constructor(&Ty::parse(&path.replace("::<", "<")), name, || {
                    self.argument(node, 0)
                })
            }
            "field_expression" => {
                let name = self.spot.text_of(function.child_by_field_name("field")?);
                if let ("collect" | "parse" | "sum" | "product" | "into", Some(written)) =
                    (name, turbofish)
                {
                    let ty = self.written(written.named_child(0)?);
                    return Some(match name {
                        "parse" => known::generic("Result", vec![ty, Ty::Any]),
                        _ => ty,
                    });
                }
                let receiver = self.ty_of(function.child_by_field_name("value")?)?;
                known::method(&receiver, name, &|at| self.argument(node, at))
            }
            _ => None,
        }
    }

    /// The type of an argument of a call, or what a closure in its place gives back; `_` where it is not known.
    fn argument(&self, call: Node<'a>, at: usize) -> Ty {
        let argument = call
            .child_by_field_name("arguments")
            .and_then(|list| list.named_child(at as u32));
        let Some(argument) = argument else {
            return Ty::Any;
        };
        let value = match argument.kind() {
            "closure_expression" => argument.child_by_field_name("body").unwrap_or(argument),
            _ => argument,
        };
        self.ty_of(value).unwrap_or(Ty::Any)
    }

    /// What a call of a declared function, tuple struct or variant gives.
    fn result(&self, item: &'a Item, call: Node<'a>) -> Option<Ty> {
        match item.kind {
            ItemKind::Struct => return Some(made_by(item)),
            ItemKind::Variant => return Some(made_by(self.type_item(item.container.as_deref()?)?)),
            _ => {}
        }
        let Some(written) = item.ty.as_deref() else {
            return Some(Ty::Tuple(Vec::new()));
        };
        let mut open = substitution::generic_names(&item.generics);
        let mut stands = BTreeMap::new();
        let own = self.own_type(item, call, &mut open, &mut stands);
        let receiver = usize::from(takes_self(item) && is_method_call(call));
        for (at, parameter) in item.parameters.iter().skip(receiver).enumerate() {
            substitution::unify(
                &Ty::parse(&parameter.ty),
                &self.argument(call, at),
                &open,
                &mut stands,
            );
        }
        Some(substitution::replace(&Ty::parse(written), &|name| {
            if name == "Self" {
                return own.clone();
            }
            let open = open.iter().any(|one| one == name);
            open.then(|| stands.get(name).cloned().unwrap_or(Ty::Any))
        }))
    }

    /// The type of the `impl` that holds a function, its parameters found out from the receiver of a call.
    fn own_type(
        &self,
        item: &Item,
        call: Node<'a>,
        open: &mut Vec<String>,
        stands: &mut BTreeMap<String, Ty>,
    ) -> Option<Ty> {
        let holder = self.index.holder(item)?;
        open.extend(substitution::generic_names(&holder.generics));
        let own = match &holder.ty {
            Some(ty) => Ty::parse(ty),
            None => Ty::named(&holder.name),
        };
        let receiver = call
            .child_by_field_name("function")
            .and_then(|function| function.child_by_field_name("value"));
        if let Some(actual) = receiver.and_then(|receiver| self.ty_of(receiver)) {
            substitution::unify(&own, actual.behind_pointers(), open, stands);
        }
        let known = substitution::replace(&own, &|name| {
            let open = open.iter().any(|one| one == name);
            open.then(|| stands.get(name).cloned().unwrap_or(Ty::Any))
        });
        Some(known)
    }

    /// The type of a closure's parameter, from the method that takes the closure.
    pub(super) fn closure_parameter(&self, closure: Node<'a>, at: usize) -> Option<Ty> {
        let call = nodes::enclosing(closure.parent()?, &["call_expression"])?;
        if closure.parent()? != call.child_by_field_name("arguments")? {
            return None;
        }
        let function = call.child_by_field_name("function")?;
        if function.kind() != "field_expression" {
            return None;
        }
        let name = self.spot.text_of(function.child_by_field_name("field")?);
        let receiver = self.ty_of(function.child_by_field_name("value")?)?;
        known::handed_to_closure(&receiver, name, at, &|at| self.argument(call, at))
    }
}

fn is_method_call(call: Node<'_>) -> bool {
    call.child_by_field_name("function")
        .is_some_and(|function| function.kind() == "field_expression")
}

/// The type that a declaration makes, every parameter open.
pub(crate) fn made_by(item: &Item) -> Ty {
    let open = substitution::generic_names(&item.generics).len();
    known::generic(&item.name, vec![Ty::Any; open])
}

fn number(text: &str) -> Ty {
    let suffix = INTEGERS
        .iter()
        .chain(&["f32", "f64"])
        .find(|suffix| text.ends_with(**suffix));
    match suffix {
        Some(suffix) => Ty::named(suffix),
        None if !text.starts_with("0x") && text.contains(['.', 'e']) => Ty::Float,
        None => Ty::Integer,
    }
}
