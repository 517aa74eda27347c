//! What credentials look like, one function a kind. Each looks at one place of a text and says where the secret lies.

use std::ops::Range;

use super::MARK;

/// A credential.
pub(super) struct Found {
    /// Its bytes.
    pub(super) secret: Range<usize>,
    /// Its kind, for the mark.
    pub(super) kind: &'static str,
}

/// A credential that is told by how it begins.
struct Prefix {
    begins: &'static str,
    kind: &'static str,
    /// Characters behind the beginning, at the least.
    least: usize,
    /// Which characters those are.
    of: fn(u8) -> bool,
}

const PREFIXES: &[Prefix] = &[
    Prefix {
        begins: "AKIA",
        kind: "aws-key",
        least: 16,
        of: upper,
    },
    Prefix {
        begins: "ASIA",
        kind: "aws-key",
        least: 16,
        of: upper,
    },
    Prefix {
        begins: "ghp_",
        kind: "github-token",
        least: 20,
        of: word,
    },
    Prefix {
        begins: "gho_",
        kind: "github-token",
        least: 20,
        of: word,
    },
    Prefix {
        begins: "ghu_",
        kind: "github-token",
        least: 20,
        of: word,
    },
    Prefix {
        begins: "ghs_",
        kind: "github-token",
        least: 20,
        of: word,
    },
    Prefix {
        begins: "ghr_",
        kind: "github-token",
        least: 20,
        of: word,
    },
    Prefix {
        begins: "github_pat_",
        kind: "github-token",
        least: 20,
        of: word,
    },
    Prefix {
        begins: "glpat-",
        kind: "gitlab-token",
        least: 16,
        of: dashed,
    },
    Prefix {
        begins: "glrt-",
        kind: "gitlab-token",
        least: 16,
        of: dashed,
    },
    Prefix {
        begins: "gldt-",
        kind: "gitlab-token",
        least: 16,
        of: dashed,
    },
    Prefix {
        begins: "sk-",
        kind: "api-key",
        least: 20,
        of: dashed,
    },
    Prefix {
        begins: "sk_live_",
        kind: "api-key",
        least: 16,
        of: word,
    },
    Prefix {
        begins: "rk_live_",
        kind: "api-key",
        least: 16,
        of: word,
    },
    Prefix {
        begins: "AIza",
        kind: "api-key",
        least: 30,
        of: dashed,
    },
    Prefix {
        begins: "xoxb-",
        kind: "slack-token",
        least: 10,
        of: dashed,
    },
    Prefix {
        begins: "xoxp-",
        kind: "slack-token",
        least: 10,
        of: dashed,
    },
    Prefix {
        begins: "xoxa-",
        kind: "slack-token",
        least: 10,
        of: dashed,
    },
    Prefix {
        begins: "npm_",
        kind: "npm-token",
        least: 30,
        of: word,
    },
    Prefix {
        begins: "pypi-",
        kind: "pypi-token",
        least: 30,
        of: dashed,
    },
    Prefix {
        begins: "hf_",
        kind: "api-key",
        least: 30,
        of: word,
    },
    Prefix {
        begins: "eyJ",
        kind: "jwt",
        least: 30,
        of: dotted,
    },
];

/// Ends of names whose values are secret, and the kind each gives. Names are compared in lower case without `-` and `_`.
const NAMES: &[(&str, &str)] = &[
    ("password", "password"),
    ("passwd", "password"),
    ("passphrase", "password"),
    ("pwd", "password"),
    ("clientsecret", "secret"),
    ("secretkey", "secret"),
    ("secret", "secret"),
    ("token", "token"),
    ("apikey", "api-key"),
    ("accesskey", "api-key"),
    ("authkey", "api-key"),
    ("privatekey", "private-key"),
];

/// A value shorter than this is no secret worth hiding (`token = ";"`).
const SHORTEST_QUOTED: usize = 4;

/// The credential found from `at` on, which is a character boundary. Its secret may begin later than `at`.
pub(super) fn find_at(text: &str, at: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'-' => private_key(text, at),
        b':' => in_address(text, at),
        first if first.is_ascii_alphanumeric() || first == b'_' => {
            let begins_word = at == 0 || !word(bytes[at - 1]);
            if !begins_word {
                return None;
            }
            prefixed(bytes, at)
                .or_else(|| header(text, at))
                .or_else(|| assigned(text, at))
        }
        _ => None,
    }
}

fn prefixed(bytes: &[u8], at: usize) -> Option<Found> {
    PREFIXES.iter().find_map(|prefix| {
        let body = at + prefix.begins.len();
        if !bytes[at..].starts_with(prefix.begins.as_bytes()) {
            return None;
        }
        let end = run(bytes, body, prefix.of);
        (end - body >= prefix.least).then_some(Found {
            secret: at..end,
            kind: prefix.kind,
        })
    })
}

/// `Bearer …` and `Basic …`, as in an `Authorization` header.
fn header(text: &str, at: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let (kind, least) = match bytes.get(at..at + 6) {
        Some(start) if start.eq_ignore_ascii_case(b"bearer") => ("bearer", 12),
        Some(start) if start[..5].eq_ignore_ascii_case(b"basic") => ("basic", 16),
        _ => return None,
    };
    let gap = at + kind.len();
    let start = run(bytes, gap, |byte| byte == b' ');
    let end = run(bytes, start, base64);
    let telling = kind == "bearer" || bytes[start..end].iter().any(u8::is_ascii_digit);
    (start > gap && end - start >= least && telling).then_some(Found {
        secret: start..end,
        kind,
    })
}

/// A PEM block, up to its end or the end of the text.
fn private_key(text: &str, at: usize) -> Option<Found> {
    let rest = &text[at..];
    let label = rest.strip_prefix("-----BEGIN ")?;
    let line = label.lines().next().unwrap_or_default();
    line.find("PRIVATE KEY-----")?;
    let end = match rest.find("-----END ") {
        Some(footer) => {
            let tail = footer + "-----END ".len();
            rest[tail..]
                .find("-----")
                .map_or(rest.len(), |dashes| tail + dashes + 5)
        }
        None => rest.len(),
    };
    Some(Found {
        secret: at..at + end,
        kind: "private-key",
    })
}

/// The password in `scheme://name:password@host`; `at` is the colon of the scheme.
fn in_address(text: &str, at: usize) -> Option<Found> {
    let start = at + text[at..].strip_prefix("://").map(|_| 3)?;
    let authority = &text[start..];
    let end = authority
        .find(|c: char| c.is_whitespace() || "/?#\"'<>`".contains(c))
        .unwrap_or(authority.len());
    let host = authority[..end].rfind('@')?;
    let colon = authority[..host].find(':')?;
    let secret = start + colon + 1..start + host;
    (!secret.is_empty() && !text[secret.clone()].starts_with(MARK)).then_some(Found {
        secret,
        kind: "password",
    })
}

/// A value given to a telling name: `password = "…"`, `"token": "…"`, `API_KEY=…`, `const SECRET: &str = "…"`.
fn assigned(text: &str, at: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let end = run(bytes, at, dashed);
    let kind = kind_of(&text[at..end])?;
    let closed = skip_quote(bytes, end);
    let spaced = blanks(bytes, closed);
    let after_name = with_type(bytes, spaced).unwrap_or(spaced);
    let (tight, sign) = (after_name == closed, *bytes.get(after_name)?);
    let mut value = match (sign, bytes.get(after_name + 1)) {
        (b'=', Some(b'>')) | (b':', Some(b'=')) => after_name + 2,
        (b'=', Some(b'=')) | (b':', Some(b':')) => return None,
        (b'=' | b':', _) => after_name + 1,
        _ => return None,
    };
    let tight = tight && value == blanks(bytes, value);
    value = blanks(bytes, value);
    quoted(text, value)
        .or_else(|| bare(bytes, value, if tight && sign == b'=' { 8 } else { 16 }))
        .filter(|secret| !text[secret.clone()].starts_with(MARK))
        .map(|secret| Found { secret, kind })
}

fn kind_of(name: &str) -> Option<&'static str> {
    if name.len() > 64 {
        return None;
    }
    let plain: String = name
        .chars()
        .filter(|c| !matches!(c, '-' | '_'))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    NAMES
        .iter()
        .find(|(end, _)| plain.ends_with(end))
        .map(|(_, kind)| *kind)
}

/// Behind a type between a name and its `=`, as in `SECRET: &'static str =`.
fn with_type(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at) != Some(&b':') {
        return None;
    }
    let end = run(bytes, at + 1, |byte| word(byte) || b" &'<>".contains(&byte));
    (end - at < 48 && bytes.get(end) == Some(&b'=') && end > blanks(bytes, at + 1)).then_some(end)
}

/// The inside of a string literal that begins at `at`.
fn quoted(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let open = run(bytes, at, |byte| b"&br#".contains(&byte));
    let escapes = run(bytes, open, |byte| byte == b'\\') - open;
    let quote = *bytes
        .get(open + escapes)
        .filter(|byte| b"\"'`".contains(byte))?;
    let start = open + escapes + 1;
    let line = text[start..]
        .find('\n')
        .map_or(text.len(), |length| start + length);
    let mut end = start;
    let mut slashes = 0;
    while end < line {
        match bytes[end] {
            b'\\' => slashes += 1,
            byte if byte == quote && slashes == escapes => {
                end -= slashes;
                break;
            }
            _ => slashes = 0,
        }
        end += 1;
    }
    let inside = &text[start..end];
    let lifetime = quote == b'\'' && inside.contains(char::is_whitespace);
    let placeholder = inside.starts_with('{') || inside.starts_with('$');
    (inside.len() >= SHORTEST_QUOTED && !lifetime && !placeholder).then_some(start..end)
}

/// A value without quotes that is long enough and holds a digit; no call, path or type.
fn bare(bytes: &[u8], at: usize, least: usize) -> Option<Range<usize>> {
    let end = run(bytes, at, |byte| base64(byte) || byte == b'%');
    let telling = bytes[at..end].iter().any(u8::is_ascii_digit)
        && bytes[at..end].iter().any(u8::is_ascii_alphabetic);
    let code = bytes.get(end).is_some_and(|byte| b"(<:!{[".contains(byte));
    (end - at >= least && telling && !code).then_some(at..end)
}

fn skip_quote(bytes: &[u8], at: usize) -> usize {
    let slashes = run(bytes, at, |byte| byte == b'\\');
    if bytes.get(slashes).is_some_and(|byte| b"\"'".contains(byte)) {
        slashes + 1
    } else {
        at
    }
}

fn blanks(bytes: &[u8], at: usize) -> usize {
    run(bytes, at, |byte| byte == b' ' || byte == b'\t')
}

/// The end of the run of such bytes that begins at `at`.
fn run(bytes: &[u8], at: usize, of: impl Fn(u8) -> bool) -> usize {
    at + bytes[at.min(bytes.len())..]
        .iter()
        .take_while(|byte| of(**byte))
        .count()
}

fn upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn dashed(byte: u8) -> bool {
    word(byte) || byte == b'-'
}

fn dotted(byte: u8) -> bool {
    dashed(byte) || byte == b'.'
}

fn base64(byte: u8) -> bool {
    dotted(byte) || b"~+/=".contains(&byte)
}
