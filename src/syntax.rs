//! From text to a typed tree. Never fails: what is not Python is left out and listed.
//!
//! The only place that names tree-sitter. [`Parser`] keeps the concrete tree between calls and
//! re-parses incrementally; everyone else sees [`ast`] and byte ranges.

pub mod ast;
mod grammar;
mod layout;
mod lower;
pub mod names;
mod problems;
mod quiet;
mod rubbish;
mod unclosed;
pub mod visit;

use crate::text::{Change, Range, parseable};
use ast::Module;
pub use layout::misplaced;
use lower::{Aside, Known};
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
    last: Option<Last>,
    parsed: Parsed,
}

/// What there is of the last text besides what it means.
struct Last {
    /// The text, where it is not what was parsed.
    text: Option<String>,
    source: String,
    tree: Tree,
    aside: Aside,
}

impl Last {
    fn is_of(&self, text: &str) -> bool {
        self.text.as_ref().unwrap_or(&self.source) == text
    }
}

impl Default for Parser {
    fn default() -> Self {
        let mut parser = tree_sitter::Parser::new();
        // Fails only if grammar and library versions disagree, which every test would show.
        let set = parser.set_language(&tree_sitter_python::LANGUAGE.into());
        debug_assert!(set.is_ok(), "the grammar does not fit the library");
        Self {
            parser,
            last: None,
            parsed: Parsed::default(),
        }
    }
}

impl Parser {
    /// Forgets the last text.
    pub fn forget(&mut self) {
        self.last = None;
        self.parsed = Parsed::default();
    }

    /// What the last text means.
    pub fn parsed(&self) -> &Parsed {
        &self.parsed
    }

    /// Parses a text after which no other comes: the concrete tree, the largest thing there is, goes
    /// as soon as it has been read.
    pub fn parse_once(&mut self, text: &str) -> &Parsed {
        self.parse(text);
        self.last = None;
        &self.parsed
    }

    /// Parses `text`, reusing what was made of the previous text where the two agree.
    pub fn parse(&mut self, text: &str) -> &Parsed {
        // Asked again, the parser may read a broken text in another way.
        if self.last.as_ref().is_some_and(|last| last.is_of(text)) {
            return &self.parsed;
        }
        let (source, comments) = quiet::without_long_comments(parseable(text));
        let source = unclosed::without_unclosed(source);
        let source = match rubbish::readable(&mut self.parser, &source) {
            all if all == source.len() => source,
            part => Cow::Owned(source[..part].to_owned()),
        };
        let module = std::mem::take(&mut self.parsed.module);
        let last = self.last.take().map(|last| {
            let change = Change::between(&last.source, &source);
            let mut tree = last.tree;
            if let Some(change) = change {
                tree.edit(&input_edit(&last.source, &source, change));
            }
            (tree, last.aside, change)
        });
        let old = last.as_ref().map(|(tree, ..)| tree);
        let Some(tree) = self.parser.parse(source.as_bytes(), old) else {
            self.parsed = Parsed::default();
            return &self.parsed;
        };
        let known = last.map_or_else(Known::default, |(old, aside, change)| {
            let differing = old.changed_ranges(&tree);
            Known::of(module, aside, change, differing)
        });
        let (module, aside) = lower::module(&tree, &source, comments, known);
        let mut problems = problems(&tree, text, &source, &module, &aside);
        if source.len() < text.len() {
            problems.push(rubbish::unread(text, source.len()));
        }
        self.parsed = Parsed { module, problems };
        self.last = Some(Last {
            text: (source != text).then(|| text.to_owned()),
            source: source.into_owned(),
            tree,
            aside,
        });
        &self.parsed
    }
}

/// The places that are not Python. The grammar takes more than Python does: where it finds nothing wrong,
/// the layout may be.
fn problems(tree: &Tree, text: &str, source: &str, module: &Module, aside: &Aside) -> Vec<Problem> {
    let mut problems = problems::collect(tree, text, source, &aside.python2);
    if problems.is_empty() {
        problems.extend(layout::misplaced_in_part(source, &module.body));
    }
    problems
}

/// Parses `text` from scratch.
pub fn parse(text: &str) -> Parsed {
    let mut parser = Parser::default();
    parser.parse(text);
    parser.parsed
}

/// How many bytes of a text are not understood.
pub fn damage(text: &str) -> usize {
    let mut parser = Parser::default();
    parser.parse(text);
    let tree = parser.last.map(|last| last.tree);
    tree.map_or(0, |tree| problems::damage(&tree))
}

fn input_edit(before: &str, after: &str, change: Change) -> InputEdit {
    let (old, new) = (before.as_bytes(), after.as_bytes());
    InputEdit {
        start_byte: change.start,
        old_end_byte: change.old_end,
        new_end_byte: change.new_end,
        start_position: point(old, change.start),
        old_end_position: point(old, change.old_end),
        new_end_position: point(new, change.new_end),
    }
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
            assert_eq!(shape(parser.parse(text)), shape(&parse(text)), "{text}");
        }
    }

    /// What is kept of the last text is what would be made of the tree now.
    #[test]
    fn kept_statements_are_what_their_nodes_mean() {
        let mut text = include_str!("../benches/program.py").repeat(3);
        let typed = [
            "x",
            "\n",
            "    ",
            "(",
            "\"",
            "#",
            "def f():\n",
            "\n    return\n",
            ":",
            "print x\n",
        ];
        let mut parser = Parser::default();
        let mut seed: usize = 7;
        let mut random = |below: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for _ in 0..400 {
            let at = random(text.len());
            let at = (at..).find(|at| text.is_char_boundary(*at)).unwrap();
            match random(3) {
                0 => text.insert_str(at, typed[random(typed.len())]),
                1 => {
                    let end = (at + random(9)..)
                        .find(|at| *at >= text.len() || text.is_char_boundary(*at));
                    text.replace_range(at..end.unwrap().min(text.len()), "");
                }
                _ => text = text.replacen(typed[random(typed.len())], "", 1),
            }
            let known = format!("{:?}", parser.parse(&text));
            let Some(last) = &parser.last else {
                panic!("there is a tree");
            };
            let (_, comments) = quiet::without_long_comments(parseable(&text));
            let (module, aside) =
                lower::module(&last.tree, &last.source, comments, Known::default());
            let problems = problems(&last.tree, &text, &last.source, &module, &aside);
            assert_eq!(
                known,
                format!("{:?}", Parsed { module, problems }),
                "{text}"
            );
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
