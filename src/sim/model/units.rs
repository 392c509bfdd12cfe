//! Units: waiting for them, giving them back, leaving them behind, and what brings them back then.

use super::super::fate::Fate;
use super::super::frame::{HappeningKind, SlotState};
use super::bank::{Answer as Unit, Connection, Waiter};
use super::observe::Leaving;
use super::request::{Held, Stage};
use super::source::Answer;
use super::trace::Kind;
use super::{Event, Lane};

/// Whether there is a connection behind a unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Connected {
    /// There is.
    Ready,
    /// After so many seconds.
    After(f64),
    /// The database server accepts no more.
    Full,
}

impl Lane {
    pub(super) fn wait_for_unit(&mut self, place: u32, timeout: Option<f64>) {
        let deadline = timeout.map(|seconds| self.now + seconds);
        let ticket = deadline.map(|deadline| {
            self.agenda
                .schedule_cancellable(deadline, Event::GiveUp(place))
        });
        let request = &mut self.requests[place as usize];
        request.stage = Stage::Queue;
        self.waiting += 1;
        let bank = &mut self.replicas[request.replica as usize].banks[request.of as usize];
        bank.waiters.push_back(Waiter {
            request: place,
            since: self.now,
            deadline,
            ticket,
        });
    }

    /// A request releases a unit, or does not because it never will.
    pub(super) fn let_go(&mut self, place: u32, held: Held) {
        let replica = self.requests[place as usize].replica;
        if held.is_lost {
            self.leave_behind(replica, held);
        } else {
            self.release(replica, held.of, held.unit);
        }
    }

    /// A unit is released.
    pub(super) fn release(&mut self, replica: u32, of: u32, unit: u32) {
        let here = &mut self.replicas[replica as usize];
        let bank = &mut here.banks[of as usize];
        if bank.lingers > 0.0 {
            bank.linger(unit, self.now);
            self.return_lingering(replica, of, unit);
        } else {
            self.take_back(replica, of, unit);
        }
    }

    /// A unit that lingers from now on is back in time, whatever becomes of the process.
    pub(super) fn return_lingering(&mut self, replica: u32, of: u32, unit: u32) {
        let lingers = self.replicas[replica as usize].banks[of as usize].lingers;
        self.return_at(self.now + lingers, replica, (of, unit), Event::KERNELS);
    }

    fn return_at(&mut self, time: f64, replica: u32, (of, unit): (u32, u32), life: u32) {
        let (replica, of) = (replica as u16, of as u16);
        let event = Event::Return {
            replica,
            of,
            life,
            unit,
        };
        self.agenda.schedule(time, event);
    }

    /// Gives a unit back, or on to whoever has waited longest.
    pub(super) fn take_back(&mut self, replica: u32, of: u32, unit: u32) {
        let bank = &mut self.replicas[replica as usize].banks[of as usize];
        bank.come_back(unit);
        while let Some(waiter) = self.replicas[replica as usize].banks[of as usize].first_waiter() {
            let request = &mut self.requests[waiter.request as usize];
            let line = request.line;
            let bank = &mut self.replicas[replica as usize].banks[of as usize];
            let Unit::Unit(unit) = bank.ask(line) else {
                return;
            };
            bank.waiters.pop_front();
            self.waiting -= 1;
            request.wait += self.now - waiter.since;
            request.stage = Stage::Served;
            let (index, attempt, held) = (request.index, request.attempt, request.acquired);
            request.acquired += 1;
            let fate = request.fate;
            let is_lost = self.draw_loss(index, attempt, held);
            let request = &mut self.requests[waiter.request as usize];
            request.held.push_back(Held {
                of,
                unit,
                is_lost,
                fate,
            });
            if let Some(ticket) = waiter.ticket {
                self.agenda.cancel(ticket);
            }
            match self.connect(replica, of, unit) {
                Connected::Ready => self.ready.push_back(waiter.request),
                Connected::After(seconds) => self.wait_for_connection(waiter.request, seconds),
                Connected::Full => self.refuse(waiter.request, self.plan.resources.len()),
            }
        }
        self.disconnect_overflow(replica, of, unit);
        if of == 0 {
            self.notice_free(replica);
        }
    }

    /// Opens the connection behind a unit of a pool, if it is not open.
    pub(super) fn connect(&mut self, replica: u32, of: u32, unit: u32) -> Connected {
        let bank = &mut self.replicas[replica as usize].banks[of as usize];
        let opens = bank.opens;
        let connection = match bank.connections.get_mut(unit as usize) {
            Some(connection) if *connection == Connection::Closed => connection,
            _ => return Connected::Ready,
        };
        match self.database.as_mut().map(|database| database.ask(0)) {
            None => *connection = Connection::Open,
            Some(Unit::Unit(session)) => *connection = Connection::Session(session),
            Some(Unit::Wait(_) | Unit::Refused) => return Connected::Full,
        }
        match opens > 0.0 {
            true => Connected::After(opens),
            false => Connected::Ready,
        }
    }

    /// A request goes on when its connection is open.
    pub(super) fn wait_for_connection(&mut self, place: u32, seconds: f64) {
        let request = &mut self.requests[place as usize];
        request.lag = self.replicas[request.replica as usize].lag;
        let serial = request.serial;
        self.agenda
            .schedule(self.now + seconds, Event::Worked { place, serial });
    }

    /// A pool closes the connections beyond its size when they are returned.
    fn disconnect_overflow(&mut self, replica: u32, of: u32, unit: u32) {
        let bank = &mut self.replicas[replica as usize].banks[of as usize];
        if unit < bank.size || bank.units[unit as usize].state != SlotState::Free {
            return;
        }
        let Some(connection) = bank.connections.get_mut(unit as usize) else {
            return;
        };
        let before = std::mem::replace(connection, Connection::Closed);
        if let (Connection::Session(session), Some(database)) = (before, &mut self.database) {
            database.give_back(session);
        }
    }

    /// A unit is left unreleased.
    pub(super) fn leave_behind(&mut self, replica: u32, held: Held) {
        let Held { of, unit, fate, .. } = held;
        self.counters.unreleased += 1;
        self.first_leak_at.get_or_insert(self.now);
        if fate == Fate::AtOnce {
            self.counters.closed_at_once += 1;
            self.release(replica, of, unit);
            return;
        }
        self.allocate(replica, self.plan.scenario.collector.objects, fate);
        self.replicas[replica as usize].banks[of as usize].abandon(unit, fate);
        if fate == Fate::AfterTime {
            let time = self.now + self.plan.scenario.returns_after;
            let life = self.replicas[replica as usize].life;
            self.return_at(time, replica, (of, unit), life);
        }
        self.tell_leak(replica, of, unit);
    }

    /// A request has waited for a pool until its timeout.
    pub(super) fn give_up(&mut self, place: u32) {
        self.note(Kind::GiveUp, self.requests[place as usize].index);
        let request = &mut self.requests[place as usize];
        let (replica, of, line) = (request.replica, request.of, request.line);
        let waiters = &mut self.replicas[replica as usize].banks[of as usize].waiters;
        if let Some(position) = waiters.iter().position(|w| w.request == place) {
            self.effort.add(position as u64);
            let waiter = waiters.remove(position);
            let since = waiter.map_or(self.now, |waiter| waiter.since);
            request.wait += self.now - since;
            self.waiting -= 1;
        }
        self.counters.timed_out += 1;
        self.measure_leaving(place, Leaving::TimedOut);
        self.meet_error(replica, line, of as usize);
        self.leave(place, Answer::Bad);
        self.die_of_exhaustion(replica);
    }

    /// A unit that lingered, or was left unreleased for a time, is back.
    pub(super) fn come_back(&mut self, replica: u16, of: u16, life: u32, unit: u32) {
        let (replica, of) = (u32::from(replica), u32::from(of));
        if life != Event::KERNELS && !self.lives(replica, life) {
            return;
        }
        self.note(Kind::Return, u64::from(unit));
        self.take_back(replica, of, unit);
    }

    /// Something on the heap has been there for its time.
    pub(super) fn drop_oldest(&mut self, replica: u32, life: u32) {
        if !self.lives(replica, life) {
            return;
        }
        self.note(Kind::Drop, u64::from(replica));
        if let Some(heap) = &mut self.replicas[replica as usize].heap {
            heap.drop_oldest();
        }
    }

    /// So many objects are allocated and will meet a fate; collects first if that is due.
    pub(super) fn allocate(&mut self, replica: u32, objects: f64, fate: Fate) {
        if objects <= 0.0 || fate == Fate::AtOnce {
            return;
        }
        if let Some(generation) = self.replicas[replica as usize]
            .generations
            .allocate(objects)
        {
            self.collect(replica, generation);
        }
        let here = &mut self.replicas[replica as usize];
        here.generations.settle(objects, fate == Fate::AtCollection);
    }

    pub(super) fn collect_by_time(&mut self, replica: u32, life: u32) {
        if !self.lives(replica, life) {
            return;
        }
        self.note(Kind::Collection, 0);
        if let Some(period) = self.plan.collection_period() {
            self.agenda
                .schedule(self.now + period, Event::Collect { replica, life });
        }
        self.collect(replica, 2);
    }

    /// Collects a generation: the garbage is gone, and everything has stood still meanwhile.
    fn collect(&mut self, replica: u32, generation: usize) {
        let here = &mut self.replicas[replica as usize];
        let pause = here.generations.collect(generation);
        here.lag += pause;
        if let Some(sharing) = &mut here.sharing {
            sharing.pause(self.now, pause);
        }
        self.schedule_sharing(replica);
        let here = &mut self.replicas[replica as usize];
        let freed = here.heap.as_mut().is_some_and(|heap| heap.collect());
        let (mut closed, mut milestones) = (Vec::new(), false);
        for of in 0..here.banks.len() {
            let garbage =
                self.replicas[replica as usize].banks[(of as u32) as usize].take_garbage();
            if garbage.is_empty() {
                continue;
            }
            milestones |= of == 0;
            self.counters.collected += garbage.len() as u64;
            let units = self.plan.resources[of].units();
            closed.push(format!("{} {units}", garbage.len()));
            for unit in garbage {
                self.take_back(replica, of as u32, unit);
            }
        }
        if closed.is_empty() && !freed {
            return;
        }
        self.counters.collections += 1;
        if milestones {
            self.replicas[replica as usize].milestone = 0;
        }
        if !closed.is_empty() {
            let text = format!("A garbage collection closes {}", closed.join(" and "));
            self.tell(HappeningKind::Collection, 0, text);
        }
    }
}
