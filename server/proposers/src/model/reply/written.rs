//! Two of the forms: a JSON object of edits, and blocks of search and replace.

use serde_json::Value;

use super::Written;

/// The edits of a JSON object, wherever in the reply it stands; `None` where there is none.
pub(super) fn json(reply: &str) -> Option<Vec<Written>> {
    let (start, end) = (reply.find('{')?, reply.rfind('}')?);
    let value: Value = serde_json::from_str(reply.get(start..=end)?).ok()?;
    let edits = value.get("edits")?.as_array()?;
    let text = |edit: &Value, field: &str| Some(edit.get(field)?.as_str()?.to_owned());
    edits
        .iter()
        .map(|edit| {
            Some(Written {
                file: text(edit, "file"),
                search: text(edit, "search")?,
                replace: text(edit, "replace")?,
            })
        })
        .collect()
}

/// The edits of search-and-replace blocks; `None` where there is no whole one.
pub(super) fn blocks(reply: &str) -> Option<Vec<Written>> {
    let mut edits = Vec::new();
    let mut lines = reply.lines();
    let mut file = None;
    while let Some(line) = lines.next() {
        if !is_fence_of(line, '<') {
            file = name(line).or(file);
            continue;
        }
        let (mut search, mut replace) = (Vec::new(), Vec::new());
        lines
            .by_ref()
            .take_while(|line| !is_fence_of(line, '='))
            .for_each(|line| search.push(line));
        let mut is_ended = false;
        for line in lines.by_ref() {
            if is_fence_of(line, '>') {
                is_ended = true;
                break;
            }
            replace.push(line);
        }
        if !is_ended {
            return None;
        }
        edits.push(Written {
            file: file.clone(),
            search: search.join("\n"),
            replace: replace.join("\n"),
        });
    }
    (!edits.is_empty()).then_some(edits)
}

/// Whether a line is `<<<<<<<`, `=======` or `>>>>>>>`, with or without a word behind it.
fn is_fence_of(line: &str, mark: char) -> bool {
    let line = line.trim_end();
    let run = line
        .chars()
        .take_while(|character| *character == mark)
        .count();
    let rest = line[run..].trim();
    run >= 5 && (mark != '=' || rest.is_empty()) && rest.len() <= 12
}

/// The file that a line names, in any of the ways in which that is done.
fn name(line: &str) -> Option<String> {
    let line = line.trim().trim_matches(['`', '*', '#', ':']).trim();
    let line = line
        .strip_prefix("FILE")
        .map_or(line, |rest| rest.trim_start_matches([':', ' ']));
    let line = line.trim_matches('`');
    let is_name = line.contains('.') && !line.contains(char::is_whitespace) && line.len() < 300;
    is_name.then(|| line.to_owned())
}
