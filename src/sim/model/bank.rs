//! A resource during a run: who has which unit, and who waits.

use super::super::engine::Ticket;
use super::super::fate::Fate;
use super::super::frame::{SHOWN_WAITERS, Slot, SlotState, UnitsFrame, pack};
use super::super::resource::{Resource, Slots};
use super::super::scenario::Scenario;
use std::collections::VecDeque;

/// The state of a resource in one replica.
#[derive(Clone, Debug)]
pub struct Bank {
    /// What each unit is, by number.
    pub units: Vec<Slot>,
    /// Requests waiting for a unit, first come first.
    pub waiters: VecDeque<Waiter>,
    /// Units of each state that counts.
    pub tally: Tally,
    /// Units that a pool keeps connected; those above are disconnected when they are returned.
    pub size: u32,
    /// The connection behind each unit of a pool.
    pub connections: Vec<Connection>,
    /// Seconds that it takes to open one.
    pub opens: f64,
    /// Seconds for which a released unit cannot be had again.
    pub lingers: f64,
    /// When the lingering units were released, in seconds, in order.
    released: VecDeque<f64>,
    slots: Slots,
    garbage: Vec<u32>,
    reserved: u32,
    capacity: u32,
    waits: bool,
    timeout: Option<f64>,
}

/// What is behind a unit of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Nothing yet, or nothing any more.
    Closed,
    /// A connection to a server without limit.
    Open,
    /// This unit of the database server.
    Session(u32),
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
    /// Released, and not to be had again yet.
    pub lingering: u32,
}

impl Tally {
    /// Units that nobody else can have.
    pub fn taken(&self) -> u32 {
        self.open + self.leaked + self.garbage + self.lingering
    }
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

/// Ages that lingering units are told apart by.
const AGES: usize = 60;

const FREE: Slot = Slot {
    state: SlotState::Free,
    line: 0,
};

impl Bank {
    /// A resource before the first request.
    pub fn new(resource: &Resource) -> Self {
        let (reserved, capacity) = (resource.reserved(), resource.capacity());
        let (waits, timeout, size, opens) = match resource {
            Resource::Pool(pool) => (true, pool.timeout, pool.size, pool.opens),
            Resource::Table(_) => (false, None, 0, 0.0),
        };
        let mut bank = Self {
            units: Vec::new(),
            waiters: VecDeque::new(),
            tally: Tally::default(),
            size,
            connections: Vec::new(),
            opens,
            lingers: resource.lingers(),
            released: VecDeque::new(),
            slots: Slots::new(reserved + capacity, reserved),
            garbage: Vec::new(),
            reserved,
            capacity,
            waits,
            timeout,
        };
        bank.empty();
        bank
    }

    /// Every resource of a replica.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        scenario.resources().map(Self::new).collect()
    }

    /// What a new process finds when another one ended `now`: everything free, but what is outside of
    /// processes, and what lingers, as that is the kernel's. Returns the units that begin to linger
    /// because the kernel has released them for the process.
    pub fn start_again(&mut self, outlives: bool, now: f64) -> Vec<u32> {
        let lingers = self.lingers > 0.0;
        let before: Vec<Slot> = self.units.clone();
        let released = std::mem::take(&mut self.released);
        self.empty();
        self.released = released;
        let mut begin = Vec::new();
        for (unit, slot) in (0..).zip(before) {
            let state = match slot.state {
                SlotState::Leaked | SlotState::Open if outlives => SlotState::Leaked,
                SlotState::Lingering => SlotState::Lingering,
                SlotState::Free | SlotState::Reserved => continue,
                _ if lingers => SlotState::Lingering,
                _ => continue,
            };
            self.slots.take_this(unit);
            self.set(unit, state, slot.line);
            if state == SlotState::Lingering && slot.state != state {
                self.released.push_back(now);
                begin.push(unit);
            }
        }
        begin
    }

    fn empty(&mut self) {
        let reserved = Slot {
            state: SlotState::Reserved,
            line: 0,
        };
        let all = self.reserved + self.capacity;
        let kept = std::iter::repeat_n(reserved, self.reserved as usize);
        let free = std::iter::repeat_n(FREE, self.capacity as usize);
        self.units = kept.chain(free).collect();
        self.slots = Slots::new(all, self.reserved);
        self.connections = match self.waits {
            true => vec![Connection::Closed; self.capacity as usize],
            false => Vec::new(),
        };
        self.waiters.clear();
        self.released.clear();
        self.garbage.clear();
        self.tally = Tally::default();
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

    /// Whoever has waited longest.
    #[inline(always)]
    pub fn first_waiter(&self) -> Option<Waiter> {
        self.waiters.front().copied()
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

    /// Keeps a released unit from being had again.
    pub fn linger(&mut self, unit: u32, now: f64) {
        self.set(unit, SlotState::Lingering, 0);
        self.released.push_back(now);
    }

    /// Takes a unit back that lingered, or was left unreleased for a time.
    pub fn come_back(&mut self, unit: u32) {
        if self.units[unit as usize].state == SlotState::Lingering {
            self.released.pop_front();
        }
        self.give_back(unit);
    }

    /// How many lingering units were released in each sixtieth of the time that they linger, the
    /// freshest first; empty when there are none.
    pub fn ages(&self, now: f64) -> Vec<u32> {
        if self.released.is_empty() {
            return Vec::new();
        }
        let mut ages = vec![0; AGES];
        for released in &self.released {
            let share = (now - released) / self.lingers;
            ages[((share * AGES as f64) as usize).min(AGES - 1)] += 1;
        }
        ages
    }

    /// Seconds left to those at the head of the queue.
    pub fn patience(&self, now: f64) -> Vec<f64> {
        let shown = self.waiters.iter().take(SHOWN_WAITERS);
        let deadlines = shown.filter_map(|waiter| waiter.deadline);
        deadlines.map(|deadline| deadline - now).collect()
    }

    /// Units free.
    pub fn free(&self) -> u32 {
        self.capacity - self.tally.taken()
    }

    /// Share of all units that is taken, the reserved ones included.
    pub fn share_taken(&self) -> f64 {
        let all = self.reserved + self.capacity;
        f64::from(self.reserved + self.tally.taken()) / f64::from(all)
    }

    /// What pictures need of it.
    pub fn frame(&self) -> UnitsFrame {
        UnitsFrame {
            slots: pack(&self.units),
            in_use: self.tally.open,
            leaked: self.tally.leaked,
            garbage: self.tally.garbage,
            lingering: self.tally.lingering,
            free: self.free(),
            queued: self.waiters.len() as u32,
        }
    }

    /// Takes the garbage, to be given back.
    pub fn take_garbage(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.garbage)
    }

    /// Whether requests wait without end for units of which every one is lost for good.
    pub fn is_dead(&self) -> bool {
        let lost = |slot: &Slot| slot.state == SlotState::Leaked;
        let waits = self.waits && self.timeout.is_none() && !self.waiters.is_empty();
        waits && self.units.iter().all(lost)
    }

    /// Whether every unit that requests can have is unreleased.
    pub fn is_exhausted(&self) -> bool {
        self.capacity > 0 && self.tally.leaked + self.tally.garbage == self.capacity
    }

    /// Bytes that it takes to remember it.
    pub fn memory(&self) -> usize {
        self.units.len() * size_of::<Slot>()
            + self.connections.len() * size_of::<Connection>()
            + self.waiters.len() * size_of::<Waiter>()
            + self.released.len() * size_of::<f64>()
    }

    /// Units that requests can have.
    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    #[inline(always)]
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
    #[inline(always)]
    fn of(&mut self, state: SlotState) -> Option<&mut u32> {
        match state {
            SlotState::Open => Some(&mut self.open),
            SlotState::Garbage => Some(&mut self.garbage),
            SlotState::Lingering => Some(&mut self.lingering),
            SlotState::Timed | SlotState::Leaked => Some(&mut self.leaked),
            SlotState::Free | SlotState::Reserved => None,
        }
    }
}
