//! What still grows: an exercise about memory asks for nothing that stays when a call is over.

use crate::check::{self, Options};
use crate::lessons::{Counterexample, Exercise};
use crate::report::{FileReport, Finding};

/// The first thing that grows. What is only feared counts too: who makes a name say less has repaired nothing.
pub(super) fn leak(report: &FileReport) -> Option<Counterexample> {
    let finding = growths(report).next()?;
    let mut path: Vec<u32> = finding.trace.iter().map(|step| step.line).collect();
    path.dedup();
    Some(Counterexample {
        says: format!("It still grows. {}.", finding.message),
        line: finding.line,
        path,
    })
}

/// Whether an exercise is about memory: what is to be repaired grows, or what is to be made.
pub(super) fn is_asked(exercise: &Exercise) -> bool {
    [&exercise.start.code, &exercise.solution].iter().any(|text| {
        let report = check::check_as_written(&exercise.start.name, text, &Options::default());
        growths(&report).next().is_some()
    })
}

fn growths(report: &FileReport) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|it| it.kept.is_some())
}
