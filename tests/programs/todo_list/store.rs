//! All tasks, by number.

use std::collections::BTreeMap;

use crate::task::Task;

#[derive(Debug, Default)]
pub struct Store {
    tasks: BTreeMap<u32, Task>,
    last: u32,
}

impl Store {
    pub fn add(&mut self, task: Task) -> u32 {
        self.last += 1;
        self.tasks.insert(self.last, task);
        self.last
    }

    pub fn get_mut(&mut self, number: u32) -> Option<&mut Task> {
        self.tasks.get_mut(&number)
    }

    pub fn open(&self) -> impl Iterator<Item = &Task> {
        self.tasks.values().filter(|task| !task.is_done())
    }

    pub fn count_by<F>(&self, wanted: F) -> usize
    where
        F: Fn(&Task) -> bool,
    {
        self.tasks.values().filter(|task| wanted(task)).count()
    }
}
