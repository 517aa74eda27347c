//! Dates of the Gregorian calendar: conversions, ordering, ranges as iterators, and parsing.

use std::cmp::Ordering;
use std::convert::TryFrom;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Date {
    year: i32,
    month: u8,
    day: u8,
}

#[derive(Debug, PartialEq, Eq)]
enum DateError {
    Shape,
    Digit(char),
    NoSuchDay(u8),
}

fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

fn digits(text: &str) -> Result<i32, DateError> {
    let mut number = 0;
    for letter in text.chars() {
        let digit = letter.to_digit(10).ok_or(DateError::Digit(letter))?;
        number = number * 10 + digit as i32;
    }
    Ok(number)
}

impl TryFrom<&str> for Date {
    type Error = DateError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        let mut parts = text.splitn(3, '-');
        let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(DateError::Shape);
        };
        let date = Date {
            year: digits(year)?,
            month: digits(month)? as u8,
            day: digits(day)? as u8,
        };
        if date.day == 0 || date.day > days_in(date.year, date.month) {
            return Err(DateError::NoSuchDay(date.day));
        }
        Ok(date)
    }
}

impl Date {
    fn next(self) -> Date {
        let Date { year, month, day } = self;
        if day < days_in(year, month) {
            Date {
                day: day + 1,
                ..self
            }
        } else if month < 12 {
            Date {
                year,
                month: month + 1,
                day: 1,
            }
        } else {
            Date {
                year: year + 1,
                month: 1,
                day: 1,
            }
        }
    }

    fn until(self, end: Date) -> impl Iterator<Item = Date> {
        std::iter::successors(Some(self), |date| Some(date.next()))
            .take_while(move |date| *date < end)
    }
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |date: &Date| (date.year, date.month, date.day);
        key(self).cmp(&key(other))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = self;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

fn main() {
    let start = Date::try_from("2024-02-27").unwrap();
    let end = Date {
        year: 2024,
        month: 3,
        day: 2,
    };
    let days: Vec<String> = start.until(end).map(|date| date.to_string()).collect();
    assert_eq!(
        days,
        ["2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01"]
    );
    assert_eq!(
        Date {
            year: 1999,
            month: 12,
            day: 31
        }
        .next()
        .to_string(),
        "2000-01-01"
    );
    assert!(start < end && start.max(end) == end);
    assert_eq!(Date::try_from("2023-02-29"), Err(DateError::NoSuchDay(29)));
    assert_eq!(Date::try_from("2023-x-1"), Err(DateError::Digit('x')));
    assert_eq!(Date::try_from("2023"), Err(DateError::Shape));
}
