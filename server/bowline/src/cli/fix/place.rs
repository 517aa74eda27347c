//! Places as people write them on a command line: paths, and lines of files.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// The file as it was written.
    pub(super) file: PathBuf,
    /// 1-based.
    pub(super) line: u32,
}

/// An absolute path of something that exists, symlinks resolved where cargo resolves them too. A relative path is looked
/// for in `base` first, the project that was named, then in the current directory.
pub(in crate::cli) fn existing(path: &Path, base: Option<&Path>) -> anyhow::Result<PathBuf> {
    let found = [base.map(|base| base.join(path)), Some(path.to_owned())]
        .into_iter()
        .flatten()
        .find(|path| path.exists());
    let Some(found) = found else {
        bail!("there is no {}", path.display())
    };
    let resolved = if cfg!(unix) {
        std::fs::canonicalize(&found)
    } else {
        std::path::absolute(&found)
    };
    resolved.with_context(|| format!("{} cannot be reached", found.display()))
}

/// Takes `FILE:LINE` and `FILE:LINE:COLUMN` apart.
pub(super) fn spot(text: &str) -> Result<Spot, String> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|line| *line > 0);
    let wrong = || format!("`{text}` is not FILE:LINE, for instance src/lib.rs:12");
    let (head, last) = text.rsplit_once(':').ok_or_else(wrong)?;
    let last = number(last).ok_or_else(wrong)?;
    let (file, line) = match head
        .rsplit_once(':')
        .map(|(file, line)| (file, number(line)))
    {
        Some((file, Some(line))) => (file, line),
        _ => (head, last),
    };
    if file.is_empty() {
        Err(wrong())
    } else {
        Ok(Spot {
            file: file.into(),
            line,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_is_a_file_and_a_line() {
        let at = |file: &str, line| {
            Ok(Spot {
                file: file.into(),
                line,
            })
        };
        assert_eq!(spot("src/lib.rs:12"), at("src/lib.rs", 12));
        assert_eq!(spot("src/lib.rs:12:3"), at("src/lib.rs", 12));
        assert_eq!(spot("C:/a.rs:7"), at("C:/a.rs", 7));
        assert!(spot("src/lib.rs").is_err());
        assert!(spot("src/lib.rs:0").is_err());
        assert!(spot(":3").is_err());
    }
}
