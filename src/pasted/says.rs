//! What was read through, in one sentence.

use crate::report::{Layer, Lines, Passed};
use crate::text::list;

/// `Read through prompts on lines 1–9 and typographic signs on line 3.`
pub fn says(passed: &[Passed]) -> String {
    let mut parts: Vec<(Layer, Vec<Lines>)> = Vec::new();
    for it in passed {
        match parts.iter_mut().find(|(layer, _)| *layer == it.layer) {
            Some((_, lines)) => lines.extend(&it.lines),
            None => parts.push((it.layer, it.lines.clone())),
        }
    }
    let parts: Vec<String> = (parts.into_iter())
        .map(|(layer, lines)| part(layer, &joined(lines)))
        .collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!("Read through {}.", list(&parts)),
    }
}

fn part(layer: Layer, lines: &[Lines]) -> String {
    let (what, more) = match layer {
        Layer::Notebook => return "the JSON of a notebook to the code of its cells".to_owned(),
        Layer::String => return "a string to the program in it".to_owned(),
        Layer::Spaces => ("odd blanks and invisible characters", ""),
        Layer::Markup => ("HTML", ""),
        Layer::Conflict => ("merge conflicts", " (the side above `=======` is read)"),
        Layer::Fences => ("what stands around fenced code", ""),
        Layer::Frame => ("a frame", ""),
        Layer::Log => ("what a log or a search writes before lines", ""),
        Layer::Diff => ("a diff", " (its new side is read)"),
        Layer::Quotes => ("quotes", ""),
        Layer::Numbers => ("line numbers", ""),
        Layer::Traceback => ("tracebacks", ""),
        Layer::Prompts => ("prompts and output", ""),
        Layer::Shell => ("commands and buttons", ""),
        Layer::Typography => ("typographic signs", ""),
        Layer::Text => ("sentences", ""),
        Layer::Python2 => ("Python 2", ""),
        Layer::Wrapped => ("wrapped lines", ""),
        Layer::Margin => ("a margin", ""),
    };
    format!("{what} on {}{more}", places(lines))
}

/// Lines in order, each once.
fn joined(mut lines: Vec<Lines>) -> Vec<Lines> {
    lines.sort_by_key(|it| it.first);
    let mut joined: Vec<Lines> = Vec::new();
    for it in lines {
        match joined.last_mut() {
            Some(last) if it.first <= last.last + 1 => last.last = last.last.max(it.last),
            _ => joined.push(it),
        }
    }
    joined
}

/// `line 3`, `lines 1–4 and 8`; of many the first and the last.
fn places(lines: &[Lines]) -> String {
    const MOST: usize = 3;
    let range = |it: &Lines| match it.first == it.last {
        true => it.first.to_string(),
        false => format!("{}–{}", it.first, it.last),
    };
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return String::new();
    };
    if lines.len() > MOST {
        return format!("lines {}–{}", first.first, last.last);
    }
    let word = if first.first == last.last {
        "line"
    } else {
        "lines"
    };
    let ranges: Vec<String> = lines.iter().map(range).collect();
    format!("{word} {}", list(&ranges))
}
