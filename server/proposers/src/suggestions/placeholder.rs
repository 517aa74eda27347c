//! Whether a text waits for a person to complete it. Told by the text: rustc's label `HasPlaceholders` misleads both ways.

/// Whether `inserted` holds more placeholders than the `replaced` text did: a comment such as `/* value */`, or a call that
/// stands for code yet to be written.
pub(super) fn adds_placeholder(replaced: &str, inserted: &str) -> bool {
    count(inserted) > count(replaced)
}

fn count(text: &str) -> usize {
    let stubs: usize = ["todo!(", "unimplemented!(", "todo! {", "unimplemented! {"]
        .iter()
        .map(|stub| text.matches(stub).count())
        .sum();
    stubs + comments(text)
}

/// Block comments, closed ones only.
fn comments(text: &str) -> usize {
    let mut found = 0;
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("/*") {
        let Some((_, behind)) = behind.split_once("*/") else {
            break;
        };
        found += 1;
        rest = behind;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::adds_placeholder;

    #[test]
    fn placeholders_by_text() {
        for (replaced, inserted, expected) in [
            ("", ", /* u32 */", true),
            ("()", "(/* a */, /* b */)", true),
            ("(1)", "(1, 2)", false),
            ("", "None => todo!(),", true),
            ("", "fn f(&self) { unimplemented!() }", true),
            ("", ": Vec<_>", false),
            ("x /* why */", "y /* why */", false),
            ("", "a /* b", false),
        ] {
            assert_eq!(adds_placeholder(replaced, inserted), expected, "{inserted}");
        }
    }
}
