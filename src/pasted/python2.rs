//! Python 2: what it writes otherwise is read as Python 3 writes it.

mod line;

use super::page::Page;
use crate::edits::Replacement;
use line::{Told, in_line};

/// What is replaced, if a text is Python 2: one such thing alone is a slip.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    const ENOUGH: usize = 2;
    if is_python3(page) {
        return Vec::new();
    }
    let mut told = Told::default();
    for (at, line) in page.lines.iter().enumerate() {
        in_line(page, at, line, &mut told);
    }
    match told.signs >= ENOUGH {
        true => {
            told.cuts.extend(margins(page));
            told.cuts.sort();
            let mut end = 0;
            told.cuts.retain(|it| {
                let is_free = it.range.start >= end;
                end = end.max(it.range.end);
                is_free
            });
            told.cuts
        }
        false => Vec::new(),
    }
}

/// Where tabs and blanks are mixed, a tab goes on to the next stop, as it does for Python 2.
fn margins(page: &Page<'_>) -> Vec<Replacement> {
    const STOP: usize = 8;
    let begins = |sign: char| {
        let mut lines = page.outside().filter(|(_, line)| !line.is_blank());
        lines.any(|(_, line)| line.text.starts_with(sign))
    };
    if !begins('\t') || !begins(' ') {
        return Vec::new();
    }
    let tabbed = page
        .outside()
        .filter(|(_, line)| line.text[..line.indent()].contains('\t'));
    let spread = tabbed.map(|(_, line)| {
        let margin = &line.text[..line.indent()];
        let width = margin.chars().fold(0, |at, c| match c {
            '\t' => (at / STOP + 1) * STOP,
            _ => at + 1,
        });
        line.replace(0, margin.len(), &" ".repeat(width))
    });
    spread.collect()
}

/// Whether something is there that Python 2 does not have.
fn is_python3(page: &Page<'_>) -> bool {
    const SIGNS: [&str; 6] = [
        "async def ",
        "nonlocal ",
        " -> ",
        ":= ",
        "await ",
        "yield from ",
    ];
    let lexed = page.lexed();
    let is_code = |at: usize| lexed.is_code(at);
    let has = |sign: &str| page.text.match_indices(sign).any(|(at, _)| is_code(at));
    let formatted = |quote: &str| {
        page.text.match_indices(quote).any(|(at, _)| {
            let before = page.text[..at].chars().next_back();
            is_code(at)
                && !is_code(at + 1)
                && !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
        })
    };
    SIGNS.iter().any(|sign| has(sign)) || formatted("f\"") || formatted("f'")
}
