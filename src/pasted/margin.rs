//! A part of a file that was copied with its indentation, but for its first line: copying began behind
//! the blanks.

use super::page::Page;
use crate::edits::Replacement;

/// What is taken from the lines after the first.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let mut lines = page
        .outside()
        .filter(|(_, line)| !line.is_blank() && !line.text.trim().starts_with('#'));
    let Some((_, first)) = lines.next() else {
        return Vec::new();
    };
    let rest: Vec<usize> = lines.map(|(_, line)| line.indent()).collect();
    let (Some(second), Some(least)) = (rest.first(), rest.iter().min()) else {
        return Vec::new();
    };
    let opens = first
        .text
        .trim_end()
        .ends_with([':', '(', '[', '{', ',', '\\']);
    if first.indent() > 0 || *least == 0 || (opens && second == least) {
        return Vec::new();
    }
    let others = page
        .outside()
        .filter(|(_, line)| line.start > first.start && !line.is_blank());
    others
        .map(|(_, line)| line.behind((*least).min(line.indent())))
        .collect()
}
