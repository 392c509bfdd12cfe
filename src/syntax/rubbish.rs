//! Large texts that are no programs: reading all of what is wrong with them would take minutes.

use super::Problem;
use crate::text::Range;
use tree_sitter::{Node, Parser};

/// Texts up to this many bytes are read whatever they are.
const LARGE: usize = 500_000;
/// How many bytes of a larger one say what it is.
const SAMPLE: usize = 64_000;
/// What has an error in so few bytes, on average, is no program. One that ends in its middle has a few
/// in all.
const BYTES_PER_ERROR: usize = 100;

/// How many bytes of a source are worth reading: all, unless it is large and most of its beginning is
/// not Python.
pub(super) fn readable(parser: &mut Parser, source: &str) -> usize {
    if source.len() <= LARGE {
        return source.len();
    }
    let end = sample(source);
    let tree = parser.parse(&source.as_bytes()[..end], None);
    match tree.is_some_and(|tree| errors(tree.root_node()) > end / BYTES_PER_ERROR) {
        true => end,
        false => source.len(),
    }
}

/// Where the sample ends: after a line, and in no string that goes on.
fn sample(source: &str) -> usize {
    let (mut at, mut end, mut quotes) = (0, 0, 0);
    for line in source.split_inclusive('\n') {
        at += line.len();
        if at > SAMPLE {
            break;
        }
        quotes += line.matches("\"\"\"").count() + line.matches("'''").count();
        if quotes % 2 == 0 {
            end = at;
        }
    }
    end
}

/// How many errors there are, those inside of others too.
fn errors(root: Node<'_>) -> usize {
    let mut count = 0;
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        count += usize::from(node.is_error() || node.is_missing());
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return count;
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
