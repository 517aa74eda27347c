//! A list of tasks, kept in three files: what a task is, where tasks are stored, and the commands.

mod command;
mod store;
mod task;

use command::{run, Reply};
use store::Store;
use task::{Priority, Task};

fn main() {
    let mut store = Store::default();
    assert_eq!(run(&mut store, "add high buy milk"), Reply::Added(1));
    assert_eq!(run(&mut store, "add low read"), Reply::Added(2));
    assert_eq!(
        run(&mut store, "done 1"),
        Reply::Done("buy milk".to_string())
    );
    assert_eq!(
        run(&mut store, "done 7"),
        Reply::Failed("no task 7".to_string())
    );
    assert!(matches!(run(&mut store, "dance"), Reply::Failed(text) if text.contains("dance")));
    let open: Vec<&Task> = store.open().collect();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].title(), "read");
    assert_eq!(open[0].priority, Priority::Low);
    assert_eq!(store.count_by(|task| task.is_done()), 1);
    assert_eq!(task::summary(open[0]), "[ ] read (low)");
}
