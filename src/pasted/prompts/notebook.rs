//! What was copied from a notebook's page: the number of each cell stands in a line of its own, and the
//! code below it.

use super::super::page::{Line, Page};
use super::super::prose::is_prose;
use crate::edits::Replacement;

/// The head of a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head<'t> {
    /// `In [1]:`.
    Code,
    /// `Out[1]:`.
    Answer,
    /// `[1]:`, which stands before both; code comes first.
    Numbered(&'t str),
}

/// What is left out.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let heads: Vec<Option<Head<'_>>> = page.lines.iter().map(|line| head(line.text)).collect();
    let begins = |head: &Option<Head<'_>>| matches!(head, Some(Head::Code | Head::Numbered(_)));
    let Some(first) = heads.iter().position(begins) else {
        return Vec::new();
    };
    let mut cuts: Vec<Replacement> = page.lines[..first]
        .iter()
        .filter(|it| is_prose(it.text))
        .map(Line::drop)
        .collect();
    let (mut last, mut is_answer) = (None, false);
    for (line, head) in page.lines.iter().zip(&heads).skip(first) {
        if let Some(head) = head {
            is_answer = match head {
                Head::Code => false,
                Head::Answer => true,
                Head::Numbered(_) => last == Some(*head),
            };
            last = Some(*head);
        }
        if head.is_some() || is_answer || (line.indent() == 0 && is_prose(line.text)) {
            cuts.push(line.drop());
        }
    }
    cuts
}

fn head(line: &str) -> Option<Head<'_>> {
    let line = line.trim();
    let number = |rest: &str| {
        let inside = rest.strip_suffix("]:").or_else(|| rest.strip_suffix(']'));
        let is_number = |it: &str| {
            it.len() < 6
                && it
                    .chars()
                    .all(|c| c.is_ascii_digit() || c == ' ' || c == '*')
        };
        inside.is_some_and(is_number)
    };
    if line
        .strip_prefix("In [")
        .or_else(|| line.strip_prefix("In["))
        .is_some_and(number)
    {
        return Some(Head::Code);
    }
    if line
        .strip_prefix("Out[")
        .or_else(|| line.strip_prefix("Out ["))
        .is_some_and(number)
    {
        return Some(Head::Answer);
    }
    let is_numbered = line.ends_with("]:") && line.strip_prefix('[').is_some_and(number);
    is_numbered.then_some(Head::Numbered(line))
}
