//! What still grows: an exercise about memory asks for nothing that stays when a call is over.

use crate::check::{self, Options};
use crate::lessons::{Counterexample, Exercise};
use crate::report::{Confidence, Finding};

/// The first thing that grows in a program. What is only feared counts too: who makes a name say less has repaired
/// nothing.
pub(super) fn leak(exercise: &Exercise, text: &str) -> Option<Counterexample> {
    let options = Options {
        show: [
            Confidence::Definite,
            Confidence::SomePath,
            Confidence::OnlyOnException,
            Confidence::Unclear,
        ]
        .into(),
        ..Options::default()
    };
    let finding = growths(exercise, text, &options).into_iter().next()?;
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
    let options = Options::default();
    [&exercise.start.code, &exercise.solution]
        .iter()
        .any(|text| !growths(exercise, text, &options).is_empty())
}

fn growths(exercise: &Exercise, text: &str, options: &Options) -> Vec<Finding> {
    let report = check::check_as_written(&exercise.start.name, text, options);
    let all = report.findings.into_iter();
    all.filter(|it| it.kept.is_some()).collect()
}
