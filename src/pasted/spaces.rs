//! Blanks that are none for Python, characters that nobody sees, and what colours a terminal.

use super::page::Page;
use crate::edits::Replacement;
use crate::text::Range;

/// What stands for a character of code; nothing where it is one.
fn plain(c: char) -> Option<&'static str> {
    match c {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            Some(" ")
        }
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{fe0f}' => Some(""),
        _ => None,
    }
}

/// Whether a text has something of that in its code, which Python would refuse.
pub(super) fn are_odd(text: &str) -> bool {
    !text.is_ascii()
        && text.chars().skip(1).any(|c| plain(c).is_some())
        && !cuts(&Page::new(text)).is_empty()
}

/// What is replaced.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let (text, bytes) = (page.text, page.text.as_bytes());
    if text.is_ascii() && !bytes.contains(&0x1b) {
        return Vec::new();
    }
    let mut cuts = Vec::new();
    for (at, line) in page.lines.iter().enumerate() {
        if line.text.is_ascii() && !line.text.contains('\u{1b}') {
            continue;
        }
        let margin = line.text.len() - line.text.trim_start().len();
        let in_string = page.is_in_string(at);
        let mut chars = line.text.char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            let place = line.start as usize + offset;
            let is_margin = offset < margin && !in_string;
            if c == '\u{1b}' && page.lexed().is_code(place) {
                let end = colour(&line.text[offset..]);
                cuts.push(line.replace(offset, offset + end, ""));
                while chars.next_if(|(next, _)| *next < offset + end).is_some() {}
            } else if let Some(with) = plain(c)
                && (is_margin || page.lexed().is_code(place))
            {
                cuts.push(Replacement {
                    range: Range::new(place as u32, (place + c.len_utf8()) as u32),
                    text: with.to_owned(),
                });
            }
        }
    }
    cuts
}

/// The length of what tells a terminal something.
fn colour(text: &str) -> usize {
    let parameters = text.strip_prefix("\u{1b}[").map(|rest| {
        rest.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == '?'))
            .map_or(text.len(), |end| 2 + end + 1)
    });
    let end = parameters.unwrap_or(1).min(text.len());
    (end..=text.len())
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(text.len())
}
