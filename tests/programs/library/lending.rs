//! Who has what.

use std::collections::HashMap;
use std::rc::Rc;

use crate::catalogue::book::Book;

#[derive(Debug, PartialEq)]
pub enum LendError {
    TooMany { limit: usize },
    Out(String),
}

pub struct Desk {
    limit: usize,
    lent: HashMap<String, Vec<Rc<Book>>>,
}

impl Desk {
    pub fn with_limit(limit: usize) -> Self {
        Desk {
            limit,
            lent: HashMap::new(),
        }
    }

    fn is_out(&self, book: &Rc<Book>) -> bool {
        self.lent
            .values()
            .flatten()
            .any(|lent| Rc::ptr_eq(lent, book))
    }

    pub fn lend(&mut self, reader: &str, book: &Rc<Book>) -> Result<(), LendError> {
        let is_out = self.is_out(book);
        let limit = self.limit;
        let has = self.lent.entry(reader.to_string()).or_default();
        if has.len() >= limit {
            return Err(LendError::TooMany { limit });
        }
        if is_out {
            return Err(LendError::Out(book.title.clone()));
        }
        has.push(book.clone());
        Ok(())
    }

    pub fn bring_back(&mut self, reader: &str) -> usize {
        self.lent
            .remove(reader)
            .map(|books| books.len())
            .unwrap_or(0)
    }
}
