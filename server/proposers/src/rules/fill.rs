//! Values that may stand where one of a name and a type is wanted: locals, fields of `self`, empty values. No rule lives here.

use bowline_syntax::{Node, index::ItemKind};

use super::{
    declared,
    scope::{Local, Scope},
    values::types::Ty,
};

/// A place that wants a value.
pub(super) struct Wanted<'w> {
    /// The name of the parameter or field; empty where there is none.
    pub(super) name: &'w str,
    /// Its type; `_` where it is not known.
    pub(super) ty: &'w Ty,
    /// Names of locals that are in use beside it, and so worse guesses.
    pub(super) taken: &'w [String],
}

/// What may stand there, best first: the local of the same name, those that type as they are, then such as must be borrowed,
/// cloned or converted, then fields of `self`.
pub(super) fn values<'a>(scope: &Scope<'a>, at: Node<'a>, wanted: &Wanted<'_>) -> Vec<String> {
    let locals = scope.locals(at);
    let mut ranked: Vec<(u8, String)> = Vec::new();
    for local in &locals {
        let same_name = local.name == wanted.name;
        let taken = u8::from(wanted.taken.iter().any(|one| one == local.name)) * 4;
        if local.name == "self" {
            ranked.extend(of_self(scope, local, wanted));
            continue;
        }
        match &local.ty {
            Some(ty) => {
                for (step, text) in adapted(local.name, ty, wanted.ty, local.mutable) {
                    let open = u8::from(!same_name && *wanted.ty == Ty::Any) * 8;
                    let rank = if same_name {
                        step
                    } else {
                        2 + step + taken + open
                    };
                    ranked.push((rank, text));
                }
            }
            None if same_name => ranked.push((0, local.name.to_owned())),
            None => {}
        }
    }
    ranked.retain(|(rank, _)| *rank < 9);
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut found: Vec<String> = Vec::new();
    for (_, text) in ranked {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// Fields of `self`, or `self` itself.
fn of_self(scope: &Scope<'_>, local: &Local<'_>, wanted: &Wanted<'_>) -> Vec<(u8, String)> {
    let Some(own) = &local.ty else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if *wanted.ty != Ty::Any {
        let whole = adapted("self", own, wanted.ty, local.mutable);
        found.extend(whole.into_iter().map(|(step, text)| (4 + step, text)));
    }
    for (name, ty) in scope.fields_of(own.bare().0) {
        let same_name = name == wanted.name;
        if *wanted.ty == Ty::Any && !same_name {
            continue;
        }
        let behind = matches!(own, Ty::Ref { .. });
        for (step, text) in adapted(&format!("self.{name}"), &ty, wanted.ty, true) {
            let moved = behind && text == format!("self.{name}") && !ty.is_copy();
            let text = if moved {
                format!("{text}.clone()")
            } else {
                text
            };
            found.push((step + if same_name { 1 } else { 5 }, text));
        }
    }
    found
}

/// How a value of one type is handed over where another is wanted, with the number of steps that takes; nothing where it cannot.
pub(super) fn adapted(text: &str, has: &Ty, wants: &Ty, mutable: bool) -> Vec<(u8, String)> {
    if has.fits(wants) {
        let mut found = vec![(0, text.to_owned())];
        if !has.is_copy() && !matches!(has, Ty::Ref { .. }) {
            found.push((2, format!("{text}.clone()")));
        }
        return found;
    }
    match (has, wants) {
        (
            Ty::Ref { to, .. },
            Ty::Ref {
                mutable: false,
                to: inner,
            },
        ) if seen_as(to, inner) => {
            vec![(0, text.to_owned())]
        }
        (_, Ty::Ref { mutable: false, to }) if seen_as(has, to) => vec![(1, format!("&{text}"))],
        (_, Ty::Ref { mutable: true, to }) if seen_as(has, to) => {
            let step = if mutable { 1 } else { 3 };
            vec![(step, format!("&mut {text}"))]
        }
        (Ty::Ref { to, .. }, _) if to.fits(wants) && to.is_copy() => vec![(1, format!("*{text}"))],
        (Ty::Ref { to, .. }, _) if to.fits(wants) => vec![(1, format!("{text}.clone()"))],
        _ if has.is_str() && wants.is("String") => vec![(2, format!("{text}.to_string()"))],
        _ if wants.is("Option") && wants.arg(0).is_some_and(|inner| has.fits(inner)) => {
            vec![(2, format!("Some({text})"))]
        }
        _ if wants.is_any(&["Box", "Rc", "Arc"])
            && wants.arg(0).is_some_and(|one| has.fits(one)) =>
        {
            wants
                .name()
                .map(|name| (2, format!("{name}::new({text})")))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a borrow of one type is taken for a borrow of another.
fn seen_as(has: &Ty, wants: &Ty) -> bool {
    has.fits(wants)
        || has.is("String") && wants.is("str")
        || matches!(wants, Ty::Slice(of) if has.element().is_some_and(|one| one.fits(of)))
        || has.is_any(&["Box", "Rc", "Arc"]) && has.arg(0).is_some_and(|one| one.fits(wants))
}

/// The value that stands for nothing: `0`, `String::new()`, `None`, an empty collection, the default of a type that has one.
pub(super) fn zero(scope: &Scope<'_>, ty: &Ty) -> Option<String> {
    let fixed = match ty {
        _ if ty.is_str() => "\"\"",
        Ty::Ref { mutable: false, to } if to.element().is_some() => "&[]",
        Ty::Tuple(of) => {
            let parts: Option<Vec<String>> = of.iter().map(|one| zero(scope, one)).collect();
            return Some(format!("({})", parts?.join(", ")));
        }
        Ty::Array(of, length) => {
            return Some(format!("[{}; {length}]", zero(scope, of)?));
        }
        _ if ty.is_integer() => "0",
        _ if ty.is_float() => "0.0",
        _ => match ty.name()? {
            "bool" => "false",
            "char" => "' '",
            "Option" => "None",
            name @ ("String" | "Vec" | "VecDeque" | "HashMap" | "BTreeMap" | "HashSet"
            | "BTreeSet" | "BinaryHeap" | "PathBuf") => return Some(format!("{name}::new()")),
            "PhantomData" => "PhantomData",
            name @ ("Box" | "Rc" | "Arc" | "Cell" | "RefCell" | "Mutex" | "RwLock") => {
                return Some(format!("{name}::new({})", zero(scope, ty.arg(0)?)?));
            }
            name => return of_local_type(scope, name),
        },
    };
    Some(fixed.to_owned())
}

fn of_local_type(scope: &Scope<'_>, name: &str) -> Option<String> {
    let item = scope.type_item(name)?;
    let implements = scope
        .index
        .implementors("Default")
        .any(|one| one.name == name);
    if implements || item.derives.iter().any(|one| one == "Default") {
        return Some(format!("{name}::default()"));
    }
    let new = scope.member(name, "new");
    if new.is_some_and(|new| new.parameters.is_empty()) {
        return Some(format!("{name}::new()"));
    }
    if item.kind != ItemKind::Enum {
        return item.fields.is_empty().then(|| name.to_owned());
    }
    // The first variant that needs least.
    let variants = scope
        .index
        .members(name)
        .filter(|one| one.kind == ItemKind::Variant);
    let mut variants: Vec<_> = variants.filter(|one| one.path == item.path).collect();
    variants.sort_by_key(|one| (!one.fields.is_empty(), one.range.start));
    let variant = variants.first()?;
    let payload: Option<Vec<String>> = variant
        .fields
        .iter()
        .map(|field| match Ty::parse(&field.ty) {
            // A type within itself has no smallest value.
            ty if ty.name() == Some(name) => None,
            ty => zero(scope, &ty).map(|value| match field.name.as_str() {
                "0" | "1" | "2" | "3" | "4" => value,
                named => format!("{named}: {value}"),
            }),
        })
        .collect();
    let tuple = variant.fields.first().is_none_or(|field| field.name == "0");
    Some(match payload?.join(", ") {
        empty if empty.is_empty() => format!("{name}::{}", variant.name),
        values if tuple => format!("{name}::{}({values})", variant.name),
        values => format!("{name}::{} {{ {values} }}", variant.name),
    })
}

/// Whether a type's name stands for anything: a generic parameter (`T`) or an `impl Trait`.
pub(super) fn is_open(ty: &Ty) -> bool {
    match ty {
        Ty::Any => true,
        Ty::Other(text) => text.starts_with("impl "),
        _ => ty
            .name()
            .is_some_and(|name| name.len() == 1 && name.starts_with(char::is_uppercase)),
    }
}

/// Whether every name that a stretch of code uses can be seen at another place of the same file: fixed values, and locals there.
pub(super) fn can_stand_at<'a>(scope: &Scope<'a>, value: Node<'a>, at: Node<'a>) -> bool {
    let mut free = bowline_syntax::nodes::descendants(value)
        .filter(|node| node.kind() == "identifier" || node.kind() == "self");
    let text = |node: Node<'a>| scope.spot.text_of(node);
    free.all(|node| {
        let name = text(node);
        let own = scope
            .local(node, name)
            .is_some_and(|local| value.start_byte() <= local.node.start_byte());
        let is_local = scope.local(node, name).is_some();
        own || !is_local || scope.local(at, name).is_some()
    })
}

/// Whether a value speaks of the name it is put there for: a local or a field of that name, borrowed or cloned as it may be.
pub(super) fn is_meant_for(name: &str, value: &str) -> bool {
    !name.is_empty() && mentioned(value).iter().any(|word| word == name)
}

/// The names of the locals that a stretch of code mentions.
pub(super) fn mentioned(text: &str) -> Vec<String> {
    declared::words(text).map(str::to_owned).collect()
}
