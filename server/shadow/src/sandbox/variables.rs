//! Which variables of the environment a confined process sees. cargo keeps some of them in what it calls fresh, so those it
//! and build scripts read pass unchanged; keys and tokens never do.

use std::ffi::{OsStr, OsString};

use super::{Bounds, Policy};
use crate::environment::Changes;

/// By exact name.
const NAMES: &[&str] = &[
    "CI",
    "DEVELOPER_DIR",
    "DOCS_RS",
    "HOME",
    "JAVA_HOME",
    "LANG",
    "LANGUAGE",
    "LD_LIBRARY_PATH",
    "LIBRARY_PATH",
    "LOGNAME",
    "NO_COLOR",
    "NUM_JOBS",
    "PATH",
    "SDKROOT",
    "SHELL",
    "SOURCE_DATE_EPOCH",
    "TERM",
    "TZ",
    "USER",
];

/// By the start of the name.
const STARTS: &[&str] = &[
    "AWS_LC_",
    "BINDGEN_",
    // Ours: where this program keeps things, and who started it.
    "BOWLINE_",
    "BZIP2_",
    "CARGO_",
    "CLANG_",
    "CLIPPY_",
    "CMAKE",
    "CPATH",
    "CPLUS_INCLUDE_PATH",
    "CURL_",
    "C_INCLUDE_PATH",
    "DEP_",
    "GCC_",
    "JEMALLOC_",
    "LC_",
    "LIBCLANG_",
    "LIBGIT2_",
    "LIBSQLITE3_",
    "LIBSSH2_",
    "LIBZ_",
    "LLVM_",
    "LZMA_",
    "MACOSX_DEPLOYMENT_TARGET",
    "NIX_",
    "OPENSSL_",
    "PKG_CONFIG",
    "PROTOC",
    "PYO3_",
    "RING_",
    "ROCKSDB_",
    "RUSTC",
    "RUSTDOC",
    "RUSTFLAGS",
    "RUSTUP_",
    "RUST_",
    "SNAPPY_",
    "SQLITE3_",
    "SYSTEM_DEPS_",
    "VCPKG",
    "VERGEN_",
    "ZSTD_",
];

/// Tools of C compilers: each alone, for a target (`CC_x86_64…`), and for one side (`HOST_CC`).
const TOOLS: &[&str] = &[
    "AR",
    "ARFLAGS",
    "AS",
    "ASFLAGS",
    "CC",
    "CFLAGS",
    "CPP",
    "CPPFLAGS",
    "CXX",
    "CXXFLAGS",
    "CXXSTDLIB",
    "LD",
    "LDFLAGS",
    "NM",
    "OBJCOPY",
    "RANLIB",
    "STRIP",
];

/// Names that pass by their start and hold what would only help to reach a network.
const NEVER: &[&str] = &["CARGO_HTTP_"];

/// Words that make a name the name of a secret.
const SECRET: &[&str] = &[
    "ACCESS_KEY",
    "API_KEY",
    "CREDENTIAL",
    "PASSPHRASE",
    "PASSWD",
    "PASSWORD",
    "PRIVATE_KEY",
    "SECRET",
    "TOKEN",
];

/// Takes out what may not be seen, and names the directory for temporary files. What the caller sets itself stays.
pub(super) fn limit(changes: &mut Changes, bounds: &Bounds, policy: &Policy) {
    let inherited = std::env::vars_os().map(|(name, _)| name);
    let hidden = inherited.filter(|name| {
        let set = changes.iter().any(|(changed, _)| changed == name);
        !set && !passes(name, &policy.env)
    });
    let hidden: Vec<OsString> = hidden.collect();
    changes.extend(hidden.into_iter().map(|name| (name, None)));
    changes.extend(bounds.env.iter().cloned());
    if !bounds.temporary.as_os_str().is_empty() {
        let temporary = bounds.temporary.clone().into_os_string();
        changes.push(("TMPDIR".into(), Some(temporary)));
    }
}

/// Whether a variable is passed on.
fn passes(name: &OsStr, also: &[String]) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    let listed = also.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    });
    listed || (is_build_variable(name) && !is_secret(name))
}

fn is_build_variable(name: &str) -> bool {
    let side = name
        .strip_prefix("HOST_")
        .or_else(|| name.strip_prefix("TARGET_"))
        .unwrap_or(name);
    let tool = |tool: &&str| {
        side.strip_prefix(*tool)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    let starts = |all: &[&str]| all.iter().any(|start| name.starts_with(start));
    !starts(NEVER) && (NAMES.contains(&name) || starts(STARTS) || TOOLS.iter().any(tool))
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    name.ends_with("_KEY") || SECRET.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(name: &str) -> bool {
        passes(OsStr::new(name), &["DATABASE_URL".into(), "MY_*".into()])
    }

    #[test]
    fn what_decides_whether_a_build_is_fresh_passes() {
        for name in [
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_HOME",
            "CARGO_INCREMENTAL",
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER",
            "CC",
            "CC_x86_64-unknown-linux-gnu",
            "HOST_CFLAGS",
            "OPENSSL_LIB_DIR",
            "PATH",
            "PKG_CONFIG_PATH",
            "RUSTFLAGS",
            "RUSTUP_TOOLCHAIN",
        ] {
            assert!(seen(name), "{name}");
        }
    }

    #[test]
    fn keys_and_what_nobody_builds_with_do_not_pass() {
        for name in [
            "AWS_ACCESS_KEY_ID",
            "AWS_SESSION_TOKEN",
            "CARGO_HTTP_PROXY",
            "CARGO_REGISTRIES_MINE_TOKEN",
            "CARGO_REGISTRY_TOKEN",
            "DBUS_SESSION_BUS_ADDRESS",
            "GITHUB_TOKEN",
            "HTTPS_PROXY",
            "OPENSSL_PRIVATE_KEY",
            "SSH_AUTH_SOCK",
            "XDG_RUNTIME_DIR",
        ] {
            assert!(!seen(name), "{name}");
        }
    }

    #[test]
    fn what_the_person_names_passes() {
        assert!(seen("DATABASE_URL") && seen("MY_TOKEN"));
        assert!(!seen("DATABASE_URL_2"));
    }
}
