//! Rows of comma-separated text: parsing with `FromStr`, sorting, grouping, and columns by closure.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::str::FromStr;

#[derive(Debug, Clone, PartialEq)]
struct Row {
    city: String,
    year: u16,
    people: u64,
}

#[derive(Debug, PartialEq, Eq)]
enum RowError {
    Columns(usize),
    Number { column: &'static str, text: String },
}

fn number<T: FromStr>(column: &'static str, text: &str) -> Result<T, RowError> {
    text.trim().parse().map_err(|_| RowError::Number {
        column,
        text: text.to_string(),
    })
}

impl FromStr for Row {
    type Err = RowError;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let cells: Vec<&str> = line.split(',').collect();
        let [city, year, people] = cells.as_slice() else {
            return Err(RowError::Columns(cells.len()));
        };
        Ok(Row {
            city: city.trim().to_string(),
            year: number("year", year)?,
            people: number("people", people)?,
        })
    }
}

fn parse(text: &str) -> Result<Vec<Row>, RowError> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.skip(1).map(|line| line.parse::<Row>()).collect()
}

fn sum_by<K, F>(rows: &[Row], key: F) -> BTreeMap<K, u64>
where
    K: Ord,
    F: Fn(&Row) -> K,
{
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(key(row)).or_insert(0) += row.people;
    }
    sums
}

fn render<K: std::fmt::Display>(sums: &BTreeMap<K, u64>) -> String {
    let width = sums
        .keys()
        .map(|key| key.to_string().len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (key, sum) in sums {
        let name = key.to_string();
        writeln!(text, "{name:<width$} {sum:>6}").expect("a string takes everything");
    }
    text
}

const SAMPLE: &str = "city,year,people
    Ulm, 1990, 110
    Bern, 1990, 140
    Ulm, 2020, 126
";

fn main() {
    let mut rows = parse(SAMPLE).expect("the sample is sound");
    rows.sort_by(|one, other| one.city.cmp(&other.city).then(other.year.cmp(&one.year)));
    assert_eq!(
        rows[1],
        Row {
            city: "Ulm".into(),
            year: 2020,
            people: 126
        }
    );
    let by_city = sum_by(&rows, |row| row.city.clone());
    assert_eq!(by_city["Ulm"], 236);
    assert_eq!(render(&by_city), "Bern    140\nUlm     236\n");
    let by_year = sum_by(&rows, |row| row.year);
    assert_eq!(
        by_year.into_iter().collect::<Vec<_>>(),
        [(1990, 250), (2020, 126)]
    );
    assert_eq!("a,b".parse::<Row>(), Err(RowError::Columns(2)));
    let error = parse("head\nUlm, x, 1").unwrap_err();
    assert_eq!(
        error,
        RowError::Number {
            column: "year",
            text: " x".to_string()
        }
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_text_has_no_rows() {
        assert_eq!(parse(""), Ok(Vec::new()));
    }

    #[test]
    fn the_last_column_counts() {
        assert!(matches!(
            "a,1,-2".parse::<Row>(),
            Err(RowError::Number {
                column: "people",
                ..
            })
        ));
    }
}
