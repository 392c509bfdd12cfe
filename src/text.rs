//! Text positions: byte ranges inside, lines and columns outside.
//!
//! Everything in the core works with byte [`Range`]s. People and editors count lines and columns, in
//! two different units: characters (the report) and UTF-16 code units (the editor). [`LineIndex`] is
//! the only place that converts. A byte-order mark is not a character of the first line; `\n`,
//! `\r\n` and a lone `\r` each end a line, as in Python.

mod said;

pub use said::{capitalise, first_sentence, grouped, list, number_of, shorten};

use std::borrow::Cow;
use std::fmt::{self, Display};

/// The mark some editors put at the start of a file.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A half-open range of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Range {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Range {
    /// A range from two byte offsets.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// Whether `offset` lies inside.
    pub fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether `other` lies inside.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The same range further on, or further back, in a text.
    pub fn moved(self, by: i64) -> Self {
        let moved = |at: u32| (i64::from(at) + by) as u32;
        Self::new(moved(self.start), moved(self.end))
    }

    /// The text in this range, or nothing where it does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// The one replacement that makes a text of another, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it starts, in both.
    pub start: usize,
    /// Where what is replaced ends, in the text before.
    pub old_end: usize,
    /// Where what it is replaced with ends, in the text after.
    pub new_end: usize,
}

impl Change {
    /// The smallest one; none between equal texts.
    pub fn between(before: &str, after: &str) -> Option<Self> {
        let (old, new) = (before.as_bytes(), after.as_bytes());
        let start = same_at_start(old, new);
        if start == old.len() && start == new.len() {
            return None;
        }
        let same = same_at_end(&old[start..], &new[start..]);
        Some(Self {
            start,
            old_end: old.len() - same,
            new_end: new.len() - same,
        })
    }

    /// Where a range of the text before stands in the text after; none if the change touches it.
    pub fn new_place(self, range: Range) -> Option<Range> {
        let (start, end) = (range.start as usize, range.end as usize);
        match () {
            () if end < self.start => Some(range),
            () if start > self.old_end => {
                Some(range.moved(self.new_end as i64 - self.old_end as i64))
            }
            () => None,
        }
    }
}

/// How many bytes are compared at once.
const CHUNK: usize = 64;

fn same_at_start(a: &[u8], b: &[u8]) -> usize {
    let chunks = a.chunks_exact(CHUNK).zip(b.chunks_exact(CHUNK));
    let same = CHUNK * chunks.take_while(|(a, b)| a == b).count();
    let rest = a[same..].iter().zip(&b[same..]);
    same + rest.take_while(|(a, b)| a == b).count()
}

fn same_at_end(a: &[u8], b: &[u8]) -> usize {
    let chunks = a.rchunks_exact(CHUNK).zip(b.rchunks_exact(CHUNK));
    let same = CHUNK * chunks.take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
    let rest = a.iter().rev().zip(b.iter().rev());
    same + rest.take_while(|(a, b)| a == b).count()
}

/// A line and a column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in the unit of the method that made it.
    pub column: u32,
}

/// Where each line of a text starts.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let first = if text.starts_with(BYTE_ORDER_MARK) {
            BYTE_ORDER_MARK.len()
        } else {
            0
        };
        let mut starts = vec![first as u32];
        for (at, &byte) in bytes.iter().enumerate() {
            let ends_line = byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            if ends_line {
                starts.push(at as u32 + 1);
            }
        }
        Self { starts }
    }

    /// Number of lines; an empty text has one.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The lines of the text, each with its line break; a mark at the start of the text is in none.
    pub fn lines<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let end = text.len() as u32;
        let ends = self.starts.iter().skip(1).copied().chain([end]);
        let lines = self.starts.iter().zip(ends);
        lines
            .map(|(start, end)| Range::new(*start, end).of(text))
            .collect()
    }

    /// The line of a byte offset, from 1.
    pub fn line(&self, offset: u32) -> u32 {
        (self.starts.partition_point(|&start| start <= offset)).max(1) as u32
    }

    /// The byte that a line (from 1) begins with.
    pub fn line_start(&self, line: u32) -> u32 {
        let at = line.max(1) as usize - 1;
        let start = self.starts.get(at).or(self.starts.last());
        start.copied().unwrap_or(0)
    }

    /// The byte range of a line (from 1) without its line break.
    pub fn line_range(&self, text: &str, line: u32) -> Range {
        let at = line.max(1) as usize - 1;
        let end_of_text = text.len() as u32;
        let start = self.starts.get(at).copied().unwrap_or(end_of_text);
        let end = self.starts.get(at + 1).copied().unwrap_or(end_of_text);
        let line = Range::new(start, end)
            .of(text)
            .trim_end_matches(['\n', '\r']);
        Range::new(start, start + line.len() as u32)
    }

    /// Line and column in characters.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        self.position_by(text, offset, |before| before.chars().count())
    }

    /// Line and column in UTF-16 code units.
    pub fn position_utf16(&self, text: &str, offset: u32) -> Position {
        self.position_by(text, offset, |before| before.encode_utf16().count())
    }

    /// The byte offset of a position in characters; clamped to the line and to the text.
    pub fn offset(&self, text: &str, position: Position) -> u32 {
        let line = self.line_range(text, position.line);
        let skipped = position.column.saturating_sub(1) as usize;
        let within = line.of(text).char_indices().nth(skipped);
        within.map_or(line.end, |(at, _)| line.start + at as u32)
    }

    fn position_by(&self, text: &str, offset: u32, count: impl Fn(&str) -> usize) -> Position {
        let line = self.line(offset);
        let start = self.starts.get(line as usize - 1).copied().unwrap_or(0);
        let before = Range::new(start, offset.max(start)).of(text);
        Position {
            line,
            column: count(before) as u32 + 1,
        }
    }
}

/// A line as prose names it while it is not known where the text around it will stand: its number between
/// two marks, until [`with_lines`] puts it right. Prose has no line breaks of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line(pub u32);

const MARK: char = '\n';

impl Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}{}{MARK}", self.0)
    }
}

/// Prose with the numbers of its lines, where the text that it is about stands `by` lines further on than
/// it did.
pub fn with_lines(prose: &str, by: i64) -> String {
    with_lines_named(prose, |line| (i64::from(line) + by).to_string())
}

/// Prose with what its lines are called.
pub fn with_lines_named(prose: &str, name: impl Fn(u32) -> String) -> String {
    let parts = prose
        .split(MARK)
        .enumerate()
        .map(|(at, part)| match at % 2 {
            0 => Cow::Borrowed(part),
            _ => part
                .parse()
                .map_or(Cow::Borrowed(part), |line| Cow::Owned(name(line))),
        });
    parts.collect()
}

/// The text as the parser gets it: the same length, with what would stop the parser replaced.
///
/// A NUL byte ends the input for tree-sitter and a lone `\r` is no line break for it.
pub fn parseable(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let lone_return =
        |at: usize| bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) != Some(&b'\n');
    let has_lone_return = || bytes.contains(&b'\r') && (0..bytes.len()).any(lone_return);
    if !bytes.contains(&0) && !has_lone_return() {
        return Cow::Borrowed(text);
    }
    let replaced = text.char_indices().map(|(at, c)| match c {
        '\0' => '\u{1}',
        '\r' if lone_return(at) => '\n',
        c => c,
    });
    Cow::Owned(replaced.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_code_units() {
        let text = "\u{feff}a🦀b\r\nc\rd";
        let index = LineIndex::new(text);
        let b = text.find('b').unwrap() as u32;
        assert_eq!(index.position(text, b), Position { line: 1, column: 3 });
        assert_eq!(
            index.position_utf16(text, b),
            Position { line: 1, column: 4 }
        );
        assert_eq!(index.position(text, text.find('c').unwrap() as u32).line, 2);
        assert_eq!(index.position(text, text.find('d').unwrap() as u32).line, 3);
        assert_eq!(index.offset(text, Position { line: 1, column: 3 }), b);
    }

    #[test]
    fn prose_moves_with_its_lines() {
        let prose = format!("line {}, then {}", Line(3), Line(12));
        assert_eq!(with_lines(&prose, 0), "line 3, then 12");
        assert_eq!(with_lines(&prose, -2), "line 1, then 10");
        assert_eq!(with_lines("as it is", 5), "as it is");
    }

    #[test]
    fn a_change_is_the_least_that_differs() {
        let change = |start, old_end, new_end| Change {
            start,
            old_end,
            new_end,
        };
        let long = "x".repeat(200);
        let of = |a: &str, b: &str| Change::between(&(long.clone() + a), b);
        assert_eq!(Change::between("abcd", "abcd"), None);
        assert_eq!(Change::between("abcd", "abXcd"), Some(change(2, 2, 3)));
        assert_eq!(Change::between("aa", "a"), Some(change(1, 2, 1)));
        assert_eq!(
            of("abc", &(long.clone() + "adc")),
            Some(change(201, 202, 202))
        );
        assert_eq!(of("", ""), Some(change(0, 200, 0)));
        assert_eq!(of("", &("y".to_owned() + &long)), Some(change(0, 0, 1)));
    }

    #[test]
    fn positions_outside_the_text_are_clamped() {
        let index = LineIndex::new("ab\ncd");
        assert_eq!(
            index.offset(
                "ab\ncd",
                Position {
                    line: 1,
                    column: 99
                }
            ),
            2
        );
        assert_eq!(
            index.offset(
                "ab\ncd",
                Position {
                    line: 99,
                    column: 1
                }
            ),
            5
        );
        assert_eq!(index.line_count(), 2);
    }

    #[test]
    fn parseable_text_keeps_its_length() {
        let text = "a\0b\rc\r\n";
        assert_eq!(parseable(text).len(), text.len());
        assert_eq!(parseable(text), "a\u{1}b\nc\r\n");
    }
}
