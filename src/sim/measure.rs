//! What is counted and measured during a run.
//!
//! Means over time (requests in the system) are integrals, advanced at every event; means over
//! requests are plain sums in event order; for quantiles there is a [`Histogram`].

use super::histogram::Histogram;
use serde::{Deserialize, Serialize};

/// What has happened since the start. At any moment
/// `arrivals = ok + raised + failed + timed_out + reneged + rejected + lost + in the system` and
/// `arrivals = wanted + retries`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Attempts that arrived.
    pub arrivals: u64,
    /// Attempts whose path returned.
    pub ok: u64,
    /// Attempts whose path raised, as the program's own operations do.
    pub raised: u64,
    /// Attempts that met a full table.
    pub failed: u64,
    /// Attempts that waited for a pool until its timeout.
    pub timed_out: u64,
    /// Attempts that lost patience while they waited for a worker, or for the kernel to accept them.
    pub reneged: u64,
    /// Attempts turned away because the system was full, or because no process was there.
    pub rejected: u64,
    /// Attempts that a process took with it when it ended.
    pub lost: u64,
    /// Requests that clients wanted answered, however many attempts that took.
    pub wanted: u64,
    /// Attempts after the first.
    pub retries: u64,
    /// Requests whose client got the answer.
    pub answered: u64,
    /// Requests whose client gave up.
    pub given_up: u64,
    /// Attempts that were worked for after their client had stopped waiting.
    pub wasted: u64,
    /// Units left unreleased, whatever became of them.
    pub unreleased: u64,
    /// Unreleased units that the runtime closed at once.
    pub closed_at_once: u64,
    /// Unreleased units that a garbage collection closed.
    pub collected: u64,
    /// Garbage collections that found something.
    pub collections: u64,
    /// Processes that ended by themselves or were killed.
    pub crashes: u64,
    /// Planned restarts.
    pub restarts: u64,
    /// Records that reached the file.
    pub written: u64,
    /// Records that were in a buffer when its process was killed.
    pub lost_records: u64,
    /// Alarms that the monitor raised.
    pub alerts: u64,
    /// Samples that the monitor could not take.
    pub failed_probes: u64,
}

impl Counters {
    /// Attempts that ran to the end of a path.
    pub fn completed(&self) -> u64 {
        self.ok + self.raised
    }

    /// Attempts that met an error that is not the program's own.
    pub fn errors(&self) -> u64 {
        self.failed + self.timed_out + self.reneged + self.rejected + self.lost
    }
}

/// Sums over the requests that arrived, and the time that passed, after the warm-up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measures {
    /// Requests that arrived.
    pub arrivals: u64,
    /// Requests that ran to the end of a path.
    pub completed: u64,
    /// Requests turned away because the system was full.
    pub rejected: u64,
    /// Requests that waited for a pool until its timeout.
    pub timed_out: u64,
    /// Requests that met a full table.
    pub failed: u64,
    /// Requests that lost patience.
    pub reneged: u64,
    /// Requests that a process took with it.
    pub lost: u64,
    /// Requests that had to wait, for a worker or for the resource, those that timed out included.
    pub waited: u64,
    /// Waiting time of the completed requests, in seconds.
    pub wait: f64,
    /// Time in the system of every request that left it otherwise than by rejection, in seconds.
    pub sojourn: f64,
    /// Time in the system of the completed requests, in seconds.
    pub completed_sojourn: f64,
    /// Work that the completed requests needed on their paths, in seconds.
    pub work: f64,
    /// Integral of the requests in the system, in request-seconds.
    pub in_system: f64,
    /// Integral of the requests waiting for a worker or the resource, in request-seconds.
    pub waiting: f64,
    /// Integral of the share of replicas that serve, in seconds.
    pub up: f64,
    /// Time measured, in seconds.
    pub time: f64,
    /// Times in the system of the completed requests.
    pub sojourns: Histogram,
    /// Waiting times of the completed requests.
    pub waits: Histogram,
}

impl Measures {
    /// Requests that left the system otherwise than by rejection.
    pub fn left(&self) -> u64 {
        self.completed + self.timed_out + self.failed + self.reneged + self.lost
    }
}
