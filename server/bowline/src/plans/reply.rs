//! A plan read out of what a model wrote: headings for steps, a few named lines below each.

use bowline_loop_core::WorkspacePath;

use super::{Step, Work};

/// Steps that one plan may have.
const MOST: usize = 20;

/// The form that is asked for.
pub(super) const FORM: &str = "Write the plan in this form and nothing else. For each step a heading `## ` with what it does in a few words, and below it one line each: \
     `Files: ` with the paths of existing files that it edits, separated by commas; `Do: ` with what to change, precisely enough to do it; \
     `Check: ` with what shows that it is done; `Risk: ` with what may go wrong. At the end a heading `## Risks` with a list of what may go wrong with all of it.";

/// Steps and risks; `None` where no step can be read.
pub(super) fn read(text: &str) -> Option<(Vec<Step>, Vec<String>)> {
    let (mut steps, mut risks): (Vec<Step>, Vec<String>) = (Vec::new(), Vec::new());
    let mut is_risks = false;
    for line in text.lines().map(str::trim) {
        if let Some(head) = line
            .strip_prefix("## ")
            .or_else(|| line.strip_prefix("### "))
        {
            is_risks = head
                .trim_matches([':', ' ', '*'])
                .eq_ignore_ascii_case("risks");
            if !is_risks {
                steps.push(step(head));
            }
        } else if is_risks {
            let risk = line.trim_start_matches(['-', '*', ' ']);
            risks.extend((!risk.is_empty()).then(|| risk.to_owned()));
        } else if let Some(step) = steps.last_mut() {
            add(step, line);
        }
    }
    steps.retain(|step| matches!(&step.work, Work::Words(words) if !words.is_empty()));
    steps.truncate(MOST);
    (!steps.is_empty()).then_some((steps, risks))
}

fn step(head: &str) -> Step {
    let title = head
        .trim_start_matches(|c: char| c.is_ascii_digit() || ".): ".contains(c))
        .trim_start_matches("Step ")
        .trim_start_matches(|c: char| c.is_ascii_digit() || ".): ".contains(c));
    Step {
        title: title.to_owned(),
        work: Work::Words(String::new()),
        files: Vec::new(),
        check: String::new(),
        risk: String::new(),
        result: None,
    }
}

fn add(step: &mut Step, line: &str) {
    let line = line.trim_start_matches(['-', '*', ' ']);
    let named = line.split_once(':').map(|(name, rest)| {
        let name = name.trim_matches(['*', ' ']).to_ascii_lowercase();
        (name, rest.trim_matches(['*', ' ']))
    });
    match named.as_ref().map(|(name, rest)| (name.as_str(), *rest)) {
        Some(("files" | "file", rest)) => {
            let names = rest
                .split(',')
                .map(|name| name.trim_matches(['`', ' ', '.']));
            let names = names.filter(|name| !name.is_empty() && !name.contains(".."));
            step.files.extend(names.map(WorkspacePath::new));
        }
        Some(("check", rest)) => rest.clone_into(&mut step.check),
        Some(("risk", rest)) => rest.clone_into(&mut step.risk),
        Some(("do", rest)) => more(step, rest),
        _ => more(step, line),
    }
}

fn more(step: &mut Step, line: &str) {
    if let Work::Words(words) = &mut step.work
        && !line.is_empty()
    {
        if !words.is_empty() {
            words.push('\n');
        }
        words.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_and_risks_are_read() {
        let text = "Here it is.\n\n## 1. Add the field\nFiles: `src/lib.rs`, src/a.rs\n**Do:** Put `total: u32`\nbehind `name`.\nCheck: it compiles\nRisk: callers\n\n## Risks\n- None to speak of.\n";
        let (steps, risks) = read(text).expect("it is a plan");
        assert_eq!(steps.len(), 1);
        assert_eq!(steps[0].title, "Add the field");
        assert_eq!(steps[0].files.len(), 2);
        assert_eq!(
            steps[0].work,
            Work::Words("Put `total: u32`\nbehind `name`.".into())
        );
        assert_eq!(
            (steps[0].check.as_str(), steps[0].risk.as_str()),
            ("it compiles", "callers")
        );
        assert_eq!(risks, ["None to speak of."]);
        assert!(read("I would rather talk about it.").is_none());
    }
}
