//! Stock of a shop: an error type with `From`, a builder, and a report.

use std::collections::BTreeMap;
use std::fmt;
use std::num::ParseIntError;

#[derive(Debug)]
enum StockError {
    BadCount(ParseIntError),
    NoSuchItem(String),
    NotEnough { wanted: u32, left: u32 },
}

impl From<ParseIntError> for StockError {
    fn from(error: ParseIntError) -> Self {
        StockError::BadCount(error)
    }
}

impl fmt::Display for StockError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            StockError::BadCount(error) => write!(f, "bad count: {}", error),
            StockError::NoSuchItem(name) => write!(f, "no item called {}", name),
            StockError::NotEnough { wanted, left } => {
                write!(f, "wanted {} but only {} left", wanted, left)
            }
        }
    }
}

impl std::error::Error for StockError {}

#[derive(Debug, Clone, Default, PartialEq)]
struct Item {
    name: String,
    count: u32,
    price: f64,
}

#[derive(Default)]
struct ItemBuilder {
    item: Item,
}

impl ItemBuilder {
    fn named(name: &str) -> ItemBuilder {
        let item = Item {
            name: name.to_string(),
            ..Item::default()
        };
        ItemBuilder { item }
    }

    fn count(mut self, count: u32) -> Self {
        self.item.count = count;
        self
    }

    fn price(mut self, price: f64) -> Self {
        self.item.price = price;
        self
    }

    fn build(self) -> Item {
        self.item
    }
}

struct Stock {
    items: BTreeMap<String, Item>,
}

impl Stock {
    fn new() -> Self {
        Self {
            items: BTreeMap::new(),
        }
    }

    fn add(&mut self, item: Item) -> &mut Self {
        self.items.insert(item.name.clone(), item);
        self
    }

    fn take(&mut self, name: &str, count: &str) -> Result<u32, StockError> {
        let wanted: u32 = count.trim().parse()?;
        let item = self
            .items
            .get_mut(name)
            .ok_or_else(|| StockError::NoSuchItem(name.to_string()))?;
        if item.count < wanted {
            return Err(StockError::NotEnough {
                wanted,
                left: item.count,
            });
        }
        item.count -= wanted;
        Ok(item.count)
    }

    fn value(&self) -> f64 {
        self.items
            .values()
            .map(|item| f64::from(item.count) * item.price)
            .sum()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut stock = Stock::new();
    let nails = ItemBuilder::named("nails").count(200).price(0.05).build();
    let hammer = ItemBuilder::named("hammer").count(3).price(12.5).build();
    let copy = hammer.clone();
    stock.add(nails).add(hammer);
    assert_eq!(stock.items["hammer"], copy);
    assert_eq!(stock.take("nails", " 20 ")?, 180);
    assert!((stock.value() - 46.5).abs() < 1e-9);
    let error = stock.take("hammer", "4").unwrap_err();
    assert_eq!(error.to_string(), "wanted 4 but only 3 left");
    assert!(matches!(stock.take("saw", "1"), Err(StockError::NoSuchItem(name)) if name == "saw"));
    assert!(stock
        .take("nails", "many")
        .unwrap_err()
        .to_string()
        .starts_with("bad count"));
    Ok(())
}
