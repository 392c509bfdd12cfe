//! Judges a learner's program: by what the analyzer says about it, never by comparing texts.
//!
//! Feedback is a counterexample ("still leaks if `json.load(f)` on line 6 raises") and a list of
//! checks. A program that misbehaves exactly as one of the lesson's known mistakes (the same cells
//! leak, the same checks fail) also gets that mistake's own message. Deleting the work solves
//! nothing: a goal also says what must still happen.

mod alike;
mod faults;
mod grown;
mod late;
mod needs;
mod reasons;

use super::{Attempt, Check, Counterexample, Exercise, Leaks, Met, Standing, Verdict};
use crate::check::{self, Options, rehearsal};
use crate::report::{Acquisition, Exit, ExitKind, FileReport, Outcome};

/// Judges a program against an exercise.
///
/// The message of a known mistake is given to a program that has the same ways out with the same
/// outcomes, or else to one on which the same ways out leak; never to the start itself.
pub fn judge(exercise: &Exercise, text: &str) -> Verdict {
    let mut verdict = judge_alone(exercise, text);
    let is_broken = |shown: &Counterexample| shown.path.is_empty();
    if verdict.standing != Standing::NotYet
        || verdict.counterexample.as_ref().is_some_and(is_broken)
    {
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

/// What becomes of a program; nothing is said to it.
pub fn standing(exercise: &Exercise, text: &str) -> Standing {
    judge_alone(exercise, text).standing
}

fn judge_alone(exercise: &Exercise, text: &str) -> Verdict {
    let mut report = check::check_as_written(&exercise.start.name, text, &Options::default());
    if report.syntax_errors.is_empty() {
        report.syntax_errors.extend(check::misplaced(text));
    }
    judge_report(exercise, text, report)
}

/// The verdict on a program that was analysed already.
fn judge_report(exercise: &Exercise, text: &str, report: FileReport) -> Verdict {
    if let Some(error) = report.syntax_errors.first() {
        let counterexample = Counterexample {
            says: format!("Line {}: {}.", error.line, error.message),
            line: error.line,
            path: vec![error.line],
        };
        return Verdict {
            standing: Standing::NotPython,
            checks: Vec::new(),
            message: None,
            praise: None,
            counterexample: Some(counterexample),
            report,
        };
    }
    let misuse = match exercise.goal.leaks {
        Leaks::None => faults::misuse(exercise, text, &report),
        Leaks::Some => faults::Misuse::default(),
    };
    let is_of_memory = grown::is_asked(exercise);
    let leak = leak(&report)
        .or(misuse.held)
        .or_else(|| grown::leak(exercise, text).filter(|_| is_of_memory));
    let says = match (exercise.goal.leaks, is_of_memory) {
        (Leaks::None, false) => "No way out leaks",
        (Leaks::None, true) => "Nothing stays when a call is over",
        (Leaks::Some, false) => "Some way out leaks",
        (Leaks::Some, true) => "Something stays when a call is over",
    };
    let is_met = leak.is_some() == (exercise.goal.leaks == Leaks::Some);
    let mut checks = vec![Check {
        says: says.to_owned(),
        met: if is_met { Met::Yes } else { Met::No },
    }];
    let answers: Vec<_> = (exercise.goal.needs.iter())
        .map(|need| needs::meets(need, exercise, text, &report))
        .collect();
    checks.extend(
        exercise
            .goal
            .needs
            .iter()
            .zip(&answers)
            .map(|(need, answer)| Check {
                says: need.says.clone(),
                met: answer.met,
            }),
    );
    if misuse.misplaced.is_some() {
        checks.push(Check {
            says: "What is lent goes back once, and to the one that lent it".to_owned(),
            met: Met::No,
        });
    }
    // What the start does in this way, nobody is asked to mend.
    let broken = faults::broken(exercise, text, &report).filter(|_| {
        let start = check::check_as_written(
            &exercise.start.name,
            &exercise.start.code,
            &Options::default(),
        );
        faults::broken(exercise, &exercise.start.code, &start).is_none()
    });
    if broken.is_some() {
        checks.push(Check {
            says: "Every line can be run: its names have a value, and its calls fit".to_owned(),
            met: Met::No,
        });
    }
    let unasked = faults::unasked(exercise, text);
    if unasked.is_some() {
        checks.push(Check {
            says: "What is written in a generator is also done".to_owned(),
            met: Met::No,
        });
    }
    let late = match exercise.goal.leaks {
        Leaks::None => late::first(exercise, text, &report),
        Leaks::Some => None,
    };
    if late.is_some() {
        checks.push(Check {
            says: "Nothing is used after it was released".to_owned(),
            met: Met::No,
        });
    }
    let solved = checks.iter().all(|check| check.met == Met::Yes);
    let counterexample = match exercise.goal.leaks {
        Leaks::None => leak,
        Leaks::Some => None,
    };
    // A function that cannot be called any more comes first: all else follows from it.
    let changed = answers.iter().find(|answer| answer.is_broken());
    let counterexample = (changed.and_then(|answer| answer.shown.clone()))
        .or(broken)
        .or(unasked)
        .or(misuse.misplaced)
        .or(counterexample)
        .or_else(|| answers.into_iter().find_map(|answer| answer.shown))
        .or(late);
    let praise = solved.then(|| rehearsal::praise(text, &report));
    Verdict {
        standing: if solved {
            Standing::Solved
        } else {
            Standing::NotYet
        },
        counterexample: counterexample.filter(|_| !solved),
        checks,
        message: None,
        praise: praise.flatten(),
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
        format!(
            "the {} that `{}` on line {} returns",
            row.resource, row.api, row.line
        )
    } else {
        format!("`{}`", row.name)
    };
    let when = match exit.kind {
        ExitKind::Raise => format!("if {} on line {} raises", raising(&exit.what), exit.line),
        ExitKind::Return => format!("when line {} returns", exit.line),
        ExitKind::End if row.function == "module" => {
            format!("when the program has come to its last line, {}", exit.line)
        }
        ExitKind::End => format!(
            "when `{}` has come to its last line, {}",
            row.function, exit.line
        ),
    };
    // It is acquired again, in a loop, and what it was the turn before is still held.
    let is_again = exit.kind == ExitKind::Raise
        && (exit.line, exit.column) == (row.line, row.column)
        && !row.name.is_empty();
    let thing = match is_again {
        true => format!("the {thing} of the first turn"),
        false => thing,
    };
    let when = match is_again {
        true => format!(
            "if, in the second, {} on line {} raises",
            raising(&exit.what),
            exit.line
        ),
        false => when,
    };
    Counterexample {
        says: format!("Still leaks {thing} {when}."),
        line: exit.line,
        path: exit.path.clone(),
    }
}

/// What raises, as it is written: a name alone does not, but what goes through it.
fn raising(code: &str) -> String {
    let is_name = code.chars().all(|c| c.is_alphanumeric() || c == '_');
    match is_name {
        true => format!("the loop over `{code}`"),
        false => format!("`{code}`"),
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
        self.cells.is_empty() == other.cells.is_empty()
            && self.checks == other.checks
            && self.rules == other.rules
            && leaks(self) == leaks(other)
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

#[cfg(test)]
mod tests;
