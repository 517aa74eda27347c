//! The price of an edit: what it adds and loses, weighed by how often such a change turned out to be wrong.

use crate::action::EditFacts;

/// The cost of an edit in fifths of a point; lower is better. Only compared, never shown.
pub fn cost(facts: &EditFacts) -> u32 {
    let weighed = [
        (
            100,
            facts.stubs_added + facts.placeholders_added + facts.syntax_errors_added,
        ),
        (
            80,
            facts.asserts_lost + facts.tests_lost + facts.tests_silenced,
        ),
        (
            60,
            facts.underscore_renames + facts.allows_added + facts.assert_literals_changed,
        ),
        (
            60,
            u32::try_from(facts.weakenings.len()).unwrap_or(u32::MAX),
        ),
        (50, facts.unsafe_added + facts.commented_out),
        (40, facts.items_lost),
        (30, facts.lets_lost + facts.in_tests.min(1)),
        (20, facts.in_signatures),
        (15, facts.unwraps_added),
        (10, facts.statics_added),
        (8, facts.clones_added),
        (6, facts.pubs_added),
        (2, facts.tokens_deleted.saturating_sub(1)),
    ];
    let points: u32 = weighed.iter().map(|(weight, count)| weight * count).sum();
    points * 5 + facts.tokens_inserted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_borrow_is_cheaper_than_a_clone_and_a_clone_than_a_stub() {
        let borrow = EditFacts {
            tokens_inserted: 1,
            ..Default::default()
        };
        let clone = EditFacts {
            tokens_inserted: 4,
            clones_added: 1,
            ..Default::default()
        };
        let stub = EditFacts {
            tokens_inserted: 4,
            stubs_added: 1,
            ..Default::default()
        };
        assert!(cost(&borrow) < cost(&clone) && cost(&clone) < cost(&stub));
    }

    #[test]
    fn the_first_deleted_token_is_free() {
        assert_eq!(
            cost(&EditFacts {
                tokens_deleted: 1,
                ..Default::default()
            }),
            0
        );
        assert_eq!(
            cost(&EditFacts {
                tokens_deleted: 3,
                ..Default::default()
            }),
            20
        );
    }
}
