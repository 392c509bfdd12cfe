//! The findings as Markdown, for an issue or a review: what the page says, in its order.

use super::Check;
use crate::app::diff::{Tag, parts};
use crate::app::{matrix, words};
use crate::edits;
use crate::report::{Acquisition, Finding, Fix};
use crate::text::number_of;
use std::fmt::{Result, Write as _};

/// Everything found, each with its witness, its row of the exit matrix and its fix, and the text.
pub fn of(check: &Check) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut out, check);
    out
}

fn write(out: &mut String, check: &Check) -> Result {
    let findings = check.findings();
    match findings.len() {
        0 => writeln!(out, "No leak found in `{}`.", check.path)?,
        count => {
            let (leaked, ways) = check.ways_out();
            let count = number_of(count, "finding", "findings");
            let leaking = words::leaking(leaked, ways);
            writeln!(out, "**{count}** in `{}` · {leaking}", check.path)?;
        }
    }
    if let Some(error) = check.syntax_errors().first() {
        let places = check.syntax_errors().len();
        let places = number_of(places, "place is not Python", "places are not Python");
        writeln!(out, "\n{places}; line {}: {}.", error.line, error.message)?;
    }
    let rows = check
        .known()
        .map_or(&[][..], |known| &known.report.acquisitions);
    for finding in findings {
        write_finding(out, check, rows, finding)?;
    }
    let text = check.text.trim_end();
    let fence = fence(text);
    writeln!(out, "\n{fence}python\n{text}\n{fence}")
}

fn write_finding(
    out: &mut String,
    check: &Check,
    rows: &[Acquisition],
    finding: &Finding,
) -> Result {
    let look = words::confidence(finding.confidence);
    writeln!(out, "\n### Line {}: {}\n", finding.line, finding.message)?;
    writeln!(out, "{} {} · `{}`\n", look.shape, look.word, finding.rule)?;
    writeln!(out, "{}\n", finding.because)?;
    for step in &finding.trace {
        let held = words::held(finding, step.kind, step.open);
        writeln!(out, "- line {}: {} ({held})", step.line, step.note)?;
    }
    if let Some(kept) = &finding.kept {
        writeln!(
            out,
            "\nKept by: {}; until {}.",
            kept.by.join(" → "),
            kept.until
        )?;
    }
    if let Some(row) = (finding.acquisition).and_then(|at| rows.get(at as usize)) {
        write_ways(out, row)?;
    }
    writeln!(out, "\n{}", finding.help)?;
    let says = match finding.python_warns.as_str() {
        "" => "nothing".to_owned(),
        text => format!("`{text}`"),
    };
    write!(out, "\nPython says: {says}.")?;
    if !finding.ends_in.is_empty() {
        write!(out, " Ends in: `{}`", finding.ends_in)?;
    }
    writeln!(out)?;
    finding
        .fixes
        .first()
        .map_or(Ok(()), |fix| write_fix(out, check, fix))
}

/// One row of the exit matrix, a line for each way out.
fn write_ways(out: &mut String, row: &Acquisition) -> Result {
    writeln!(
        out,
        "\n| way out of `{}` | `{}` |",
        row.function,
        matrix::name(row)
    )?;
    writeln!(out, "|---|---|")?;
    for exit in matrix::columns(std::iter::once(row)) {
        let look = words::outcome(exit.outcome);
        // A bar would end the cell.
        let what = exit.what.replace('|', "\\|");
        let what = if what.is_empty() {
            what
        } else {
            format!("`{what}`")
        };
        let way = words::exit(exit.kind, &what, exit.line);
        writeln!(out, "| {way} | {} {} |", look.shape, look.word)?;
    }
    Ok(())
}

fn write_fix(out: &mut String, check: &Check, fix: &Fix) -> Result {
    let after = edits::apply_edits(&check.text, &fix.edits);
    let parts = parts(&check.text, &after, &fix.edits);
    let lines = parts.iter().flatten();
    let longest = lines.clone().map(|line| line.text);
    let fence = fence(&longest.collect::<Vec<_>>().join("\n"));
    writeln!(out, "\n{} (proved):\n\n{fence}diff", fix.title)?;
    for line in lines {
        let sign = match line.tag {
            Tag::Removed => '-',
            Tag::Added => '+',
            Tag::Same => ' ',
        };
        writeln!(out, "{sign}{}", line.text)?;
    }
    writeln!(out, "{fence}")
}

/// A fence that nothing in the text ends.
fn fence(text: &str) -> String {
    let ticks = text.split(|letter| letter != '`').map(str::len);
    "`".repeat(ticks.max().unwrap_or(0).max(2) + 1)
}
