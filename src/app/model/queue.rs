//! Work on its way to the workers: for each of them one request at a time, the newest of each kind
//! waiting, an alarm for work that takes too long, and a fresh worker after every failure. While a
//! worker's module is being downloaded its desk is held: what is wanted waits, and no alarm is set.
//!
//! ```text
//!            submit                     last answer
//!   Idle ─────────────► Running ─────────────────────► Idle, or the next one waiting
//!                         │ superseded and slow: stop the worker, start another, send the newest
//!                         │ no answer by the deadline: the same, and the failure is told
//!                         └ the worker panics: the same, and the failure is told
//! ```

use crate::protocol::{Draft, Exam, Job, Request};

pub use crate::protocol::{Which, Worker};

/// Kinds of work; a newer request of a kind replaces an older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The handshake.
    Hello,
    /// Analysis of the text in the editor.
    Check,
    /// What takes time about the findings of that text.
    Detail,
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
    /// Finding out whether a lesson of one's own holds what it says.
    Claims,
    /// Reading the settings.
    Project,
    /// Failing on purpose.
    Fail,
}

impl Lane {
    /// Whether a newer request of that kind makes one of this kind useless.
    fn gives_way_to(self, newer: Self) -> bool {
        let is_about_a_text = matches!(self, Self::Detail | Self::Repair);
        self == newer || (is_about_a_text && newer == Self::Check)
    }
}

/// What the store must do for the queue.
#[derive(Clone, Debug, PartialEq)]
pub enum Work {
    /// Send this to the worker that does it.
    Send(Request),
    /// Ring [`Queue::alarm`] with this number and alarm after some milliseconds, unless the worker is
    /// sent something else before.
    Ring(Worker, u64, Alarm, u32),
    /// Stop the worker, whatever it is doing, and start another.
    Restart(Worker),
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
    /// Whose it was.
    pub worker: Worker,
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
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    latest: u64,
    desks: [Desk; 3],
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            latest: 0,
            desks: [Worker::Engine, Worker::Helper, Worker::Judge].map(Desk::of),
        }
    }
}

/// What one worker does, and what waits for it.
#[derive(Clone, Debug, PartialEq)]
struct Desk {
    worker: Worker,
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
    /// Sends a worker nothing until it is let go.
    pub fn hold(&mut self, worker: Worker) {
        self.desk(worker).is_held = true;
    }

    /// Sends a worker what has waited, and everything from now on.
    pub fn let_go(&mut self, worker: Worker, work: &mut Vec<Work>) {
        let desk = self.desk(worker);
        if std::mem::take(&mut desk.is_held) {
            desk.restart(work);
        }
    }

    /// Takes work on, replacing what still waits and is useless now; returns its number.
    pub fn submit(&mut self, lane: Lane, job: Job, work: &mut Vec<Work>) -> u64 {
        self.latest += 1;
        let id = self.latest;
        self.desk(job.worker())
            .submit(lane, Request { id, job }, work);
        id
    }

    /// Whether a request of this kind is running or waiting.
    pub fn is_busy(&self, lane: Lane) -> bool {
        self.desks.iter().any(|desk| desk.is_busy(lane))
    }

    /// Whether anything waits for a worker.
    pub fn is_wanted(&self, worker: Worker) -> bool {
        self.desks
            .iter()
            .any(|desk| desk.worker == worker && !desk.waiting.is_empty())
    }

    /// Takes an answer: whether it is still of use.
    pub fn answered(&mut self, id: u64, is_last: bool, work: &mut Vec<Work>) -> bool {
        self.desk_of(id)
            .is_some_and(|desk| desk.answered(is_last, work))
    }

    /// An alarm has rung; tells of work that must be given up.
    pub fn alarm(&mut self, id: u64, alarm: Alarm, work: &mut Vec<Work>) -> Option<GivenUp> {
        self.desk_of(id)?.alarm(alarm, work)
    }

    /// A worker has died, or must: starts another unless that has failed too often.
    pub fn give_up(&mut self, worker: Worker, work: &mut Vec<Work>) -> GivenUp {
        self.desk(worker).give_up(work)
    }

    /// Gives up what is running or waiting of a kind, because the reader asked for it.
    pub fn stop(&mut self, lane: Lane, work: &mut Vec<Work>) {
        for desk in &mut self.desks {
            desk.stop(lane, work);
        }
    }

    /// Whether what is running is of this kind and takes long.
    pub fn is_slow(&self, lane: Lane) -> bool {
        let is_slow = |it: &Running| it.lane == lane && it.pace == Pace::Slow;
        self.desks
            .iter()
            .any(|desk| desk.running.as_ref().is_some_and(is_slow))
    }

    /// Starts the workers that have failed anew because the reader asked for it.
    pub fn retry(&mut self, work: &mut Vec<Work>) {
        for desk in &mut self.desks {
            if std::mem::take(&mut desk.failures) > 0 {
                desk.restart(work);
            }
        }
    }

    fn desk(&mut self, worker: Worker) -> &mut Desk {
        &mut self.desks[worker as usize]
    }

    /// The desk where a request is running.
    fn desk_of(&mut self, id: u64) -> Option<&mut Desk> {
        self.desks
            .iter_mut()
            .find(|desk| desk.running.as_ref().is_some_and(|it| it.id == id))
    }
}

impl Desk {
    fn of(worker: Worker) -> Self {
        Self {
            worker,
            running: None,
            waiting: Vec::new(),
            failures: 0,
            is_held: false,
        }
    }

    fn submit(&mut self, lane: Lane, request: Request, work: &mut Vec<Work>) {
        self.waiting.retain(|(other, _)| !other.gives_way_to(lane));
        self.waiting.push((lane, request));
        match &self.running {
            None => self.send_next(work),
            Some(running) if running.lane.gives_way_to(lane) && running.pace == Pace::Slow => {
                self.restart(work);
            }
            Some(_) => {}
        }
    }

    fn is_busy(&self, lane: Lane) -> bool {
        self.running.as_ref().is_some_and(|it| it.lane == lane)
            || self.waiting.iter().any(|(other, _)| *other == lane)
    }

    fn answered(&mut self, is_last: bool, work: &mut Vec<Work>) -> bool {
        self.failures = 0;
        let is_useful = !self.has_newer();
        if is_last {
            self.running = None;
            self.send_next(work);
        }
        is_useful
    }

    fn alarm(&mut self, alarm: Alarm, work: &mut Vec<Work>) -> Option<GivenUp> {
        match alarm {
            Alarm::Overdue => Some(self.give_up(work)),
            Alarm::Slow => {
                if self.has_newer() {
                    self.restart(work);
                } else if let Some(running) = &mut self.running {
                    running.pace = Pace::Slow;
                }
                None
            }
        }
    }

    /// Whether something waits that makes what is running useless.
    fn has_newer(&self) -> bool {
        self.running.as_ref().is_some_and(|running| {
            let mut waiting = self.waiting.iter();
            waiting.any(|(newer, _)| running.lane.gives_way_to(*newer))
        })
    }

    fn give_up(&mut self, work: &mut Vec<Work>) -> GivenUp {
        let lane = self.running.take().map(|running| running.lane);
        self.failures += 1;
        let for_good = self.failures >= PATIENCE;
        if for_good {
            self.waiting.clear();
        } else {
            self.restart(work);
        }
        GivenUp {
            worker: self.worker,
            lane,
            for_good,
        }
    }

    fn stop(&mut self, lane: Lane, work: &mut Vec<Work>) {
        self.waiting.retain(|(other, _)| *other != lane);
        if self.running.as_ref().is_some_and(|it| it.lane == lane) {
            self.restart(work);
        }
    }

    /// Has another worker go on with what waits.
    fn restart(&mut self, work: &mut Vec<Work>) {
        self.running = None;
        work.push(Work::Restart(self.worker));
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
        work.push(Work::Ring(self.worker, id, Alarm::Slow, SLOW));
        work.push(Work::Ring(self.worker, id, Alarm::Overdue, patience));
    }
}

/// Size of the text in a job, in whole megabytes.
fn megabytes(job: &Job) -> u32 {
    match job {
        Job::Check(Draft { text, .. })
        | Job::Detail {
            draft: Draft { text, .. },
            ..
        }
        | Job::Repair(Draft { text, .. })
        | Job::Judge(Exam::Program { text, .. } | Exam::Lesson { text } | Exam::Claims { text }) => {
            u32::try_from(text.len() / 1_000_000).unwrap_or(u32::MAX / 10_000)
        }
        Job::Hello | Job::Analyse { .. } | Job::Extra(_) | Job::Fail(_) => 0,
    }
}

#[cfg(test)]
mod tests;
