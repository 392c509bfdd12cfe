//! Lines that a mail or a page has broken because they were long, and lines that all end in a backslash.

use super::lexed::Class;
use super::page::{Line, Page};
use super::prose::is_code;
use crate::edits::Replacement;
use crate::text::Range;

/// Shorter lines are not broken.
const LONG: usize = 55;

/// What is left out: line breaks, or backslashes.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let slashed = slashed(page);
    if !slashed.is_empty() {
        return slashed;
    }
    let pairs = page.lines.windows(2).enumerate();
    let broken = pairs.filter(|(at, two)| is_broken(page, *at, &two[0], &two[1]));
    broken
        .map(|(_, two)| {
            let end = two[0].start as usize + two[0].text.len();
            let blank = if two[0].text.ends_with(' ') { "" } else { " " };
            Replacement {
                range: Range::new(end as u32, two[1].start),
                text: blank.to_owned(),
            }
        })
        .collect()
}

/// Whether a line goes on in the next one: in a comment, or in a string that is not at its end.
fn is_broken(page: &Page<'_>, at: usize, line: &Line<'_>, next: &Line<'_>) -> bool {
    if line.text.len() < LONG || next.is_blank() || next.indent() > 0 || page.is_in_string(at + 1) {
        return false;
    }
    let last = line.start as usize + line.text.trim_end().len() - 1;
    match page.lexed().class(last) {
        // A mail that may be filled again has a blank at the end of such a line.
        Class::Comment => line.text.ends_with(' ') && !is_code(next.text),
        Class::String => !ends_string(line.text),
        Class::Code => false,
    }
}

/// Whether the last string of a line ends in it.
fn ends_string(line: &str) -> bool {
    let mut open = None;
    let mut is_escaped = false;
    for c in line.chars() {
        match open {
            None if matches!(c, '"' | '\'') => open = Some(c),
            Some(quote) if c == quote && !is_escaped => open = None,
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    open.is_none()
}

/// The backslashes at the ends of lines, if nearly all have one.
fn slashed(page: &Page<'_>) -> Vec<Replacement> {
    let lines = || page.lines.iter().filter(|line| !line.is_blank());
    let cuts = lines().filter_map(|line| {
        let code = line.text.trim_end().strip_suffix('\\')?;
        Some(line.replace(code.len(), line.text.len(), ""))
    });
    let cuts: Vec<Replacement> = cuts.collect();
    match cuts.len() >= 2 && cuts.len() + 1 >= lines().count() {
        true => cuts,
        false => Vec::new(),
    }
}
