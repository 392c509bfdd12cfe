//! One process that serves: its waiting line, its resources, its memory.

use super::super::frame::{BufferFrame, ReplicaFrame, ReplicaState};
use super::super::scenario::{Discipline, Flush, Scenario};
use super::bank::Bank;
use super::heap::{Generations, Heap};
use super::plan::Plan;
use super::sharing::Sharing;
use std::collections::VecDeque;

/// A replica, alive or not.
#[derive(Clone, Debug)]
pub struct Replica {
    /// Whether it serves.
    pub state: ReplicaState,
    /// Tells the events of this life from those of earlier ones.
    pub life: u32,
    /// When this life began, in seconds.
    pub born: f64,
    /// When it will serve again, in seconds.
    pub back_at: f64,
    /// Crashes in a row.
    pub in_a_row: u32,
    /// When it was started lately, in seconds, as far as the supervisor remembers.
    pub starts: VecDeque<f64>,
    /// Crashes in all.
    pub crashes: u32,
    /// Requests that wait for a worker.
    pub line: VecDeque<u32>,
    /// Requests that workers have.
    pub busy: u32,
    /// Requests that its workers have had in this life, whatever became of them.
    pub served: u64,
    /// Requests after which it is restarted.
    pub recycle_at: Option<u64>,
    /// Its resources, in the order of the scenario.
    pub banks: Vec<Bank>,
    /// Its memory.
    pub heap: Option<Heap>,
    /// Its collector.
    pub generations: Generations,
    /// Its processors, when requests share them.
    pub sharing: Option<Sharing>,
    /// Bytes in its write buffer.
    pub fill: u32,
    /// Seconds that collections have stopped it for.
    pub lag: f64,
    /// Whether it ends for good at its next planned end.
    pub is_leaving: bool,
    /// Milestones of the first resource that have been told in this life.
    pub milestone: u32,
    /// Whether the end of a resource has been told in this life.
    pub is_out: bool,
    /// Whether an error has been told in this life.
    pub has_erred: bool,
    /// Whether it cannot accept connections for want of a descriptor.
    pub is_shut: bool,
}

impl Replica {
    /// A process that has just started.
    pub fn new(plan: &Plan) -> Self {
        let scenario = &plan.scenario;
        Self {
            state: ReplicaState::Up,
            life: 0,
            born: 0.0,
            back_at: 0.0,
            in_a_row: 0,
            starts: VecDeque::new(),
            crashes: 0,
            line: VecDeque::new(),
            busy: 0,
            served: 0,
            recycle_at: None,
            banks: Bank::all(scenario),
            heap: scenario.memory.map(Heap::new),
            generations: Generations::new(&scenario.collector, plan.thresholds()),
            sharing: sharing(scenario),
            fill: 0,
            lag: 0.0,
            is_leaving: false,
            milestone: 0,
            is_out: false,
            has_erred: false,
            is_shut: false,
        }
    }

    /// Everything that a process takes with it is gone. Returns the resources and units that begin to
    /// linger.
    pub fn end(&mut self, plan: &Plan, now: f64) -> Vec<(u32, u32)> {
        let scenario = &plan.scenario;
        let mut linger = Vec::new();
        for ((of, bank), outlives) in (0..).zip(&mut self.banks).zip(&plan.outlives) {
            let units = bank.start_again(*outlives, now).into_iter();
            linger.extend(units.map(|unit| (of, unit)));
        }
        self.life += 1;
        self.line.clear();
        self.busy = 0;
        self.served = 0;
        self.heap = scenario.memory.map(Heap::new);
        self.generations = Generations::new(&scenario.collector, plan.thresholds());
        self.sharing = sharing(scenario);
        self.fill = 0;
        self.lag = 0.0;
        self.milestone = 0;
        self.is_out = false;
        self.has_erred = false;
        self.is_shut = false;
        linger
    }

    /// Whether it takes new requests.
    pub fn is_up(&self) -> bool {
        self.state == ReplicaState::Up
    }

    /// Requests that it has, waiting ones included.
    pub fn load(&self) -> u32 {
        self.busy + self.line.len() as u32
    }

    /// Bytes that it takes to remember it.
    pub fn memory(&self) -> usize {
        let banks = self.banks.iter().map(Bank::memory);
        banks.sum::<usize>() + self.heap.as_ref().map_or(0, Heap::memory)
    }

    /// Writes a record; says how many records reached the file.
    pub fn write_record(&mut self, scenario: &Scenario) -> u64 {
        let Some(buffer) = scenario.buffer else {
            return 0;
        };
        self.fill += buffer.record;
        let is_full = self.fill + buffer.record > buffer.size;
        if is_full || buffer.flush == Flush::EveryRecord {
            let records = self.records(scenario);
            self.fill = 0;
            records
        } else {
            0
        }
    }

    /// Records in the buffer.
    pub fn records(&self, scenario: &Scenario) -> u64 {
        scenario
            .buffer
            .map_or(0, |buffer| u64::from(self.fill / buffer.record.max(1)))
    }

    /// Requests take so many KiB more, or give them back.
    pub fn change_live(&mut self, kib: f64) {
        if let Some(heap) = &mut self.heap {
            heap.change_live(kib);
        }
    }

    /// Lets the heap know how much memory open units take.
    pub fn weigh_units(&mut self, plan: &Plan) {
        if let Some(heap) = &mut self.heap {
            let weights = self.banks.iter().zip(&plan.resources);
            let kib =
                weights.map(|(bank, resource)| f64::from(bank.tally.taken()) * resource.unit_kib());
            heap.set_units(kib.sum());
        }
    }

    /// What pictures need of the buffer.
    pub fn buffer_frame(&self, scenario: &Scenario) -> Option<BufferFrame> {
        scenario.buffer.map(|buffer| BufferFrame {
            fill: self.fill,
            size: buffer.size,
        })
    }

    /// What pictures need of it.
    pub fn frame(&self, now: f64) -> ReplicaFrame {
        let is_coming = matches!(
            self.state,
            ReplicaState::Starting | ReplicaState::BackingOff
        );
        ReplicaFrame {
            state: self.state,
            back_in: if is_coming { self.back_at - now } else { 0.0 },
            busy: self.busy,
            waiting: self.line.len() as u32,
            taken: self.banks.first().map_or(0, |bank| bank.tally.taken()),
            resident: self.heap.as_ref().map_or(0.0, Heap::resident),
            crashes: self.crashes,
            is_shut: self.is_shut,
        }
    }
}

fn sharing(scenario: &Scenario) -> Option<Sharing> {
    (scenario.discipline == Discipline::Sharing)
        .then(|| Sharing::new(scenario.workers.unwrap_or(1)))
}
