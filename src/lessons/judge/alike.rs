//! Whether a program does the work as the start does it: with the same words, as often, and whatever the
//! answers are. Where a start does nothing of the kind, nothing is asked.

mod question;
mod words;

use super::faults::on_line;
use super::needs::{asked, calm, fitting};
use crate::check::rehearsal::{Deed, End, Rehearsal, Seen, Way, rehearse};
use crate::check::{Options, check_as_written};
use crate::lessons::step::Returns;
use crate::lessons::{Counterexample, Exercise, Need};
use std::collections::BTreeSet;
use words::{Besides, Differs, agrees, changes_tables, differs, is_again, mode};

/// What is done otherwise than in the start.
pub(super) fn otherwise(need: &Need, exercise: &Exercise, ways: &[Way]) -> Option<Counterexample> {
    let start = &exercise.start;
    let report = check_as_written(&start.name, &start.code, &Options::default());
    let Rehearsal::Ways(before) = rehearse(&start.code, &report, &asked(need, exercise)) else {
        return None;
    };
    if fitting(&before).is_empty() {
        return None;
    }
    given(&before, ways)
        .or_else(|| more(&before, ways))
        .or_else(|| lost(need, &before, ways))
        .or_else(|| unsaid(&before, ways))
        .or_else(|| opened(&before, ways))
        .or_else(|| repeated(need, &before, ways))
        .or_else(|| decided(need, &before, ways))
        .or_else(|| refused(need, &before, ways))
        .or_else(|| shaped(need, &before, ways))
}

fn good(way: &Way) -> impl Iterator<Item = &Seen> {
    let is_good = |seen: &&Seen| seen.fits && seen.held && !seen.is_early;
    way.calls.iter().map(|seen| &**seen).filter(is_good)
}

/// The watched calls of a start, each once.
fn patterns(before: &[Way]) -> Vec<&Seen> {
    let mut all: Vec<&Seen> = Vec::new();
    for seen in fitting(before).into_iter().flat_map(good) {
        if !all.iter().any(|own| own.deed == seen.deed) {
            all.push(seen);
        }
    }
    all
}

/// A watched call is given something else.
fn given(before: &[Way], ways: &[Way]) -> Option<Counterexample> {
    let patterns = patterns(before);
    let known = |seen: &&Seen| {
        patterns
            .iter()
            .any(|own| own.deed.callee == seen.deed.callee)
    };
    // What comes in pieces is asked for again, if not on every way.
    let asks_again = |callee: &str| {
        let counts = |way: &Way| good(way).filter(|it| it.callee == callee).count() > 1;
        fitting(ways).into_iter().any(counts) && !fitting(before).into_iter().any(counts)
    };
    for way in fitting(ways) {
        let all: Vec<&Seen> = good(way).collect();
        let besides = |seen: &Seen| Besides {
            asks_again: asks_again(&seen.callee),
            finds_least: way.finds_least,
            moves: way.moves,
        };
        let like = |own: &Seen, seen: &Seen| differs(&own.deed, &seen.deed, besides(seen));
        let is_right = |seen: &&Seen| patterns.iter().any(|own| like(own, seen).is_none());
        if let Some(seen) = all
            .iter()
            .copied()
            .filter(known)
            .find(|seen| changes_tables(&seen.deed) && !is_right(seen))
        {
            let says = format!(
                "Line {} changes the table in another way than the start does.",
                seen.line
            );
            return Some(on_line(says, seen.line));
        }
        let open = all
            .iter()
            .find_map(|seen| Some((seen.line, words::left_open(&seen.deed)?)));
        if let Some((line, name)) = open {
            let says = format!("Line {line} gives nothing for `{name}`.");
            return Some(on_line(says, line));
        }
        if all.iter().any(is_right) {
            continue;
        }
        let seen = all.iter().copied().find(known)?;
        let own = patterns
            .iter()
            .find(|own| own.deed.callee == seen.deed.callee)?;
        return Some(in_words(seen, like(own, seen)?));
    }
    None
}

/// What differs in a call.
fn in_words(seen: &Seen, differs: Differs) -> Counterexample {
    let Seen { line, callee, .. } = seen;
    let says = match differs {
        Differs::Words { has, had } => {
            format!("Line {line} gives `{callee}` `{has}`, and the start gives it `{had}`.")
        }
        Differs::Unknown { had } => format!(
            "It cannot be shown that line {line} gives `{callee}` the same as the start does: `{had}`."
        ),
        Differs::Less { has, had } => {
            format!("Line {line} asks `{callee}` for {has} at most, and the start for {had}.")
        }
        Differs::Bent => format!(
            "Line {line} gives `{callee}` something that was made of what the start gives it, and is not that."
        ),
    };
    on_line(says, *line)
}

/// Something is done besides, with other words, that the start does not do.
fn more(before: &[Way], ways: &[Way]) -> Option<Counterexample> {
    let known = || before.iter().flat_map(|way| &way.calls);
    let patterns = patterns(before);
    let is_watched = |seen: &Seen| patterns.iter().any(|own| own.callee == seen.callee);
    let is_known = |seen: &Seen| known().any(|own| is_again(&own.deed, &seen.deed));
    let mut all = fitting(ways).into_iter().flat_map(|way| &way.calls);
    let seen = all.find(|seen| {
        words::says_only(&seen.deed) && seen.held && is_watched(seen) && !is_known(seen)
    })?;
    let says = format!(
        "Line {} gives `{}` {} besides, and the start does not.",
        seen.line,
        seen.callee,
        words::shown(&seen.deed)
    );
    Some(on_line(says, seen.line))
}

/// Something is received that does not come back, where the start receives once.
fn lost(need: &Need, before: &[Way], ways: &[Way]) -> Option<Counterexample> {
    let lines = |way: &Way| -> BTreeSet<u32> {
        let read = good(way).filter(|seen| words::reads(&seen.callee));
        read.map(|seen| seen.line).collect()
    };
    let is_once = fitting(before).iter().all(|way| lines(way).len() < 2);
    let is_asked = need.returns == Returns::WhatTheCallsGave && is_once;
    // Where the last answer is asked for, it may be the empty one that says that nothing more comes.
    let loses = |way: &&Way| way.end == End::Same && !way.asks && way.pieces < lines(way).len();
    let way = fitting(ways).into_iter().filter(|_| is_asked).find(loses)?;
    let line = lines(way).first().copied()?;
    let says = format!("What line {line} receives is not in what comes back.");
    Some(on_line(says, line))
}

/// What has to be said before a watched call is not said.
fn unsaid(before: &[Way], ways: &[Way]) -> Option<Counterexample> {
    let model = fitting(before)
        .into_iter()
        .find_map(|way| good(way).next())?;
    fitting(ways).into_iter().find_map(|way| {
        let seen = good(way).next()?;
        let is_said = |own: &Deed| seen.before.iter().any(|said| agrees(own, said));
        let own = model.before.iter().find(|own| !is_said(own))?;
        let what = words::shown(own);
        let says = format!(
            "Line {} calls `{}`, and {what} was not given to `{}` before, as in the start.",
            seen.line, seen.callee, own.callee
        );
        Some(on_line(says, seen.line))
    })
}

/// Another file is opened, or in another way.
fn opened(before: &[Way], ways: &[Way]) -> Option<Counterexample> {
    let models = fitting(before).into_iter().flat_map(|way| &way.opened);
    let mine = || fitting(ways).into_iter().flat_map(|way| &way.opened);
    for model in models {
        let same = || mine().filter(|it| it.resource == model.resource);
        let Some(first) = same().next() else { continue };
        let line = first.deed.line;
        let moves = fitting(ways).iter().any(|way| way.moves);
        if !moves && words::is_whole(&model.deed) && same().all(|it| words::is_another(&it.deed)) {
            let says = format!("Line {line} opens something else than the start does.");
            return Some(on_line(says, line));
        }
        // Something else is read, perhaps only when something has failed.
        let read = ways.iter().flat_map(|way| &way.opened).find(|it| {
            let is_read = mode(&it.deed).is_none_or(|mode| !mode.contains(['w', 'a', 'x', '+']));
            it.resource == model.resource && is_read && words::is_text(&it.deed)
        });
        if let Some(it) = read.filter(|_| words::is_whole(&model.deed)) {
            let line = it.deed.line;
            let says = format!("Line {line} opens something else than the start does.");
            return Some(on_line(says, line));
        }
        if let Some(it) = same().find(|it| words::loses_errors(&it.deed, &model.deed)) {
            let line = it.deed.line;
            let says =
                format!("Line {line} leaves out what cannot be read, and nobody hears of it.");
            return Some(on_line(says, line));
        }
        if let Some((it, name)) =
            same().find_map(|it| Some((it, words::encoding(&it.deed, &model.deed)?)))
        {
            let line = it.deed.line;
            let says = format!(
                "Line {line} reads with the encoding `{name}`, and the start with the usual one."
            );
            return Some(on_line(says, line));
        }
        let Some(had) = mode(&model.deed).filter(|mode| mode.contains(['w', 'a', 'x'])) else {
            continue;
        };
        let kind = |mode: &str| mode.chars().find(|c| "wax".contains(*c));
        let modes: Option<Vec<&str>> = same().map(|it| mode(&it.deed)).collect();
        let Some(modes) = modes else { continue };
        if let Some(has) = modes
            .first()
            .filter(|_| modes.iter().all(|it| kind(it) != kind(had)))
        {
            let says = format!("Line {line} opens it with `{has}`, and the start with `{had}`.");
            return Some(on_line(says, line));
        }
        let is_raw = fitting(ways).into_iter().flat_map(good).find(|seen| {
            matches!(seen.callee.as_str(), "write" | "writelines") && words::is_whole(&seen.deed)
        });
        if let Some(seen) =
            is_raw.filter(|_| had.contains('b') && !modes.iter().any(|it| it.contains('b')))
        {
            let says = format!(
                "Line {line} opens the file for text, and line {} writes bytes.",
                seen.line
            );
            return Some(on_line(says, seen.line));
        }
    }
    None
}

/// How often a watched call is made with the same, on each way on which nothing fails.
fn times(patterns: &[&Seen], ways: &[Way]) -> BTreeSet<usize> {
    let count = |way: &Way| -> usize {
        let each = patterns.iter().map(|own| {
            let is_it = |seen: &&Seen| is_again(&own.deed, &seen.deed);
            good(way).filter(is_it).count()
        });
        each.max().unwrap_or(0)
    };
    let ways = ways.iter().filter(|way| way.error.is_none());
    ways.map(count).filter(|times| *times > 0).collect()
}

/// The work is done more often, or less.
fn repeated(need: &Need, before: &[Way], ways: &[Way]) -> Option<Counterexample> {
    if need.returns != Returns::Anything {
        return None;
    }
    let patterns = patterns(before);
    let patterns: Vec<&Seen> = patterns
        .into_iter()
        .filter(|own| words::is_exact(&own.deed))
        .collect();
    let (had, has) = (times(&patterns, before), times(&patterns, ways));
    let (most, own) = (has.last().copied()?, had.last().copied()?);
    if has == had || (own == 1 && most <= 1) {
        return None;
    }
    let often = |times: usize| match times {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        times => format!("{times} times"),
    };
    let seen = ways.iter().flat_map(good).last()?;
    let says = match most == own {
        true => format!(
            "It cannot be shown that `{}` calls `{}` as often as the start does.",
            need.within, seen.callee
        ),
        false => format!(
            "`{}` calls `{}` {} with the same, and the start {}, as far as can be followed.",
            need.within,
            seen.callee,
            often(most),
            often(own)
        ),
    };
    Some(on_line(says, seen.line))
}

/// The texts that answers turned out to be, or not to be, and how the way ends.
type Decision = (Vec<(String, bool)>, bool, bool);

/// How ways end, by what the answers were.
fn decisions(ways: &[Way], about: &BTreeSet<String>) -> BTreeSet<Decision> {
    let ways = ways
        .iter()
        .filter(|way| way.error.is_none() && !way.is_idle);
    let each = ways.map(|way| {
        let facts = way.facts.iter().filter(|(text, _)| about.contains(text));
        (
            facts.cloned().collect(),
            way.end.returns(),
            way.end == End::Same,
        )
    });
    each.collect()
}

/// An answer has other consequences.
fn decided(need: &Need, before: &[Way], ways: &[Way]) -> Option<Counterexample> {
    let texts = before.iter().flat_map(|way| &way.facts);
    let about: BTreeSet<String> = texts.map(|(text, _)| text.clone()).collect();
    if about.is_empty() {
        return None;
    }
    let (had, has) = (decisions(before, &about), decisions(ways, &about));
    let line = ways
        .iter()
        .flat_map(good)
        .last()
        .map_or(1, |seen| seen.line);
    let told = |(facts, returns, _): &Decision| {
        let facts = facts.iter().map(|(text, is_so)| match is_so {
            true => format!("`{text}`"),
            false => format!("not `{text}`"),
        });
        let facts: Vec<String> = facts.collect();
        let ends = if *returns {
            "returns"
        } else {
            "ends in an error"
        };
        (facts.join(", then "), ends)
    };
    let within = &need.within;
    let says = if let Some(other) = has.difference(&had).find(|it| !it.0.is_empty()) {
        let (answers, ends) = told(other);
        format!("When the answer is {answers}, `{within}` {ends}: that is not what the start does.")
    } else {
        let (answers, ends) = told(had.difference(&has).next()?);
        format!(
            "When the answer is {answers}, the start {ends}. It cannot be shown that `{within}` still does."
        )
    };
    Some(on_line(says, line))
}

/// Nothing has failed, and there is an error all the same, because of an answer.
fn refused(need: &Need, before: &[Way], ways: &[Way]) -> Option<Counterexample> {
    let refuses = |way: &&Way| way.error.is_none() && !way.end.returns() && way.asks;
    let way = ways.iter().find(refuses)?;
    let line = good(way).last().map_or(1, |seen| seen.line);
    let says = format!(
        "Nothing has failed, and `{}` ends in an error all the same, because of what line {line} gave: the start returns then.",
        need.within
    );
    (!before.iter().any(|way| refuses(&way))).then(|| on_line(says, line))
}

/// Another kind of collection comes back, or with another number of values.
fn shaped(need: &Need, before: &[Way], ways: &[Way]) -> Option<Counterexample> {
    need.place?;
    let (is_tuple, count) = calm(before).find_map(|way| way.shape)?;
    let is_other = |way: &&Way| way.shape.is_some_and(|own| own != (is_tuple, count));
    let way = fitting(ways).into_iter().find(is_other)?;
    let kind = if is_tuple { "tuple" } else { "list" };
    let says = format!(
        "Line {} does not give back a {kind} of {count} values, as the start does.",
        way.line
    );
    Some(on_line(says, way.line.max(1)))
}
