//! The Learn and Lesson pages: the course, the lesson that is open, the step being worked on, and
//! what has been done so far.

mod desk;
pub mod own;
pub mod sitting;
mod update;

pub use desk::{Desk, Judging, Playing, Solution};

use super::{Effect, Kept};
use crate::lessons::course::{Entry, course};
use crate::lessons::progress::{Mark, Progress, Reading, State};
use crate::lessons::simulate::Settings;
use crate::lessons::{Opened, Step, Stroke};
use serde::Serialize;
use serde_json::Value;
use std::rc::Rc;

/// The pages' state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learn {
    /// Every lesson, in the order of the course.
    pub course: Rc<Vec<Entry>>,
    /// What has been done.
    pub progress: Rc<Progress>,
    /// Whether it will be here on the next visit.
    pub keeping: Keeping,
    /// The lesson that is open.
    pub open: Option<Open>,
    /// A lesson from a file or a link, of a teacher's own.
    pub own: own::OwnLesson,
    /// What can be taken back.
    pub before: Option<Before>,
    /// Today, in days since 1970-01-01 on the learner's calendar.
    pub today: u32,
    /// Questions that are asked outside of a lesson.
    pub sitting: Option<sitting::Sitting>,
    /// How many sittings there were since the page was opened.
    pub sittings: usize,
}

/// Whether progress will be here on the next visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// It will, as far as is known.
    #[default]
    Kept,
    /// The browser would not keep it.
    NotKept,
}

/// What was so before much was changed at once.
#[derive(Clone, Debug, PartialEq)]
pub enum Before {
    /// The progress that was replaced as a whole. Taking it back puts the other here, so that what was
    /// done meanwhile can be had again.
    Whole(Rc<Progress>),
    /// Steps that were passed over together: lesson, step, and how far it was.
    PassedOver(Rc<[(String, String, State)]>),
}

/// A lesson that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    /// Its place in the course.
    pub place: usize,
    /// Its content.
    pub content: Content,
    /// The step that was asked for, until the lesson has come.
    wanted: Option<String>,
    /// The step being worked on.
    pub at: usize,
    /// What is on the desk.
    pub desk: Desk,
}

/// The content of a lesson.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// On its way.
    Coming,
    /// Here.
    Here(Rc<Opened>),
    /// It cannot be had: why.
    Failed(String),
}

/// The one thing to do next in the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoingOn<'c> {
    /// Nothing is begun: the first lesson.
    Begin(&'c Entry),
    /// A lesson that is begun, at this step.
    Continue(&'c Entry, usize),
    /// The next lesson.
    Next(&'c Entry),
    /// Everything is finished.
    Finished,
}

/// What can happen on the pages.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The address names this lesson, and perhaps a step.
    Visit {
        /// Name of the lesson.
        lesson: String,
        /// Name of the step.
        step: Option<String>,
    },
    /// Ask for the lesson again.
    Again,
    /// The file of a lesson has come, or not.
    Fetched(String, Result<Vec<u8>, String>),
    /// Another tab has stored this.
    Elsewhere(String),
    /// The browser would not keep the progress.
    NotKept,
    /// Mark an option, without committing to it; where several may be right, the same again takes the
    /// mark away.
    Pick(u32),
    /// Commit to the options that are marked.
    Commit,
    /// Commit to a number.
    Say(f64),
    /// Something is done to the line that is drawn.
    Draw(Stroke),
    /// Put the lines in this order, by their places in the step's.
    Arrange(Vec<usize>),
    /// Pass over the step ("I know this").
    Skip,
    /// The step has been read.
    Read,
    /// Something was typed.
    Edited,
    /// The text after a pause in typing.
    Text(String),
    /// Light a cell of the exit matrix; the same again puts it out.
    Cell(usize, usize),
    /// Open one more hint.
    Hint,
    /// Show or hide the solution.
    ShowSolution(Solution),
    /// Put the solution into the editor.
    TakeSolution,
    /// Put the step back to its start.
    Reset,
    /// Take the reset back.
    UndoReset,
    /// Turn the knobs.
    Turn(Settings),
    /// Play the simulation.
    Play,
    /// Take over the progress that a file has.
    Import(String),
    /// Forget all progress.
    StartAgain,
    /// Have back what was so before.
    TakeBack,
    /// Something about a lesson of one's own.
    Own(own::Msg),
    /// The calendar says that it is this day.
    Today(u32),
    /// Something at a sitting.
    Sitting(sitting::Msg),
}

impl Learn {
    /// The pages with what an earlier visit has left. Progress that cannot be read is set aside,
    /// never overwritten.
    pub(super) fn open(kept: &Kept, effects: &mut Vec<Effect>) -> Self {
        let progress = kept.progress.as_deref();
        let progress = match progress.map(Progress::read) {
            None => Self::taken_over(Progress::default(), kept, effects),
            Some(Ok(progress)) => Self::taken_over(progress, kept, effects),
            // What was answered elsewhere waits for a program that can read the rest.
            Some(Err(_)) => {
                effects.extend(kept.progress.clone().map(Effect::SetProgressAside));
                Progress::default()
            }
        };
        Self {
            course: Rc::new(course()),
            progress: Rc::new(progress),
            today: kept.today,
            own: own::OwnLesson::left(kept.own_lesson.as_deref()),
            ..Self::default()
        }
    }

    /// The progress with what was answered where lessons are read as pages.
    fn taken_over(mut progress: Progress, kept: &Kept, effects: &mut Vec<Effect>) -> Progress {
        if let Some(reading) = &kept.reading {
            // What cannot be read was not written by us; beside it, what can be counts.
            let given: Vec<Value> = serde_json::from_str(reading).unwrap_or_default();
            let given = given
                .into_iter()
                .filter_map(|it| serde_json::from_value(it).ok());
            progress.take_over(&given.collect::<Vec<Reading>>(), kept.today);
            effects.push(Effect::TakeOver(progress.write()));
        }
        progress
    }

    /// The first lesson that teaches a rule of the analyzer, if there is one on such a resource.
    pub fn lesson_on(&self, rule: &str, resource: &str) -> Option<&Entry> {
        let has = |all: &[String], wanted: &str| all.iter().any(|each| each == wanted);
        let mut teaching = self
            .course
            .iter()
            .filter(|entry| has(&entry.front.rules, rule));
        let first = teaching.clone().next();
        teaching
            .find(|entry| has(&entry.front.resources, resource))
            .or(first)
    }

    /// The lesson that is open, as the course knows it.
    pub fn entry(&self) -> Option<&Entry> {
        let place = self.open.as_ref()?.place;
        self.course.get(place).or_else(|| self.own_entry())
    }

    /// The lesson of one's own, as the course would know it.
    pub fn own_entry(&self) -> Option<&Entry> {
        self.own.here.as_ref().map(|here| &*here.entry)
    }

    /// The lesson of a name, with its place; one's own stands behind the course.
    pub fn named(&self, lesson: &str) -> Option<(usize, &Entry)> {
        let mut all = self.course.iter().chain(self.own_entry()).enumerate();
        all.find(|(_, entry)| entry.id == lesson)
    }

    /// The content of the lesson that is open, once it is here.
    pub fn opened(&self) -> Option<&Rc<Opened>> {
        match &self.open.as_ref()?.content {
            Content::Here(opened) => Some(opened),
            Content::Coming | Content::Failed(_) => None,
        }
    }

    /// The step being worked on.
    pub fn step(&self) -> Option<&Step> {
        self.opened()?.lesson.steps.get(self.open.as_ref()?.at)
    }

    /// What was done in the step being worked on.
    pub fn mark(&self) -> Mark {
        match (self.entry(), self.step()) {
            (Some(entry), Some(step)) => self.progress.mark(&entry.id, &step.id),
            _ => Mark::default(),
        }
    }

    /// The lesson to go on with: the first that is begun and not finished, else the first that is
    /// new; none when all are finished.
    pub fn next_lesson(&self) -> Option<&Entry> {
        let unfinished = |entry: &&Entry| {
            let tally = self.progress.tally(entry);
            tally.finished < tally.steps
        };
        let begun = |entry: &&Entry| unfinished(entry) && self.progress.is_begun(entry);
        self.course
            .iter()
            .find(begun)
            .or_else(|| self.course.iter().find(unfinished))
    }

    /// The one thing to do next.
    pub fn going_on(&self) -> GoingOn<'_> {
        match self.next_lesson() {
            None => GoingOn::Finished,
            Some(entry) if self.progress.is_begun(entry) => {
                GoingOn::Continue(entry, self.progress.next_step(entry))
            }
            Some(entry) if self.course.iter().any(|it| self.progress.is_begun(it)) => {
                GoingOn::Next(entry)
            }
            Some(entry) => GoingOn::Begin(entry),
        }
    }

    /// Has the step being worked on asked again on other days, if it has a variant to ask.
    fn missed(&mut self, effects: &mut Vec<Effect>) {
        let is_own = self.entry().is_some_and(|entry| own::is_own(&entry.id));
        let today = self.today;
        if !is_own && self.step().is_some_and(|step| !step.again.is_empty()) {
            self.record(effects, |progress, lesson, step| {
                progress.missed(lesson, step, today);
            });
        }
    }

    /// Whoever looks at a solution before the step is done has missed it.
    fn looked(&mut self, effects: &mut Vec<Effect>) {
        if self.mark().state < State::Skipped {
            self.missed(effects);
        }
    }

    /// Keeps what lies on the desk and is no text; what equals `start` is no draft.
    fn keep_draft(&mut self, effects: &mut Vec<Effect>, draft: &impl Serialize, start: &str) {
        if let Ok(draft) = serde_json::to_string(draft) {
            self.record(effects, |p, lesson, step| {
                p.draft(lesson, step, &draft, start);
            });
        }
    }

    /// Looks at what was answered: what was missed comes back.
    fn answered(&mut self, effects: &mut Vec<Effect>) {
        let mark = self.mark();
        if self.step().and_then(|step| mark.is_right(&step.kind)) == Some(false) {
            self.missed(effects);
        }
    }

    /// Puts the step being worked on back to what it was. If it is done it stays done: what is asked or tried
    /// once more was done all the same.
    fn put_back(
        &mut self,
        effects: &mut Vec<Effect>,
        change: impl FnOnce(&mut Progress, &str, &str),
    ) {
        let is_done = self.mark().state == State::Done;
        self.record(effects, |progress, lesson, step| {
            change(progress, lesson, step);
            if is_done {
                progress.advance(lesson, step, State::Done);
            }
        });
    }

    /// Changes the progress of the step being worked on, and has it kept.
    fn record(
        &mut self,
        effects: &mut Vec<Effect>,
        change: impl FnOnce(&mut Progress, &str, &str),
    ) {
        let (Some(entry), Some(step)) = (self.entry(), self.step()) else {
            return;
        };
        let (lesson, step) = (entry.id.clone(), step.id.clone());
        let before = Rc::clone(&self.progress);
        change(Rc::make_mut(&mut self.progress), &lesson, &step);
        if before != self.progress {
            effects.push(Effect::KeepProgress(self.progress.write()));
        }
    }

    fn desk(&mut self) -> Option<&mut Desk> {
        self.open.as_mut().map(|open| &mut open.desk)
    }
}

#[cfg(test)]
mod tests;
