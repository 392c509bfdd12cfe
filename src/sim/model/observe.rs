//! What a lane shows, and what it notes about itself: the clock, stop conditions, measurements and
//! happenings.

use super::super::frame::{Happening, HappeningKind, HeapFrame, LaneFrame};
use super::super::measure::{Counters, Measures};
use super::super::scenario::{MOST_TOLD, Scenario};
use super::super::stop::Ended;
use super::Lane;
use super::bank::Bank;
use super::replica::Replica;

/// Shares of the resource, in percent, that are worth telling when they are gone.
const MILESTONES: [u32; 3] = [50, 90, 99];

/// Seconds of an hour, which prices are for.
const HOUR: f64 = 3600.0;

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
        self.ran_out.map(|(time, _)| time)
    }

    /// The names of what ran out first, such as `descriptors`.
    pub fn ran_out(&self) -> Option<&'static str> {
        self.ran_out.map(|(_, what)| what)
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

    /// What a copy of it has to hold: requests, and the units of all replicas.
    pub fn weight(&self) -> u64 {
        let banks = self.replicas.iter().flat_map(|replica| &replica.banks);
        let units: usize = banks.map(|bank| bank.units.len()).sum();
        units as u64 + u64::from(self.in_system) + u64::from(self.retrying)
    }

    /// Requests that wait for what nobody will give back: for a pool that lets them wait without end
    /// and has lost every unit for good, or for the workers that all wait so. None when a planned
    /// restart will come.
    pub fn waiting_for_ever(&self) -> u32 {
        let scenario = &self.plan.scenario;
        if scenario.restart.is_some_and(|restart| restart.is_planned()) {
            return 0;
        }
        let stuck = |here: &Replica| {
            let dead = here.banks.iter().filter(|bank| bank.is_dead());
            let queued: usize = dead.map(|bank| bank.waiters.len()).sum();
            let all = scenario
                .workers
                .is_some_and(|workers| queued >= workers as usize);
            let patient = all && scenario.patience.is_none();
            queued + if patient { here.line.len() } else { 0 }
        };
        self.replicas.iter().map(stuck).sum::<usize>() as u32
    }

    /// Units of the first replica's first resource that are leaked, garbage included.
    pub fn unreleased(&self) -> u32 {
        let bank = self.replicas[0].banks.first();
        bank.map_or(0, |bank| bank.tally.leaked + bank.tally.garbage)
    }

    /// When something was first left behind, in seconds.
    pub fn first_leak_at(&self) -> Option<f64> {
        self.first_leak_at
    }

    /// What the replicas have cost, in dollars.
    pub fn money(&self) -> f64 {
        self.paid_time * self.plan.scenario.price / HOUR
    }

    /// The heap of the first replica, when the scenario has memory.
    pub fn heap(&self) -> Option<HeapFrame> {
        let first = &self.replicas[0];
        let heap = first.heap.as_ref()?;
        Some(heap.frame(&first.generations))
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
        let first = &self.replicas[0];
        let main = first.banks.first();
        let units = main.map(Bank::frame).unwrap_or_default();
        let others = first.banks.iter().skip(1).chain(&self.database);
        let frame = LaneFrame {
            slots: units.slots,
            in_use: units.in_use,
            leaked: units.leaked,
            garbage: units.garbage,
            lingering: units.lingering,
            ages: main.map(|bank| bank.ages(self.now)).unwrap_or_default(),
            free: units.free,
            others: others.map(Bank::frame).collect(),
            heap: self.heap(),
            buffer: first.buffer_frame(&self.plan.scenario),
            replicas: self.replicas.iter().map(|r| r.frame(self.now)).collect(),
            money: self.money(),
            in_system: self.in_system,
            waiting: self.replicas.iter().map(|r| r.line.len() as u32).sum(),
            connecting: self.connecting,
            retrying: self.retrying,
            queued: units.queued,
            patience: main.map(|bank| bank.patience(self.now)).unwrap_or_default(),
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
    Reneged,
    Lost,
}

impl Lane {
    /// The time at which the run ends whatever happens, in seconds.
    #[inline(always)]
    pub(super) fn deadline(&self) -> f64 {
        self.deadline
    }

    /// Something has run out for the first time.
    fn note_exhaustion(&mut self, what: &'static str) {
        if self.ran_out.is_none() {
            self.ran_out = Some((self.now, what));
            if let Some(after) = self.plan.scenario.stop.after_exhaustion {
                self.deadline = self.deadline.min(self.now + after);
            }
        }
    }

    /// No more events before the end, or none at all.
    pub(super) fn run_out_of_time(&mut self, next: f64, deadline: f64) {
        let scenario = &self.plan.scenario;
        let is_time = scenario.latest() <= deadline;
        if next == f64::INFINITY && scenario.stop.time.is_none() && is_time {
            self.ended = Some(Ended::Drained);
            return;
        }
        self.advance_clock(deadline);
        self.ended = Some(if is_time {
            Ended::Time
        } else {
            Ended::Exhausted
        });
    }

    #[inline(always)]
    pub(super) fn check_stop(&mut self) {
        let counters = &self.counters;
        let ends = &self.plan.ends;
        if self.ran_out.is_some() && ends.at_exhaustion {
            self.ended = Some(Ended::Exhausted);
        } else if counters.completed() >= ends.completed {
            self.ended = Some(Ended::Completed);
        } else if counters.wanted >= ends.arrivals && self.in_system == 0 && self.retrying == 0 {
            self.ended = Some(Ended::Drained);
        } else if counters.crashes + counters.restarts >= ends.deaths {
            self.ended = Some(Ended::Deaths);
        } else {
            self.ended = self.too_much();
        }
    }

    #[inline(always)]
    pub(super) fn advance_clock(&mut self, time: f64) {
        if !self.warm && time >= self.plan.scenario.warm_up {
            self.warm = true;
            self.now = self.plan.scenario.warm_up;
            self.measures = Measures::default();
        }
        let elapsed = time - self.now;
        self.measures.in_system += elapsed * f64::from(self.in_system);
        self.measures.waiting += elapsed * f64::from(self.waiting);
        let shares = f64::from(self.paid.max(1));
        self.measures.up += elapsed * f64::from(self.serving) / shares;
        self.measures.time += elapsed;
        self.paid_time += elapsed * f64::from(self.paid);
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
                self.measures.completed_sojourn += sojourn;
                self.measures.work += request.service * self.plan.course(request.course).share;
                self.measures.wait += request.wait;
                self.measures.sojourns.add(sojourn);
                self.measures.waits.add(request.wait);
            }
            Leaving::TimedOut => self.measures.timed_out += 1,
            Leaving::Failed => self.measures.failed += 1,
            Leaving::Reneged => self.measures.reneged += 1,
            Leaving::Lost => self.measures.lost += 1,
        }
    }

    pub(super) fn tell_leak(&mut self, replica: u32, of: u32, unit: u32) {
        let here = &self.replicas[replica as usize];
        let bank = &here.banks[of as usize];
        let (line, is_exhausted) = (bank.units[unit as usize].line, bank.is_exhausted());
        let (gone, all) = (bank.tally.leaked + bank.tally.garbage, bank.capacity());
        let resource = &self.plan.resources[of as usize];
        let (name, names) = (resource.unit(), resource.units());
        if self.counters.unreleased == 1 {
            let text = format!("First {name} left unreleased: number {unit}");
            self.tell(HappeningKind::FirstLeak, line, text);
        }
        let here = &mut self.replicas[replica as usize];
        if let Some(&percent) = MILESTONES.get(here.milestone as usize)
            && u64::from(gone) * 100 >= u64::from(all) * u64::from(percent)
            && (replica, of, here.is_out) == (0, 0, false)
        {
            here.milestone += 1;
            let text = format!("{percent} % of {all} {names} are gone");
            self.tell(HappeningKind::Milestone, line, text);
        }
        if is_exhausted {
            self.exhausted(replica, of as usize);
        }
    }

    /// A resource has run out: `of` in a replica, or the database server after the last.
    pub(super) fn exhausted(&mut self, replica: u32, of: usize) {
        let names = self.plan.units(of);
        self.note_exhaustion(names);
        let here = &mut self.replicas[replica as usize];
        if std::mem::replace(&mut here.is_out, true) {
            return;
        }
        let bank = here.banks.get(of).or(self.database.as_ref());
        let (gone, all) = bank.map_or((0, 0), |bank| {
            (bank.tally.leaked + bank.tally.garbage, bank.capacity())
        });
        let text = match gone {
            0 => format!("No {names} left: all {all} are in use"),
            _ => format!("No {names} left: {gone} of {all} were never released"),
        };
        self.tell(HappeningKind::Exhausted, 0, text);
    }

    /// Memory has run out.
    pub(super) fn exhausted_memory(&mut self) {
        self.note_exhaustion("memory");
        self.first_error_at.get_or_insert(self.now);
    }

    /// A request meets the error of a resource: `of` in a replica, or the database server after the
    /// last.
    pub(super) fn meet_error(&mut self, replica: u32, line: u32, of: usize) {
        if self.replicas[replica as usize].has_erred {
            return;
        }
        let text = self.plan.errors.get(of).cloned().unwrap_or_default();
        self.error(replica, line, text);
    }

    /// A request meets an error; the first one in a process's life is told.
    pub(super) fn error(&mut self, replica: u32, line: u32, text: String) {
        self.first_error_at.get_or_insert(self.now);
        let has_erred = &mut self.replicas[replica as usize].has_erred;
        if !std::mem::replace(has_erred, true) {
            self.tell(HappeningKind::Error, line, text);
        }
    }

    /// Tells what happened; when nobody has asked for it for very long, no more.
    pub(super) fn tell(&mut self, kind: HappeningKind, line: u32, text: String) {
        if self.told.len() >= MOST_TOLD {
            return;
        }
        self.told.push(Happening {
            t: self.now,
            kind,
            line,
            text,
        });
    }
}
