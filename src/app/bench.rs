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

/// The marks for a report; `lit` is a cell of its exit matrix.
pub fn marks(report: &FileReport, lit: Option<(usize, usize)>, reveal: Reveal) -> Marks {
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
        (Reveal::Yes, None) => names(report, &mut lines),
    }
    Marks {
        lines: lines.into_values().collect(),
        ..Marks::default()
    }
}

/// Acquire, Use and Release where they happen, and what leaks.
fn names(report: &FileReport, lines: &mut BTreeMap<u32, Line>) {
    for row in &report.acquisitions {
        let acquired = at(lines, row.line);
        acquired.look = "cm-line-open".to_owned();
        push(acquired, "open", "● Acquire");
        for exit in &row.exits {
            match (exit.kind, exit.outcome) {
                (_, Outcome::NotAcquired) => {}
                (ExitKind::Raise, Outcome::Leaked) => {
                    let line = at(lines, exit.line);
                    line.look = "cm-line-raise".to_owned();
                    push(line, "raise", "↯ Use");
                    push(line, "leaked", "▲ leaks");
                }
                (ExitKind::Raise, _) => push(at(lines, exit.line), "raise", "↯ Use"),
                (_, Outcome::Leaked) => push(at(lines, exit.line), "leaked", "▲ leaks"),
                (_, Outcome::HandedOver) => push(at(lines, exit.line), "handed", "→ Transfer"),
                (_, Outcome::Released | Outcome::Unclear) => {}
            }
        }
    }
    let paths = report
        .findings
        .iter()
        .flat_map(|finding| &finding.model.paths);
    for step in paths.flat_map(|path| &path.steps) {
        if let ModelStep::Release { line } = *step {
            push(at(lines, line), "released", "✓ Release");
        }
    }
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

    fn report() -> FileReport {
        let code = "import json\ndef handle(path):\n    f = open(path)\n    order = json.load(f)\n    \
                    f.close()\n    return order\n";
        check("a.py", code, &Options::default())
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
            marks(&report(), Some((0, 0)), Reveal::NotYet),
            Marks::default()
        );
    }

    #[test]
    fn the_four_names_stand_at_their_lines() {
        let named = chips(&marks(&report(), None, Reveal::Yes));
        let wanted = [(3, "● Acquire"), (4, "↯ Use ▲ leaks"), (5, "✓ Release")];
        assert_eq!(named, wanted.map(|(line, text)| (line, text.to_owned())));
    }

    #[test]
    fn a_lit_cell_shows_one_way_out() {
        let report = report();
        let exits = &report.acquisitions[0].exits;
        let column = exits
            .iter()
            .position(|exit| exit.outcome == Outcome::Leaked)
            .unwrap();
        let lit = marks(&report, Some((0, column)), Reveal::Yes);
        assert_eq!(lit.lines.len(), exits[column].path.len());
    }
}
