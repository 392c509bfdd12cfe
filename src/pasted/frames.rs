//! Frames, as terminals draw them around a listing, and tables whose cells are lines of code.

use super::page::{Line, Page};
use crate::edits::Replacement;

/// What stands at both sides of a line.
const BARS: [char; 4] = ['│', '┃', '║', '|'];
/// Of what the other sides are drawn, besides corners.
const STROKES: [char; 7] = ['─', '━', '═', '╌', '┄', '-', '='];
const CORNERS: &str = "╭╮╰╯┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋╞╡╪+|│┃║";

/// What is left out: bars at both sides, and what is drawn above, between and below.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < page.lines.len() {
        let belongs = |line: &&Line<'_>| is_drawn(line.text) || inside(line.text).is_some();
        let frame = page.lines[at..].iter().take_while(belongs).count();
        if frame > 0 && !page.is_in_string(at) {
            cuts.extend(without(&page.lines[at..at + frame]));
        }
        at += frame.max(1);
    }
    cuts
}

/// What is left out of one frame.
fn without(lines: &[Line<'_>]) -> Vec<Replacement> {
    let framed = || {
        let lines = lines.iter().filter(|line| !is_drawn(line.text));
        lines.filter_map(|line| Some((line, inside(line.text)?)))
    };
    // What is in a traceback is no program, and is left out as a whole.
    let is_traceback = lines.iter().any(|line| line.text.contains("Traceback"));
    if framed().count() < 2 || is_traceback {
        return Vec::new();
    }
    let code = framed().filter(|(line, (from, to))| from < to && !line.is_blank());
    let gap = code
        .map(|(line, (from, to))| blanks(&line.text[from..to]))
        .min();
    let head = is_headed(lines).then(|| lines[0].start);
    let mut cuts = Vec::new();
    for line in lines {
        match inside(line.text) {
            Some((from, to)) if !is_drawn(line.text) && head != Some(line.start) => {
                cuts.push(line.behind((from + gap.unwrap_or(0)).min(to)));
                cuts.push(line.replace(to, line.text.len(), ""));
            }
            _ => cuts.push(line.drop()),
        }
    }
    cuts
}

/// Whether the first line is the head of a table of Markdown.
fn is_headed(lines: &[Line<'_>]) -> bool {
    let mut drawn = lines.iter().map(|line| is_drawn(line.text));
    let begins = lines[0].text.trim_start().starts_with('|');
    begins && (drawn.next(), drawn.next()) == (Some(false), Some(true)) && !drawn.any(|it| it)
}

/// Where in a line stands what is between two bars, without the blanks before the second one.
fn inside(line: &str) -> Option<(usize, usize)> {
    let text = line.trim();
    let bar = BARS.into_iter().find(|bar| text.starts_with(*bar))?;
    let within = text.strip_prefix(bar)?.strip_suffix(bar)?;
    let from = blanks(line) + bar.len_utf8();
    Some((from, from + within.trim_end().len()))
}

/// Whether a line is drawn: `╭── title ──╮`, `+------+`, `|------|`.
fn is_drawn(line: &str) -> bool {
    let text = line.trim();
    let is_corner = |c: Option<char>| c.is_some_and(|c| CORNERS.contains(c));
    let ends = is_corner(text.chars().next()) && is_corner(text.chars().next_back());
    let strokes = text.chars().filter(|c| STROKES.contains(c)).count();
    let is_plain = |c: char| STROKES.contains(&c) || CORNERS.contains(c) || " :".contains(c);
    let has_title = !text.starts_with(BARS) && !text.starts_with('+');
    ends && strokes >= 2 && (has_title || text.chars().all(is_plain))
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}
