//! What the page and its worker say to each other, as plain data.
//!
//! The page sends a [`Request`], the engine in its worker answers with one or more [`Response`]s of
//! the same number, the last of which is marked. They cross as bytes: [`encode`], [`decode`], as
//! does what the build has put together for the page. To add
//! a kind of work: a variant of [`Extra`], one of [`ExtraReply`], and an arm in `engine`.

use crate::lessons::simulate::{RunVerdict, Settings, SimGoal};
use crate::lessons::{Exercise, Opened, Problem, Verdict};
use crate::options::Options;
use crate::project::{Project, Wrong};
use crate::report::{FileReport, Further, Repair};
use crate::sim::frame::Frame;
use crate::sim::scenario::Scenario;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Version of these messages; page and worker are compared when they first talk, because a browser
/// may have kept one of them from an older visit.
pub const VERSION: u32 = 12;

/// A message as bytes.
pub fn encode(message: &impl Serialize) -> Vec<u8> {
    // None of ours can fail: they are plain data, and the memory grows.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The message in some bytes.
///
/// # Errors
/// They are of another version.
pub fn decode<M: DeserializeOwned>(bytes: &[u8]) -> Result<M, postcard::Error> {
    postcard::from_bytes(bytes)
}

/// The workers: what one of them does keeps nobody waiting for another. All but the engine come when
/// something is first wanted of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worker {
    /// Analyses.
    Engine,
    /// Does what needs no analyzer.
    Helper,
    /// Judges exercises.
    Judge,
}

/// A piece of work for a worker. The engine hears of a [`Job`], the helper of an
/// [`Extra`], the judge of an [`Exam`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request<J = Job> {
    /// Number of the request, greater than all before.
    pub id: u64,
    /// What to do.
    pub job: J,
}

/// The kinds of work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// Say the worker's version.
    Hello,
    /// Find what there is to find in a text.
    Check(Draft),
    /// Work out what takes time about the findings of a text, as it was checked last, as far as one gets
    /// in a moment.
    Detail {
        /// The text.
        draft: Draft,
        /// The finding that is looked at: it comes before the others.
        first: Option<u32>,
    },
    /// Make the fixes of a text's findings together, as it was checked last.
    Repair(Draft),
    /// Analyse a program that is simulated.
    Analyse {
        /// Which; the answer says it again.
        of: u32,
        /// Name of its file.
        path: String,
        /// Its text.
        text: String,
    },
    /// Fail on purpose, so that the page's answer to failures can be tried (`?debug`).
    Fail(Failure),
    /// Work of the helper. The engine never hears of it, nor of the next. They stand last: behind what
    /// is skipped, the numbers that are written and read differ.
    #[serde(skip)]
    Extra(Extra),
    /// Work of the judge.
    #[serde(skip)]
    Judge(Exam),
}

/// A text that is being edited, and what is wanted of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Name of the file, for messages; the worker keeps one session for each.
    pub path: String,
    /// The text, lines ending in `\n`.
    pub text: String,
    /// What to show.
    pub options: Options,
}

impl Job {
    /// Who does it.
    pub fn worker(&self) -> Worker {
        match self {
            Self::Extra(_) => Worker::Helper,
            Self::Judge(_) => Worker::Judge,
            _ => Worker::Engine,
        }
    }
}

/// What the judge is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Exam {
    /// What a program is worth.
    Program {
        /// The exercise.
        exercise: Box<Exercise>,
        /// The program, lines ending in `\n`.
        text: String,
    },
    /// Whether a text is a lesson.
    Lesson {
        /// The text.
        text: String,
    },
    /// Whether what a lesson says is so; who writes one asks that.
    Claims {
        /// The lesson's text.
        text: String,
    },
}

/// What the judge says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Judged {
    /// What became of a program.
    Program(Box<Verdict>),
    /// A lesson, or what is wrong with it.
    Lesson(Result<Box<Opened>, Vec<Problem>>),
    /// What a lesson says and is not so.
    Claims(Vec<Problem>),
}

/// The kinds of work that need no analyzer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Extra {
    /// Play a simulation.
    Play(Which, Box<Play>),
    /// Play a simulation with many seeds, to see when each runs out.
    PlayMany(Box<Many>),
    /// Play a lesson's simulation to its end, and judge.
    Rehearse {
        /// The goal with its scenario.
        goal: Box<SimGoal>,
        /// The position of its knobs.
        settings: Settings,
    },
    /// Read the text of a `leaklab.toml`.
    ReadProject {
        /// The text.
        text: String,
    },
}

/// The places where a simulation is watched; each has a run of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Which {
    /// The Simulate page.
    Simulate,
    /// The front page.
    Home,
    /// The Simulate page, without what moves the end of its run.
    Cliff,
    /// The Simulate page's stress test.
    Stress,
}

/// Frames that are wanted. The scenario comes along every time, so that a worker that was started
/// anew can go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Play {
    /// Number of the run, to tell answers about an older one.
    pub run: u32,
    /// What is played, both as written and fixed.
    pub scenario: Scenario,
    /// Number of the first frame wanted, from 0.
    pub from: u32,
    /// Frames wanted; fewer may come, one at least unless the run has ended.
    pub count: u32,
}

/// Frames that were played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Played {
    /// Number of the run.
    pub run: u32,
    /// Number of the first frame.
    pub from: u32,
    /// The frames; the last one of a run says that it has ended.
    pub frames: Vec<Frame>,
    /// Fingerprint of everything played so far.
    pub hash: u64,
}

/// Runs that are wanted, of one scenario with many seeds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Many {
    /// Number of the run they belong to.
    pub run: u32,
    /// What is played, as written.
    pub scenario: Scenario,
    /// Number of the first seed wanted, from 0, which is the scenario's own.
    pub from: u32,
    /// Runs wanted; fewer may come, one at least.
    pub count: u32,
}

/// When each of many runs ran out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlayedMany {
    /// Number of the run they belong to.
    pub run: u32,
    /// Number of the first seed.
    pub from: u32,
    /// Seconds until something ran out; nothing when it did not within the watched time.
    pub ends: Vec<Option<f64>>,
}

/// What was found in a program that is simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analysed {
    /// Which.
    pub of: u32,
    /// What was found.
    pub report: FileReport,
}

/// Ways to fail on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// Panic.
    Panic,
    /// Never answer.
    Hang,
}

/// A part of the worker's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Response<R = Reply> {
    /// Number of the request.
    pub id: u64,
    /// Whether nothing more comes for this request.
    pub last: bool,
    /// The answer.
    pub reply: R,
}

/// The kinds of answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The worker's version of these messages.
    Hello(u32),
    /// What was found.
    Checked {
        /// The report, the surest findings first and without details.
        report: Box<FileReport>,
        /// Milliseconds that the analysis took in the worker.
        took: f64,
    },
    /// Some of the details, of the report's findings in the order of the answer before.
    Detailed(Further),
    /// What can be fixed together: everything, then every rule with several findings.
    Repaired(Vec<Repair>),
    /// What was found in a preset's program.
    Analysed(Box<Analysed>),
    /// The answer of the helper, which the engine never gives. It stands here, as in [`Job`].
    #[serde(skip)]
    Extra(ExtraReply),
    /// The answer of the judge.
    #[serde(skip)]
    Judged(Judged),
}

/// The kinds of answer of the helper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ExtraReply {
    /// Frames of a simulation.
    Played(Which, Box<Played>),
    /// The ends of many runs.
    PlayedMany(PlayedMany),
    /// What became of a simulation.
    Rehearsed(Box<RunVerdict>),
    /// What stands in the settings, or what is wrong with them.
    Project(Result<Project, Wrong>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_last_is_read_as_itself() {
        let job = Job::Fail(Failure::Panic);
        let request = Request { id: 7, job };
        assert_eq!(decode(&encode(&request)), Ok(request));
        let reply = Reply::Repaired(Vec::new());
        assert_eq!(decode(&encode(&reply)), Ok(reply));
    }
}
