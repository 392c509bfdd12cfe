//! What a lane shows, and what it notes about itself: the clock, stop conditions, measurements and
//! happenings.

use super::super::frame::{Happening, HappeningKind, LaneFrame, SHOWN_WAITERS, pack};
use super::super::measure::{Counters, Measures};
use super::super::scenario::Scenario;
use super::super::stop::Ended;
use super::Lane;

/// Shares of the resource, in percent, that are worth telling when they are gone.
const MILESTONES: [u32; 3] = [50, 90, 99];

/// What others may read.
impl Lane {
    /// Simulated time, in seconds.
    pub fn now(&self) -> f64 {
        self.now
    }

    /// Why the run ended, once it has.
    pub fn ended(&self) -> Option<Ended> {
        self.ended
    }

    /// When the resource ran out, in seconds: when every unit that requests can have was left
    /// unreleased, or when a request first found a table full, whichever came first.
    pub fn exhausted_at(&self) -> Option<f64> {
        self.exhausted_at
    }

    /// When the first request met the resource's error, in seconds.
    pub fn first_error_at(&self) -> Option<f64> {
        self.first_error_at
    }

    /// Counts since the start.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Sums since the warm-up.
    pub fn measures(&self) -> &Measures {
        &self.measures
    }

    /// Requests in the system.
    pub fn in_system(&self) -> u32 {
        self.in_system
    }

    /// Units leaked, garbage included.
    pub fn unreleased(&self) -> u32 {
        self.bank.tally.leaked + self.bank.tally.garbage
    }

    /// The scenario being played.
    pub fn scenario(&self) -> &Scenario {
        &self.plan.scenario
    }

    /// A number that two runs share exactly when the same events happened at the same times.
    pub fn trace_hash(&self) -> u64 {
        self.trace.hash()
    }

    /// Events played so far.
    pub fn events(&self) -> u64 {
        self.trace.events()
    }

    /// The present moment; starts a new window for quantiles and happenings.
    pub fn frame(&mut self) -> LaneFrame {
        let tally = self.bank.tally;
        let frame = LaneFrame {
            slots: pack(&self.bank.units),
            in_use: tally.open,
            leaked: tally.leaked,
            garbage: tally.garbage,
            free: self.bank.capacity() - tally.open - tally.leaked - tally.garbage,
            in_system: self.in_system,
            waiting: self.line.len() as u32,
            queued: self.bank.waiters.len() as u32,
            patience: self
                .bank
                .waiters
                .iter()
                .take(SHOWN_WAITERS)
                .filter_map(|waiter| waiter.deadline.map(|deadline| deadline - self.now))
                .collect(),
            counters: self.counters,
            p50: self.window.quantile(0.5),
            p95: self.window.quantile(0.95),
            p99: self.window.quantile(0.99),
            events: std::mem::take(&mut self.told),
        };
        self.window.clear();
        frame
    }
}

/// How a request left the system.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaving {
    Completed,
    TimedOut,
    Failed,
}

impl Lane {
    /// The time at which the run ends whatever happens, in seconds.
    pub(super) fn deadline(&self) -> f64 {
        let stop = self.plan.scenario.stop;
        let out_of_time = stop.time.unwrap_or(f64::INFINITY);
        match (stop.after_exhaustion, self.exhausted_at) {
            (Some(after), Some(at)) => out_of_time.min(at + after),
            _ => out_of_time,
        }
    }

    pub(super) fn check_stop(&mut self) {
        let stop = self.plan.scenario.stop;
        let completed = stop
            .completed
            .is_some_and(|most| self.counters.completed() >= most);
        let closed = stop
            .arrivals
            .is_some_and(|most| self.counters.arrivals >= most);
        if stop.after_exhaustion == Some(0.0) && self.exhausted_at.is_some() {
            self.ended = Some(Ended::Exhausted);
        } else if completed {
            self.ended = Some(Ended::Completed);
        } else if closed && self.in_system == 0 {
            self.ended = Some(Ended::Drained);
        }
    }

    pub(super) fn advance_clock(&mut self, time: f64) {
        if !self.warm && time >= self.plan.scenario.warm_up {
            self.warm = true;
            self.now = self.plan.scenario.warm_up;
            self.measures = Measures::default();
        }
        let elapsed = time - self.now;
        let waiting = self.line.len() + self.bank.waiters.len();
        self.measures.in_system += elapsed * f64::from(self.in_system);
        self.measures.waiting += elapsed * waiting as f64;
        self.measures.time += elapsed;
        self.now = time;
    }

    pub(super) fn measure_leaving(&mut self, place: u32, how: Leaving) {
        let request = &self.requests[place as usize];
        let sojourn = self.now - request.arrived;
        if how == Leaving::Completed {
            self.window.add(sojourn);
        }
        if request.arrived < self.plan.scenario.warm_up {
            return;
        }
        self.measures.sojourn += sojourn;
        self.measures.waited += u64::from(request.wait > 0.0);
        match how {
            Leaving::Completed => {
                self.measures.completed += 1;
                self.measures.wait += request.wait;
                self.measures.sojourns.add(sojourn);
                self.measures.waits.add(request.wait);
            }
            Leaving::TimedOut => self.measures.timed_out += 1,
            Leaving::Failed => self.measures.failed += 1,
        }
    }

    pub(super) fn tell_leak(&mut self, unit: u32) {
        let line = self.bank.units[unit as usize].line;
        let resource = self.plan.scenario.resource.as_ref();
        let name = resource.map_or("unit", |r| r.unit());
        let names = resource.map_or("units", |r| r.units());
        if self.unreleased() == 1 && self.counters.unreleased == 1 {
            let text = format!("First {name} left unreleased: number {unit}");
            self.tell(HappeningKind::FirstLeak, line, text);
        }
        if self.bank.is_exhausted() {
            self.exhausted();
        }
        let Some(&percent) = MILESTONES.get(self.milestone as usize) else {
            return;
        };
        let (gone, all) = (self.unreleased(), self.bank.capacity());
        if u64::from(gone) * 100 >= u64::from(all) * u64::from(percent) {
            self.milestone += 1;
            let text = format!("{percent} % of {all} {names} are gone");
            self.tell(HappeningKind::Milestone, line, text);
        }
    }

    pub(super) fn exhausted(&mut self) {
        if self.exhausted_at.is_none() {
            self.exhausted_at = Some(self.now);
            let names = self
                .plan
                .scenario
                .resource
                .as_ref()
                .map_or("units", |r| r.units());
            let gone = self.unreleased();
            let all = self.bank.capacity();
            let text = format!("No {names} left: {gone} of {all} were never released");
            self.tell(HappeningKind::Exhausted, 0, text);
        }
    }

    pub(super) fn error(&mut self, line: u32) {
        if self.first_error_at.is_none() {
            self.first_error_at = Some(self.now);
            self.tell(HappeningKind::Error, line, self.plan.error.clone());
        }
    }

    pub(super) fn tell(&mut self, kind: HappeningKind, line: u32, text: String) {
        self.told.push(Happening {
            t: self.now,
            kind,
            line,
            text,
        });
    }
}
