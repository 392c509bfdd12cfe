//! Judges a learner's program: by what the analyzer says about it, never by comparing texts.
//!
//! Feedback is a counterexample ("still leaks if `json.load(f)` on line 6 raises") and a list of
//! checks. A program that misbehaves exactly as one of the lesson's known mistakes (the same cells
//! leak, the same checks fail) also gets that mistake's own message. Deleting the work solves
//! nothing: a goal also says what must still happen.

use super::{Attempt, Exercise, Leaks, Need, step::Returns};
use crate::check::outline::{Call, Given, Outline, Return, outline};
use crate::check::report::{Acquisition, Exit, ExitKind, FileReport, Outcome};
use crate::check::{self, Options};
use serde::{Deserialize, Serialize};

/// What becomes of an attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the goal is met.
    pub standing: Standing,
    /// The parts of the goal, the leak first.
    pub checks: Vec<Check>,
    /// What the lesson says about exactly this mistake, as HTML.
    pub message: Option<String>,
    /// A way to see that the goal is not met.
    pub counterexample: Option<Counterexample>,
    /// What the analyzer says.
    pub report: FileReport,
}

/// Whether the goal is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It is.
    Solved,
    /// It is not.
    NotYet,
    /// The text is not Python, so nothing can be said.
    NotPython,
}

/// One part of a goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What is asked for; code is between backquotes.
    pub says: String,
    /// Whether it is so.
    pub met: Met,
}

/// Whether a part of a goal is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Met {
    /// It is.
    Yes,
    /// It is done, but not while the resource is held.
    TooEarlyOrLate,
    /// It is not.
    No,
}

/// A way out that shows what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counterexample {
    /// In one sentence; code is between backquotes.
    pub says: String,
    /// Line where it goes wrong, from 1.
    pub line: u32,
    /// Lines of the path that leads there, from 1.
    pub path: Vec<u32>,
}

/// Judges a program against an exercise.
///
/// The message of a known mistake is given to a program that has the same ways out with the same
/// outcomes, or else to one on which the same ways out leak; never to the start itself.
pub fn judge(exercise: &Exercise, text: &str) -> Verdict {
    let mut verdict = judge_alone(exercise, text);
    if verdict.standing != Standing::NotYet {
        return verdict;
    }
    let made = Mistake::of(&verdict);
    if made == Mistake::of(&judge_alone(exercise, &exercise.start.code)) {
        return verdict;
    }
    let known: Vec<(Mistake, &Attempt)> = (exercise.attempts.iter())
        .map(|attempt| (Mistake::of(&judge_alone(exercise, &attempt.code)), attempt))
        .collect();
    let same = known.iter().find(|(known, _)| *known == made);
    let alike = || known.iter().find(|(known, _)| known.is_like(&made));
    verdict.message = same
        .or_else(alike)
        .map(|(_, attempt)| attempt.message.clone());
    verdict
}

fn judge_alone(exercise: &Exercise, text: &str) -> Verdict {
    let report = check::check(&exercise.start.name, text, &Options::default());
    judge_report(exercise, &outline(text), report)
}

/// The verdict on a program that was analysed already.
fn judge_report(exercise: &Exercise, outline: &Outline, report: FileReport) -> Verdict {
    if let Some(error) = report.syntax_errors.first() {
        let counterexample = Counterexample {
            says: format!("Line {} is not Python yet: {}", error.line, error.message),
            line: error.line,
            path: vec![error.line],
        };
        return Verdict {
            standing: Standing::NotPython,
            checks: Vec::new(),
            message: None,
            counterexample: Some(counterexample),
            report,
        };
    }
    let leak = leak(&report);
    let (says, met) = match (exercise.goal.leaks, &leak) {
        (Leaks::None, None) => ("No way out leaks", Met::Yes),
        (Leaks::None, Some(_)) => ("No way out leaks", Met::No),
        (Leaks::Some, Some(_)) => ("Some way out leaks", Met::Yes),
        (Leaks::Some, None) => ("Some way out leaks", Met::No),
    };
    let mut checks = vec![Check {
        says: says.to_owned(),
        met,
    }];
    checks.extend(exercise.goal.needs.iter().map(|need| Check {
        says: need.says.clone(),
        met: meets(need, outline, &report),
    }));
    let solved = checks.iter().all(|check| check.met == Met::Yes);
    let counterexample = match exercise.goal.leaks {
        Leaks::None => leak,
        Leaks::Some => None,
    };
    let misplaced = || {
        exercise
            .goal
            .needs
            .iter()
            .find_map(|need| misplaced(need, outline, &report))
    };
    let counterexample = counterexample.or_else(misplaced);
    Verdict {
        standing: if solved {
            Standing::Solved
        } else {
            Standing::NotYet
        },
        counterexample: counterexample.filter(|_| !solved),
        checks,
        message: None,
        report,
    }
}

/// The first leaking way out.
fn leak(report: &FileReport) -> Option<Counterexample> {
    let (row, exit) = leaking_cells(report).next()?;
    Some(cell_in_words(row, exit))
}

fn leaking_cells(report: &FileReport) -> impl Iterator<Item = (&Acquisition, &Exit)> {
    (report.acquisitions.iter())
        .flat_map(|row| row.exits.iter().map(move |exit| (row, exit)))
        .filter(|(_, exit)| exit.outcome == Outcome::Leaked)
}

fn cell_in_words(row: &Acquisition, exit: &Exit) -> Counterexample {
    let thing = if row.name.is_empty() {
        format!("what `{}` gives you on line {}", row.api, row.line)
    } else {
        format!("`{}`", row.name)
    };
    let when = match exit.kind {
        ExitKind::Raise => format!("if `{}` on line {} raises", exit.what, exit.line),
        ExitKind::Return => format!("when line {} returns", exit.line),
        ExitKind::End => format!("when the body ends on line {}", exit.line),
    };
    Counterexample {
        says: format!("Still leaks {thing} {when}."),
        line: exit.line,
        path: exit.path.clone(),
    }
}

/// What tells one mistake from another, apart from lines and the names people choose.
#[derive(PartialEq)]
struct Mistake {
    /// Every way out: what acquires, how and from where it leaves, what becomes of the resource.
    cells: Vec<(String, Outcome)>,
    /// The rules that found something.
    rules: Vec<String>,
    /// The parts of the goal.
    checks: Vec<Met>,
}

impl Mistake {
    fn of(verdict: &Verdict) -> Self {
        let mut cells: Vec<(String, Outcome)> = (verdict.report.acquisitions.iter())
            .flat_map(|row| row.exits.iter().map(move |exit| (row, exit)))
            .filter(|(_, exit)| exit.outcome != Outcome::NotAcquired)
            .map(|(row, exit)| {
                let what = without_name(&exit.what, &row.name);
                (format!("{} {:?} {what}", row.api, exit.kind), exit.outcome)
            })
            .collect();
        cells.sort();
        let mut rules: Vec<String> = verdict
            .report
            .findings
            .iter()
            .map(|finding| finding.rule.clone())
            .collect();
        rules.sort();
        Self {
            cells,
            rules,
            checks: verdict.checks.iter().map(|check| check.met).collect(),
        }
    }

    /// Whether the same ways out leak and the same checks fail.
    fn is_like(&self, other: &Self) -> bool {
        let leaks = |of: &Self| -> Vec<String> {
            let leaked = of
                .cells
                .iter()
                .filter(|(_, outcome)| *outcome == Outcome::Leaked);
            leaked.map(|(cell, _)| cell.clone()).collect()
        };
        self.checks == other.checks && self.rules == other.rules && leaks(self) == leaks(other)
    }
}

/// Code with one name replaced.
fn without_name(code: &str, name: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let word = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let length = word.max(c.len_utf8());
        let (token, after) = rest.split_at(length);
        out.push_str(if token == name { "_" } else { token });
        rest = after;
    }
    out
}

fn meets(need: &Need, outline: &Outline, report: &FileReport) -> Met {
    let here = |function: &str| need.within.is_empty() || need.within == function;
    let gives = |r: &Return| here(&r.function) && r.value == Given::Value;
    if need.returns == Returns::AValue && !outline.returns.iter().any(gives) {
        return Met::No;
    }
    let mut calls = (outline.calls.iter())
        .filter(|call| here(&call.function))
        .filter(|call| need.calls.iter().any(|wanted| is_call_of(call, wanted)))
        .peekable();
    if need.calls.is_empty() {
        Met::Yes
    } else if calls.peek().is_none() {
        Met::No
    } else if calls.any(|call| is_held(&need.while_open, call, outline, report)) {
        Met::Yes
    } else {
        Met::TooEarlyOrLate
    }
}

/// A call that is made when the resource it needs is not held.
fn misplaced(need: &Need, outline: &Outline, report: &FileReport) -> Option<Counterexample> {
    if meets(need, outline, report) != Met::TooEarlyOrLate {
        return None;
    }
    let call = outline.calls.iter().find(|call| {
        (need.within.is_empty() || need.within == call.function)
            && need.calls.iter().any(|wanted| is_call_of(call, wanted))
    })?;
    let (callee, line) = (call.callee.trim_start_matches('.'), call.line);
    Some(Counterexample {
        says: format!(
            "Line {line} calls `{callee}` when no {} is held.",
            need.while_open
        ),
        line,
        path: vec![line],
    })
}

/// Whether a call is one of a callable; `.execute` stands for a method of that name.
fn is_call_of(call: &Call, wanted: &str) -> bool {
    call.callee == wanted || (wanted.starts_with('.') && call.callee.ends_with(wanted))
}

/// Whether a resource of this kind is held when the call is made. True when the function acquires
/// none: then the work is done some other way, and that is the learner's business.
fn is_held(kind: &str, call: &Call, outline: &Outline, report: &FileReport) -> bool {
    let mut rows = (report.acquisitions.iter())
        .filter(|row| row.resource == kind && row.function == call.function)
        .peekable();
    kind.is_empty() || rows.peek().is_none() || rows.any(|row| holds(row, call, outline))
}

/// Whether an acquisition is before a call, and nothing that always happens in between ends it:
/// the end of its own `with`, or a release of its name in the same or an enclosing block.
fn holds(row: &Acquisition, call: &Call, outline: &Outline) -> bool {
    let own_with = outline
        .withs
        .iter()
        .find(|with| with.line <= row.line && row.line <= with.header_end);
    let in_own_with =
        own_with.is_none_or(|with| call.inside.contains(with) || call.line <= with.header_end);
    let released = outline.calls.iter().any(|release| {
        let ends = ["close", "release", "putconn", "shutdown"]
            .iter()
            .any(|method| release.callee.rsplit('.').next() == Some(method));
        ends && !row.name.is_empty()
            && release.about.contains(&row.name)
            && release.function == call.function
            && row.line < release.line
            && release.line < call.line
            && call.conditions.starts_with(&release.conditions)
    });
    row.line <= call.line && in_own_with && !released
}

#[cfg(test)]
mod tests;
