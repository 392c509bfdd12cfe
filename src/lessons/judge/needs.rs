//! What a program must still do, held against what it does.

use super::alike::otherwise;
use super::faults::on_line;
use super::reasons::reason;
use crate::check::rehearsal::{Asked, End, Rehearsal, Seen, Way, rehearse, takes};
use crate::lessons::step::Returns;
use crate::lessons::{Counterexample, Exercise, Met, Need};
use crate::report::FileReport;

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
            let shown = shown.or_else(|| reason(need, &ways).filter(|_| met != Met::Yes));
            match (
                met,
                otherwise(need, exercise, &ways).filter(|_| met == Met::Yes),
            ) {
                (_, Some(other)) => Answer {
                    met: Met::No,
                    shown: Some(other),
                },
                (met, None) => Answer { met, shown },
            }
        }
    }
}

/// What is asked about the function of a need.
pub(super) fn asked<'a>(need: &'a Need, exercise: &Exercise) -> Asked<'a> {
    Asked {
        within: &need.within,
        calls: &need.calls,
        while_open: &need.while_open,
        about: need.about,
        reads: &need.reads,
        through: &need.through,
        gave: &need.gave,
        place: need.place,
        after: &need.after,
        failing: &need.still_raises,
        takes: takes(&exercise.start.code, &need.within),
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
pub(super) fn calm(ways: &[Way]) -> impl Iterator<Item = &Way> {
    ways.iter()
        .filter(|way| way.error.is_none() && way.end.returns())
}

/// Those of them that show what the function does; without any, all. A way on which a collection was
/// empty shows nothing where others have gone through one.
pub(super) fn fitting(ways: &[Way]) -> Vec<&Way> {
    let all: Vec<&Way> = calm(ways).collect();
    let busy: Vec<&Way> = all.iter().copied().filter(|way| !way.is_idle).collect();
    if busy.is_empty() { all } else { busy }
}

/// A call before the one that has to come first.
fn too_early(need: &Need, early: &Seen) -> Answer {
    let names = need.after.iter().map(|name| name.trim_start_matches('.'));
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    Answer {
        met: Met::TooEarlyOrLate,
        shown: Some(on_line(
            format!(
                "Line {} calls `{}` before {} was called.",
                early.line,
                early.callee,
                names.join(" or ")
            ),
            early.line,
        )),
    }
}

/// The calls are made on every way on which nothing fails, while the resource is held.
fn called(need: &Need, ways: &[Way]) -> Option<Answer> {
    if need.calls.is_empty() {
        return None;
    }
    let is_good = |seen: &Seen| seen.fits && seen.held && !seen.is_early;
    let is_late = |seen: &Seen| seen.fits && !seen.held;
    let calm = fitting(ways);
    let is_any = !calm.is_empty();
    let mut missed = calm;
    missed.retain(|way| !way.calls.iter().any(|it| is_good(it)));
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
        .find_map(|way| way.calls.iter().find(|it| is_late(it)));
    let is_early = |seen: &Seen| seen.fits && seen.held && seen.is_early;
    let early = || {
        looked_at
            .iter()
            .find_map(|way| way.calls.iter().find(|it| is_early(it)))
    };
    if let (None, Some(early)) = (late, early()) {
        return Some(too_early(need, early));
    }
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
        shown: Some(on_line(says, late.line)),
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
    let calm = fitting(ways);
    let all_good = !calm.is_empty() && calm.into_iter().all(is_good);
    // Where there was nothing to go through, something has to come back all the same.
    let is_none = |way: &Way| way.end == End::Nothing;
    let gives = need.returns != Returns::Anything;
    (gives && (!all_good || self::calm(ways).any(is_none)))
        .then(no)
        .flatten()
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
    let says = format!("If {}, {becomes}.", error.in_words());
    Some(Answer {
        met: Met::No,
        shown: Some(on_line(says, error.line)),
    })
}
