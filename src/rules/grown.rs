//! Something that grows, with everything a rule may say of it.

use super::Message;
use crate::growth::Growth;
use crate::text::{Line, LineIndex, Range, capitalise, shorten};

/// Something that grows, and the text it stands in.
pub struct Grown<'a> {
    /// What grows.
    pub growth: &'a Growth,
    /// The file's text.
    pub text: &'a str,
    /// Its lines.
    pub lines: &'a LineIndex,
}

/// What Python says of what is kept.
const SILENT: &str =
    "Python says nothing of it: whatever can still be reached is no garbage, to any collector.";

impl Grown<'_> {
    /// The line of something, from 1.
    pub fn line(&self, range: Range) -> Line {
        Line(self.lines.line(range.start))
    }

    /// What is written somewhere, shortened.
    pub fn code(&self, range: Range) -> String {
        shorten(range.of(self.text), 48)
    }

    /// The line of what would take it out; of the growth itself if nothing does.
    pub(super) fn line_of_removal(&self) -> Line {
        self.line(self.growth.removal.unwrap_or(self.growth.at))
    }

    /// What would take it out, with its line.
    pub fn removal(&self) -> Option<(String, Line)> {
        let range = self.growth.removal?;
        Some((self.code(range), self.line(range)))
    }

    /// Who keeps it and for how long, and that nobody is told.
    pub(super) fn keepers(&self) -> String {
        format!(
            "It is kept by {} until {}. {SILENT}",
            self.chain(),
            self.growth.until
        )
    }

    /// Who keeps it, from the root.
    pub(super) fn chain(&self) -> String {
        self.growth.chain.join(" → ")
    }

    /// The finding, and why it matters.
    pub(super) fn message(&self, what: String, because: String, help: &[&str]) -> Message {
        Message {
            what,
            because,
            help: sentences(help),
        }
    }
}

/// What may be done about it, a sentence each.
fn sentences(help: &[&str]) -> String {
    let one = |(at, help): (usize, &&str)| match at {
        0 => format!("{}.", capitalise(help)),
        _ => format!("Or {help}."),
    };
    let all: Vec<String> = help.iter().enumerate().map(one).collect();
    all.join(" ")
}
