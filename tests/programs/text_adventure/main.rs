//! A game of few words: rooms in one file, the player in another, the loop here.

mod player;
mod rooms;

use player::{Outcome, Player};
use rooms::{Direction, Map};

fn play(map: &Map, player: &mut Player, script: &[&str]) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(script.len());
    for line in script {
        let outcome = player.act(map, line);
        let over = outcome == Outcome::Won;
        outcomes.push(outcome);
        if over {
            break;
        }
    }
    outcomes
}

fn main() {
    let map = rooms::sample();
    let mut player = Player::at("hall");
    let script = [
        "go south",
        "go north",
        "take lamp",
        "take crown",
        "jump",
        "go east",
        "go west",
    ];
    let outcomes = play(&map, &mut player, &script);
    assert_eq!(outcomes.len(), 6);
    assert_eq!(outcomes[0], Outcome::Refused(String::from("no way south")));
    assert_eq!(outcomes[1], Outcome::Moved("attic"));
    assert_eq!(outcomes[2], Outcome::Took("lamp".to_string()));
    assert!(matches!(&outcomes[3], Outcome::Refused(why) if why.contains("crown")));
    assert!(matches!(outcomes[4], Outcome::Unknown));
    assert_eq!(outcomes.last(), Some(&Outcome::Won));
    assert_eq!(player.bag(), ["lamp"]);
    assert_eq!(Direction::North.back(), Direction::South);
}
