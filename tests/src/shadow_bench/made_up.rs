//! A made-up workspace of many members, for figures that no published project of handy size gives.

use std::{fmt::Write as _, fs, path::Path};

/// Functions in each member: about as much to check as a small published crate.
const FUNCTIONS: u32 = 200;

/// Makes a workspace of this many library members below `root`. Each depends on the member before it, and on the first.
pub fn workspace(root: &Path, members: u32) -> anyhow::Result<()> {
    fs::create_dir_all(root)?;
    let manifest = "[workspace]\nmembers = [\"members/*\"]\nresolver = \"3\"\n";
    fs::write(root.join("Cargo.toml"), manifest)?;
    for number in 0..members {
        let directory = root.join(format!("members/m{number}"));
        fs::create_dir_all(directory.join("src"))?;
        fs::write(directory.join("Cargo.toml"), self::manifest(number))?;
        fs::write(directory.join("src/lib.rs"), source(number))?;
    }
    Ok(())
}

fn below(number: u32) -> Vec<u32> {
    match number {
        0 => Vec::new(),
        1 => vec![0],
        other => vec![0, other - 1],
    }
}

fn manifest(number: u32) -> String {
    let head = format!(
        "[package]\nname = \"m{number}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\n"
    );
    below(number).iter().fold(head, |mut text, on| {
        let _ = writeln!(text, "m{on} = {{ path = \"../m{on}\" }}");
        text
    })
}

fn source(number: u32) -> String {
    let calls = below(number)
        .iter()
        .fold(String::new(), |text, on| text + &format!(" + m{on}::f0(n)"));
    (0..FUNCTIONS).fold(String::new(), |mut text, at| {
        let _ = writeln!(
            text,
            "pub fn f{at}(n: u64) -> u64 {{\n    let squares: Vec<u64> = (0..n).map(|i| i * i + {at}).collect();\n    \
             squares.iter().filter(|s| *s % 3 == 0).sum::<u64>(){calls}\n}}"
        );
        text
    })
}
