//! Comments of a Python text: where they are, and which of them are expectations.
//!
//! This is not a Python parser. It knows strings (also triple-quoted) well enough not to take a
//! `#` inside one for a comment, and nothing else.

/// A comment, without its `#`.
pub(super) struct Comment {
    /// Line of the code it is written on, from 1.
    pub(super) written: u32,
    /// Line of the code it is about, from 1: its own, or the next line of code.
    pub(super) about: u32,
    /// Its text, trimmed.
    pub(super) text: String,
}

/// The words an expectation starts with.
const WORDS: [&str; 5] = ["error", "MISSING", "SPURIOUS", "exits", "clean"];

/// Whether a comment's text means to be an expectation.
pub(super) fn is_expectation(text: &str) -> bool {
    if text == "clean" {
        return true;
    }
    let Some((head, _)) = text.split_once(':') else {
        return false;
    };
    let word = head.split(' ').next().unwrap_or_default();
    WORDS.contains(&word) && (head == word || word == "exits")
}

/// The expectations of a text: one comment may hold several, each after its own `#`.
pub(super) fn expectations(code: &str) -> Vec<Comment> {
    let lines: Vec<(&str, Option<&str>)> = split(code);
    let mut found = Vec::new();
    for (index, (before, comment)) in lines.iter().enumerate() {
        let Some(comment) = comment else { continue };
        let about = if before.trim().is_empty() {
            let next = lines
                .iter()
                .skip(index)
                .position(|(code, _)| !code.trim().is_empty());
            next.map_or(index, |offset| index + offset)
        } else {
            index
        };
        for text in comment
            .split('#')
            .map(str::trim)
            .filter(|text| is_expectation(text))
        {
            found.push(Comment {
                written: number(index),
                about: number(about),
                text: text.to_owned(),
            });
        }
    }
    found
}

/// The text without its expectations; a line that held nothing else goes with them.
pub(super) fn strip(code: &str) -> String {
    let mut out = String::new();
    for (before, comment) in split(code) {
        let kept: Vec<&str> = comment
            .map(|comment| {
                comment
                    .split('#')
                    .filter(|part| !is_expectation(part.trim()))
                    .collect()
            })
            .unwrap_or_default();
        let stripped = comment.is_some_and(|comment| comment.split('#').count() > kept.len());
        let rest = kept.join("#");
        match (stripped, rest.trim().is_empty(), before.trim().is_empty()) {
            (true, true, true) => continue,
            (true, true, false) => out.push_str(before.trim_end()),
            (false, _, _) if comment.is_none() => out.push_str(before),
            _ => {
                out.push_str(before);
                out.push('#');
                out.push_str(if stripped { rest.trim_end() } else { &rest });
            }
        }
        out.push('\n');
    }
    out
}

fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// Each line as (code, comment without its first `#`).
fn split(code: &str) -> Vec<(&str, Option<&str>)> {
    let mut open: Option<&str> = None;
    code.lines()
        .map(|line| match comment_start(line, &mut open) {
            Some(at) => line
                .split_at_checked(at)
                .map_or((line, None), |(before, rest)| {
                    (before, Some(rest.strip_prefix('#').unwrap_or(rest)))
                }),
            None => (line, None),
        })
        .collect()
}

/// Byte offset of the line's comment. `open` is the quote of a string that spans lines.
fn comment_start(line: &str, open: &mut Option<&str>) -> Option<usize> {
    const QUOTES: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];
    let mut at = 0;
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        let step = rest.chars().next().map_or(1, char::len_utf8);
        match *open {
            Some(quote) if rest.starts_with(quote) => {
                *open = None;
                at += quote.len();
            }
            Some(_) if rest.starts_with('\\') => {
                at += 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
            }
            Some(_) => at += step,
            None if rest.starts_with('#') => return Some(at),
            None => match QUOTES.iter().find(|quote| rest.starts_with(**quote)) {
                Some(quote) => {
                    *open = Some(quote);
                    at += quote.len();
                }
                None => at += step,
            },
        }
    }
    // A string in single quotes ends with its line unless a backslash continues it.
    if open.is_some_and(|quote| quote.len() == 1) && !line.ends_with('\\') {
        *open = None;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str) -> Vec<(u32, u32, String)> {
        expectations(code)
            .into_iter()
            .map(|c| (c.written, c.about, c.text))
            .collect()
    }

    #[test]
    fn a_trailing_comment_is_about_its_line() {
        assert_eq!(
            found("a\nf = open(p)  # error: [x] # clean\n"),
            [(2, 2, "error: [x]".to_owned()), (2, 2, "clean".to_owned())]
        );
    }

    #[test]
    fn a_comment_on_its_own_is_about_the_next_line_of_code() {
        assert_eq!(
            found("# error: [x]\n\n# note\nf()\n"),
            [(1, 4, "error: [x]".to_owned())]
        );
    }

    #[test]
    fn strings_hide_their_hashes() {
        let code =
            "s = '# clean'\nt = \"\"\"\n# clean\n\"\"\"\nu = 'it\\'s # clean'  # exits f: x\n";
        assert_eq!(found(code), [(5, 5, "exits f: x".to_owned())]);
    }

    #[test]
    fn ordinary_comments_are_left_alone() {
        assert_eq!(
            found("# error handling: none\n# clean up\nx = 1  # exit: no\n"),
            []
        );
        let code = "x = 1  # why # not\n\n# error handling\n";
        assert_eq!(strip(code), code);
        assert_eq!(strip("x = 1  # why # clean\n"), "x = 1  # why\n");
    }
}
