//! The course: lessons as data, the judge of exercises, and the learner's progress.
//!
//! A lesson is Markdown with TOML front matter (`lessons/README.md` teaches the format). It is read
//! into plain data, so that the same lesson can be shown by the page, judged in the worker and
//! tested natively. The text is not trusted: raw HTML is shown as text and links go only where
//! links may go. Exercises are judged by what the analyzer says about the learner's program, never
//! by comparing texts.
//!
//! Nothing here fetches, stores or draws anything.

pub mod course;
mod front;
pub mod progress;
mod question;
pub mod review;
pub mod simulate;
mod step;
mod verdict;

// What reads and judges is the engine's.
#[cfg(feature = "engine")]
mod blocks;
#[cfg(feature = "engine")]
pub mod html;
#[cfg(feature = "engine")]
mod judge;
#[cfg(feature = "engine")]
mod open;
#[cfg(feature = "engine")]
mod parse;
#[cfg(feature = "engine")]
mod split;
#[cfg(feature = "engine")]
mod verify;

use crate::report::FileReport;
use serde::{Deserialize, Serialize};

pub use front::Front;
pub use question::{
    Again, Asking, Choice, Estimate, Near, NearLine, Question, Rightness, Sketch, Stroke,
};
pub use step::{
    About, Arrangement, Attempt, Exercise, Goal, Leaks, Need, Program, Returns, Run, Step,
    StepKind, Ways,
};
pub use verdict::{Check, Counterexample, Met, Standing, Verdict};

#[cfg(feature = "engine")]
pub use {judge::judge, judge::standing, open::open, parse::parse, verify::verify};

/// A whole lesson, ready to be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    /// What the file says about itself before its text begins.
    pub front: Front,
    /// The text before the first step, as HTML.
    pub opening: String,
    /// The steps, in order; at least one.
    pub steps: Vec<Step>,
}

/// A lesson with what the analyzer says about the programs it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// The lesson.
    pub lesson: Lesson,
    /// One report per step; empty for a step that shows no program.
    pub reports: Vec<FileReport>,
}

/// Something in a lesson's file that its author has to put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Line of the file, from 1.
    pub line: u32,
    /// What is wrong and what would be right.
    pub message: String,
}
