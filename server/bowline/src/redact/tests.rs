//! Redaction: canaries that must not survive, and plain code that must.

use serde_json::json;

use super::{Redacted, text};

/// Canaries: a text, and the secret in it that must not survive.
const CANARIES: &[(&str, &str, &str)] = &[
    (
        "let k = \"AKIAIOSFODNN7EXAMPLE\";",
        "AKIAIOSFODNN7EXAMPLE",
        "aws-key",
    ),
    (
        "push with ghp_abcdefghijklmnopqrstuvwxyz0123456789.",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "github-token",
    ),
    (
        "github_pat_11ABCDEFG0123456789_abcdef",
        "github_pat_11ABCDEFG0123456789_abcdef",
        "github-token",
    ),
    (
        "x: glpat-abcdefghijklmnopqrst",
        "glpat-abcdefghijklmnopqrst",
        "gitlab-token",
    ),
    (
        "sk-abcdefghijklmnopqrstuvwx is my key",
        "sk-abcdefghijklmnopqrstuvwx",
        "api-key",
    ),
    (
        "Authorization: Bearer abc.def-ghi_jkl0123",
        "abc.def-ghi_jkl0123",
        "bearer",
    ),
    (
        "authorization: basic dXNlcjpwYXNzd29yZDE=",
        "dXNlcjpwYXNzd29yZDE=",
        "basic",
    ),
    ("password = \"hunter2\"", "hunter2", "password"),
    ("DB_PASSWORD: 'correct-horse'", "correct-horse", "password"),
    (
        "const API_TOKEN: &'static str = \"s3cr3t-value\";",
        "s3cr3t-value",
        "token",
    ),
    ("{\"client_secret\": \"abcdef\"}", "abcdef", "secret"),
    ("{\\\"password\\\":\\\"hunter2\\\"}", "hunter2", "password"),
    (
        "https://example.org/?access_token=abc123def456",
        "abc123def456",
        "token",
    ),
    (
        "API_KEY=0123456789abcdef\nnext",
        "0123456789abcdef",
        "api-key",
    ),
    ("postgres://me:hunter2@localhost/db", "hunter2", "password"),
    (
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----",
        "MIIEow\nIBAAKC",
        "private-key",
    ),
    (
        "3 | -----BEGIN PRIVATE KEY-----\n4 | MIIEow",
        "MIIEow",
        "private-key",
    ),
    (
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc",
        "eyJzdWIiOiIxMjM0NTY3ODkwIn0",
        "jwt",
    ),
];

#[test]
fn no_canary_survives_and_redaction_leaves_its_own_marks_alone() {
    for (before, secret, kind) in CANARIES {
        let after = text(before);
        assert!(!after.contains(secret), "{before}\n{after}");
        assert!(
            after.contains(&format!("[redacted:{kind}]")),
            "{before}\n{after}"
        );
        assert_eq!(text(&after), after, "a second pass changes {before}");
    }
}

#[test]
fn what_surrounds_a_secret_stays() {
    assert_eq!(
        text("let password = \"hunter2\"; // ü"),
        "let password = \"[redacted:password]\"; // ü"
    );
    assert_eq!(
        text("a https://me:pw12@host/x?token=abcdefgh1&b=2"),
        "a https://me:[redacted:password]@host/x?token=[redacted:token]&b=2"
    );
}

#[test]
fn plain_rust_is_left_as_it_is() {
    for plain in [
        "let token = next_token();",
        "fn sign(token: &'a str, other: &'a str) -> Token",
        "token: CancellationToken,",
        "let token = tokens[0];",
        "format!(\"token={token}\")",
        "password: String::new(),",
        "if token == \"abcdef\" {}",
        "expected `;`, found `token`: try a semicolon",
        "struct Basic { secret: [u8; 32] }",
        "0123456789abcdef0123456789abcdef",
        "the risk-averse task-force-and-more-dashes-here",
        "see https://doc.rust-lang.org/error_codes/E0382.html",
        "Token::Ident",
    ] {
        assert_eq!(text(plain), plain);
    }
}

#[test]
fn every_string_of_a_value_is_redacted() {
    let value =
        json!({ "a": ["password = \"hunter2\"", 3, null], "b": { "c": "AKIAIOSFODNN7EXAMPLE" } });
    assert_eq!(
        Redacted::of(value).into_value(),
        json!({ "a": ["password = \"[redacted:password]\"", 3, null], "b": { "c": "[redacted:aws-key]" } })
    );
}
