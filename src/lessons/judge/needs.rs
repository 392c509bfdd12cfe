//! What a program must still do, held against what it does.

use crate::check::rehearsal::{
    Asked, End, Fault, FaultKind, Rehearsal, Seen, Way, rehearse, takes,
};
use crate::lessons::step::Returns;
use crate::lessons::{Counterexample, Exercise, Met, Need};
use crate::report::FileReport;
use std::collections::BTreeSet;

/// Whether a need is met, and how one sees that it is not.
pub(super) struct Answer {
    pub(super) met: Met,
    pub(super) shown: Option<Counterexample>,
}

impl Answer {
    /// Whether the function can no longer be called as others call it: no path shows that.
    pub(super) fn is_broken(&self) -> bool {
        self.shown
            .as_ref()
            .is_some_and(|shown| shown.path.is_empty())
    }
}

/// Holds one need against a program.
pub(super) fn meets(need: &Need, exercise: &Exercise, text: &str, report: &FileReport) -> Answer {
    match rehearse(text, report, &asked(need, exercise)) {
        Rehearsal::Missing => not(format!(
            "`{}` is no longer there: it must keep its name, others call it.",
            need.within
        )),
        Rehearsal::Changed => not(format!(
            "`{}` no longer takes what others give it: it must keep its parameters.",
            need.within
        )),
        Rehearsal::Lazy => not(format!(
            "Calling `{}` no longer does the work: it gives back something that waits to be run.",
            need.within
        )),
        Rehearsal::Ways(ways) => {
            let parts = [
                called(need, &ways),
                given_back(need, &ways),
                raised(need, &ways),
            ];
            let worst = parts.into_iter().flatten().max_by_key(|answer| answer.met);
            let met = worst.as_ref().map_or(Met::Yes, |answer| answer.met);
            let shown = worst.and_then(|answer| answer.shown);
            Answer {
                met,
                shown: shown.or_else(|| reason(need, &ways).filter(|_| met == Met::No)),
            }
        }
    }
}

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
    let needs = exercise.goal.needs.iter();
    let mut needs = needs.filter(|need| !need.while_open.is_empty());
    let Some(need) = needs.next() else {
        return Misuse::default();
    };
    let ways = ways(need, exercise, text, report);
    Misuse {
        held: ways.iter().find_map(|way| held(need, way)),
        misplaced: faults(&ways).find_map(misplaced),
    }
}

/// The first use of a name or an attribute without a value, in the functions that a goal is about.
pub(super) fn nameless(
    exercise: &Exercise,
    text: &str,
    report: &FileReport,
) -> Option<Counterexample> {
    let mut functions = BTreeSet::new();
    let needs = exercise.goal.needs.iter();
    let mut each = needs.filter(|need| functions.insert(&need.within));
    let line = each.find_map(|need| {
        let ways = ways(need, exercise, text, report);
        faults(&ways)
            .find(|fault| fault.kind == FaultKind::Nameless)
            .map(|fault| fault.line)
    })?;
    let says = format!("Line {line} uses a name or an attribute that has no value there.");
    Some(on_line(says, line))
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

fn faults(ways: &[Way]) -> impl Iterator<Item = &Fault> {
    ways.iter().flat_map(|way| &way.faults)
}

fn held(need: &Need, way: &Way) -> Option<Counterexample> {
    let line = way.holds?;
    let when = match &way.error {
        Some(error) => format!("if `{}` on line {} raises", error.callee, error.line),
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
        _ => return None,
    };
    let says = format!("What line {} acquires {what}.", fault.of);
    Some(on_line(says, fault.line))
}

/// What is asked about the function of a need.
fn asked<'a>(need: &'a Need, exercise: &Exercise) -> Asked<'a> {
    Asked {
        within: &need.within,
        calls: &need.calls,
        while_open: &need.while_open,
        about: need.about,
        reads: &need.reads,
        through: &need.through,
        failing: &need.still_raises,
        takes: takes(&exercise.start.code, &need.within),
    }
}

/// Why a need is not met, where something that was done explains it.
fn reason(need: &Need, ways: &[Way]) -> Option<Counterexample> {
    let reads = need.reads.join("`, `");
    let fault = faults(ways).find_map(|fault| {
        let line = fault.line;
        let says = match fault.kind {
            FaultKind::OpenedToWrite => {
                format!("Line {line} opens the file to write: nothing can be read from it.")
            }
            FaultKind::Replaced => {
                format!("Line {line} takes another value where there is no `{reads}`.")
            }
            FaultKind::Changed if need.returns == Returns::WhatTheCallsGave => {
                format!("Line {line} changes what was read: it must come back as it was.")
            }
            _ => return None,
        };
        Some(on_line(says, line))
    });
    fault
        .or_else(|| another_value(need, ways))
        .or_else(|| another_part(need, ways))
}

/// What comes back is not what it has to be.
fn another_value(need: &Need, ways: &[Way]) -> Option<Counterexample> {
    if need.returns != Returns::WhatTheCallsGave {
        return None;
    }
    let way = calm(ways).find(|way| way.end != End::Same && way.line > 0)?;
    let line = way.line;
    let says = match way.end {
        End::Nothing => format!("Line {line} gives back `None`."),
        End::Made => format!(
            "What line {line} gives back is made from what `{}` gave, and is not that itself.",
            way.calls.iter().rev().find(|seen| seen.fits)?.callee
        ),
        _ if need.reads.is_empty() => {
            format!(
                "What line {line} gives back was not read by `{}`.",
                need.within
            )
        }
        _ => {
            let part = part(need, &need.calls);
            format!("What line {line} gives back is not {part}.")
        }
    };
    Some(on_line(says, line))
}

/// A call is about something else than the part that is asked for.
fn another_part(need: &Need, ways: &[Way]) -> Option<Counterexample> {
    let mut calls = ways.iter().flat_map(|way| &way.calls);
    let seen = calls.find(|seen| !seen.fits && seen.line > 0)?;
    let part = part(need, &need.through);
    let says = format!(
        "What line {} gives to `{}` is not {part}.",
        seen.line, seen.callee
    );
    (!need.reads.is_empty()).then(|| on_line(says, seen.line))
}

/// The part that is asked for, in words.
fn part(need: &Need, through: &[String]) -> String {
    let part = format!(
        "the `{}` that `{}` was given",
        need.reads.join("`, `"),
        need.within
    );
    match through {
        [] => part,
        names => format!("what `{}` makes of {part}", names.join("` or `")),
    }
}

fn on_line(says: String, line: u32) -> Counterexample {
    Counterexample {
        says,
        line,
        path: vec![line],
    }
}

fn not(says: String) -> Answer {
    let shown = Counterexample {
        says,
        line: 1,
        path: Vec::new(),
    };
    Answer {
        met: Met::No,
        shown: Some(shown),
    }
}

fn no() -> Option<Answer> {
    Some(Answer {
        met: Met::No,
        shown: None,
    })
}

/// The ways on which nothing fails and the function returns.
fn calm(ways: &[Way]) -> impl Iterator<Item = &Way> {
    ways.iter()
        .filter(|way| way.error.is_none() && way.end.returns())
}

/// The calls are made on every way on which nothing fails, while the resource is held.
fn called(need: &Need, ways: &[Way]) -> Option<Answer> {
    if need.calls.is_empty() {
        return None;
    }
    let is_good = |seen: &Seen| seen.fits && seen.held;
    let is_late = |seen: &&Seen| seen.fits && !seen.held;
    let mut calm = calm(ways).peekable();
    let is_any = calm.peek().is_some();
    let missed: Vec<&Way> = calm.filter(|way| !way.calls.iter().any(is_good)).collect();
    if is_any && missed.is_empty() {
        return None;
    }
    let looked_at: Vec<&Way> = if is_any {
        missed
    } else {
        ways.iter().collect()
    };
    let late = looked_at
        .iter()
        .find_map(|way| way.calls.iter().find(is_late));
    let Some(late) = late else { return no() };
    let thing = if need.while_open.is_empty() {
        "resource"
    } else {
        &need.while_open
    };
    let says = format!(
        "Line {} calls `{}` when no {thing} is held.",
        late.line, late.callee
    );
    Some(Answer {
        met: Met::TooEarlyOrLate,
        shown: Some(Counterexample {
            says,
            line: late.line,
            path: vec![late.line],
        }),
    })
}

/// A value comes back on every way on which nothing fails.
fn given_back(need: &Need, ways: &[Way]) -> Option<Answer> {
    let is_good = |way: &Way| match need.returns {
        Returns::Anything => true,
        Returns::AValue => way.end != End::Nothing,
        Returns::MadeFromIt => matches!(way.end, End::Made | End::Same),
        Returns::WhatTheCallsGave => way.end == End::Same,
    };
    let mut calm = calm(ways).peekable();
    if need.returns == Returns::Anything || (calm.peek().is_some() && calm.all(is_good)) {
        return None;
    }
    no()
}

/// Every error of the named calls leaves the function.
fn raised(need: &Need, ways: &[Way]) -> Option<Answer> {
    if need.still_raises.is_empty() {
        return None;
    }
    let mut failed = ways.iter().filter(|way| way.error.is_some()).peekable();
    if failed.peek().is_none() {
        return no();
    }
    let lost = failed.find(|way| way.end != End::SameError)?;
    let error = lost.error.as_ref()?;
    let becomes = if lost.end.returns() {
        format!("`{}` returns as if nothing had happened", need.within)
    } else {
        "another error leaves, and does not name it".to_owned()
    };
    let says = format!(
        "If `{}` on line {} raises, {becomes}.",
        error.callee, error.line
    );
    Some(Answer {
        met: Met::No,
        shown: Some(Counterexample {
            says,
            line: error.line,
            path: vec![error.line],
        }),
    })
}
