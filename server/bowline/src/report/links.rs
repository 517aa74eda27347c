//! Makes the places that a report names (`src/lib.rs:12`) into links, for editors that open them. Knows which files there are, and
//! nothing of what a report says.

use std::path::Path;

/// The report with each place of a file of the workspace at `root` made into a link to its line. Code blocks stay as they are.
pub fn linked(markdown: &str, root: &Path, uri_of: &dyn Fn(&Path) -> String) -> String {
    let mut page = String::with_capacity(markdown.len() * 2);
    let mut in_code = false;
    for line in markdown.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        if in_code || is_fence {
            page.push_str(line);
        } else {
            link_line(&mut page, line, root, uri_of);
        }
    }
    page
}

fn link_line(page: &mut String, line: &str, root: &Path, uri_of: &dyn Fn(&Path) -> String) {
    let mut rest = line;
    let mut within_code = false;
    loop {
        let length = rest.find(|c| !is_of_place(c)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(length);
        // Within backticks the link would be text; the whole span becomes one where it is nothing but the place.
        match place(word, root, uri_of) {
            Some((place, target, tail)) if !within_code => {
                page.push_str(&format!("[{place}]({target}){tail}"));
            }
            Some((place, target, "")) if page.ends_with('`') && behind.starts_with('`') => {
                page.pop();
                page.push_str(&format!("[`{place}`]({target})"));
                within_code = false;
                rest = &behind[1..];
                continue;
            }
            _ => page.push_str(word),
        }
        let Some(next) = behind.chars().next() else {
            return;
        };
        within_code ^= next == '`';
        page.push(next);
        rest = &behind[next.len_utf8()..];
    }
}

fn is_of_place(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':')
}

/// A word taken for a place: the place, its address, and what of the word stands behind it.
fn place<'w>(
    word: &'w str,
    root: &Path,
    uri_of: &dyn Fn(&Path) -> String,
) -> Option<(&'w str, String, &'w str)> {
    let (file, behind) = word.split_once(':')?;
    let digits = behind.len()
        - behind
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .len();
    let line = behind.get(..digits).filter(|line| !line.is_empty())?;
    let path = root.join(file);
    let is_below = !file.starts_with('/') && !file.split('/').any(|part| part == "..");
    if !is_below || !path.is_file() {
        return None;
    }
    let end = file.len() + 1 + digits;
    Some((
        &word[..end],
        format!("{}#L{line}", uri_of(&path)),
        &word[end..],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_files_that_exist_become_links() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("src")).unwrap();
        std::fs::write(root.path().join("src/lib.rs"), "").unwrap();
        let page = "At src/lib.rs:12: a word, `src/lib.rs:3`, `x src/lib.rs:4`, src/none.rs:1 and ../src/lib.rs:1.\n```text\nsrc/lib.rs:5\n```\n1. src/lib.rs:6 Basket::total\n";
        let linked = linked(page, root.path(), &|_| "U".into());
        assert_eq!(
            linked,
            "At [src/lib.rs:12](U#L12): a word, [`src/lib.rs:3`](U#L3), `x src/lib.rs:4`, src/none.rs:1 and ../src/lib.rs:1.\n```text\nsrc/lib.rs:5\n```\n1. [src/lib.rs:6](U#L6) Basket::total\n"
        );
    }
}
