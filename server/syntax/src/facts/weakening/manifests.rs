//! Lines of a `Cargo.toml` that say what is tested and how strictly. Read line by line: a key, its section and its value.

use std::collections::BTreeMap;

/// The lines by which a manifest tests less than before, in TOML.
pub(super) fn switched_off(before: &str, after: &str) -> Vec<String> {
    let (old, new) = (Manifest::new(before), Manifest::new(after));
    let mut found = Vec::new();
    for (place, value) in &new.values {
        let was = old.values.get(place);
        if was != Some(value) && weakens(place, value, was.map(String::as_str)) {
            found.push(format!("[{}] {} = {value}", place.section, place.key));
        }
    }
    for (place, value) in &old.values {
        let is_guarding = match place.key.as_str() {
            "overflow-checks" | "debug-assertions" => value == "true",
            "members" | "path" => place.section != "lib" && !place.section.contains("dependencies"),
            _ => false,
        };
        if is_guarding && !new.values.contains_key(place) {
            found.push(format!("no [{}] {}", place.section, place.key));
        }
    }
    for section in ["[test]", "test", "[bench]"] {
        let (had, has) = (old.count(section), new.count(section));
        if has < had {
            found.push(format!("{has} of {had} [{section}]"));
        }
    }
    found.sort();
    found
}

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    section: String,
    /// Which of several sections of the same name, 0-based.
    number: usize,
    key: String,
}

#[derive(Default)]
struct Manifest {
    values: BTreeMap<Place, String>,
    sections: Vec<String>,
}

impl Manifest {
    fn new(text: &str) -> Self {
        let mut manifest = Self::default();
        let (mut section, mut number) = (String::new(), 0);
        let mut open: Option<(Place, String)> = None;
        for line in text.lines().map(without_comment) {
            if let Some((place, mut value)) = open.take() {
                value.push_str(line);
                manifest.keep(place, value, &mut open);
            } else if let Some(name) = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                section = name.split_whitespace().collect();
                number = manifest.count(&section);
                manifest.sections.push(section.clone());
            } else if let Some((key, value)) = line.split_once('=') {
                let place = Place {
                    section: section.clone(),
                    number,
                    key: key.trim().trim_matches('"').to_owned(),
                };
                manifest.keep(place, value.trim().to_owned(), &mut open);
            }
        }
        manifest
    }

    /// Keeps a value, or leaves it open while its list goes on.
    fn keep(&mut self, place: Place, value: String, open: &mut Option<(Place, String)>) {
        let is_open = value.matches(['[', '{']).count() > value.matches([']', '}']).count();
        if is_open {
            *open = Some((place, value));
        } else {
            self.values.insert(place, value);
        }
    }

    fn count(&self, section: &str) -> usize {
        self.sections.iter().filter(|name| *name == section).count()
    }
}

fn without_comment(line: &str) -> &str {
    let is_quoted = |at: usize| line[..at].matches('"').count() % 2 == 1;
    let end = line
        .match_indices('#')
        .map(|(at, _)| at)
        .find(|&at| !is_quoted(at));
    line[..end.unwrap_or(line.len())].trim()
}

/// Whether a line that is new, or has another value, keeps something from being tested.
fn weakens(place: &Place, value: &str, was: Option<&str>) -> bool {
    let section = place.section.as_str();
    let in_target = matches!(
        section,
        "lib" | "[test]" | "[bin]" | "[bench]" | "[example]"
    );
    match place.key.as_str() {
        "test" | "doctest" | "harness" | "bench" => in_target && value == "false",
        "doc-tests" => value == "false",
        "autotests" | "autobenches" | "autobins" | "autoexamples" => value == "false",
        "required-features" => in_target,
        "path" => was.is_some() && matches!(section, "lib" | "[test]" | "[bin]"),
        "name" => was.is_some() && section == "[test]",
        "overflow-checks" | "debug-assertions" => value == "false",
        "panic" => section.starts_with("profile") && value.contains("abort"),
        "exclude" | "default-members" => section == "workspace",
        "members" => section == "workspace" && was.is_some_and(|was| entries(value) < entries(was)),
        "build" | "proc-macro" => true,
        "rustflags" | "runner" => true,
        _ => section.starts_with("patch") || section.starts_with("replace"),
    }
}

fn entries(list: &str) -> usize {
    list.matches('"').count() / 2
}
