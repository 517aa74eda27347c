//! Which package and which target a cargo message speaks of.

use serde_json::Value;

/// The package's name out of a package id, in today's spelling (`path+file:///x/y#name@1.2.3`, or `…/name#1.2.3` where the
/// last directory is the name) and in the older one (`name 1.2.3 (path+file:///x/y)`).
pub(super) fn package_name(id: &str) -> &str {
    if let Some((name, _)) = id.split_once(' ') {
        return name;
    }
    let Some((url, fragment)) = id.split_once('#') else {
        return id;
    };
    if let Some((name, _)) = fragment.split_once('@') {
        return name;
    }
    if !fragment.starts_with(|first: char| first.is_ascii_digit()) {
        return fragment;
    }
    let path = url.split_once('?').map_or(url, |(path, _)| path);
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(path)
}

/// The target as a person would say it: `lib`, `bin server`, `test api`, `build script`.
pub(super) fn target_name(target: &Value) -> String {
    let kind = target["kind"][0].as_str().unwrap_or_default();
    let name = target["name"].as_str().unwrap_or_default();
    match kind {
        "lib" | "rlib" | "dylib" | "cdylib" | "staticlib" => "lib".to_owned(),
        "proc-macro" => "proc-macro".to_owned(),
        "custom-build" => "build script".to_owned(),
        kind => format!("{kind} {name}").trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_names_in_all_spellings() {
        for (id, name) in [
            ("path+file:///home/me/work#server@0.1.0", "server"),
            ("path+file:///home/me/server#0.1.0", "server"),
            ("path+file:///home/me/server/#0.1.0", "server"),
            ("path+file:///home/me/dir#server", "server"),
            (
                "registry+https://github.com/rust-lang/crates.io-index#serde@1.0.228",
                "serde",
            ),
            (
                "git+https://example.org/a/tool?branch=main#1.2.3-rc.1",
                "tool",
            ),
            ("git+https://example.org/a/mono?rev=abc#tool@1.2.3", "tool"),
            ("server 0.1.0 (path+file:///home/me/server)", "server"),
            ("odd", "odd"),
            ("", ""),
        ] {
            assert_eq!(package_name(id), name, "{id}");
        }
    }

    #[test]
    fn target_names_for_people() {
        let name = |kind: &str| target_name(&serde_json::json!({"kind": [kind], "name": "api"}));
        assert_eq!(name("lib"), "lib");
        assert_eq!(name("cdylib"), "lib");
        assert_eq!(name("bin"), "bin api");
        assert_eq!(name("test"), "test api");
        assert_eq!(name("custom-build"), "build script");
        assert_eq!(target_name(&Value::Null), "");
    }
}
