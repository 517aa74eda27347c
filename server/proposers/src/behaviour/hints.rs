//! What the two sides of a failed assert tell: how far numbers are apart, and of what kind they are.

use super::Failure;

/// What two values tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    /// How much must be added to numbers of one side to get those of the other, each once; no zeros.
    pub(super) steps: Vec<i128>,
}

/// Steps that are looked at; where more numbers differ, none of them is telling.
const MOST_STEPS: usize = 3;

impl Hints {
    pub(super) fn of(failure: &Failure) -> Self {
        let (Some(left), Some(right)) = (&failure.left, &failure.right) else {
            return Self::default();
        };
        let (one, other) = (numbers(left), numbers(right));
        let mut steps = Vec::new();
        if one.len() == other.len() {
            for (one, other) in one.iter().zip(&other) {
                let step = other.checked_sub(*one);
                steps.extend(step.filter(|step| *step != 0 && !steps.contains(step)));
            }
        }
        if steps.len() > MOST_STEPS {
            steps.clear();
        }
        Self { steps }
    }
}

/// The whole numbers of a text.
fn numbers(text: &str) -> Vec<i128> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|one: char| one.is_ascii_digit()) {
        let negative = rest[..at].ends_with('-');
        let digits = &rest[at..];
        let end = digits
            .find(|one: char| !one.is_ascii_digit())
            .unwrap_or(digits.len());
        if let Ok(number) = digits[..end].parse::<i128>() {
            found.push(if negative { -number } else { number });
        }
        rest = &digits[end..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_told_from_numbers_that_stand_in_the_same_places() {
        let of = |left: &str, right: &str| {
            Hints::of(&Failure {
                left: Some(left.into()),
                right: Some(right.into()),
                ..Failure::default()
            })
            .steps
        };
        assert_eq!(of("3", "4"), [1]);
        assert_eq!(of("[1, 2, -3]", "[1, 4, -5]"), [2, -2]);
        assert_eq!(of("[1, 2]", "[1]"), [] as [i128; 0]);
        assert_eq!(of("\"a\"", "\"b\""), [] as [i128; 0]);
    }
}
