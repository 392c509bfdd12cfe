//! A context diff, as `diff -c` prints it: of every hunk first the old side and then the new one.

use super::super::page::{Line, Page, digits};
use super::super::prose::is_code;
use crate::edits::Replacement;

/// Where one is in the diff.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before it, or between files.
    Outside,
    /// On the old side of a hunk.
    Old,
    /// On the new one.
    New,
    /// Behind what belongs to it.
    Behind,
}

/// What is left out.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let mut cuts = Vec::new();
    let mut place = Place::Outside;
    // Of the old side what stays is needed only where the new one is not given.
    let mut old: Vec<&Line<'_>> = Vec::new();
    let mut is_given = false;
    for line in &page.lines {
        let text = line.text;
        let next = match text {
            _ if is_side(text, "*** ", " ****") => Some(Place::Old),
            _ if is_new(text) => Some(Place::New),
            _ if is_head(text) => Some(Place::Outside),
            _ => None,
        };
        if let Some(next) = next {
            if next != Place::New {
                settle(&mut old, is_given, &mut cuts);
                is_given = false;
            }
            place = next;
            cuts.push(line.drop());
            continue;
        }
        match place {
            Place::Outside => cuts.push(line.drop()),
            Place::Behind => {}
            _ if text.is_empty() && place == Place::Old => old.push(line),
            _ if text.is_empty() => {}
            _ if sign(text).is_none() => {
                let goes_on = is_code(text) || text.starts_with('#');
                place = if goes_on {
                    Place::Behind
                } else {
                    Place::Outside
                };
                if !goes_on {
                    cuts.push(line.drop());
                }
            }
            Place::Old => old.push(line),
            Place::New => {
                is_given = true;
                cuts.push(line.behind(2.min(line.text.len())));
            }
        }
    }
    settle(&mut old, is_given, &mut cuts);
    cuts.sort();
    cuts
}

/// What is done with the old side of a hunk once it is known whether the new one is there.
fn settle(old: &mut Vec<&Line<'_>>, is_given: bool, cuts: &mut Vec<Replacement>) {
    cuts.extend(old.drain(..).filter_map(|line| match sign(line.text) {
        Some(' ') if !is_given => Some(line.behind(2.min(line.text.len()))),
        None if !is_given => None,
        _ => Some(line.drop()),
    }));
}

/// Whether a line is the head of the new side of a hunk: `--- 1,7 ----`.
pub(super) fn is_new(line: &str) -> bool {
    is_side(line, "--- ", " ----")
}

fn is_side(line: &str, before: &str, after: &str) -> bool {
    let range = line
        .strip_prefix(before)
        .and_then(|rest| rest.trim_end().strip_suffix(after));
    let is_end = |rest: &str| match rest.strip_prefix(',') {
        Some(last) => digits(last).is_some_and(|(_, rest)| rest.is_empty()),
        None => rest.is_empty(),
    };
    range.and_then(digits).is_some_and(|(_, rest)| is_end(rest))
}

/// Lines between hunks and between files.
fn is_head(line: &str) -> bool {
    [
        "***************",
        "*** ",
        "--- ",
        "diff ",
        "Index: ",
        "Only in ",
        "=====",
    ]
    .iter()
    .any(|head| line.starts_with(head))
}

/// The sign of a line of a hunk, which a blank follows.
fn sign(line: &str) -> Option<char> {
    let mut signs = line.chars();
    let sign = signs.next().filter(|c| " !+-".contains(*c))?;
    matches!(signs.next(), None | Some(' ')).then_some(sign)
}
