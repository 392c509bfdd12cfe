//! Diffs: what is read is the new program, that is, what was added and what has stayed.

mod context;
mod patch;
mod side;

use super::page::{Line, Page, digits};
use super::prose::is_code;
use crate::edits::Replacement;
pub(super) use patch::is_search;

/// What is left out.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    for marked in [patch::cuts(page), words(page)] {
        if !marked.is_empty() {
            return marked;
        }
    }
    let mut free = page.outside();
    if free.any(|(_, line)| hunk(line.text).is_some()) {
        return unified(page);
    }
    if page.outside().any(|(_, line)| context::is_new(line.text)) {
        return context::cuts(page);
    }
    if page.outside().any(|(_, line)| is_normal(line.text)) {
        return normal(page);
    }
    let beside = side::cuts(page);
    match beside.is_empty() {
        true => headless(page),
        false => beside,
    }
}

/// The width of the signs before each line below the head of a hunk: one, and in a merge as many as it
/// has parents.
fn hunk(line: &str) -> Option<usize> {
    let signs = line.len() - line.trim_start_matches('@').len();
    let rest = line[signs..].strip_prefix(" -")?;
    let rest = digits(rest)?.1;
    (signs >= 2 && rest.contains(" +") && rest.contains(" @@")).then_some(signs - 1)
}

/// Lines that stand between files.
fn is_head(line: &str) -> bool {
    const HEADS: [&str; 13] = [
        "diff ",
        "index ",
        "--- ",
        "+++ ",
        "new file mode",
        "deleted file mode",
        "similarity index",
        "rename from",
        "rename to",
        "old mode",
        "new mode",
        "Binary files",
        "Index: ",
    ];
    HEADS.iter().any(|head| line.starts_with(head)) || line.starts_with("=====")
}

/// Whether a line is the head of a commit in a log.
fn is_commit(line: &str) -> bool {
    let rest = line
        .strip_prefix("commit ")
        .or_else(|| line.strip_prefix("From "));
    rest.is_some_and(|rest| {
        let end = rest
            .find(|c: char| !c.is_ascii_hexdigit())
            .unwrap_or(rest.len());
        end >= 7 && (rest[end..].is_empty() || rest[end..].starts_with(' '))
    })
}

/// Which files are read.
fn is_python(head: &str) -> bool {
    let path = head.split('\t').next().unwrap_or(head).trim();
    let name = path.rsplit('/').next().unwrap_or(path).trim_matches('"');
    match name.rsplit_once('.') {
        Some((_, ending)) => [
            "py", "pyw", "pyi", "pyx", "py2", "ipynb", "orig", "new", "tmp",
        ]
        .contains(&ending),
        None => true,
    }
}

fn unified(page: &Page<'_>) -> Vec<Replacement> {
    let mut cuts = Vec::new();
    // What is read before the first hunk was pasted without its head.
    let mut width = match page.lines.iter().find(|line| !line.is_blank()) {
        Some(first) if first.text.starts_with(['+', '-', ' ']) && !is_head(first.text) => 1,
        _ => 0,
    };
    let mut is_read = true;
    let mut heads = 0;
    for (at, line) in page.lines.iter().enumerate() {
        let text = line.text;
        let next = page.lines.get(at + 1).map_or("", |line| line.text);
        let begins_file = text.starts_with("diff ")
            || text.starts_with("Index: ")
            || (text.starts_with("--- ") && next.starts_with("+++ "));
        if is_commit(text) {
            width = 0;
            cuts.push(line.drop());
        } else if let Some(signs) = hunk(text) {
            width = signs;
            heads = 0;
            cuts.push(line.drop());
        } else if begins_file || (heads > 0 && is_head(text)) {
            if let Some(name) = text.strip_prefix("+++ ") {
                is_read = is_python(name) || name.starts_with("/dev/null");
            }
            width = 0;
            heads += 1;
            cuts.push(line.drop());
        } else if width == 0 || !is_read {
            cuts.push(line.drop());
        } else if !text.is_empty() {
            let signs = text.get(..width.min(text.len())).unwrap_or_default();
            if signs.contains('-') || !signs.chars().all(|c| " +\t".contains(c)) {
                // What follows a hunk is no part of the program, unless its context has lost its signs.
                let goes_on = !signs.starts_with(['-', '\\']) && is_code(text);
                if !goes_on {
                    cuts.push(line.drop());
                }
            } else {
                cuts.push(line.behind(signs.len()));
            }
        }
    }
    cuts
}

/// A diff without heads: every line has its sign, or only those that differ have one.
fn headless(page: &Page<'_>) -> Vec<Replacement> {
    let lines: Vec<&Line<'_>> = page.lines.iter().filter(|line| !line.is_blank()).collect();
    // Where nothing else is there the sign is a bullet.
    if lines.iter().all(|line| line.text.starts_with("- ")) {
        return Vec::new();
    }
    let signed = |line: &&&Line<'_>| {
        let rest = line.text.strip_prefix(['+', '-']);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']) || is_code(rest))
    };
    let changed: Vec<&&Line<'_>> = lines.iter().filter(signed).collect();
    // An expression may go on with such a sign, in brackets.
    let mut free = page
        .outside()
        .filter(|(at, _)| page.lexed().depth(*at) == 0);
    let is_telling =
        |line: &Line<'_>| line.text.starts_with(['+', '-']) && is_code(&line.text[1..]);
    let signs = page
        .outside()
        .filter(|(_, line)| line.text.starts_with(['+', '-']))
        .count();
    if signs * 2 < changed.len() || !free.any(|(_, line)| is_telling(&line)) {
        return Vec::new();
    }
    let context: Vec<&&Line<'_>> = lines
        .iter()
        .filter(|line| !line.text.starts_with(['+', '-']))
        .collect();
    let is_whole = context
        .iter()
        .all(|line| line.text.starts_with([' ', '\\']));
    if !is_whole
        && context
            .iter()
            .any(|line| line.text.starts_with(|c: char| !c.is_ascii()))
    {
        return Vec::new();
    }
    let cuts = lines.iter().filter_map(|line| {
        let text = line.text;
        match text.as_bytes()[0] {
            b'-' | b'\\' => Some(line.drop()),
            b'+' => {
                let indent = text[1..].len() - text[1..].trim_start_matches(' ').len();
                // The sign stands before the line, or where its first blank was.
                let with = if !is_whole && indent % 4 == 3 {
                    " "
                } else {
                    ""
                };
                Some(line.replace(0, 1, with))
            }
            _ if is_whole => Some(line.behind(1)),
            _ => None,
        }
    });
    cuts.collect()
}

/// A diff by words: `[-old-]{+new+}`.
fn words(page: &Page<'_>) -> Vec<Replacement> {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for (_, line) in page.outside() {
        for (from, to) in between(line.text, "[-", "-]") {
            old.push(line.replace(from, to, ""));
        }
        for (from, to) in between(line.text, "{+", "+}") {
            new.push(line.replace(from, from + 2, ""));
            new.push(line.replace(to - 2, to, ""));
        }
    }
    // Either alone may be a part of an expression.
    if old.is_empty() || new.is_empty() {
        return Vec::new();
    }
    old.extend(new);
    old.sort();
    old
}

/// Where something begins in a line, and where it ends.
fn between(line: &str, begin: &str, end: &str) -> Vec<(usize, usize)> {
    let starts = line.match_indices(begin);
    let found = starts.filter_map(|(from, _)| {
        let length = line[from..].find(end)?;
        Some((from, from + length + end.len()))
    });
    let mut found: Vec<(usize, usize)> = found.collect();
    found.dedup_by_key(|(_, to)| *to);
    found
}

/// Whether a line is the head of a change as plain `diff` prints it: `2,3c2,3`.
fn is_normal(line: &str) -> bool {
    let range = |text: &str| {
        let (first, last) = text.split_once(',').unwrap_or((text, "1"));
        [first, last]
            .iter()
            .all(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let parts = line.trim_end().split_once(['a', 'c', 'd']);
    parts.is_some_and(|(old, new)| range(old) && range(new))
}

fn normal(page: &Page<'_>) -> Vec<Replacement> {
    let cuts = page.lines.iter().filter(|line| !line.text.is_empty());
    cuts.map(|line| match line.text.strip_prefix('>') {
        Some(rest) if rest.starts_with(' ') => line.behind(2),
        Some(_) => line.behind(1),
        None => line.drop(),
    })
    .collect()
}
