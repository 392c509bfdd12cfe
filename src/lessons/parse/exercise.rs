//! The parts of a step whose program has to be changed.

use super::{Sections, program, toml};
use crate::lessons::blocks::{self, Fence, Marked, Section, problem};
use crate::lessons::{Attempt, Exercise, Goal, Leaks, Need, Problem, Program, Ways};

/// Reads a fix or make-it-leak step.
pub(super) fn exercise(
    events: &mut Vec<Marked<'_>>,
    more: &mut Sections<'_>,
    line: u32,
    leaks: Leaks,
    problems: &mut Vec<Problem>,
) -> Exercise {
    let needed = |found: Option<Program>, what: &str, problems: &mut Vec<Problem>| {
        found.unwrap_or_else(|| {
            problems.push(problem(line, format!("an exercise needs {what}")));
            Program {
                code: String::new(),
                name: String::new(),
                ways: Ways::Shown,
            }
        })
    };
    let start = program(events, "start", problems);
    let start = needed(start, "a ```python start fence", problems);
    let goals = blocks::take_fences(events, |fence| fence.has("goal"));
    let goal = goals
        .first()
        .and_then(|fence| goal(fence, leaks, problems))
        .unwrap_or_else(|| {
            problems.push(problem(line, "an exercise needs a ```toml goal fence"));
            Goal {
                says: String::new(),
                leaks,
                needs: Vec::new(),
            }
        });
    let (mut solution, mut after) = (None, String::new());
    if let Some(mut section) = more.take("solution") {
        solution = any_program(&mut section, problems);
        after = blocks::to_html(section.events);
    }
    let solution = needed(solution, "a `### Solution` with its program", problems).code;
    let mut alternatives = Vec::new();
    while let Some(mut section) = more.take("also right") {
        let fences = blocks::take_fences(&mut section.events, |fence| fence.has("python"));
        alternatives.extend(fences.iter().map(Fence::shown));
    }
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
