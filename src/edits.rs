//! Edits made in a text: by offsets, as a fix is found, or by lines and columns, as a report says it.

use crate::report::{Edit, Span};
use crate::text::{LineIndex, Position, Range};

/// Replace a range of the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Replacement {
    /// What is replaced.
    pub range: Range,
    /// What it is replaced with.
    pub text: String,
}

/// A range of a text as a report says it.
pub fn span(text: &str, lines: &LineIndex, range: Range) -> Span {
    let start = lines.position(text, range.start);
    let end = lines.position(text, range.end);
    Span {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

/// A text with replacements made.
pub fn apply(text: &str, edits: &[Replacement]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        out.push_str(Range::new(at, edit.range.start.max(at)).of(text));
        out.push_str(&edit.text);
        at = edit.range.end.max(at);
    }
    out.push_str(Range::new(at, text.len() as u32).of(text));
    out
}

/// A text with a reported fix's edits made; lines and columns as in the report.
pub fn apply_edits(text: &str, edits: &[Edit]) -> String {
    let lines = LineIndex::new(text);
    let offset = |line, column| lines.offset(text, Position { line, column });
    let mut replacements: Vec<Replacement> = edits
        .iter()
        .map(|Edit { span, text }| Replacement {
            range: Range::new(
                offset(span.line, span.column),
                offset(span.end_line, span.end_column),
            ),
            text: text.clone(),
        })
        .collect();
    replacements.sort();
    apply(text, &replacements)
}
