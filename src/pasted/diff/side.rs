//! Both sides of a diff beside each other, as `diff -y` and `sdiff` print them: the right one is read.

use super::super::page::{Line, Page};
use crate::edits::Replacement;

/// Columns from one stop of a tab to the next.
const TAB: usize = 8;
/// The narrowest side that is looked for.
const NARROWEST: usize = 8;

/// What is left out.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let lines: Vec<&Line<'_>> = page.lines.iter().filter(|line| !line.is_blank()).collect();
    let mut columns = lines.iter().filter_map(|line| twice(line.text));
    let Some(column) = columns.next() else {
        return Vec::new();
    };
    let found: Option<Vec<Sides<'_>>> = lines.iter().map(|line| sides(line.text, column)).collect();
    let Some(found) = found.filter(|it| it.iter().any(|sides| sides.sign.is_some())) else {
        return Vec::new();
    };
    let cuts = lines
        .iter()
        .zip(found)
        .map(|(line, sides)| match sides.sign {
            Some('<') => line.drop(),
            _ => line.behind(line.text.len() - sides.right.len()),
        });
    cuts.collect()
}

/// A line in two.
struct Sides<'t> {
    right: &'t str,
    /// What stands between them where they differ.
    sign: Option<char>,
}

/// The sides of a line of which the right one begins in a column, if there is a sign between them or they
/// are the same.
fn sides(line: &str, column: usize) -> Option<Sides<'_>> {
    let mut at = 0;
    let start = line.char_indices().find(|(_, c)| {
        let is_there = at >= column;
        at = if *c == '\t' {
            (at / TAB + 1) * TAB
        } else {
            at + 1
        };
        is_there
    });
    let (left, right) = line.split_at(start.map_or(line.len(), |(start, _)| start));
    let left = left.trim_end();
    let sign = left.chars().next_back().filter(|c| "|<>/\\".contains(*c));
    let before = sign.map_or(left, |_| &left[..left.len() - 1]);
    let is_apart = before.is_empty() || before.ends_with([' ', '\t']);
    let sign = sign.filter(|_| is_apart);
    (sign.is_some() || left == right.trim_end()).then_some(Sides { right, sign })
}

/// The column in which a line that is not indented begins a second time.
fn twice(line: &str) -> Option<usize> {
    let line = line.trim_end();
    let half = line.len() / 2;
    let starts = (0..=half).filter(|length| line.is_char_boundary(*length) && *length > 0);
    let length = starts.rev().find(|length| {
        let (first, rest) = line.split_at(*length);
        let second = rest.trim_start();
        first == second && rest.len() - second.len() >= 2 && !first.starts_with([' ', '\t'])
    })?;
    let before = &line[..line.len() - length];
    let column = before.chars().fold(0, |at, c| match c {
        '\t' => (at / TAB + 1) * TAB,
        _ => at + 1,
    });
    (column >= NARROWEST).then_some(column)
}
