//! A notebook as it is kept: JSON, whose cells with code are read one after the other.
//!
//! It is read sign by sign and not as a tree, so that places stay true, and so that a part of a notebook
//! is read as well.

use super::page::Page;
use super::strings::{all_but, escapes, string};
use crate::edits::Replacement;
use crate::text::Range;

/// A line of code in a notebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellLine {
    /// The cell, from 1, counted among all cells.
    pub cell: u32,
    /// The line in it, from 1.
    pub line: u32,
    /// Where it stands, without its line break.
    pub range: Range,
}

/// Whether a text may be a notebook.
pub(super) fn is_likely(text: &str) -> bool {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    start.starts_with('{') && text.contains("\"cell_type\"")
}

/// What is left out, if it is a notebook.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let cells = match is_likely(page.text) {
        true => cells(page.text),
        false => Vec::new(),
    };
    let mut kept: Vec<(Range, &str)> = Vec::new();
    for cell in &cells {
        for (position, part) in cell.strings.iter().enumerate() {
            let before = match position {
                0 if kept.is_empty() => "# %%\n",
                0 => "\n\n# %%\n",
                _ => "",
            };
            kept.push((*part, before));
        }
    }
    all_but(page.text, &kept)
}

/// The lines of the code of a notebook.
pub(super) fn lines(text: &str) -> Vec<CellLine> {
    let mut lines = Vec::new();
    if !is_likely(text) {
        return lines;
    }
    for cell in cells(text) {
        let (mut line, mut start, mut last) = (1, None, 0);
        for part in &cell.strings {
            start.get_or_insert(part.start);
            for escape in escapes(text, *part)
                .into_iter()
                .filter(|it| it.text == "\n")
            {
                let from = start.take().unwrap_or(escape.range.end.min(part.end));
                lines.push(CellLine {
                    cell: cell.number,
                    line,
                    range: Range::new(from, escape.range.start),
                });
                line += 1;
                start = (escape.range.end < part.end).then_some(escape.range.end);
            }
            last = part.end;
        }
        if let Some(start) = start {
            lines.push(CellLine {
                cell: cell.number,
                line,
                range: Range::new(start, last),
            });
        }
    }
    lines
}

/// A cell with code.
#[derive(Default)]
struct Cell {
    number: u32,
    /// Its strings, without their quotes.
    strings: Vec<Range>,
}

/// An object or an array that is open.
#[derive(Default)]
struct Open<'t> {
    is_array: bool,
    /// The key whose value comes.
    key: Option<&'t str>,
    /// Whether the next string is a key.
    wants_key: bool,
    kind: Option<&'t str>,
    strings: Vec<Range>,
}

/// The cells with Python; none if the notebook says that it is in another language.
fn cells(text: &str) -> Vec<Cell> {
    let bytes = text.as_bytes();
    let (mut open, mut cells): (Vec<Open<'_>>, Vec<Cell>) = (Vec::new(), Vec::new());
    let (mut number, mut at) = (0, 0);
    let mut is_foreign = false;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => open.push(Open {
                is_array: bytes[at] == b'[',
                wants_key: bytes[at] == b'{',
                ..Open::default()
            }),
            b'}' | b']' => end(&mut open, &mut cells, &mut number),
            b':' => {
                if let Some(last) = open.last_mut() {
                    last.wants_key = false;
                }
            }
            b',' => {
                if let Some(last) = open.last_mut() {
                    last.wants_key = !last.is_array;
                }
            }
            b'"' => {
                let inside = string(text, at);
                is_foreign |= heard(inside, text, &mut open);
                at = inside.end as usize;
            }
            _ => {}
        }
        at += 1;
    }
    while !open.is_empty() {
        end(&mut open, &mut cells, &mut number);
    }
    if is_foreign { Vec::new() } else { cells }
}

/// An object or an array ends; if it is a cell, it is counted, and kept if there is code in it.
fn end(open: &mut Vec<Open<'_>>, cells: &mut Vec<Cell>, number: &mut u32) {
    let Some(last) = open.pop() else {
        return;
    };
    *number += u32::from(last.kind.is_some());
    if last.kind == Some("code") && !last.strings.is_empty() {
        cells.push(Cell {
            number: *number,
            strings: last.strings,
        });
    }
}

/// Takes a string where it belongs; gives whether it says that the code is no Python.
fn heard<'t>(inside: Range, text: &'t str, open: &mut [Open<'t>]) -> bool {
    let word = inside.of(text);
    let Some((last, owners)) = open.split_last_mut() else {
        return false;
    };
    if last.is_array {
        if let Some(owner) = owners.last_mut()
            && matches!(owner.key, Some("source" | "input"))
        {
            owner.strings.push(inside);
        }
        return false;
    }
    if last.wants_key {
        last.key = Some(word);
        return false;
    }
    match last.key {
        Some("cell_type") => last.kind = Some(word),
        Some("source" | "input") => last.strings.push(inside),
        Some("language") => {
            return !word.is_empty() && !word.to_ascii_lowercase().contains("python");
        }
        _ => {}
    }
    false
}
