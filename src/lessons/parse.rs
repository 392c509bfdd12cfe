//! From a lesson's file to a [`Lesson`], with every problem named by its line.
//!
//! ```text
//! +++ front matter +++
//! opening
//! ## Title {#id .kind}      one step: read (the default), predict, quiz, fix, make-it-leak, sim-goal
//! text, fences
//! ### Section               hints, solution, also right, wrong: …, afterwards
//! ```

use super::blocks::{self, List, Marked, Section, problem};
use super::{
    Choice, Front, Leaks, Lesson, Problem, Program, Question, Rightness, Step, StepKind, Ways,
    simulate, split::split,
};
use crate::literate;
use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

mod exercise;

use exercise::{exercise, hints};

/// Reads a lesson.
///
/// # Errors
/// Everything that is wrong with the file, in order of its lines; never empty.
pub fn parse(text: &str) -> Result<Lesson, Vec<Problem>> {
    let text = literate::plain(text);
    let Some((head, body, skipped)) = split(&text) else {
        let message = "a lesson begins with TOML between two lines of `+++`";
        return Err(vec![problem(1, message)]);
    };
    let mut problems = Vec::new();
    let front: Front = toml(head, 2, &mut problems).unwrap_or_default();
    if front.introduces.len() > 2 {
        problems.push(problem(
            2,
            "`introduces` names more than two ideas: split the lesson",
        ));
    }
    let mut parts = blocks::sections(blocks::events(body, skipped), HeadingLevel::H2).into_iter();
    let opening = parts
        .next()
        .map(|part| blocks::to_html(visible(part.events)))
        .unwrap_or_default();
    let steps: Vec<Step> = parts.map(|part| step(part, &mut problems)).collect();
    if steps.is_empty() {
        problems.push(problem(
            skipped + 1,
            "a lesson has at least one step: a `## Heading`",
        ));
    }
    let mut seen = BTreeSet::new();
    for step in &steps {
        if !seen.insert(&step.id) {
            let message = format!("two steps are called `{}`: give one a `{{#name}}`", step.id);
            problems.push(problem(step.line, message));
        }
    }
    if problems.is_empty() {
        Ok(Lesson {
            front,
            opening,
            steps,
        })
    } else {
        problems.sort_by_key(|problem| problem.line);
        Err(problems)
    }
}

/// The stable name of a step: its `{#id}`, or its title in small letters and hyphens.
pub(super) fn step_id(id: Option<&str>, name: &str) -> String {
    id.map_or_else(|| slug(name), str::to_owned)
}

fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}

fn step(part: Section<'_>, problems: &mut Vec<Problem>) -> Step {
    let (id, line) = (step_id(part.id.as_deref(), &part.name), part.line);
    let word = part
        .classes
        .first()
        .map_or("read", String::as_str)
        .to_owned();
    let title = part.title;
    let mut sections = blocks::sections(visible(part.events), HeadingLevel::H3).into_iter();
    let mut events = sections
        .next()
        .map(|first| first.events)
        .unwrap_or_default();
    let program = program(&mut events, "show", problems);
    let mut more = Sections::new(sections.collect());
    let (body, kind) = match word.as_str() {
        "read" => (blocks::to_html(events), StepKind::Read),
        "predict" | "quiz" => {
            let (body, question) = question(events, &mut more, line, problems);
            let kind = if word == "quiz" {
                StepKind::Quiz
            } else {
                StepKind::Predict
            };
            (body, kind(question))
        }
        "fix" | "make-it-leak" => {
            let wanted = if word == "fix" {
                Leaks::None
            } else {
                Leaks::Some
            };
            let exercise = exercise(&mut events, &mut more, line, wanted, problems);
            (
                blocks::to_html(events),
                StepKind::Exercise(Box::new(exercise)),
            )
        }
        "sim-goal" => match goal_in_the_simulator(&mut events, &mut more, line, problems) {
            Some(goal) => (blocks::to_html(events), StepKind::Simulate(Box::new(goal))),
            None => (String::new(), StepKind::Read),
        },
        _ => {
            let message = format!(
                "`{word}` is no kind of step: read, predict, quiz, fix, make-it-leak or sim-goal"
            );
            problems.push(problem(line, message));
            (String::new(), StepKind::Read)
        }
    };
    for section in more.rest {
        let message = format!("a {word} step has no section `{}`", section.name);
        problems.push(problem(section.line, message));
    }
    Step {
        id,
        title,
        body,
        program,
        kind,
        line,
    }
}

/// What a learner sees: set-up and proofs are for the test that runs them.
fn visible(mut events: Vec<Marked<'_>>) -> Vec<Marked<'_>> {
    blocks::take_fences(&mut events, |fence| {
        fence.has("setup") || fence.has("proof")
    });
    events
}

/// The program of the fence with this word, taken out of the text.
fn program(
    events: &mut Vec<Marked<'_>>,
    word: &str,
    problems: &mut Vec<Problem>,
) -> Option<Program> {
    let mut fences = blocks::take_fences(events, |fence| fence.has("python") && fence.has(word));
    if let Some(second) = fences.get(1) {
        problems.push(problem(
            second.line,
            format!("a step has one `{word}` program"),
        ));
    }
    (!fences.is_empty()).then(|| {
        let fence = fences.remove(0);
        let name = fence
            .info
            .iter()
            .find_map(|word| word.strip_prefix("name="));
        Program {
            code: fence.shown(),
            name: name.unwrap_or("handler.py").to_owned(),
            ways: if fence.has("covered") {
                Ways::Covered
            } else {
                Ways::Shown
            },
        }
    })
}

/// A list of options, the paragraph before it, and what is revealed afterwards.
fn question(
    events: Vec<Marked<'_>>,
    more: &mut Sections<'_>,
    line: u32,
    problems: &mut Vec<Problem>,
) -> (String, Question) {
    let reveal = more
        .take("afterwards")
        .map(|s| blocks::to_html(s.events))
        .unwrap_or_default();
    let is_task = |events: &[Marked<'_>]| {
        events
            .iter()
            .take(4)
            .any(|(event, _)| matches!(event, Event::TaskListMarker(_)))
    };
    let Some(List {
        before,
        items,
        after,
    }) = blocks::take_list(events, is_task)
    else {
        problems.push(problem(
            line,
            "a question needs a list of options: `- [ ] …` and `- [x] …`",
        ));
        return (
            String::new(),
            Question {
                stem: String::new(),
                choices: Vec::new(),
                reveal,
            },
        );
    };
    if let Some((_, at)) = after.first() {
        let message = "text after the options goes under `### Afterwards`";
        problems.push(problem(*at, message));
    }
    let (body, stem) = blocks::split_last_paragraph(before);
    if stem.is_empty() {
        problems.push(problem(
            line,
            "the paragraph before the options is the question: add one",
        ));
    }
    let choices: Vec<Choice> = items
        .into_iter()
        .map(|item| choice(item, line, problems))
        .collect();
    let right = choices
        .iter()
        .filter(|choice| choice.right == Rightness::Right)
        .count();
    if right != 1 || choices.len() < 2 {
        let message = format!(
            "{} options, {right} of them right: one must be",
            choices.len()
        );
        problems.push(problem(line, message));
    }
    (
        blocks::to_html(body),
        Question {
            stem: blocks::to_html(stem),
            choices,
            reveal,
        },
    )
}

/// The goal of a sim-goal step, with what is said once it is met.
fn goal_in_the_simulator(
    events: &mut Vec<Marked<'_>>,
    more: &mut Sections<'_>,
    line: u32,
    problems: &mut Vec<Problem>,
) -> Option<simulate::SimGoal> {
    let fences = blocks::take_fences(events, |fence| fence.has("goal"));
    let reveal = more
        .take("afterwards")
        .map(|s| blocks::to_html(s.events))
        .unwrap_or_default();
    let hints = hints(more, line, problems);
    let Some(fence) = fences.first() else {
        problems.push(problem(line, "a sim-goal needs a ```toml goal fence"));
        return None;
    };
    match simulate::read(toml(&fence.text, fence.line + 1, problems)?) {
        Ok(goal) => Some(simulate::SimGoal {
            reveal,
            hints,
            ..goal
        }),
        Err(message) => {
            problems.push(problem(fence.line, message));
            None
        }
    }
}

/// `- [x] text` with its reason as a quotation below it.
fn choice(item: Vec<Marked<'_>>, line: u32, problems: &mut Vec<Problem>) -> Choice {
    let line = item.first().map_or(line, |(_, at)| *at);
    let (mut text, mut why) = (Vec::new(), Vec::new());
    let (mut right, mut depth) = (Rightness::Wrong, 0_u32);
    for (event, at) in item {
        match event {
            Event::TaskListMarker(true) => right = Rightness::Right,
            Event::TaskListMarker(false) => {}
            Event::Start(Tag::BlockQuote(_)) if depth == 0 => depth = 1,
            Event::End(TagEnd::BlockQuote(_)) if depth == 1 => depth = 0,
            _ if depth > 0 => why.push((event, at)),
            _ => text.push((event, at)),
        }
    }
    if why.is_empty() {
        problems.push(problem(
            line,
            "an option needs its `> why` below it, right or wrong",
        ));
    }
    Choice {
        text: blocks::to_html(text),
        why: blocks::to_html(why),
        right,
    }
}

/// Reads TOML that begins on `line` of the file.
pub(super) fn toml<T: DeserializeOwned>(
    text: &str,
    line: u32,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    match toml::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let before = error
                .span()
                .and_then(|span| text.get(..span.start))
                .unwrap_or_default();
            let offset = u32::try_from(before.matches('\n').count()).unwrap_or(0);
            problems.push(problem(line + offset, error.message().to_owned()));
            None
        }
    }
}

/// The `###` sections of a step that nobody has asked for yet.
pub(super) struct Sections<'t> {
    rest: Vec<Section<'t>>,
}

impl<'t> Sections<'t> {
    fn new(rest: Vec<Section<'t>>) -> Self {
        Self { rest }
    }

    /// The first section with this name, whatever its case.
    pub(super) fn take(&mut self, name: &str) -> Option<Section<'t>> {
        let at = self
            .rest
            .iter()
            .position(|s| s.name.trim().eq_ignore_ascii_case(name))?;
        Some(self.rest.remove(at))
    }

    fn take_starting(&mut self, prefix: &str) -> Option<Section<'t>> {
        let at = self
            .rest
            .iter()
            .position(|s| s.name.to_lowercase().starts_with(prefix))?;
        Some(self.rest.remove(at))
    }
}

#[cfg(test)]
mod tests;
