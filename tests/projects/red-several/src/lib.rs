//! A rule of which one test shows too little.

/// Whether so many people fill a table.
pub fn is_full(people: u32, seats: u32) -> bool {
    people > seats
}

#[cfg(test)]
mod tests {
    use super::is_full;

    #[test]
    fn as_many_people_as_seats_fill_it() {
        assert!(is_full(4, 4));
    }
}
