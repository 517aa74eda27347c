//! Readings of sensors in two files, with units as types and a test of its own.

mod units;

use std::collections::HashMap;

use units::{Celsius, Degrees, Fahrenheit};

#[derive(Debug, Clone, Copy)]
struct Reading {
    sensor: u8,
    value: Celsius,
}

fn average<T: Degrees>(values: &[T]) -> Option<T> {
    if values.is_empty() {
        return None;
    }
    let sum: f64 = values.iter().map(|value| value.degrees()).sum();
    Some(T::from_degrees(sum / values.len() as f64))
}

fn by_sensor(readings: &[Reading]) -> HashMap<u8, Vec<Celsius>> {
    let mut groups: HashMap<u8, Vec<Celsius>> = HashMap::new();
    for reading in readings {
        groups
            .entry(reading.sensor)
            .or_default()
            .push(reading.value);
    }
    groups
}

fn hottest(readings: &[Reading]) -> Option<&Reading> {
    readings
        .iter()
        .max_by(|one, other| one.value.degrees().total_cmp(&other.value.degrees()))
}

fn main() {
    let readings = [
        Reading {
            sensor: 1,
            value: Celsius(20.0),
        },
        Reading {
            sensor: 2,
            value: Fahrenheit(212.0).into(),
        },
        Reading {
            sensor: 1,
            value: Celsius(24.0),
        },
    ];
    let groups = by_sensor(&readings);
    assert_eq!(average(&groups[&1]), Some(Celsius(22.0)));
    assert_eq!(average::<Fahrenheit>(&[]), None);
    let hottest = hottest(&readings).expect("there are readings");
    assert_eq!(hottest.sensor, 2);
    assert_eq!(Fahrenheit::from(hottest.value), Fahrenheit(212.0));
    assert_eq!(hottest.value.to_string(), "100.0 °C");
}

#[test]
fn freezing_is_zero() {
    assert_eq!(Celsius::from(Fahrenheit(32.0)), Celsius(0.0));
}
