//! Rooms and the ways between them.

use std::collections::{HashMap, HashSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    North,
    East,
    South,
    West,
}

impl Direction {
    pub fn parse(word: &str) -> Option<Self> {
        let direction = match word.to_ascii_lowercase().as_str() {
            "north" | "n" => Self::North,
            "east" | "e" => Self::East,
            "south" | "s" => Self::South,
            "west" | "w" => Self::West,
            _ => return None,
        };
        Some(direction)
    }

    pub fn back(self) -> Self {
        match self {
            Direction::North => Direction::South,
            Direction::South => Direction::North,
            Direction::East => Direction::West,
            Direction::West => Direction::East,
        }
    }
}

#[derive(Debug, Default)]
pub struct Room {
    pub things: HashSet<&'static str>,
    pub dark: bool,
    ways: HashMap<Direction, &'static str>,
}

#[derive(Debug, Default)]
pub struct Map {
    rooms: HashMap<&'static str, Room>,
}

impl Map {
    pub fn room(&self, name: &str) -> Option<&Room> {
        self.rooms.get(name)
    }

    fn join(&mut self, from: &'static str, direction: Direction, to: &'static str) {
        self.rooms
            .entry(from)
            .or_default()
            .ways
            .insert(direction, to);
        self.rooms
            .entry(to)
            .or_default()
            .ways
            .insert(direction.back(), from);
    }
}

impl Room {
    pub fn leads(&self, direction: Direction) -> Option<&'static str> {
        self.ways.get(&direction).copied()
    }
}

pub fn sample() -> Map {
    let mut map = Map::default();
    map.join("hall", Direction::North, "attic");
    map.join("attic", Direction::East, "vault");
    if let Some(attic) = map.rooms.get_mut("attic") {
        attic.things.extend(["lamp", "rope"]);
    }
    map.rooms.entry("vault").or_default().dark = true;
    map
}
