//! Listeners as boxed closures: subscriptions, shared state, removal, and events of several types.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

type Listener = Box<dyn Fn(&dyn Any) -> bool>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Id(usize);

#[derive(Default)]
struct Bus {
    listeners: HashMap<&'static str, Vec<(Id, Listener)>>,
    next: Cell<usize>,
}

impl Bus {
    fn on<E, F>(&mut self, topic: &'static str, listener: F) -> Id
    where
        E: Any,
        F: Fn(&E) + 'static,
    {
        let id = Id(self.next.get());
        self.next.set(id.0 + 1);
        let boxed: Listener = Box::new(move |event| match event.downcast_ref::<E>() {
            Some(event) => {
                listener(event);
                true
            }
            None => false,
        });
        self.listeners.entry(topic).or_default().push((id, boxed));
        id
    }

    fn off(&mut self, wanted: Id) -> bool {
        let before = self.count();
        for list in self.listeners.values_mut() {
            list.retain(|(id, _)| *id != wanted);
        }
        self.count() < before
    }

    fn emit(&self, topic: &str, event: &dyn Any) -> usize {
        match self.listeners.get(topic) {
            Some(list) => list.iter().filter(|(_, listener)| listener(event)).count(),
            None => 0,
        }
    }

    fn count(&self) -> usize {
        self.listeners.values().map(Vec::len).sum()
    }
}

struct Moved {
    x: i32,
    y: i32,
}

fn counter() -> impl FnMut(i32) -> i32 {
    let mut total = 0;
    move |step| {
        total += step;
        total
    }
}

fn main() {
    let mut bus = Bus::default();
    let log: Rc<RefCell<Vec<String>>> = Rc::default();
    let seen = Rc::clone(&log);
    let first = bus.on("move", move |event: &Moved| {
        seen.borrow_mut().push(format!("{},{}", event.x, event.y));
    });
    let far = Rc::new(Cell::new(0));
    let farthest = far.clone();
    bus.on("move", move |event: &Moved| {
        farthest.set(farthest.get().max(event.x.abs() + event.y.abs()))
    });
    bus.on("key", |_: &char| {});

    assert_eq!(bus.emit("move", &Moved { x: 3, y: -4 }), 2);
    assert_eq!(bus.emit("key", &"not a char"), 0);
    assert!(bus.off(first));
    assert!(!bus.off(first));
    assert_eq!(bus.emit("move", &Moved { x: -9, y: 0 }), 1);
    assert_eq!(*log.borrow(), ["3,-4"]);
    assert_eq!(far.get(), 9);

    let mut add = counter();
    assert_eq!([add(2), add(3)], [2, 5]);
}
