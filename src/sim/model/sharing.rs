//! Processors that all requests in service share equally.
//!
//! In virtual time everybody works at speed 1, so who is done first never changes; only the speed of
//! virtual time does, with the number of requests: `min(1, processors / requests)`.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The requests that share a replica's processors.
#[derive(Clone, Debug)]
pub struct Sharing {
    processors: f64,
    /// Virtual time, in seconds.
    done: f64,
    /// Real time at which `done` was right, in seconds; later than now during a pause.
    at: f64,
    jobs: BinaryHeap<Job>,
    sequence: u64,
    /// Tells the event of the next departure from older ones.
    pub version: u32,
}

/// A request and the virtual time at which it is done.
#[derive(Clone, Copy, Debug)]
struct Job {
    until: f64,
    sequence: u64,
    request: u32,
}

impl PartialEq for Job {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Job {}

impl PartialOrd for Job {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Job {
    // Reversed: `BinaryHeap` is a max-heap and the earliest job is wanted.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_time = other.until.total_cmp(&self.until);
        by_time.then(other.sequence.cmp(&self.sequence))
    }
}

impl Sharing {
    /// So many idle processors.
    pub fn new(processors: u32) -> Self {
        Self {
            processors: f64::from(processors),
            done: 0.0,
            at: 0.0,
            jobs: BinaryHeap::new(),
            sequence: 0,
            version: 0,
        }
    }

    /// A request needs so many seconds of a processor from now on.
    pub fn add(&mut self, now: f64, request: u32, seconds: f64) {
        self.advance(now);
        self.jobs.push(Job {
            until: self.done + seconds,
            sequence: self.sequence,
            request,
        });
        self.sequence += 1;
        self.version = self.version.wrapping_add(1);
    }

    /// Takes the request that is done now.
    pub fn take(&mut self, now: f64) -> Option<u32> {
        let job = self.jobs.pop()?;
        self.done = job.until;
        self.at = now;
        self.version = self.version.wrapping_add(1);
        Some(job.request)
    }

    /// Nobody works for so many seconds from now on.
    pub fn pause(&mut self, now: f64, seconds: f64) {
        self.advance(now);
        self.at = self.at.max(now) + seconds;
        self.version = self.version.wrapping_add(1);
    }

    /// When the next request is done, in seconds, if there is one and nothing changes.
    pub fn next_time(&self) -> Option<f64> {
        let job = self.jobs.peek()?;
        Some(self.at + (job.until - self.done) / self.speed())
    }

    fn advance(&mut self, now: f64) {
        if now > self.at {
            self.done += (now - self.at) * self.speed();
            self.at = now;
        }
    }

    fn speed(&self) -> f64 {
        (self.processors / self.jobs.len().max(1) as f64).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_on_one_processor_take_twice_as_long_and_a_pause_delays_both() {
        let mut sharing = Sharing::new(1);
        sharing.add(0.0, 7, 2.0);
        assert_eq!(sharing.next_time(), Some(2.0));
        sharing.add(1.0, 8, 0.5);
        // 7 has one second of work left, 8 half a second: 8 is done after one second at half speed.
        assert_eq!(sharing.next_time(), Some(2.0));
        sharing.pause(1.5, 3.0);
        assert_eq!(sharing.next_time(), Some(5.0));
        assert_eq!(sharing.take(5.0), Some(8));
        assert_eq!(sharing.next_time(), Some(5.5));
        assert_eq!(sharing.take(5.5), Some(7));
        assert_eq!(sharing.next_time(), None);
    }

    #[test]
    fn nobody_gets_more_than_one_processor() {
        let mut sharing = Sharing::new(4);
        sharing.add(0.0, 1, 1.0);
        sharing.add(0.0, 2, 1.0);
        assert_eq!(sharing.next_time(), Some(1.0));
    }
}
