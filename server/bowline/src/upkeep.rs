//! Keeps what the program leaves on the disk within its bounds, for as long as a server runs.
//!
//! Lives here: when it is looked at. Does not live here: what goes first, and how (`journal`, `bowline_shadow::life`).

use std::{sync::Arc, time::Duration};

use bowline_shadow::life;

use crate::{config::Config, engine::Engine, journal};

/// How often a server looks: seldom beside the days in which shadows grow old, and often enough for one that runs for weeks.
pub(crate) const EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// What is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Bytes of journals.
    pub(crate) journals: u64,
    /// Age and bytes of shadows.
    pub(crate) shadows: life::Limits,
}

impl Bounds {
    /// Those of the settings.
    pub(crate) fn of(config: &Config) -> Self {
        Self {
            journals: config.journal_budget(),
            shadows: config.shadow_limits(),
        }
    }
}

/// Looks now, and again each time that `every` has passed. A shadow that no loop has used for so long is let go, so that it counts
/// as any other that nobody uses. Never ends.
pub(crate) async fn go_on(engine: Arc<Engine>, bounds: Bounds, every: Duration) {
    loop {
        let (journals, shadows) = (
            engine.directories().journals(),
            engine.directories().shadows(),
        );
        let looking = tokio::task::spawn_blocking(move || {
            journal::tidy(&journals, bounds.journals);
            life::tidy(&shadows, bounds.shadows);
        });
        if let Err(error) = looking.await {
            tracing::warn!(%error, "what is on the disk could not be looked through");
        }
        tokio::time::sleep(every).await;
        engine.close_shadows_unused_for(every);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::Path,
        time::{Instant, SystemTime},
    };

    use super::*;
    use crate::directories::Directories;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    /// Appears in one step, as a cleaning sees it.
    fn old_shadow(home: &Path, shadows: &Path) {
        let made = home.join("made");
        fs::create_dir_all(made.join("slot-0/.bowline")).unwrap();
        for name in ["slot-0/.bowline/tree.json", "slot-0.lock"] {
            let file = fs::File::create(made.join(name)).unwrap();
            file.set_modified(SystemTime::now() - 2 * DAY).unwrap();
        }
        fs::create_dir_all(shadows).unwrap();
        fs::rename(made, shadows.join("demo-1")).unwrap();
    }

    #[tokio::test]
    async fn a_server_cleans_again_and_again() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        let directories = Directories {
            cache: at("cache"),
            state: at("state"),
            user_config: at("bowline.toml"),
        };
        let shadows = directories.shadows();
        let bounds = Bounds {
            journals: 0,
            shadows: life::Limits {
                max_age: Some(DAY),
                max_bytes: None,
            },
        };
        let engine = Arc::new(Engine::new(directories));
        let keeping = tokio::spawn(go_on(engine, bounds, Duration::from_millis(1)));
        for _ in 0..3 {
            old_shadow(home.path(), &shadows);
            let began = Instant::now();
            while shadows.join("demo-1").exists() {
                assert!(began.elapsed() < Duration::from_secs(60), "it stays");
                tokio::task::yield_now().await;
            }
        }
        keeping.abort();
    }
}
