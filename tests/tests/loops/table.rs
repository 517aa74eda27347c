//! The table of loops: one function a sample, what is typed, what is asked for, and how it must end.

mod targets;

use crate::row::{How, Row, row, without};

pub(crate) use targets::*;

const FILE: How = How::Command("bowline.server.fixFile");
const PACKAGE: How = How::Command("bowline.server.fixPackage");
const WORKSPACE: How = How::Command("bowline.server.fixWorkspace");

fn at(at: &'static str, message: &'static str) -> How {
    How::CodeAction { at, message }
}

const ALL_TARGETS: &str = "[check]\nall_targets = true\n";

pub(crate) fn greeter() -> Row {
    let holds = &[
        "use std::collections::BTreeMap;",
        "name.as_str().to_string()",
        "let mut tally",
    ];
    // The tests of the package run, so the result is proved and not only checked.
    let settings = "[proof]\ntests = \"run\"\n";
    let judged_by = &["test"];
    Row {
        settings,
        verdicts: &["proved"],
        holds,
        judged_by,
        ..row("greeter", "src/lib.rs", WORKSPACE)
    }
}

pub(crate) fn borrow_after_move() -> Row {
    let typed = &[("words", "heap")];
    let how = at("heap)\n}", "use of moved value: `heap`");
    Row {
        typed,
        holds: &["consume(heap.clone())"],
        ..row("borrow-after-move", "src/lib.rs", how)
    }
}

pub(crate) fn missing_import() -> Row {
    let typed = &[("HashSet", "BTreeSet")];
    let how = at("BTreeSet", "cannot find type `BTreeSet` in this scope");
    Row {
        typed,
        holds: &["use std::collections::BTreeSet;"],
        ..row("missing-import", "src/lib.rs", how)
    }
}

pub(crate) fn import_uncovers() -> Row {
    let holds = &[
        "use std::collections::BTreeMap;",
        "let mut counts",
        "let mut sorted",
    ];
    Row {
        holds,
        ..row("import-uncovers", "src/lib.rs", FILE)
    }
}

pub(crate) fn typo_name() -> Row {
    let typed = &[("lenght", "lenght")];
    let how = at("lenght", "cannot find value `lenght` in this scope");
    Row {
        typed,
        holds: &["arguments\", length)"],
        ..row("typo-name", "src/main.rs", how)
    }
}

pub(crate) fn missing_semicolon() -> Row {
    let how = at("height\n    area", "expected `;`, found `area`");
    Row {
        holds: &["let area = width * height;"],
        is_warm: false,
        ..row("missing-semicolon", "src/lib.rs", how)
    }
}

pub(crate) fn mismatched_types() -> Row {
    let typed = &[("untitled", "no title")];
    let how = at("\"no title\"", "mismatched types");
    Row {
        typed,
        holds: &["\"no title\".to_string()"],
        ..row("mismatched-types", "src/lib.rs", how)
    }
}

pub(crate) fn missing_mut() -> Row {
    let typed = &[("copy", "ordered")];
    let how = at(
        "ordered.sort()",
        "cannot borrow `ordered` as mutable, as it is not declared as mutable",
    );
    Row {
        typed,
        holds: &["let mut ordered"],
        ..row("missing-mut", "src/lib.rs", how)
    }
}

pub(crate) fn missing_trait_import() -> Row {
    let how = at(
        "area()).sum()",
        "no method named `area` found for reference `&Square` in the current scope",
    );
    Row {
        holds: &["use crate::shapes::Area;"],
        ..row("missing-trait-import", "src/lib.rs", how)
    }
}

pub(crate) fn unused_warnings() -> Row {
    without(
        "unused-warnings",
        "src/lib.rs",
        WORKSPACE,
        &["nothing_to_do"],
    )
}

pub(crate) fn warnings_asked_for() -> Row {
    let how = How::Warnings("bowline.server.fixFile");
    Row {
        holds: &["let result = number * 2;"],
        judged_by: &["check"],
        ..row("unused-warnings", "src/lib.rs", how)
    }
}

pub(crate) fn two_errors_two_files() -> Row {
    let holds = &[
        "let mut word = String::from(\"left \")",
        "let mut word = String::new()",
    ];
    Row {
        holds,
        ..row("two-errors-two-files", "src/left.rs", PACKAGE)
    }
}

pub(crate) fn workspace_three_members() -> Row {
    let how = at("name\n}", "mismatched types");
    Row {
        holds: &["name.to_string()"],
        ..row("workspace-three-members", "middle/src/lib.rs", how)
    }
}

pub(crate) fn path_dependency_outside_root() -> Row {
    let holds = &["let mut greeting"];
    Row {
        holds,
        ..row("path-dependency-outside-root/app", "src/main.rs", FILE)
    }
}

pub(crate) fn symlinked_source() -> Row {
    Row {
        holds: &["let mut bytes = inner::inner()"],
        ..row("symlinked-source/app", "src/lib.rs", FILE)
    }
}

pub(crate) fn include_str_outside_package() -> Row {
    let holds = &["let mut words: Vec<String>"];
    Row {
        holds,
        ..row("include-str-outside-package/notes", "src/lib.rs", FILE)
    }
}

pub(crate) fn spaces_and_umlauts() -> Row {
    let typed = &[("größe += 1", "größe += 2")];
    let how = at(
        "größe += 2",
        "cannot assign twice to immutable variable `größe`",
    );
    let holds = &["let mut größe = size;", "größe += 2"];
    Row {
        typed,
        holds,
        ..row("spaces and ümlauts", "src/größe und maß.rs", how)
    }
}

pub(crate) fn build_script_ok() -> Row {
    let how = at(
        "sum += number",
        "cannot assign twice to immutable variable `sum`",
    );
    Row {
        holds: &["let mut sum = 0;"],
        ..row("build-script-ok", "src/lib.rs", how)
    }
}

pub(crate) fn build_script_fails() -> Row {
    without("build-script-fails", "src/lib.rs", WORKSPACE, &["broke"])
}

pub(crate) fn non_utf8_source() -> Row {
    without(
        "non-utf8-source",
        "src/lib.rs",
        WORKSPACE,
        &["nothing_to_propose", "broke"],
    )
}

pub(crate) fn nested_workspace() -> Row {
    let how = at("\"inner\"", "mismatched types");
    let holds = &["\"inner\".to_string()"];
    Row {
        holds,
        ..row("nested-workspace/tools", "inner/src/main.rs", how)
    }
}

pub(crate) fn cargo_config() -> Row {
    let how = at(
        "word.push('!')",
        "cannot borrow `word` as mutable, as it is not declared as mutable",
    );
    Row {
        holds: &["let mut word = WORD"],
        ..row("cargo-config", "src/lib.rs", how)
    }
}

pub(crate) fn rust_toolchain() -> Row {
    Row {
        holds: &["\"stable\".to_string()"],
        ..row("rust-toolchain", "src/lib.rs", FILE)
    }
}

pub(crate) fn generated_tree() -> Row {
    Row {
        holds: &["let mut names = Vec::new()"],
        ..row("generated-tree", "src/lib.rs", FILE)
    }
}

/// `todo!()` compiles and is no repair: it is offered as what it is.
pub(crate) fn scaffold_only() -> Row {
    let how = at(
        "match shape {",
        "non-exhaustive patterns: `&Shape::Square(_)` not covered",
    );
    Row {
        verdicts: &["scaffold"],
        ..without("scaffold-only", "src/lib.rs", how, &["achieved"])
    }
}

/// rustc would rewrite what the assert says. Nothing inside a test changes without the person's word.
pub(crate) fn test_assert_error() -> Row {
    let how = at("half(8), expected", "mismatched types");
    let stops = &["approval_needed"];
    let verdicts = &["checked"];
    Row {
        settings: ALL_TARGETS,
        verdicts,
        ..without("test-assert-error", "src/lib.rs", how, stops)
    }
}

pub(crate) fn unsolvable() -> Row {
    without(
        "unsolvable",
        "src/lib.rs",
        FILE,
        &["nothing_to_propose", "no_progress"],
    )
}

pub(crate) fn crlf_and_bom() -> Row {
    let typed = &[("text.push_str(word)", "text.push_str( word )")];
    let how = at(
        "text.push_str( word )",
        "cannot borrow `text` as mutable, as it is not declared as mutable",
    );
    let holds = &[
        "let mut text = String::new();\r\n",
        "text.push_str( word );\r\n",
    ];
    Row {
        typed,
        holds,
        ..row("crlf-and-bom", "src/lib.rs", how)
    }
}

pub(crate) fn emoji() -> Row {
    let typed = &[("push('😀')", "push('🦀')")];
    let how = at(
        "faces.push",
        "cannot borrow `faces` as mutable, as it is not declared as mutable",
    );
    let holds = &["let mut faces = String::new(); /* 😀👩‍👩‍👧‍👦 */ faces.push('🦀');"];
    Row {
        typed,
        holds,
        ..row("emoji", "src/lib.rs", how)
    }
}

pub(crate) fn large_file() -> Row {
    Row {
        holds: &["let mut size = DATA.len();"],
        ..row("large-file", "src/lib.rs", FILE)
    }
}

pub(crate) fn edition_2015() -> Row {
    Row {
        holds: &["let mut async = ::numbers::one();"],
        ..row("edition-2015", "src/lib.rs", FILE)
    }
}

pub(crate) fn proc_macro_member() -> Row {
    Row {
        holds: &["let mut name = Apple::name()"],
        ..row("proc-macro-member", "user/src/lib.rs", WORKSPACE)
    }
}

pub(crate) fn lints_clippy() -> Row {
    let settings = "[check]\ntool = \"clippy\"\n";
    let judged_by = &["clippy"];
    Row {
        settings,
        judged_by,
        holds: &["    b\n}"],
        ..row("lints-clippy", "src/lib.rs", FILE)
    }
}

/// The error is in the buffer alone, and so is its cure: the disk is clean before and after.
pub(crate) fn clean_on_disk() -> Row {
    let typed = &[("basket.apples.clone()", "basket.apples")];
    let how = at(
        "basket.apples",
        "cannot move out of `basket.apples` which is behind a shared reference",
    );
    Row {
        typed,
        holds: &["basket.apples.clone()"],
        ..row("clean-on-disk", "src/lib.rs", how)
    }
}

/// The binary is not even compiled before the library is: its error comes to light on the way.
pub(crate) fn masked_errors() -> Row {
    let holds = &["let mut list", "\"list\".to_string()"];
    Row {
        holds,
        ..row("masked-errors", "src/lib.rs", WORKSPACE)
    }
}
