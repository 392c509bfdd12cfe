//! From a lesson's file to a [`Lesson`], with every problem named by its line.
//!
//! ```text
//! +++ front matter +++
//! opening
//! ## Title {#id .kind}      one step: read (the default), or what `KINDS` has
//! text, fences
//! ### Section               hints, solution, also right, wrong: …, afterwards
//! ```

use super::blocks::{self, Marked, Section, problem};
use super::{
    Again, Asking, Front, Leaks, Lesson, Problem, Program, Run, Step, StepKind, Ways, simulate,
    split::split,
};
use crate::literate;
use pulldown_cmark::HeadingLevel;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

mod estimate;
mod exercise;
mod question;
mod sketch;

use estimate::estimate;
use exercise::{arrangement, exercise, hints};
use question::question;
use sketch::sketch;

/// The kinds of step, for whoever has named none of them.
const KINDS: &str =
    "read, predict, quiz, trace, measure, transfer, fix, make-it-leak, parsons, run or sim-goal";

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
    for source in &front.sources {
        if !source.address.starts_with("https://") {
            let message = format!(
                "the address of a source begins with `https://`: {}",
                source.address
            );
            problems.push(problem(2, message));
        }
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
    let place = blocks::place_of_fence(&events, "show");
    let program = program(&mut events, "show", problems);
    let before = place.map(|place| {
        let after = events.split_off(place);
        blocks::to_html(std::mem::replace(&mut events, after))
    });
    let mut more = Sections::new(sections.collect());
    let again = again(&mut more, Asking::of(&word), problems);
    let (text, kind) = match word.as_str() {
        "read" => (blocks::to_html(events), StepKind::Read),
        "predict" if blocks::has_fence(&events, "number") => {
            let (body, estimate) = estimate(events, &mut more, line, problems);
            (body, StepKind::Estimate(estimate))
        }
        "predict" if blocks::has_fence(&events, "line") => {
            let (body, sketch) = sketch(events, &mut more, line, problems);
            (body, StepKind::Sketch(sketch))
        }
        "run" => {
            let run = run(&mut events, &mut more, (line, program.is_some()), problems);
            (blocks::to_html(events), StepKind::Run(run))
        }
        "parsons" => {
            let arrangement = arrangement(&mut events, &mut more, line, problems);
            let kind = StepKind::Arrange(Box::new(arrangement));
            (blocks::to_html(events), kind)
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
        _ => match Asking::of(&word) {
            Some(asking) => {
                let (body, question) = question(asking, events, &mut more, line, problems);
                (body, StepKind::Ask(asking, question))
            }
            None => {
                problems.push(problem(
                    line,
                    format!("`{word}` is no kind of step: {KINDS}"),
                ));
                (String::new(), StepKind::Read)
            }
        },
    };
    let (body, below) = match before {
        Some(before) => (before, text),
        None => (text, String::new()),
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
        below,
        kind,
        again,
        line,
    }
}

/// The variants of a step. Where it asks for all that holds, they do too.
fn again(
    more: &mut Sections<'_>,
    asking: Option<Asking>,
    problems: &mut Vec<Problem>,
) -> Vec<Again> {
    let asking = match asking.filter(|asking| asking.takes_several()) {
        Some(several) => several,
        None => Asking::Quiz,
    };
    let mut variants = Vec::new();
    while let Some(section) = more.take("again") {
        let has = |word| blocks::has_fence(&section.events, word);
        if has("number") || has("line") {
            let message = "a variant asks with options only, no number and no line";
            problems.push(problem(section.line, message));
            continue;
        }
        let mut nothing = Sections::new(Vec::new());
        let (body, question) =
            question(asking, section.events, &mut nothing, section.line, problems);
        variants.push(Again {
            body,
            asking,
            question,
        });
    }
    variants
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
            ways: match (fence.has("plain"), fence.has("covered")) {
                (true, _) => Ways::Never,
                (false, true) => Ways::Covered,
                (false, false) => Ways::Shown,
            },
        }
    })
}

/// What a program prints, and what is to be seen in it.
fn run(
    events: &mut Vec<Marked<'_>>,
    more: &mut Sections<'_>,
    (line, has_program): (u32, bool),
    problems: &mut Vec<Problem>,
) -> Run {
    let output = blocks::take_fences(events, |fence| fence.has("output"));
    if output.len() != 1 || !has_program {
        let message = "a run has one `python show run` program, and its `output` fence";
        problems.push(problem(line, message));
    }
    Run {
        output: output.into_iter().map(|fence| fence.text).collect(),
        reveal: afterwards(more),
    }
}

/// What is shown once the learner has done something.
fn afterwards(more: &mut Sections<'_>) -> String {
    let section = more.take("afterwards");
    section.map_or_else(String::new, |it| blocks::to_html(it.events))
}

/// The goal of a sim-goal step, with what is said once it is met.
fn goal_in_the_simulator(
    events: &mut Vec<Marked<'_>>,
    more: &mut Sections<'_>,
    line: u32,
    problems: &mut Vec<Problem>,
) -> Option<simulate::SimGoal> {
    let fences = blocks::take_fences(events, |fence| fence.has("goal"));
    let reveal = afterwards(more);
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
            problems.push(problem(line + offset, in_words(error.message())));
            None
        }
    }
}

/// What the reader of TOML says of a value of another kind, in the words of those who write lessons.
fn in_words(message: &str) -> String {
    let kinds = ["invalid type: ", "invalid value: "];
    let told = kinds.iter().find_map(|kind| message.strip_prefix(kind));
    let Some((is, wanted)) = told.and_then(|told| told.rsplit_once(", expected ")) else {
        return message.to_owned();
    };
    let wanted = match wanted {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list between `[` and `]`",
        "a map" => "a table",
        other if other.starts_with("struct ") => "a table",
        other => other,
    };
    format!("here stands {is}, and {wanted} is expected")
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
