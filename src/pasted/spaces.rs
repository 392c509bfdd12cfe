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
    let ends = ends_shown(page);
    if !ends.is_empty() {
        return ends;
    }
    let (text, bytes) = (page.text, page.text.as_bytes());
    let has_colours = bytes.contains(&0x1b) || are_colours_shown(text);
    if text.is_ascii() && !has_colours {
        return Vec::new();
    }
    let mut cuts = Vec::new();
    for (at, line) in page.lines.iter().enumerate() {
        if line.text.is_ascii() && !has_colours {
            continue;
        }
        let margin = line.text.len() - line.text.trim_start().len();
        let in_string = page.is_in_string(at);
        let mut chars = line.text.char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            let place = line.start as usize + offset;
            let is_margin = offset < margin && !in_string;
            let colour = match c {
                '\u{1b}' => Some(colour(&line.text[offset..])),
                _ if has_colours => shown_colour(&line.text[offset..]),
                _ => None,
            };
            if let Some(end) = colour.filter(|_| page.lexed().is_code(place)) {
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

/// What `cat -A` makes visible: `$` where a line ends, `^I` for a tab, `^M` for a carriage return.
fn ends_shown(page: &Page<'_>) -> Vec<Replacement> {
    let lines = || page.lines.iter().filter(|line| !line.text.is_empty());
    if lines().count() < 2 || !lines().all(|line| line.text.ends_with('$')) {
        return Vec::new();
    }
    let of_line = lines().flat_map(|line| {
        let code = line.text.len() - 1;
        let code = line.text[..code].strip_suffix("^M").map_or(code, str::len);
        let tabs = line.text[..code].match_indices("^I");
        let tabs = tabs.map(|(at, _)| line.replace(at, at + 2, "\t"));
        tabs.chain([line.replace(code, line.text.len(), "")])
    });
    of_line.collect()
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

/// Whether colours are shown as what they are written with: `[34mdef[39m`.
fn are_colours_shown(text: &str) -> bool {
    let ends = ["[0m", "[39m", "[39;49m", "[39;49;00m", "[00m"];
    ends.iter().any(|end| text.contains(end))
}

/// The length of a colour whose first character was lost, or is shown: `[34m`, `^[[34m`, `\x1b[34m`.
fn shown_colour(text: &str) -> Option<usize> {
    let before = ["^[", "␛", "\\x1b", "\\033", "\\e", "\\u001b"];
    let rest = before
        .iter()
        .find_map(|it| text.strip_prefix(it))
        .unwrap_or(text);
    let rest = rest.strip_prefix('[')?;
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ';'))?;
    (end > 0 && rest[end..].starts_with('m')).then(|| text.len() - rest.len() + end + 1)
}
