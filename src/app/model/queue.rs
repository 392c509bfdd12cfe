//! Work on its way to the worker: one request at a time, the newest of each kind waiting, an alarm
//! for work that takes too long, and a fresh worker after every failure. While the engine is being
//! downloaded the queue is held: what is wanted waits, and no alarm is set.
//!
//! ```text
//!            submit                     last answer
//!   Idle ─────────────► Running ─────────────────────► Idle, or the next one waiting
//!                         │ superseded and slow: stop the worker, start another, send the newest
//!                         │ no answer by the deadline: the same, and the failure is told
//!                         └ the worker panics: the same, and the failure is told
//! ```

use crate::protocol::{Extra, Job, Request};

pub use crate::protocol::Which;

/// Kinds of work; a newer request of a kind replaces an older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The handshake.
    Hello,
    /// Analysis of the text in the editor.
    Check,
    /// Fixes of that text, made together.
    Repair,
    /// Frames of a simulation.
    Play(Which),
    /// Runs with many seeds.
    PlayMany,
    /// Analysis of a program that is simulated.
    Analyse,
    /// Judging an exercise or a simulation of a lesson.
    Judge,
    /// Reading the settings.
    Project,
    /// Failing on purpose.
    Fail,
}

impl Lane {
    /// Whether a newer request of that kind makes one of this kind useless.
    fn gives_way_to(self, newer: Self) -> bool {
        self == newer || (self, newer) == (Self::Repair, Self::Check)
    }
}

/// What the store must do for the queue.
#[derive(Clone, Debug, PartialEq)]
pub enum Work {
    /// Send this to the worker.
    Send(Request),
    /// Ring [`Queue::alarm`] with this number and alarm after some milliseconds.
    Ring(u64, Alarm, u32),
    /// Stop the worker, whatever it is doing, and start another.
    Restart,
}

/// The two alarms of a running request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// It takes long enough that a newer request should not wait for it.
    Slow,
    /// It will not come back.
    Overdue,
}

/// Why work was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// The kind of work that was running, if any was.
    pub lane: Option<Lane>,
    /// Whether the worker was stopped so often that it is not started again by itself.
    pub for_good: bool,
}

/// Milliseconds after which a newer request stops an older one.
const SLOW: u32 = 400;
/// Milliseconds after which small work counts as lost; a worker that starts needs some of them.
const OVERDUE: u32 = 10_000;
/// More milliseconds for each megabyte of text.
const OVERDUE_MEGABYTE: u32 = 6_000;
/// Failures in a row after which the worker is left alone.
const PATIENCE: u32 = 3;

/// The queue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    latest: u64,
    running: Option<Running>,
    waiting: Vec<(Lane, Request)>,
    failures: u32,
    /// Whether nothing is sent yet.
    is_held: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Running {
    id: u64,
    lane: Lane,
    pace: Pace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    Usual,
    Slow,
}

impl Queue {
    /// Sends nothing until it is let go.
    pub fn hold(&mut self) {
        self.is_held = true;
    }

    /// Sends what has waited, and everything from now on.
    pub fn let_go(&mut self, work: &mut Vec<Work>) {
        if std::mem::take(&mut self.is_held) {
            work.push(Work::Restart);
            self.send_next(work);
        }
    }

    /// Takes work on, replacing what still waits and is useless now; returns its number.
    pub fn submit(&mut self, lane: Lane, job: Job, work: &mut Vec<Work>) -> u64 {
        self.latest += 1;
        let id = self.latest;
        self.waiting.retain(|(other, _)| !other.gives_way_to(lane));
        self.waiting.push((lane, Request { id, job }));
        match &self.running {
            None => self.send_next(work),
            Some(running) if running.lane.gives_way_to(lane) && running.pace == Pace::Slow => {
                work.push(Work::Restart);
                self.running = None;
                self.send_next(work);
            }
            Some(_) => {}
        }
        id
    }

    /// Whether a request of this kind is running or waiting.
    pub fn is_busy(&self, lane: Lane) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| running.lane == lane)
            || self.waiting.iter().any(|(other, _)| *other == lane)
    }

    /// The kind of work that is running.
    pub fn lane(&self) -> Option<Lane> {
        self.running.as_ref().map(|running| running.lane)
    }

    /// Takes an answer: whether it is still of use.
    pub fn answered(&mut self, id: u64, is_last: bool, work: &mut Vec<Work>) -> bool {
        let Some(running) = self.running.as_ref().filter(|running| running.id == id) else {
            return false;
        };
        let lane = running.lane;
        self.failures = 0;
        let is_useful = !self.has_newer(lane);
        if is_last {
            self.running = None;
            self.send_next(work);
        }
        is_useful
    }

    /// An alarm has rung; tells of work that must be given up.
    pub fn alarm(&mut self, id: u64, alarm: Alarm, work: &mut Vec<Work>) -> Option<GivenUp> {
        let running = self.running.as_mut().filter(|running| running.id == id)?;
        match alarm {
            Alarm::Overdue => Some(self.give_up(work)),
            Alarm::Slow => {
                running.pace = Pace::Slow;
                let lane = running.lane;
                if self.has_newer(lane) {
                    work.push(Work::Restart);
                    self.running = None;
                    self.send_next(work);
                }
                None
            }
        }
    }

    /// Whether something waits that makes work of this kind useless.
    fn has_newer(&self, lane: Lane) -> bool {
        self.waiting
            .iter()
            .any(|(newer, _)| lane.gives_way_to(*newer))
    }

    /// The worker has died, or must: starts another unless that has failed too often.
    pub fn give_up(&mut self, work: &mut Vec<Work>) -> GivenUp {
        let lane = self.running.take().map(|running| running.lane);
        self.failures += 1;
        let for_good = self.failures >= PATIENCE;
        if for_good {
            self.waiting.clear();
        } else {
            work.push(Work::Restart);
            self.send_next(work);
        }
        GivenUp { lane, for_good }
    }

    /// Gives up what is running or waiting of a kind, because the reader asked for it.
    pub fn stop(&mut self, lane: Lane, work: &mut Vec<Work>) {
        self.waiting.retain(|(other, _)| *other != lane);
        if self
            .running
            .take_if(|running| running.lane == lane)
            .is_some()
        {
            work.push(Work::Restart);
            self.send_next(work);
        }
    }

    /// Whether what is running is of this kind and takes long.
    pub fn is_slow(&self, lane: Lane) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| running.lane == lane && running.pace == Pace::Slow)
    }

    /// Starts the worker anew because the reader asked for it.
    pub fn retry(&mut self, work: &mut Vec<Work>) {
        self.failures = 0;
        self.running = None;
        work.push(Work::Restart);
        self.send_next(work);
    }

    fn send_next(&mut self, work: &mut Vec<Work>) {
        if self.waiting.is_empty() || self.is_held {
            return;
        }
        let (lane, request) = self.waiting.remove(0);
        let id = request.id;
        let patience = OVERDUE + OVERDUE_MEGABYTE * megabytes(&request.job);
        self.running = Some(Running {
            id,
            lane,
            pace: Pace::Usual,
        });
        work.push(Work::Send(request));
        work.push(Work::Ring(id, Alarm::Slow, SLOW));
        work.push(Work::Ring(id, Alarm::Overdue, patience));
    }
}

/// Size of the text in a job, in whole megabytes.
fn megabytes(job: &Job) -> u32 {
    match job {
        Job::Check { text, .. }
        | Job::Repair { text, .. }
        | Job::Extra(Extra::Judge { text, .. }) => {
            u32::try_from(text.len() / 1_000_000).unwrap_or(u32::MAX / 10_000)
        }
        Job::Hello | Job::Extra(_) | Job::Fail(_) => 0,
    }
}

#[cfg(test)]
mod tests;
