//! Places that are not Python, in words.

use super::Problem;
use crate::text::{Range, shorten};
use tree_sitter::{Node, Tree};

/// More than this many are not listed: after the first few they repeat each other.
const LIMIT: usize = 100;
const PRINT: &str = "`print` is a function: its arguments need parentheses";
const EXEC: &str = "`exec` is a function: its arguments need parentheses";

/// Collects the problems of a tree; `text` is what the person wrote, `source` what was parsed, `python2`
/// where statements of Python 2 stand: these parse without an error.
pub(super) fn collect(tree: &Tree, text: &str, source: &str, python2: &[Range]) -> Vec<Problem> {
    let mut problems: Vec<Problem> = text
        .match_indices('\0')
        .take(LIMIT)
        .map(|(at, _)| problem(at, at + 1, "source code cannot contain null bytes"))
        .collect();
    let mut errors = Vec::new();
    let mut cursor = tree.walk();
    'walk: loop {
        let node = cursor.node();
        let found = describe(node, source);
        let descend = found.is_none() && node.has_error();
        if node.is_error() {
            errors.push(Range::new(node.start_byte() as u32, node.end_byte() as u32));
        }
        problems.extend(found);
        if problems.len() >= LIMIT {
            break;
        }
        if descend && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                break 'walk;
            }
        }
    }
    let mut outside = python2.iter().filter(|range| {
        // Errors are in order, and none is in another.
        let next = errors.partition_point(|error| error.start <= range.start);
        next == 0 || !errors[next - 1].covers(**range)
    });
    problems.extend(outside.by_ref().take(LIMIT).map(|range| {
        let is_print = range.of(source).starts_with("print");
        problem(
            range.start as usize,
            range.end as usize,
            if is_print { PRINT } else { EXEC },
        )
    }));
    problems.sort_by_key(|problem| problem.range);
    problems.dedup_by(|next, last| next.range == last.range);
    problems.truncate(LIMIT);
    problems
}

/// How many bytes stand in errors.
pub(super) fn damage(tree: &Tree) -> usize {
    let mut count = 0;
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if node.is_error() {
            count += node.byte_range().len();
        } else if node.is_missing() {
            count += 1;
        } else if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return count;
            }
        }
    }
}

fn describe(node: Node<'_>, source: &str) -> Option<Problem> {
    let (start, end) = (node.start_byte(), node.end_byte());
    if node.is_missing() {
        return Some(problem(
            start,
            end,
            &format!("expected `{}` here", node.kind()),
        ));
    }
    let python2 = match node.kind() {
        "print_statement" => PRINT,
        "exec_statement" => EXEC,
        _ if node.is_error() => return Some(error(node, source)),
        _ => return None,
    };
    Some(problem(start, end, python2))
}

/// An error begins where what is whole in it ends: before that the text was understood.
fn error(node: Node<'_>, source: &str) -> Problem {
    let mut cursor = node.walk();
    let is_understood = |child: &Node<'_>| {
        let kind = child.kind();
        let is_statement = kind.ends_with("_statement") || kind.ends_with("_definition");
        let is_whole = !child.has_error() && (is_statement || matches!(kind, "comment" | "block"));
        is_whole || (begins_block(line_at(source, child.start_byte())) == Some(Ends::WithColon))
    };
    let first = node
        .children(&mut cursor)
        .find(|child| !is_understood(child));
    let start = first.map_or(node.start_byte(), |child| child.start_byte());
    let end = first.map_or(node.end_byte(), |child| child.start_byte());
    if let Some(code) = block_without_colon(source, start, end) {
        let start = code.as_ptr() as usize - source.as_ptr() as usize;
        return problem(
            start,
            start + code.len(),
            "expected `:` at the end of this line",
        );
    }
    let code = source.get(start..node.end_byte()).unwrap_or_default();
    let first_line = code.lines().next().unwrap_or_default();
    let end = start + first_line.len();
    if first_line.trim().is_empty() {
        return problem(
            start,
            end,
            "this is not Python: something is missing or left over here",
        );
    }
    problem(
        start,
        end,
        &format!("this is not Python: `{}`", shorten(first_line, 40)),
    )
}

/// How a line ends that begins a block.
#[derive(PartialEq, Eq)]
enum Ends {
    WithColon,
    WithoutColon,
}

/// Whether a line is the head of a block, and how it ends; nothing where it goes on.
fn begins_block(line: &str) -> Option<Ends> {
    const BEGIN: [&str; 13] = [
        "async", "class", "def", "elif", "else", "except", "finally", "for", "if", "match", "try",
        "while", "with",
    ];
    let code = line.split('#').next()?.trim();
    let word = code
        .split(|letter: char| !letter.is_alphanumeric())
        .next()?;
    let count = |brackets: [char; 3]| code.matches(brackets).count();
    let is_closed = count(['(', '[', '{']) == count([')', ']', '}']);
    if !BEGIN.contains(&word) || !is_closed {
        return None;
    }
    match code.chars().last() {
        Some(':') => Some(Ends::WithColon),
        Some('\\' | ',' | '=' | '(') => None,
        _ if code.contains(':') => None,
        _ => Some(Ends::WithoutColon),
    }
}

/// The first head of a block that lacks its colon, on a line from the one before `start` to that of
/// `end`.
fn block_without_colon(source: &str, start: usize, end: usize) -> Option<&str> {
    let line = |at: usize| {
        source
            .get(..at)
            .map_or(0, |before| before.matches('\n').count())
    };
    let first = (source.lines().take(line(start)).enumerate())
        .filter(|(_, line)| !line.trim().is_empty())
        .last();
    let first = first.map_or(line(start), |(at, _)| at);
    let mut lines = source.lines().take(line(end) + 1).skip(first);
    lines
        .find(|line| begins_block(line) == Some(Ends::WithoutColon))
        .map(str::trim)
}

/// The line around a place.
fn line_at(source: &str, at: usize) -> &str {
    let start = source.get(..at).and_then(|before| before.rfind('\n'));
    let rest = source
        .get(start.map_or(0, |at| at + 1)..)
        .unwrap_or_default();
    rest.lines().next().unwrap_or_default()
}

fn problem(start: usize, end: usize, message: &str) -> Problem {
    Problem {
        range: Range::new(start as u32, end as u32),
        message: message.to_owned(),
    }
}
