//! Plugins behind a trait in a file of its own, found by name in a registry and run over text.

mod plugin;
mod registry;

use plugin::{Context, Plugin, Shout, Wrap};
use registry::{Registry, RegistryError};

struct Count;

impl Plugin for Count {
    fn name(&self) -> &'static str {
        "count"
    }

    fn run(&self, context: &mut Context, text: &str) -> String {
        context.note(format!("{} letters", text.chars().count()));
        text.to_string()
    }
}

fn main() -> Result<(), RegistryError> {
    let mut registry = Registry::new();
    registry.register(Box::new(Shout))?;
    registry.register(Box::new(Wrap::with('<', '>')))?;
    registry.register(Box::new(Count))?;
    assert!(matches!(
        registry.register(Box::new(Shout)),
        Err(RegistryError::Taken("shout"))
    ));

    let mut context = Context::default();
    let text = registry.run(&mut context, &["shout", "count", "wrap"], "grün")?;
    assert_eq!(text, "<GRÜN>");
    assert_eq!(context.notes(), ["4 letters"]);
    let missing = registry.run(&mut context, &["sing"], "x").unwrap_err();
    assert_eq!(missing.to_string(), "there is no plugin sing");
    assert_eq!(
        registry.names().collect::<Vec<_>>(),
        ["count", "shout", "wrap"]
    );
    Ok(())
}
