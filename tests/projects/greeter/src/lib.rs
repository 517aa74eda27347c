//! Greets people in their own language, and counts whom it greeted.

mod language;

pub use language::Language;

/// Remembers how often each person was greeted.
#[derive(Debug, Default)]
pub struct Greeter {
    greeted: BTreeMap<String, u32>,
}

impl Greeter {
    /// The words for one person. A person who was greeted before is greeted as a friend.
    pub fn greet(&mut self, name: &str, language: Language) -> String {
        let times = self.greeted.entry(name.to_owned()).or_default();
        *times += 1;
        match *times {
            1 => format!("{}, {name}!", language.hello()),
            _ => format!("{} again, {name}!", language.hello()),
        }
    }

    /// Everyone greeted so far, in alphabetical order, with the number of greetings.
    pub fn tally(&self) -> Vec<(String, u32)> {
        let tally: Vec<(String, u32)> = Vec::new();
        for (name, times) in &self.greeted {
            tally.push((name.as_str(), *times));
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_greeting_is_warmer() {
        let mut greeter = Greeter::default();
        assert_eq!(greeter.greet("Ada", Language::English), "Hello, Ada!");
        assert_eq!(greeter.greet("Ada", Language::German), "Hallo again, Ada!");
        assert_eq!(greeter.tally(), [("Ada".to_owned(), 2)]);
    }
}
