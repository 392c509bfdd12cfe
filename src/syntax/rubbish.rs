//! Large texts that are no programs: reading all of what is wrong with them would take minutes.

use super::Problem;
use crate::text::Range;
use tree_sitter::{Node, Parser};

/// Texts up to this many bytes are read whatever they are.
const LARGE: usize = 500_000;
/// How many bytes of a larger one say what it is.
const SAMPLE: usize = 64_000;

/// How many bytes of a source are worth reading: all, unless it is large and most of its beginning is
/// not Python.
pub(super) fn readable(parser: &mut Parser, source: &str) -> usize {
    if source.len() <= LARGE {
        return source.len();
    }
    let mut end = SAMPLE;
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let end = source[..end].rfind('\n').map_or(end, |at| at + 1);
    let tree = parser.parse(&source.as_bytes()[..end], None);
    match tree.is_some_and(|tree| errors(tree.root_node()) > end / 2) {
        true => end,
        false => source.len(),
    }
}

/// The bytes that stand in errors.
fn errors(root: Node<'_>) -> usize {
    let mut sum = 0;
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        if node.is_error() {
            sum += node.end_byte() - node.start_byte();
        } else if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return sum;
            }
        }
    }
}

/// Says how much was read.
pub(super) fn unread(text: &str, read: usize) -> Problem {
    let lines = text[..read].lines().count();
    Problem {
        range: Range::new(read as u32, text.len() as u32),
        message: format!(
            "most of the first {lines} lines is not Python: what comes after them was not read"
        ),
    }
}
