//! A state machine with a log: enums that carry data, transitions, and a small queue.

use std::collections::VecDeque;
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Light {
    Red,
    Yellow { to_green: bool },
    Green,
}

#[derive(Debug, Clone, PartialEq)]
enum Event {
    Tick(Duration),
    Button,
    Fault(String),
}

#[derive(Debug)]
enum State {
    Running { light: Light, left: Duration },
    Stopped { reason: String },
}

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_secs(3);
static NAME: &str = "crossing";

impl Light {
    fn next(self) -> Self {
        match self {
            Light::Red => Light::Yellow { to_green: true },
            Light::Yellow { to_green: true } => Light::Green,
            Light::Yellow { to_green: false } => Light::Red,
            Light::Green => Light::Yellow { to_green: false },
        }
    }

    const fn time(self) -> Duration {
        match self {
            Light::Yellow { .. } => SHORT,
            Light::Red | Light::Green => LONG,
        }
    }
}

struct Crossing {
    state: State,
    log: VecDeque<String>,
}

impl Crossing {
    fn new() -> Self {
        let light = Light::Red;
        let state = State::Running {
            light,
            left: light.time(),
        };
        Crossing {
            state,
            log: VecDeque::new(),
        }
    }

    fn note(&mut self, what: impl Into<String>) {
        if self.log.len() >= 3 {
            self.log.pop_front();
        }
        self.log.push_back(what.into());
    }

    fn handle(&mut self, event: Event) {
        let next = match (&self.state, event) {
            (State::Stopped { .. }, _) => None,
            (_, Event::Fault(reason)) => Some(State::Stopped { reason }),
            (State::Running { light, left }, Event::Tick(time)) => match left.checked_sub(time) {
                Some(left) if !left.is_zero() => Some(State::Running {
                    light: *light,
                    left,
                }),
                _ => {
                    let light = light.next();
                    Some(State::Running {
                        light,
                        left: light.time(),
                    })
                }
            },
            (State::Running { light, left }, Event::Button) => {
                let left = (*left).min(SHORT);
                Some(State::Running {
                    light: *light,
                    left,
                })
            }
        };
        if let Some(state) = next {
            self.note(format!("{NAME}: {state:?}"));
            self.state = state;
        }
    }

    fn light(&self) -> Option<Light> {
        match self.state {
            State::Running { light, .. } => Some(light),
            State::Stopped { .. } => None,
        }
    }
}

fn main() {
    let mut crossing = Crossing::new();
    crossing.handle(Event::Tick(Duration::from_secs(10)));
    assert_eq!(crossing.light(), Some(Light::Red));
    crossing.handle(Event::Button);
    crossing.handle(Event::Tick(SHORT));
    assert_eq!(crossing.light(), Some(Light::Yellow { to_green: true }));
    crossing.handle(Event::Tick(SHORT));
    assert_eq!(crossing.light(), Some(Light::Green));
    assert_eq!(crossing.log.len(), 3);
    crossing.handle(Event::Fault("lamp".to_string()));
    crossing.handle(Event::Button);
    assert_eq!(crossing.light(), None);
    assert!(matches!(&crossing.state, State::Stopped { reason } if reason == "lamp"));
    assert!(crossing
        .log
        .back()
        .is_some_and(|line| line.starts_with("crossing: Stopped")));
}
