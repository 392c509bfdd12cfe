//! What a profiler prints: numbers in columns, and in the last of them the lines of a function.

use super::super::page::{Line, Page, digits};
use crate::edits::Replacement;

/// The last word of the head of such a table.
const CODE: &str = "Line Contents";

/// What is left out.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let is_head = |line: &&Line<'_>| line.text.starts_with("Line #");
    let mut heads = page.outside().filter(|(_, line)| is_head(&line));
    let Some(head) = heads.find_map(|(_, line)| line.text.find(CODE)) else {
        return Vec::new();
    };
    let is_numbered = |line: &&Line<'_>| digits(line.text.trim_start()).is_some();
    let rows = page.lines.iter().filter(is_numbered);
    let column = rows
        .map(|line| begin(line.text, head))
        .min()
        .unwrap_or(head);
    let cuts = page.lines.iter().filter_map(|line| match line.text {
        text if is_numbered(&line) => Some(line.behind(begin(text, column))),
        text if is_head(&line) || text.starts_with("====") => Some(line.drop()),
        _ => None,
    });
    cuts.collect()
}

/// Where a line's code may begin, if its column does at a place or a little before it.
fn begin(line: &str, column: usize) -> usize {
    let Some(before) = line.get(..column) else {
        return line.len();
    };
    before.trim_end_matches(|c: char| !c.is_whitespace()).len()
}
