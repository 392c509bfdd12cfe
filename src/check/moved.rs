//! What was said of a text, where the text stands further on, or further back.

use crate::report::{Acquisition, Edit, Finding, Span};
use crate::text::{Line, with_lines, with_lines_named};

/// What becomes of the lines that prose names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Prose {
    /// Their numbers stand there.
    Told,
    /// They stay marked: it is not known yet where they will stand.
    Marked,
}

impl Prose {
    fn moved(self, prose: &str, by: i64) -> String {
        match self {
            Self::Told => with_lines(prose, by),
            Self::Marked => with_lines_named(prose, |line| {
                Line((i64::from(line) + by) as u32).to_string()
            }),
        }
    }
}

/// A row, `by` lines further on.
pub(super) fn row(mut row: Acquisition, by: i64, prose: Prose) -> Acquisition {
    let moved = |line: &mut u32| *line = (i64::from(*line) + by) as u32;
    [&mut row.line, &mut row.end_line]
        .into_iter()
        .for_each(moved);
    for exit in &mut row.exits {
        exit.because = prose.moved(&exit.because, by);
        moved(&mut exit.line);
        exit.path.iter_mut().for_each(moved);
    }
    row
}

/// The same for a finding; what takes time is not remembered from one text to the next, see `memory`.
pub(super) fn finding(mut finding: Finding, by: i64, prose: Prose) -> Finding {
    let moved = |line: &mut u32| *line = (i64::from(*line) + by) as u32;
    let said = [
        &mut finding.message,
        &mut finding.because,
        &mut finding.help,
    ];
    for words in said {
        *words = prose.moved(words, by);
    }
    [&mut finding.line, &mut finding.end_line]
        .into_iter()
        .for_each(moved);
    if let Some(span) = finding.kept.as_mut().and_then(|kept| kept.removal.as_mut()) {
        [&mut span.line, &mut span.end_line]
            .into_iter()
            .for_each(moved);
    }
    for step in &mut finding.trace {
        step.note = prose.moved(&step.note, by);
        [&mut step.line, &mut step.end_line]
            .into_iter()
            .for_each(moved);
    }
    finding
}

/// The same edit, `by` lines further on.
pub(super) fn edit(edit: &Edit, by: i64) -> Edit {
    let moved = |line: u32| (i64::from(line) + by) as u32;
    Edit {
        span: Span {
            line: moved(edit.span.line),
            end_line: moved(edit.span.end_line),
            ..edit.span
        },
        text: edit.text.clone(),
    }
}
