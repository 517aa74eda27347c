use std::collections::BTreeMap;

pub fn double(number: u32) -> u32 {
    let mut result = number * 2;
    result
}
