//! Commands as lines of text.

use crate::store::Store;
use crate::task::{Priority, Task};

#[derive(Debug, PartialEq)]
pub enum Reply {
    Added(u32),
    Done(String),
    Failed(String),
}

enum Command<'a> {
    Add { priority: Priority, title: &'a str },
    Done(u32),
}

fn parse(line: &str) -> Result<Command<'_>, String> {
    let (verb, rest) = line
        .split_once(' ')
        .ok_or_else(|| format!("what is {line}?"))?;
    match verb {
        "add" => {
            let (priority, title) = rest.split_once(' ').ok_or("no title")?;
            let priority = priority.parse::<Priority>()?;
            Ok(Command::Add { priority, title })
        }
        "done" => {
            let number = rest.parse().map_err(|error| format!("{rest}: {error}"))?;
            Ok(Command::Done(number))
        }
        other => Err(format!("what is {other}?")),
    }
}

fn execute(store: &mut Store, command: Command<'_>) -> Result<Reply, String> {
    match command {
        Command::Add { priority, title } => {
            let number = store.add(Task::new(title, priority));
            Ok(Reply::Added(number))
        }
        Command::Done(number) => {
            let task = store.get_mut(number).ok_or(format!("no task {number}"))?;
            task.finish();
            Ok(Reply::Done(task.title().to_string()))
        }
    }
}

pub fn run(store: &mut Store, line: &str) -> Reply {
    let reply = parse(line).and_then(|command| execute(store, command));
    reply.unwrap_or_else(Reply::Failed)
}
