//! Numbers, lists and sentences as people read them.

use std::fmt::Display;

/// A number with its noun: `1 way out`, `3 ways out`.
pub fn number_of<N: Copy + Display + PartialEq + From<u8>>(
    count: N,
    one: &str,
    many: &str,
) -> String {
    let noun = if count == N::from(1) { one } else { many };
    format!("{count} {noun}")
}

/// A number as people read it: `1,024`, `0.5`; no finer than a millionth.
pub fn grouped(number: f64) -> String {
    let written = format!("{}", (number * 1e6).round() / 1e6);
    let (whole, rest) = written.split_at(written.find('.').unwrap_or(written.len()));
    let first = whole.find(|c: char| c.is_ascii_digit()).unwrap_or_default();
    let mut out = String::with_capacity(written.len() + written.len() / 3);
    for (at, c) in whole.char_indices() {
        if at > first && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out + rest
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// Code for a message: on one line, at most `limit` characters.
pub fn shorten(code: &str, limit: usize) -> String {
    let mut line = code.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > limit {
        line = line.chars().take(limit.saturating_sub(1)).collect();
        line.push('…');
    }
    line
}

/// With a capital first letter, unless it starts with code.
pub fn capitalise(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The first sentence of a text, if it has a whole one.
pub fn first_sentence(text: &str) -> Option<&str> {
    let is_end = |(at, mark): &(usize, char)| {
        let rest = &text[at + mark.len_utf8()..];
        matches!(mark, '.' | '?' | '!') && rest.chars().next().is_none_or(char::is_whitespace)
    };
    let (at, mark) = text.char_indices().find(is_end)?;
    Some(text[..at + mark.len_utf8()].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (number, wanted) in [
            (0.0, "0"),
            (999.0, "999"),
            (1024.0, "1,024"),
            (-20_000.0, "-20,000"),
            (1_234_567.25, "1,234,567.25"),
            (0.1 + 0.2, "0.3"),
        ] {
            assert_eq!(grouped(number), wanted);
        }
    }

    #[test]
    fn a_sentence_ends_where_something_else_begins() {
        for (text, wanted) in [
            (
                "A site has 2.5 tents, in tents.txt. One is lost.",
                Some("A site has 2.5 tents, in tents.txt."),
            ),
            ("Who?\nNobody.", Some("Who?")),
            ("with open(path) as f", None),
            ("", None),
        ] {
            assert_eq!(first_sentence(text), wanted);
        }
    }
}
