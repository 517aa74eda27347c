//! Where the machine's power comes from.

use std::{fs, path::Path};

/// Whether the machine runs on battery. Known on Linux alone; elsewhere, and where nothing tells, it is taken not to.
pub(crate) fn is_on_battery() -> bool {
    is_discharging(Path::new("/sys/class/power_supply"))
}

/// Reads the kernel's power supply class (Documentation/ABI/testing/sysfs-class-power): a battery that discharges means that
/// nothing else feeds the machine.
fn is_discharging(supplies: &Path) -> bool {
    let Ok(entries) = fs::read_dir(supplies) else {
        return false;
    };
    let says = |supply: &Path, file: &str, word: &str| {
        fs::read_to_string(supply.join(file)).is_ok_and(|text| text.trim() == word)
    };
    entries.flatten().map(|entry| entry.path()).any(|supply| {
        says(&supply, "type", "Battery")
            && says(&supply, "status", "Discharging")
            // The battery of a mouse or a headset says nothing about the machine.
            && !says(&supply, "scope", "Device")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_discharging_battery_of_the_machine_counts() {
        let supplies = tempfile::tempdir().unwrap();
        let supply = |name: &str, files: &[(&str, &str)]| {
            let directory = supplies.path().join(name);
            fs::create_dir_all(&directory).unwrap();
            for (file, text) in files {
                fs::write(directory.join(file), format!("{text}\n")).unwrap();
            }
        };
        assert!(!is_discharging(supplies.path()));
        supply("AC", &[("type", "Mains"), ("status", "Discharging")]);
        supply(
            "mouse",
            &[
                ("type", "Battery"),
                ("status", "Discharging"),
                ("scope", "Device"),
            ],
        );
        supply("BAT0", &[("type", "Battery"), ("status", "Charging")]);
        assert!(!is_discharging(supplies.path()));
        supply("BAT0", &[("type", "Battery"), ("status", "Discharging")]);
        assert!(is_discharging(supplies.path()));
    }
}
