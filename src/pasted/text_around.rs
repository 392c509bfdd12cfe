//! Sentences before, between and behind pieces of code that nothing marks: as a question in a forum has
//! them when it is copied.

use super::page::{Line, Page};
use super::prose::{is_code, is_prose};
use crate::edits::Replacement;

/// What is left out: paragraphs of sentences that are not indented. Words alone may be a mistake in a
/// program; sentences have a capital letter, several words and an end.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let mut cuts = Vec::new();
    let mut paragraph: Vec<&Line<'_>> = Vec::new();
    for (at, line) in page.lines.iter().enumerate() {
        let belongs = !line.is_blank()
            && line.indent() == 0
            && !page.is_in_string(at)
            && page.lexed().depth(at) == 0
            && is_text(line.text);
        if belongs {
            paragraph.push(line);
        } else {
            end(&mut paragraph, &mut cuts);
        }
    }
    end(&mut paragraph, &mut cuts);
    cuts
}

fn end(paragraph: &mut Vec<&Line<'_>>, cuts: &mut Vec<Replacement>) {
    let lines = std::mem::take(paragraph);
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return;
    };
    let words: usize = lines
        .iter()
        .map(|it| it.text.split_whitespace().count())
        .sum();
    let begins = first
        .text
        .starts_with(|c: char| c.is_uppercase() || "\"“‘'*-•".contains(c));
    let ends = last
        .text
        .trim_end()
        .ends_with(['.', '?', '!', ':', ')', '…']);
    if words >= 4 && begins && ends {
        cuts.extend(lines.into_iter().map(Line::drop));
    }
}

/// Whether a line is text and surely no statement.
fn is_text(line: &str) -> bool {
    is_prose(line) && !is_code(line) && !line.contains(" = ") && !line.trim_start().starts_with('#')
}
