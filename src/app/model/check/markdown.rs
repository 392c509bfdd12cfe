//! The findings as Markdown, for an issue or a review.

use super::Check;
use crate::report::Finding;
use std::fmt::Write as _;

/// Everything found, with the witness of each finding, and the text.
pub fn of(check: &Check) -> String {
    let findings = check.findings();
    let mut out = match findings.len() {
        0 => format!("No leak found in `{}`.\n", check.path),
        1 => format!("1 finding in `{}`.\n", check.path),
        count => format!("{count} findings in `{}`.\n", check.path),
    };
    for finding in findings {
        // Writing to a string cannot fail.
        let _ = write_finding(&mut out, finding);
    }
    let fence = if check.text.contains("```") {
        "````"
    } else {
        "```"
    };
    let _ = write!(out, "\n{fence}python\n{}\n{fence}\n", check.text.trim_end());
    out
}

fn write_finding(out: &mut String, finding: &Finding) -> std::fmt::Result {
    writeln!(out, "\n### Line {}: {}\n", finding.line, finding.message)?;
    writeln!(out, "{}\n", finding.because)?;
    for step in &finding.trace {
        writeln!(
            out,
            "- line {}: {} ({} open)",
            step.line, step.note, step.open
        )?;
    }
    writeln!(out, "\n{} (`{}`)", finding.help, finding.rule)
}
