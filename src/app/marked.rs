//! Sentences that are marked up a little: code between backquotes, emphasis between asterisks. So are the
//! texts of a lesson that are written in fields, and what the analyzer says.

/// A piece of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Words as they are.
    Plain(&'t str),
    /// Code, in which nothing is marked.
    Code(&'t str),
    /// What is emphasised; it may have code in it.
    Emphasis(&'t str),
}

/// The pieces of a sentence. As in Markdown, an asterisk marks only where a word begins or ends: `2 * 3` has
/// none that does.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, piece, after)) = first(rest) {
        pieces.extend((!before.is_empty()).then_some(Piece::Plain(before)));
        pieces.push(piece);
        rest = after;
    }
    pieces.extend((!rest.is_empty()).then_some(Piece::Plain(rest)));
    pieces
}

/// The first piece that is marked, and what stands before and after it.
fn first(text: &str) -> Option<(&str, Piece<'_>, &str)> {
    text.match_indices(['`', '*']).find_map(|(at, mark)| {
        let (before, after) = (&text[..at], &text[at + 1..]);
        if mark == "`" {
            let (code, rest) = after.split_once('`').unwrap_or((after, ""));
            return Some((before, Piece::Code(code), rest));
        }
        let end = emphasis(before, after)?;
        Some((before, Piece::Emphasis(&after[..end]), &after[end + 1..]))
    })
}

/// Where the emphasis ends whose asterisk stands between two texts, if one begins there.
fn emphasis(before: &str, after: &str) -> Option<usize> {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_gap = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == '*');
    if is_word(before.chars().next_back()) || is_gap(after.chars().next()) {
        return None;
    }
    let mut is_code = false;
    after.match_indices(['`', '*']).find_map(|(at, mark)| {
        is_code ^= mark == "`";
        let (inside, rest) = (&after[..at], &after[at + 1..]);
        let is_end = !is_gap(inside.chars().next_back()) && !is_word(rest.chars().next());
        (mark == "*" && !is_code && is_end).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::Piece::{Code, Emphasis, Plain};
    use super::*;

    #[test]
    fn code_and_emphasis_are_told_from_words() {
        assert_eq!(
            pieces("`finally` makes sure that it is *entered*."),
            [
                Code("finally"),
                Plain(" makes sure that it is "),
                Emphasis("entered"),
                Plain("."),
            ]
        );
        assert_eq!(
            pieces("Closed is what `self.log` names *now*: (*not `a * b`*)"),
            [
                Plain("Closed is what "),
                Code("self.log"),
                Plain(" names "),
                Emphasis("now"),
                Plain(": ("),
                Emphasis("not `a * b`"),
                Plain(")"),
            ]
        );
    }

    #[test]
    fn an_asterisk_that_begins_or_ends_no_word_is_one() {
        for plain in [
            "2 * 3 * 4",
            "a*b*c",
            "*args and **kwargs",
            "one *",
            "* and *",
        ] {
            assert_eq!(pieces(plain), [Plain(plain)]);
        }
        assert_eq!(pieces("`f(*a, *b)`"), [Code("f(*a, *b)")]);
        assert_eq!(pieces("an `open end"), [Plain("an "), Code("open end")]);
        assert_eq!(pieces(""), []);
    }
}
