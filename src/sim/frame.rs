//! A moment of a run, as plain data: everything that the pictures need and nothing else.

mod opening;

use super::measure::Counters;
use super::stop::Ended;
use serde::{Deserialize, Serialize};

pub use opening::opening;

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

/// One lane at one moment. Units, heap and buffer are those of the first replica; counts, money and
/// quantiles are those of the whole service.
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
    /// Units released that cannot be had again yet, such as ports in TIME_WAIT.
    pub lingering: u32,
    /// Ages of the lingering units: how many were released in each sixtieth of the time that they
    /// linger, the freshest first; empty when nothing lingers.
    pub ages: Vec<u32>,
    /// Units free.
    pub free: u32,
    /// The scenario's other resources, in its order, and the database server last if there is one.
    pub others: Vec<UnitsFrame>,
    /// The heap, when the scenario has memory.
    pub heap: Option<HeapFrame>,
    /// The write buffer, when the scenario has one.
    pub buffer: Option<BufferFrame>,
    /// Every replica that there is or was, in the order they were started.
    pub replicas: Vec<ReplicaFrame>,
    /// What the replicas have cost so far, in dollars.
    pub money: f64,
    /// Requests in the system, those whose connection was dropped included.
    pub in_system: u32,
    /// Requests waiting for a worker.
    pub waiting: u32,
    /// Requests whose connection the kernel dropped, and which will try again.
    pub connecting: u32,
    /// Requests whose clients will ask again after a pause.
    pub retrying: u32,
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

/// Units of a further resource.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UnitsFrame {
    /// The units from number 0 up, as runs of equal ones.
    pub slots: Vec<SlotRun>,
    /// Units held by requests, or by a pool.
    pub in_use: u32,
    /// Units that nothing but the end of the process, or a timer, brings back.
    pub leaked: u32,
    /// Unreleased units that the next garbage collection will close.
    pub garbage: u32,
    /// Units released that cannot be had again yet.
    pub lingering: u32,
    /// Units free.
    pub free: u32,
    /// Requests waiting for one.
    pub queued: u32,
}

/// The heap of a process.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HeapFrame {
    /// Memory in use, in MiB: the program itself, requests, what is kept, garbage.
    pub used: f64,
    /// Resident set, in MiB: the most that was ever in use since the process started.
    pub resident: f64,
    /// Resident set at which the kernel kills the process, in MiB; absent without a limit.
    pub limit: Option<f64>,
    /// What is kept and what is garbage, by the line that allocated it; lines ascending.
    pub sites: Vec<Site>,
    /// Objects that the collector tracks.
    pub objects: f64,
    /// Collections since the process started: young, middle and full ones.
    pub collections: [u64; 3],
    /// Seconds for which collections have stopped the process since it started.
    pub paused: f64,
    /// What swapping multiplies work by; 1 when everything fits.
    pub slowdown: f64,
}

/// What one line has allocated and not freed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// The line, from 1; 0 when there is no source.
    pub line: u32,
    /// Memory that is kept, in MiB.
    pub kept: f64,
    /// Memory that waits for a collection, in MiB.
    pub garbage: f64,
    /// Allocations that are kept.
    pub count: u64,
}

/// The write buffer of a process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BufferFrame {
    /// Bytes in it.
    pub fill: u32,
    /// Bytes that it holds.
    pub size: u32,
}

/// One replica.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReplicaFrame {
    /// Whether it serves.
    pub state: ReplicaState,
    /// Seconds until it serves again; 0 when it does, or never will.
    pub back_in: f64,
    /// Requests in service.
    pub busy: u32,
    /// Requests waiting for a worker.
    pub waiting: u32,
    /// Units of the first resource that are taken and not reserved.
    pub taken: u32,
    /// Resident set in MiB; 0 without memory.
    pub resident: f64,
    /// Crashes so far.
    pub crashes: u32,
    /// Whether it cannot accept connections for want of a descriptor.
    pub is_shut: bool,
}

/// Whether a replica serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplicaState {
    /// It serves.
    #[default]
    Up,
    /// It finishes what it has and takes nothing new.
    Draining,
    /// It is starting, for the first time or again.
    Starting,
    /// It waits before it is started, because it has crashed too often.
    BackingOff,
    /// It has ended and nobody starts it.
    Gone,
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
    /// Released, but it cannot be had again yet, such as a port in TIME_WAIT.
    Lingering,
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
    /// A process has ended by itself or was killed.
    Crash,
    /// A process is being restarted as planned.
    Planned,
    /// A process serves again.
    Restarted,
    /// A replica was added or taken away.
    Scaled,
    /// The monitor raised the alarm.
    Alert,
    /// The monitor's probe failed.
    ProbeFailed,
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
