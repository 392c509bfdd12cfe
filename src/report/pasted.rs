//! What was read through to get at the program in a pasted text.

use super::{Edit, Span};
use serde::{Deserialize, Serialize};

/// What a pasted text has around its program.
///
/// Everything in the report has its place in the text as it was pasted. Fixes are not given for such a
/// text: they are once it is cleaned up, that is, once [`edits`](Self::edits) are made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadThrough {
    /// In one sentence: `Read through prompts on lines 1–9.`
    pub says: String,
    /// The same as data, in the order in which it was taken off.
    pub passed: Vec<Passed>,
    /// What makes of the text the program that was read, in source order, not overlapping.
    pub edits: Vec<Edit>,
    /// The lines of a notebook's cells, in source order.
    pub cells: Vec<CellLine>,
}

/// One kind of thing that was read through, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// What it is.
    pub layer: Layer,
    /// The lines with something of it, in order.
    pub lines: Vec<Lines>,
}

/// Some lines that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// The first, from 1.
    pub first: u32,
    /// The last, from 1.
    pub last: u32,
}

/// A line of code in a cell of a notebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellLine {
    /// The cell, from 1; cells of every kind are counted.
    pub cell: u32,
    /// The line in the cell, from 1.
    pub line: u32,
    /// Where it stands in the file.
    pub span: Span,
}

/// What may stand around a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// The JSON of a notebook.
    Notebook,
    /// The quotes and escapes of a string that is a program.
    String,
    /// Blanks that are none for Python, and characters that nobody sees.
    Spaces,
    /// HTML: tags and entities.
    Markup,
    /// Marks of a merge, of which the first side is read.
    Conflict,
    /// Text around code that is marked as such, as in Markdown.
    Fences,
    /// Lines drawn around code.
    Frame,
    /// What a log or a search writes before each line.
    Log,
    /// A diff, of which the new side is read.
    Diff,
    /// Quotes of a mail, or speakers of a chat.
    Quotes,
    /// Numbers of lines.
    Numbers,
    /// Tracebacks.
    Traceback,
    /// Prompts, and what was answered.
    Prompts,
    /// Commands of a shell or a notebook, and buttons of a page.
    Shell,
    /// Typographic quotes, dashes and the like.
    Typography,
    /// Sentences before, between and behind the code.
    Text,
    /// Python 2.
    Python2,
    /// Lines that were broken because they were long, or joined by backslashes.
    Wrapped,
    /// Blanks before all lines but the first.
    Margin,
}

impl ReadThrough {
    /// The cell and the line in it at a place of a notebook.
    pub fn cell_at(&self, line: u32, column: u32) -> Option<CellLine> {
        let before = |it: &CellLine| (it.span.line, it.span.column) <= (line, column);
        let at = self.cells.partition_point(before).checked_sub(1)?;
        let found = self.cells.get(at)?;
        ((line, column) <= (found.span.end_line, found.span.end_column)).then_some(*found)
    }
}
