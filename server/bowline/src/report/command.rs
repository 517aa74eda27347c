//! Commands as people read them. What ran, argument by argument, stands in the evidence.

/// Names of tests of one command that are shown.
const MOST_NAMES: usize = 3;

/// What stands between two commands of one run.
const AND: &str = "&&";

/// What ran, in one line: programs by their names, arguments quoted as a shell takes them, without the flags that only say how to
/// print. Of many names of tests behind a `--` the first few are shown and the others counted.
pub fn shown(command: &[String]) -> String {
    let parts = command.split(|part| part == AND).map(one);
    parts.collect::<Vec<_>>().join(" && ")
}

fn one(command: &[String]) -> String {
    let Some((program, arguments)) = command.split_first() else {
        return String::new();
    };
    let mut words = vec![quoted(
        program.rsplit(['/', '\\']).next().unwrap_or(program),
    )];
    let (mut is_behind, mut names) = (false, 0_usize);
    for part in arguments {
        if part.starts_with("--message-format") || part == "--keep-going" {
            continue;
        }
        names += usize::from(is_behind && !part.starts_with('-'));
        is_behind |= part == "--";
        if names <= MOST_NAMES || part.starts_with('-') {
            words.push(quoted(part));
        }
    }
    if let Some(more) = names.checked_sub(MOST_NAMES + 1) {
        words.push(format!("… and {} more", more + 1));
    }
    words.join(" ")
}

/// No argument of a process holds a NUL, which is all that cannot be quoted.
fn quoted(part: &str) -> String {
    shlex::try_quote(part).map_or_else(|_| part.to_owned(), Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(command: &str) -> String {
        let command: Vec<String> = command.split('|').map(str::to_owned).collect();
        shown(&command)
    }

    #[test]
    fn a_shell_takes_what_is_shown() {
        assert_eq!(
            said(
                "/bin/cargo|test|--message-format=json|&&|cargo|test|--doc|--|src/a.rs - a (line 3)"
            ),
            "cargo test && cargo test --doc -- 'src/a.rs - a (line 3)'"
        );
        assert_eq!(said("cargo|check|--keep-going"), "cargo check");
        assert_eq!(shown(&[]), "");
    }

    #[test]
    fn of_many_tests_a_few_are_named() {
        assert_eq!(
            said("cargo|test|-p|a|--|--exact|b|c|d"),
            "cargo test -p a -- --exact b c d"
        );
        assert_eq!(
            said("cargo|test|-p|a|--|--exact|b|c|d|e|f|--no-capture"),
            "cargo test -p a -- --exact b c d --no-capture … and 2 more"
        );
    }
}
