//! A merge that Git could not do: of both sides the first is read, which is one's own.

use super::diff::is_search;
use super::page::{Line, Page};
use crate::edits::Replacement;

/// Where one is between the marks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Outside, or on the side that is read.
    Read,
    /// On the other one, or in what both came from.
    Other,
}

/// What is left out: the marks, and what is on the other side.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let lines: Vec<Line<'_>> = page.lines.clone();
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match begins(lines[at].text).then(|| whole(&lines, at)).flatten() {
            Some(end) => {
                let mut side = Side::Read;
                for line in &lines[at..=end] {
                    let mark = mark(line.text);
                    match mark {
                        Some('|' | '=') => side = Side::Other,
                        Some(_) => {}
                        None if side == Side::Read => continue,
                        None => {}
                    }
                    cuts.push(line.drop());
                }
                at = end + 1;
            }
            None => at += 1,
        }
    }
    cuts
}

/// The end of a conflict, if it is whole, or goes on to the end of what was pasted.
fn whole(lines: &[Line<'_>], start: usize) -> Option<usize> {
    let mut is_divided = false;
    for (at, line) in lines.iter().enumerate().skip(start + 1) {
        match mark(line.text) {
            Some('=') => is_divided = true,
            Some('>') => return is_divided.then_some(at),
            Some('<') => return None,
            _ => {}
        }
    }
    is_divided.then_some(lines.len() - 1)
}

/// Whether a conflict begins; what an assistant searches is none.
fn begins(line: &str) -> bool {
    mark(line) == Some('<') && !is_search(line)
}

/// The sign of a line that is a mark.
fn mark(line: &str) -> Option<char> {
    ['<', '|', '=', '>'].into_iter().find(|sign| {
        let run = line.len() - line.trim_start_matches(*sign).len();
        let rest = &line[run.min(line.len())..];
        run == 7 && (rest.is_empty() || rest.starts_with(' '))
    })
}
