//! Reads the pieces of an event: observations and candidates. The notation is described in `tests/scripts.rs`.

use bowline_loop_core::{
    Candidate, CandidateId, Class, ContentHash, EditFacts, FileEdit, Observation, ObservationKey,
    Phase, Replacement, WorkspacePath,
    consult::{Consulted, ModelBounds, ModelCall},
    observation::{Level, Site},
};

use super::words::{pair, range, words};

type Read<T> = Result<T, String>;

/// Reads the bounds of a model: samples, tokens, money where it is counted, and how many stronger models there are.
pub fn bounds(value: &str) -> Option<ModelBounds> {
    let mut parts = value.split(',').map(|part| part.parse::<u64>().ok());
    Some(ModelBounds {
        samples: u32::try_from(parts.next()??).ok()?,
        tokens: parts.next()??,
        micros: parts.next().flatten(),
        stronger: u32::try_from(parts.next().flatten().unwrap_or(0)).ok()?,
        agent_rounds: 0,
    })
}

/// Reads what a question to a model came to, where the event has it; gives what follows.
pub fn consulted(rest: &str) -> Read<(Option<Consulted>, &str)> {
    let Some(rest) = rest.strip_prefix("call=") else {
        return Ok((None, rest));
    };
    let (used, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let used: Vec<&str> = used.split(',').collect();
    let [tokens, micros, end] = used.as_slice() else {
        return Err("a call is TOKENS,MICROS,END".into());
    };
    let number = |text: &str| text.parse::<u64>().map_err(|error| error.to_string());
    let call = ModelCall {
        provider: "scripted".into(),
        model: "m".into(),
        prompt: ContentHash("p".into()),
        prompt_bytes: 100,
        input_tokens: number(tokens)?,
        cached_tokens: 0,
        output_tokens: 0,
        estimated: false,
        micros: number(micros)?,
        millis: 1,
        end: (*end).into(),
        trouble: String::new(),
        slices: Vec::new(),
    };
    let (unfit, rest) = match rest.strip_prefix("unfit") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (stop, rest) = match rest.strip_prefix("stop=") {
        Some(stop) => (Some(super::reading::stop(stop)?), ""),
        None => (None, rest),
    };
    let call = (*end != "none").then_some(call);
    Ok((Some(Consulted { call, stop, unfit }), rest))
}

/// Reads one observation.
pub fn observation(part: &str) -> Read<Observation> {
    let words = words(part);
    let (head, rest) = words.split_first().ok_or("an empty observation")?;
    let (level, head) = match head.strip_prefix("warning:") {
        Some(head) => (Level::Warning, head),
        None => (Level::Error, head.as_str()),
    };
    let (code, place) = head
        .split_once('@')
        .map_or((head, None), |(code, place)| (code, Some(place)));
    let code = if code == "-" { "" } else { code };
    let site = place.map(site).transpose()?;
    let mut seen = Observation {
        key: ObservationKey {
            code: code.into(),
            message: format!("message of {code}"),
            path: site.as_ref().map(|site| site.path.clone()),
            item: "fn main".into(),
            text: "x".into(),
            ordinal: 0,
        },
        level,
        phase: if level == Level::Error {
            Phase::Types
        } else {
            Phase::Borrow
        },
        site,
        package: "app".into(),
        targets: vec!["lib".into()],
        message: format!("message of {code}"),
        rendered: String::new(),
    };
    for word in rest {
        refine(&mut seen, word).ok_or_else(|| format!("what is `{word}` in an observation?"))?;
    }
    Ok(seen)
}

fn site(place: &str) -> Read<Site> {
    let (path, lines) = place.split_once(':').unwrap_or((place, "1"));
    let (first_line, last_line): (u32, u32) = range(lines).ok_or("what lines?")?;
    let start = first_line as usize * 100;
    Ok(Site {
        path: WorkspacePath::new(path),
        first_line,
        last_line,
        column: 1,
        start,
        end: start + 1,
    })
}

fn refine(seen: &mut Observation, word: &str) -> Option<()> {
    let (key, value) = pair(word)?;
    match key {
        "in" => seen.key.item = value.into(),
        "text" => seen.key.text = value.into(),
        "pkg" => seen.package = value.into(),
        "targets" => seen.targets = value.split(',').map(str::to_owned).collect(),
        "n" => seen.key.ordinal = value.parse().ok()?,
        "phase" => seen.phase = serde_json::from_value(value.into()).ok()?,
        "says" => {
            seen.key.message = value.into();
            seen.message = value.into();
        }
        "at" => {
            let site = seen.site.as_mut()?;
            (site.start, site.end) = range(value)?;
        }
        _ => return None,
    }
    Some(())
}

/// Reads one candidate.
pub fn candidate(part: &str) -> Read<Candidate> {
    let words = words(part);
    let [id, class, rest @ ..] = words.as_slice() else {
        return Err("a candidate needs a class".into());
    };
    let id = id
        .strip_prefix('c')
        .and_then(|n| n.parse().ok())
        .map(CandidateId)
        .ok_or("whose number is that?")?;
    let mut candidate = Candidate {
        id,
        title: format!("try {id}"),
        class: self::class(class).ok_or_else(|| format!("what class is `{class}`?"))?,
        edits: Vec::new(),
        facts: EditFacts::default(),
        cures: Vec::new(),
    };
    let mut facts = serde_json::to_value(&candidate.facts).map_err(|error| error.to_string())?;
    for word in rest {
        if let Some(edit) = word.strip_prefix('@') {
            add(&mut candidate.edits, edit).ok_or_else(|| format!("what edit is `{edit}`?"))?;
            continue;
        }
        match pair(word).ok_or_else(|| format!("what is `{word}` in a candidate?"))? {
            ("titled", title) => candidate.title = title.into(),
            ("in", item) => facts["items"] = vec![item].into(),
            ("weakens", kind) => {
                let (kind, place) = kind.split_once(':').ok_or("what is weakened?")?;
                let all = facts["weakenings"].as_array_mut().ok_or("no list")?;
                all.push(serde_json::json!({ "kind": kind, "place": place }));
            }
            (fact, count) => {
                let known = facts
                    .get_mut(fact)
                    .ok_or_else(|| format!("there is no fact `{fact}`"))?;
                *known = count
                    .parse::<u32>()
                    .map_err(|error| error.to_string())?
                    .into();
            }
        }
    }
    candidate.facts = serde_json::from_value(facts).map_err(|error| error.to_string())?;
    Ok(candidate)
}

fn class(word: &str) -> Option<Class> {
    Some(match word {
        "machine" => Class::MachineApplicable,
        "keeps" => Class::KeepsMeaning,
        "maybe" => Class::MaybeIncorrect,
        "unspecified" => Class::Unspecified,
        "plausible" => Class::Plausible,
        "sampled" => Class::Sampled,
        "scaffold" => Class::Scaffold,
        _ => return None,
    })
}

pub fn add(edits: &mut Vec<FileEdit>, edit: &str) -> Option<()> {
    let mut parts = edit.splitn(3, ':');
    let path = WorkspacePath::new(parts.next()?);
    let (start, end) = range(parts.next()?)?;
    let replacement = Replacement {
        start,
        end,
        text: parts.next()?.into(),
    };
    match edits.iter_mut().find(|edit| edit.path == path) {
        Some(edit) => edit.replacements.push(replacement),
        None => edits.push(FileEdit {
            path,
            replacements: vec![replacement],
        }),
    }
    Some(())
}
