//! Places that are not Python, in words.

use super::Problem;
use crate::order;
use crate::text::{Range, shorten};
use tree_sitter::{Node, Tree};

/// More than this many are not listed: after the first few they repeat each other.
const LIMIT: usize = 100;

/// Collects the problems of a tree; `text` is what the person wrote, `source` what was parsed.
pub(super) fn collect(tree: &Tree, text: &str, source: &str) -> Vec<Problem> {
    let mut problems: Vec<Problem> = text
        .match_indices('\0')
        .take(LIMIT)
        .map(|(at, _)| problem(at, at + 1, "source code cannot contain null bytes"))
        .collect();
    let mut cursor = tree.walk();
    'walk: loop {
        let node = cursor.node();
        let found = describe(node, source);
        let descend = found.is_none() && (node.has_error() || has_python2(node));
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
    order::by_key(&mut problems, |problem| problem.range);
    problems
}

/// Python 2 statements parse without an error, so blocks are searched for them.
fn has_python2(node: Node<'_>) -> bool {
    node.is_named() && (node.kind() == "module" || node.kind() == "block" || is_compound(node))
}

fn is_compound(node: Node<'_>) -> bool {
    let kind = node.kind();
    kind.ends_with("_definition") || kind.ends_with("_statement") || kind.ends_with("_clause")
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
        "print_statement" => "`print` is a function: its arguments need parentheses",
        "exec_statement" => "`exec` is a function: its arguments need parentheses",
        _ if node.is_error() => return Some(error(node, source)),
        _ => return None,
    };
    Some(problem(start, end, python2))
}

fn error(node: Node<'_>, source: &str) -> Problem {
    let start = node.start_byte();
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

fn problem(start: usize, end: usize, message: &str) -> Problem {
    Problem {
        range: Range::new(start as u32, end as u32),
        message: message.to_owned(),
    }
}
