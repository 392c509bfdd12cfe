//! What is counted and measured during a run.
//!
//! Times in the system go into a log-linear histogram: seven bits of the mantissa, so a quantile is
//! at most 0.8 % off, at any scale, in the same bits on every machine. Means over time (requests in
//! the system) are integrals, advanced at every event; means over requests are plain sums in event
//! order.

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
    /// Time in the system over work needed, summed over the completed requests that needed work.
    pub stretch: f64,
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

/// Bits of mantissa that tell two buckets apart.
const PRECISION: u32 = 7;
/// Exponent of the smallest time told apart, 2^-24 s (60 ns); smaller ones share a bucket.
const LOWEST: i64 = -24;
/// Exponent that no bucket reaches, 2^24 s (half a year).
const HIGHEST: i64 = 24;

/// A log-linear histogram of times in seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// Empty until the first time is added.
    counts: Vec<u32>,
    total: u64,
}

impl Histogram {
    /// Adds one time.
    #[inline(always)]
    pub fn add(&mut self, seconds: f64) {
        if self.counts.is_empty() {
            self.begin();
        }
        self.counts.as_mut_slice()[bucket(seconds)] += 1;
        self.total += 1;
    }

    #[inline(never)]
    fn begin(&mut self) {
        self.counts = vec![0; ((HIGHEST - LOWEST) << PRECISION) as usize];
    }

    /// Adds every time of another histogram.
    pub fn merge(&mut self, other: &Self) {
        if self.counts.is_empty() {
            self.counts.clone_from(&other.counts);
        } else {
            for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
                *mine += theirs;
            }
        }
        self.total += other.total;
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        if self.total > 0 {
            self.counts.fill(0);
            self.total = 0;
        }
    }

    /// How many times were added.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The time that a share `q` of all times does not exceed, in seconds: the middle of its bucket.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        if self.total == 0 {
            return None;
        }
        let rank = (libm::ceil(q * self.total as f64) as u64).clamp(1, self.total);
        let mut seen = 0;
        for (index, count) in self.counts.iter().enumerate() {
            seen += u64::from(*count);
            if seen >= rank {
                return Some(middle(index));
            }
        }
        None
    }
}

#[inline(always)]
fn bucket(seconds: f64) -> usize {
    let top = (seconds.to_bits() >> (52 - PRECISION)) as i64;
    let index = top - ((1023 + LOWEST) << PRECISION);
    index.clamp(0, ((HIGHEST - LOWEST) << PRECISION) - 1) as usize
}

/// The middle of a bucket; 0 for the lowest one, which holds the zeros.
fn middle(index: usize) -> f64 {
    if index == 0 {
        return 0.0;
    }
    let edge = |index: usize| {
        f64::from_bits(((index as u64) + ((1023 + LOWEST) << PRECISION) as u64) << (52 - PRECISION))
    };
    (edge(index) + edge(index + 1)) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_their_precision() {
        let mut histogram = Histogram::default();
        for i in 1..=10_000 {
            histogram.add(f64::from(i) * 1e-3);
        }
        for q in [0.01, 0.5, 0.95, 0.99, 1.0] {
            let got = histogram.quantile(q).expect("not empty");
            assert!((got / (q * 10.0) - 1.0).abs() < 0.008, "q{q}: {got}");
        }
    }

    #[test]
    fn zero_and_the_absurd_are_counted() {
        let mut histogram = Histogram::default();
        histogram.add(0.0);
        histogram.add(1e300);
        assert_eq!(histogram.total(), 2);
        assert_eq!(histogram.quantile(0.5), Some(0.0));
    }
}
