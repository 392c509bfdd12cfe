//! The text that is repaired, as a page of lines: what stands where, and how something is written there.

use super::{Place, Replacement};
use crate::syntax::ast::{Module, Stmt};
use crate::syntax::visit;
use crate::text::{LineIndex, Range};
use std::cell::OnceCell;

/// A text with what is to be repaired in it.
pub(super) struct Page<'m> {
    pub text: &'m str,
    pub lines: &'m LineIndex,
    pub module: &'m Module,
    /// What is to be repaired.
    pub at: Range,
    /// One more level of indentation.
    unit: OnceCell<String>,
}

impl<'m> Page<'m> {
    pub fn new(text: &'m str, lines: &'m LineIndex, module: &'m Module, at: Range) -> Self {
        Self {
            text,
            lines,
            module,
            at,
            unit: OnceCell::new(),
        }
    }

    /// The innermost statement that contains what is to be repaired.
    pub fn place(&self) -> Option<Place<'m>> {
        self.place_of(self.at)
    }

    /// The innermost statement that contains a range.
    pub fn place_of(&self, target: Range) -> Option<Place<'m>> {
        let mut suite: &'m [Stmt] = &self.module.body;
        loop {
            let at = suite.iter().position(|stmt| stmt.range.covers(target))?;
            let inner = visit::bodies(&suite[at])
                .into_iter()
                .find(|body| body.iter().any(|stmt| stmt.range.covers(target)));
            match inner {
                Some(inner) => suite = inner,
                None => return Some(Place { suite, at }),
            }
        }
    }

    /// The source of a range.
    pub fn source(&self, range: Range) -> &'m str {
        range.of(self.text)
    }

    /// The white space a statement's line starts with; none if something else stands before it.
    pub fn indent(&self, stmt: &Stmt) -> Option<String> {
        let line = self.lines.line(stmt.range.start);
        let start = self.lines.line_range(self.text, line).start;
        let before = Range::new(start, stmt.range.start);
        let indent = self.source(before);
        indent
            .chars()
            .all(|c| c == ' ' || c == '\t')
            .then(|| indent.to_owned())
    }

    /// One more level of indentation, in the file's own style.
    pub fn unit(&self) -> &str {
        self.unit.get_or_init(|| {
            let found = self.first_unit(&self.module.body);
            found.unwrap_or_else(|| "    ".to_owned())
        })
    }

    /// The first in source order that is seen.
    fn first_unit(&self, body: &[Stmt]) -> Option<String> {
        body.iter().find_map(|stmt| {
            let bodies = visit::bodies(stmt);
            let inner = bodies.iter().find_map(|body| body.first());
            let own = inner.and_then(|inner| self.deeper(stmt, inner));
            own.or_else(|| bodies.into_iter().find_map(|body| self.first_unit(body)))
        })
    }

    /// By how much a statement is indented more than the one around it.
    fn deeper(&self, outer: &Stmt, inner: &Stmt) -> Option<String> {
        let (outer, inner) = (self.indent(outer)?, self.indent(inner)?);
        let more = inner.strip_prefix(outer.as_str())?;
        (!more.is_empty()).then(|| more.to_owned())
    }

    /// Indents the lines of some statements by one level, leaving the inside of strings alone.
    pub fn indented(&self, from: u32, to: u32) -> Vec<Replacement> {
        let (first, last) = (self.lines.line(from), self.lines.line(to.max(1) - 1));
        let unit = self.unit();
        let in_string = |offset: u32| {
            let strings = &self.module.multiline_strings;
            strings
                .iter()
                .any(|string| string.start < offset && offset < string.end)
        };
        (first..=last)
            .map(|line| self.lines.line_range(self.text, line))
            .filter(|line| !self.source(*line).trim().is_empty() && !in_string(line.start))
            .map(|line| Replacement {
                range: Range::new(line.start, line.start),
                text: unit.to_owned(),
            })
            .collect()
    }

    /// The same for what comes after the line that a statement starts on.
    pub fn indented_after_the_first_line(&self, start: u32, end: u32) -> Vec<Replacement> {
        let line = self.lines.line(start) + 1;
        let next = self.lines.line_range(self.text, line).start;
        match next < end {
            true => self.indented(next, end),
            false => Vec::new(),
        }
    }

    /// The end of the line a statement ends on, comments included.
    pub fn line_end(&self, stmt: &Stmt) -> u32 {
        let line = self.lines.line(stmt.range.end.max(1) - 1);
        self.lines.line_range(self.text, line).end
    }

    /// Whether a statement has its lines for itself.
    pub fn is_alone(&self, stmt: &Stmt) -> bool {
        let rest = Range::new(stmt.range.end, self.line_end(stmt));
        let rest = self.source(rest).trim();
        self.indent(stmt).is_some() && (rest.is_empty() || rest.starts_with('#'))
    }

    /// Removes a statement with its line; a comment behind it stays.
    pub fn removed(&self, stmt: &Stmt) -> Replacement {
        let behind = Range::new(stmt.range.end, self.line_end(stmt));
        if let Some(at) = self.source(behind).find('#') {
            return Replacement {
                range: Range::new(stmt.range.start, stmt.range.end + at as u32),
                text: String::new(),
            };
        }
        let first = self.lines.line(stmt.range.start);
        let start = self.lines.line_range(self.text, first).start;
        let after = self.line_end(stmt);
        let rest = Range::new(after, self.text.len() as u32);
        let line_break = match self.source(rest) {
            rest if rest.starts_with("\r\n") => 2,
            rest if rest.starts_with(['\n', '\r']) => 1,
            _ => 0,
        };
        Replacement {
            range: Range::new(start, after + line_break),
            text: String::new(),
        }
    }

    /// Where the line of a statement begins.
    pub fn line_start(&self, stmt: &Stmt) -> u32 {
        let line = self.lines.line(stmt.range.start);
        self.lines.line_range(self.text, line).start
    }
}
