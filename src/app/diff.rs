//! What edits change, line by line, with two lines around each change.

use crate::report::Edit;

/// A line of a diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// What becomes of it.
    pub tag: Tag,
    /// Number of the line, from 1: in the new text for an added line, else in the old one.
    pub number: usize,
    /// The line without its end.
    pub text: &'a str,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// It is only in the old text.
    Removed,
    /// It is only in the new one.
    Added,
    /// It is in both.
    Same,
}

/// Lines shown around a change.
pub const AROUND: usize = 2;

/// Lines that give way to others, both counted from 0, ends excluded.
struct Change {
    old: (usize, usize),
    new: (usize, usize),
}

/// The changed parts of a text that becomes another by these edits.
pub fn parts<'a>(before: &'a str, after: &'a str, edits: &[Edit]) -> Vec<Vec<Line<'a>>> {
    let old: Vec<&str> = before.split('\n').collect();
    let new: Vec<&str> = after.split('\n').collect();
    let mut parts: Vec<Vec<Line<'a>>> = Vec::new();
    let mut shown = 0;
    for change in changes(edits, &old, &new) {
        let same =
            |from: usize, to: usize| (from..to.min(old.len())).map(|at| line(Tag::Same, at, &old));
        let start = change.old.0.saturating_sub(AROUND);
        match parts.last_mut() {
            Some(part) if start <= shown + AROUND => part.extend(same(shown, change.old.0)),
            last => {
                if let Some(part) = last {
                    part.extend(same(shown, shown + AROUND));
                }
                parts.push(same(start, change.old.0).collect());
            }
        }
        if let Some(part) = parts.last_mut() {
            part.extend((change.old.0..change.old.1).map(|at| line(Tag::Removed, at, &old)));
            part.extend((change.new.0..change.new.1).map(|at| line(Tag::Added, at, &new)));
        }
        shown = change.old.1;
    }
    if let Some(part) = parts.last_mut() {
        let end = old.len().min(shown + AROUND);
        part.extend((shown..end).map(|at| line(Tag::Same, at, &old)));
    }
    parts
}

fn line<'a>(tag: Tag, at: usize, lines: &[&'a str]) -> Line<'a> {
    Line {
        tag,
        number: at + 1,
        text: lines.get(at).copied().unwrap_or_default(),
    }
}

/// What the edits change, in order; edits of the same lines are one change.
fn changes(edits: &[Edit], old: &[&str], new: &[&str]) -> Vec<Change> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let mut touched: Vec<(usize, usize, isize)> = Vec::new();
    for edit in edits {
        let (first, end) = (edit.span.line as usize - 1, edit.span.end_line as usize);
        let lines = |text: &str| text.matches('\n').count() as isize;
        let grown = lines(&edit.text) - (end - first - 1) as isize;
        match touched.last_mut() {
            Some((_, last, sum)) if first < *last => {
                *last = end.max(*last);
                *sum += grown;
            }
            _ => touched.push((first, end, grown)),
        }
    }
    let mut moved = 0;
    let mut changes = Vec::new();
    for (first, end, grown) in touched {
        let to_new =
            |at: usize, by: isize| (at as isize + by).clamp(0, new.len() as isize) as usize;
        let (mut from, mut to) = ((first, to_new(first, moved)), (end.min(old.len()), 0));
        moved += grown;
        to.1 = to_new(end, moved);
        while from.0 < to.0 && from.1 < to.1 && old[from.0] == new[from.1] {
            from = (from.0 + 1, from.1 + 1);
        }
        while from.0 < to.0 && from.1 < to.1 && old[to.0 - 1] == new[to.1 - 1] {
            to = (to.0 - 1, to.1 - 1);
        }
        if from != to {
            changes.push(Change {
                old: (from.0, to.0),
                new: (from.1, to.1),
            });
        }
    }
    changes
}

#[cfg(test)]
pub(super) fn drawn_parts(parts: &[Vec<Line<'_>>]) -> Vec<String> {
    let sign = |tag| match tag {
        Tag::Removed => '-',
        Tag::Added => '+',
        Tag::Same => ' ',
    };
    let line = |line: &Line<'_>| format!("{}{} {}", sign(line.tag), line.number, line.text);
    let part = |part: &Vec<Line<'_>>| part.iter().map(line).collect::<Vec<_>>().join("|");
    parts.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits;
    use crate::report::Span;

    fn edit(span: (u32, u32, u32, u32), text: &str) -> Edit {
        Edit {
            span: Span {
                line: span.0,
                column: span.1,
                end_line: span.2,
                end_column: span.3,
            },
            text: text.to_owned(),
        }
    }

    fn drawn(before: &str, edits: &[Edit]) -> Vec<String> {
        let after = edits::apply_edits(before, edits);
        drawn_parts(&parts(before, &after, edits))
    }

    #[test]
    fn changes_come_with_two_lines_around() {
        let before = "a\nb\nc\nd\ne\nf\n";
        assert_eq!(
            drawn(before, &[edit((4, 1, 4, 2), "D")]),
            [" 2 b| 3 c|-4 d|+4 D| 5 e| 6 f"]
        );
    }

    #[test]
    fn lines_that_only_come_are_only_added() {
        let edits = [edit((1, 1, 1, 1), "import x\n"), edit((3, 2, 3, 2), "\ncc")];
        assert_eq!(
            drawn("a\nb\nc\n", &edits),
            ["+1 import x| 1 a| 2 b| 3 c|+5 cc| 4 "]
        );
    }

    #[test]
    fn lines_that_go_are_only_removed() {
        assert_eq!(
            drawn("a\nb\nc\nd\n", &[edit((2, 1, 3, 1), "")]),
            [" 1 a|-2 b| 3 c| 4 d"]
        );
    }

    #[test]
    fn far_changes_are_parts_of_their_own_and_near_ones_are_not() {
        let before: String = (1..=30).map(|n| format!("line {n}\n")).collect();
        let edits = [
            edit((3, 1, 3, 7), "three"),
            edit((25, 1, 26, 1), ""),
            edit((28, 1, 28, 8), "28"),
        ];
        assert_eq!(
            drawn(&before, &edits),
            [
                " 1 line 1| 2 line 2|-3 line 3|+3 three| 4 line 4| 5 line 5",
                " 23 line 23| 24 line 24|-25 line 25| 26 line 26| 27 line 27|-28 line 28|+27 28| 29 line 29| 30 line 30",
            ]
        );
    }

    #[test]
    fn nothing_changed_nothing_shown() {
        assert!(drawn("a\n", &[edit((1, 1, 1, 2), "a")]).is_empty());
    }
}
