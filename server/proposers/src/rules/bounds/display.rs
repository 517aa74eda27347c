//! An `impl Display` to begin with.

use bowline_syntax::index::{Item, ItemKind};

use super::{
    Case, Edit, Fixes,
    declared::{self, local_type},
};

pub(super) fn write(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0277", "E0599"]) {
        return;
    }
    let message = case.message();
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let name = match quoted.as_slice() {
        [name, of_trait, ..] if declared::bare(of_trait) == "Display" => name,
        ["to_string", name, ..] => name,
        _ => return,
    };
    let Some(declared) = local_type(case, name) else {
        return;
    };
    if declared.has(case, "Display") || !declared.item.generics.is_empty() {
        return;
    }
    let Some(body) = body(case, declared.item) else {
        return;
    };
    let name = &declared.item.name;
    let indent = declared.spot.syntax.indent(declared.spot.range.start);
    let lines = [
        String::new(),
        String::new(),
        format!("impl std::fmt::Display for {name} {{"),
        "    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {".to_owned(),
    ];
    let text = lines
        .into_iter()
        .chain(body.into_iter().map(|line| format!("        {line}")))
        .chain(["    }".to_owned(), "}".to_owned()])
        .collect::<Vec<_>>()
        .join(&format!("\n{indent}"));
    let edit = Edit::default().insert(&declared.spot, declared.spot.range.end, text);
    fixes.scaffold(format!("write `impl Display for {name}`"), edit);
}

/// What the only field prints, or the names of plain variants.
fn body(case: &Case<'_>, item: &Item) -> Option<Vec<String>> {
    if item.kind == ItemKind::Enum {
        let variants = case.index.items_of(&item.path).iter().filter(|one| {
            one.kind == ItemKind::Variant && one.container.as_deref() == Some(&item.name)
        });
        let mut arms = Vec::new();
        for variant in variants {
            if !variant.fields.is_empty() {
                return None;
            }
            arms.push(format!("    Self::{0} => \"{0}\",", variant.name));
        }
        let head = "let name = match self {".to_owned();
        let tail = ["};".to_owned(), "f.write_str(name)".to_owned()];
        return Some(std::iter::once(head).chain(arms).chain(tail).collect());
    }
    let names: Vec<&str> = item
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    Some(vec![match names.as_slice() {
        [] => format!("f.write_str(\"{}\")", item.name),
        names => {
            let holes = vec!["{}"; names.len()].join(" ");
            let values: Vec<String> = names.iter().map(|name| format!("self.{name}")).collect();
            format!("write!(f, \"{holes}\", {})", values.join(", "))
        }
    }])
}
