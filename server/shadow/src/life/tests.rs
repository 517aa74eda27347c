//! Which shadows go and which stay.

use super::*;

const HOUR: Duration = Duration::from_secs(60 * 60);
const FORTNIGHT: Limits = Limits {
    max_age: Some(Duration::from_secs(14 * 24 * 60 * 60)),
    max_bytes: Some(20_000_000_000),
};

/// Shadows in a directory of their own.
struct Shadows(tempfile::TempDir);

impl Shadows {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A slot with this many bytes in it that was left so long ago.
    fn slot(&self, name: &str, bytes: usize, ago: Duration) -> PathBuf {
        let directory = self.0.path().join(name);
        fs::create_dir_all(directory.join(OWN)).unwrap();
        fs::write(directory.join("content"), vec![7; bytes]).unwrap();
        let lock = fs::File::create(directory.with_extension("lock")).unwrap();
        lock.set_modified(SystemTime::now() - ago).unwrap();
        directory
    }

    fn sweep(&self, limits: Limits) -> Swept {
        sweep(self.0.path(), limits)
    }

    fn left(&self) -> Vec<String> {
        let workspaces = directories(self.0.path());
        let slots = workspaces
            .iter()
            .flat_map(|workspace| directories(workspace));
        slots
            .map(|slot| {
                let name = slot.strip_prefix(self.0.path()).unwrap();
                name.to_str().unwrap().to_owned()
            })
            .collect()
    }
}

#[test]
fn the_old_go_with_their_locks_and_the_recent_stay() {
    let shadows = Shadows::new();
    let old = shadows.slot("a-0/slot-0", 1, HOUR * 3);
    shadows.slot("b-0/slot-0", 1, HOUR * 3);
    shadows.slot("b-0/slot-1", 1, HOUR);
    let swept = shadows.sweep(Limits {
        max_age: Some(HOUR * 2),
        max_bytes: None,
    });
    assert_eq!((swept.removed, swept.failed.len()), (2, 0));
    assert_eq!(shadows.left(), ["b-0/slot-1"]);
    assert_eq!(old.parent().unwrap().exists(), !cfg!(unix));
    assert_eq!(shadows.sweep(FORTNIGHT).removed, 0);
}

#[test]
fn the_least_recently_used_make_room() {
    let shadows = Shadows::new();
    shadows.slot("a-0/slot-0", 1 << 20, HOUR);
    shadows.slot("b-0/slot-0", 1 << 20, HOUR * 3);
    shadows.slot("c-0/slot-0", 1 << 20, HOUR * 2);
    let swept = shadows.sweep(Limits {
        max_age: None,
        max_bytes: Some((2 << 20) + (1 << 19)),
    });
    assert_eq!(swept.removed, 1);
    assert!(swept.freed_bytes >= 1 << 20, "{}", swept.freed_bytes);
    assert_eq!(shadows.left(), ["a-0/slot-0", "c-0/slot-0"]);
}

#[test]
fn what_is_in_use_stays_beyond_every_limit() {
    let shadows = Shadows::new();
    let used = shadows.slot("a-0/slot-0", 1, HOUR);
    let lock = Lock::attempt(&used.with_extension("lock"))
        .unwrap()
        .unwrap();
    let swept = shadows.sweep(Limits::NOTHING);
    assert_eq!((swept.removed, swept.in_use), (0, 1));
    let both = Limits {
        max_age: None,
        max_bytes: Some(0),
    };
    assert_eq!(shadows.sweep(both).in_use, 1);
    drop(lock);
    assert_eq!(shadows.sweep(Limits::NOTHING).removed, 1);
    assert!(shadows.left().is_empty());
}

#[test]
fn a_cleaning_that_was_killed_is_finished_by_the_next() {
    let shadows = Shadows::new();
    let kept = shadows.slot("a-0/slot-0", 1, Duration::ZERO);
    let half = kept.with_file_name("slot-1.removed-17-0");
    fs::create_dir_all(half.join("deep")).unwrap();
    let strange = kept.with_file_name("slot-of-somebody");
    fs::create_dir(&strange).unwrap();
    let swept = shadows.sweep(FORTNIGHT);
    assert_eq!((swept.removed, swept.failed.len()), (0, 0));
    assert!(kept.is_dir() && strange.is_dir() && !half.exists());
}
