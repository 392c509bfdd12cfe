//! The door of a replica: connections that wait in the kernel, and those that a worker takes.
//!
//! A server that has no descriptor left cannot even say so: the connection is made by the kernel, and
//! waits there.

use super::super::scenario::{Accepts, Discipline};
use super::bank::Answer as Unit;
use super::trace::Kind;
use super::{Event, Lane};

impl Lane {
    /// Takes a connection from the kernel, which may need a descriptor; false when there is none.
    #[inline(always)]
    pub(super) fn accept(&mut self, place: u32, replica: u32) -> bool {
        match self.plan.scenario.accepts {
            None => true,
            Some(accepts) => self.accept_with_descriptor(place, replica, accepts),
        }
    }

    #[inline(never)]
    fn accept_with_descriptor(&mut self, place: u32, replica: u32, accepts: Accepts) -> bool {
        let here = &mut self.replicas[replica as usize];
        if here.is_shut {
            return false;
        }
        if let Unit::Unit(unit) = here.banks[0].ask(0) {
            self.requests[place as usize].connection = Some(unit);
            return true;
        }
        here.is_shut = true;
        if accepts == Accepts::Pauses {
            let (life, time) = (here.life, self.now + Accepts::PAUSE);
            self.agenda.schedule(time, Event::Accept { replica, life });
        }
        self.exhausted(replica, 0);
        self.error(replica, 0, accepts.error().to_owned());
        false
    }

    /// The request that a free worker takes next, out of the line; nothing when it is empty, or when
    /// its connection cannot be accepted.
    #[inline(always)]
    pub(super) fn call_next(&mut self, replica: u32) -> Option<u32> {
        let is_last_first = self.plan.scenario.discipline == Discipline::LastCome;
        let line = &self.replicas[replica as usize].line;
        let next = *if is_last_first {
            line.back()
        } else {
            line.front()
        }?;
        if !self.accept(next, replica) {
            return None;
        }
        let line = &mut self.replicas[replica as usize].line;
        let _ = if is_last_first {
            line.pop_back()
        } else {
            line.pop_front()
        };
        Some(next)
    }

    /// A worker takes a request that waited.
    pub(super) fn serve_from_line(&mut self, place: u32) {
        self.waiting -= 1;
        let request = &mut self.requests[place as usize];
        request.wait = self.now - request.arrived;
        self.serve(place);
    }

    /// A request that is over closes its connection.
    #[inline(always)]
    pub(super) fn hang_up(&mut self, place: u32, replica: u32) {
        if let Some(unit) = self.requests[place as usize].connection.take() {
            self.release(replica, 0, unit);
        }
    }

    /// A descriptor is free again; a server that spins notices at once.
    pub(super) fn notice_free(&mut self, replica: u32) {
        let here = &self.replicas[replica as usize];
        if here.is_shut && self.plan.scenario.accepts == Some(Accepts::Spins) {
            self.open_door(replica);
        }
    }

    /// A server that has paused tries again.
    pub(super) fn accept_again(&mut self, replica: u32, life: u32) {
        if !self.lives(replica, life) {
            return;
        }
        self.note(Kind::Accept, u64::from(replica));
        self.open_door(replica);
    }

    /// Takes as many requests from the line as there are workers and descriptors for.
    fn open_door(&mut self, replica: u32) {
        self.replicas[replica as usize].is_shut = false;
        while self.has_worker(replica) {
            let Some(next) = self.call_next(replica) else {
                return;
            };
            self.serve_from_line(next);
        }
    }
}
