//! Numbers of lines, and what tools print beside them: editors, `cat -n`, `grep -n`, `git blame`, debuggers.

mod blame;
mod column;
mod profile;

use super::page::{Line, Page, digits};
use super::prose::{is_code, is_prose};
use crate::edits::Replacement;
use column::Column;

/// A line with its number.
#[derive(Clone, Copy)]
struct Numbered<'t> {
    line: Line<'t>,
    number: u32,
    /// Where the number ends.
    end: usize,
    sign: Sign,
    /// Where what stands behind the sign begins.
    rest: usize,
    /// Where what a debugger puts before the code ends; its place is blank in other lines.
    pointer: usize,
}

/// What stands behind a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sign {
    /// Blanks.
    Blank,
    /// A tab.
    Tab,
    /// `:`, `|`, `→` and the like.
    Mark,
    /// Nothing: it stands alone.
    Alone,
}

/// What is left out.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    for cuts in [blame::cuts(page), profile::cuts(page)] {
        if !cuts.is_empty() {
            return cuts;
        }
    }
    let numbered: Vec<Option<Numbered<'_>>> =
        page.lines.iter().map(|line| numbered(*line)).collect();
    let found: Vec<Numbered<'_>> = numbered.iter().flatten().copied().collect();
    let counts = page.lines.iter().zip(&numbered);
    let all = counts
        .filter(|(line, number)| !line.is_blank() && (number.is_some() || !is_drawn(line.text)))
        .count();
    if let Some(cuts) = between(page, &found, all) {
        return cuts;
    }
    if !are_in_order(&found) || !are_telling(&found, all) || are_keys(&found) {
        return Vec::new();
    }
    let Some(column) = Column::of(&found) else {
        return Vec::new();
    };
    let cuts = page
        .lines
        .iter()
        .zip(&numbered)
        .filter_map(|(line, numbered)| match numbered {
            Some(it) => Some(line.behind(column.cut(it))),
            None => is_rule(line.text).then(|| line.drop()),
        });
    cuts.collect()
}

/// Whether a line without a number is no code: drawn, or a sentence.
fn is_rule(line: &str) -> bool {
    is_drawn(line) || is_prose(line.trim())
}

/// Whether a line is drawn, or points at the line above.
fn is_drawn(line: &str) -> bool {
    let text = line.trim();
    let below = text.strip_prefix(['|', '│', '=']).map(str::trim_start);
    text == "--"
        || text.starts_with("--> ")
        || text.starts_with("--- modulename: ")
        || (text.starts_with(['─', '━', '=', '│', '~']) && !text.contains('('))
        || below.is_some_and(|it| it.is_empty() || it.starts_with(['^', '~', '-', '_']))
}

/// Whether the numbers count lines: they grow, mostly by one.
fn are_in_order(found: &[Numbered<'_>]) -> bool {
    let steps = found
        .windows(2)
        .map(|it| i64::from(it[1].number) - i64::from(it[0].number));
    let (mut ones, mut others, mut back) = (0, 0, 0);
    for step in steps {
        match step {
            1 => ones += 1,
            0 | 2.. => others += 1,
            _ => back += 1,
        }
    }
    match found {
        [] => false,
        [only] => {
            // A time of day is no number of a line.
            let code = only.line.text[only.rest..].trim();
            only.sign == Sign::Mark
                && is_code(code)
                && !code.starts_with(|c: char| c.is_ascii_digit())
        }
        _ => ones * 2 >= others && back * 8 <= ones,
    }
}

/// Whether most lines have a number, and code behind it.
fn are_telling(found: &[Numbered<'_>], all: usize) -> bool {
    let with_code = found
        .iter()
        .filter(|it| it.line.text[it.rest..].contains(char::is_alphabetic));
    found.len() * 4 >= all * 3 && with_code.count() * 3 >= found.len()
        || (found.len() >= 3 && found.len() * 5 >= all * 2 && with_code_in_a_row(found))
}

/// Whether the numbers are the keys of a dictionary.
fn are_keys(found: &[Numbered<'_>]) -> bool {
    let is_item = |it: &&Numbered<'_>| {
        let text = it.line.text.trim_end();
        it.sign == Sign::Mark && text.ends_with(',') && text[it.end..].starts_with(':')
    };
    found.iter().filter(is_item).count() * 2 > found.len()
}

/// Whether it is a run of lines with numbers between other text.
fn with_code_in_a_row(found: &[Numbered<'_>]) -> bool {
    found.windows(2).all(|it| {
        it[0].number < it[1].number && it[0].sign != Sign::Alone || it[1].sign != Sign::Alone
    })
}

/// Numbers that stand in lines of their own, between those of the code.
fn between(page: &Page<'_>, found: &[Numbered<'_>], all: usize) -> Option<Vec<Replacement>> {
    let alone: Vec<&Numbered<'_>> = found.iter().filter(|it| it.sign == Sign::Alone).collect();
    let is_count = alone.len() == found.len()
        && alone.len() >= 3
        && alone.windows(2).all(|it| it[1].number == it[0].number + 1);
    let is_dense = alone.len() * 2 + 1 >= all && alone.len() < all;
    (is_count && is_dense && page.lines.len() > alone.len())
        .then(|| alone.iter().map(|it| it.line.drop()).collect())
}

/// The number at the beginning of a line, if there is one.
fn numbered(line: Line<'_>) -> Option<Numbered<'_>> {
    let text = line.text;
    let mut at = text.len() - text.trim_start_matches([' ', '\t', '│', '┃', '|']).len();
    // What points at a line: `> 12`, `--> 12`, `* 12`.
    for pointer in [
        "---->", "--->", "-->", "->", "=>", ">>", ">", "*", "➜", "❱", "→",
    ] {
        if let Some(rest) = text[at..].strip_prefix(pointer)
            && rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
        {
            at = text.len() - rest.trim_start().len();
            break;
        }
    }
    at += path(&text[at..]);
    at += in_front(&text[at..]);
    let (number, rest) = digits(&text[at..])?;
    let value: u32 = number.parse().ok().filter(|_| number.len() <= 6)?;
    let end = at + number.len();
    let gap = rest.len() - rest.trim_start_matches(' ').len();
    let (blanks, rest) = rest.split_at(gap);
    let marks = [
        "):", ":", "|", "→", "│", "┃", "⎸", "›", "»", ")", "]", ".", "-", "║", "┆", "❘", "+", "~",
    ];
    let mark = marks.into_iter().find(|mark| rest.starts_with(mark));
    // What has changed in a line stands between its number and a bar.
    let bar = rest
        .strip_prefix(['+', '~', '-', '_', '‾'])
        .and_then(|it| it.strip_prefix(" │"));
    let (sign, length) = match mark {
        _ if bar.is_some() => (Sign::Mark, rest.len() - bar.map_or(0, str::len)),
        _ if rest.is_empty() => (Sign::Alone, 0),
        _ if rest.starts_with('\t') => (Sign::Tab, 1),
        Some(mark) if is_mark(mark, blanks, &rest[mark.len()..]) => (Sign::Mark, mark.len()),
        _ if !blanks.is_empty() => (Sign::Blank, 0),
        _ => return None,
    };
    let rest = match sign {
        Sign::Blank | Sign::Alone => end,
        _ => end + gap + length,
    };
    let (sign, rest, pointer) = match pointer(line.text, rest, sign) {
        // What follows a tab stands in the column of the other lines.
        Some(pointer) if text[pointer..].starts_with('\t') => (Sign::Tab, pointer + 1, pointer),
        Some(pointer) => (sign, rest, pointer),
        None => (sign, rest, rest),
    };
    Some(Numbered {
        line,
        number: value,
        end,
        sign,
        rest,
        pointer,
    })
}

/// The end of what a debugger puts between a number and the code: `B` where it stops, `->` where it is.
fn pointer(text: &str, rest: usize, sign: Sign) -> Option<usize> {
    if sign != Sign::Blank {
        return None;
    }
    let blanks = text[rest..].len() - text[rest..].trim_start().len();
    let mark = &text[rest + blanks..];
    let length = ["B->", "->", ">>", "B"].iter().find(|it| {
        let after = mark.strip_prefix(**it);
        after.is_some_and(|after| after.starts_with(['\t', ' ']))
    });
    length
        .filter(|_| blanks <= 3)
        .map(|mark| rest + blanks + mark.len())
}

/// Whether a sign behind a number is no part of the code.
fn is_mark(mark: &str, blanks: &str, rest: &str) -> bool {
    match mark {
        "-" | "+" | "~" | "]" | ")" => blanks.is_empty(),
        "." => blanks.is_empty() && (rest.is_empty() || rest.starts_with([' ', '\t'])),
        _ => true,
    }
}

/// The length of what may stand directly before a number: `L12: `, `[12] `, `(12) `, `line 12: `, and who wrote
/// the line, as in `jane 12: `.
fn in_front(text: &str) -> usize {
    for front in ["[", "(", "L", "l", "#", "Line ", "line "] {
        if let Some((_, rest)) = text.strip_prefix(front).and_then(digits) {
            let is_end = |c: char| match front {
                "[" => c == ']',
                "(" => c == ')',
                "L" => matches!(c, ':' | '\t' | ' '),
                _ => matches!(c, ':' | '\t'),
            };
            return if rest.starts_with(is_end) {
                front.len()
            } else {
                0
            };
        }
    }
    let name = text.find(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)));
    let name = name.filter(|end| *end > 0 && text.starts_with(char::is_alphabetic));
    let Some(end) = name else {
        return 0;
    };
    let rest = text[end..].trim_start_matches(' ');
    match digits(rest) {
        Some((_, after)) if rest.len() < text.len() - end && after.starts_with(": ") => {
            text.len() - rest.len()
        }
        _ => 0,
    }
}

/// The length of a path that stands before a number: `store.py:12:`.
fn path(text: &str) -> usize {
    for ending in [".py:", ".py-", ".pyw:", ".pyi:", ".txt:", ".py("] {
        if let Some(at) = text.find(ending) {
            let name = &text[..at];
            let is_path = !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_alphanumeric() || "/\\._-: ".contains(c));
            let end = at + ending.len();
            // What a checker says has a column besides, and a blank behind it.
            let behind = digits(&text[end..]).map(|(_, rest)| rest);
            let is_said = |rest: &str| {
                let column = rest.strip_prefix(':').and_then(digits);
                column.is_some_and(|(_, rest)| rest.starts_with(": "))
            };
            if is_path && behind.is_some_and(|rest| !is_said(rest)) {
                return end;
            }
        }
    }
    0
}
