//! How a report is printed: the part of each file, and what stands before, between and after.
//!
//! Parts are made file by file, so that no more than a few of them are held at a time.

use super::looked::Looked;
use leaklab::account;
use leaklab::check::report::{Acquisition, FileReport, Finding, Outcome, TraceKind, VERSION};
use leaklab::text::LineIndex;
use std::fmt::Write as _;

/// How to print the report.
#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, with the source and the path that leaks.
    #[default]
    Text,
    /// For programs: one document for all files.
    Json,
}

/// What is printed of one file.
pub struct Shown {
    text: String,
    /// How much there is of what.
    pub counts: Counts,
    /// What was looked at.
    pub looked: Looked,
}

/// What the last line counts.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    files: usize,
    acquisitions: usize,
    fine: usize,
    /// How many findings are shown.
    pub findings: usize,
    /// How many files have syntax errors.
    broken: usize,
}

impl Counts {
    /// Whether nothing was found where not all could be read: that is not clean.
    pub fn is_in_doubt(self) -> bool {
        self.findings == 0 && self.broken > 0
    }
}

impl Shown {
    /// The part of a file, whose text is needed for quoting it.
    pub fn of(file: &FileReport, text: &str, format: Format) -> Self {
        let fine = |it: &&Acquisition| it.verdict < Outcome::Unclear;
        Self {
            text: match format {
                Format::Text => describe(file, text),
                Format::Json => serde_json::to_string(file).unwrap_or_default(),
            },
            counts: Counts {
                files: 1,
                acquisitions: file.acquisitions.len(),
                fine: file.acquisitions.iter().filter(fine).count(),
                findings: file.findings.len(),
                broken: usize::from(!file.syntax_errors.is_empty()),
            },
            looked: Looked::of(file),
        }
    }
}

impl Format {
    /// What stands before everything.
    pub fn head(self) -> String {
        match self {
            Self::Text => String::new(),
            Self::Json => format!("{{\"version\":{VERSION},\"files\":["),
        }
    }

    /// A file's part, after those that have been counted.
    pub fn part(self, shown: &Shown, before: Counts) -> String {
        let between = match self {
            Self::Json if before.files > 0 => ",",
            _ => "",
        };
        format!("{between}{}", shown.text)
    }

    /// What stands after everything.
    pub fn tail(self, all: Counts, looked: &Looked) -> String {
        match self {
            Self::Text => summary(all, looked) + &looked.unknown(all.findings == 0),
            Self::Json => "]}\n".to_owned(),
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.acquisitions += other.acquisitions;
        self.fine += other.fine;
        self.findings += other.findings;
        self.broken += other.broken;
    }
}

fn describe(file: &FileReport, text: &str) -> String {
    let mut out = String::new();
    let lines = LineIndex::new(text).lines(text).into_iter();
    let lines: Vec<&str> = lines
        .map(|line| line.trim_end_matches(['\r', '\n']))
        .collect();
    for error in &file.syntax_errors {
        let FileReport { path, .. } = file;
        let _ = writeln!(
            &mut out,
            "{path}:{}:{}: syntax: {}",
            error.line, error.column, error.message
        );
    }
    if let Some(through) = &file.read_through {
        let fixes = match file.findings.is_empty() {
            true => "",
            false => " Fixes are worked out for the program without that.",
        };
        let _ = writeln!(&mut out, "{}: {}{fixes}", file.path, through.says);
    }
    for notice in file.notices.iter().chain(&account::assumptions(file)) {
        let _ = writeln!(&mut out, "{}: {notice}", file.path);
    }
    for finding in &file.findings {
        finding_text(file, finding, &lines, &mut out);
    }
    out
}

fn finding_text(file: &FileReport, finding: &Finding, lines: &[&str], out: &mut String) {
    let Finding {
        line,
        column,
        rule,
        message,
        ..
    } = finding;
    let cell = file
        .read_through
        .as_ref()
        .and_then(|it| it.cell_at(*line, *column));
    let cell = cell.map_or_else(String::new, |it| {
        format!("cell {}, line {}: ", it.cell, it.line)
    });
    let _ = writeln!(
        out,
        "{}:{line}:{column}: {cell}[{rule}] {message}",
        file.path
    );
    let source = lines.get(*line as usize - 1).copied().unwrap_or_default();
    let gutter = format!("{line:>5}");
    let _ = writeln!(out, "{gutter} | {source}");
    let until = if finding.end_line == *line {
        finding.end_column
    } else {
        *column + 1
    };
    let before: String = source
        .chars()
        .take(*column as usize - 1)
        .map(|c| if c == '\t' { '\t' } else { ' ' })
        .collect();
    let carets = "^".repeat(until.saturating_sub(*column).max(1) as usize);
    let _ = writeln!(out, "      | {before}{carets}");
    for step in &finding.trace {
        let mark = match step.kind {
            TraceKind::Acquire => "●",
            TraceKind::Pass => "·",
            TraceKind::Raise => "↯",
            TraceKind::Leak => "▲",
        };
        let _ = writeln!(out, "      {mark} line {}: {}", step.line, step.note);
    }
    let _ = writeln!(out, "      why:  {}", finding.because);
    let _ = writeln!(out, "      help: {}", finding.help);
    if let Some(fix) = finding.fixes.first() {
        let _ = writeln!(
            out,
            "      fix:  {} (proved by analysing the repaired text)",
            fix.title
        );
    }
    out.push('\n');
}

fn summary(all: Counts, looked: &Looked) -> String {
    let number = |n: usize, one: &str| match n {
        1 => format!("{n} {one}"),
        _ => format!("{n} {one}s"),
    };
    let looked_at = match all.acquisitions {
        0 => "nothing is acquired by a call that Leaklab knows".to_owned(),
        _ => format!(
            "{}{}: {} released or handed over on every way out",
            number(all.acquisitions, "acquisition"),
            looked.kinds(),
            all.fine
        ),
    };
    let broken = match all.broken {
        0 => String::new(),
        _ => format!(
            " {} not all Python, and read as far as that goes.",
            match all.broken {
                1 => "1 file is".to_owned(),
                n => format!("{n} files are"),
            }
        ),
    };
    format!(
        "{}, {looked_at}, {}.{broken}\n",
        number(all.files, "file"),
        number(all.findings, "finding"),
    )
}
