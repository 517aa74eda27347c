//! Code that does not compile, and is wrong besides.

/// The name of a shelf, and how many books stand there.
pub struct Shelf {
    pub name: String,
    pub books: u32,
}

impl Shelf {
    /// A shelf of this name without books.
    pub fn empty(name: &str) -> Self {
        Self {
            name: name,
            books: 0,
        }
    }

    /// One more book.
    pub fn put(&mut self) {
        self.books -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::Shelf;

    #[test]
    fn a_shelf_with_a_book_has_one() {
        let mut shelf = Shelf::empty("novels");
        shelf.put();
        assert_eq!(shelf.books, 1);
    }

    #[test]
    fn a_shelf_keeps_its_name() {
        assert_eq!(Shelf::empty("maps").name, "maps");
    }

    #[test]
    fn every_book_counts() {
        let mut shelf = Shelf::empty("novels");
        shelf.put();
        shelf.put();
        shelf.put();
        assert_eq!(shelf.books, 3);
    }
}
