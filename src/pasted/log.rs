//! What a log writes before each line: when it was written, and by whom; or a search, in which file it is.

use super::page::{Line, Page, digits};
use super::prose::{is_code, is_prose};
use crate::edits::Replacement;

/// How grave something is, and where a container has said it.
const LEVELS: [&str; 10] = [
    "DEBUG", "INFO", "NOTICE", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL", "stdout F",
    "stderr F",
];

/// How many bytes of a line say that.
type Prefix = fn(&str) -> Option<usize>;

/// What is left out, if most lines begin in the same way.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let lines: Vec<&Line<'_>> = page.lines.iter().filter(|it| !it.is_blank()).collect();
    let prefixes: [Prefix; 6] = [service, dated, named, found_in, levelled, process];
    let found = prefixes.into_iter().find(|prefix| {
        let ends = || {
            lines
                .iter()
                .filter_map(|it| Some(&it.text[prefix(it.text)?..]))
        };
        let count = ends().count();
        count >= 2 && count * 4 >= lines.len() * 3 && ends().any(is_code)
    });
    let Some(prefix) = found else {
        return Vec::new();
    };
    let cuts = lines.iter().filter_map(|line| {
        let end = prefix(line.text);
        match is_prose(&line.text[end.unwrap_or(0)..]) {
            true => Some(line.drop()),
            false => end.map(|end| line.behind(end)),
        }
    });
    cuts.collect()
}

/// `web_1  | `, `12:30:01 web.1  | `: what runs several programs says which of them has written a line.
fn service(line: &str) -> Option<usize> {
    let from = time(line).unwrap_or(0);
    let name = line[from..].find('|')?;
    let written = &line[from..from + name];
    let who = written.trim();
    let is_name = who
        .chars()
        .all(|c| c.is_alphanumeric() || "-_./".contains(c));
    let is_word = who.contains(char::is_alphabetic) && written.ends_with(' ');
    (is_name && is_word)
        .then(|| behind_blank(line, from + name + 1))
        .flatten()
}

/// A date and a time, and how grave it is.
fn dated(line: &str) -> Option<usize> {
    let at = date(line).unwrap_or(0);
    let at = at + time(&line[at..])?;
    let said = match line.starts_with('[') {
        true => speaker(&line[at..]),
        false => 0,
    };
    Some(at + said.max(level(&line[at..])))
}

/// `[web] `: a name between brackets.
fn named(line: &str) -> Option<usize> {
    let rest = line.strip_prefix('[')?;
    let end = rest.find(']')?;
    let is_name = |c: char| c.is_alphanumeric() || "-_./:, ".contains(c);
    let is_word = rest[..end].contains(char::is_alphabetic) && rest[..end].chars().all(is_name);
    is_word.then(|| behind_blank(line, end + 2)).flatten()
}

/// `src/a.py:`: the file in which a search has found a line.
fn found_in(line: &str) -> Option<usize> {
    let end = line.find(".py:")?;
    let is_path = |c: char| c.is_alphanumeric() || "-_./\\".contains(c);
    line[..end]
        .chars()
        .all(is_path)
        .then_some(end + ".py:".len())
}

/// `INFO:root:`: how grave it is, and who logs, as `logging` writes it unless it is told.
fn levelled(line: &str) -> Option<usize> {
    let (level, rest) = line.split_once(':')?;
    let (logger, said) = rest.split_once(':')?;
    let is_name = |c: char| c.is_alphanumeric() || "_.".contains(c);
    let is_logger = !logger.is_empty() && logger.chars().all(is_name);
    (LEVELS.contains(&level) && is_logger).then_some(line.len() - said.len())
}

/// `worker[123]: `: which program says something, and its process.
fn process(line: &str) -> Option<usize> {
    let (name, rest) = line.split_once('[')?;
    let (number, _) = rest.split_once("]:")?;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "-_.".contains(c));
    let is_number = digits(number).is_some_and(|(_, rest)| rest.is_empty());
    let end = name.len() + number.len() + "[]:".len();
    (is_name && is_number)
        .then(|| behind_blank(line, end))
        .flatten()
}

/// The length of who logs, where that stands behind how grave it is: ` app: `, ` [app.db] `.
fn logger(rest: &str) -> usize {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "_.-".contains(c))
    };
    let Some(text) = rest.strip_prefix(' ') else {
        return 0;
    };
    let bare = text
        .split_once(": ")
        .filter(|(name, _)| is_name(name) && !is_code(&format!("{name}:")));
    let marked = text.strip_prefix('[').and_then(|it| it.split_once("] "));
    match (bare, marked) {
        (Some((name, _)), _) => 1 + name.len() + 1,
        (_, Some((name, _))) if is_name(name) => 1 + name.len() + 2,
        _ => 0,
    }
}

/// The length of who says something, as in `[01/05/2024, 10:32:11] Jane Doe: `.
fn speaker(rest: &str) -> usize {
    let end = rest.find(": ").unwrap_or(0);
    let name = &rest[..end];
    let is_name = name.starts_with(char::is_uppercase)
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || " .-'".contains(c))
        && name.split(' ').count() <= 3;
    if is_name { end + 2 } else { 0 }
}

/// Where a line goes on behind the blank at a place, if one is there or the line ends.
fn behind_blank(line: &str, at: usize) -> Option<usize> {
    match line[at..].chars().next() {
        None => Some(at),
        Some(' ' | '\t') => Some(at + 1),
        Some(_) => None,
    }
}

/// The length of `2024-05-01T`, `2024-05-01 `, `May  1 `.
fn date(line: &str) -> Option<usize> {
    const MONTHS: [&str; 12] = [
        "Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ",
        "Dec ",
    ];
    let text = line.strip_prefix('[').unwrap_or(line);
    let rest = match MONTHS.iter().find_map(|month| text.strip_prefix(month)) {
        Some(rest) => digits(rest.trim_start())?.1,
        None => text.trim_start_matches(|c: char| c.is_ascii_digit() || "-/".contains(c)),
    };
    let rest = rest.strip_prefix(',').unwrap_or(rest);
    let is_long = (5..=11).contains(&(text.len() - rest.len()));
    (is_long && rest.starts_with(['T', ' '])).then_some(line.len() - rest.len() + 1)
}

/// The length of `12:30:01 `, `12:30:01.250Z `, `[12:30:01] `; there are seconds in it.
fn time(line: &str) -> Option<usize> {
    let line_start = line.trim_start_matches('[');
    let at = line.len() - line_start.len();
    let end = line_start.find(|c: char| !(c.is_ascii_digit() || ":.,+-".contains(c)))?;
    let (written, rest) = line_start.split_at(end);
    let is_time = written.matches(':').count() >= 2
        && digits(written).is_some_and(|(hour, _)| hour.len() == 2);
    let rest = rest.strip_prefix('Z').unwrap_or(rest);
    let rest = rest.strip_prefix(']').unwrap_or(rest);
    is_time
        .then(|| behind_blank(line, line.len() - rest.len()))
        .flatten()
        .filter(|end| *end > at)
}

/// The length of what stands behind the time: `INFO `, `[web] INFO: `, `- root - INFO - `, `host app[12]: `,
/// `stdout F `.
fn level(rest: &str) -> usize {
    let found = LEVELS
        .iter()
        .filter_map(|level| Some((rest.find(level)?, level.len())));
    let found = found.min().filter(|(at, _)| {
        let before = &rest[..*at];
        before.len() < 40 && !before.contains(['(', '=', '"', '\'', '#'])
    });
    if let Some((at, length)) = found {
        let tail = &rest[at + length..];
        let marks = tail.trim_start_matches([']', ':']);
        let dash = marks
            .strip_prefix(" -")
            .or(marks.strip_prefix(" :"))
            .unwrap_or(marks);
        let dash = &dash[logger(dash)..];
        return rest.len() - dash.len() + usize::from(dash.starts_with(' '));
    }
    let process = rest.find("]: ").filter(|at| {
        rest[..*at]
            .chars()
            .all(|c| c.is_alphanumeric() || "-_. [/".contains(c))
    });
    process.map_or(0, |at| at + "]: ".len())
}
