//! A finding that is mended: what its line acquires is released on every way out, and the rest of
//! the program stays as it is.

use crate::sim::fate::LeakClass;
use crate::sim::scenario::{Leaks, Path, Scenario, Step};
use std::collections::BTreeSet;

/// The lines whose acquisitions are left unreleased, or that put something on the heap for good.
pub fn leaking_lines(scenario: &Scenario) -> BTreeSet<u32> {
    scenario.paths.iter().flat_map(lines_left).collect()
}

/// Whether a line that leaked before does so no more.
pub fn is_mended(scenario: &Scenario, before: &Scenario, line: u32) -> bool {
    leaking_lines(before).contains(&line) && !leaking_lines(scenario).contains(&line)
}

/// Mends the leak of a line, or puts it back; `before` is the program as it was.
pub fn mend(scenario: &mut Scenario, before: &Scenario, line: u32, on: bool) {
    let mut mended: BTreeSet<u32> = leaking_lines(before)
        .into_iter()
        .filter(|line| is_mended(scenario, before, *line))
        .collect();
    if on {
        mended.insert(line);
    } else {
        mended.remove(&line);
    }
    scenario.paths = before
        .paths
        .iter()
        .map(|path| without(path, &mended))
        .collect();
    let leaks = !leaking_lines(scenario).is_empty();
    scenario.leaks = if leaks {
        before.leaks
    } else {
        Leaks::default()
    };
}

/// The lines of what a path leaves behind.
fn lines_left(path: &Path) -> Vec<u32> {
    let mut lines: Vec<u32> = path.steps.iter().filter_map(kept_on).collect();
    lines.extend(units_left(path).into_iter().map(|unit| unit.line));
    lines
}

fn kept_on(step: &Step) -> Option<u32> {
    match *step {
        Step::Keep { line, .. } => Some(line),
        _ => None,
    }
}

/// A unit that a path does not release.
#[derive(Clone, Copy)]
struct Left {
    /// The step that acquires it.
    step: usize,
    of: u32,
    line: u32,
    leak: Option<LeakClass>,
}

/// The units that a path does not release, in the order in which it acquires them.
fn units_left(path: &Path) -> Vec<Left> {
    let mut held: Vec<Left> = Vec::new();
    for (step, each) in path.steps.iter().enumerate() {
        match *each {
            Step::Acquire { line, of, leak } => held.push(Left {
                step,
                of,
                line,
                leak,
            }),
            Step::Release { of, .. } => {
                if let Some(first) = held.iter().position(|unit| unit.of == of) {
                    held.remove(first);
                }
            }
            _ => {}
        }
    }
    held
}

/// The path with everything released at its end that these lines leave behind.
///
/// A release takes the unit that was acquired first. So that it is one of these lines, the units that
/// are left change places. Approximation: while the request is in service, the picture has them at
/// each other's lines.
fn without(path: &Path, lines: &BTreeSet<u32>) -> Path {
    let mut mended = path.clone();
    let left = units_left(path);
    let mut resources: Vec<u32> = left.iter().map(|unit| unit.of).collect();
    resources.sort_unstable();
    resources.dedup();
    for resource in resources {
        let places: Vec<Left> = left
            .iter()
            .filter(|it| it.of == resource)
            .copied()
            .collect();
        let mut order = places.clone();
        order.sort_by_key(|unit| !lines.contains(&unit.line));
        for (place, unit) in places.iter().zip(&order) {
            mended.steps[place.step] = Step::Acquire {
                line: unit.line,
                of: unit.of,
                leak: unit.leak,
            };
            if lines.contains(&unit.line) {
                let (line, of) = (unit.line, unit.of);
                mended.steps.push(Step::Release { line, of });
            }
        }
    }
    mended
        .steps
        .retain(|step| kept_on(step).is_none_or(|line| !lines.contains(&line)));
    mended
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::fate::Ending;
    use crate::sim::presets::preset;

    #[test]
    fn a_mended_line_leaks_no_more_and_can_be_put_back() {
        let before = preset("found-before-the-run");
        assert_eq!(leaking_lines(&before), BTreeSet::from([2]));
        let mut scenario = before.clone();
        mend(&mut scenario, &before, 2, true);
        assert!(!scenario.can_leak() && is_mended(&scenario, &before, 2));
        assert!(scenario.problems().is_empty());
        mend(&mut scenario, &before, 2, false);
        assert_eq!(scenario, before);
    }

    #[test]
    fn of_two_lines_one_is_mended() {
        let path = |lines: [u32; 2]| Path {
            steps: vec![
                Step::acquire(lines[0]),
                Step::Work { share: 1.0 },
                Step::release(9),
                Step::acquire(lines[1]),
            ],
            ends: Ending::Returns,
        };
        let before = Scenario {
            resource: preset("raw-descriptor").resource,
            paths: vec![path([1, 4]), path([1, 7])],
            ..Scenario::default()
        };
        assert_eq!(leaking_lines(&before), BTreeSet::from([4, 7]));
        let mut scenario = before.clone();
        mend(&mut scenario, &before, 7, true);
        assert_eq!(leaking_lines(&scenario), BTreeSet::from([4]));
        assert!(is_mended(&scenario, &before, 7) && !is_mended(&scenario, &before, 4));
        mend(&mut scenario, &before, 4, true);
        assert!(!scenario.can_leak());
    }

    #[test]
    fn what_is_kept_on_the_heap_is_let_go() {
        let before = preset("cache-eats-the-heap");
        let line = *leaking_lines(&before).first().expect("a line");
        let mut scenario = before.clone();
        mend(&mut scenario, &before, line, true);
        assert!(!scenario.can_leak());
    }
}
