//! Trees two ways: `Rc`/`RefCell`/`Weak`, and boxes.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

#[derive(Debug)]
struct Folder {
    name: String,
    parent: RefCell<Weak<Folder>>,
    children: RefCell<Vec<Rc<Folder>>>,
}

impl Folder {
    fn new(name: &str) -> Rc<Folder> {
        Rc::new(Folder {
            name: name.to_string(),
            parent: RefCell::new(Weak::new()),
            children: RefCell::new(Vec::new()),
        })
    }

    fn add(parent: &Rc<Folder>, child: Rc<Folder>) {
        *child.parent.borrow_mut() = Rc::downgrade(parent);
        parent.children.borrow_mut().push(child);
    }

    fn path(&self) -> String {
        match self.parent.borrow().upgrade() {
            Some(parent) => format!("{}/{}", parent.path(), self.name),
            None => self.name.clone(),
        }
    }
}

#[derive(Debug, Default)]
struct Tree<T> {
    root: Option<Box<Node<T>>>,
    size: usize,
}

#[derive(Debug)]
struct Node<T> {
    value: T,
    left: Option<Box<Node<T>>>,
    right: Option<Box<Node<T>>>,
}

impl<T: Ord> Tree<T> {
    fn insert(&mut self, value: T) -> bool {
        let mut place = &mut self.root;
        while let Some(node) = place {
            if value == node.value {
                return false;
            }
            place = if value < node.value {
                &mut node.left
            } else {
                &mut node.right
            };
        }
        *place = Some(Box::new(Node {
            value,
            left: None,
            right: None,
        }));
        self.size += 1;
        true
    }

    fn contains(&self, value: &T) -> bool {
        let mut next = self.root.as_ref();
        while let Some(node) = next {
            if *value == node.value {
                return true;
            }
            next = if *value < node.value {
                node.left.as_ref()
            } else {
                node.right.as_ref()
            };
        }
        false
    }

    fn breadth_first(&self) -> Vec<&T> {
        let mut queue: VecDeque<&Node<T>> = self.root.iter().map(|node| node.as_ref()).collect();
        let mut values = Vec::with_capacity(self.size);
        while let Some(node) = queue.pop_front() {
            values.push(&node.value);
            queue.extend(node.left.as_deref());
            queue.extend(node.right.as_deref());
        }
        values
    }
}

fn main() {
    let root = Folder::new("home");
    let docs = Folder::new("docs");
    Folder::add(&root, Rc::clone(&docs));
    let note = Folder::new("note");
    Folder::add(&docs, note.clone());
    assert_eq!(note.path(), "home/docs/note");
    assert_eq!(Rc::strong_count(&docs), 2);
    assert_eq!(root.children.borrow().len(), 1);

    let mut tree = Tree {
        root: None,
        size: 0,
    };
    for value in [5, 2, 8, 1, 9] {
        assert!(tree.insert(value));
    }
    assert!(!tree.insert(8));
    assert!(tree.contains(&9) && !tree.contains(&3));
    assert_eq!(tree.breadth_first(), [&5, &2, &8, &1, &9]);
}
