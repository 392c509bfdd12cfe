//! What a learner has done, kept step by step: answers, drafts, what is finished.
//!
//! Plain data with a version; whoever keeps it (the page keeps it in the browser) stores the text of
//! [`Progress::write`] and gives it back to [`Progress::read`]. Nothing typed is lost: a reset can
//! be undone, and a text that cannot be read is an error that the keeper sets aside, never a reason
//! to overwrite it.

use super::StepKind;
use super::course::Entry;
use super::review::Review;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Version of the stored text.
pub const VERSION: u32 = 1;

/// Everything a learner has done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    version: u32,
    /// By lesson, then by step.
    lessons: BTreeMap<String, BTreeMap<String, Mark>>,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            version: VERSION,
            lessons: BTreeMap::new(),
        }
    }
}

/// What a learner has done in one step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// How far it is.
    pub state: State,
    /// The answer that was committed: the index of an option, or a bit for each, see
    /// [`Question::answer`](super::Question::answer).
    #[serde(default)]
    pub answer: Option<u32>,
    /// The number that was committed.
    #[serde(default)]
    pub said: Option<f64>,
    /// The line that was committed, as [`Sketch::right`](super::Sketch::right).
    #[serde(default)]
    pub line: Option<Vec<f64>>,
    /// The text in the editor, the order of lines, a line that is drawn, or the settings of a simulation, if they were changed.
    #[serde(default)]
    pub draft: Option<String>,
    /// Hints that were opened.
    #[serde(default)]
    pub hints: u32,
    /// When it is asked again, if it was missed.
    #[serde(default)]
    pub review: Option<Review>,
    /// What a reset threw away.
    #[serde(default)]
    undo: Option<Box<Mark>>,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Not touched.
    #[default]
    New,
    /// Begun.
    Begun,
    /// Passed over ("I know this").
    Skipped,
    /// Done.
    Done,
}

/// An answer that was given where a lesson is read as a page, without the course around it
/// (`static/js/alive.ts`).
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Reading {
    /// Name of the lesson.
    pub lesson: String,
    /// Name of the step.
    pub step: String,
    /// The answer, as [`Mark::answer`].
    pub answer: Option<u32>,
    /// The number, as [`Mark::said`].
    pub said: Option<f64>,
    /// Whether it was otherwise than right.
    pub missed: bool,
}

/// Why a stored text is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It was written by a newer program.
    Newer(u32),
    /// It is not a progress text.
    Corrupt(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer(version) => write!(out, "written by a newer version ({version})"),
            Self::Corrupt(why) => write!(out, "no record of progress: {why}"),
        }
    }
}

/// How many steps of a lesson are finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Steps that are done or were passed over.
    pub finished: usize,
    /// Steps there are.
    pub steps: usize,
}

impl Progress {
    /// Reads a stored text.
    ///
    /// # Errors
    /// When it is not one, or was written by a newer version.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        /// Only the version, whatever else there is.
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let corrupt = |error: serde_json::Error| Unreadable::Corrupt(error.to_string());
        let Versioned { version } = serde_json::from_str(text).map_err(corrupt)?;
        if version > VERSION {
            return Err(Unreadable::Newer(version));
        }
        serde_json::from_str(text).map_err(corrupt)
    }

    /// The text to store.
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What was done in a step.
    pub fn mark(&self, lesson: &str, step: &str) -> Mark {
        let mark = self.lessons.get(lesson).and_then(|steps| steps.get(step));
        mark.cloned().unwrap_or_default()
    }

    /// Moves a step on; a step that is done stays done.
    pub fn advance(&mut self, lesson: &str, step: &str, state: State) {
        let mark = self.entry(lesson, step);
        mark.state = mark.state.max(state);
    }

    /// Takes back that a step was passed over: it is as far as it was. What was done in it since stays.
    pub fn not_skipped(&mut self, lesson: &str, step: &str, before: State) {
        let mark = self.entry(lesson, step);
        if mark.state == State::Skipped {
            mark.state = before;
        }
    }

    /// Commits an answer.
    pub fn answer(&mut self, lesson: &str, step: &str, choice: u32) {
        self.entry(lesson, step).answer = Some(choice);
        self.advance(lesson, step, State::Done);
    }

    /// Commits a number.
    pub fn say(&mut self, lesson: &str, step: &str, number: f64) {
        self.entry(lesson, step).said = Some(number);
        self.advance(lesson, step, State::Done);
    }

    /// Takes over what was answered where a lesson is read. What was done in the course stays as it is.
    pub fn take_over(&mut self, given: &[Reading], today: u32) {
        for Reading {
            lesson,
            step,
            answer,
            said,
            missed,
        } in given
        {
            if self.mark(lesson, step).state == State::Done {
                continue;
            }
            match (answer, said) {
                (Some(choice), _) => self.answer(lesson, step, *choice),
                (None, Some(number)) => self.say(lesson, step, *number),
                (None, None) => continue,
            }
            if *missed {
                self.missed(lesson, step, today);
            }
        }
    }

    /// Keeps what is in the editor. What equals the start is no draft.
    pub fn draft(&mut self, lesson: &str, step: &str, text: &str, start: &str) {
        let mark = self.entry(lesson, step);
        mark.draft = (text != start).then(|| text.to_owned());
        if mark.draft.is_some() {
            mark.state = mark.state.max(State::Begun);
        }
    }

    /// Opens one more hint.
    pub fn hint(&mut self, lesson: &str, step: &str) {
        let mark = self.entry(lesson, step);
        mark.hints = mark.hints.saturating_add(1);
        mark.state = mark.state.max(State::Begun);
    }

    /// Commits a line.
    pub fn draw(&mut self, lesson: &str, step: &str, line: Vec<f64>) {
        self.entry(lesson, step).line = Some(line);
        self.advance(lesson, step, State::Done);
    }

    /// Has a step that was missed today asked again on other days.
    pub fn missed(&mut self, lesson: &str, step: &str, today: u32) {
        self.entry(lesson, step).review = Some(Review::missed(today));
    }

    /// A step that was missed is remembered today.
    pub fn remembered(&mut self, lesson: &str, step: &str, today: u32) {
        let mark = self.entry(lesson, step);
        mark.review = mark.review.and_then(|review| review.remembered(today));
    }

    /// What is asked again, on which day: lesson, step and day, the earliest first.
    pub fn reviews(&self) -> Vec<(&str, &str, Review)> {
        let mut all = Vec::new();
        for (lesson, steps) in &self.lessons {
            let reviews = steps
                .iter()
                .filter_map(|(step, mark)| Some((step, mark.review?)));
            all.extend(reviews.map(|(step, review)| (lesson.as_str(), step.as_str(), review)));
        }
        all.sort_by_key(|(_, _, review)| review.due);
        all
    }

    /// Puts a step back to its start; that it was missed before, it keeps. Can be undone once.
    pub fn reset(&mut self, lesson: &str, step: &str) {
        let mark = self.entry(lesson, step);
        let mut before = std::mem::take(mark);
        before.undo = None;
        mark.review = before.review;
        if before != Mark::default() {
            mark.undo = Some(Box::new(before));
        }
    }

    /// Takes a reset back; nothing happens when there is none.
    pub fn undo_reset(&mut self, lesson: &str, step: &str) {
        let mark = self.entry(lesson, step);
        if let Some(before) = mark.undo.take() {
            *mark = *before;
        }
    }

    /// How many steps of a lesson are finished.
    pub fn tally(&self, lesson: &Entry) -> Tally {
        let finished = |step: &&String| self.mark(&lesson.id, step).state >= State::Skipped;
        Tally {
            finished: lesson.steps.iter().filter(finished).count(),
            steps: lesson.steps.len(),
        }
    }

    /// The first step that is not finished, as an index; the last one when all are.
    pub fn next_step(&self, lesson: &Entry) -> usize {
        (lesson.steps.iter())
            .position(|step| self.mark(&lesson.id, step).state < State::Skipped)
            .unwrap_or_else(|| lesson.steps.len().saturating_sub(1))
    }

    /// Whether anything was done in a lesson.
    pub fn is_begun(&self, lesson: &Entry) -> bool {
        lesson
            .steps
            .iter()
            .any(|step| self.mark(&lesson.id, step).state > State::New)
    }

    fn entry(&mut self, lesson: &str, step: &str) -> &mut Mark {
        self.lessons
            .entry(lesson.to_owned())
            .or_default()
            .entry(step.to_owned())
            .or_default()
    }
}

impl Mark {
    /// Whether what was answered is right, if something was.
    pub fn is_right(&self, kind: &StepKind) -> Option<bool> {
        match kind {
            StepKind::Ask(asking, question) => Some(self.answer? == question.answer(*asking)),
            StepKind::Estimate(estimate) => Some(estimate.is_right(self.said?)),
            StepKind::Sketch(sketch) => Some(sketch.is_right(self.line.as_ref()?)),
            _ => None,
        }
    }

    /// Whether a reset can be taken back.
    pub fn can_undo(&self) -> bool {
        self.undo.is_some()
    }
}

#[cfg(test)]
mod tests;
