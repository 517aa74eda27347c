//! landlock: which version of the kernel's interface is there, and restricting this process by it.

use std::path::{Path, PathBuf};

use ::landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible as _, Ruleset,
    RulesetAttr as _, RulesetCreated, RulesetCreatedAttr as _, RulesetError, RulesetStatus, Scope,
    path_beneath_rules,
};
use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities, set_no_new_privs};

use super::{Network, launcher::Orders};

/// The versions that can deny something the one before cannot, as far as we know them.
const VERSIONS: [u8; 8] = [1, 2, 3, 4, 5, 6, 9, 10];

/// Files outside the bounds that every program opens, for reading and writing.
const DEVICES: &[&str] = &[
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
];

/// What tells of the machine and its processes. Programs look themselves up there; a rule cannot tell one process from
/// another, but the kernel keeps memory and environment of those outside from those inside.
const ABOUT: &[&str] = &["/proc", "/sys/devices/system/cpu"];

/// The newest of these versions that this kernel enforces in full; `None` without landlock. Restricts nothing.
pub(super) fn version() -> Option<u8> {
    VERSIONS
        .into_iter()
        .take_while(|version| ruleset(*version, Network::Denied).is_ok())
        .last()
}

/// Restricts this process and all that it will start; says why it cannot.
pub(super) fn restrict(orders: &Orders) -> Result<(), String> {
    drop_capabilities().map_err(|error| format!("capabilities cannot be dropped: {error}"))?;
    let abi = abi(orders.version);
    let own = std::env::current_exe().ok();
    let read = orders.read.iter().map(PathBuf::as_path);
    let read = read
        .chain(ABOUT.iter().map(Path::new))
        .chain(own.as_deref());
    let devices = AccessFs::from_read(abi) | AccessFs::WriteFile;
    let status = ruleset(orders.version, orders.network)
        .and_then(|rules| rules.add_rules(path_beneath_rules(read, AccessFs::from_read(abi))))
        .and_then(|rules| rules.add_rules(path_beneath_rules(&orders.write, writing(abi))))
        .and_then(|rules| rules.add_rules(path_beneath_rules(DEVICES, devices)))
        .and_then(RulesetCreated::restrict_self)
        .map_err(|error| error.to_string())?;
    match status.ruleset {
        RulesetStatus::FullyEnforced if status.no_new_privs => Ok(()),
        other => Err(format!("landlock is {other:?}")),
    }
}

/// For those who work as root: landlock does not hold back a capability, and some see into other processes. Without new
/// privileges the next program does not get them back.
fn drop_capabilities() -> rustix::io::Result<()> {
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    set_no_new_privs(true)?;
    set_capabilities(None, none)
}

/// Everything a build does in a directory of its own: no device is made, and none is spoken to.
fn writing(abi: ABI) -> BitFlags<AccessFs> {
    let all = AccessFs::from_all(abi);
    let devices: BitFlags<AccessFs> = AccessFs::MakeChar | AccessFs::MakeBlock | AccessFs::IoctlDev;
    all & !devices
}

/// Rules that deny all that this version can deny, and allow nothing yet. An error where the kernel knows less.
fn ruleset(version: u8, network: Network) -> Result<RulesetCreated, RulesetError> {
    let abi = abi(version);
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(abi))?;
    let ports = AccessNet::from_all(abi);
    if network == Network::Denied && !ports.is_empty() {
        rules = rules.handle_access(ports)?;
    }
    let scopes = match network {
        Network::Denied => Scope::from_all(abi),
        // An abstract socket belongs to the network.
        Network::Granted => Scope::from_all(abi) & Scope::Signal,
    };
    if !scopes.is_empty() {
        rules = rules.scope(scopes)?;
    }
    rules.create()
}

fn abi(version: u8) -> ABI {
    ABI::from(i32::from(version))
}
