//! A program inside of a string, as an answer in JSON or `repr` has it: `"import os\n…"`, `{"content": "…"}`.

use super::page::Page;
use super::prose::is_python;
use super::strings::{all_but, escapes, string};
use crate::edits::{Replacement, apply};
use crate::text::Range;

/// Whether a text may be that: it is one string, object or array, and nothing else.
pub(super) fn is_likely(text: &str) -> bool {
    const ENDS: [(char, char); 4] = [('{', '}'), ('[', ']'), ('"', '"'), ('\'', '\'')];
    let text = text.trim();
    let is_whole = |(begin, end): &(char, char)| text.starts_with(*begin) && text.ends_with(*end);
    let is_docstring = ["\"\"\"", "'''"].iter().any(|it| text.starts_with(it));
    ENDS.iter().any(is_whole) && !is_docstring && text.contains("\\n")
}

/// What is left out: all but the programs.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    if !is_likely(page.text) {
        return Vec::new();
    }
    let mut kept: Vec<(Range, &str)> = Vec::new();
    for inside in strings(page.text) {
        if is_program(page.text, inside) {
            let before = if kept.is_empty() { "" } else { "\n\n" };
            kept.push((inside, before));
        }
    }
    all_but(page.text, &kept)
}

/// The insides of the strings of a text.
fn strings(text: &str) -> Vec<Range> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(quote) = text[at..].find(['"', '\'']) {
        let inside = string(text, at + quote);
        found.push(inside);
        at = (inside.end as usize + 1).min(text.len());
    }
    found
}

/// Whether a string is Python of some lines.
fn is_program(text: &str, inside: Range) -> bool {
    let escapes = escapes(text, inside);
    let breaks = escapes.iter().filter(|it| it.text == "\n").count();
    let in_it = |it: &Replacement| Replacement {
        range: it.range.moved(-i64::from(inside.start)),
        text: it.text.clone(),
    };
    breaks >= 2 && {
        let escapes: Vec<Replacement> = escapes.iter().map(in_it).collect();
        is_python(&apply(inside.of(text), &escapes))
    }
}
