//! The resource during a run: who has which unit, and who waits.

use super::super::engine::Ticket;
use super::super::fate::Fate;
use super::super::frame::{Slot, SlotState};
use super::super::resource::{Resource, Slots};
use std::collections::VecDeque;

/// The state of the resource in one lane.
#[derive(Clone, Debug)]
pub struct Bank {
    /// What each unit is, by number.
    pub units: Vec<Slot>,
    /// Requests waiting for a unit, first come first.
    pub waiters: VecDeque<Waiter>,
    /// Units of each state that counts.
    pub tally: Tally,
    slots: Slots,
    garbage: Vec<u32>,
    capacity: u32,
    waits: bool,
    timeout: Option<f64>,
}

/// A request in the waiting line.
#[derive(Clone, Copy, Debug)]
pub struct Waiter {
    /// The request's place in the lane's list.
    pub request: u32,
    /// Since when, in seconds.
    pub since: f64,
    /// When it gives up, in seconds.
    pub deadline: Option<f64>,
    /// Cancels its giving up.
    pub ticket: Option<Ticket>,
}

/// How many units are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Held by requests.
    pub open: u32,
    /// Gone for good, or until a timer.
    pub leaked: u32,
    /// Waiting for the garbage collection.
    pub garbage: u32,
}

/// The answer to an acquisition.
pub enum Answer {
    /// A unit, by number.
    Unit(u32),
    /// Wait; for so many seconds at most.
    Wait(Option<f64>),
    /// There is none, and waiting is no use.
    Refused,
}

const FREE: Slot = Slot {
    state: SlotState::Free,
    line: 0,
};

impl Bank {
    /// A resource before the first request.
    pub fn new(resource: Option<&Resource>) -> Self {
        let (reserved, capacity) = resource.map_or((0, 0), |r| (r.reserved(), r.capacity()));
        let (waits, timeout) = match resource {
            Some(Resource::Pool(pool)) => (true, pool.timeout),
            Some(Resource::Table(_)) | None => (false, None),
        };
        let mut units = vec![
            Slot {
                state: SlotState::Reserved,
                line: 0
            };
            reserved as usize
        ];
        units.resize((reserved + capacity) as usize, FREE);
        Self {
            units,
            waiters: VecDeque::new(),
            tally: Tally::default(),
            slots: Slots::new(reserved + capacity, reserved),
            garbage: Vec::new(),
            capacity,
            waits,
            timeout,
        }
    }

    /// Asks for a unit on behalf of `line`.
    pub fn ask(&mut self, line: u32) -> Answer {
        match self.slots.take() {
            Some(unit) => {
                self.set(unit, SlotState::Open, line);
                Answer::Unit(unit)
            }
            None if self.waits => Answer::Wait(self.timeout),
            None => Answer::Refused,
        }
    }

    /// Takes a unit back.
    pub fn give_back(&mut self, unit: u32) {
        self.set(unit, SlotState::Free, 0);
        self.slots.give_back(unit);
    }

    /// Marks a unit as left unreleased.
    pub fn abandon(&mut self, unit: u32, fate: Fate) {
        let line = self.units[unit as usize].line;
        let state = match fate {
            Fate::AtCollection => SlotState::Garbage,
            Fate::AfterTime => SlotState::Timed,
            Fate::AtOnce | Fate::Never => SlotState::Leaked,
        };
        if fate == Fate::AtCollection {
            self.garbage.push(unit);
        }
        self.set(unit, state, line);
    }

    /// Takes the garbage, to be given back.
    pub fn take_garbage(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.garbage)
    }

    /// Whether every unit that requests can have is unreleased.
    pub fn is_exhausted(&self) -> bool {
        self.capacity > 0 && self.tally.leaked + self.tally.garbage == self.capacity
    }

    /// Units that requests can have.
    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    fn set(&mut self, unit: u32, state: SlotState, line: u32) {
        let slot = &mut self.units[unit as usize];
        let before = std::mem::replace(slot, Slot { state, line });
        if let Some(count) = self.tally.of(before.state) {
            *count -= 1;
        }
        if let Some(count) = self.tally.of(state) {
            *count += 1;
        }
    }
}

impl Tally {
    fn of(&mut self, state: SlotState) -> Option<&mut u32> {
        match state {
            SlotState::Open => Some(&mut self.open),
            SlotState::Garbage => Some(&mut self.garbage),
            SlotState::Timed | SlotState::Leaked => Some(&mut self.leaked),
            SlotState::Free | SlotState::Reserved => None,
        }
    }
}
