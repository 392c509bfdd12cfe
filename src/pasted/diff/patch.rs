//! Changes as assistants for programmers write them: patches between `*** Begin Patch` and `*** End Patch`, whose
//! hunks have no numbers, and blocks of what is searched and what comes in its place.

use super::super::page::{Line, Page};
use super::is_python;
use crate::edits::Replacement;

/// What is left out.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let has = |is_it: fn(&str) -> bool| page.outside().any(|(_, line)| is_it(line.text));
    if has(|text| text.starts_with("*** Begin Patch") || file(text).is_some()) {
        return patch(page);
    }
    if has(is_search) && has(|text| is_mark(text, '>')) {
        return blocks(page);
    }
    Vec::new()
}

/// Whether a line begins a block of what is searched: `<<<<<<< SEARCH`.
pub(in super::super) fn is_search(line: &str) -> bool {
    let word = line.trim_start_matches('<').trim();
    is_mark(line, '<') && ["SEARCH", "ORIGINAL"].contains(&word)
}

/// Whether a line is a mark of a block: the sign five times or more, and perhaps a word.
fn is_mark(line: &str, sign: char) -> bool {
    let rest = line.trim_start_matches(sign);
    let word = rest.trim();
    line.len() - rest.len() >= 5
        && word.chars().all(|c| c.is_ascii_uppercase())
        && (word.is_empty() || rest.starts_with(' '))
}

/// The file that a patch goes on with: `*** Update File: app/store.py`.
fn file(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("*** ")?;
    let heads = ["Add File: ", "Update File: ", "Delete File: "];
    heads.iter().find_map(|head| rest.strip_prefix(head))
}

fn patch(page: &Page<'_>) -> Vec<Replacement> {
    let mut cuts = Vec::new();
    let (mut is_inside, mut is_read) = (false, false);
    for line in &page.lines {
        let text = line.text;
        if let Some(name) = file(text) {
            (is_inside, is_read) = (true, is_python(name));
        } else if text.starts_with("*** End Patch") || text.starts_with("*** Begin Patch") {
            is_inside = false;
        }
        let is_head = text.starts_with("*** ") || text.starts_with("@@");
        if !is_inside || !is_read || is_head || text.starts_with('-') {
            cuts.push(line.drop());
        } else if text.starts_with(['+', ' ']) {
            cuts.push(line.behind(1));
        }
    }
    cuts
}

/// Of every block what comes in place of what was searched.
fn blocks(page: &Page<'_>) -> Vec<Replacement> {
    /// Where one is.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Side {
        Outside,
        Searched,
        New,
    }
    let mut side = Side::Outside;
    let left_out = |line: &&Line<'_>| {
        let (next, is_kept) = match side {
            Side::Outside if is_search(line.text) => (Side::Searched, false),
            Side::Searched if is_mark(line.text, '=') => (Side::New, false),
            Side::New if is_mark(line.text, '>') => (Side::Outside, false),
            Side::New => (side, true),
            _ => (side, false),
        };
        side = next;
        !is_kept
    };
    page.lines.iter().filter(left_out).map(Line::drop).collect()
}
