//! How two texts differ, line by line, with two lines around each change. What edits change is known
//! without comparing: see [`diff`](super::diff).
//!
//! One algorithm is named here, because a choice at run time would put all of the library's into
//! the page.

use super::diff::{AROUND, Line, Tag};
use similar::ChangeTag;
use similar::algorithms::{Capture, Replace, myers};

/// The changed parts of a text.
pub fn parts<'a>(before: &'a str, after: &'a str) -> Vec<Vec<Line<'a>>> {
    let old: Vec<&str> = before.split('\n').collect();
    let new: Vec<&str> = after.split('\n').collect();
    // What is removed comes before what replaces it.
    let mut capture = Replace::new(Capture::new());
    // Capturing cannot fail: its error is `Infallible`.
    let Ok(()) = myers::diff(&mut capture, &old, 0..old.len(), &new, 0..new.len());
    let groups = capture.into_inner().into_grouped_ops(AROUND);
    (groups.iter())
        .map(|group| {
            let changes = group.iter().flat_map(|op| op.iter_changes(&old, &new));
            changes
                .map(|change| Line {
                    tag: match change.tag() {
                        ChangeTag::Delete => Tag::Removed,
                        ChangeTag::Insert => Tag::Added,
                        ChangeTag::Equal => Tag::Same,
                    },
                    number: change
                        .old_index()
                        .or(change.new_index())
                        .map_or(0, |index| index + 1),
                    text: change.value(),
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::diff::drawn_parts;

    fn drawn(before: &str, after: &str) -> Vec<String> {
        drawn_parts(&parts(before, after))
    }

    #[test]
    fn changes_come_with_two_lines_around() {
        let before = "a\nb\nc\nd\ne\nf\n";
        assert_eq!(
            drawn(before, &before.replace('d', "D")),
            [" 2 b| 3 c|-4 d|+4 D| 5 e| 6 f"]
        );
    }

    #[test]
    fn far_changes_are_parts_of_their_own() {
        let before: String = (0..30).map(|n| format!("line {n}\n")).collect();
        let after = before
            .replace("line 3\n", "three\n")
            .replace("line 25\n", "");
        assert_eq!(parts(&before, &after).len(), 2);
    }

    #[test]
    fn nothing_changed_nothing_shown() {
        assert!(parts("a\n", "a\n").is_empty());
    }
}
