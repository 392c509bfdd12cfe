//! Why a need is not met, in a sentence.

use super::faults::{faults, on_line};
use super::needs::{calm, fitting};
use crate::check::rehearsal::{End, FaultKind, Way};
use crate::lessons::step::{About, Returns};
use crate::lessons::{Counterexample, Need};

/// Why a need is not met, where something that was done explains it.
pub(super) fn reason(need: &Need, ways: &[Way]) -> Option<Counterexample> {
    let reads = need.reads.join("`, `");
    let fault = faults(ways).find_map(|fault| {
        let line = fault.line;
        let says = match fault.kind {
            FaultKind::OpenedToWrite if need.about == About::WhatItOpens => {
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
        .or_else(|| undone(need, ways))
        .or_else(|| valueless(need, ways))
        .or_else(|| unheard(need, ways))
}

/// What comes back is not what it has to be.
fn another_value(need: &Need, ways: &[Way]) -> Option<Counterexample> {
    if need.returns != Returns::WhatTheCallsGave {
        return None;
    }
    let mut fitting = fitting(ways).into_iter();
    let way = fitting.find(|way| way.end != End::Same && way.line > 0)?;
    let line = way.line;
    let says = match way.end {
        End::Nothing => format!("Line {line} gives back `None`."),
        End::Made => format!(
            "What line {line} gives back is made from what `{}` gave, and is not that itself.",
            way.calls.iter().rev().find(|seen| seen.fits)?.callee
        ),
        _ if need.reads.is_empty() => {
            format!(
                "Line {line} gives back something else than what {} gave.",
                in_words(&need.calls)
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

/// The calls are not made.
fn undone(need: &Need, ways: &[Way]) -> Option<Counterexample> {
    let Need { within, calls, .. } = need;
    if calls.is_empty() {
        return None;
    }
    let names = in_words(calls);
    let ends = fitting(ways);
    let Some(way) = (ends.iter()).find(|way| !way.calls.iter().any(|seen| seen.fits)) else {
        let says = format!("`{within}` never comes to its end, as far as can be followed.");
        return ends.is_empty().then(|| on_line(says, 1));
    };
    let says = match way.calls.first() {
        Some(seen) => format!(
            "Line {} gives `{}` something else than {}.",
            seen.line,
            seen.callee,
            subject(need)
        ),
        None if way.line > 0 => {
            format!("Line {} is reached without a call of {names}.", way.line)
        }
        None => format!("`{within}` comes to its end without a call of {names}."),
    };
    let line = way.calls.first().map_or(way.line, |seen| seen.line);
    Some(on_line(says, line.max(1)))
}

/// What comes back is nothing, or was not made of what it has to be.
fn valueless(need: &Need, ways: &[Way]) -> Option<Counterexample> {
    let Need { within, calls, .. } = need;
    if need.returns == Returns::Anything {
        return None;
    }
    let is_bad = |way: &&Way| match need.returns {
        Returns::AValue | Returns::Anything => way.end == End::Nothing,
        Returns::MadeFromIt => !matches!(way.end, End::Made | End::Same),
        Returns::WhatTheCallsGave => way.end != End::Same,
    };
    let way = fitting(ways).into_iter().find(is_bad);
    let way = way.or_else(|| calm(ways).find(|way| way.end == End::Nothing))?;
    let says = match (way.end, way.line) {
        (End::Nothing, 0) => {
            format!("`{within}` comes to its end without a `return`, and gives back `None`.")
        }
        (End::Nothing, line) => format!("Line {line} gives back `None`."),
        (_, line) => format!(
            "What line {line} gives back was not made of what {} gave.",
            in_words(calls)
        ),
    };
    Some(on_line(says, way.line.max(1)))
}

/// None of the calls is made whose errors have to leave.
fn unheard(need: &Need, ways: &[Way]) -> Option<Counterexample> {
    let fails = ways.iter().any(|way| way.error.is_some());
    let names = in_words(&need.still_raises);
    let says = format!("`{}` calls none of {names} any more.", need.within);
    (!fails && !need.still_raises.is_empty()).then(|| on_line(says, 1))
}

/// What the calls have to be given.
fn subject(need: &Need) -> String {
    let within = &need.within;
    match need.about {
        _ if !need.gave.is_empty() => format!("what {} gave", in_words(&need.gave)),
        _ if need.calls.iter().any(|name| name.ends_with(".merge")) => {
            "each of what is open".to_owned()
        }
        _ if need.calls.iter().any(|name| name == ".submit") => {
            "a function, and what that is to be called with".to_owned()
        }
        About::ItsArgument => format!("what `{within}` was given"),
        About::WhatItOpens => format!("what `{within}` opens"),
        About::Anything => "it needs".to_owned(),
    }
}

/// Callables, as they are called.
fn in_words(names: &[String]) -> String {
    let names = names.iter().map(|name| name.trim_start_matches('.'));
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(" or ")
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
