//! What a run has cost the machine that plays it, in time and in memory, and when that is enough.
//!
//! Whatever a valid file asks for, a run ends in a few seconds and within [`MOST_MEMORY`]. Time is not
//! measured but counted, so that a run ends at the same event everywhere: what is done within an event
//! and grows with the file (entries that are looked through, steps of a path, phases of a random number)
//! counts as steps, [`STEPS`] of which are as long as an event.

use super::super::scenario::{MOST_EVENTS, MOST_MEMORY, MOST_REQUESTS};
use super::super::stop::Ended;
use super::Lane;
use super::replica::Replica;
use super::request::Request;

/// Steps that take as long as an event.
const STEPS: u64 = 16;
/// Steps that something takes that a path does: it changes units, a heap or a collector.
pub(super) const ACT: u64 = 4;
/// Events after which memory is measured again.
const LOOKS: u64 = 4096;
/// Bytes of the list of what a request holds, as the allocator gives them.
const HELD: usize = 64;

/// What a run has cost beside its events.
#[derive(Clone, Copy, Debug, Default)]
pub struct Effort {
    steps: u64,
    /// Events after which it is looked at again.
    next_look: u64,
}

impl Effort {
    /// Something took so many steps.
    #[inline(always)]
    pub fn add(&mut self, steps: u64) {
        self.steps += steps;
    }
}

impl Lane {
    /// Why a run ends that has become too much, if it has.
    #[inline(always)]
    pub(super) fn too_much(&mut self) -> Option<Ended> {
        if self.in_system + self.retrying >= MOST_REQUESTS {
            return Some(Ended::Crowded);
        }
        let played = self.trace.events() + self.effort.steps / STEPS;
        match played >= self.effort.next_look {
            true => self.look(played),
            false => None,
        }
    }

    #[inline(never)]
    fn look(&mut self, played: u64) -> Option<Ended> {
        if played >= MOST_EVENTS {
            return Some(Ended::Long);
        }
        self.effort.next_look = (played + LOOKS).min(MOST_EVENTS);
        self.effort.add(self.replicas.len() as u64);
        (self.memory() >= MOST_MEMORY).then_some(Ended::Large)
    }

    /// Bytes that the run takes, about: what grows with it.
    pub fn memory(&self) -> usize {
        let held = match self.plan.resources.is_empty() {
            true => 0,
            false => HELD,
        };
        let requests = self.requests.len() * (size_of::<Request>() + held);
        let replicas = self.replicas.iter().map(Replica::memory);
        requests + self.agenda.memory() + replicas.sum::<usize>()
    }

    /// The events played, with what took as long as some.
    pub fn spent(&self) -> u64 {
        self.trace.events() + self.effort.steps / STEPS
    }
}
