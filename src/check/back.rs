//! From what a pasted text is read through to, back to the text as it was pasted: the one place where what
//! was found gets its lines and columns there.

use crate::pasted::{self, Reading};
use crate::report::{
    Acquisition, CellLine, Edit, FileReport, Finding, Further, LeakModel, Lines, ModelStep, Passed,
    ReadThrough, Span,
};
use crate::text::{LineIndex, Position, Range, with_lines_named};

/// The way back.
pub(super) struct Back<'a> {
    reading: &'a Reading,
    /// The lines of what is read.
    lines: LineIndex,
    pasted: Columns<'a>,
    cells: Vec<pasted::CellLine>,
}

impl<'a> Back<'a> {
    /// The way back to this pasted text.
    pub fn of(pasted: &'a str, reading: &'a Reading) -> Self {
        Self {
            lines: LineIndex::new(&reading.text),
            pasted: Columns::of(pasted),
            cells: reading.cells(pasted),
            reading,
        }
    }

    /// Puts a report back, and says what was read through.
    pub fn report(&self, report: &mut FileReport) {
        for finding in &mut report.findings {
            self.finding(finding);
        }
        for row in &mut report.acquisitions {
            self.row(row);
        }
        for error in &mut report.syntax_errors {
            self.span(
                &mut error.line,
                &mut error.column,
                &mut error.end_line,
                &mut error.end_column,
            );
        }
        for alike in &mut report.look_alikes {
            for place in &mut alike.places {
                self.span(
                    &mut place.line,
                    &mut place.column,
                    &mut place.end_line,
                    &mut place.end_column,
                );
            }
            if let Some(line) = &mut alike.line {
                self.line(line);
            }
        }
        report.read_through = Some(self.read_through());
    }

    /// Puts details back.
    pub fn further(&self, further: &mut Further) {
        for detail in &mut further.details {
            self.model(&mut detail.model);
        }
    }

    fn finding(&self, finding: &mut Finding) {
        self.span(
            &mut finding.line,
            &mut finding.column,
            &mut finding.end_line,
            &mut finding.end_column,
        );
        for step in &mut finding.trace {
            self.span(
                &mut step.line,
                &mut step.column,
                &mut step.end_line,
                &mut step.end_column,
            );
            self.prose(&mut step.note);
        }
        if let Some(span) = finding.kept.as_mut().and_then(|kept| kept.removal.as_mut()) {
            self.span(
                &mut span.line,
                &mut span.column,
                &mut span.end_line,
                &mut span.end_column,
            );
        }
        self.prose(&mut finding.message);
        self.prose(&mut finding.because);
        self.prose(&mut finding.help);
        self.model(&mut finding.model);
    }

    fn row(&self, row: &mut Acquisition) {
        self.span(
            &mut row.line,
            &mut row.column,
            &mut row.end_line,
            &mut row.end_column,
        );
        for exit in &mut row.exits {
            let at = self.offset(exit.line, exit.column);
            let place = self.reading.back(Range::new(at, at + 1)).start;
            (exit.line, exit.column) = self.pasted.position(place);
            exit.path.iter_mut().for_each(|line| self.line(line));
            self.prose(&mut exit.because);
        }
    }

    fn model(&self, model: &mut LeakModel) {
        for step in model.paths.iter_mut().flat_map(|path| &mut path.steps) {
            match step {
                ModelStep::Acquire { line }
                | ModelStep::Call { line, .. }
                | ModelStep::Branch { line, .. }
                | ModelStep::Release { line } => self.line(line),
            }
        }
    }

    fn offset(&self, line: u32, column: u32) -> u32 {
        let position = Position { line, column };
        self.lines.offset(&self.reading.text, position)
    }

    fn span(&self, line: &mut u32, column: &mut u32, end_line: &mut u32, end_column: &mut u32) {
        let end = self.offset(*end_line, *end_column);
        let range = self
            .reading
            .back(Range::new(self.offset(*line, *column), end));
        (*line, *column) = self.pasted.position(range.start);
        (*end_line, *end_column) = self.pasted.position(range.end);
    }

    /// Where the first thing of a line stands.
    fn place(&self, line: u32) -> u32 {
        let range = self.lines.line_range(&self.reading.text, line);
        let text = range.of(&self.reading.text);
        let blanks = text.len() - text.trim_start().len();
        let start = range.start + blanks as u32;
        self.reading.back(Range::new(start, start + 1)).start
    }

    fn line(&self, line: &mut u32) {
        *line = self.pasted.index.line(self.place(*line));
    }

    /// The lines that prose names: in a notebook those of the cell.
    fn prose(&self, prose: &mut String) {
        *prose = with_lines_named(prose, |line| {
            let place = self.place(line);
            match self.cell_at(place) {
                Some(it) => format!("{} of cell {}", it.line, it.cell),
                None => self.pasted.index.line(place).to_string(),
            }
        });
    }

    fn cell_at(&self, place: u32) -> Option<&pasted::CellLine> {
        let at = self.cells.partition_point(|it| it.range.start <= place);
        let found = self.cells.get(at.checked_sub(1)?)?;
        (place <= found.range.end).then_some(found)
    }

    fn read_through(&self) -> ReadThrough {
        let passed = self.reading.passed.iter().map(|it| Passed {
            layer: it.layer,
            lines: self.pasted.lines(&it.places),
        });
        let passed: Vec<Passed> = passed.collect();
        let edits = self.reading.replacements().into_iter();
        let cells = self.cells.iter().map(|it| CellLine {
            cell: it.cell,
            line: it.line,
            span: self.pasted.span(it.range),
        });
        ReadThrough {
            says: pasted::says(&passed),
            edits: edits
                .map(|it| Edit {
                    span: self.pasted.span(it.range),
                    text: it.text,
                })
                .collect(),
            cells: cells.collect(),
            passed,
        }
    }
}

/// Bytes between two counts of characters.
const BLOCK: usize = 64;

/// Columns of a text whose lines may be as long as it is, as those of a notebook may.
struct Columns<'a> {
    text: &'a str,
    index: LineIndex,
    /// How many characters begin before each block.
    before: Vec<u32>,
}

impl<'a> Columns<'a> {
    fn of(text: &'a str) -> Self {
        let mut before = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut count = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            before.push(count);
            count += begun(block);
        }
        Self {
            text,
            index: LineIndex::new(text),
            before,
        }
    }

    /// How many characters begin before a place.
    fn characters(&self, place: u32) -> u32 {
        let place = (place as usize).min(self.text.len());
        let block = place / BLOCK;
        let known = self.before.get(block).or(self.before.last()).copied();
        let from = block.min(self.before.len().saturating_sub(1)) * BLOCK;
        known.unwrap_or(0) + begun(&self.text.as_bytes()[from..place])
    }

    fn position(&self, place: u32) -> (u32, u32) {
        let line = self.index.line(place);
        let start = self.index.line_start(line);
        let column = self.characters(place.max(start)) - self.characters(start);
        (line, column + 1)
    }

    fn span(&self, range: Range) -> Span {
        let (line, column) = self.position(range.start);
        let (end_line, end_column) = self.position(range.end);
        Span {
            line,
            column,
            end_line,
            end_column,
        }
    }

    /// The lines that some places are on, in order.
    fn lines(&self, places: &[Range]) -> Vec<Lines> {
        let mut lines: Vec<Lines> = Vec::new();
        for place in places {
            // What is put at the end of the text belongs to its last line.
            let end = self.text.trim_end_matches(['\r', '\n']).len() as u32;
            let start = place.start.min(end);
            let first = self.index.line(start);
            let last = self.index.line(place.end.max(start + 1) - 1);
            match lines.last_mut() {
                Some(before) if first <= before.last + 1 => before.last = before.last.max(last),
                _ => lines.push(Lines { first, last }),
            }
        }
        lines
    }
}

/// How many characters begin in some bytes.
fn begun(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u32
}
