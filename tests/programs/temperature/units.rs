//! Degrees that cannot be mixed up.

use std::fmt::{self, Display, Formatter};

pub trait Degrees: Copy {
    const UNIT: &'static str;

    fn degrees(&self) -> f64;
    fn from_degrees(degrees: f64) -> Self;
}

#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Celsius(pub f64);

#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Fahrenheit(pub f64);

macro_rules! degrees {
    ($kind:ident, $unit:literal) => {
        impl Degrees for $kind {
            const UNIT: &'static str = $unit;

            fn degrees(&self) -> f64 {
                self.0
            }

            fn from_degrees(degrees: f64) -> Self {
                $kind(degrees)
            }
        }

        impl Display for $kind {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                write!(f, "{:.1} {}", self.degrees(), Self::UNIT)
            }
        }
    };
}

degrees!(Celsius, "°C");
degrees!(Fahrenheit, "°F");

impl From<Fahrenheit> for Celsius {
    fn from(other: Fahrenheit) -> Self {
        Celsius((other.0 - 32.0) / 1.8)
    }
}

impl From<Celsius> for Fahrenheit {
    fn from(other: Celsius) -> Self {
        Fahrenheit(other.0 * 1.8 + 32.0)
    }
}
