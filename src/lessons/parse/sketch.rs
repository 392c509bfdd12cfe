//! The parts of a step that asks for a line.

use super::{Sections, question::asked};
use crate::lessons::blocks::{self, Marked, problem};
use crate::lessons::{NearLine, Problem, Sketch};
use serde::Deserialize;
use std::ops::{Range, RangeInclusive};

/// How many points a line has at least and at most: each is drawn by hand, and may be set by the keyboard.
const POINTS: (usize, usize) = (3, 16);

/// How wide and how high a plot may be, in its own units: numbers that can be written beside an axis.
const SPAN: RangeInclusive<f64> = 0.01..=1e9;
const HEIGHT: RangeInclusive<f64> = 1.0..=1e9;
/// How far from the right line is still right. A hand draws no finer than [`Sketch::after`] keeps it.
const WITHIN: Range<f64> = 0.03..0.5;

/// A line as written. Its points are what the program prints.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    across: String,
    up: String,
    most: f64,
    #[serde(default = "usual")]
    within: f64,
    why: String,
    #[serde(default)]
    near: Vec<NearLine>,
    otherwise: String,
}

/// How far a line may be from the right one, on average, as a share of the plot's height.
fn usual() -> f64 {
    0.1
}

/// Reads a prediction with a `line` fence: the text above the question, and the question.
pub(super) fn sketch(
    events: Vec<Marked<'_>>,
    more: &mut Sections<'_>,
    line: u32,
    problems: &mut Vec<Problem>,
) -> (String, Sketch) {
    let (body, stem, written) = asked::<Written>("line", events, line, problems);
    let after = more
        .take("afterwards")
        .map(|it| it.events)
        .unwrap_or_default();
    let Some(written) = written else {
        return (body, Sketch::default());
    };
    let printed = blocks::take_fences(&mut after.clone(), |fence| fence.has("output"));
    let (places, right): (Vec<f64>, Vec<f64>) =
        (printed.iter().flat_map(|fence| fence.text.lines()))
            .filter_map(point)
            .unzip();
    let sketch = Sketch {
        stem,
        across: written.across,
        up: written.up,
        places,
        right,
        most: written.most,
        within: written.within,
        why: written.why,
        near: written.near,
        otherwise: written.otherwise,
        reveal: blocks::to_html(after),
    };
    problems.extend(wrong(&sketch).map(|message| problem(line, message)));
    (body, sketch)
}

/// A line of output that has two numbers: where, and how much.
fn point(line: &str) -> Option<(f64, f64)> {
    let mut words = line.split_whitespace();
    let point = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    words.next().is_none().then_some(point)
}

fn wrong(sketch: &Sketch) -> Option<String> {
    let points = sketch.places.len();
    let (few, many) = POINTS;
    let span = sketch.places.last().zip(sketch.places.first());
    let is_within = |line: &[f64]| line.iter().all(|it| (0.0..=sketch.most).contains(it));
    let lines = || sketch.near.iter().map(|near| near.is.as_slice());
    if !(few..=many).contains(&points) {
        Some(format!(
            "the output under `### Afterwards` has {points} lines of two numbers: from {few} to {many} \
             make a line"
        ))
    } else if !sketch.places.is_sorted_by(|a, b| a < b) {
        Some("the first numbers of the points grow from line to line".to_owned())
    } else if !span.is_some_and(|(last, first)| SPAN.contains(&(last - first))) {
        Some("the last point is from 0.01 to 1000000000 behind the first".to_owned())
    } else if !HEIGHT.contains(&sketch.most) {
        Some("`most` is from 1 to 1000000000: choose another unit".to_owned())
    } else if !is_within(&sketch.right) {
        Some("`most` is above every point, and no point is below zero".to_owned())
    } else if !WITHIN.contains(&sketch.within) {
        Some("`within` is a share of the height from 0.03 to 0.5, such as 0.1".to_owned())
    } else if lines().any(|line| line.len() != points || !is_within(line)) {
        Some(format!(
            "a line that is `near` has {points} numbers from 0 to `most`"
        ))
    } else if lines().any(|line| sketch.is_right(line)) {
        Some("a line that is `near` is right as well".to_owned())
    } else {
        None
    }
}
