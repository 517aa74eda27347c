//! A project whose build script attacks, and the witnesses that tell whether it got anywhere.

use std::{
    collections::BTreeSet,
    fs,
    io::ErrorKind,
    net::{TcpListener, UdpSocket},
    os::{
        linux::net::SocketAddrExt as _,
        unix::net::{SocketAddr, UnixListener},
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use bowline_fixture::Fixture;
use bowline_loop_core::intent::Tool;
use bowline_shadow::{Base, Sandbox, sandbox::Threat};

use crate::{
    ordinary::{self, Shadowed},
    person::{self, KEY, SECRET},
};

/// The attacks. Each name is a threat's, each answer is written as a line `Name=what came of it`; writing these lines to
/// `OUT_DIR` must work under every backend.
const SCRIPT: &str = r#"
use std::{env, fs, io::Write, net, os::{linux::net::SocketAddrExt, unix::net::{SocketAddr, UnixStream}}, process};

fn main() {
    let workspace = "$workspace"; let home = "$home";
    let written = |path: String| fs::write(&path, "x").map(|()| String::new());
    let out = env::var("OUT_DIR").unwrap();
    let link = format!("{out}/link");
    std::os::unix::fs::symlink(format!("{home}/through-link"), &link).unwrap();
    let answers = [
        ("WriteWorkspace", written(format!("{workspace}/planted"))),
        ("WriteCargoHome", written(format!("{home}/.cargo/planted"))),
        ("WriteHome", written(format!("{home}/planted"))),
        ("WriteThroughLink", written(link)),
        ("ReadSecret", fs::read_to_string("$secret")),
        ("ReadCargoCredentials", fs::read_to_string("$credentials")),
        ("ReadVariable", env::var("$key").map_err(|_| std::io::ErrorKind::NotFound.into())),
        ("Tcp", net::TcpStream::connect("$tcp").map(|_| String::new())),
        ("Udp", net::UdpSocket::bind("127.0.0.1:0")
            .and_then(|socket| socket.send_to(b"x", "$udp")).map(|_| String::new())),
        ("UnixSocket", UnixStream::connect("$socket").map(|_| String::new())),
        ("AbstractSocket", SocketAddr::from_abstract_name("$abstract")
            .and_then(|address| UnixStream::connect_addr(&address)).map(|_| String::new())),
        ("SeeProcesses", fs::read_to_string("/proc/$victim/cmdline")),
        ("SeeEnvironments", fs::read_to_string("/proc/$victim/environ")),
        ("KillProcesses", process::Command::new("kill").args(["-9", "$victim"]).status()
            .map(|status| status.to_string())),
    ];
    let mut report = fs::File::create(format!("{out}/report")).unwrap();
    for (name, answer) in answers {
        writeln!(report, "{name}={answer:?}").unwrap();
    }
}
"#;

/// What waits outside for the attacks to arrive.
struct Witnesses {
    tcp: TcpListener,
    udp: UdpSocket,
    socket: UnixListener,
    _socket_home: tempfile::TempDir,
    socket_path: PathBuf,
    hidden: UnixListener,
    hidden_name: String,
    victim: Child,
}

impl Witnesses {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let socket_path = home.path().join("socket");
        let hidden_name = format!("bowline-probe-{}", std::process::id());
        let address = SocketAddr::from_abstract_name(&hidden_name).unwrap();
        let mut sleeper = Command::new("sleep");
        sleeper.arg("1000").stdin(Stdio::null());
        // Nothing of whoever runs the tests.
        sleeper.env_clear().env(KEY.0, KEY.1);
        Self {
            tcp: TcpListener::bind("127.0.0.1:0").unwrap(),
            udp: UdpSocket::bind("127.0.0.1:0").unwrap(),
            socket: UnixListener::bind(&socket_path).unwrap(),
            _socket_home: home,
            socket_path,
            hidden: UnixListener::bind_addr(&address).unwrap(),
            hidden_name,
            victim: sleeper.spawn().unwrap(),
        }
    }

    fn script(&self, workspace: &Path, home: &Path) -> String {
        let text = |path: &Path| path.display().to_string();
        let places = [
            ("$workspace", text(workspace)),
            ("$home", text(home)),
            ("$secret", text(&person::secret(home))),
            ("$credentials", text(&person::credentials(home))),
            ("$key", KEY.0.to_owned()),
            ("$tcp", self.tcp.local_addr().unwrap().to_string()),
            ("$udp", self.udp.local_addr().unwrap().to_string()),
            ("$socket", text(&self.socket_path)),
            ("$abstract", self.hidden_name.clone()),
            ("$victim", self.victim.id().to_string()),
        ];
        places
            .iter()
            .fold(SCRIPT.to_owned(), |script, (name, value)| {
                script.replace(name, value)
            })
    }

    /// What arrived. The process that was to be killed is killed now.
    fn hear(mut self) -> BTreeSet<Threat> {
        let waiting = |heard: std::io::Result<()>| match heard {
            Ok(()) => true,
            Err(error) if error.kind() == ErrorKind::WouldBlock => false,
            Err(error) => panic!("{error}"),
        };
        self.tcp.set_nonblocking(true).unwrap();
        self.udp.set_nonblocking(true).unwrap();
        self.socket.set_nonblocking(true).unwrap();
        self.hidden.set_nonblocking(true).unwrap();
        let heard = [
            (Threat::Tcp, waiting(self.tcp.accept().map(|_| ()))),
            (Threat::Udp, waiting(self.udp.recv(&mut [0; 8]).map(|_| ()))),
            (
                Threat::UnixSocket,
                waiting(self.socket.accept().map(|_| ())),
            ),
            (
                Threat::AbstractSocket,
                waiting(self.hidden.accept().map(|_| ())),
            ),
            (
                Threat::KillProcesses,
                self.victim.try_wait().unwrap().is_some(),
            ),
        ];
        let _ = self.victim.kill();
        let _ = self.victim.wait();
        heard
            .into_iter()
            .filter(|(_, heard)| *heard)
            .map(|(threat, _)| threat)
            .collect()
    }
}

/// What of all the attacks got through.
pub async fn attack(sandbox: Sandbox) -> BTreeSet<Threat> {
    let home = person::home();
    let fixture = Fixture::new(&ordinary::package("//- /ws/src/lib.rs\n"));
    let witnesses = Witnesses::new();
    fixture.write("ws/build.rs", &witnesses.script(&fixture.path("ws"), &home));
    if sandbox.policy().base == Base::Overlay {
        // Something must have been built.
        fixture.write("ws/target/debug/.fingerprint/old/lib-old", "");
    }
    let mut shadowed = Shadowed::open(&fixture, sandbox).await;
    shadowed.checks_cleanly().await;

    let report = fs::read_to_string(shadowed.out("report")).expect("OUT_DIR can be written");
    let said = |name: &str, words: &str| {
        report
            .lines()
            .any(|line| line.starts_with(&format!("{name}=Ok(")) && line.contains(words))
    };
    let planted = |path: PathBuf| fs::remove_file(path).is_ok();
    let mut happened = witnesses.hear();
    let outside = [
        (Threat::WriteWorkspace, planted(fixture.path("ws/planted"))),
        (Threat::WriteCargoHome, planted(home.join(".cargo/planted"))),
        (Threat::WriteHome, planted(home.join("planted"))),
        (Threat::WriteThroughLink, planted(home.join("through-link"))),
        (Threat::ReadSecret, said("ReadSecret", SECRET)),
        (
            Threat::ReadCargoCredentials,
            said("ReadCargoCredentials", SECRET),
        ),
        (Threat::ReadVariable, said("ReadVariable", KEY.1)),
        (Threat::SeeProcesses, said("SeeProcesses", "sleep")),
        (Threat::SeeEnvironments, said("SeeEnvironments", KEY.1)),
    ];
    happened.extend(
        outside
            .into_iter()
            .filter(|(_, did)| *did)
            .map(|(threat, _)| threat),
    );
    happened
}

#[tokio::test]
async fn naming_a_file_of_credentials_does_not_bring_it_into_the_shadow() {
    let text = ordinary::package(
        "//- /ws/src/lib.rs\n\
         pub const SHARED: &str = include_str!(\"../../shared.txt\");\n\
         pub const KEYS: &str = include_str!(\"../../.env\");\n\
         //- /shared.txt\nfine\n\
         //- /.env\nKEY=secret\n",
    );
    let fixture = Fixture::new(&text);
    let shadowed = Shadowed::open(&fixture, Sandbox::off()).await;
    let mirrored = |name| shadowed.mirrored(&fixture.path(name)).exists();
    assert!(mirrored("shared.txt"));
    assert!(!mirrored(".env"));
}

#[tokio::test]
async fn a_link_left_in_the_shadow_leads_us_nowhere() {
    let fixture = Fixture::new(&ordinary::package(
        "//- /ws/src/lib.rs\nmod inner; mod single;\n//- /ws/src/single.rs\n//- /ws/src/inner/mod.rs\n//- /outside/kept.txt\nkept\n",
    ));
    let outside = fixture.path("outside");
    let script = r#"
fn main() {
    let _ = std::fs::rename("src/inner", "src/elsewhere");
    let _ = std::os::unix::fs::symlink("$outside", "src/inner");
    let _ = std::fs::remove_file("src/single.rs");
    let _ = std::os::unix::fs::symlink("$outside/kept.txt", "src/single.rs");
}
"#;
    fixture.write(
        "ws/build.rs",
        &script.replace("$outside", outside.to_str().unwrap()),
    );
    let mut shadowed = Shadowed::open(&fixture, Sandbox::off()).await;
    shadowed.check(Tool::Check).await;
    let inner = shadowed.mirrored(&fixture.path("ws/src/inner"));
    assert!(inner.is_symlink(), "the attack was not even made");

    assert!(
        shadowed.read("src/single.rs").is_err(),
        "a file outside was read"
    );
    assert!(
        shadowed.read("src/inner/kept.txt").is_err(),
        "a file outside was read"
    );
    let _ = fs::remove_dir_all(&inner);
    std::os::unix::fs::symlink(&outside, &inner).unwrap();
    shadowed.put("src/inner/mod.rs", "// a candidate\n");
    let _ = fs::remove_dir_all(&inner);
    std::os::unix::fs::symlink(&outside, &inner).unwrap();
    fixture.write("ws/src/inner/mod.rs", "// saved meanwhile\n");
    shadowed.lay().await;
    let left: Vec<_> = fs::read_dir(outside)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["kept.txt"]);
}
