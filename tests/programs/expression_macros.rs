//! Macros: a map literal, a newtype maker, repetition, and a small check of our own.

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};

macro_rules! map {
    ($($key:expr => $value:expr),* $(,)?) => {
        BTreeMap::from([$(($key, $value)),*])
    };
}

macro_rules! newtypes {
    ($($name:ident($inner:ty)),+) => {
        $(
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
            struct $name($inner);

            impl From<$inner> for $name {
                fn from(value: $inner) -> Self {
                    $name(value)
                }
            }
        )+
    };
}

macro_rules! ensure {
    ($condition:expr, $($message:tt)+) => {
        if !$condition {
            return Err(format!($($message)+));
        }
    };
}

newtypes!(Meters(u32), Seconds(u32));

trait Describe {
    const KIND: &'static str;

    fn describe(&self) -> String
    where
        Self: Debug,
    {
        format!("{} {:?}", Self::KIND, self)
    }
}

impl Describe for Meters {
    const KIND: &'static str = "length";
}

impl Describe for Seconds {
    const KIND: &'static str = "time";
}

fn speed(way: Meters, time: Seconds) -> Result<u32, String> {
    ensure!(time.0 > 0, "no time for {} m", way.0);
    ensure!(way >= Meters(1), "no way");
    Ok(way.0 / time.0)
}

fn joined<T, I>(parts: I, between: &str) -> String
where
    T: Display,
    I: IntoIterator<Item = T>,
{
    let mut text = String::new();
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            text.push_str(between);
        }
        text += &part.to_string();
    }
    text
}

fn main() {
    let prices = map! { "tea" => 3, "milk" => 1 };
    assert_eq!(prices.get("tea"), Some(&3));
    assert_eq!(joined(prices.keys(), "+"), "milk+tea");
    let total: i32 = prices.values().sum();
    assert_eq!(total, 4);
    assert_eq!(speed(Meters(100), 10.into()), Ok(10));
    assert_eq!(
        speed(Meters(5), Seconds(0)),
        Err("no time for 5 m".to_string())
    );
    assert_eq!(speed(Meters(0), Seconds(1)).unwrap_err(), "no way");
    assert_eq!(Meters::from(3).describe(), "length Meters(3)");
    assert!(Seconds(2).describe().ends_with("Seconds(2)"));
    let empty: BTreeMap<u8, u8> = map! {};
    assert!(empty.is_empty());
}
