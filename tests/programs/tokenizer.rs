//! A small arithmetic language: text to tokens, tokens to a tree, the tree to a number.

use std::fmt;
use std::iter::Peekable;
use std::str::Chars;

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(f64),
    Plus,
    Minus,
    Star,
    Open,
    Close,
}

#[derive(Debug, PartialEq)]
enum SyntaxError {
    Unexpected(char),
    Missing(&'static str),
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SyntaxError::Unexpected(letter) => write!(f, "unexpected {letter:?}"),
            SyntaxError::Missing(what) => write!(f, "missing {what}"),
        }
    }
}

fn number(chars: &mut Peekable<Chars<'_>>) -> f64 {
    let mut digits = String::new();
    while let Some(letter) = chars.peek() {
        if !letter.is_ascii_digit() && *letter != '.' {
            break;
        }
        digits.push(*letter);
        chars.next();
    }
    digits.parse().unwrap_or(0.0)
}

fn tokenize(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(&letter) = chars.peek() {
        if letter.is_ascii_digit() {
            tokens.push(Token::Number(number(&mut chars)));
            continue;
        }
        chars.next();
        let token = match letter {
            ' ' => continue,
            '+' => Token::Plus,
            '-' => Token::Minus,
            '*' => Token::Star,
            '(' => Token::Open,
            ')' => Token::Close,
            other => return Err(SyntaxError::Unexpected(other)),
        };
        tokens.push(token);
    }
    Ok(tokens)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn new(tokens: Vec<Token>) -> Self {
        Parser { tokens, at: 0 }
    }

    fn take(&mut self, wanted: &Token) -> bool {
        let found = self.tokens.get(self.at) == Some(wanted);
        if found {
            self.at += 1;
        }
        found
    }

    fn sum(&mut self) -> Result<f64, SyntaxError> {
        let mut value = self.product()?;
        loop {
            if self.take(&Token::Plus) {
                value += self.product()?;
            } else if self.take(&Token::Minus) {
                value -= self.product()?;
            } else {
                return Ok(value);
            }
        }
    }

    fn product(&mut self) -> Result<f64, SyntaxError> {
        let mut value = self.atom()?;
        while self.take(&Token::Star) {
            value *= self.atom()?;
        }
        Ok(value)
    }

    fn atom(&mut self) -> Result<f64, SyntaxError> {
        if self.take(&Token::Open) {
            let value = self.sum()?;
            if !self.take(&Token::Close) {
                return Err(SyntaxError::Missing("a closing parenthesis"));
            }
            return Ok(value);
        }
        match self.tokens.get(self.at) {
            Some(Token::Number(value)) => {
                let value = *value;
                self.at += 1;
                Ok(value)
            }
            _ => Err(SyntaxError::Missing("a number")),
        }
    }
}

fn evaluate(text: &str) -> Result<f64, SyntaxError> {
    let tokens = tokenize(text)?;
    Parser::new(tokens).sum()
}

fn main() {
    assert_eq!(evaluate("1 + 2 * 3"), Ok(7.0));
    assert_eq!(evaluate("(1 + 2) * 3.5"), Ok(10.5));
    assert_eq!(
        evaluate("2 - (3"),
        Err(SyntaxError::Missing("a closing parenthesis"))
    );
    let error = evaluate("2 % 3").unwrap_err();
    assert_eq!(error.to_string(), "unexpected '%'");
    assert_eq!(evaluate("").unwrap_err().to_string(), "missing a number");
}
