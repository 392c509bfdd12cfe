//! The parts of a step that asks for a number.

use super::{Sections, afterwards, question::asked};
use crate::lessons::blocks::{Marked, problem};
use crate::lessons::{Estimate, Near, Problem};
use serde::Deserialize;

/// A number as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    right: f64,
    #[serde(default)]
    within: f64,
    unit: String,
    why: String,
    #[serde(default)]
    near: Vec<Near>,
    otherwise: String,
}

/// Reads a prediction with a `number` fence: the text above the question, and the question.
pub(super) fn estimate(
    events: Vec<Marked<'_>>,
    more: &mut Sections<'_>,
    line: u32,
    problems: &mut Vec<Problem>,
) -> (String, Estimate) {
    let (body, stem, written) = asked::<Written>("number", events, line, problems);
    let reveal = afterwards(more);
    let Some(written) = written else {
        return (body, Estimate::default());
    };
    let estimate = Estimate {
        stem,
        right: written.right,
        within: written.within,
        unit: written.unit,
        why: written.why,
        near: written.near,
        otherwise: written.otherwise,
        reveal,
    };
    let numbers = estimate.near.iter().map(|near| near.is);
    let mut numbers = numbers.chain([estimate.right, estimate.within]);
    if numbers.any(|number| !number.is_finite()) || estimate.within < 0.0 {
        problems.push(problem(
            line,
            "a number is finite, and `within` not below zero",
        ));
    }
    if estimate.near.iter().any(|near| estimate.is_right(near.is)) {
        let message = "a number that is `near` is right as well";
        problems.push(problem(line, message));
    }
    (body, estimate)
}
