//! Text that looks like a credential. Shapes that vendors publish, nothing clever: a guard asks a person about every hit.

/// A credential's beginning and what must follow.
struct Shape {
    prefix: &'static str,
    /// Characters that follow, at least.
    least: usize,
    belongs: fn(char) -> bool,
}

const SHAPES: &[Shape] = &[
    Shape {
        prefix: "AKIA",
        least: 16,
        belongs: is_upper,
    },
    Shape {
        prefix: "ASIA",
        least: 16,
        belongs: is_upper,
    },
    Shape {
        prefix: "AIza",
        least: 35,
        belongs: is_key,
    },
    Shape {
        prefix: "ghp_",
        least: 30,
        belongs: is_key,
    },
    Shape {
        prefix: "gho_",
        least: 30,
        belongs: is_key,
    },
    Shape {
        prefix: "ghu_",
        least: 30,
        belongs: is_key,
    },
    Shape {
        prefix: "ghs_",
        least: 30,
        belongs: is_key,
    },
    Shape {
        prefix: "ghr_",
        least: 30,
        belongs: is_key,
    },
    Shape {
        prefix: "github_pat_",
        least: 30,
        belongs: is_key,
    },
    Shape {
        prefix: "glpat-",
        least: 20,
        belongs: is_key,
    },
    Shape {
        prefix: "sk-",
        least: 20,
        belongs: is_key,
    },
    Shape {
        prefix: "xoxb-",
        least: 20,
        belongs: is_key,
    },
    Shape {
        prefix: "xoxp-",
        least: 20,
        belongs: is_key,
    },
];

/// How many credentials a text seems to hold.
pub(super) fn count(text: &str) -> u32 {
    let found = SHAPES
        .iter()
        .map(|shape| tokens(text, shape))
        .sum::<usize>()
        + private_keys(text);
    u32::try_from(found).unwrap_or(u32::MAX)
}

fn tokens(text: &str, shape: &Shape) -> usize {
    text.match_indices(shape.prefix)
        .filter(|&(at, _)| !text[..at].ends_with(is_key))
        .filter(|&(at, _)| {
            let behind = &text[at + shape.prefix.len()..];
            behind.find(|c| !(shape.belongs)(c)).unwrap_or(behind.len()) >= shape.least
        })
        .count()
}

fn private_keys(text: &str) -> usize {
    let heads = text.match_indices("-----BEGIN ");
    heads
        .filter(|&(at, _)| {
            text[at..]
                .lines()
                .next()
                .is_some_and(|line| line.contains("PRIVATE KEY"))
        })
        .count()
}

fn is_upper(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit()
}

fn is_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}
