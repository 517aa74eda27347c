//! Real editors: runs the end-to-end scripts of Neovim against the server under test. `BOWLINE_NVIM` names the editor
//! (`tests/editors/setup.sh DIR nvim` installs one); without it the test says that it is left out, and fails where `CI` is.

use std::process::Command;

use bowline_fixture::copy_tree;
use bowline_tests::{binary, home::Home, skip_slow_tests};

#[test]
fn neovim_reviews_loops_end_to_end() {
    neovim("nvim_e2e.lua");
}

#[test]
fn neovim_shows_what_nobody_asked_for_end_to_end() {
    neovim("nvim_background_e2e.lua");
}

#[test]
fn neovim_lists_loops_and_outlives_servers_end_to_end() {
    neovim("nvim_loops_e2e.lua");
}

#[test]
fn neovim_makes_tests_pass_end_to_end() {
    neovim("nvim_tests_e2e.lua");
}

#[test]
fn neovim_tells_what_a_model_costs_and_stops_at_each_stage_end_to_end() {
    neovim("nvim_model_e2e.lua");
}

#[test]
fn neovim_runs_it_beside_rust_analyzer() {
    neovim("nvim_beside_e2e.lua");
}

fn neovim(suite: &str) {
    if skip_slow_tests() {
        return;
    }
    let Some(nvim) = std::env::var_os("BOWLINE_NVIM").filter(|path| !path.is_empty()) else {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI runs a real editor: BOWLINE_NVIM is not set"
        );
        eprintln!("skipped: BOWLINE_NVIM names no editor");
        return;
    };
    let scripts = binary::repository().join("tests/editors");
    let home = Home::new();
    let sample = home.path().join("sample");
    copy_tree(&scripts.join("sample"), &sample);
    let mut command = Command::new(nvim);
    home.adopt(&mut command)
        .args(["--clean", "--headless", "-l"])
        .arg(scripts.join(suite))
        .env("BOWLINE_SERVER", binary::bowline())
        .env("BOWLINE_SAMPLE", &sample)
        .env("XDG_STATE_HOME", home.path().join("xdg-state"))
        .env("XDG_CACHE_HOME", home.path().join("xdg-cache"))
        .env("XDG_CONFIG_HOME", home.path().join("xdg-config"));
    let output = command.output().expect("the editor runs");
    let told = String::from_utf8_lossy(&output.stdout);
    eprintln!("{told}");
    assert!(
        output.status.success(),
        "{told}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    home.assert_nobody_lives();
}
