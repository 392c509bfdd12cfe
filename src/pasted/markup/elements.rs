//! Elements of anyone's own around code: `<file path="a.py">` and `</file>`, each in a line of its own.

use super::super::page::Page;
use crate::edits::Replacement;

/// What is left out: such lines, and those that are an element as a whole, if one of them stands around others.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let lines: Vec<(usize, Part<'_>)> = page
        .outside()
        .filter_map(|(at, line)| Some((at, part(line.text)?)))
        .collect();
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut found = Vec::new();
    let mut is_around = false;
    for (at, part) in lines {
        match part {
            Part::Begin(name) => open.push((at, name)),
            Part::Whole => found.push(at),
            Part::End(name) => {
                if let Some(from) = open.iter().rposition(|(_, it)| *it == name) {
                    is_around |= at > open[from].0 + 1;
                    found.extend([open[from].0, at]);
                    open.truncate(from);
                }
            }
        }
    }
    found.sort_unstable();
    match is_around {
        true => found.iter().map(|at| page.lines[*at].drop()).collect(),
        false => Vec::new(),
    }
}

/// What a line is of an element.
enum Part<'t> {
    Begin(&'t str),
    End(&'t str),
    /// All of it: `<source>a.py</source>`.
    Whole,
}

fn part(line: &str) -> Option<Part<'_>> {
    let inside = line.trim().strip_prefix('<')?.strip_suffix('>')?;
    if let Some(name) = inside.strip_prefix('/') {
        return is_name(name).then_some(Part::End(name));
    }
    let end = inside
        .find(|c: char| !is_of_name(c))
        .unwrap_or(inside.len());
    let (name, rest) = inside.split_at(end);
    let closes = rest.strip_suffix(name).and_then(|it| it.strip_suffix("</"));
    let attributes = closes
        .and_then(|it| it.split_once('>'))
        .map_or(rest, |it| it.0);
    let has_value =
        attributes.is_empty() || (attributes.starts_with(' ') && attributes.contains('='));
    let is_tag = is_name(name) && has_value && !attributes.contains(['<', '>']);
    is_tag.then_some(match closes {
        Some(_) => Part::Whole,
        None => Part::Begin(name),
    })
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_of_name)
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-:.".contains(c)
}
