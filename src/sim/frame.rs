//! A moment of a run, as plain data: everything that the pictures need and nothing else.

use super::measure::Counters;
use super::stop::Ended;
use serde::{Deserialize, Serialize};

/// One moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Simulated time, in seconds.
    pub t: f64,
    /// One entry per lane; the program as written is the first.
    pub lanes: Vec<LaneFrame>,
    /// Set on the last frame of a run.
    pub ended: Option<Ended>,
}

/// One lane at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LaneFrame {
    /// The resource's units from number 0 up, as runs of equal ones; empty without a resource.
    pub slots: Vec<SlotRun>,
    /// Units held by requests.
    pub in_use: u32,
    /// Units that nothing but the end of the process, or a timer, brings back.
    pub leaked: u32,
    /// Unreleased units that the next garbage collection will close.
    pub garbage: u32,
    /// Units free.
    pub free: u32,
    /// Requests in the system.
    pub in_system: u32,
    /// Requests waiting for a worker.
    pub waiting: u32,
    /// Requests waiting for the resource.
    pub queued: u32,
    /// Seconds left until the timeout of the requests at the head of the resource's queue, at most
    /// [`SHOWN_WAITERS`] of them; empty when they wait for ever.
    pub patience: Vec<f64>,
    /// Counts since the start.
    pub counters: Counters,
    /// Median time in the system of the requests completed since the previous frame, in seconds.
    pub p50: Option<f64>,
    /// 95 % quantile of the same.
    pub p95: Option<f64>,
    /// 99 % quantile of the same.
    pub p99: Option<f64>,
    /// What happened since the previous frame that is worth telling.
    pub events: Vec<Happening>,
}

/// How many waiting requests a frame shows with their countdown.
pub const SHOWN_WAITERS: usize = 48;

/// Neighbouring units in the same state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotRun {
    /// What they are.
    pub slot: Slot,
    /// How many there are.
    pub count: u32,
}

/// One unit of the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Its state.
    pub state: SlotState,
    /// The line that acquired it, from 1; 0 when it is free, reserved, or there is no source.
    pub line: u32,
}

/// The states of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SlotState {
    /// Nobody has it.
    Free,
    /// The process itself has it from the start.
    Reserved,
    /// A request holds it.
    Open,
    /// Unreleased; the next garbage collection closes it.
    Garbage,
    /// Unreleased; comes back after a time.
    Timed,
    /// Unreleased for good.
    Leaked,
}

/// Something worth telling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Happening {
    /// When, in seconds.
    pub t: f64,
    /// What kind.
    pub kind: HappeningKind,
    /// The source line it comes from, from 1; 0 when there is none.
    pub line: u32,
    /// In words, or the exact text of the error.
    pub text: String,
}

/// The kinds of happening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HappeningKind {
    /// The first unit was left unreleased.
    FirstLeak,
    /// A share of the resource is gone.
    Milestone,
    /// A garbage collection closed units.
    Collection,
    /// The resource has run out.
    Exhausted,
    /// A request met the error.
    Error,
}

/// Packs units into runs.
pub fn pack(slots: &[Slot]) -> Vec<SlotRun> {
    let mut runs: Vec<SlotRun> = Vec::new();
    for &slot in slots {
        match runs.last_mut() {
            Some(run) if run.slot == slot => run.count += 1,
            _ => runs.push(SlotRun { slot, count: 1 }),
        }
    }
    runs
}

impl LaneFrame {
    /// The units one by one, from number 0 up.
    pub fn units(&self) -> impl Iterator<Item = Slot> + '_ {
        self.slots
            .iter()
            .flat_map(|run| std::iter::repeat_n(run.slot, run.count as usize))
    }

    /// Units there are.
    pub fn limit(&self) -> u32 {
        self.slots.iter().map(|run| run.count).sum()
    }
}
