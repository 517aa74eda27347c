//! One task.

use std::fmt;
use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Priority {
    Low,
    #[default]
    Normal,
    High,
}

impl FromStr for Priority {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "low" => Ok(Priority::Low),
            "normal" => Ok(Priority::Normal),
            "high" => Ok(Priority::High),
            _ => Err(format!("no priority {text}")),
        }
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Priority::Low => "low",
            Priority::Normal => "normal",
            Priority::High => "high",
        };
        f.write_str(name)
    }
}

#[derive(Debug, Clone)]
pub struct Task {
    title: String,
    pub priority: Priority,
    done: bool,
}

impl Task {
    pub fn new(title: impl Into<String>, priority: Priority) -> Self {
        Task {
            title: title.into(),
            priority,
            done: false,
        }
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    pub fn finish(&mut self) {
        self.done = true;
    }

    pub fn is_done(&self) -> bool {
        self.done
    }
}

pub fn summary(task: &Task) -> String {
    let mark = if task.is_done() { 'x' } else { ' ' };
    format!("[{}] {} ({})", mark, task.title, task.priority)
}
