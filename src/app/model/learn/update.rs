//! What happens on the Learn and Lesson pages.

use super::desk::{Desk, Playing, Solution};
use super::own;
use super::{Before, Content, Keeping, Msg, Open};
use crate::app::model::check::Order;
use crate::app::model::queue::Lane;
use crate::app::model::{Effect, Model};
use crate::lessons::progress::{Progress, State};
use crate::lessons::simulate::{RunVerdict, Settings};
use crate::lessons::{Opened, Standing, StepKind, Stroke, Verdict};
use crate::protocol::{Exam, Extra, Job, decode};
use std::rc::Rc;

impl Model {
    pub(in crate::app::model) fn update_learn(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Visit { lesson, step } => self.visit(&lesson, step, effects),
            Msg::Again => self.fetch_lesson(effects),
            Msg::Fetched(lesson, file) => self.lesson_fetched(&lesson, file, effects),
            Msg::Elsewhere(text) => {
                if let Ok(progress) = Progress::read(&text) {
                    self.learn.progress = Rc::new(progress);
                }
            }
            Msg::NotKept => self.learn.keeping = Keeping::NotKept,
            Msg::Pick(choice) => {
                let asking = match self.learn.step().map(|step| &step.kind) {
                    Some(StepKind::Ask(asking, _)) => *asking,
                    _ => return,
                };
                if let Some(desk) = self.learn.desk() {
                    desk.pick(asking, choice);
                }
            }
            Msg::Say(number) => {
                self.learn
                    .record(effects, |p, lesson, step| p.say(lesson, step, number));
                self.learn.answered(effects);
            }
            Msg::Draw(stroke) => self.draw(stroke, effects),
            Msg::Arrange(order) => self.arrange(order, effects),
            Msg::Commit => self.commit_answer(effects),
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
                if solution == Solution::Shown {
                    self.learn.looked(effects);
                }
            }
            Msg::Reset => {
                self.learn.put_back(effects, Progress::reset);
                self.lay_out(effects);
                self.say("Back at the start. You can undo this.");
            }
            Msg::UndoReset => {
                self.learn.put_back(effects, Progress::undo_reset);
                self.lay_out(effects);
            }
            Msg::Turn(settings) => self.turn(settings, effects),
            Msg::Play => self.play(effects),
            Msg::Import(text) => match Progress::read(&text) {
                Ok(progress) => {
                    self.replace_progress(progress, effects);
                    self.say("Read. You can undo this.");
                }
                Err(why) => self.say(format!(
                    "This file has no progress that can be read: {why}."
                )),
            },
            Msg::StartAgain => {
                self.replace_progress(Progress::default(), effects);
                self.say("Back at the start of the course. You can undo this.");
            }
            Msg::TakeBack => self.take_back(effects),
            Msg::Own(msg) => self.update_own_lesson(msg, effects),
            Msg::Today(today) => self.learn.today = today,
            Msg::Sitting(msg) => self.update_sitting(msg, effects),
        }
    }

    /// Opens a lesson and one of its steps: the one asked for, else the first that is not finished.
    pub(super) fn visit(&mut self, lesson: &str, step: Option<String>, effects: &mut Vec<Effect>) {
        if own::is_own(lesson) {
            self.visit_own_lesson(lesson, step.clone(), effects);
        }
        let Some(place) = self.learn.named(lesson).map(|(place, _)| place) else {
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

    /// Puts other progress in place of what there is, which can be taken back.
    pub(super) fn replace_progress(&mut self, progress: Progress, effects: &mut Vec<Effect>) {
        let before = std::mem::replace(&mut self.learn.progress, Rc::new(progress));
        self.learn.before = Some(Before::Whole(before));
        // What lies on the desk was from before.
        self.learn.open = None;
        effects.push(Effect::KeepProgress(self.learn.progress.write()));
    }

    /// Has back what was so before; what was done since is not lost.
    fn take_back(&mut self, effects: &mut Vec<Effect>) {
        match self.learn.before.take() {
            Some(Before::Whole(before)) => {
                self.replace_progress(Rc::unwrap_or_clone(before), effects);
                self.say("Your progress is as it was. You can undo this too.");
            }
            Some(Before::PassedOver(steps)) => {
                let progress = Rc::make_mut(&mut self.learn.progress);
                for (lesson, step, state) in steps.iter() {
                    progress.not_skipped(lesson, step, *state);
                }
                effects.push(Effect::KeepProgress(self.learn.progress.write()));
            }
            None => {}
        }
    }

    fn fetch_lesson(&mut self, effects: &mut Vec<Effect>) {
        let Some(lesson) = self.learn.entry().map(|entry| entry.id.clone()) else {
            return;
        };
        let own = self.learn.own.here.as_ref();
        if let Some(here) = own.filter(|here| here.entry.id == lesson) {
            let opened = Rc::clone(&here.opened);
            if let Some(open) = &mut self.learn.open {
                open.content = Content::Here(opened);
            }
            return self.go(effects);
        }
        if let Some(open) = &mut self.learn.open {
            open.content = Content::Coming;
        }
        effects.push(Effect::FetchLesson { lesson });
    }

    fn lesson_fetched(
        &mut self,
        lesson: &str,
        file: Result<Vec<u8>, String>,
        effects: &mut Vec<Effect>,
    ) {
        let opened = file.and_then(|bytes| decode(&bytes).map_err(|error| error.to_string()));
        let opened = opened.map(Rc::<Opened>::new);
        self.sitting_fetched(lesson, &opened);
        if self.learn.entry().is_none_or(|entry| entry.id != lesson) {
            return;
        }
        if let Some(open) = &mut self.learn.open {
            match opened {
                Ok(opened) => {
                    open.content = Content::Here(opened);
                    self.go(effects);
                }
                Err(why) => open.content = Content::Failed(why),
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

    /// Draws at a line.
    fn draw(&mut self, stroke: Stroke, effects: &mut Vec<Effect>) {
        let Some(StepKind::Sketch(sketch)) = self.learn.step().map(|step| step.kind.clone()) else {
            return;
        };
        let Some(desk) = self.learn.desk() else {
            return;
        };
        desk.line = sketch.after(&desk.line, stroke);
        let line = desk.line.clone();
        self.learn.keep_draft(effects, &line, "");
    }

    /// Commits to what is marked, or to the line if it is whole.
    fn commit_answer(&mut self, effects: &mut Vec<Effect>) {
        let Some(desk) = self.learn.desk() else {
            return;
        };
        let line: Option<Vec<f64>> = desk.line.iter().copied().collect();
        match (desk.picked, line.filter(|line| !line.is_empty())) {
            (_, Some(line)) => self.learn.record(effects, |p, l, s| p.draw(l, s, line)),
            (Some(choice), None) => self.learn.record(effects, |p, l, s| p.answer(l, s, choice)),
            (None, None) => return,
        }
        self.learn.answered(effects);
    }

    /// Puts lines in order.
    fn arrange(&mut self, order: Vec<usize>, effects: &mut Vec<Effect>) {
        let Some(StepKind::Arrange(arrangement)) = self.learn.step().map(|step| step.kind.clone())
        else {
            return;
        };
        let Some(desk) = self.learn.desk() else {
            return;
        };
        desk.arrange(&arrangement, order);
        let order = desk.order.clone();
        self.learn.keep_draft(effects, &order, "[]");
        self.judge(effects);
    }

    fn write(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        let exercise = match self.learn.step().map(|step| step.kind.clone()) {
            Some(StepKind::Exercise(exercise)) => exercise,
            Some(StepKind::Arrange(arrangement)) if msg == Msg::TakeSolution => {
                return self.arrange(arrangement.solution(), effects);
            }
            Some(StepKind::Simulate(goal)) if msg == Msg::TakeSolution => {
                self.learn.looked(effects);
                return self.turn(goal.solution, effects);
            }
            _ => return,
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
        let step = self.learn.step();
        let Some(exercise) = step.and_then(|step| step.kind.exercise()).cloned() else {
            return;
        };
        let Some(desk) = self.learn.desk() else {
            return;
        };
        desk.outdated();
        let exercise = Box::new(exercise);
        let text = desk.text.to_string();
        self.work(effects, |queue, work| {
            queue.submit(
                Lane::Judge,
                Job::Judge(Exam::Program { exercise, text }),
                work,
            );
        });
    }

    /// The worker has judged the text.
    pub(in crate::app::model) fn judged(&mut self, verdict: Verdict, effects: &mut Vec<Effect>) {
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

    /// Turns the knobs of a simulation.
    fn turn(&mut self, settings: Settings, effects: &mut Vec<Effect>) {
        if let Some(desk) = self.learn.desk() {
            desk.settings = settings;
        }
        self.learn.keep_draft(effects, &settings, "");
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
            queue.submit(
                Lane::Judge,
                Job::Extra(Extra::Rehearse { goal, settings }),
                work,
            );
        });
    }

    /// The worker has played the simulation.
    pub(in crate::app::model) fn rehearsed(
        &mut self,
        verdict: RunVerdict,
        effects: &mut Vec<Effect>,
    ) {
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
    pub(in crate::app::model) fn lesson_failed(&mut self) {
        if let Some(open) = &mut self.learn.open {
            if open.content == Content::Coming {
                open.content = Content::Failed("The worker stopped.".to_owned());
            }
            open.desk.failed();
        }
        self.own_lesson_failed();
    }
}
