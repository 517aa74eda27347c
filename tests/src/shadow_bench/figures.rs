//! The figures of one run: a table for people and one JSON object for programs. Times in milliseconds, CPU in seconds.

use std::{fmt::Write as _, time::Duration};

use serde_json::{Map, Value, json};

use super::{cost::Cost, members::Place};

/// All of them.
pub struct Figures {
    /// What the shadow stands on.
    pub base: &'static str,
    /// What its processes run in.
    pub sandbox: &'static str,
    /// How many members the workspace has.
    pub members: usize,
    /// The beginning.
    pub start: Start,
    /// Bringing the shadow in step with a disk on which nothing changed.
    pub sync: Cost,
    /// By kind of edit.
    pub kinds: Vec<Kind>,
}

/// Medians of the beginning.
pub struct Start {
    /// Plain: the members compiled anew, everything else fresh.
    pub members_cold: Cost,
    /// Ours: the first check in a new shadow.
    pub first_check: Cost,
    /// Ours: making the shadow and seeding its target.
    pub seed: Cost,
    /// Ours: the first copy of the sources.
    pub first_lay: Cost,
    /// Plain: a check with nothing to do.
    pub noop: Cost,
    /// Ours: the same.
    pub ours_noop: Cost,
}

/// Medians of one kind of edit.
pub struct Kind {
    /// Where.
    pub place: Place,
    /// How many units an edit there compiles.
    pub units: usize,
    /// Plain `cargo check`.
    pub plain: Cost,
    /// Ours, a proof.
    pub proof: Cost,
    /// Ours, a screening.
    pub screen: Option<Cost>,
    /// Why there is none.
    pub unfit: Option<String>,
    /// Eight candidates.
    pub eight: Eight,
}

/// Eight candidates, one after the other by plain cargo, and screened.
pub struct Eight {
    /// Plain.
    pub plain: Cost,
    /// Ours, one after the other.
    pub screen: Option<Cost>,
    /// Ours, as many at once as the shadow allows.
    pub beside: Option<Cost>,
}

impl Figures {
    /// For programs.
    pub fn json(&self) -> Value {
        let start = &self.start;
        let floor = match self.base {
            "overlay" => start.noop,
            _ => start.members_cold,
        };
        let mut all = json!({
            "base": self.base,
            "sandbox": self.sandbox,
            "members": self.members,
            "first_check_ms": ms(start.first_check),
            "members_cold_ms": ms(start.members_cold),
            "noop_ms": ms(start.noop),
            "ours_noop_ms": ms(start.ours_noop),
            "first_check_ratio": ratio(start.first_check, floor),
            "first_check_cpu_s": cpu(start.first_check),
            "members_cold_cpu_s": cpu(start.members_cold),
            "seed_ms": ms(start.seed),
            "first_sync_ms": ms(start.first_lay),
            "sync_ms": ms(self.sync),
        });
        for kind in &self.kinds {
            all[kind.place.position.name()] = kind.json();
        }
        all
    }

    /// For people, in Markdown.
    pub fn table(&self) -> String {
        let start = &self.start;
        let mut text = format!(
            "{} members, base {}, sandbox {}\n\n| | plain | shadow | ratio | plain CPU | shadow CPU |\n|---|---|---|---|---|---|\n",
            self.members, self.base, self.sandbox
        );
        let mut row = |name: &str, plain: Option<Cost>, ours: Option<Cost>| {
            let (wall, seconds) = (Cost::words, Cost::cpu_words);
            let of = |cost: Option<Cost>, say: fn(&Cost) -> String| {
                cost.as_ref().map_or_else(|| "–".to_owned(), say)
            };
            let share = plain.zip(ours).map_or_else(
                || "–".to_owned(),
                |(plain, ours)| format!("{:.2}", share(ours, plain)),
            );
            let (a, b) = (of(plain, wall), of(ours, wall));
            let (c, d) = (of(plain, seconds), of(ours, seconds));
            // A string takes every line.
            let _ = writeln!(text, "| {name} | {a} | {b} | {share} | {c} | {d} |");
        };
        let (cold, first) = (start.members_cold, start.first_check);
        row("first check (plain: members anew)", Some(cold), Some(first));
        row("nothing to do", Some(start.noop), Some(start.ours_noop));
        for kind in &self.kinds {
            let place = &kind.place;
            let (position, package) = (place.position.name(), &place.package);
            let name = format!("{position} edit, {package} ({} units)", kind.units);
            row(
                &format!("{name}: proof"),
                Some(kind.plain),
                Some(kind.proof),
            );
            row(&format!("{name}: screen"), Some(kind.plain), kind.screen);
            let eight = &kind.eight;
            row("… eight candidates", Some(eight.plain), eight.screen);
            let beside = "… eight candidates, side by side";
            row(beside, Some(eight.plain), eight.beside);
        }
        row("making and seeding the shadow", None, Some(start.seed));
        row("first copy of the sources", None, Some(start.first_lay));
        row("sync, nothing changed", None, Some(self.sync));
        text
    }
}

impl Kind {
    fn json(&self) -> Value {
        let mut all = Map::new();
        let mut add = |key: &str, value: Value| all.insert(key.to_owned(), value);
        add("package", json!(self.place.package));
        add("file", json!(self.place.file));
        add("dependants", json!(self.place.dependants));
        add("units", json!(self.units));
        add("plain_ms", ms(self.plain));
        add("plain_cpu_s", cpu(self.plain));
        add("proof_ms", ms(self.proof));
        add("proof_cpu_s", cpu(self.proof));
        add("proof_ratio", ratio(self.proof, self.plain));
        add("screen_unfit", json!(self.unfit));
        let eight = &self.eight;
        let parts = [
            ("screen", self.screen, self.plain),
            ("eight_screen", eight.screen, eight.plain),
            ("eight_beside", eight.beside, eight.plain),
        ];
        for (name, ours, plain) in parts {
            let or_null = |value: Option<Value>| value.unwrap_or(Value::Null);
            add(&format!("{name}_ms"), or_null(ours.map(ms)));
            add(&format!("{name}_cpu_s"), or_null(ours.map(cpu)));
            let share = ours.map(|ours| ratio(ours, plain));
            add(&format!("{name}_ratio"), or_null(share));
        }
        add("eight_plain_ms", ms(eight.plain));
        add("eight_plain_cpu_s", cpu(eight.plain));
        Value::Object(all)
    }
}

impl Cost {
    fn words(&self) -> String {
        match self.wall {
            short if short < Duration::from_secs(1) => format!("{} ms", short.as_millis()),
            long => format!("{:.2} s", long.as_secs_f64()),
        }
    }

    fn cpu_words(&self) -> String {
        format!("{:.2} s", self.cpu.as_secs_f64())
    }
}

fn share(ours: Cost, plain: Cost) -> f64 {
    ours.wall.as_secs_f64() / plain.wall.as_secs_f64().max(f64::MIN_POSITIVE)
}

fn ratio(ours: Cost, plain: Cost) -> Value {
    rounded(share(ours, plain), 1000.0)
}

fn ms(cost: Cost) -> Value {
    rounded(cost.wall.as_secs_f64() * 1000.0, 10.0)
}

fn cpu(cost: Cost) -> Value {
    rounded(cost.cpu.as_secs_f64(), 100.0)
}

fn rounded(number: f64, steps: f64) -> Value {
    json!((number * steps).round() / steps)
}
