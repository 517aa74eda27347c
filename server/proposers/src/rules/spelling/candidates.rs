//! What a name that is not there may have been meant to be: whatever of the fitting sort is declared under a similar name.

use std::ops::Range;

use bowline_loop_core::WorkspacePath;
use bowline_syntax::{
    Node,
    index::{Item, ItemKind},
    nodes,
};

use super::kinship::kinship;
use crate::rules::{
    Case, Spot, declared,
    scope::{Scope, takes_self},
    values::types::Ty,
};

/// A declaration of a similar name.
pub(super) struct Candidate {
    pub(super) name: String,
    pub(super) path: WorkspacePath,
    /// The bytes of its name where it is declared.
    pub(super) range: Range<usize>,
    /// Whether only its function knows it.
    pub(super) is_local: bool,
    /// How near the names are; less is nearer.
    pub(super) kin: usize,
}

/// Candidates for a name at a place, the nearest first.
pub(super) fn of<'a>(
    case: &Case<'a>,
    scope: &Scope<'a>,
    spot: &Spot<'a>,
    name: &str,
) -> Vec<Candidate> {
    let message = case.message();
    let mut found = if case.is(&["E0599"]) {
        members(case, scope, spot, name)
    } else if case.is(&["E0220", "E0576", "E0407", "E0437", "E0438"]) {
        Vec::new()
    } else if message.contains("cannot find value") {
        let mut found = locals(scope, spot, name);
        found.extend(items(case, name, VALUES, None));
        found
    } else if message.contains("cannot find function") {
        let mut found = items(case, name, FUNCTIONS, arguments(spot));
        found.extend(locals(scope, spot, name));
        found
    } else if message.contains("trait") {
        items(case, name, &[ItemKind::Trait], None)
    } else if case.is(&["E0432"]) {
        // An import names anything that a module may hold.
        [FUNCTIONS, VALUES, TYPES]
            .iter()
            .flat_map(|kinds| items(case, name, kinds, None))
            .collect()
    } else {
        items(case, name, TYPES, None)
    };
    found.sort_by_key(|one| one.kin);
    found
}

const VALUES: &[ItemKind] = &[ItemKind::Const, ItemKind::Static];
const FUNCTIONS: &[ItemKind] = &[ItemKind::Function, ItemKind::Struct];
const TYPES: &[ItemKind] = &[
    ItemKind::Struct,
    ItemKind::Enum,
    ItemKind::Union,
    ItemKind::Type,
    ItemKind::Trait,
    ItemKind::Module,
];

fn candidate(item: &Item, kin: usize) -> Candidate {
    Candidate {
        name: item.name.clone(),
        path: item.path.clone(),
        range: item.name_range.clone(),
        is_local: false,
        kin,
    }
}

fn locals<'a>(scope: &Scope<'a>, spot: &Spot<'a>, name: &str) -> Vec<Candidate> {
    let locals = scope.locals(spot.node());
    locals
        .iter()
        .filter(|local| local.name != "self")
        .filter_map(|local| {
            Some(Candidate {
                name: local.name.to_owned(),
                path: spot.path.clone(),
                range: local.node.byte_range(),
                is_local: true,
                kin: kinship(name, local.name)?,
            })
        })
        .collect()
}

/// Free items of these kinds; functions, and structs as such, only with a fitting number of arguments.
fn items(
    case: &Case<'_>,
    name: &str,
    kinds: &[ItemKind],
    arguments: Option<usize>,
) -> Vec<Candidate> {
    let mut found = Vec::new();
    // Names first: they are fewer than items.
    for near in case.index.names() {
        let Some(kin) = kinship(name, near) else {
            continue;
        };
        let items = case.index.named(near).filter(|item| {
            kinds.contains(&item.kind) && item.container.is_none() && takes(item, arguments)
        });
        found.extend(
            items
                .filter(|item| item.name != name)
                .map(|item| candidate(item, kin)),
        );
    }
    found
}

fn takes(item: &Item, arguments: Option<usize>) -> bool {
    let Some(count) = arguments else { return true };
    match item.kind {
        ItemKind::Function => item.parameters.len() == count,
        _ => {
            item.fields.len() == count && item.fields.first().is_some_and(|field| field.name == "0")
        }
    }
}

/// How many arguments the call passes whose function a place is.
fn arguments(spot: &Spot<'_>) -> Option<usize> {
    let call = call_of(spot.node())?;
    Some(call.child_by_field_name("arguments")?.named_child_count())
}

fn call_of(node: Node<'_>) -> Option<Node<'_>> {
    let mut inner = node;
    while let Some(parent) = inner.parent() {
        match parent.kind() {
            "call_expression" => {
                return (parent.child_by_field_name("function") == Some(inner)).then_some(parent);
            }
            "scoped_identifier" | "field_expression" | "generic_function" => inner = parent,
            _ => return None,
        }
    }
    None
}

/// Methods, functions and variants of the type that an E0599 names.
fn members<'a>(case: &Case<'a>, scope: &Scope<'a>, spot: &Spot<'a>, name: &str) -> Vec<Candidate> {
    let message = case.message();
    let found = message.split(" found for ").nth(1);
    let owner = found.and_then(|rest| rest.split('`').nth(1)).map(Ty::parse);
    let Some(owner) = owner.as_ref().and_then(|ty| ty.behind_pointers().name()) else {
        return Vec::new();
    };
    let owner = declared::bare(owner);
    let wants_method = message.starts_with("no method");
    let given = arguments(spot);
    let in_pattern = nodes::enclosing(
        spot.node(),
        &[
            "match_pattern",
            "let_condition",
            "tuple_struct_pattern",
            "struct_pattern",
        ],
    );
    case.index
        .members(owner)
        .filter(|item| match item.kind {
            ItemKind::Function if wants_method => {
                takes_self(item) && given.is_none_or(|count| item.parameters.len() == count + 1)
            }
            ItemKind::Function => {
                in_pattern.is_none() && given.is_none_or(|count| item.parameters.len() == count)
            }
            ItemKind::Variant | ItemKind::Const => !wants_method,
            _ => false,
        })
        .filter(|item| item.name != name && scope.index.named(owner).next().is_some())
        .filter_map(|item| Some(candidate(item, kinship(name, &item.name)?)))
        .collect()
}
