//! The page on security shows what the backends claim, word for word.

use std::path::{Path, PathBuf};

use bowline_shadow::sandbox::{Backend, Claim, Threat, claims};

/// The newest version of landlock's interface that bowline knows.
const NEWEST: u8 = 10;

fn table() -> String {
    let mut table = String::from(
        "| a process in the shadow tries to | bubblewrap | landlock | none |\n|---|---|---|---|\n",
    );
    for threat in Threat::ALL {
        let bubblewrap = Backend::Bubblewrap {
            program: PathBuf::new(),
        };
        let cells =
            [claims(&bubblewrap, threat), claims(&Backend::None, threat)].map(
                |claim| match claim {
                    Claim::Denied => "denied",
                    Claim::Open => "**possible**",
                },
            );
        let landlock = (1..=NEWEST).find(|version| {
            let landlock = Backend::Landlock {
                launcher: PathBuf::new(),
                version: *version,
            };
            claims(&landlock, threat) == Claim::Denied
        });
        let landlock = match landlock {
            Some(1) => "denied".to_owned(),
            Some(version) => format!("denied from version {version}"),
            None => "**possible**".to_owned(),
        };
        table.push_str(&format!(
            "| {} | {} | {landlock} | {} |\n",
            threat.words(),
            cells[0],
            cells[1]
        ));
    }
    table
}

#[test]
fn the_page_on_security_says_what_the_backends_claim() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/security.md");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(
        page.contains(&table()),
        "docs/security.md needs this table:\n\n{}",
        table()
    );
}
