//! The Learn and Lesson pages: the course, the lesson that is open, the step being worked on, and
//! what has been done so far.

mod desk;

pub use desk::{Desk, Judging, Playing, Solution};

use super::check::Order;
use super::queue::Lane;
use super::{Effect, Model};
use crate::lessons::course::{Entry, course};
use crate::lessons::progress::{Mark, Progress, State};
use crate::lessons::simulate::{RunVerdict, Settings};
use crate::lessons::{Opened, Problem, Rightness, Standing, Step, StepKind, Verdict};
use crate::protocol::Job;
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
    Fetched(String, Result<String, String>),
    /// Another tab has stored this.
    Elsewhere(String),
    /// The browser would not keep the progress.
    NotKept,
    /// Mark an option, without committing to it.
    Pick(u32),
    /// Commit to the option that is marked.
    Commit,
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
}

impl Learn {
    /// The pages with what an earlier visit has left. Progress that cannot be read is set aside,
    /// never overwritten.
    pub(super) fn open(kept: Option<&str>, effects: &mut Vec<Effect>) -> Self {
        let progress = match kept.map(Progress::read) {
            None => Progress::default(),
            Some(Ok(progress)) => progress,
            Some(Err(_)) => {
                effects.extend(kept.map(|text| Effect::SetProgressAside(text.to_owned())));
                Progress::default()
            }
        };
        Self {
            course: Rc::new(course()),
            progress: Rc::new(progress),
            ..Self::default()
        }
    }

    /// The lesson that is open, as the course knows it.
    pub fn entry(&self) -> Option<&Entry> {
        self.course.get(self.open.as_ref()?.place)
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

impl Model {
    pub(super) fn update_learn(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Visit { lesson, step } => self.visit(&lesson, step, effects),
            Msg::Again => self.fetch_lesson(effects),
            Msg::Fetched(path, text) => self.lesson_fetched(&path, text, effects),
            Msg::Elsewhere(text) => {
                if let Ok(progress) = Progress::read(&text) {
                    self.learn.progress = Rc::new(progress);
                }
            }
            Msg::NotKept => self.learn.keeping = Keeping::NotKept,
            Msg::Pick(choice) => {
                if let Some(desk) = self.learn.desk() {
                    desk.picked = Some(choice);
                }
            }
            Msg::Commit => {
                if let Some(choice) = self.learn.open.as_ref().and_then(|open| open.desk.picked) {
                    self.learn
                        .record(effects, |p, lesson, step| p.answer(lesson, step, choice));
                }
            }
            Msg::Skip => self
                .learn
                .record(effects, |p, l, s| p.advance(l, s, State::Skipped)),
            Msg::Read => self
                .learn
                .record(effects, |p, l, s| p.advance(l, s, State::Done)),
            Msg::Hint => self.learn.record(effects, Progress::hint),
            Msg::Edited | Msg::Text(_) | Msg::TakeSolution => self.write(msg, effects),
            Msg::Cell(row, column) => {
                if let Some(desk) = self.learn.desk() {
                    let cell = Some((row, column));
                    desk.cell = if desk.cell == cell { None } else { cell };
                }
            }
            Msg::ShowSolution(solution) => {
                if let Some(desk) = self.learn.desk() {
                    desk.solution = solution;
                }
            }
            Msg::Reset => {
                self.learn.record(effects, Progress::reset);
                self.lay_out(effects);
                self.say("Back at the start. You can undo this.");
            }
            Msg::UndoReset => {
                self.learn.record(effects, Progress::undo_reset);
                self.lay_out(effects);
            }
            Msg::Turn(settings) => {
                if let Some(desk) = self.learn.desk() {
                    desk.settings = settings;
                }
                if let Ok(draft) = serde_json::to_string(&settings) {
                    self.learn
                        .record(effects, |p, l, s| p.draft(l, s, &draft, ""));
                }
            }
            Msg::Play => self.play(effects),
        }
    }

    /// Opens a lesson and one of its steps: the one asked for, else the first that is not finished.
    fn visit(&mut self, lesson: &str, step: Option<String>, effects: &mut Vec<Effect>) {
        let Some(place) = self
            .learn
            .course
            .iter()
            .position(|entry| entry.id == lesson)
        else {
            self.learn.open = None;
            return;
        };
        match &mut self.learn.open {
            Some(open) if open.place == place => {
                open.wanted = step;
                if matches!(open.content, Content::Here(_)) {
                    self.go(effects);
                }
            }
            _ => {
                self.learn.open = Some(Open {
                    place,
                    content: Content::Coming,
                    wanted: step,
                    at: 0,
                    desk: Desk::default(),
                });
                self.fetch_lesson(effects);
            }
        }
    }

    fn fetch_lesson(&mut self, effects: &mut Vec<Effect>) {
        let Some(Entry { path, edition, .. }) = self.learn.entry().cloned() else {
            return;
        };
        if let Some(open) = &mut self.learn.open {
            open.content = Content::Coming;
        }
        effects.push(Effect::FetchLesson { path, edition });
    }

    fn lesson_fetched(
        &mut self,
        path: &str,
        text: Result<String, String>,
        effects: &mut Vec<Effect>,
    ) {
        if self.learn.entry().is_none_or(|entry| entry.path != path) {
            return;
        }
        match text {
            Ok(text) => {
                self.work(effects, |queue, work| {
                    queue.submit(Lane::Lesson, Job::ReadLesson { text }, work);
                });
            }
            Err(why) => {
                if let Some(open) = &mut self.learn.open {
                    open.content = Content::Failed(why);
                }
            }
        }
    }

    /// The worker has read the lesson.
    pub(super) fn lesson_read(
        &mut self,
        read: Result<Box<Opened>, Vec<Problem>>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(open) = &mut self.learn.open else {
            return;
        };
        match read {
            Ok(opened) => {
                open.content = Content::Here(Rc::new(*opened));
                self.go(effects);
            }
            Err(problems) => {
                let lines: Vec<String> = problems
                    .iter()
                    .map(|p| format!("line {}: {}", p.line, p.message))
                    .collect();
                open.content = Content::Failed(lines.join("\n"));
            }
        }
    }

    /// Goes to the step that is wanted, and lays its things out.
    fn go(&mut self, effects: &mut Vec<Effect>) {
        let next = self
            .learn
            .entry()
            .map_or(0, |entry| self.learn.progress.next_step(entry));
        let Some(opened) = self.learn.opened().map(Rc::clone) else {
            return;
        };
        let Some(open) = &mut self.learn.open else {
            return;
        };
        let wanted = open.wanted.take();
        let named = wanted.and_then(|id| opened.lesson.steps.iter().position(|s| s.id == id));
        let at = named
            .unwrap_or(next)
            .min(opened.lesson.steps.len().saturating_sub(1));
        if open.at != at || open.desk == Desk::default() {
            open.at = at;
            self.lay_out(effects);
        }
    }

    /// Puts the step's own things on the desk, with the learner's draft if there is one.
    fn lay_out(&mut self, effects: &mut Vec<Effect>) {
        let Some(step) = self.learn.step().cloned() else {
            return;
        };
        let mark = self.learn.mark();
        if let Some(open) = &mut self.learn.open {
            open.desk = open.desk.laid_out(&step, &mark);
        }
        self.judge(effects);
    }

    fn write(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        let Some(StepKind::Exercise(exercise)) = self.learn.step().map(|step| step.kind.clone())
        else {
            return;
        };
        let Some(desk) = self.learn.desk() else {
            return;
        };
        let text = match msg {
            Msg::Text(text) => text,
            Msg::TakeSolution => {
                desk.order(Order::Replace(exercise.solution.as_str().into()));
                exercise.solution.clone()
            }
            _ => {
                desk.outdated();
                return;
            }
        };
        desk.text = text.as_str().into();
        self.learn.record(effects, |p, l, s| {
            p.draft(l, s, &text, &exercise.start.code);
        });
        self.judge(effects);
    }

    /// Sends the exercise's text to the worker.
    fn judge(&mut self, effects: &mut Vec<Effect>) {
        let Some(StepKind::Exercise(exercise)) = self.learn.step().map(|step| step.kind.clone())
        else {
            return;
        };
        let Some(desk) = self.learn.desk() else {
            return;
        };
        desk.outdated();
        let text = desk.text.to_string();
        self.work(effects, |queue, work| {
            queue.submit(Lane::Judge, Job::Judge { exercise, text }, work);
        });
    }

    /// The worker has judged the text.
    pub(super) fn judged(&mut self, verdict: Verdict, effects: &mut Vec<Effect>) {
        let standing = verdict.standing;
        let Some(desk) = self.learn.desk() else {
            return;
        };
        desk.judged(verdict);
        if standing == Standing::Solved {
            self.learn
                .record(effects, |p, l, s| p.advance(l, s, State::Done));
        }
    }

    fn play(&mut self, effects: &mut Vec<Effect>) {
        let Some(StepKind::Simulate(goal)) = self.learn.step().map(|step| step.kind.clone()) else {
            return;
        };
        let Some(desk) = self.learn.desk() else {
            return;
        };
        let settings = desk.settings;
        desk.playing = Playing::Running;
        self.work(effects, |queue, work| {
            queue.submit(Lane::Judge, Job::Rehearse { goal, settings }, work);
        });
    }

    /// The worker has played the simulation.
    pub(super) fn rehearsed(&mut self, verdict: RunVerdict, effects: &mut Vec<Effect>) {
        let standing = verdict.standing;
        let Some(desk) = self.learn.desk() else {
            return;
        };
        desk.playing = Playing::Done(Rc::new(verdict));
        let state = if standing == Standing::Solved {
            State::Done
        } else {
            State::Begun
        };
        self.learn.record(effects, |p, l, s| p.advance(l, s, state));
    }

    /// The worker has failed on a lesson's work.
    pub(super) fn lesson_failed(&mut self) {
        if let Some(open) = &mut self.learn.open {
            if open.content == Content::Coming {
                open.content = Content::Failed("The worker stopped.".to_owned());
            }
            open.desk.failed();
        }
    }
}

/// Whether a committed answer is the right one.
pub fn is_right(step: &Step, choice: u32) -> bool {
    let (StepKind::Predict(question) | StepKind::Quiz(question)) = &step.kind else {
        return false;
    };
    let choice = question.choices.get(choice as usize);
    choice.is_some_and(|choice| choice.right == Rightness::Right)
}

#[cfg(test)]
mod tests;
