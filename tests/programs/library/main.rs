//! A lending library: a module with modules of its own, a trait used across them, shared ownership of books.

mod catalogue;
mod lending;

use std::rc::Rc;

use catalogue::book::{Book, Genre};
use catalogue::Catalogue;
use lending::{Desk, LendError};

fn main() {
    let mut catalogue = Catalogue::new();
    let sea = catalogue.add(Book::new("The Sea", "Ann Ray", Genre::Novel));
    catalogue.add(Book::new("Seals", "Bo Lund", Genre::Science).with_pages(120));
    assert_eq!(catalogue.find("sea").len(), 2);
    assert_eq!(catalogue.find("lund")[0].pages, Some(120));
    assert!(catalogue.find("moon").is_empty());

    let mut desk = Desk::with_limit(1);
    assert_eq!(desk.lend("Kim", &sea), Ok(()));
    assert_eq!(desk.lend("Kim", &sea), Err(LendError::TooMany { limit: 1 }));
    assert_eq!(
        desk.lend("Lee", &sea),
        Err(LendError::Out("The Sea".to_string()))
    );
    assert_eq!(Rc::strong_count(&sea), 3);
    assert_eq!(desk.bring_back("Kim"), 1);
    assert!(desk.lend("Lee", &sea).is_ok());
    assert_eq!(catalogue.by_genre(Genre::Science).count(), 1);
}
