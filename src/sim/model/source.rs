//! Clients and connections: how attempts come to a replica, and what clients do afterwards.

use super::super::frame::ReplicaState;
use super::super::scenario::{Arrivals, Discipline};
use super::observe::Leaving;
use super::request::{Request, Stage};
use super::trace::Kind;
use super::{Event, Lane};

/// The kernel's own bound on what a program asks of `listen`, `net.core.somaxconn` since Linux 5.4.
const SOMAXCONN: u32 = 4096;
/// What a client meets then.
const TIMED_OUT: &str = "TimeoutError: [Errno 110] Connection timed out";

impl Lane {
    /// The next request of the source.
    pub(super) fn arrive(&mut self) {
        let index = self.counters.wanted;
        self.note(Kind::Arrival, index);
        let scenario = &self.plan.scenario;
        let most = scenario.stop.arrivals.unwrap_or(u64::MAX);
        if index >= most {
            return;
        }
        self.counters.wanted += 1;
        let is_open = !matches!(scenario.arrivals, Arrivals::Closed { .. });
        if is_open && index + 1 < most {
            let next = self.now + self.plan.draw_gap(self.now, index + 1);
            self.agenda.schedule(next, Event::Arrive);
        }
        self.attempt(index, 0);
    }

    /// An attempt arrives.
    fn attempt(&mut self, index: u64, attempt: u32) {
        self.counters.arrivals += 1;
        self.measures.arrivals += 1;
        let Some(replica) = self.choose_replica() else {
            self.reject(index, attempt);
            return;
        };
        if self.is_full(replica) {
            self.reject(index, attempt);
            return;
        }
        self.in_system += 1;
        let place = self.new_place();
        let service = self.plan.draw_service(index, attempt);
        let course = self.plan.draw_course(index, attempt);
        self.effort.add(self.plan.draws);
        let request = &mut self.requests[place as usize];
        request.index = index;
        request.attempt = attempt;
        request.arrived = self.now;
        request.since = self.now;
        request.wait = 0.0;
        request.service = service;
        request.course = course;
        request.act = 0;
        request.acquired = 0;
        request.line = 0;
        request.connection = None;
        request.kib = 0.0;
        request.is_late = false;
        if let Some(timeout) = self.plan.scenario.client.timeout {
            let end = self.now + timeout;
            let ticket = self.agenda.schedule_cancellable(end, Event::Late(place));
            self.requests[place as usize].timeout = Some(ticket);
        }
        self.admit(place, replica, 0);
    }

    /// Gives an attempt to a replica: to a worker, into the line, or nowhere.
    fn admit(&mut self, place: u32, replica: u32, tries: u32) {
        self.requests[place as usize].replica = replica;
        if self.has_worker(replica) && self.accept(place, replica) {
            self.serve(place);
            return;
        }
        let here = &mut self.replicas[replica as usize];
        let backlog = self.plan.scenario.backlog;
        if backlog.is_some_and(|most| here.line.len() > most.min(SOMAXCONN) as usize) {
            self.drop_connection(place, tries);
            return;
        }
        here.line.push_back(place);
        self.waiting += 1;
        let request = &mut self.requests[place as usize];
        request.stage = Stage::Line;
        if let Some(patience) = self.plan.draw_patience(request.index, request.attempt) {
            let end = self.now + patience;
            request.patience = Some(self.agenda.schedule_cancellable(end, Event::Renege(place)));
        }
    }

    /// The kernel drops a connection; its client will try again.
    fn drop_connection(&mut self, place: u32, tries: u32) {
        let request = &mut self.requests[place as usize];
        request.stage = Stage::Connecting;
        let serial = request.serial;
        let times = self.plan.scenario.connects.times();
        let after = times.get(tries as usize).or(times.last());
        let time = request.arrived + after.copied().unwrap_or(0.0);
        self.waiting += 1;
        self.connecting += 1;
        let tries = tries + 1;
        let event = Event::Connect {
            place,
            serial,
            tries,
        };
        self.agenda.schedule(time, event);
    }

    /// A dropped connection is tried again.
    pub(super) fn connect_again(&mut self, place: u32, serial: u32, tries: u32) {
        let request = &self.requests[place as usize];
        if request.serial != serial || request.stage != Stage::Connecting {
            return;
        }
        self.note(Kind::Connect, self.requests[place as usize].index);
        self.waiting -= 1;
        self.connecting -= 1;
        let request = &mut self.requests[place as usize];
        request.wait = self.now - request.arrived;
        if tries as usize >= self.plan.scenario.connects.times().len() {
            self.counters.reneged += 1;
            self.tell_first_error(place, TIMED_OUT.to_owned());
            self.measure_leaving(place, Leaving::Reneged);
            self.forget(place, Answer::Bad);
            return;
        }
        match self.choose_replica() {
            Some(replica) if !self.is_full(replica) => self.admit(place, replica, tries),
            _ => {
                self.counters.rejected += 1;
                self.measures.rejected += 1;
                self.forget(place, Answer::Bad);
            }
        }
    }

    /// A request in the line has lost patience.
    pub(super) fn renege(&mut self, place: u32) {
        self.note(Kind::Renege, self.requests[place as usize].index);
        let request = &mut self.requests[place as usize];
        request.patience = None;
        request.wait = self.now - request.arrived;
        let line = &mut self.replicas[request.replica as usize].line;
        self.effort.add(line.len() as u64);
        line.retain(|waiting| *waiting != place);
        self.waiting -= 1;
        self.counters.reneged += 1;
        self.measure_leaving(place, Leaving::Reneged);
        self.forget(place, Answer::Bad);
    }

    /// A client stops waiting. The service goes on, unless it never had the request.
    pub(super) fn too_late(&mut self, place: u32) {
        let request = &mut self.requests[place as usize];
        request.timeout = None;
        let (index, attempt, stage) = (request.index, request.attempt, request.stage);
        self.note(Kind::Late, index);
        if stage == Stage::Connecting {
            let request = &mut self.requests[place as usize];
            request.wait = self.now - request.arrived;
            self.waiting -= 1;
            self.connecting -= 1;
            self.counters.reneged += 1;
            self.measure_leaving(place, Leaving::Reneged);
            self.forget(place, Answer::Bad);
            return;
        }
        self.requests[place as usize].is_late = true;
        self.answer(index, attempt, Answer::Bad);
    }

    /// A client asks again.
    pub(super) fn retry(&mut self, place: u32) {
        let request = &self.requests[place as usize];
        let (index, attempt) = (request.index, request.attempt);
        self.note(Kind::Retry, index);
        self.retrying -= 1;
        self.counters.retries += 1;
        self.free_place(place);
        self.attempt(index, attempt);
    }

    /// An attempt leaves the system, and its client learns how it ended.
    pub(super) fn forget(&mut self, place: u32, answer: Answer) {
        let request = &mut self.requests[place as usize];
        let (index, attempt, is_late) = (request.index, request.attempt, request.is_late);
        let tickets = [request.timeout.take(), request.patience.take()];
        for ticket in tickets.into_iter().flatten() {
            self.agenda.cancel(ticket);
        }
        self.free_place(place);
        self.in_system -= 1;
        if !is_late {
            self.answer(index, attempt, answer);
        }
    }

    /// What a client does about the end of an attempt.
    fn answer(&mut self, index: u64, attempt: u32, answer: Answer) {
        let client = self.plan.scenario.client;
        if answer == Answer::Good {
            self.counters.answered += 1;
            if let Some(budget) = client.budget {
                self.savings = (self.savings + budget).min(super::Client::SAVED);
            }
        } else if attempt < client.retries && (client.budget.is_none() || self.savings >= 1.0) {
            self.savings -= f64::from(u8::from(client.budget.is_some()));
            self.retrying += 1;
            let place = self.new_place();
            let request = &mut self.requests[place as usize];
            request.index = index;
            request.attempt = attempt + 1;
            request.stage = Stage::BackOff;
            let time = self.now + self.plan.draw_back_off(index, attempt + 1);
            self.agenda.schedule(time, Event::Retry { place });
            return;
        } else {
            self.counters.given_up += 1;
        }
        if let Arrivals::Closed { clients, think } = self.plan.scenario.arrivals {
            let draw = u64::from(clients) + self.counters.answered + self.counters.given_up;
            let time = self.now + self.plan.draw_thinking(draw, think);
            self.agenda.schedule(time, Event::Arrive);
        }
    }

    fn reject(&mut self, index: u64, attempt: u32) {
        self.counters.rejected += 1;
        self.measures.rejected += 1;
        self.answer(index, attempt, Answer::Bad);
    }

    /// The next replica that is up, in turn.
    #[inline(always)]
    fn choose_replica(&mut self) -> Option<u32> {
        let count = self.replicas.len() as u32;
        for looked in 0..count {
            let replica = self.turn;
            self.turn = if replica + 1 >= count { 0 } else { replica + 1 };
            if self.replicas[replica as usize].state == ReplicaState::Up {
                self.effort.add(u64::from(looked));
                return Some(replica);
            }
        }
        self.effort.add(u64::from(count));
        None
    }

    #[inline(always)]
    fn is_full(&self, replica: u32) -> bool {
        let most = self.plan.scenario.capacity;
        most.is_some_and(|most| self.replicas[replica as usize].load() >= most)
    }

    #[inline(always)]
    pub(super) fn has_worker(&self, replica: u32) -> bool {
        let scenario = &self.plan.scenario;
        scenario.discipline == Discipline::Sharing
            || scenario
                .workers
                .is_none_or(|workers| self.replicas[replica as usize].busy < workers)
    }

    #[inline(always)]
    fn new_place(&mut self) -> u32 {
        let spare = self.spare.pop();
        spare.unwrap_or_else(|| {
            self.requests.push(Request::default());
            (self.requests.len() - 1) as u32
        })
    }

    #[inline(always)]
    fn free_place(&mut self, place: u32) {
        let request = &mut self.requests[place as usize];
        request.stage = Stage::Free;
        request.serial = request.serial.wrapping_add(1);
        self.spare.push(place);
    }

    fn tell_first_error(&mut self, place: u32, text: String) {
        let replica = self.requests[place as usize].replica;
        self.error(replica, 0, text);
    }
}

/// What a client gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// What it asked for.
    Good,
    /// An error, or nothing.
    Bad,
}
