//! What the index finds in small files, and that it stays in step with them.

use std::collections::BTreeMap;

use bowline_loop_core::WorkspacePath;

use super::{Index, ItemKind, public_paths};

fn path(text: &str) -> WorkspacePath {
    WorkspacePath::new(text)
}

fn index(files: &[(&str, &str)]) -> Index {
    let mut index = Index::default();
    for (name, text) in files {
        index.update(&path(name), text);
    }
    index
}

const SHOP: &str = "
use std::collections::{BTreeMap, HashMap as Map};
use crate::model::*;
pub use self::till::Till;
pub mod till { pub struct Till { pub open: bool } }
trait Priced { fn price(&self) -> u32; }
impl Priced for till::Till { fn price(&self) -> u32 { 0 } }
impl<T: Clone> Shelf<T> { pub fn empty() -> Self { Self { items: Vec::new() } } }
fn two() -> Vec<till::Till> { vec![Till { open: true }, till::Till { open: false }] }
";

#[test]
fn names_members_and_implementors_are_found() {
    let index = index(&[("src/shop.rs", SHOP)]);
    let price: Vec<_> = index.named("price").collect();
    assert_eq!(price.len(), 2);
    let of_impl = price
        .iter()
        .find(|item| item.of_trait.is_some())
        .expect("one is in the impl");
    assert_eq!(of_impl.container.as_deref(), Some("Till"));
    let holder = index.holder(of_impl).expect("an impl holds it");
    assert_eq!(
        (holder.kind, holder.ty.as_deref()),
        (ItemKind::Impl, Some("till::Till"))
    );
    assert_eq!(index.methods("Shelf").count(), 1);
    let implementors: Vec<_> = index
        .implementors("Priced")
        .map(|item| item.name.as_str())
        .collect();
    assert_eq!(implementors, ["Till"]);
}

#[test]
fn imports_are_written_out() {
    let index = index(&[("src/shop.rs", SHOP)]);
    let imports: Vec<_> = index
        .imports_of(&path("src/shop.rs"))
        .iter()
        .map(|one| {
            (
                one.name.as_str(),
                one.target.as_str(),
                one.visibility.as_str(),
            )
        })
        .collect();
    assert_eq!(
        imports,
        [
            ("BTreeMap", "std::collections::BTreeMap", ""),
            ("Map", "std::collections::HashMap", ""),
            ("*", "crate::model::*", ""),
            ("Till", "self::till::Till", "pub"),
        ]
    );
    assert_eq!(index.imports("Map").count(), 1);
}

#[test]
fn literals_are_found_within_macros_too() {
    let index = index(&[("src/shop.rs", SHOP)]);
    let texts: Vec<_> = index
        .literals("Till")
        .map(|one| &SHOP[one.range.clone()])
        .collect();
    assert_eq!(texts, ["Till { open: true }", "Till { open: false }"]);
    assert_eq!(
        index.literals("Shelf").count(),
        1,
        "`Self` counts for its type"
    );
}

#[test]
fn a_changed_or_removed_file_leaves_nothing_behind() {
    let mut index = index(&[
        ("a.rs", "fn one() {}"),
        ("b.rs", "fn two() {}"),
        ("c.rs", "fn three() {}"),
    ]);
    index.update(&path("a.rs"), "fn other() {}");
    assert_eq!(index.named("one").count(), 0);
    assert_eq!(index.named("other").count(), 1);
    index.remove(&path("a.rs"));
    assert_eq!(index.named("other").count(), 0);
    let left: Vec<_> = index.items().map(|item| item.name.as_str()).collect();
    assert_eq!(left, ["two", "three"]);
    for name in ["two", "three"] {
        assert_eq!(
            index.named(name).count(),
            1,
            "{name} is found after the files moved together"
        );
    }
    index.remove(&path("b.rs"));
    index.remove(&path("c.rs"));
    assert_eq!((index.bytes(), index.names().count()), (0, 0));
}

#[test]
fn places_follow_from_paths() {
    let mut index = index(&[
        ("Cargo.rs", ""),
        ("app/src/lib.rs", "pub mod model;"),
        ("app/src/main.rs", ""),
        ("app/src/model/mod.rs", "pub mod order;"),
        (
            "app/src/model/order.rs",
            "pub struct Order; mod inner { pub(super) struct Id; }",
        ),
        ("app/tests/all.rs", ""),
    ]);
    index.set_package("app", "app_core");
    let modules = |name: &str| index.place(&path(name)).modules.join("::");
    assert_eq!(modules("app/src/lib.rs"), "");
    assert_eq!(modules("app/src/model/mod.rs"), "model");
    assert_eq!(modules("app/src/model/order.rs"), "model::order");
    let order = index.named("Order").next().expect("it is declared");
    let from = |name: &str| index.path_to(order, &path(name));
    assert_eq!(
        from("app/src/lib.rs").as_deref(),
        Some("crate::model::order::Order")
    );
    assert_eq!(
        from("app/tests/all.rs").as_deref(),
        Some("app_core::model::order::Order")
    );
    assert_eq!(
        from("app/src/main.rs").as_deref(),
        Some("app_core::model::order::Order")
    );
    let id = index.named("Id").next().expect("it is declared");
    assert_eq!(
        index.path_to(id, &path("app/src/lib.rs")).as_deref(),
        Some("crate::model::order::inner::Id")
    );
    assert_eq!(index.path_to(id, &path("app/tests/all.rs")), None);
}

#[test]
fn beyond_the_budget_no_bodies_are_read() {
    let text = "fn outer() { fn inner() {} let x = Deep { a: 1 }; }";
    let mut index = Index::with_budget(600);
    index.update(&path("a.rs"), text);
    assert!(
        !index.is_partial(),
        "the first file is read while there is room"
    );
    assert_eq!(index.literals("Deep").count(), 1);
    index.update(&path("b.rs"), text);
    assert!(index.is_partial());
    assert_eq!(index.named("outer").count(), 2);
    assert_eq!(index.named("inner").count(), 1);
    for number in 0..20 {
        index.update(&path(&format!("c{number}.rs")), text);
    }
    assert!(
        index.bytes() < 3000,
        "it grows no further: {}",
        index.bytes()
    );
    assert_eq!(index.paths().count(), 22, "every file is known by name");
}

#[test]
fn memory_is_counted_per_name_and_item() {
    let small = index(&[("a.rs", "fn one() {}")]).bytes();
    let large: String = (0..100)
        .map(|at| format!("fn item{at}(value: u32) -> u32 {{ value }}\n"))
        .collect();
    let large = index(&[("a.rs", &large)]).bytes();
    assert!(small > 100 && large > 50 * small, "{small} {large}");
}

#[test]
fn deeply_nested_text_is_read_without_harm() {
    let text = format!("fn f() {{ {}1{} }}", "(".repeat(3000), ")".repeat(3000));
    let index = index(&[("a.rs", &text)]);
    assert_eq!(index.named("f").count(), 1);
}

#[test]
fn public_names_of_a_library_are_found_through_modules_and_re_exports() {
    let files = BTreeMap::from([
        (
            "serial/src/lib.rs",
            "mod value; pub mod de; pub use value::Value; pub use hidden::*; mod hidden;",
        ),
        (
            "serial/src/value.rs",
            "pub struct Value; pub struct Secret;",
        ),
        (
            "serial/src/de/mod.rs",
            "pub struct Reader; pub mod slice { pub struct Slice; }",
        ),
        ("serial/src/hidden.rs", "pub fn open() {} fn closed() {}"),
    ]);
    let read = |name: &str| files.get(name).map(|text| (*text).to_owned());
    let found = |name: &str| public_paths("serial/src/lib.rs", name, &read);
    assert_eq!(found("Value"), ["Value"]);
    assert_eq!(found("Reader"), ["de::Reader"]);
    assert_eq!(found("Slice"), ["de::slice::Slice"]);
    assert_eq!(found("open"), ["open"]);
    assert!(found("Secret").is_empty());
    assert!(found("closed").is_empty());
}
