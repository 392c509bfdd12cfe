//! What pytest prints: the functions that failed are code, `>` points at a line, `E` says what was wrong.

use super::super::page::{Line, Page};
use super::super::prose::is_code;
use crate::edits::Replacement;

/// So many bytes stand before a line of code: blanks, or what is said of it.
const MARGIN: usize = 4;

/// Where one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In what stands before or behind the report.
    Program,
    /// In the report, between its pieces of code.
    Report,
    /// In a piece of code.
    Excerpt,
    /// In what a test has printed.
    Printed,
}

/// What is left out: all of the report but the code in it.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let lines = &page.lines;
    let has = |is_it: fn(&str) -> bool| page.outside().any(|(_, line)| is_it(line.text));
    let is_run = has(is_said) && (has(is_pointed) || has(is_title));
    if !is_run {
        return Vec::new();
    }
    let begins = beginnings(lines);
    let mut cuts = Vec::new();
    let mut place = Place::Program;
    for (at, line) in lines.iter().enumerate() {
        let text = line.text;
        if let Some(next) = after(text) {
            place = next;
            cuts.push(line.drop());
            continue;
        }
        if line.is_blank() {
            continue;
        }
        let is_excerpt = match place {
            Place::Program => begins[at] || is_pointed(text),
            Place::Printed => false,
            Place::Report | Place::Excerpt => is_pointed(text) || line.indent() >= MARGIN,
        };
        let is_behind = at > 0 && lines[at - 1].is_blank() && line.indent() == 0;
        place = match place {
            _ if is_excerpt => Place::Excerpt,
            // With `--showlocals` it says what the variables are.
            Place::Excerpt if is_behind && is_code(text) && !text.contains("  = ") => {
                Place::Program
            }
            Place::Excerpt => Place::Report,
            _ => place,
        };
        match place {
            Place::Excerpt => cuts.push(line.behind(MARGIN)),
            Place::Program => {}
            Place::Report | Place::Printed => cuts.push(line.drop()),
        }
    }
    cuts
}

/// Where one is behind a line that is not code, if it is one.
fn after(line: &str) -> Option<Place> {
    if is_title(line) {
        let inside = line.trim_matches(['=', '-', '_', ' ']);
        return Some(match inside {
            _ if inside.starts_with("Captured ") => Place::Printed,
            _ if line.starts_with('=') && inside.contains(" in ") && inside.ends_with('s') => {
                Place::Program
            }
            _ => Place::Report,
        });
    }
    if is_said(line) {
        return Some(Place::Excerpt);
    }
    if line.ends_with("%]") {
        return Some(Place::Report);
    }
    let is_summary = ["FAILED ", "ERROR ", "PASSED "]
        .iter()
        .any(|it| line.starts_with(it));
    let is_count = line.ends_with('s')
        && line.starts_with(|c: char| c.is_ascii_digit())
        && [" failed", " passed", " error"]
            .iter()
            .any(|it| line.contains(it));
    (is_summary || is_count || is_place(line)).then_some(Place::Program)
}

/// `E   TypeError: …`.
fn is_said(line: &str) -> bool {
    line == "E" || line.starts_with("E  ")
}

/// `>   x = open(a)`.
fn is_pointed(line: &str) -> bool {
    line.starts_with(">   ")
}

/// `test_a.py:3: TypeError`.
fn is_place(line: &str) -> bool {
    let parts = line
        .split_once(".py:")
        .and_then(|(_, rest)| rest.split_once(':'));
    !line.starts_with([' ', '"'])
        && parts.is_some_and(|(number, error)| {
            let is_word = |c: char| c.is_alphanumeric() || "._".contains(c);
            number.parse::<u32>().is_ok() && error.trim().chars().all(is_word)
        })
}

/// `==== FAILURES ====`, `____ test_load ____`, `_ _ _ _`.
fn is_title(line: &str) -> bool {
    ["====", "____", "----", "_ _ "]
        .iter()
        .any(|it| line.starts_with(it) && line.trim_end().ends_with(it.trim_end()))
        && line.contains(' ')
}

/// For each line whether a piece of code begins there with which no title stands: a function that is followed
/// by what is said of it, or the first lines of all.
fn beginnings(lines: &[Line<'_>]) -> Vec<bool> {
    let mut begins = vec![false; lines.len()];
    // Whether from a line on something is said before another function begins, or the code ends.
    let mut is_told = false;
    for (at, line) in lines.iter().enumerate().rev() {
        let text = line.text.get(MARGIN..).unwrap_or_default();
        let is_code = line.indent() >= MARGIN || line.is_blank();
        let is_head = line.indent() == MARGIN
            && ["def ", "async def "]
                .iter()
                .any(|head| text.starts_with(head));
        let is_decorator =
            line.indent() == MARGIN && text.starts_with('@') && begins.get(at + 1) == Some(&true);
        let is_first = at < 2 && lines[..at].iter().all(Line::is_blank);
        begins[at] = (is_told && (is_head || is_first) && is_code) || is_decorator;
        is_told = is_said(line.text) || is_pointed(line.text) || (is_told && is_code && !is_head);
    }
    begins
}
