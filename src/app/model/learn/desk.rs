//! What is on the desk beside a lesson: the program being changed, or the simulation being played.

use crate::app::model::check::{Command, Order};
use crate::lessons::progress::Mark;
use crate::lessons::simulate::{RunVerdict, Settings};
use crate::lessons::{Arrangement, Asking, Step, StepKind, Verdict};
use std::rc::Rc;

/// The desk of one step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    /// Counts the times it was laid out, so that every step has an editor of its own.
    pub number: u64,
    /// The options that are marked and not yet committed to, as [`Mark::answer`] has them.
    pub picked: Option<u32>,
    /// The lines that were put in order, by their places in the step's.
    pub order: Vec<usize>,
    /// The line that is being drawn, as far as it is.
    pub line: Vec<Option<f64>>,
    /// The program in the editor.
    pub text: Rc<str>,
    /// The last thing the editor was told to do.
    pub command: Option<Rc<Command>>,
    /// What is known about it.
    pub judging: Judging,
    /// The lit cell of the exit matrix: row and column.
    pub cell: Option<(usize, usize)>,
    /// Whether the solution is shown.
    pub solution: Solution,
    /// The position of the knobs.
    pub settings: Settings,
    /// The simulation.
    pub playing: Playing,
}

/// What is known about a program. What was known last stays, greyed.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Judging {
    /// Nothing was asked.
    #[default]
    Idle,
    /// The answer is awaited.
    Waiting(Option<Rc<Verdict>>),
    /// This is known about the text as it is.
    Done(Rc<Verdict>),
    /// The worker failed on this text.
    Failed(Option<Rc<Verdict>>),
}

/// A simulation.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Playing {
    /// Not played yet.
    #[default]
    Ready,
    /// In the worker.
    Running,
    /// What became of it.
    Done(Rc<RunVerdict>),
    /// The worker failed.
    Failed,
}

/// Whether the solution is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Solution {
    /// It is not.
    #[default]
    Hidden,
    /// It is.
    Shown,
}

impl Desk {
    /// The desk for a step, with the learner's answer and draft.
    pub(super) fn laid_out(&self, step: &Step, mark: &Mark) -> Self {
        let mut desk = Self {
            number: self.number + 1,
            picked: mark.answer,
            ..Self::default()
        };
        match &step.kind {
            StepKind::Exercise(exercise) => {
                desk.text = mark.draft.as_deref().unwrap_or(&exercise.start.code).into();
            }
            StepKind::Arrange(arrangement) => {
                desk.arrange(arrangement, arrangement.taken(mark.draft.as_deref()));
            }
            StepKind::Simulate(_) => {
                let kept = mark.draft.as_deref().map(serde_json::from_str);
                desk.settings = kept.and_then(Result::ok).unwrap_or_default();
            }
            StepKind::Read
            | StepKind::Ask(..)
            | StepKind::Estimate(_)
            | StepKind::Sketch(_)
            | StepKind::Run(_) => {
                desk.text = step
                    .program
                    .as_ref()
                    .map_or("", |program| &program.code)
                    .into();
            }
        }
        if let StepKind::Sketch(sketch) = &step.kind {
            let kept = mark.draft.as_deref().map(serde_json::from_str);
            desk.line = kept.and_then(Result::ok).unwrap_or_default();
            desk.line.resize(sketch.places.len(), None);
        }
        desk
    }

    /// Puts lines in order.
    pub(super) fn arrange(&mut self, arrangement: &Arrangement, order: Vec<usize>) {
        self.text = arrangement.program(&order).into();
        self.order = order;
    }

    /// Marks an option.
    pub(super) fn pick(&mut self, asking: Asking, choice: u32) {
        self.picked = asking.picked(self.picked, choice);
    }

    /// What is known about the program, whether of this text or of the one before.
    pub fn verdict(&self) -> Option<&Rc<Verdict>> {
        match &self.judging {
            Judging::Idle => None,
            Judging::Done(verdict) => Some(verdict),
            Judging::Waiting(last) | Judging::Failed(last) => last.as_ref(),
        }
    }

    /// Whether what is known is about the text as it is.
    pub fn is_fresh(&self) -> bool {
        matches!(self.judging, Judging::Done(_))
    }

    pub(super) fn judged(&mut self, verdict: Verdict) {
        let exists = |&(row, column): &(usize, usize)| {
            let row = verdict.report.acquisitions.get(row);
            row.is_some_and(|row| column < row.exits.len())
        };
        self.cell = self.cell.filter(exists);
        self.judging = Judging::Done(Rc::new(verdict));
    }

    pub(super) fn outdated(&mut self) {
        self.judging = Judging::Waiting(self.verdict().cloned());
    }

    pub(super) fn failed(&mut self) {
        if matches!(self.judging, Judging::Waiting(_)) {
            self.judging = Judging::Failed(self.verdict().cloned());
        }
        if self.playing == Playing::Running {
            self.playing = Playing::Failed;
        }
    }

    pub(super) fn order(&mut self, order: Order) {
        let number = self
            .command
            .as_ref()
            .map_or(1, |command| command.number + 1);
        self.command = Some(Rc::new(Command { number, order }));
    }
}
