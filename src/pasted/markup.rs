//! Code copied out of a page's source: entities, and tags around it.

mod elements;

use super::page::Page;
use super::prose::is_code;
use crate::edits::Replacement;
use crate::text::Range;

/// Tags that stand around code or in it.
const TAGS: [&str; 19] = [
    "a",
    "b",
    "blockquote",
    "body",
    "br",
    "code",
    "div",
    "em",
    "font",
    "html",
    "i",
    "p",
    "pre",
    "source",
    "span",
    "strong",
    "syntaxhighlight",
    "td",
    "tr",
];

/// What is replaced: all entities if there is one in the code; all tags if there are such in the code.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let lexed = page.lexed();
    let entities: Vec<(Range, String)> = entities(page.text);
    let tags = tags(page.text);
    if tags.is_empty() {
        let elements = elements::cuts(page);
        if !elements.is_empty() {
            return elements;
        }
    }
    let in_code = |range: &Range| lexed.is_code(range.start as usize);
    let is_escaped = entities.iter().any(|(range, _)| in_code(range));
    let is_page = tags
        .iter()
        .any(|(range, tag)| in_code(range) && tag.is_telling());
    let listings = listings(page.text, &tags);
    let has_raw = page.text.contains('<') && tags.is_empty();
    let mut cuts = Vec::new();
    if is_escaped {
        let escaped = entities
            .into_iter()
            .filter(|(range, _)| !has_raw || in_code(range));
        cuts.extend(escaped.map(|(range, text)| Replacement { range, text }));
    }
    if is_page {
        let plain = tags.into_iter().filter(|(range, _)| in_code(range));
        cuts.extend(plain.map(|(range, tag)| {
            let ends_line = page.text[range.end as usize..].starts_with(['\n', '\r']);
            let text = match tag {
                Tag::Break if !ends_line => "\n".to_owned(),
                _ => String::new(),
            };
            Replacement { range, text }
        }));
    }
    cuts.sort();
    around(page, &listings, cuts)
}

/// The insides of listings: `<pre>…</pre>`.
fn listings(text: &str, tags: &[(Range, Tag)]) -> Vec<Range> {
    let is_of = |range: &Range, before: &str| {
        let tag = range.of(text).to_ascii_lowercase();
        let names = ["pre", "source", "syntaxhighlight"];
        names.iter().any(|name| {
            let rest = tag
                .strip_prefix(before)
                .and_then(|it| it.strip_prefix(name));
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    };
    let mut listings = Vec::new();
    let mut start = None;
    for (range, _) in tags {
        if is_of(range, "<") {
            start.get_or_insert(range.end);
        } else if is_of(range, "</")
            && let Some(start) = start.take()
        {
            listings.push(Range::new(start, range.start));
        }
    }
    listings
}

/// What is replaced in listings, and what stands around them, where most of the code is in them.
fn around(page: &Page<'_>, listings: &[Range], cuts: Vec<Replacement>) -> Vec<Replacement> {
    let code = |text: &str| text.lines().filter(|line| is_code(line)).count();
    let within: usize = listings.iter().map(|range| code(range.of(page.text))).sum();
    if within == 0 || within * 2 < code(page.text) {
        return cuts;
    }
    let is_within = |it: &Replacement| {
        let next = listings.partition_point(|listing| listing.end <= it.range.start);
        listings
            .get(next)
            .is_some_and(|listing| listing.covers(it.range))
    };
    let mut all: Vec<Replacement> = cuts.into_iter().filter(is_within).collect();
    let ends = listings
        .iter()
        .map(|it| it.start)
        .chain([page.text.len() as u32]);
    let starts = [0].into_iter().chain(listings.iter().map(|it| it.end));
    let gaps = starts.zip(ends).filter(|(start, end)| start < end);
    all.extend(gaps.map(|(start, end)| Replacement {
        range: Range::new(start, end),
        text: if start == 0 { "" } else { "\n" }.to_owned(),
    }));
    all.sort();
    all
}

/// The entities of a text with what they stand for.
fn entities(text: &str) -> Vec<(Range, String)> {
    let found = text.match_indices('&').filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.bytes().take(10).position(|byte| byte == b';')?;
        let stands_for = entity(rest.get(..end)?)?;
        let range = Range::new(at as u32, (at + end + 2) as u32);
        Some((range, stands_for.to_string()))
    });
    found.collect()
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" | "lsquo" | "rsquo" => '\'',
        "ldquo" | "rdquo" => '"',
        "nbsp" => ' ',
        "Tab" => '\t',
        "lpar" => '(',
        "rpar" => ')',
        "equals" => '=',
        "minus" | "ndash" => '-',
        "colon" => ':',
        "lowbar" => '_',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            match number {
                0xa0 => ' ',
                _ => char::from_u32(number).filter(|c| !c.is_control() || *c == '\t')?,
            }
        }
    })
}

/// What a tag does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    /// Ends a line.
    Break,
    /// Ends something.
    End,
    /// Begins text that stands as it is.
    Text,
    /// Anything else.
    Other,
}

impl Tag {
    /// Whether such a thing is no comparison.
    fn is_telling(self) -> bool {
        self != Self::Other
    }
}

/// The tags of a text.
fn tags(text: &str) -> Vec<(Range, Tag)> {
    /// The longest tag that is looked at.
    const LONGEST: usize = 300;
    let mut found = Vec::new();
    let mut after = 0;
    for (at, _) in text.match_indices('<') {
        if at < after {
            continue;
        }
        let rest = &text.as_bytes()[at + 1..];
        let Some(end) = rest
            .iter()
            .take(LONGEST)
            .position(|byte| matches!(byte, b'>' | b'<' | b'\n'))
        else {
            continue;
        };
        if rest[end] != b'>' {
            continue;
        }
        let inside = &text[at + 1..at + 1 + end];
        let (closes, name) = match inside.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, inside),
        };
        let word = name
            .split([' ', '/'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let has_value = name.contains('=') || name.trim_end_matches(['/', ' ']).len() == word.len();
        if !TAGS.contains(&word.as_str()) || !has_value {
            continue;
        }
        let tag = match word.as_str() {
            "br" => Tag::Break,
            "p" | "div" | "tr" if closes => Tag::Break,
            _ if closes => Tag::End,
            "pre" | "code" | "source" | "syntaxhighlight" => Tag::Text,
            _ => Tag::Other,
        };
        after = at + end + 2;
        found.push((Range::new(at as u32, after as u32), tag));
    }
    found
}
