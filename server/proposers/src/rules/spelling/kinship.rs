//! How near two names are.

/// How many letters must be put in, left out, replaced or swapped with their neighbour to make one name of another; 1 where they
/// differ in case and underscores only.
pub(in crate::rules) fn distance(one: &str, other: &str) -> usize {
    let plain = |name: &str| -> Vec<char> {
        let letters = name.chars().filter(|one| *one != '_');
        letters.flat_map(char::to_lowercase).collect()
    };
    let steps = edits(&plain(one), &plain(other));
    if steps == 0 && one != other { 1 } else { steps }
}

/// Whether two names that are so many steps apart may be meant to be the same.
pub(in crate::rules) fn is_near(steps: usize, one: &str, other: &str) -> bool {
    let length = one.chars().count().min(other.chars().count());
    length > 2 && steps <= 1 + length / 5
}

/// How near two names are: the steps between them, 2 where one has words more or the words stand in another order, 3 where one
/// begins the other; `None` where they have nothing in common.
pub(in crate::rules) fn kinship(one: &str, other: &str) -> Option<usize> {
    let steps = distance(one, other);
    if is_near(steps, one, other) {
        return Some(steps);
    }
    let (a, b) = (words(one), words(other));
    let within = |few: &[String], many: &[String]| {
        few.iter()
            .any(|word| word.len() > 2 || few.len() == many.len())
            && few.iter().all(|word| many.contains(word))
    };
    if within(&a, &b) || within(&b, &a) {
        return Some(2);
    }
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let starts = long.to_lowercase().starts_with(&short.to_lowercase());
    (starts && short.len() > 2 && long.len() <= short.len() * 2).then_some(3)
}

/// The words of a name in snake or camel case, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut lower = false;
    for one in name.chars() {
        if one == '_' {
            lower = false;
            found.push(String::new());
            continue;
        }
        if found.is_empty() || one.is_uppercase() && lower {
            found.push(String::new());
        }
        lower = one.is_lowercase() || one.is_numeric();
        if let Some(last) = found.last_mut() {
            last.extend(one.to_lowercase());
        }
    }
    found.retain(|word| !word.is_empty());
    found
}

fn edits(a: &[char], b: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let above = &rows[i];
            let same = usize::from(x != y);
            let mut best = (above[j] + same).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *y && b[j - 1] == *x {
                best = best.min(rows[i - 1][j - 1] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last().copied()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, kinship};

    #[test]
    fn swapped_and_missing_letters_are_one_step() {
        assert_eq!(distance("lenght", "length"), 1);
        assert_eq!(distance("HashMap", "Hashmap"), 1);
        assert_eq!(distance("get_user", "getUser"), 1);
        assert_eq!(distance("colour", "color"), 1);
    }

    #[test]
    fn names_with_more_words_or_in_another_order_are_kin() {
        assert_eq!(kinship("label", "do_label"), Some(2));
        assert_eq!(kinship("visit_binary", "binary_visit"), Some(2));
        assert_eq!(kinship("Item", "TheItem"), Some(2));
        assert_eq!(kinship("Yell", "Yellow"), Some(3));
        assert_eq!(kinship("histogram", "histograming"), Some(3));
        assert_eq!(kinship("area", "volume"), None);
        assert_eq!(kinship("x", "y"), None);
    }
}
