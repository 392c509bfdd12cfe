//! The parts of a step that asks for a number.

use super::{Sections, afterwards, toml};
use crate::lessons::blocks::{self, Marked, problem};
use crate::lessons::{Estimate, Problem};

/// Reads a prediction with a `number` fence: the text above the question, and the question.
pub(super) fn estimate(
    mut events: Vec<Marked<'_>>,
    more: &mut Sections<'_>,
    line: u32,
    problems: &mut Vec<Problem>,
) -> (String, Estimate) {
    let fences = blocks::take_fences(&mut events, |fence| fence.has("number"));
    let (body, stem) = blocks::split_last_paragraph(events);
    if stem.is_empty() {
        let message = "the paragraph before the number is the question: add one";
        problems.push(problem(line, message));
    }
    let (body, stem) = (blocks::to_html(body), blocks::to_html(stem));
    let read = |fence: &blocks::Fence| toml::<Estimate>(&fence.text, fence.line + 1, problems);
    let estimate = fences.first().and_then(read).unwrap_or(Estimate {
        stem: String::new(),
        right: 0.0,
        within: 0.0,
        unit: String::new(),
        why: String::new(),
        near: Vec::new(),
        otherwise: String::new(),
        reveal: String::new(),
    });
    if estimate.near.iter().any(|near| estimate.is_right(near.is)) {
        let message = "a number that is `near` is right as well";
        problems.push(problem(line, message));
    }
    let reveal = afterwards(more);
    let estimate = Estimate {
        stem,
        reveal,
        ..estimate
    };
    (body, estimate)
}
