//! Who walks, and what came of each step.

use crate::rooms::{Direction, Map};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Moved(&'static str),
    Took(String),
    Refused(String),
    Unknown,
    Won,
}

pub struct Player {
    place: &'static str,
    bag: Vec<String>,
}

impl Player {
    pub fn at(place: &'static str) -> Player {
        Player { place, bag: vec![] }
    }

    pub fn bag(&self) -> &[String] {
        &self.bag
    }

    fn carries(&self, thing: &str) -> bool {
        self.bag.iter().any(|carried| carried == thing)
    }

    fn walk(&mut self, map: &Map, direction: Direction) -> Option<Outcome> {
        let next = map.room(self.place)?.leads(direction)?;
        let room = map.room(next)?;
        if room.dark && !self.carries("lamp") {
            return Some(Outcome::Refused("it is dark".into()));
        }
        self.place = next;
        Some(if room.dark {
            Outcome::Won
        } else {
            Outcome::Moved(next)
        })
    }

    pub fn act(&mut self, map: &Map, line: &str) -> Outcome {
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some("go"), Some(word)) => {
                let way = Direction::parse(word).and_then(|direction| self.walk(map, direction));
                way.unwrap_or_else(|| Outcome::Refused(format!("no way {word}")))
            }
            (Some("take"), Some(thing)) => {
                let there = map
                    .room(self.place)
                    .is_some_and(|room| room.things.contains(thing));
                if !there || self.carries(thing) {
                    return Outcome::Refused(format!("no {thing} here"));
                }
                self.bag.push(thing.to_string());
                Outcome::Took(thing.to_string())
            }
            _ => Outcome::Unknown,
        }
    }
}
