//! The parts of a step that asks a question with options.

use super::{Sections, afterwards, toml};
use crate::lessons::blocks::{self, List, Marked, problem};
use crate::lessons::{Asking, Choice, Problem, Question, Rightness};
use pulldown_cmark::{Event, Tag, TagEnd};
use serde::de::DeserializeOwned;

/// How many options a question may have: nobody weighs more, and an answer has a bit for each.
const MOST_OPTIONS: usize = 12;

/// The text above a question whose answer is in a TOML fence with this word, the question, and what the
/// fence says, if it can be read.
pub(super) fn asked<T: DeserializeOwned>(
    word: &str,
    mut events: Vec<Marked<'_>>,
    line: u32,
    problems: &mut Vec<Problem>,
) -> (String, String, Option<T>) {
    let fences = blocks::take_fences(&mut events, |fence| fence.has(word));
    let (body, stem) = blocks::split_last_paragraph(events);
    if stem.is_empty() {
        let message = format!("the paragraph before the {word} is the question: add one");
        problems.push(problem(line, message));
    }
    let read = |fence: &blocks::Fence| toml(&fence.text, fence.line + 1, problems);
    let written = fences.first().and_then(read);
    (blocks::to_html(body), blocks::to_html(stem), written)
}

/// A list of options, the paragraph before it, and what is revealed afterwards.
pub(super) fn question(
    asking: Asking,
    events: Vec<Marked<'_>>,
    more: &mut Sections<'_>,
    line: u32,
    problems: &mut Vec<Problem>,
) -> (String, Question) {
    let reveal = afterwards(more);
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
    let (most, wanted) = match asking.takes_several() {
        true => (
            choices.len().saturating_sub(1),
            "some must be, and some not",
        ),
        false => (1, "one must be"),
    };
    if !(1..=most).contains(&right) || !(2..=MOST_OPTIONS).contains(&choices.len()) {
        let message = format!("{} options, {right} of them right: {wanted}", choices.len());
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
