//! The parts of a step whose program has to be changed, or put together.

use super::{Sections, afterwards, program, toml};
use crate::lessons::blocks::{self, Fence, Marked, Section, problem};
use crate::lessons::{Arrangement, Attempt, Exercise, Goal, Leaks, Need, Problem, Program, Ways};
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// Reads a fix or make-it-leak step.
pub(super) fn exercise(
    events: &mut Vec<Marked<'_>>,
    more: &mut Sections<'_>,
    line: u32,
    leaks: Leaks,
    problems: &mut Vec<Problem>,
) -> Exercise {
    let start = program(events, "start", problems);
    let start = needed(start, (line, "a ```python start fence"), problems);
    let goal = goal_of(events, leaks, line, problems);
    let (mut solution, mut after) = (None, String::new());
    if let Some(mut section) = more.take("solution") {
        solution = any_program(&mut section, problems);
        after = blocks::to_html(section.events);
    }
    let solution = needed(
        solution,
        (line, "a `### Solution` with its program"),
        problems,
    )
    .code;
    let alternatives = alternatives(more)
        .into_iter()
        .map(|(_, code)| code)
        .collect();
    let attempts = attempts(more, line, problems);
    let hints = hints(more, line, problems);
    Exercise {
        start,
        goal,
        solution,
        after,
        alternatives,
        attempts,
        hints,
    }
}

/// What was found, or nothing and a problem.
fn needed(
    found: Option<Program>,
    (line, what): (u32, &str),
    problems: &mut Vec<Problem>,
) -> Program {
    found.unwrap_or_else(|| {
        problems.push(problem(line, format!("an exercise needs {what}")));
        Program {
            code: String::new(),
            name: String::new(),
            ways: Ways::Shown,
        }
    })
}

/// The goal of a step.
fn goal_of(
    events: &mut Vec<Marked<'_>>,
    leaks: Leaks,
    line: u32,
    problems: &mut Vec<Problem>,
) -> Goal {
    let goals = blocks::take_fences(events, |fence| fence.has("goal"));
    let goal = goals.first().and_then(|fence| goal(fence, leaks, problems));
    goal.unwrap_or_else(|| {
        problems.push(problem(line, "an exercise needs a ```toml goal fence"));
        Goal {
            says: String::new(),
            leaks,
            needs: Vec::new(),
        }
    })
}

/// The programs under `### Also right`, each with its line.
fn alternatives(more: &mut Sections<'_>) -> Vec<(u32, String)> {
    let mut all = Vec::new();
    while let Some(mut section) = more.take("also right") {
        let fences = blocks::take_fences(&mut section.events, |fence| fence.has("python"));
        all.extend(fences.iter().map(|fence| (fence.line, fence.shown())));
    }
    all
}

/// The sections `### Wrong: …`, each with its programs and what is said to them.
fn attempts(more: &mut Sections<'_>, line: u32, problems: &mut Vec<Problem>) -> Vec<Attempt> {
    let (mut attempts, mut kinds) = (Vec::new(), 0);
    while let Some(mut section) = more.take_starting("wrong:") {
        kinds += 1;
        let programs = blocks::take_fences(&mut section.events, |fence| fence.has("python"));
        let title = section
            .name
            .split_once(':')
            .map_or("", |(_, title)| title.trim());
        let message = blocks::to_html(section.events);
        if message.is_empty() || programs.is_empty() {
            problems.push(problem(
                section.line,
                "a wrong attempt needs a program and a message",
            ));
        }
        attempts.extend(programs.iter().map(|program| Attempt {
            title: title.to_owned(),
            code: program.shown(),
            message: message.clone(),
            line: section.line,
        }));
    }
    if kinds < 3 {
        let message = format!("{kinds} wrong attempts: at least 3 (`### Wrong: …`)");
        problems.push(problem(line, message));
    }
    attempts
}

/// Reads a parsons step: the lines of the solution, lines that do not belong, and a goal.
pub(super) fn arrangement(
    events: &mut Vec<Marked<'_>>,
    more: &mut Sections<'_>,
    line: u32,
    problems: &mut Vec<Problem>,
) -> Arrangement {
    let right = program(events, "lines", problems);
    let right = needed(right, (line, "a ```python lines fence"), problems);
    let others = blocks::take_fences(events, |fence| fence.has("others"));
    let goal = goal_of(events, Leaks::None, line, problems);
    let written = |code: &str| -> Vec<String> {
        let lines = code.lines().map(|line| line.trim_end().to_owned());
        lines.filter(|line| !line.is_empty()).collect()
    };
    let mut lines = written(&right.code);
    if others.is_empty() {
        let message = "a parsons step needs lines that do not belong: a ```python others fence";
        problems.push(problem(line, message));
    }
    let solution = lines.iter().map(|line| format!("{line}\n")).collect();
    lines.extend(others.iter().flat_map(|fence| written(&fence.text)));
    lines.sort_by_cached_key(|line| FxBuildHasher.hash_one(line));
    lines.dedup();
    let mut alternatives = Vec::new();
    for (line, program) in self::alternatives(more) {
        let program = written(&program);
        if let Some(other) = program.iter().find(|it| !lines.contains(it)) {
            let message = format!("`{}` is no line of the step", other.trim());
            problems.push(problem(line, message));
        }
        alternatives.push(program.iter().map(|line| format!("{line}\n")).collect());
    }
    let exercise = Exercise {
        start: Program {
            code: String::new(),
            ..right
        },
        goal,
        solution,
        after: afterwards(more),
        alternatives,
        attempts: attempts(more, line, problems),
        hints: hints(more, line, problems),
    };
    Arrangement { exercise, lines }
}

fn any_program(section: &mut Section<'_>, problems: &mut Vec<Problem>) -> Option<Program> {
    let mut fences = blocks::take_fences(&mut section.events, |fence| fence.has("python"));
    if fences.len() != 1 {
        let message = format!(
            "`{}` has {} programs: it needs one",
            section.name,
            fences.len()
        );
        problems.push(problem(section.line, message));
    }
    let code = fences.pop()?.shown();
    Some(Program {
        code,
        name: String::new(),
        ways: Ways::Shown,
    })
}

fn goal(fence: &Fence, leaks: Leaks, problems: &mut Vec<Problem>) -> Option<Goal> {
    /// A goal as written; the kind of step says which leaks it asks for.
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Written {
        says: String,
        needs: Vec<Need>,
    }
    let Written { says, needs } = toml(&fence.text, fence.line + 1, problems)?;
    if needs.is_empty() {
        let message = "a goal needs something that must still happen: deleting it is no repair";
        problems.push(problem(fence.line, message));
    }
    Some(Goal { says, leaks, needs })
}

/// The ordered list under `### Hints`.
pub(super) fn hints(
    more: &mut Sections<'_>,
    line: u32,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let list = more
        .take("hints")
        .and_then(|s| blocks::take_list(s.events, |_| true));
    let hints: Vec<String> = list
        .map(|list| list.items.into_iter().map(blocks::to_html).collect())
        .unwrap_or_default();
    if hints.len() < 2 {
        let message = "an exercise needs `### Hints` with a list of two or more, vaguest first";
        problems.push(problem(line, message));
    }
    hints
}
