//! Whether a lesson holds what it says, as far as that can be found out without running Python: the
//! format, what the analyzer says about its programs, what the judge says about its exercises, the story of
//! its simulations, and how it is written. `leaklab lessons check` runs its programs besides.

mod counted;
mod judged;
mod style;

use super::{Lesson, Problem, Program, Step, StepKind, Ways, blocks::problem, parse};
use crate::check::{self, Options};
use crate::literate::{self, Expected};
use crate::report::Confidence;
use std::collections::BTreeSet;

/// Everything that is wrong with a lesson's file, in order of its lines; empty if nothing is.
pub fn verify(text: &str) -> Vec<Problem> {
    let lesson = match parse(text) {
        Ok(lesson) => lesson,
        Err(problems) => return problems,
    };
    let mut problems = programs(text);
    problems.extend(covered(&lesson));
    problems.extend(taught(text, &lesson));
    problems.extend(lesson.steps.iter().flat_map(judged::step));
    problems.extend(style::lesson(text, &lesson));
    problems.sort_by_key(|problem| problem.line);
    problems
}

/// Programs that are shown say what the analyzer says about them.
fn programs(text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for snippet in literate::snippets(text) {
        // Starts, attempts and solutions say nothing themselves: they are judged.
        let mut report = check::check("snippet.py", &snippet.code, &snippet.options());
        if snippet.is_checked() && !snippet.expectations.is_empty() {
            // A program that says nothing about findings only shows its ways out.
            let mut expected = snippet.expectations.iter().map(|each| &each.expected);
            if !expected.any(|it| !matches!(it, Expected::Exits(_) | Expected::Clean)) {
                report.findings.clear();
            }
            for mismatch in literate::verify(&snippet, &report) {
                let message = format!("expected {}, got {}", mismatch.expected, mismatch.got);
                problems.push(problem(mismatch.line, message));
            }
        } else if snippet.has("show") && !report.acquisitions.is_empty() {
            let message = "a shown program that acquires something says what its ways out are: \
                           `# exits: …` or `# clean`";
            problems.push(problem(snippet.line, message));
        }
    }
    problems
}

/// Nobody reads in one step what a later one asks for.
fn covered(lesson: &Lesson) -> Vec<Problem> {
    let asks = |later: &Step, program: &Program| {
        let is_question = matches!(
            later.kind,
            StepKind::Ask(..) | StepKind::Estimate(_) | StepKind::Sketch(_)
        );
        let same = |its: &Program| its.code.starts_with(program.code.trim_end());
        is_question && later.program.as_ref().is_some_and(same)
    };
    let mut problems = Vec::new();
    for (at, step) in lesson.steps.iter().enumerate() {
        let (StepKind::Read, Some(program)) = (&step.kind, &step.program) else {
            continue;
        };
        let later = &lesson.steps[at..];
        if program.ways == Ways::Shown && later.iter().any(|later| asks(later, program)) {
            let message = "shows what a later step asks: say `covered` in the fence";
            problems.push(problem(step.line, message));
        }
    }
    problems
}

/// A rule that a lesson teaches is met in one of its programs.
fn taught(text: &str, lesson: &Lesson) -> Vec<Problem> {
    let programs = text.split("```python").skip(1).filter_map(|part| {
        let (_, code) = part.split_once('\n')?;
        Some(code.split_once("```")?.0)
    });
    // A habit is taught as well.
    let mut options = Options::default();
    options.show.push(Confidence::Style);
    let met: BTreeSet<String> = programs
        .flat_map(|code| check::check("a.py", code, &options).findings)
        .map(|finding| finding.rule)
        .collect();
    let rules = lesson
        .front
        .rules
        .iter()
        .filter(|rule| !met.contains(*rule));
    rules
        .map(|rule| problem(2, format!("`{rule}` is found in none of its programs")))
        .collect()
}
