//! Places: whether an observation is where a person pointed, and where a place of the baseline is after some edits.

use std::ops::Range;

use crate::{
    action::FileEdit,
    ids::WorkspacePath,
    intent::Spot,
    observation::{Observation, Site},
    patterns::{Likeness, Track},
};

/// Whether the primary span shares a line with the spot.
pub(super) fn is_at_spot(spot: &Spot, observation: &Observation) -> bool {
    observation.site.as_ref().is_some_and(|site| {
        site.path == spot.path
            && site.first_line <= spot.last_line
            && spot.first_line <= site.last_line
    })
}

/// Whether an observation is the goal itself rather than its twin: equal to one of the goal, and at that one's place.
/// Never, once the places can no longer be followed; counting alone decides then.
pub(super) fn is_at_goal(
    goal: &[Observation],
    observation: &Observation,
    edits: &Track<'_>,
) -> bool {
    let Track::Steps(steps) = edits else {
        return false;
    };
    let Some(site) = &observation.site else {
        return false;
    };
    let likeness = Likeness::of(observation);
    goal.iter()
        .filter(|wanted| Likeness::of(wanted) == likeness)
        .filter_map(|wanted| wanted.site.as_ref())
        .any(|wanted| touches(&moved(wanted, steps), &(site.start..site.end)))
}

fn touches(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start == b.start || (a.start < b.end && b.start < a.end)
}

fn moved(site: &Site, steps: &[&[FileEdit]]) -> Range<usize> {
    steps.iter().fold(site.start..site.end, |range, step| {
        through(&site.path, range, step)
    })
}

/// A range after one step. What is inserted right before it pushes it on; what is inserted right behind it does not.
fn through(path: &WorkspacePath, range: Range<usize>, step: &[FileEdit]) -> Range<usize> {
    let (mut start, mut end) = (range.start, range.end);
    let replacements = step
        .iter()
        .filter(|edit| &edit.path == path)
        .flat_map(|edit| &edit.replacements);
    // Each replacement is against the text before the step, so `grown` holds what those before it added.
    let mut grown: isize = 0;
    for replacement in replacements {
        let growth =
            replacement.text.len() as isize - (replacement.end - replacement.start) as isize;
        let new_start = replacement.start.saturating_add_signed(grown);
        if replacement.end <= range.start {
            start = start.saturating_add_signed(growth);
            end = end.saturating_add_signed(growth);
        } else if replacement.start < range.end {
            if replacement.start < range.start {
                start = new_start;
            }
            end = end
                .saturating_add_signed(growth)
                .max(new_start + replacement.text.len());
        }
        grown += growth;
    }
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Replacement;

    fn check(range: Range<usize>, replacements: &[(usize, usize, &str)], expected: Range<usize>) {
        let path = WorkspacePath::new("a.rs");
        let replacements = replacements
            .iter()
            .map(|(start, end, text)| Replacement {
                start: *start,
                end: *end,
                text: (*text).into(),
            })
            .collect();
        let step = [FileEdit {
            path: path.clone(),
            replacements,
        }];
        assert_eq!(through(&path, range, &step), expected);
    }

    #[test]
    fn a_place_moves_with_the_text_before_it() {
        check(10..12, &[(0, 0, "abc")], 13..15);
        check(10..12, &[(0, 5, "")], 5..7);
        check(10..12, &[(10, 10, "&")], 11..13);
        check(10..12, &[(2, 3, "xx"), (12, 12, ".clone()")], 11..13);
    }

    #[test]
    fn a_replaced_place_becomes_the_replacement() {
        check(10..12, &[(10, 12, "other")], 10..15);
        check(10..12, &[(10, 12, "")], 10..10);
        check(10..12, &[(8, 14, "new")], 8..11);
    }
}
