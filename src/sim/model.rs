//! One simulated service: the life of its requests.
//!
//! ```text
//! arrive ─┬─ system full ──────────────────────────────► rejected
//!         └─ wait for a worker ─► path: acquire ─┬─ none left (table) ─► failed
//!                                               ├─ waited too long (pool) ─► timed out
//!                                               └─ work … end of path ─► ok | raised
//! ```
//!
//! What a path leaves unreleased meets its [`Fate`]. Approximation: what a request already holds
//! when an acquisition fails is released.

mod bank;
mod observe;
mod plan;
mod trace;

use super::engine::Agenda;
use super::fate::{Ending, Fate};
use super::frame::{Happening, HappeningKind};
use super::measure::{Counters, Histogram, Measures};
use super::scenario::Scenario;
use super::stop::Ended;
use bank::{Answer, Bank, Waiter};
use observe::Leaving;
use plan::{Act, Plan};
use std::collections::VecDeque;
use std::sync::Arc;
use trace::Trace;

/// One service being simulated; a copy is a checkpoint.
#[derive(Clone, Debug)]
pub struct Lane {
    plan: Arc<Plan>,
    agenda: Agenda<Event>,
    now: f64,
    requests: Vec<Request>,
    spare: Vec<u32>,
    line: VecDeque<u32>,
    busy: u32,
    in_system: u32,
    bank: Bank,
    ready: VecDeque<u32>,
    counters: Counters,
    measures: Measures,
    window: Histogram,
    told: Vec<Happening>,
    milestone: u32,
    warm: bool,
    exhausted_at: Option<f64>,
    first_error_at: Option<f64>,
    ended: Option<Ended>,
    trace: Trace,
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Arrive,
    Worked(u32),
    GiveUp(u32),
    Collect,
    Return(u32),
}

#[derive(Clone, Debug, Default)]
struct Request {
    index: u64,
    arrived: f64,
    wait: f64,
    service: f64,
    course: u32,
    act: u32,
    held: VecDeque<u32>,
    acquired_at: u32,
}

impl Lane {
    /// A service before its first request.
    pub fn new(scenario: Scenario) -> Self {
        let plan = Plan::new(scenario);
        let mut agenda = Agenda::default();
        agenda.schedule(plan.draw_gap(0), Event::Arrive);
        if let Some(period) = plan.collection_period() {
            agenda.schedule(period, Event::Collect);
        }
        Self {
            agenda,
            now: 0.0,
            requests: Vec::new(),
            spare: Vec::new(),
            line: VecDeque::new(),
            busy: 0,
            in_system: 0,
            bank: Bank::new(plan.scenario.resource.as_ref()),
            ready: VecDeque::new(),
            counters: Counters::default(),
            measures: Measures::default(),
            window: Histogram::default(),
            told: Vec::new(),
            milestone: 0,
            warm: plan.scenario.warm_up <= 0.0,
            exhausted_at: None,
            first_error_at: None,
            ended: None,
            trace: Trace::default(),
            plan: Arc::new(plan),
        }
    }

    /// When the next event happens, in seconds; nothing when the run has ended.
    pub fn next_time(&mut self) -> Option<f64> {
        if self.ended.is_some() {
            return None;
        }
        self.agenda.next_time()
    }

    /// Plays the next event; false when the run has ended.
    pub fn step(&mut self) -> bool {
        if self.ended.is_some() {
            return false;
        }
        let next = self.agenda.next_time().unwrap_or(f64::INFINITY);
        let deadline = self.deadline();
        if next > deadline {
            self.advance_clock(deadline);
            let out_of_time = self
                .plan
                .scenario
                .stop
                .time
                .is_some_and(|time| time <= deadline);
            self.ended = Some(if out_of_time {
                Ended::Time
            } else {
                Ended::Exhausted
            });
            return false;
        }
        let Some((time, event)) = self.agenda.take() else {
            return false;
        };
        self.advance_clock(time);
        self.play(event);
        while let Some(request) = self.ready.pop_front() {
            self.go_on(request);
        }
        self.check_stop();
        self.ended.is_none()
    }

    /// Plays every event up to and including `time`, in seconds, and lets the clock stand there.
    pub fn run_until(&mut self, time: f64) {
        while self.next_time().is_some_and(|next| next <= time) {
            self.step();
        }
        if self.ended.is_none() {
            if time >= self.deadline() {
                self.step();
            } else if time > self.now {
                self.advance_clock(time);
            }
        }
    }

    fn play(&mut self, event: Event) {
        match event {
            Event::Arrive => self.arrive(),
            Event::Worked(request) => {
                self.trace
                    .add(self.now, 2, self.requests[request as usize].index);
                self.ready.push_back(request);
            }
            Event::GiveUp(request) => self.give_up(request),
            Event::Collect => self.collect(),
            Event::Return(unit) => {
                self.trace.add(self.now, 5, u64::from(unit));
                self.free(unit);
            }
        }
    }

    fn arrive(&mut self) {
        let index = self.counters.arrivals;
        self.trace.add(self.now, 1, index);
        self.counters.arrivals += 1;
        self.measures.arrivals += 1;
        if self
            .plan
            .scenario
            .stop
            .arrivals
            .is_none_or(|most| self.counters.arrivals < most)
        {
            let next = self.now + self.plan.draw_gap(index + 1);
            self.agenda.schedule(next, Event::Arrive);
        }
        if self
            .plan
            .scenario
            .capacity
            .is_some_and(|most| self.in_system >= most)
        {
            self.counters.rejected += 1;
            self.measures.rejected += 1;
            return;
        }
        self.in_system += 1;
        let place = self.spare.pop().unwrap_or_else(|| {
            self.requests.push(Request::default());
            (self.requests.len() - 1) as u32
        });
        let request = &mut self.requests[place as usize];
        request.index = index;
        request.arrived = self.now;
        request.wait = 0.0;
        request.service = self.plan.draw_service(index);
        request.course = self.plan.draw_course(index);
        request.act = 0;
        request.acquired_at = 0;
        if self.has_worker() {
            self.busy += 1;
            self.ready.push_back(place);
        } else {
            self.line.push_back(place);
        }
    }

    /// Runs a request along its path until it must wait, work or leave.
    fn go_on(&mut self, place: u32) {
        let plan = Arc::clone(&self.plan);
        let course = plan.course(self.requests[place as usize].course);
        loop {
            let request = &mut self.requests[place as usize];
            let Some(act) = course.acts.get(request.act as usize) else {
                self.finish(place, course.ends, course.fate);
                return;
            };
            request.act += 1;
            match *act {
                Act::Work(share) => {
                    let done = self.now + share * request.service;
                    self.agenda.schedule(done, Event::Worked(place));
                    return;
                }
                Act::Release => {
                    if let Some(unit) = request.held.pop_front() {
                        self.free(unit);
                    }
                }
                Act::Acquire(line) => match self.bank.ask(line) {
                    Answer::Unit(unit) => request.held.push_back(unit),
                    Answer::Wait(timeout) => {
                        request.acquired_at = line;
                        self.wait_for_unit(place, timeout);
                        return;
                    }
                    Answer::Refused => {
                        self.counters.failed += 1;
                        self.measure_leaving(place, Leaving::Failed);
                        self.exhausted();
                        self.error(line);
                        self.leave(place);
                        return;
                    }
                },
            }
        }
    }

    fn wait_for_unit(&mut self, place: u32, timeout: Option<f64>) {
        let deadline = timeout.map(|seconds| self.now + seconds);
        let ticket = deadline.map(|deadline| {
            self.agenda
                .schedule_cancellable(deadline, Event::GiveUp(place))
        });
        self.bank.waiters.push_back(Waiter {
            request: place,
            since: self.now,
            deadline,
            ticket,
        });
    }

    /// Gives a unit back, or on to whoever has waited longest.
    fn free(&mut self, unit: u32) {
        self.bank.give_back(unit);
        while let Some(waiter) = self.bank.waiters.front().copied() {
            let request = &mut self.requests[waiter.request as usize];
            let Answer::Unit(unit) = self.bank.ask(request.acquired_at) else {
                return;
            };
            request.held.push_back(unit);
            request.wait += self.now - waiter.since;
            self.bank.waiters.pop_front();
            if let Some(ticket) = waiter.ticket {
                self.agenda.cancel(ticket);
            }
            self.ready.push_back(waiter.request);
        }
    }

    fn give_up(&mut self, place: u32) {
        self.trace
            .add(self.now, 3, self.requests[place as usize].index);
        if let Some(position) = self.bank.waiters.iter().position(|w| w.request == place) {
            let waiter = self.bank.waiters.remove(position);
            let since = waiter.map_or(self.now, |waiter| waiter.since);
            self.requests[place as usize].wait += self.now - since;
        }
        self.counters.timed_out += 1;
        self.measure_leaving(place, Leaving::TimedOut);
        self.error(self.requests[place as usize].acquired_at);
        self.leave(place);
    }

    fn finish(&mut self, place: u32, ends: Ending, fate: Fate) {
        match ends {
            Ending::Returns => self.counters.ok += 1,
            Ending::Raises => self.counters.raised += 1,
        }
        while let Some(unit) = self.requests[place as usize].held.pop_front() {
            self.counters.unreleased += 1;
            if fate == Fate::AtOnce {
                self.counters.closed_at_once += 1;
                self.free(unit);
                continue;
            }
            self.bank.abandon(unit, fate);
            if fate == Fate::AfterTime {
                let back = self.now + self.plan.scenario.returns_after;
                self.agenda.schedule(back, Event::Return(unit));
            }
            self.tell_leak(unit);
        }
        self.measure_leaving(place, Leaving::Completed);
        self.leave(place);
    }

    /// Removes a request from the system and calls the next one to its worker.
    fn leave(&mut self, place: u32) {
        while let Some(unit) = self.requests[place as usize].held.pop_front() {
            self.free(unit);
        }
        self.spare.push(place);
        self.in_system -= 1;
        self.busy -= 1;
        if let Some(next) = self.line.pop_front() {
            self.busy += 1;
            let request = &mut self.requests[next as usize];
            request.wait += self.now - request.arrived;
            self.ready.push_back(next);
        }
    }

    fn collect(&mut self) {
        self.trace.add(self.now, 4, 0);
        if let Some(period) = self.plan.collection_period() {
            self.agenda.schedule(self.now + period, Event::Collect);
        }
        let garbage = self.bank.take_garbage();
        if garbage.is_empty() {
            return;
        }
        self.counters.collected += garbage.len() as u64;
        let units = self
            .plan
            .scenario
            .resource
            .as_ref()
            .map_or("units", |r| r.units());
        let text = format!("A garbage collection closes {} {units}", garbage.len());
        for unit in garbage {
            self.free(unit);
        }
        self.milestone = 0;
        self.tell(HappeningKind::Collection, 0, text);
    }

    fn has_worker(&self) -> bool {
        self.plan
            .scenario
            .workers
            .is_none_or(|workers| self.busy < workers)
    }
}
