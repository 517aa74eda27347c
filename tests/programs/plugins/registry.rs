//! Plugins by name.

use std::collections::btree_map::Entry;
use std::collections::BTreeMap;
use std::fmt;

use crate::plugin::{Context, Plugin};

#[derive(Debug)]
pub enum RegistryError {
    Taken(&'static str),
    Missing { name: String },
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(name) => write!(f, "{name} is taken"),
            Self::Missing { name } => write!(f, "there is no plugin {name}"),
        }
    }
}

pub struct Registry {
    plugins: BTreeMap<&'static str, Box<dyn Plugin>>,
}

impl Registry {
    pub fn new() -> Registry {
        Registry {
            plugins: BTreeMap::new(),
        }
    }

    pub fn register(&mut self, plugin: Box<dyn Plugin>) -> Result<(), RegistryError> {
        match self.plugins.entry(plugin.name()) {
            Entry::Occupied(taken) => Err(RegistryError::Taken(taken.key())),
            Entry::Vacant(place) => {
                place.insert(plugin);
                Ok(())
            }
        }
    }

    fn get(&self, name: &str) -> Result<&dyn Plugin, RegistryError> {
        let found = self.plugins.get(name).map(|plugin| plugin.as_ref());
        found.ok_or_else(|| RegistryError::Missing {
            name: name.to_string(),
        })
    }

    pub fn run(
        &self,
        context: &mut Context,
        names: &[&str],
        text: &str,
    ) -> Result<String, RegistryError> {
        let mut text = text.to_string();
        for name in names {
            let plugin = self.get(name)?;
            text = plugin.run(context, &text);
        }
        Ok(text)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.plugins.keys().copied()
    }
}
