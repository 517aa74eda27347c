//! One book.

use super::Search;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genre {
    Novel,
    Science,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    pub title: String,
    author: String,
    pub genre: Genre,
    pub pages: Option<u32>,
}

impl Book {
    pub fn new(title: &str, author: &str, genre: Genre) -> Self {
        Self {
            title: title.to_string(),
            author: author.to_string(),
            genre,
            pages: None,
        }
    }

    pub fn with_pages(mut self, pages: u32) -> Self {
        self.pages = Some(pages);
        self
    }
}

impl Search for Book {
    fn matches(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        [&self.title, &self.author]
            .iter()
            .any(|field| field.to_lowercase().contains(&text))
    }
}
