//! `leaklab check`: analyses files and folders.

use super::config::Configs;
use clap::Args;
use leaklab::check::Session;
use leaklab::check::report::{
    Confidence, FileReport, Finding, Outcome, Report, TraceKind, VERSION,
};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `leaklab check` takes.
#[derive(Args)]
pub struct Arguments {
    /// Files and folders; folders are searched for `.py` files. `-` reads standard input.
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Shows findings of this confidence as well; may be given several times.
    #[arg(long, value_enum)]
    show: Vec<Show>,
    /// The settings for all files. Otherwise each file has the nearest `leaklab.toml`, in its folder
    /// or above.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The confidences that are hidden by default.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Show {
    /// What rests on an assumption that may well be wrong.
    Unclear,
    /// No leaks, but habits worth changing.
    Style,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people, with the source and the path that leaks.
    #[default]
    Text,
    /// For programs: one document for all files.
    Json,
}

/// Runs it: 0 clean, 1 findings, 2 unreadable input.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut failures = Vec::new();
    let mut configs = match Configs::new(arguments.config.as_deref()) {
        Ok(configs) => configs,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "leaklab: {failure}");
            return ExitCode::from(2);
        }
    };
    let files = collect(&arguments.paths, &mut failures);
    let mut report = Report {
        version: VERSION,
        files: Vec::new(),
    };
    let mut shown = String::new();
    for path in &files {
        match read(path) {
            Ok(text) => {
                let mut options = configs.of(path, &mut failures);
                options
                    .show
                    .extend(arguments.show.iter().map(|show| match show {
                        Show::Unclear => Confidence::Unclear,
                        Show::Style => Confidence::Style,
                    }));
                let file = Session::new(options).check(&path.display().to_string(), &text);
                if arguments.format == Format::Text {
                    describe(&file, &text, &mut shown);
                }
                report.files.push(file);
            }
            Err(reason) => failures.push(format!("{}: {reason}", path.display())),
        }
    }
    let findings: usize = report.files.iter().map(|file| file.findings.len()).sum();
    match arguments.format {
        Format::Json => shown = serde_json::to_string(&report).unwrap_or_default() + "\n",
        Format::Text => summarise(&report, findings, &mut shown),
    }
    // A closed pipe is the reader's wish, not a failure.
    let _ = std::io::stdout().write_all(shown.as_bytes());
    for failure in &failures {
        let _ = writeln!(std::io::stderr(), "leaklab: {failure}");
    }
    match (failures.is_empty(), findings) {
        (false, _) => ExitCode::from(2),
        (true, 0) => ExitCode::SUCCESS,
        (true, _) => ExitCode::from(1),
    }
}

/// The files to check, folders searched in order of name; hidden folders are left out.
fn collect(paths: &[PathBuf], failures: &mut Vec<String>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut pending: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    while let Some(path) = pending.pop() {
        if !path.is_dir() {
            files.push(path);
            continue;
        }
        match std::fs::read_dir(&path) {
            Ok(entries) => {
                let mut inside: Vec<PathBuf> = entries
                    .flatten()
                    .map(|entry| entry.path())
                    .filter(|it| is_wanted(it))
                    .collect();
                inside.sort();
                pending.extend(inside.into_iter().rev());
            }
            Err(error) => failures.push(format!("{}: {error}", path.display())),
        }
    }
    files
}

fn is_wanted(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if path.is_symlink() {
        return false;
    }
    match path.is_dir() {
        true => !name.starts_with('.') && name != "__pycache__" && name != "node_modules",
        false => path.extension().is_some_and(|extension| extension == "py"),
    }
}

/// The text of a file. Bytes that are not UTF-8 are replaced: the rest can still be checked.
fn read(path: &Path) -> Result<String, String> {
    let bytes = match path.as_os_str() == "-" {
        true => {
            let mut bytes = Vec::new();
            let read = std::io::Read::read_to_end(&mut std::io::stdin(), &mut bytes);
            read.map(|_| bytes)
        }
        false => std::fs::read(path),
    };
    let bytes = bytes.map_err(|error| error.to_string())?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

fn describe(file: &FileReport, text: &str, out: &mut String) {
    let lines: Vec<&str> = text.lines().collect();
    for error in &file.syntax_errors {
        let FileReport { path, .. } = file;
        let _ = writeln!(
            out,
            "{path}:{}:{}: syntax: {}",
            error.line, error.column, error.message
        );
    }
    for notice in &file.notices {
        let _ = writeln!(out, "{}: {notice}", file.path);
    }
    for finding in &file.findings {
        finding_text(file, finding, &lines, out);
    }
}

fn finding_text(file: &FileReport, finding: &Finding, lines: &[&str], out: &mut String) {
    let Finding {
        line,
        column,
        rule,
        message,
        ..
    } = finding;
    let _ = writeln!(out, "{}:{line}:{column}: [{rule}] {message}", file.path);
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

fn summarise(report: &Report, findings: usize, out: &mut String) {
    let acquisitions = || report.files.iter().flat_map(|file| &file.acquisitions);
    let fine = acquisitions()
        .filter(|it| it.verdict < Outcome::Unclear)
        .count();
    let (files, all) = (report.files.len(), acquisitions().count());
    let plural = |n: usize, one: &str| {
        if n == 1 {
            one.to_owned()
        } else {
            format!("{one}s")
        }
    };
    let _ = writeln!(
        out,
        "{files} {}, {all} {}: {fine} released or handed over on every way out, {findings} {}.",
        plural(files, "file"),
        plural(all, "acquisition"),
        plural(findings, "finding"),
    );
}
