//! About how much of the heap the declarations of a file take.

use super::{Field, File, Import, Item, Literal, Parameter};

/// The heap bytes of a file's declarations; allocator overhead is left out.
pub(super) fn of(file: &File) -> usize {
    file.items.iter().map(item).sum::<usize>()
        + file.imports.iter().map(import).sum::<usize>()
        + file.literals.iter().map(literal).sum::<usize>()
}

fn item(item: &Item) -> usize {
    let texts = [&item.name, &item.visibility, &item.generics];
    let optional = [&item.container, &item.of_trait, &item.ty];
    let parameter = |one: &Parameter| size_of::<Parameter>() + one.name.len() + one.ty.len();
    let field =
        |one: &Field| size_of::<Field>() + one.name.len() + one.ty.len() + one.visibility.len();
    size_of::<Item>()
        + item.path.as_str().len()
        + texts.iter().map(|text| text.len()).sum::<usize>()
        + optional
            .into_iter()
            .flatten()
            .map(String::len)
            .sum::<usize>()
        + list(&item.modules)
        + list(&item.derives)
        + item.parameters.iter().map(parameter).sum::<usize>()
        + item.fields.iter().map(field).sum::<usize>()
}

fn import(one: &Import) -> usize {
    let texts = [one.path.as_str(), &one.name, &one.target, &one.visibility];
    size_of::<Import>() + list(&one.modules) + texts.iter().map(|text| text.len()).sum::<usize>()
}

fn literal(one: &Literal) -> usize {
    size_of::<Literal>() + one.path.as_str().len() + one.name.len()
}

fn list(of: &[String]) -> usize {
    of.iter().map(|one| size_of::<String>() + one.len()).sum()
}
