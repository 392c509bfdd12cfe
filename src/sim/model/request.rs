//! One attempt of one request, and where it stands.

use super::super::engine::Ticket;
use super::super::fate::Fate;
use std::collections::VecDeque;

/// An attempt; its place in the lane's list is used again.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Number of the client's request, from 0.
    pub index: u64,
    /// Number of the attempt, from 0.
    pub attempt: u32,
    /// When it arrived, in seconds.
    pub arrived: f64,
    /// Since when it has been waiting, in seconds.
    pub since: f64,
    /// Seconds that it has waited, for a worker or a unit.
    pub wait: f64,
    /// Seconds of work that it needs.
    pub service: f64,
    /// Its path.
    pub course: u32,
    /// What it does next on its path.
    pub act: u32,
    /// The replica that it is at.
    pub replica: u32,
    /// Tells apart the attempts that have had this place.
    pub serial: u32,
    /// Where it stands.
    pub stage: Stage,
    /// Whether its client has stopped waiting for it.
    pub is_late: bool,
    /// Seconds that collections had stopped its replica for when its work was scheduled.
    pub lag: f64,
    /// What it holds, first acquired first.
    pub held: VecDeque<Held>,
    /// The descriptor of its connection, if connections take some.
    pub connection: Option<u32>,
    /// Units that it has acquired.
    pub acquired: u32,
    /// The line of the acquisition that it waits in.
    pub line: u32,
    /// The resource that it waits for.
    pub of: u32,
    /// What becomes of the unit that it waits for, if it is never released.
    pub fate: Fate,
    /// Memory that goes with it when it leaves, in KiB.
    pub kib: f64,
    /// Ends its waiting in the line.
    pub patience: Option<Ticket>,
    /// Its client's timeout.
    pub timeout: Option<Ticket>,
}

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nobody has this place.
    #[default]
    Free,
    /// The kernel has dropped its connection; it tries again.
    Connecting,
    /// It waits for a worker.
    Line,
    /// A worker has it.
    Served,
    /// A worker has it, and it waits for a unit of a resource.
    Queue,
    /// Its client will ask again after a pause.
    BackOff,
}

/// A unit that a request holds.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Which resource.
    pub of: u32,
    /// Which unit.
    pub unit: u32,
    /// Whether it will never be released.
    pub is_lost: bool,
    /// What becomes of it then.
    pub fate: Fate,
}

impl Stage {
    /// Whether a replica has it.
    pub fn is_at_replica(self) -> bool {
        matches!(self, Self::Line | Self::Served | Self::Queue)
    }
}
