//! What word processors, phones and PDF readers make of code: typographic quotes, dashes, ligatures,
//! full-width signs. What stands in a string is left as it is.

mod capitals;

use super::page::{Line, Page};
use crate::edits::Replacement;

/// What an open string needs at its end.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Open {
    quote: char,
    /// How many quotes.
    count: usize,
    /// Whether it was opened by a typographic quote.
    is_odd: bool,
}

/// What is replaced.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let mut cuts = capitals::cuts(page);
    if page.text.is_ascii() {
        return cuts;
    }
    let mut open: Option<Open> = None;
    for line in &page.lines {
        if open.is_some_and(|it| it.count == 1) {
            open = None;
        }
        if line.text.is_ascii()
            && open.is_none()
            && !line.text.contains("\"\"\"")
            && !line.text.contains("'''")
        {
            continue;
        }
        in_line(line, &mut open, &mut cuts);
    }
    cuts.sort();
    cuts
}

fn in_line(line: &Line<'_>, open: &mut Option<Open>, cuts: &mut Vec<Replacement>) {
    let chars: Vec<(usize, char)> = line.text.char_indices().collect();
    let end = |at: usize| chars.get(at).map_or(line.text.len(), |(offset, _)| *offset);
    let mut at = 0;
    while let Some(&(offset, c)) = chars.get(at) {
        match open {
            None if c == '#' => return,
            None => match quote(c) {
                Some(it) => {
                    let count = match (0..3).all(|n| {
                        chars
                            .get(at + n)
                            .is_some_and(|(_, c)| quote(*c) == Some(it))
                    }) {
                        true => 3,
                        false => 1,
                    };
                    let is_odd = (0..count).any(|n| !chars[at + n].1.is_ascii());
                    let opened = Open {
                        quote: it,
                        count,
                        is_odd,
                    };
                    let closes = closing(&chars, at + count, opened);
                    // An apostrophe in what is no code.
                    if count == 1 && closes.is_none() && it == '\'' {
                        at += 1;
                        continue;
                    }
                    let it = match (count, closes) {
                        // The string has such quotes in it.
                        (1, Some(end)) if is_odd && holds(&chars[at + 1..end], it) => other(it),
                        _ => it,
                    };
                    replace(line, (offset, end(at + count)), it, count, is_odd, cuts);
                    match closes {
                        Some(close) => {
                            let is_odd = (0..count).any(|n| !chars[close + n].1.is_ascii());
                            replace(
                                line,
                                (end(close), end(close + count)),
                                it,
                                count,
                                is_odd,
                                cuts,
                            );
                            at = close + count;
                        }
                        None => {
                            *open = Some(opened);
                            return;
                        }
                    }
                    continue;
                }
                None => {
                    if let Some(with) = sign(c) {
                        cuts.push(line.replace(offset, end(at + 1), with));
                    }
                }
            },
            Some(opened) => {
                let opened = *opened;
                let Some(close) = closing(&chars, at, opened) else {
                    return;
                };
                let is_odd = (0..opened.count).any(|n| !chars[close + n].1.is_ascii());
                let range = (end(close), end(close + opened.count));
                replace(line, range, opened.quote, opened.count, is_odd, cuts);
                at = close + opened.count;
                *open = None;
                continue;
            }
        }
        at += 1;
    }
}

/// Where a string ends: at the same straight quote, or where that is not in the line, at a typographic
/// one; what was opened by a typographic one ends at the next of either.
fn closing(chars: &[(usize, char)], from: usize, open: Open) -> Option<usize> {
    let is_end = |at: usize, may_be_odd: bool| {
        (0..open.count).all(|n| {
            let c = chars.get(at + n).map(|(_, c)| *c);
            c.is_some_and(|c| c == open.quote || (may_be_odd && quote(c) == Some(open.quote)))
        })
    };
    let is_escaped = |at: usize| {
        let before = chars[..at].iter().rev().take_while(|(_, c)| *c == '\\');
        before.count() % 2 == 1
    };
    let find = |may_be_odd: bool| {
        let mut places = from..chars.len();
        places.find(|at| {
            is_end(*at, may_be_odd) && !is_escaped(*at) && !is_apostrophe(chars, *at, open)
        })
    };
    match open.is_odd {
        true => find(true),
        false => find(false).or_else(|| find(true)),
    }
}

/// Whether a single typographic quote stands between letters, as in “don’t”.
fn is_apostrophe(chars: &[(usize, char)], at: usize, open: Open) -> bool {
    let letter = |at: Option<usize>| {
        let c = at.and_then(|at| chars.get(at));
        c.is_some_and(|(_, c)| c.is_alphabetic())
    };
    open.count == 1 && open.quote == '\'' && letter(at.checked_sub(1)) && letter(Some(at + 1))
}

fn holds(chars: &[(usize, char)], quote: char) -> bool {
    chars.iter().any(|(_, c)| *c == quote)
}

fn other(quote: char) -> char {
    match quote {
        '"' => '\'',
        _ => '"',
    }
}

fn replace(
    line: &Line<'_>,
    (from, to): (usize, usize),
    quote: char,
    count: usize,
    is_odd: bool,
    cuts: &mut Vec<Replacement>,
) {
    if is_odd {
        cuts.push(line.replace(from, to, &String::from(quote).repeat(count)));
    }
}

/// The quote of Python that a character is, or stands for.
fn quote(c: char) -> Option<char> {
    match c {
        '"'
        | '\u{201c}'..='\u{201f}'
        | '\u{2033}'
        | '\u{ff02}'
        | '«'
        | '»'
        | '\u{301d}'
        | '\u{301e}' => Some('"'),
        '\'' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{ff07}' | '´' | '‹' | '›' => {
            Some('\'')
        }
        _ => None,
    }
}

/// What a character of code stands for.
fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '–' | '−' | '—' | '‐' | '‑' | '‒' | '\u{fe63}' => "-",
        '…' => "...",
        '×' => "*",
        '÷' => "/",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "!=",
        '→' => "->",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        '，' | '、' | '﹐' => ",",
        '。' => ".",
        '【' | '［' => "[",
        '】' | '］' => "]",
        '！' => "!",
        '＃' => "#",
        '％' => "%",
        '＆' => "&",
        '（' => "(",
        '）' => ")",
        '＊' => "*",
        '＋' => "+",
        '－' => "-",
        '．' => ".",
        '／' => "/",
        '：' | '﹕' => ":",
        '；' => ";",
        '＜' => "<",
        '＝' => "=",
        '＞' => ">",
        '＠' => "@",
        '＼' => "\\",
        '＾' => "^",
        '＿' => "_",
        '｛' => "{",
        '｜' => "|",
        '｝' => "}",
        '～' => "~",
        // What a book says of a line has its number behind it.
        '①'..='⑳' | '❶'..='➓' => "",
        _ => return None,
    })
}
