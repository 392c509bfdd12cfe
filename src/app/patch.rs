//! Edits of a report applied to a text, for previews. The editor applies them itself, so that they
//! can be undone.

use crate::check::report::{Edit, Span};

/// The text with every edit made. Edits must not overlap; a place past the end means the end.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let lines = line_starts(text);
    let mut places: Vec<(usize, usize, &str)> = (edits.iter())
        .map(|edit| {
            let Span {
                line,
                column,
                end_line,
                end_column,
            } = edit.span;
            let from = offset(text, &lines, line, column);
            let to = offset(text, &lines, end_line, end_column);
            (from, to.max(from), edit.text.as_str())
        })
        .collect();
    places.sort_by_key(|&(from, to, _)| (from, to));
    let mut out = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for (from, to, new) in places {
        if from < done {
            continue;
        }
        out.push_str(text.get(done..from).unwrap_or_default());
        out.push_str(new);
        done = to;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Byte offsets of the starts of all lines.
fn line_starts(text: &str) -> Vec<usize> {
    let first = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let later = text
        .bytes()
        .enumerate()
        .filter(|&(_, byte)| byte == b'\n')
        .map(|(at, _)| at + 1);
    std::iter::once(first).chain(later).collect()
}

/// Byte offset of a line and column, both from 1, columns in characters.
fn offset(text: &str, lines: &[usize], line: u32, column: u32) -> usize {
    let Some(&start) = lines.get(line.saturating_sub(1) as usize) else {
        return text.len();
    };
    let rest = text.get(start..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    let skipped = line
        .chars()
        .take(column.saturating_sub(1) as usize)
        .map(char::len_utf8);
    start + skipped.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(line: u32, column: u32, end_line: u32, end_column: u32, text: &str) -> Edit {
        Edit {
            span: Span {
                line,
                column,
                end_line,
                end_column,
            },
            text: text.into(),
        }
    }

    #[test]
    fn columns_are_characters_and_a_mark_is_none() {
        let text = "\u{feff}é🎉 = open(p)\nx = 1\n";
        let fixed = apply(text, &[edit(2, 5, 2, 6, "2"), edit(1, 6, 1, 10, "io.open")]);
        assert_eq!(fixed, "\u{feff}é🎉 = io.open(p)\nx = 2\n");
    }

    #[test]
    fn insertions_and_deletions_of_lines() {
        let fixed = apply(
            "a\nb\nc",
            &[edit(1, 1, 1, 1, "# x\n"), edit(2, 1, 3, 1, "")],
        );
        assert_eq!(fixed, "# x\na\nc");
    }

    #[test]
    fn places_past_the_end_are_the_end() {
        assert_eq!(apply("a", &[edit(1, 9, 7, 1, "!")]), "a!");
        assert_eq!(apply("", &[edit(3, 1, 3, 1, "x")]), "x");
    }
}
