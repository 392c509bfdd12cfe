//! A text as the layers see it: line by line, with what is a string or a comment in it.

use super::lexed::Lexed;
use crate::edits::Replacement;
use crate::text::{LineIndex, Range};
use std::cell::OnceCell;

/// A text in lines.
pub(super) struct Page<'t> {
    /// All of it.
    pub text: &'t str,
    /// Its lines.
    pub lines: Vec<Line<'t>>,
    lexed: OnceCell<Lexed>,
}

/// A line of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    /// Where it begins.
    pub start: u32,
    /// Without its line break.
    pub text: &'t str,
    /// Where the next one begins.
    pub end: u32,
}

impl<'t> Page<'t> {
    pub fn new(text: &'t str) -> Self {
        let index = LineIndex::new(text);
        let (mut lines, mut end) = (Vec::new(), text.len() as u32);
        for whole in index.lines(text).into_iter().rev() {
            let start = end - whole.len() as u32;
            lines.push(Line {
                start,
                text: whole.trim_end_matches(['\n', '\r']),
                end,
            });
            end = start;
        }
        lines.reverse();
        Self {
            text,
            lines,
            lexed: OnceCell::new(),
        }
    }

    /// What is a string or a comment.
    pub fn lexed(&self) -> &Lexed {
        self.lexed.get_or_init(|| Lexed::of(self))
    }

    /// Whether a line begins inside of a string.
    pub fn is_in_string(&self, line: usize) -> bool {
        self.lexed().is_in_string(line)
    }

    /// The lines that do not begin inside of a string, with their numbers from 0.
    pub fn outside(&self) -> impl Iterator<Item = (usize, Line<'t>)> {
        let lines = self.lines.iter().copied().enumerate();
        lines.filter(|(at, _)| !self.is_in_string(*at))
    }
}

impl Line<'_> {
    /// Takes all of it away.
    pub fn drop(&self) -> Replacement {
        Replacement {
            range: Range::new(self.start, self.end),
            text: String::new(),
        }
    }

    /// Replaces a part of it, in bytes from its beginning.
    pub fn replace(&self, from: usize, to: usize, with: &str) -> Replacement {
        Replacement {
            range: Range::new(self.start + from as u32, self.start + to as u32),
            text: with.to_owned(),
        }
    }

    /// Takes so many bytes from its beginning.
    pub fn behind(&self, bytes: usize) -> Replacement {
        self.replace(0, bytes, "")
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// How many bytes of blanks it begins with.
    pub fn indent(&self) -> usize {
        indent(self.text)
    }
}

/// How many bytes of blanks a text begins with.
pub(super) fn indent(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// The digits that a text begins with, and what follows them.
pub(super) fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}
