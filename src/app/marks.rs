//! What the editor draws: squiggles, marks beside lines, coloured lines and chips, from the state
//! of the Check page. Pure data, in the report's own lines and columns.

use super::model::check::{Check, Panel};
use super::words;
use crate::report::{FileReport, Finding, ModelStep, Outcome, Span, SyntaxError, TraceKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything drawn at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Marks {
    /// Underlined pieces of text with their cards.
    pub squiggles: Vec<Squiggle>,
    /// Coloured lines and the chips at their ends.
    pub lines: Vec<Line>,
    /// Marks beside lines.
    pub beside: Vec<Beside>,
    /// The text of the step that is being looked at.
    pub spot: Option<Span>,
    /// Whether the text has changed since.
    pub stale: bool,
}

/// An underlined piece of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Squiggle {
    /// First line, from 1.
    pub line: u32,
    /// First column, from 1.
    pub column: u32,
    /// Last line, from 1.
    pub end_line: u32,
    /// The column after it, from 1.
    pub end_column: u32,
    /// Index of the finding, or -1 for a syntax error.
    pub index: i32,
    /// Class of the underline.
    pub look: &'static str,
    /// What is wrong.
    pub message: String,
    /// Why it matters.
    pub because: String,
    /// Titles of its fixes.
    pub fixes: Vec<String>,
    /// Whether it is the finding being looked at.
    pub chosen: bool,
}

/// A line with a colour or chips.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The line, from 1.
    pub line: u32,
    /// Classes of the line, or empty.
    pub look: String,
    /// What stands at its end.
    pub chips: Vec<Chip>,
}

/// A few words at the end of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chip {
    /// Its class.
    pub look: &'static str,
    /// Its words, shape first.
    pub text: String,
}

/// A mark beside a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Beside {
    /// The line, from 1.
    pub line: u32,
    /// Its class.
    pub look: &'static str,
    /// Its shape.
    pub text: &'static str,
    /// What it means.
    pub label: String,
    /// Index of the finding, or -1.
    pub index: i32,
}

/// Longest list of squiggles drawn; a text with more is better read in the panel.
const MOST: usize = 500;

/// What to draw for this state.
pub fn of(check: &Check) -> Marks {
    let Some(known) = check.known() else {
        return Marks::default();
    };
    Marks {
        lines: lines(check),
        spot: spot(check),
        stale: !check.is_fresh(),
        ..found(check.findings(), &known.report.syntax_errors, check.chosen)
    }
}

/// What to draw of a report before there is a page, with nothing chosen.
pub fn at_first(report: &FileReport) -> Marks {
    found(&report.findings, &report.syntax_errors, None)
}

/// What was found, each with a squiggle, and with a mark beside its line.
fn found(findings: &[Finding], errors: &[SyntaxError], chosen: Option<usize>) -> Marks {
    let mut marks = Marks::default();
    for (index, finding) in findings.iter().enumerate().take(MOST) {
        let look = words::confidence(finding.confidence);
        let number = i32::try_from(index).unwrap_or(i32::MAX);
        marks.squiggles.push(Squiggle {
            line: finding.line,
            column: finding.column,
            end_line: finding.end_line,
            end_column: finding.end_column,
            index: number,
            look: look.class,
            message: finding.message.clone(),
            because: finding.because.clone(),
            fixes: finding
                .fixes
                .iter()
                .map(|fix| fix.title.replace('`', ""))
                .collect(),
            chosen: chosen == Some(index),
        });
        if !marks.beside.iter().any(|mark| mark.line == finding.line) {
            marks.beside.push(Beside {
                line: finding.line,
                look: look.class,
                text: look.shape,
                label: finding.message.replace('`', ""),
                index: number,
            });
        }
    }
    for error in errors.iter().take(MOST) {
        marks.squiggles.push(Squiggle {
            line: error.line,
            column: error.column,
            end_line: error.end_line,
            end_column: error.end_column,
            index: -1,
            look: "syntax",
            message: error.message.clone(),
            because: String::new(),
            fixes: Vec::new(),
            chosen: false,
        });
    }
    marks
}

/// Where the step being looked at happens in the text.
fn spot(check: &Check) -> Option<Span> {
    let step = check
        .finding()
        .filter(|_| check.panel == Panel::Path)?
        .trace
        .get(check.step)?;
    Some(Span {
        line: step.line,
        column: step.column,
        end_line: step.end_line,
        end_column: step.end_column,
    })
}

/// The lines of the path being looked at: a lit cell of the matrix, or the chosen finding.
fn lines(check: &Check) -> Vec<Line> {
    let mut lines: BTreeMap<u32, Line> = BTreeMap::new();
    if check.panel == Panel::Matrix && check.cell.is_some() {
        cell_path(check, &mut lines);
    } else if let Some(finding) = check.finding() {
        witness(
            finding,
            (check.panel == Panel::Path).then_some(check.step),
            &mut lines,
        );
    }
    lines.into_values().collect()
}

/// Lights the way from the acquisition to one way out.
fn cell_path(check: &Check, lines: &mut BTreeMap<u32, Line>) {
    let Some((row, column)) = check.cell else {
        return;
    };
    let rows = check
        .known()
        .map_or(&[][..], |known| &known.report.acquisitions);
    let Some(row) = rows.get(row) else { return };
    let Some(exit) = row.exits.get(column) else {
        return;
    };
    for &line in &exit.path {
        at(lines, line).look = "cm-path".into();
    }
    let acquired = at(lines, row.line);
    acquired.look = "cm-path cm-line-open".into();
    push(acquired, "open", "● acquires".into());
    let look = words::outcome(exit.outcome);
    let out = at(lines, exit.line);
    out.look = format!("cm-path cm-line-{}", look.class);
    let text = match exit.outcome {
        Outcome::Leaked => "▲ way out: leaks".to_owned(),
        _ => format!("{} way out: {}", look.shape, look.word),
    };
    push(out, look.class, text);
}

/// Shows what a finding's path does to the handle; `step` is the one being stepped on, if any.
fn witness(finding: &Finding, step: Option<usize>, lines: &mut BTreeMap<u32, Line>) {
    let raises_on = |line: u32| {
        finding
            .trace
            .iter()
            .any(|step| step.kind == TraceKind::Raise && step.line == line)
    };
    for (index, each) in finding.trace.iter().enumerate() {
        let look = words::step(finding, each.kind);
        let line = at(lines, each.line);
        match each.kind {
            TraceKind::Pass => {
                if step.is_some() && line.look.is_empty() {
                    line.look = "cm-path".into();
                }
            }
            TraceKind::Leak => {
                push(line, look.class, format!("{} {}", look.shape, look.word));
                if !raises_on(each.line) {
                    line.look = "cm-line-leaked".into();
                }
            }
            TraceKind::Acquire | TraceKind::Raise => {
                push(line, look.class, format!("{} {}", look.shape, look.word));
                line.look = format!("cm-line-{}", look.class);
            }
        }
        if step == Some(index) {
            line.look.push_str(" cm-step");
        }
    }
    for step in finding.model.paths.iter().flat_map(|path| &path.steps) {
        if let ModelStep::Release { line } = *step {
            push(at(lines, line), "released", "✓ releases".into());
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
fn push(line: &mut Line, look: &'static str, text: String) {
    let chip = Chip { look, text };
    if !line.chips.contains(&chip) {
        line.chips.push(chip);
    }
}

#[cfg(test)]
mod tests;
