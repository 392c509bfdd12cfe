//! From text to a typed tree. Never fails: what is not Python is left out and listed.
//!
//! The only place that names tree-sitter. [`Parser`] keeps the concrete tree between calls and
//! re-parses incrementally; everyone else sees [`ast`] and byte ranges.

pub mod ast;
mod lower;
mod problems;
mod quiet;
mod rubbish;
pub mod visit;

use crate::text::{Range, parseable};
use ast::Module;
use std::borrow::Cow;
use tree_sitter::{InputEdit, Point, Tree};

/// What the text means, as far as it goes.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The typed tree.
    pub module: Module,
    /// Places that are not Python.
    pub problems: Vec<Problem>,
}

/// A place that is not Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub range: Range,
    /// What is wrong, in words.
    pub message: String,
}

/// A parser that remembers the last text, so that the next one costs only what changed.
pub struct Parser {
    parser: tree_sitter::Parser,
    last: Option<(String, Tree)>,
}

impl Default for Parser {
    fn default() -> Self {
        let mut parser = tree_sitter::Parser::new();
        // Fails only if grammar and library versions disagree, which every test would show.
        let set = parser.set_language(&tree_sitter_python::LANGUAGE.into());
        debug_assert!(set.is_ok(), "the grammar does not fit the library");
        Self { parser, last: None }
    }
}

impl Parser {
    /// Forgets the last text.
    pub fn forget(&mut self) {
        self.last = None;
    }

    /// Parses `text`, reusing the tree of the previous text where the two agree.
    pub fn parse(&mut self, text: &str) -> Parsed {
        let (source, comments) = quiet::without_long_comments(parseable(text));
        let old = self.last.take().map(|(before, mut tree)| {
            if let Some(edit) = edit_between(&before, &source) {
                tree.edit(&edit);
            }
            tree
        });
        let source = match rubbish::readable(&mut self.parser, &source) {
            all if all == source.len() => source,
            part => Cow::Owned(source[..part].to_owned()),
        };
        let Some(tree) = self.parser.parse(source.as_bytes(), old.as_ref()) else {
            return Parsed::default();
        };
        let mut parsed = Parsed {
            module: lower::module(&tree, &source, comments),
            problems: problems::collect(&tree, text, &source),
        };
        if source.len() < text.len() {
            parsed.problems.push(rubbish::unread(text, source.len()));
        }
        self.last = Some((source.into_owned(), tree));
        parsed
    }
}

/// Parses `text` from scratch.
pub fn parse(text: &str) -> Parsed {
    Parser::default().parse(text)
}

/// The single replacement that turns `before` into `after`, or none if they are equal.
fn edit_between(before: &str, after: &str) -> Option<InputEdit> {
    let (old, new) = (before.as_bytes(), after.as_bytes());
    let prefix = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    if prefix == old.len() && prefix == new.len() {
        return None;
    }
    let (old_rest, new_rest) = (&old[prefix..], &new[prefix..]);
    let pairs = old_rest.iter().rev().zip(new_rest.iter().rev());
    let suffix = pairs.take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - suffix, new.len() - suffix);
    Some(InputEdit {
        start_byte: prefix,
        old_end_byte: old_end,
        new_end_byte: new_end,
        start_position: point(old, prefix),
        old_end_position: point(old, old_end),
        new_end_position: point(new, new_end),
    })
}

fn point(bytes: &[u8], offset: usize) -> Point {
    let before = &bytes[..offset];
    let row = before.iter().filter(|&&byte| byte == b'\n').count();
    let line_start = before
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |at| at + 1);
    Point {
        row,
        column: offset - line_start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(parsed: &Parsed) -> String {
        format!("{:?} {:?}", parsed.module, parsed.problems)
    }

    #[test]
    fn incremental_equals_from_scratch() {
        let texts = [
            "def f():\n    x = open('a')\n",
            "def f(:\n    x = open('a')\n",
            "def f():\n    y = open('ä🦀')\n    return y\n",
            "",
            "if a:\n  pass\nelif b:\n  f'{x!r}'\n",
        ];
        let mut parser = Parser::default();
        for text in texts {
            assert_eq!(shape(&parser.parse(text)), shape(&parse(text)), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_cut_not_fatal() {
        for text in [
            "(".repeat(50_000),
            "a + ".repeat(50_000),
            "[".repeat(3_000) + "1",
        ] {
            parse(&text);
        }
        let deep: String = (0..300).map(|n| " ".repeat(n) + "if x:\n").collect();
        parse(&deep);
        parse(&("if x:\n  pass\n".to_owned() + &"elif x:\n  pass\n".repeat(5_000)));
    }
}
