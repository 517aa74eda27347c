//! The operators, one function each, in families by what a person gets wrong; the list of them all, and those held back.

mod borrows;
mod calls;
mod combined;
mod control;
mod foreign;
mod habits;
mod items;
mod names;
mod punctuation;
mod stale;
mod types;
mod values;

use bowline_syntax::Node;

use super::ground::{Ground, Sites, Slip, Source};

/// How an operator finds its sites.
#[derive(Clone, Copy)]
pub enum Find {
    /// Asked for every node of every file.
    Node(fn(&Source<'_>, Node<'_>, &mut Sites<'_>)),
    /// Asked once, with the whole program.
    Whole(fn(&Ground<'_>) -> Vec<Slip>),
    /// Asked once, with every slip of the other operators: two or three of them at once.
    Combined(combined::Pick),
}

/// One kind of slip.
#[derive(Clone, Copy)]
pub struct Operator {
    /// Its name, unique.
    pub name: &'static str,
    /// How it finds its sites.
    pub find: Find,
}

pub(super) const fn node(
    name: &'static str,
    find: fn(&Source<'_>, Node<'_>, &mut Sites<'_>),
) -> Operator {
    let find = Find::Node(find);
    Operator { name, find }
}

const fn whole(name: &'static str, find: fn(&Ground<'_>) -> Vec<Slip>) -> Operator {
    let find = Find::Whole(find);
    Operator { name, find }
}

/// The families, in the order they are told of.
const FAMILIES: [&[Operator]; 12] = [
    punctuation::OPERATORS,
    borrows::OPERATORS,
    values::OPERATORS,
    calls::OPERATORS,
    types::OPERATORS,
    items::OPERATORS,
    names::OPERATORS,
    control::OPERATORS,
    foreign::OPERATORS,
    habits::OPERATORS,
    stale::OPERATORS,
    combined::OPERATORS,
];

/// Operators that are held back: rules are never tuned on them.
pub const HELD_OUT_OPERATORS: &[&str] = &[
    "add_question",
    "and_for_andand",
    "arrow_closure",
    "assign_for_eq",
    "camel_for_snake",
    "change_receiver",
    "colon_range",
    "colon_return",
    "dot_for_path",
    "drop_assoc_type",
    "drop_colon",
    "drop_iter",
    "drop_let_type",
    "drop_ok_or",
    "drop_pattern_part",
    "drop_trait_import",
    "eq_in_literal",
    "extra_comma",
    "extra_paren",
    "for_of",
    "inline_local",
    "mut_ref_order",
    "new_keyword",
    "plus_plus",
    "ref_for_star",
    "rename_field",
    "reorder_statements",
    "self_for_type",
    "slip_in_each_file",
    "star_for_ref",
    "str_field",
    "ternary",
    "this_for_self",
    "type_before_name",
    "walrus",
];

/// Every operator, one after the other.
pub fn all() -> impl Iterator<Item = &'static Operator> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

impl Operator {
    /// Every slip of this kind that the program has a place for. Many of them may compile.
    pub fn slips(&self, ground: &Ground<'_>) -> Vec<Slip> {
        match self.find {
            Find::Node(find) => {
                let mut slips = Vec::new();
                for source in &ground.sources {
                    let mut sites = Sites::new(source.path);
                    for node in source.nodes() {
                        find(source, node, &mut sites);
                    }
                    slips.extend(sites.into_slips());
                }
                slips
            }
            Find::Whole(find) => find(ground),
            Find::Combined(pick) => combined::slips(ground, pick),
        }
    }
}
