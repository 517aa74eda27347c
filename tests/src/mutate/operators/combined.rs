//! Several slips at once: in one function, in one file, in several files.

use super::{FAMILIES, Find, Operator};
use crate::mutate::{
    chance::Chance,
    ground::{Edit, Ground, Slip},
};

/// Which slips are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Two in one file.
    Two,
    /// Two within a few lines.
    TwoNear,
    /// Three in one file.
    Three,
    /// One in each of two files.
    TwoFiles,
    /// The same kind of slip at every place of its kind in a file, three at most.
    SameKind,
}

pub(super) const OPERATORS: &[Operator] = &[
    combined("two_slips", Pick::Two),
    combined("two_slips_near", Pick::TwoNear),
    combined("three_slips", Pick::Three),
    combined("slip_in_each_file", Pick::TwoFiles),
    combined("same_slip_twice", Pick::SameKind),
];

const fn combined(name: &'static str, pick: Pick) -> Operator {
    let find = Find::Combined(pick);
    Operator { name, find }
}

/// How many bytes lie between slips that are near.
const NEAR: usize = 200;

/// How many combinations are offered; the choice among them is the caller's.
const OFFERED: usize = 400;

/// Single slips that are combined: simple ones, of which each alone is an error at its place.
const SIMPLE: [&str; 24] = [
    "drop_semi",
    "drop_paren",
    "drop_mut",
    "drop_mut_ref",
    "drop_ref",
    "drop_clone",
    "drop_to_string",
    "drop_use",
    "drop_derive",
    "drop_some",
    "drop_ok",
    "drop_question",
    "drop_cast",
    "drop_arg",
    "drop_field",
    "method_as_field",
    "drop_self",
    "typo",
    "typo_type",
    "typo_member",
    "wrong_int",
    "drop_comma",
    "drop_bang",
    "drop_unwrap",
];

/// The combinations of a program, in an order of chance that is the same for the same program.
pub fn slips(ground: &Ground<'_>, pick: Pick) -> Vec<Slip> {
    let singles: Vec<Vec<Edit>> = simple(ground)
        .flat_map(|operator| operator.slips(ground))
        .collect();
    let mut chance = Chance::new(0, "combined");
    match pick {
        Pick::SameKind => simple(ground)
            .flat_map(|one| same_kind(&one.slips(ground), &mut chance))
            .collect(),
        Pick::Two => offered(&singles, 2, &mut chance, |one, other| {
            one.path == other.path
        }),
        Pick::TwoNear => offered(&singles, 2, &mut chance, |one, other| {
            one.path == other.path && one.range.start.abs_diff(other.range.start) < NEAR
        }),
        Pick::Three => offered(&singles, 3, &mut chance, |one, other| {
            one.path == other.path
        }),
        Pick::TwoFiles => offered(&singles, 2, &mut chance, |one, other| {
            one.path != other.path
        }),
    }
}

fn simple<'g>(_: &'g Ground<'_>) -> impl Iterator<Item = &'static Operator> + use<'g> {
    let all = FAMILIES.iter().flat_map(|family| family.iter());
    all.filter(|operator| SIMPLE.contains(&operator.name))
}

fn offered(
    singles: &[Slip],
    count: usize,
    chance: &mut Chance,
    fits: impl Fn(&Edit, &Edit) -> bool,
) -> Vec<Slip> {
    let mut made = Vec::new();
    for _ in 0..OFFERED * 20 {
        if made.len() == OFFERED || singles.is_empty() {
            break;
        }
        let picked: Vec<&Slip> = (0..count)
            .map(|_| &singles[chance.below(singles.len())])
            .collect();
        let good = picked
            .windows(2)
            .all(|pair| match (pair[0].first(), pair[1].first()) {
                (Some(one), Some(other)) => fits(one, other) && pair[0] != pair[1],
                _ => false,
            });
        if good {
            made.push(picked.into_iter().flatten().cloned().collect());
        }
    }
    made
}

/// Two slips of one kind in the same file, as someone makes who is wrong about a thing and not careless.
fn same_kind(slips: &[Slip], chance: &mut Chance) -> Vec<Slip> {
    let slips = slips.to_vec();
    offered(&slips, 2, chance, |one, other| one.path == other.path)
        .into_iter()
        .take(20)
        .collect()
}
