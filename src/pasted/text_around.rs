//! Sentences before, between and behind pieces of code that nothing marks: as a question in a forum has
//! them when it is copied.

use super::page::{Line, Page};
use super::prose::{are_words, is_code, is_prose};
use crate::edits::Replacement;

/// What is left out: paragraphs of sentences that are not indented. Words alone may be a mistake in a
/// program; sentences have a capital letter, several words and an end, or many words. Where there are
/// sentences, other words are left out too.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let sentences = paragraphs(page, is_text, are_sentences);
    match sentences.is_empty() {
        true => around_indented(page),
        false => paragraphs(page, are_words, |_| true),
    }
}

/// What stands around code that is indented as a whole, if none of it is code: `My function:`, `Example::`.
fn around_indented(page: &Page<'_>) -> Vec<Replacement> {
    let lines = || {
        page.outside()
            .map(|(_, line)| line)
            .filter(|line| !line.is_blank())
    };
    let is_word = |c: char| c.is_alphanumeric() || " ,'’-.?!:;“”*_`".contains(c);
    let are_words = |line: &Line<'_>| line.text.chars().all(is_word) && !is_code(line.text);
    let is_told = |line: &Line<'_>| line.indent() > 0 || are_words(line);
    let begins = lines()
        .next()
        .is_some_and(|line| line.indent() == 0 && line.text.trim_end().ends_with([':', '.']));
    let has_code = lines().any(|line| line.indent() > 0 && is_code(line.text));
    match begins && has_code && lines().all(|line| is_told(&line)) {
        true => lines()
            .filter(|line| line.indent() == 0)
            .map(|line| line.drop())
            .collect(),
        false => Vec::new(),
    }
}

/// The lines of which paragraphs are made, if these are what is looked for.
fn paragraphs(
    page: &Page<'_>,
    may_belong: fn(&str) -> bool,
    are_wanted: fn(&[&Line<'_>]) -> bool,
) -> Vec<Replacement> {
    let belongs = |at: usize, line: &Line<'_>| {
        !line.is_blank()
            && line.indent() == 0
            && !page.is_in_string(at)
            && page.lexed().depth(at) == 0
            && may_belong(line.text)
    };
    let mut is_open = false;
    let kept: Vec<Option<&Line<'_>>> = (page.lines.iter().enumerate())
        .map(|(at, line)| {
            is_open = belongs(at, line) || (is_open && is_tail(line.text));
            is_open.then_some(line)
        })
        .collect();
    let paragraphs = kept.split(Option::is_none).map(|part| {
        let lines = part.iter().flatten().copied();
        lines.collect::<Vec<&Line<'_>>>()
    });
    let wanted = paragraphs.filter(|lines| !lines.is_empty() && are_wanted(lines));
    wanted.flatten().map(Line::drop).collect()
}

fn are_sentences(lines: &[&Line<'_>]) -> bool {
    const MANY: usize = 8;
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return false;
    };
    let words = lines.iter().map(|it| it.text.split_whitespace().count());
    let words: usize = words.sum();
    let begins =
        unnumbered(first.text).starts_with(|c: char| c.is_uppercase() || "\"“‘'*-•".contains(c));
    let ends = last
        .text
        .trim_end()
        .ends_with(['.', '?', '!', ':', ')', '…']);
    words >= MANY || (words >= 4 && begins && ends)
}

/// A line without the number that it has in a list.
fn unnumbered(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_item = rest.len() < line.len() && (rest.starts_with(". ") || rest.starts_with(") "));
    if is_item { &rest[2..] } else { line }
}

/// Whether a line may be the end of a sentence: some words and a sign.
fn is_tail(line: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || " ,'’-.?!:;".contains(c);
    let text = line.trim_end();
    text.ends_with(['.', '?', '!', ':']) && text.chars().all(is_word) && !is_code(text)
}

/// Whether a line is text and surely no statement.
fn is_text(line: &str) -> bool {
    let line = line.trim_start();
    is_prose(unnumbered(line)) && !is_code(line) && !line.contains(" = ") && !line.starts_with('#')
}
