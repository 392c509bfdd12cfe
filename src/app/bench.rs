//! What the editor of a lesson draws: the four names at the lines they stand for, or one way out.

use super::marks::{Chip, Line, Marks};
use super::words;
use crate::report::{ExitKind, FileReport, ModelStep, Outcome};
use std::collections::BTreeMap;

/// Whether the marks may show what becomes of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reveal {
    /// Only after the learner has answered.
    NotYet,
    /// They may.
    Yes,
}

/// The marks for a report on a text; `lit` is a cell of its exit matrix.
pub fn marks(
    report: &FileReport,
    text: &str,
    lit: Option<(usize, usize)>,
    reveal: Reveal,
) -> Marks {
    let mut lines: BTreeMap<u32, Line> = BTreeMap::new();
    let way = lit.and_then(|(row, column)| {
        let row = report.acquisitions.get(row)?;
        Some((row, row.exits.get(column)?))
    });
    match (reveal, way) {
        (Reveal::NotYet, _) => {}
        (Reveal::Yes, Some((row, exit))) => {
            for &line in &exit.path {
                at(&mut lines, line).look = "cm-path".to_owned();
            }
            let acquired = at(&mut lines, row.line);
            acquired.look = "cm-path cm-line-open".to_owned();
            push(acquired, "open", "● Acquire");
            let look = words::outcome(exit.outcome);
            let out = at(&mut lines, exit.line);
            out.look = format!("cm-path cm-line-{}", look.class);
            push(out, look.class, &format!("{} {}", look.shape, look.word));
        }
        (Reveal::Yes, None) => names(report, text, &mut lines),
    }
    Marks {
        lines: lines.into_values().collect(),
        ..Marks::default()
    }
}

/// Acquire, Use, Release and Transfer where they happen, and what leaks.
fn names(report: &FileReport, text: &str, lines: &mut BTreeMap<u32, Line>) {
    let written: Vec<&str> = text.lines().collect();
    for row in &report.acquisitions {
        let may_raise = |line: u32| {
            let code = written
                .get((line as usize).wrapping_sub(1))
                .copied()
                .unwrap_or_default();
            match has_word(code, &row.name) && line != row.line {
                true => "↯ Use",
                false => "↯ may raise",
            }
        };
        let acquired = at(lines, row.line);
        acquired.look = "cm-line-open".to_owned();
        push(acquired, "open", "● Acquire");
        for exit in &row.exits {
            match (exit.kind, exit.outcome) {
                (_, Outcome::NotAcquired) => {}
                (ExitKind::Raise, Outcome::Leaked) => {
                    let line = at(lines, exit.line);
                    line.look = "cm-line-raise".to_owned();
                    push(line, "raise", may_raise(exit.line));
                    push(line, "leaked", "▲ leaks");
                }
                (ExitKind::Raise, _) => {
                    push(at(lines, exit.line), "raise", may_raise(exit.line));
                }
                (_, Outcome::Leaked) => push(at(lines, exit.line), "leaked", "▲ leaks"),
                (ExitKind::Return, Outcome::HandedOver) => {
                    push(at(lines, exit.line), "handed", "→ Transfer");
                }
                (_, Outcome::HandedOver | Outcome::Released | Outcome::Unclear) => {}
            }
        }
    }
    for finding in &report.findings {
        let row = (finding.acquisition).and_then(|at| report.acquisitions.get(at as usize));
        let is_on_some_way = |wanted| {
            let mut exits = row.into_iter().flat_map(|row| &row.exits);
            exits.any(|exit| exit.outcome == wanted)
        };
        let is_given = is_on_some_way(Outcome::HandedOver) && !is_on_some_way(Outcome::Released);
        for step in finding.model.paths.iter().flat_map(|path| &path.steps) {
            if let ModelStep::Release { line } = *step {
                let (look, says) = match is_given {
                    true => ("handed", "→ Transfer"),
                    false if line == finding.line => {
                        ("released", "✓ Release at the end of the block")
                    }
                    false => ("released", "✓ Release"),
                };
                push(at(lines, line), look, says);
            }
        }
    }
}

/// Whether a name stands in a line, as a word of its own.
fn has_word(line: &str, name: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    !name.is_empty()
        && line.match_indices(name).any(|(at, _)| {
            let (before, after) = (&line[..at], &line[at + name.len()..]);
            !is_part(before.chars().next_back()) && !is_part(after.chars().next())
        })
}

fn at(lines: &mut BTreeMap<u32, Line>, line: u32) -> &mut Line {
    lines.entry(line).or_insert_with(|| Line {
        line,
        look: String::new(),
        chips: Vec::new(),
    })
}

/// Puts a chip at the end of a line, once.
fn push(line: &mut Line, look: &'static str, text: &str) {
    let chip = Chip {
        look,
        text: text.to_owned(),
    };
    if !line.chips.contains(&chip) {
        line.chips.push(chip);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Options, check};

    const CODE: &str = "import json\ndef handle(path):\n    f = open(path)\n    order = json.load(f)\n    \
                        f.close()\n    return order\n";

    fn report() -> FileReport {
        check("a.py", CODE, &Options::default())
    }

    fn chips(marks: &Marks) -> Vec<(u32, String)> {
        let each = |line: &Line| {
            let texts: Vec<&str> = line.chips.iter().map(|chip| chip.text.as_str()).collect();
            (line.line, texts.join(" "))
        };
        marks.lines.iter().map(each).collect()
    }

    #[test]
    fn nothing_is_told_before_the_answer() {
        assert_eq!(
            marks(&report(), CODE, Some((0, 0)), Reveal::NotYet),
            Marks::default()
        );
    }

    #[test]
    fn the_four_names_stand_at_their_lines() {
        let named = chips(&marks(&report(), CODE, None, Reveal::Yes));
        let wanted = [(3, "● Acquire"), (4, "↯ Use ▲ leaks"), (5, "✓ Release")];
        assert_eq!(named, wanted.map(|(line, text)| (line, text.to_owned())));
    }

    #[test]
    fn what_only_may_raise_is_no_use_and_what_is_given_away_no_release() {
        let shown = |code: &str| {
            let report = check("a.py", code, &Options::default());
            chips(&marks(&report, code, None, Reveal::Yes))
        };
        let checked =
            "def handle(path):\n    file = open(path)\n    check(path, files)\n    file.close()\n";
        let named = shown(checked).into_iter().find(|(line, _)| *line == 3);
        assert_eq!(named, Some((3, "↯ may raise ▲ leaks".to_owned())));
        let given =
            "def handle(path, other):\n    file = open(path)\n    check(path)\n    return file\n";
        let named = shown(given).into_iter().find(|(line, _)| *line == 4);
        assert_eq!(named, Some((4, "→ Transfer".to_owned())));
    }

    #[test]
    fn a_lit_cell_shows_one_way_out() {
        let report = report();
        let exits = &report.acquisitions[0].exits;
        let column = exits
            .iter()
            .position(|exit| exit.outcome == Outcome::Leaked)
            .unwrap();
        let lit = marks(&report, CODE, Some((0, column)), Reveal::Yes);
        assert_eq!(lit.lines.len(), exits[column].path.len());
    }
}
