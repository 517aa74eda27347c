//! Names of the standard library by what people write for them.

use crate::rules::{Case, Edit, edit::Fixes};

/// Modules of the standard library with names in them that are imported most.
pub(super) const STD: &[(&str, &[&str])] = &[
    ("any", &["Any", "TypeId"]),
    ("borrow", &["Borrow", "BorrowMut", "Cow", "ToOwned"]),
    ("cell", &["Cell", "OnceCell", "Ref", "RefCell", "RefMut"]),
    (
        "cmp",
        &[
            "Eq",
            "Ord",
            "Ordering",
            "PartialEq",
            "PartialOrd",
            "Reverse",
            "max",
            "min",
        ],
    ),
    (
        "collections",
        &[
            "BTreeMap",
            "BTreeSet",
            "BinaryHeap",
            "HashMap",
            "HashSet",
            "LinkedList",
            "VecDeque",
        ],
    ),
    ("collections::hash_map", &["DefaultHasher", "Entry"]),
    (
        "convert",
        &[
            "AsMut",
            "AsRef",
            "From",
            "Infallible",
            "Into",
            "TryFrom",
            "TryInto",
        ],
    ),
    ("env", &["args", "var"]),
    ("error", &["Error"]),
    ("ffi", &["CStr", "CString", "OsStr", "OsString"]),
    ("fmt", &["Debug", "Display", "Formatter", "Write"]),
    ("fs", &["File", "OpenOptions", "read_to_string"]),
    ("future", &["Future"]),
    ("hash", &["BuildHasher", "Hash", "Hasher"]),
    (
        "io",
        &[
            "BufRead",
            "BufReader",
            "BufWriter",
            "Cursor",
            "ErrorKind",
            "Read",
            "Seek",
            "Write",
            "stdin",
        ],
    ),
    (
        "iter",
        &[
            "FromIterator",
            "Iterator",
            "Peekable",
            "once",
            "repeat",
            "successors",
        ],
    ),
    ("marker", &["PhantomData", "PhantomPinned", "Send", "Sync"]),
    ("mem", &["replace", "size_of", "swap", "take"]),
    (
        "net",
        &[
            "IpAddr",
            "Ipv4Addr",
            "SocketAddr",
            "TcpListener",
            "TcpStream",
        ],
    ),
    (
        "num",
        &[
            "NonZeroU32",
            "NonZeroUsize",
            "ParseFloatError",
            "ParseIntError",
            "Wrapping",
        ],
    ),
    (
        "ops",
        &[
            "Add",
            "AddAssign",
            "ControlFlow",
            "Deref",
            "DerefMut",
            "Div",
            "Fn",
            "FnMut",
            "Index",
            "IndexMut",
            "Mul",
            "Neg",
            "Not",
            "Range",
            "Sub",
        ],
    ),
    ("path", &["Path", "PathBuf"]),
    ("pin", &["Pin"]),
    ("process", &["Command", "ExitCode", "Stdio"]),
    ("rc", &["Rc", "Weak"]),
    ("str", &["Chars", "FromStr", "from_utf8"]),
    ("string", &["FromUtf8Error", "ToString"]),
    (
        "sync",
        &[
            "Arc",
            "Condvar",
            "Mutex",
            "MutexGuard",
            "Once",
            "OnceLock",
            "RwLock",
            "Weak",
        ],
    ),
    (
        "sync::atomic",
        &[
            "AtomicBool",
            "AtomicU32",
            "AtomicU64",
            "AtomicUsize",
            "Ordering",
        ],
    ),
    ("sync::mpsc", &["Receiver", "Sender", "channel"]),
    ("task", &["Context", "Poll", "Wake", "Waker"]),
    ("thread", &["JoinHandle", "sleep", "spawn"]),
    ("time", &["Duration", "Instant", "SystemTime"]),
    ("vec", &["IntoIter"]),
];

/// Types of other languages.
const FOREIGN: &[(&str, &str)] = &[
    ("Array", "Vec"),
    ("ArrayList", "Vec"),
    ("Dict", "std::collections::HashMap"),
    ("Dictionary", "std::collections::HashMap"),
    ("Integer", "i32"),
    ("List", "Vec"),
    ("Map", "std::collections::HashMap"),
    ("Object", "Box<dyn std::any::Any>"),
    ("Optional", "Option"),
    ("Set", "std::collections::HashSet"),
    ("Str", "String"),
    ("Void", "()"),
    ("byte", "u8"),
    ("double", "f64"),
    ("float", "f64"),
    ("int", "i32"),
    ("long", "i64"),
    ("short", "i16"),
    ("size_t", "usize"),
    ("str_t", "String"),
    ("uint", "u32"),
    ("ulong", "u64"),
    ("void", "()"),
];

pub(super) fn foreign(case: &Case<'_>, fixes: &mut Fixes) {
    let Some((spot, name)) = super::unknown(case) else {
        return;
    };
    if !case.message().starts_with("cannot find type") || case.index.named(name).next().is_some() {
        return;
    }
    let before = spot.syntax.text()[..spot.range.start].trim_end();
    if name == "string" && before.ends_with('&') {
        // rustc suggests `String` alone.
        let edit = Edit::default().replace(&spot, spot.range.clone(), "str");
        return fixes.keeps("write `str`", edit);
    }
    let Some((_, ours)) = FOREIGN.iter().find(|(theirs, _)| *theirs == name) else {
        return;
    };
    // The name alone where the file imports it.
    let last = ours.rsplit("::").next().unwrap_or(ours);
    let imported = case
        .index
        .imports_of(spot.path)
        .iter()
        .any(|import| import.name == last);
    let written = if imported { last } else { ours };
    if *ours == "String"
        && spot.syntax.text()[..spot.range.start]
            .trim_end()
            .ends_with('&')
    {
        let edit = Edit::default().replace(&spot, spot.range.clone(), "str");
        fixes.keeps("write `str`", edit);
    }
    let edit = Edit::default().replace(&spot, spot.range.clone(), written);
    fixes.plausible(format!("write `{written}`"), edit);
}
