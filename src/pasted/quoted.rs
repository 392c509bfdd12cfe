//! A program inside of a string, as an answer in JSON or `repr` has it: `"import os\n…"`, `{"content": "…"}`.

use super::page::Page;
use super::prose::is_python;
use super::strings::{escapes, string};
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
    let mut cuts = Vec::new();
    if !is_likely(page.text) {
        return cuts;
    }
    let mut at = 0;
    for inside in strings(page.text) {
        let inner = escapes(page.text, inside);
        if is_program(page.text, inside, &inner) {
            let between = if at == 0 { "" } else { "\n\n" };
            cuts.push(Replacement {
                range: Range::new(at, inside.start),
                text: between.to_owned(),
            });
            cuts.extend(inner);
            at = inside.end;
        }
    }
    if at > 0 {
        cuts.push(Replacement {
            range: Range::new(at, page.text.len() as u32),
            text: "\n".to_owned(),
        });
    }
    cuts
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

/// Whether a string with such escapes is Python of some lines.
fn is_program(text: &str, inside: Range, escapes: &[Replacement]) -> bool {
    let breaks = escapes.iter().filter(|it| it.text == "\n").count();
    breaks >= 2 && {
        let of_inside = |it: &Replacement| Replacement {
            range: Range::new(it.range.start - inside.start, it.range.end - inside.start),
            text: it.text.clone(),
        };
        let escapes: Vec<Replacement> = escapes.iter().map(of_inside).collect();
        is_python(&apply(inside.of(text), &escapes))
    }
}
