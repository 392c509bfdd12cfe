//! Opening a lesson: reading its file, and analysing the programs that it shows.

use super::{Opened, Problem, Step, parse};
use crate::check::{Options, check};
use crate::report::FileReport;

/// Reads a lesson and analyses what it shows.
///
/// # Errors
/// Everything that is wrong with the file, as for [`parse()`](super::parse()).
pub fn open(text: &str) -> Result<Opened, Vec<Problem>> {
    let lesson = parse(text)?;
    let analyse = |step: &Step| match &step.program {
        Some(program) => check(&program.name, &program.code, &Options::default()),
        None => FileReport::default(),
    };
    let reports = lesson.steps.iter().map(analyse).collect();
    Ok(Opened { lesson, reports })
}
