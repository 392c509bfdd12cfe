//! What becomes of a learner's program, as data.

use crate::report::FileReport;
use serde::{Deserialize, Serialize};

/// What becomes of an attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the goal is met.
    pub standing: Standing,
    /// The parts of the goal, the leak first.
    pub checks: Vec<Check>,
    /// What the lesson says about exactly this mistake, as HTML.
    pub message: Option<String>,
    /// How the program meets the goal, if it does; code is between backquotes.
    pub praise: Option<String>,
    /// A way to see that the goal is not met.
    pub counterexample: Option<Counterexample>,
    /// What the analyzer says.
    pub report: FileReport,
}

/// Whether the goal is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It is.
    Solved,
    /// It is not.
    NotYet,
    /// The text is not Python, so nothing can be said.
    NotPython,
}

/// One part of a goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What is asked for; code is between backquotes.
    pub says: String,
    /// Whether it is so.
    pub met: Met,
}

/// Whether a part of a goal is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Met {
    /// It is.
    Yes,
    /// It is done, but not while the resource is held.
    TooEarlyOrLate,
    /// It is not.
    No,
}

/// A way out that shows what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counterexample {
    /// In one sentence; code is between backquotes.
    pub says: String,
    /// Line where it goes wrong, from 1.
    pub line: u32,
    /// Lines of the path that leads there, from 1; none where there is no way to be shown.
    pub path: Vec<u32>,
}
