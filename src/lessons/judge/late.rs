//! What a program does with something that it has released already.

use crate::check::{Options, check_as_written, too_late};
use crate::lessons::{Counterexample, Exercise};
use crate::report::{FileReport, Finding};

/// The rules about what is done after a release.
const RULES: &[&str] = &["used-after-release", "released-twice"];

/// The first thing that is done too late. What the start does in this way, nobody is asked to mend.
pub(super) fn first(
    exercise: &Exercise,
    text: &str,
    report: &FileReport,
) -> Option<Counterexample> {
    let found = found(&exercise.start.name, text, report)?;
    let start = &exercise.start;
    let before = check_as_written(&start.name, &start.code, &Options::default());
    match self::found(&start.name, &start.code, &before) {
        Some(_) => None,
        None => Some(found),
    }
}

fn found(path: &str, text: &str, report: &FileReport) -> Option<Counterexample> {
    let is_late = |finding: &&Finding| RULES.contains(&finding.rule.as_str());
    let reported = report
        .findings
        .iter()
        .find(is_late)
        .map(|finding| Counterexample {
            says: format!(
                "{}. {}",
                finding.message.trim_end_matches('.'),
                finding.because
            ),
            line: finding.line,
            path: vec![finding.line],
        });
    reported.or_else(|| {
        let late = too_late(path, text, &Options::default())
            .into_iter()
            .next()?;
        let says = format!(
            "`{}` on line {} needs what line {} acquired, and by then that has been released.",
            late.code, late.line, late.of
        );
        Some(Counterexample {
            says,
            line: late.line,
            path: vec![late.line],
        })
    })
}
