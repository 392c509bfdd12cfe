//! Tracebacks, and what test runners print: lines of code in them are no program.

mod pytest;

use super::page::{Line, Page, digits};
use super::prose::{is_code, is_prose};
use crate::edits::Replacement;

const HEAD: &str = "Traceback (most recent call last)";

/// What is left out.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let tested = pytest::cuts(page);
    if !tested.is_empty() {
        return tested;
    }
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < page.lines.len() {
        let end = match page.is_in_string(at) {
            true => None,
            false => end(&page.lines, at),
        };
        match end {
            Some(end) => {
                cuts.extend(page.lines[at..=end].iter().map(Line::drop));
                at = end + 1;
            }
            None => at += 1,
        }
    }
    cuts
}

/// The last line of the traceback that begins on a line.
fn end(lines: &[Line<'_>], start: usize) -> Option<usize> {
    let first = lines[start].text;
    let ways = [framed, of_group, told_in_short, diagnosed];
    if let Some(end) = ways.into_iter().find_map(|end| end(lines, start)) {
        return Some(end);
    }
    let is_introduced =
        first.starts_with("Exception in thread ") || first.starts_with("Exception ignored in: ");
    if is_introduced
        && lines
            .get(start + 1)
            .is_some_and(|it| it.text.contains(HEAD))
    {
        return Some(start);
    }
    let is_headed = first.contains(HEAD);
    let is_rule = first.len() >= 40 && first.bytes().all(|byte| byte == b'-');
    let is_named = |at: usize| lines.get(at).is_some_and(|line| line.text.contains(HEAD));
    if is_rule && is_named(start + 1) {
        return Some(of_ipython(lines, start + 2));
    }
    if is_headed
        && !first.trim_end().ends_with(':')
        && is_error(first.split(' ').next().unwrap_or_default())
    {
        return Some(of_ipython(lines, start + 1));
    }
    let is_joint = first.starts_with("During handling of the above exception")
        || first.starts_with("The above exception was");
    if is_joint {
        return Some(start);
    }
    // An error alone: what it says is no annotation.
    let is_told = |(name, said): (&str, &str)| {
        is_error(name) && (is_prose(said) || said.starts_with("[Errno "))
    };
    if first.split_once(": ").is_some_and(is_told) || is_of_runner(first) {
        return Some(start);
    }
    let begins = is_headed && first.trim_end().ends_with(':');
    if !begins && !is_place(first) {
        return None;
    }
    // Each line may have something before it, as in a log.
    let before = first
        .find(HEAD)
        .or_else(|| first.find("File \""))
        .unwrap_or(0);
    let before = match is_headed {
        true => before,
        false => before.saturating_sub(2),
    };
    let prefix = first.get(..before).unwrap_or_default();
    let of = |line: &Line<'_>| {
        let text = line.text;
        match text.strip_prefix(prefix) {
            Some(rest) => rest.to_owned(),
            None => text.get(before..).unwrap_or_default().to_owned(),
        }
    };
    let mut last = start;
    for (at, line) in lines.iter().enumerate().skip(start + 1) {
        let text = of(line);
        if text.trim().is_empty() {
            break;
        }
        if text.starts_with([' ', '\t']) {
            last = at;
            continue;
        }
        if is_error(&text) || text.starts_with("[Previous line") || !is_code(&text) {
            last = at;
        }
        if !text.starts_with('[') {
            break;
        }
    }
    (last > start || is_headed).then_some(last)
}

/// The end of a traceback in a frame: `╭── Traceback (most recent call last) ──╮`.
fn framed(lines: &[Line<'_>], start: usize) -> Option<usize> {
    let first = lines[start].text.trim_start();
    if !first.starts_with(['╭', '┌']) || !first.contains("Traceback") {
        return None;
    }
    let is_end = |line: &Line<'_>| line.text.trim_start().starts_with(['╰', '└']);
    let end = start + lines[start..].iter().position(is_end)?;
    let says = lines.get(end + 1).is_some_and(|line| is_error(line.text));
    Some(end + usize::from(says))
}

/// The end of the traceback of a group of exceptions, which has a bar before each line.
fn of_group(lines: &[Line<'_>], start: usize) -> Option<usize> {
    let first = lines[start].text.trim_start();
    if !first.starts_with("+ Exception Group Traceback") {
        return None;
    }
    let belongs = |line: &&Line<'_>| line.text.trim_start().starts_with(['|', '+']);
    let below = lines[start + 1..].iter().take_while(belongs).count();
    Some(start + below)
}

/// What a checker says of a place, `a.py:3:5: F401 …`, `a.py:3: error: …`: with the code below it, where a
/// line of carets points at that.
fn diagnosed(lines: &[Line<'_>], start: usize) -> Option<usize> {
    let text = lines[start].text;
    if text.starts_with("Found ") && text.contains(" error") {
        return Some(start);
    }
    let (file, rest) = text.split_once(':')?;
    let (line, rest) = digits(rest)?;
    let said = rest.strip_prefix(':')?;
    let said = digits(said)
        .and_then(|(_, rest)| rest.strip_prefix(':'))
        .unwrap_or(said);
    let has_column = said.len() + 1 < rest.len();
    let grave = [" error:", " warning:", " note:", " Error"]
        .iter()
        .any(|it| said.starts_with(it));
    let is_place = file.contains('.') && !file.contains([' ', '(', '"', '\'']) && !line.is_empty();
    if !is_place || !(grave || (has_column && said.starts_with(' '))) {
        return None;
    }
    let is_pointing = |line: &&Line<'_>| {
        let text = line.text.trim();
        text.contains('^') && text.chars().all(|c| "^~ ".contains(c))
    };
    let below = &lines[start + 1..];
    let pointer = below.iter().take(2).position(|line| is_pointing(&line));
    Some(start + pointer.map_or(0, |at| at + 1))
}

/// A place in one line, with its code below: `a.py:3: ResourceWarning: …`, `a.py:3: in load`.
fn told_in_short(lines: &[Line<'_>], start: usize) -> Option<usize> {
    let (place, said) = lines[start].text.split_once(": ")?;
    let (file, line) = place.rsplit_once(':')?;
    let is_place = !file.is_empty()
        && !file.contains(['(', '"', '\'', '='])
        && !line.is_empty()
        && line.bytes().all(|byte| byte.is_ascii_digit());
    let name = said.split([':', ' ']).next().unwrap_or_default();
    let is_said = name.ends_with("Warning") || name.ends_with("Error") || said.starts_with("in ");
    if !is_place || !is_said {
        return None;
    }
    let below = lines[start + 1..].iter();
    let below = below.take_while(|line| line.indent() > 0 && !line.is_blank());
    Some(start + below.take(2).count())
}

/// What runners of tests print around tracebacks.
fn is_of_runner(line: &str) -> bool {
    let is_rule = line.len() >= 60
        && ['=', '-']
            .iter()
            .any(|it| line.trim_matches(*it).is_empty());
    let is_count = line.starts_with("Ran ") && line.ends_with('s') && line.contains(" in ");
    let says = [
        "E   ",
        "FAIL: ",
        "ERROR: ",
        "FAILED (failures=",
        "FAILED (errors=",
    ];
    is_rule || is_count || says.iter().any(|it| line.starts_with(it))
}

/// Whether a line says where: `  File "a.py", line 3, in f`.
fn is_place(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("File \"") && line.contains("\", line ")
}

/// Whether a line names an error.
fn is_error(line: &str) -> bool {
    let name = line.split([':', ' ', '(']).next().unwrap_or_default();
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "._".contains(c));
    let ends = [
        "Error",
        "Exception",
        "Warning",
        "Exit",
        "Interrupt",
        "Iteration",
        "Group",
        "Timeout",
        "NotFound",
        "Expired",
    ];
    is_name && ends.iter().any(|end| name.ends_with(end)) && !line.trim_end().ends_with('(')
}

/// The end of a traceback of IPython, which shows lines around each place with their numbers: the error
/// at its end.
fn of_ipython(lines: &[Line<'_>], start: usize) -> usize {
    let mut last = start.min(lines.len()) - 1;
    for (at, line) in lines.iter().enumerate().skip(start) {
        let text = line.text;
        if is_error(text) {
            return at;
        }
        if text.starts_with("In [") || text.starts_with(">>>") || text.starts_with("# %%") {
            break;
        }
        let belongs = text.trim().is_empty()
            || text.starts_with([' ', '\t', '-', '<', '/', '~'])
            || text.starts_with("Cell ")
            || text.starts_with("File ")
            || text.starts_with("Input ");
        if !belongs {
            break;
        }
        last = at;
    }
    last
}
