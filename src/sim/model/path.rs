//! How an attempt runs along its path, from its worker to its end.

use super::super::fate::{Ending, Fate};
use super::super::scenario::Accepts;
use super::bank::Answer as Unit;
use super::effort::ACT;
use super::heap::{Heap, Stays};
use super::life::Death;
use super::observe::Leaving;
use super::plan::Act;
use super::request::{Held, Stage};
use super::source::Answer;
use super::trace::Kind;
use super::units::Connected;
use super::{Event, Lane};

impl Lane {
    /// A worker takes a request.
    pub(super) fn serve(&mut self, place: u32) {
        let request = &mut self.requests[place as usize];
        request.stage = Stage::Served;
        if let Some(ticket) = request.patience.take() {
            self.agenda.cancel(ticket);
        }
        let replica = &mut self.replicas[request.replica as usize];
        replica.busy += 1;
        if let Some(memory) = self.plan.scenario.memory {
            request.kib = memory.per_request;
            replica.change_live(request.kib);
        }
        self.ready.push_back(place);
    }

    /// Runs a request along its path until it must wait, work or leave.
    pub(super) fn go_on(&mut self, place: u32) {
        if self.requests[place as usize].act == 0 && !self.weigh(place) {
            return;
        }
        loop {
            let request = &mut self.requests[place as usize];
            let course = self.plan.course(request.course);
            let Some(act) = course.acts.get(request.act as usize).copied() else {
                let ends = course.ends;
                self.finish(place, ends);
                return;
            };
            request.act += 1;
            self.effort.add(ACT);
            match act {
                Act::Work(share) => {
                    self.work(place, share);
                    return;
                }
                Act::Release { of } => {
                    let first = request.held.iter().position(|held| held.of == of);
                    self.effort.add(first.unwrap_or(0) as u64);
                    if let Some(held) = first.and_then(|at| request.held.remove(at)) {
                        self.let_go(place, held);
                    }
                }
                Act::Acquire { line, of, fate } => {
                    request.line = line;
                    request.of = of;
                    request.fate = fate;
                    if !self.acquire(place) {
                        return;
                    }
                }
                Act::Keep {
                    line,
                    kib,
                    objects,
                    fate,
                } => {
                    let size = self.draw_size(place, kib);
                    if !self.keep(place, line, size, objects, fate) {
                        return;
                    }
                }
            }
        }
    }

    /// A step of work begins.
    fn work(&mut self, place: u32, share: f64) {
        let factor = self.slowness(self.requests[place as usize].replica);
        let gil = self.plan.scenario.gil;
        let request = &mut self.requests[place as usize];
        let replica = &mut self.replicas[request.replica as usize];
        let mut seconds = share * request.service * factor;
        if gil > 0.0 {
            let leaked = replica.banks.first().map_or(0, |bank| bank.tally.leaked);
            seconds += gil * f64::from(leaked);
        }
        request.lag = replica.lag;
        if let Some(sharing) = &mut replica.sharing {
            sharing.add(self.now, place, seconds);
            let replica = request.replica;
            self.schedule_sharing(replica);
        } else {
            let serial = request.serial;
            let event = Event::Worked { place, serial };
            self.agenda.schedule(self.now + seconds, event);
        }
    }

    /// What makes work slower in a replica, as a factor.
    fn slowness(&self, replica: u32) -> f64 {
        let scenario = &self.plan.scenario;
        let profiled = match scenario.profiler {
            Some(profiler) if (profiler.from..profiler.until).contains(&self.now) => profiler.slows,
            _ => 1.0,
        };
        let here = &self.replicas[replica as usize];
        let spins = here.is_shut && scenario.accepts == Some(Accepts::Spins);
        let stolen = if spins { Accepts::SPINNING } else { 1.0 };
        profiled * stolen * here.heap.as_ref().map_or(1.0, |heap| heap.slowdown())
    }

    /// A step of work is done, unless a collection has stopped it meanwhile.
    pub(super) fn worked(&mut self, place: u32, serial: u32) {
        let request = &mut self.requests[place as usize];
        if request.serial != serial {
            return;
        }
        let lag = self.replicas[request.replica as usize].lag;
        if lag > request.lag {
            let missing = lag - request.lag;
            request.lag = lag;
            let event = Event::Worked { place, serial };
            self.agenda.schedule(self.now + missing, event);
            return;
        }
        let index = request.index;
        self.note(Kind::Work, index);
        self.ready.push_back(place);
    }

    /// The request that shares processors and is done first.
    pub(super) fn shared(&mut self, replica: u32, version: u32) {
        let Some(sharing) = &mut self.replicas[replica as usize].sharing else {
            return;
        };
        if sharing.version != version {
            return;
        }
        if let Some(place) = sharing.take(self.now) {
            self.note(Kind::Work, self.requests[place as usize].index);
            self.ready.push_back(place);
        }
        self.schedule_sharing(replica);
    }

    pub(super) fn schedule_sharing(&mut self, replica: u32) {
        let Some(sharing) = &self.replicas[replica as usize].sharing else {
            return;
        };
        if let Some(time) = sharing.next_time() {
            let version = sharing.version;
            self.agenda
                .schedule(time, Event::Shared { replica, version });
        }
    }

    /// Acquires the unit that a request asks for; false when the request cannot go on now.
    fn acquire(&mut self, place: u32) -> bool {
        let request = &self.requests[place as usize];
        let (index, attempt, held) = (request.index, request.attempt, request.acquired);
        let (line, of, fate) = (request.line, request.of, request.fate);
        let replica = request.replica;
        let answer = self.replicas[replica as usize].banks[of as usize].ask(line);
        match answer {
            Unit::Unit(unit) => {
                let connected = self.connect(replica, of, unit);
                if connected == Connected::Full {
                    self.take_back(replica, of, unit);
                    self.refuse(place, self.plan.resources.len());
                    return false;
                }
                let is_lost = self.draw_loss(index, attempt, held);
                let request = &mut self.requests[place as usize];
                request.acquired += 1;
                request.held.push_back(Held {
                    of,
                    unit,
                    is_lost,
                    fate,
                });
                if !self.weigh(place) {
                    return false;
                }
                if let Connected::After(seconds) = connected {
                    self.wait_for_connection(place, seconds);
                    return false;
                }
                true
            }
            Unit::Wait(timeout) => {
                self.wait_for_unit(place, timeout);
                false
            }
            Unit::Refused => {
                self.refuse(place, of as usize);
                false
            }
        }
    }

    /// Whether the unit that an attempt acquires after `held` others is never released.
    #[inline(always)]
    pub(super) fn draw_loss(&mut self, index: u64, attempt: u32, held: u32) -> bool {
        if self.plan.scenario.leaks.per_acquisition > 0.0 {
            self.effort.add(u64::from(held));
        }
        self.plan.draw_loss(index, attempt, held)
    }

    /// A request meets a full table: resource `of`, or the database server after the last.
    pub(super) fn refuse(&mut self, place: u32, of: usize) {
        let (replica, line) = {
            let request = &self.requests[place as usize];
            (request.replica, request.line)
        };
        self.counters.failed += 1;
        self.measure_leaving(place, Leaving::Failed);
        self.exhausted(replica, of);
        self.meet_error(replica, line, of);
        self.leave(place, Answer::Bad);
        self.die_of_exhaustion(replica);
    }

    /// The size of something that a request keeps, in KiB.
    fn draw_size(&self, place: u32, kib: f64) -> f64 {
        let request = &self.requests[place as usize];
        self.plan.draw_size(request.index, request.attempt, kib)
    }

    /// Puts something on the heap; false when that was too much.
    fn keep(&mut self, place: u32, line: u32, size: f64, objects: f64, fate: Fate) -> bool {
        let replica = self.requests[place as usize].replica;
        self.allocate(replica, objects, fate);
        let here = &mut self.replicas[replica as usize];
        let Some(heap) = &mut here.heap else {
            return true;
        };
        self.first_leak_at.get_or_insert(self.now);
        self.effort.add(heap.places());
        match fate {
            Fate::AtOnce => {
                heap.change_live(size);
                self.requests[place as usize].kib += size;
            }
            Fate::AtCollection => heap.keep(line, size, Stays::Garbage),
            Fate::AfterTime => {
                heap.keep(line, size, Stays::Timed);
                let life = here.life;
                let time = self.now + self.plan.scenario.returns_after;
                self.agenda.schedule(time, Event::Drop { replica, life });
            }
            Fate::Never => heap.keep(line, size, Stays::Kept),
        }
        self.weigh(place)
    }

    /// Whether the process survives the memory it has; a request goes on only then.
    #[inline(always)]
    fn weigh(&mut self, place: u32) -> bool {
        self.plan.scenario.memory.is_none() || self.weigh_memory(place)
    }

    #[inline(never)]
    fn weigh_memory(&mut self, place: u32) -> bool {
        let replica = self.requests[place as usize].replica;
        let plan = std::sync::Arc::clone(&self.plan);
        let here = &mut self.replicas[replica as usize];
        self.effort.add(here.heap.as_ref().map_or(0, Heap::places));
        here.weigh_units(&plan);
        if here.heap.as_ref().is_some_and(|heap| heap.is_over()) {
            self.die(replica, Death::OutOfMemory);
            return false;
        }
        true
    }

    /// The end of a path.
    fn finish(&mut self, place: u32, ends: Ending) {
        match ends {
            Ending::Returns => self.counters.ok += 1,
            Ending::Raises => self.counters.raised += 1,
        }
        let replica = self.requests[place as usize].replica;
        while let Some(held) = self.requests[place as usize].held.pop_front() {
            self.leave_behind(replica, held);
        }
        let request = &self.requests[place as usize];
        self.counters.wasted += u64::from(request.is_late);
        self.measure_leaving(place, Leaving::Completed);
        let here = &mut self.replicas[replica as usize];
        self.counters.written += here.write_record(&self.plan.scenario);
        self.leave(
            place,
            match ends {
                Ending::Returns => Answer::Good,
                Ending::Raises => Answer::Bad,
            },
        );
    }

    /// Removes a request from the system and calls the next one to its worker.
    pub(super) fn leave(&mut self, place: u32, answer: Answer) {
        while let Some(held) = self.requests[place as usize].held.pop_front() {
            self.let_go(place, held);
        }
        let request = &self.requests[place as usize];
        let (replica, kib) = (request.replica, request.kib);
        let here = &mut self.replicas[replica as usize];
        here.change_live(-kib);
        here.busy -= 1;
        here.served += 1;
        let is_old = here.recycle_at.is_some_and(|most| here.served >= most);
        self.hang_up(place, replica);
        let next = match self.has_worker(replica) {
            true => self.call_next(replica),
            false => None,
        };
        self.forget(place, answer);
        if let Some(next) = next {
            self.serve_from_line(next);
        }
        if is_old || self.is_above(replica) {
            self.plan_restart(replica);
        }
        self.end_if_drained(replica);
    }
}
