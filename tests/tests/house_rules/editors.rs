//! What is said of the editors and what their clients share: each test that `docs/editors.md` names exists, both clients ask for
//! the protocol that the server speaks, and the help of Neovim's has every command.

use std::{collections::BTreeSet, fs};

use bowline_tests::{
    binary,
    sources::{self, Source},
};

use crate::none;

fn read(path: &str) -> String {
    fs::read_to_string(binary::repository().join(path)).expect("the file exists")
}

/// The text of every suite that a letter of the page stands for.
fn suites(letter: char, all: &[Source]) -> String {
    let fits = |path: &str| match letter {
        'N' => path == "tests/editors/nvim_e2e.lua",
        'B' => path == "tests/editors/nvim_background_e2e.lua",
        'L' => path == "tests/editors/nvim_loops_e2e.lua",
        'M' => path == "tests/editors/nvim_model_e2e.lua",
        'T' => path == "tests/editors/nvim_tests_e2e.lua",
        'R' => path == "tests/editors/nvim_beside_e2e.lua",
        'V' => path.starts_with("tests/editors/vscode_") && path.ends_with(".mjs"),
        'E' => path == "tests/editors/emacs_e2e.el",
        'P' => path.starts_with("tests/tests/") && path.ends_with(".rs"),
        _ => false,
    };
    let texts = all.iter().filter(|source| fits(&source.path));
    texts.map(|source| source.text.as_str()).collect()
}

/// The names behind letters in a cell, such as ``N `hunks`, `several_files` ``; nothing for a letter that stands alone.
fn named(cell: &str) -> Vec<(char, String)> {
    let mut found = Vec::new();
    let mut letter = None;
    for (index, part) in cell.split('`').enumerate() {
        if index % 2 == 0 {
            let word = part.trim_matches([',', ' ', ';']).rsplit(' ').next();
            let word = word.unwrap_or_default();
            match *word.chars().collect::<Vec<_>>() {
                [one] if one.is_ascii_uppercase() => letter = Some(one),
                [] if index > 0 => {}
                _ => letter = None,
            }
        } else if let Some(letter) = letter {
            found.push((letter, part.to_owned()));
        }
    }
    found
}

#[test]
fn every_test_that_the_page_of_editors_names_exists() {
    let page = read("docs/editors.md");
    let all = sources::all();
    let rows = page.lines().filter(|line| line.starts_with("| ")).skip(1);
    let (mut broken, mut count) = (Vec::new(), 0);
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        if cells.len() != 4 || cells.iter().any(|cell| cell.is_empty()) {
            broken.push(format!("not four cells: {row}"));
        }
        for (letter, name) in cells.iter().skip(1).flat_map(|cell| named(cell)) {
            count += 1;
            let text = suites(letter, &all);
            let forms = [
                format!("function checks.{name}("),
                format!("async {name}("),
                format!("async function {name}("),
                format!("fn {name}("),
            ];
            if !forms.iter().any(|form| text.contains(form.as_str())) {
                broken.push(format!("{letter} `{name}`: {row}"));
            }
        }
    }
    none("docs/editors.md names tests that exist", broken);
    assert!(count > 80, "{count} names were found");
}

#[test]
fn both_clients_ask_for_the_protocol_that_the_server_speaks() {
    let number = |path: &str, before: &str| {
        let text = read(path);
        let at = text.find(before).expect("the number is there") + before.len();
        let digits = text[at..].chars().take_while(char::is_ascii_digit);
        digits.collect::<String>()
    };
    let spoken = number("server/bowline/src/lsp/caps.rs", "const PROTOCOL: u32 = ");
    let others = [
        number("editors/vscode/src/protocol.ts", "const PROTOCOL = "),
        number("editors/nvim/lua/bowline/server.lua", "M.PROTOCOL = "),
        number("docs/protocol.md", "a number, now "),
    ];
    assert!(
        others.iter().all(|other| *other == spoken),
        "the server speaks {spoken}: {others:?}"
    );
}

#[test]
fn the_help_has_every_command() {
    let commands = read("editors/nvim/lua/bowline/commands.lua");
    let table = commands.split("local subcommands = {").nth(1);
    let table = table.and_then(|rest| rest.split("\n}").next());
    let names: BTreeSet<&str> = table
        .expect("a table of subcommands")
        .lines()
        .filter_map(|line| line.split(" = ").next())
        .map(|name| name.trim().trim_matches(['[', ']', '\'']))
        .filter(|name| !name.is_empty())
        .collect();
    assert!(names.len() > 20, "{names:?}");
    let help = read("editors/nvim/doc/bowline.txt");
    let told = |name: &str| help.contains(&format!("Bowline {name} "));
    none(
        "editors/nvim/doc/bowline.txt has every subcommand",
        names
            .into_iter()
            .filter(|name| !told(name))
            .map(str::to_owned),
    );
    let manifest = read("editors/vscode/package.json");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("a manifest");
    let ids = manifest["contributes"]["commands"]
        .as_array()
        .expect("commands");
    let ids = ids.iter().filter_map(|one| one["command"].as_str());
    let handlers = read("editors/vscode/src/commands.ts");
    none(
        "editors/vscode/src/commands.ts has every command of package.json",
        ids.filter(|id| !handlers.contains(&format!("\"{id}\":")))
            .map(str::to_owned),
    );
}
