//! The ways through a function as they are played: each once, and what a loop does as often as it does it.
//!
//! The analyzer follows one acquisition, and a loop only until it has seen what becomes of that one. In
//! a loop each pass acquires another: where a whole pass leaves it behind, what a request leaves are as
//! many as there are passes.
//!
//! Approximation: of a loop that is played so, an exception is met in its first pass.

use super::Assumptions;
use crate::report::{ModelPath, ModelStep, Outcome};

/// How a turn says that a loop goes on: `another item of xs`.
pub const ANOTHER: &str = "another item of ";
/// The most that a loop is taken to do.
const MOST_PASSES: u32 = 1_000;

/// The ways that a finding lists, as they are played.
pub fn played(listed: &[ModelPath], assumptions: &Assumptions) -> Vec<ModelPath> {
    let mut ways = listed.to_vec();
    for each in loops(listed) {
        let passes = each.passes.filter(|passes| *passes > 0);
        let certain = passes.is_some();
        // Items that a loop has, when it has one: each time it goes on with the chance that it does.
        let usual = (1.0 / (1.0 - assumptions.holds).max(1e-3)).round() as u32;
        let passes = passes.unwrap_or(usual).clamp(1, MOST_PASSES);
        let whole = ways
            .iter()
            .filter_map(|way| each.pass(way, passes, certain));
        ways = whole.collect();
    }
    let mut once: Vec<ModelPath> = Vec::new();
    for way in ways {
        if !once.contains(&way) {
            once.push(way);
        }
    }
    once
}

/// A loop around an acquisition, of which a whole pass leaves it behind.
struct Loop {
    line: u32,
    /// How often it goes on, if that is in the text.
    passes: Option<u32>,
}

/// Every such loop, from the outside in.
fn loops(ways: &[ModelPath]) -> Vec<Loop> {
    let mut found: Vec<Loop> = Vec::new();
    let leaves = |way: &&ModelPath| way.outcome == Outcome::Leaked && is_plain(way);
    for way in ways.iter().filter(leaves) {
        let Some(acquired) = way.steps.iter().position(is_acquired) else {
            continue;
        };
        for step in &way.steps[..acquired] {
            let Some((line, items, true)) = turn(step) else {
                continue;
            };
            let again = way.steps[acquired..].iter().filter_map(turn);
            let is_around = again.into_iter().any(|(other, ..)| other == line);
            if is_around && !found.iter().any(|known| known.line == line) {
                found.push(Loop {
                    line,
                    passes: number_of(items),
                });
            }
        }
    }
    found
}

impl Loop {
    /// A way with one pass of the loop in which so many are acquired; nothing when it has other passes.
    fn pass(&self, way: &ModelPath, passes: u32, certain: bool) -> Option<ModelPath> {
        let here = |step: &ModelStep| turn(step).filter(|it| it.0 == self.line).map(|it| it.2);
        let taken: Vec<bool> = way.steps.iter().filter_map(here).collect();
        let takes = taken.iter().filter(|taken| **taken).count();
        if takes > 1 || (certain && taken.first() == Some(&false)) {
            return None;
        }
        let begins = way.steps.iter().position(|step| here(step) == Some(true));
        let leaves = way.outcome == Outcome::Leaked && is_plain(way);
        let mut steps = Vec::new();
        let mut is_decided = certain;
        for (at, step) in way.steps.iter().enumerate() {
            if here(step).is_some() {
                if !is_decided {
                    steps.push(step.clone());
                }
                is_decided = true;
                continue;
            }
            let is_inside = begins.is_some_and(|begins| begins < at);
            let times = match leaves && is_inside && is_acquired(step) {
                true => passes,
                false => 1,
            };
            let room = (MOST_PASSES as usize).saturating_sub(steps.len()).max(1);
            let times = (times as usize).min(room);
            steps.extend(std::iter::repeat_n(step.clone(), times));
        }
        Some(ModelPath {
            steps,
            outcome: way.outcome,
        })
    }
}

/// Whether nothing raises and nothing is released on it.
fn is_plain(way: &ModelPath) -> bool {
    let is_other = |step: &ModelStep| {
        matches!(
            step,
            ModelStep::Call { raises: true, .. } | ModelStep::Release { .. }
        )
    };
    !way.steps.iter().any(is_other)
}

fn is_acquired(step: &ModelStep) -> bool {
    matches!(step, ModelStep::Acquire { .. })
}

/// The line of a loop that goes on or ends, what it goes through, and whether it goes on.
fn turn(step: &ModelStep) -> Option<(u32, &str, bool)> {
    match step {
        ModelStep::Branch { line, what, taken } => {
            let items = what.strip_prefix(ANOTHER)?;
            Some((*line, items, *taken))
        }
        _ => None,
    }
}

/// How many items `range(10)` or `range(2, 10, 3)` has.
fn number_of(items: &str) -> Option<u32> {
    let inside = items.strip_prefix("range(")?.strip_suffix(')')?;
    let numbers = inside.split(',').map(|it| it.trim().parse::<i64>().ok());
    let numbers: Vec<i64> = numbers.collect::<Option<_>>()?;
    let (from, to, step) = match numbers[..] {
        [to] => (0, to, 1),
        [from, to] => (from, to, 1),
        [from, to, step] if step != 0 => (from, to, step),
        _ => return None,
    };
    let (far, step) = match step > 0 {
        true => (to.checked_sub(from)?, step),
        false => (from.checked_sub(to)?, step.checked_neg()?),
    };
    u32::try_from(far.max(0) / step + i64::from(far.max(0) % step > 0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_range_has_is_in_the_text() {
        for (items, number) in [
            ("range(10)", Some(10)),
            ("range(2, 10)", Some(8)),
            ("range(2, 10, 3)", Some(3)),
            ("range(10, 0, -1)", Some(10)),
            ("range(5, 2)", Some(0)),
            ("range(n)", None),
            ("range(0, 1, 0)", None),
            ("items", None),
        ] {
            assert_eq!(number_of(items), number, "{items}");
        }
    }
}
