//! What a function does that is wrong whatever is asked of it.

use super::needs::asked;
use crate::check::rehearsal::{self, Asked, Fault, FaultKind, Rehearsal, Way, rehearse};
use crate::lessons::{Counterexample, Exercise, Need};
use crate::report::FileReport;
use std::collections::BTreeSet;

/// What a function does wrong with what it acquires, though nothing leaks.
#[derive(Default)]
pub(super) struct Misuse {
    /// It is still held: it was stored, or is left to something that does not release it.
    pub(super) held: Option<Counterexample>,
    /// It is given back twice, or to another than the one that lent it.
    pub(super) misplaced: Option<Counterexample>,
}

/// Looks for what a function does wrong with what it acquires.
pub(super) fn misuse(exercise: &Exercise, text: &str, report: &FileReport) -> Misuse {
    let needs = || exercise.goal.needs.iter();
    let asks = needs().find(|need| !need.while_open.is_empty());
    let Some(need) = asks.or_else(|| needs().find(|need| !need.within.is_empty())) else {
        return Misuse::default();
    };
    let ways = ways(need, exercise, text, report);
    let mut each = ways.iter().filter(|_| asks.is_some());
    Misuse {
        held: each.find_map(|way| held(need, way)),
        misplaced: faults(&ways).find_map(misplaced),
    }
}

/// The first thing that Python cannot do, in the functions that a goal is about.
pub(super) fn broken(
    exercise: &Exercise,
    text: &str,
    report: &FileReport,
) -> Option<Counterexample> {
    let mut functions = BTreeSet::new();
    let needs = exercise.goal.needs.iter();
    let mut each = needs.filter(|need| functions.insert(&need.within));
    each.find_map(|need| {
        let ways = ways(need, exercise, text, report);
        faults(&ways).find_map(impossible)
    })
}

/// The first generator that is made and never asked, if the start has none.
pub(super) fn unasked(exercise: &Exercise, text: &str) -> Option<Counterexample> {
    let line = rehearsal::unasked(text)?;
    let says = format!(
        "Line {line} makes a generator that nobody asks for its values: nothing in it is done."
    );
    let is_given = rehearsal::unasked(&exercise.start.code).is_some();
    (!is_given).then(|| on_line(says, line))
}

/// What Python cannot do, in words.
fn impossible(fault: &Fault) -> Option<Counterexample> {
    let Fault {
        kind,
        line,
        of,
        what,
        because,
    } = fault;
    let says = match kind {
        FaultKind::Nameless => {
            format!(
                "Line {line} uses `{what}`, which has no value there: is it misspelt, or not imported?"
            )
        }
        FaultKind::Unset => {
            format!(
                "If `{because}` on line {of} raises, `{what}` was never set. Line {line} uses it."
            )
        }
        FaultKind::Lacking => {
            format!("Line {line} asks for `{what}`, and there is no such attribute.")
        }
        FaultKind::Misfit => format!(
            "Line {line} calls `{what}`, and that does not fit the parameters of what it calls."
        ),
        FaultKind::Uncalled => {
            format!(
                "The `with` on line {line} is given a function that was not called: `()` is missing."
            )
        }
        FaultKind::ClosedInside => format!(
            "Line {line} closes what line {of} acquires, and the `with` still needs it open at its end."
        ),
        FaultKind::NoClose => {
            format!("What line {of} acquires has no `close`, and `closing` calls that.")
        }
        _ => return None,
    };
    let mut shown = on_line(says, *line);
    // A name that stands for nothing has nothing to do with how the program goes.
    if *kind == FaultKind::Nameless {
        shown.path.clear();
    }
    Some(shown)
}

/// The ways through the function of a need, where whatever any part of the goal is about may raise.
fn ways(need: &Need, exercise: &Exercise, text: &str, report: &FileReport) -> Vec<Way> {
    let needs = exercise.goal.needs.iter();
    let about = needs.filter(|other| other.within == need.within);
    let failing: Vec<String> = about
        .flat_map(|other| other.still_raises.iter().chain(&other.calls).cloned())
        .collect();
    let asked = Asked {
        failing: &failing,
        ..asked(need, exercise)
    };
    match rehearse(text, report, &asked) {
        Rehearsal::Ways(ways) => ways,
        Rehearsal::Missing | Rehearsal::Lazy | Rehearsal::Changed => Vec::new(),
    }
}

pub(super) fn faults(ways: &[Way]) -> impl Iterator<Item = &Fault> {
    ways.iter().flat_map(|way| &way.faults)
}

fn held(need: &Need, way: &Way) -> Option<Counterexample> {
    let line = way.holds?;
    let when = match &way.error {
        Some(error) => format!("if {}", error.in_words()),
        None => format!("when `{}` returns", need.within),
    };
    let path = [Some(line), way.error.as_ref().map(|error| error.line)];
    Some(Counterexample {
        says: format!("What line {line} acquires is still held {when}."),
        line,
        path: path.into_iter().flatten().collect(),
    })
}

fn misplaced(fault: &Fault) -> Option<Counterexample> {
    let what = match fault.kind {
        FaultKind::GivenToAnother => "is given to another than the one that lent it",
        FaultKind::GivenBackTwice => "is given back twice",
        FaultKind::ClosedLender => {
            let says = format!(
                "Line {} closes what line {} borrows from, and others go on to.",
                fault.line, fault.of
            );
            return Some(on_line(says, fault.line));
        }
        _ => return None,
    };
    let says = format!("What line {} acquires {what}.", fault.of);
    Some(on_line(says, fault.line))
}

pub(super) fn on_line(says: String, line: u32) -> Counterexample {
    Counterexample {
        says,
        line,
        path: vec![line],
    }
}
