//! What is judged: a start that is broken, solutions that are not, mistakes that get their own answer, and
//! simulations that go as they are told.

use super::counted;
use crate::lessons::blocks::problem;
use crate::lessons::simulate::{Settings, SimGoal, judge_run};
use crate::lessons::{Arrangement, Exercise, Met, Problem, Standing, Step, StepKind, judge};
use std::collections::BTreeSet;

/// How many other programs an exercise accepts at least, and how many kinds of mistake it knows.
const LEAST: usize = 3;

/// What is wrong with the step's goal.
pub(super) fn step(step: &Step) -> Vec<Problem> {
    let wrong = match &step.kind {
        StepKind::Exercise(it) => [changed(it), exercise(it), mistakes(it)].concat(),
        StepKind::Arrange(it) => {
            [arranged(it), exercise(&it.exercise), mistakes(&it.exercise)].concat()
        }
        StepKind::Simulate(it) => simulation(it),
        StepKind::Read
        | StepKind::Ask(..)
        | StepKind::Estimate(_)
        | StepKind::Sketch(_)
        | StepKind::Run(_) => Vec::new(),
    };
    let problems = wrong.into_iter();
    problems.map(|it| problem(step.line, it)).collect()
}

/// The start does everything but leak, and hints count right what it leaks.
fn changed(exercise: &Exercise) -> Vec<String> {
    let mut wrong = Vec::new();
    let verdict = judge(exercise, &exercise.start.code);
    if verdict.standing != Standing::NotYet {
        wrong.push("the start meets the goal already".to_owned());
    }
    let checks = verdict.checks.iter().skip(1);
    for check in checks.filter(|check| check.met != Met::Yes) {
        wrong.push(format!("the start does not do this: {}", check.says));
    }
    wrong.extend(counted::hints(exercise, &verdict.report));
    if judge(exercise, &format!("\u{feff}{}", exercise.start.code)).standing != Standing::NotYet {
        wrong.push("the start meets the goal with a byte-order mark".to_owned());
    }
    wrong
}

/// The lines are all different, and are not in order from the start.
fn arranged(arrangement: &Arrangement) -> Vec<String> {
    let mut wrong = Vec::new();
    let order = arrangement.solution();
    let distinct: BTreeSet<usize> = order.iter().copied().collect();
    if distinct.len() < order.len() {
        wrong.push("two lines of the solution are the same: they cannot be told apart".to_owned());
    }
    if order.is_sorted() {
        wrong.push("the lines are in order already".to_owned());
    }
    wrong
}

/// There is more than one right program, and each is accepted, with whatever ends of lines.
fn exercise(exercise: &Exercise) -> Vec<String> {
    let mut wrong = Vec::new();
    if exercise.alternatives.len() < LEAST {
        let count = exercise.alternatives.len();
        wrong.push(format!(
            "{count} programs are `Also right`: at least {LEAST}"
        ));
    }
    for text in std::iter::once(&exercise.solution).chain(&exercise.alternatives) {
        for text in [text.clone(), text.replace('\n', "\r\n")] {
            let verdict = judge(exercise, &text);
            if verdict.standing != Standing::Solved {
                wrong.push(format!(
                    "a solution is refused: {:?} {:?}\n{text}",
                    verdict.checks, verdict.counterexample
                ));
                break;
            }
        }
    }
    wrong
}

/// Each mistake is refused, with its own message.
fn mistakes(exercise: &Exercise) -> Vec<String> {
    let mut wrong = Vec::new();
    for attempt in &exercise.attempts {
        let verdict = judge(exercise, &attempt.code);
        if verdict.standing != Standing::NotYet {
            wrong.push(format!("`{}` is {:?}", attempt.title, verdict.standing));
        } else if verdict.message.as_ref() != Some(&attempt.message) {
            wrong.push(format!(
                "`{}` gets the message of another attempt: {:?}",
                attempt.title, verdict.message
            ));
        }
    }
    let titles = exercise.attempts.iter().map(|it| it.title.as_str());
    let kinds = titles.collect::<BTreeSet<&str>>().len();
    if kinds < LEAST {
        wrong.push(format!("{kinds} kinds of wrong attempt: at least {LEAST}"));
    }
    wrong
}

/// The simulation ends as the text says, for its seed.
fn simulation(goal: &SimGoal) -> Vec<String> {
    let mut wrong = Vec::new();
    let start = judge_run(goal, &Settings::default());
    if start.standing != Standing::NotYet {
        wrong.push(format!("the start meets the goal: {}", start.says));
    }
    let solved = judge_run(goal, &goal.solution);
    if solved.standing != Standing::Solved {
        wrong.push(format!(
            "the solution does not meet the goal: {}",
            solved.says
        ));
    }
    for tempting in &goal.tempting {
        let run = judge_run(goal, &tempting.settings);
        if run.standing != Standing::NotYet || run.message != Some(tempting.message.clone()) {
            let settings = tempting.settings;
            wrong.push(format!("{settings:?} gives {} {:?}", run.says, run.message));
        }
    }
    wrong
}
