//! What the library owns.

pub mod book;

use std::rc::Rc;

use self::book::{Book, Genre};

pub trait Search {
    fn matches(&self, text: &str) -> bool;
}

pub struct Catalogue {
    books: Vec<Rc<Book>>,
}

impl Catalogue {
    pub fn new() -> Catalogue {
        Catalogue { books: Vec::new() }
    }

    pub fn add(&mut self, book: Book) -> Rc<Book> {
        let book = Rc::new(book);
        self.books.push(Rc::clone(&book));
        book
    }

    pub fn find(&self, text: &str) -> Vec<&Book> {
        let found = self.books.iter().filter(|book| book.matches(text));
        found.map(|book| book.as_ref()).collect()
    }

    pub fn by_genre(&self, genre: Genre) -> impl Iterator<Item = &Rc<Book>> + '_ {
        self.books.iter().filter(move |book| book.genre == genre)
    }
}
