//! The steps of a lesson, as data.

use super::question::{Again, Asking, Estimate, Question, Sketch};
use super::simulate::SimGoal;
pub use crate::options::About;
use serde::{Deserialize, Serialize};

/// One step of a lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Name that stays when the title or the order changes; progress is kept under it.
    pub id: String,
    /// Its title, as HTML without paragraphs.
    pub title: String,
    /// What the learner reads, as HTML; of a step with a program, what stands before it.
    pub body: String,
    /// The program in the workspace, if the step has one; an exercise's start is its own.
    pub program: Option<Program>,
    /// What the learner reads after the program, as HTML; empty where there is none.
    pub below: String,
    /// What the learner does.
    pub kind: StepKind,
    /// Questions about the same in another dress, for whoever has missed it, and for those who know it
    /// already.
    pub again: Vec<Again>,
    /// Line of the lesson's file the step begins on, from 1.
    pub line: u32,
}

/// What the learner does in a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StepKind {
    /// Reads.
    Read,
    /// Marks options.
    Ask(Asking, Question),
    /// Says how many, before it is shown.
    Estimate(Estimate),
    /// Draws a line, before it is shown.
    Sketch(Sketch),
    /// Repairs a program, or breaks one.
    Exercise(Box<Exercise>),
    /// Puts the lines of a program in order.
    Arrange(Box<Arrangement>),
    /// Sees what a program prints.
    Run(Run),
    /// Brings the simulator into a state, or keeps it out of one.
    Simulate(Box<SimGoal>),
}

impl StepKind {
    /// The word a lesson's file uses for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Ask(asking, _) => asking.word(),
            Self::Estimate(_) | Self::Sketch(_) => "predict",
            Self::Exercise(exercise) => match exercise.goal.leaks {
                Leaks::None => "fix",
                Leaks::Some => "make-it-leak",
            },
            Self::Arrange(_) => "parsons",
            Self::Run(_) => "run",
            Self::Simulate(_) => "sim-goal",
        }
    }

    /// Whether something is said before it is shown.
    pub fn is_prediction(&self) -> bool {
        matches!(
            self,
            Self::Ask(Asking::Predict, _) | Self::Estimate(_) | Self::Sketch(_)
        )
    }

    /// The program that is judged, if one is.
    pub fn exercise(&self) -> Option<&Exercise> {
        match self {
            Self::Exercise(exercise) => Some(exercise),
            Self::Arrange(arrangement) => Some(&arrangement.exercise),
            _ => None,
        }
    }
}

/// A program shown in the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its text, without expectations.
    pub code: String,
    /// The file name shown above it.
    pub name: String,
    /// When its ways out are shown.
    #[serde(default)]
    pub ways: Ways,
}

/// When the ways out of a program are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ways {
    /// With it, or when the step's question was answered.
    #[default]
    Shown,
    /// Not with it: a later step asks for them. When the step's question was answered.
    Covered,
    /// Not at all: a later lesson explains what they are.
    Never,
}

/// A program whose lines are to be put in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrangement {
    /// What it has to become; the start is empty.
    pub exercise: Exercise,
    /// The lines there are, those that do not belong among them, in no order that helps.
    pub lines: Vec<String>,
}

impl Arrangement {
    /// The order of the solution.
    pub fn solution(&self) -> Vec<usize> {
        self.order(&self.exercise.solution)
    }

    /// The lines of a program, by their places in [`lines`](Self::lines).
    pub fn order(&self, program: &str) -> Vec<usize> {
        let place = |line: &str| self.lines.iter().position(|it| it == line.trim_end());
        program.lines().filter_map(place).collect()
    }

    /// The lines that a draft has taken, by their places in [`lines`](Self::lines); those that are not there,
    /// or are there twice, are left out.
    pub fn taken(&self, draft: Option<&str>) -> Vec<usize> {
        let kept = draft.map(serde_json::from_str::<Vec<usize>>);
        let mut order = Vec::new();
        for at in kept.and_then(Result::ok).unwrap_or_default() {
            if at < self.lines.len() && !order.contains(&at) {
                order.push(at);
            }
        }
        order
    }

    /// The program of some lines, by their places in [`lines`](Self::lines).
    pub fn program(&self, order: &[usize]) -> String {
        let lines = order.iter().filter_map(|at| self.lines.get(*at));
        lines.map(|line| format!("{line}\n")).collect()
    }
}

/// A program that was run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// What it printed, as the tests have seen it.
    pub output: String,
    /// What is to be seen in it, as HTML.
    pub reveal: String,
}

/// A program to change until it meets a goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exercise {
    /// The program the learner gets.
    pub start: Program,
    /// What it has to become.
    pub goal: Goal,
    /// One program that meets the goal.
    pub solution: String,
    /// What is worth knowing about the solution, as HTML.
    pub after: String,
    /// Other programs that meet it.
    pub alternatives: Vec<String>,
    /// Mistakes worth their own answer.
    pub attempts: Vec<Attempt>,
    /// Hints, each telling more than the one before, as HTML.
    pub hints: Vec<String>,
}

/// A known mistake. A learner's program that misbehaves in the same way gets its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// What it is called in the file.
    pub title: String,
    /// The program.
    pub code: String,
    /// What to say, as HTML.
    pub message: String,
    /// Line of the lesson's file, from 1.
    pub line: u32,
}

/// What a program has to be. Written as TOML in a fence marked `goal`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Goal {
    /// The goal in one sentence, for the banner.
    pub says: String,
    /// Whether a leak is to be gone or to be there.
    pub leaks: Leaks,
    /// What must still happen, so that deleting the work is no repair.
    pub needs: Vec<Need>,
}

/// Which leaks a goal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leaks {
    /// No way out leaks anything.
    None,
    /// Some way out leaks.
    Some,
}

/// Something the program must still do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Need {
    /// What must still happen, in words, for the list of checks.
    pub says: String,
    /// The function it must happen in; anywhere if empty.
    #[serde(default)]
    pub within: String,
    /// Callables, any of which will do, such as `json.load`; nothing is asked for if empty.
    #[serde(default)]
    pub calls: Vec<String>,
    /// Kind of resource that must still be held at the call, such as `file`; any time if empty.
    #[serde(default)]
    pub while_open: String,
    /// What the calls must be about.
    #[serde(default)]
    pub about: About,
    /// Keys of the argument that the calls must be about, such as `seat`; empty for any part of it.
    #[serde(default)]
    pub reads: Vec<String>,
    /// Callables that such a part must have gone through first, such as `int`.
    #[serde(default)]
    pub through: Vec<String>,
    /// Callables of which one must have given what the calls are given, such as `.recv` for `.write`; anything
    /// if empty.
    #[serde(default)]
    pub gave: Vec<String>,
    /// Callables of which one must have returned before the calls, such as `.sendall` before `.recv`;
    /// none if that is no matter.
    #[serde(default)]
    pub after: Vec<String>,
    /// Callables whose errors must still leave the function: the same error, or one that names it
    /// as its cause; nothing is asked for if empty.
    #[serde(default)]
    pub still_raises: Vec<String>,
    /// Whether the function must still give back a value.
    #[serde(default)]
    pub returns: Returns,
    /// Which item of what comes back that is about, from 0, where a tuple or a list comes back; all of it if
    /// nothing is said.
    #[serde(default)]
    pub place: Option<usize>,
}

/// Whether a function must give back a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Returns {
    /// It may do as it likes.
    #[default]
    Anything,
    /// It must.
    AValue,
    /// It must, and the value must be made from what one of `calls` gave.
    MadeFromIt,
    /// It must, and the value must be what one of `calls` gave, unchanged, or a copy of it.
    WhatTheCallsGave,
}
