//! What is a string, what a comment, and where brackets are open: of any text, as far as it is Python.
//!
//! Unlike the parser this sees nothing but characters. What it says of a text that is not Python yet is
//! used only to leave strings alone.

use super::page::Page;

/// What a byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Code, or anything else.
    Code,
    /// A string with its quotes.
    String,
    /// A comment.
    Comment,
}

/// What every byte of a text belongs to.
pub(super) struct Lexed {
    classes: Vec<Class>,
    /// For each line whether it begins in a string, and how many brackets are open.
    starts: Vec<(bool, u32)>,
}

impl Lexed {
    /// Reads a text once.
    pub fn of(page: &Page<'_>) -> Self {
        let mut classes = vec![Class::Code; page.text.len()];
        let mut starts = Vec::with_capacity(page.lines.len());
        let mut triple: Option<&str> = None;
        let mut depth: u32 = 0;
        for line in &page.lines {
            if line.is_blank() && triple.is_none() {
                depth = 0;
            }
            starts.push((triple.is_some(), depth));
            let mut mark = |from: usize, to: usize, class| {
                let start = line.start as usize;
                classes[start + from..start + to].fill(class);
            };
            let text = line.text;
            let mut at = 0;
            while at < text.len() {
                let rest = &text[at..];
                if let Some(quotes) = triple {
                    let end = rest.find(quotes).map(|end| at + end + quotes.len());
                    mark(at, end.unwrap_or(text.len()), Class::String);
                    triple = triple.filter(|_| end.is_none());
                    at = end.unwrap_or(text.len());
                    continue;
                }
                let first = rest.as_bytes()[0];
                match first {
                    b'#' => {
                        mark(at, text.len(), Class::Comment);
                        at = text.len();
                    }
                    b'"' | b'\'' => {
                        let three = ["\"\"\"", "'''"].into_iter();
                        let three = three.into_iter().find(|it| rest.starts_with(it));
                        if let Some(quotes) = three {
                            triple = Some(quotes);
                            mark(at, at + 3, Class::String);
                            at += 3;
                        } else {
                            let end = at + string(rest, first);
                            mark(at, end, Class::String);
                            at = end;
                        }
                    }
                    _ => {
                        match first {
                            b'(' | b'[' | b'{' => depth += 1,
                            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                            _ => {}
                        }
                        at += 1;
                        while !text.is_char_boundary(at) {
                            at += 1;
                        }
                    }
                }
            }
        }
        Self { classes, starts }
    }

    /// What a byte belongs to.
    pub fn class(&self, at: usize) -> Class {
        self.classes.get(at).copied().unwrap_or(Class::Code)
    }

    /// Whether a byte is code.
    pub fn is_code(&self, at: usize) -> bool {
        self.class(at) == Class::Code
    }

    /// Whether a line begins in a string.
    pub fn is_in_string(&self, line: usize) -> bool {
        self.starts.get(line).is_some_and(|(within, _)| *within)
    }

    /// How many brackets are open at the beginning of a line.
    pub fn depth(&self, line: usize) -> u32 {
        self.starts.get(line).map_or(0, |(_, depth)| *depth)
    }
}

/// The length of a string in one line, which begins with its quote.
fn string(text: &str, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            it if it == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}
