//! One simulated service: the life of its requests.
//!
//! ```text
//! client ─► arrive ─┬─ no process, or full ───────────────────────────► rejected
//!   ▲               ├─ backlog full ─► connect again ─► … ────────────► reneged
//!   │               └─ wait for a worker ─┬─ no patience ─────────────► reneged
//!   │                                     └─ path: acquire ─┬─ none left (table) ─► failed
//!   │                                         │             └─ too long (pool) ──► timed out
//!   │                                         └ work … end of path ─► ok | raised
//!   └── retry ◄── timeout, or any of these ◄──── lost, when its process ends
//! ```
//!
//! What a path leaves unreleased meets its [`Fate`]. Approximation: what a request already holds
//! when an acquisition fails is released.
//!
//! The parts: [`source`](self) brings attempts to replicas, `accept` lets them in, `path` runs them, `units` lends and takes
//! back, `life` ends and starts processes, `watch` looks on, `observe` tells,
//! `effort` says when it is enough.

mod accept;
mod bank;
mod effort;
mod heap;
mod life;
mod observe;
mod path;
mod plan;
mod replica;
mod request;
mod sharing;
mod source;
mod trace;
mod units;
mod watch;

use super::engine::Agenda;
use super::frame::Happening;
use super::histogram::Histogram;
use super::measure::{Counters, Measures};
use super::scenario::{Arrivals, Client, Scenario};
use super::stop::Ended;
use bank::Bank;
use effort::Effort;
use plan::Plan;
use replica::Replica;
use request::Request;
use std::collections::VecDeque;
use std::sync::Arc;
use trace::{Kind, Trace};
use watch::Watch;

/// One service being simulated; a copy is a checkpoint.
#[derive(Clone, Debug)]
pub struct Lane {
    plan: Arc<Plan>,
    agenda: Agenda<Event>,
    now: f64,
    requests: Vec<Request>,
    spare: Vec<u32>,
    replicas: Vec<Replica>,
    /// The replica that the next request goes to, if it is up.
    turn: u32,
    /// The database server that all replicas share.
    database: Option<Bank>,
    /// Attempts that go on now.
    ready: VecDeque<u32>,
    in_system: u32,
    /// Of those in the system, those that wait for a worker or a unit, or to be connected.
    waiting: u32,
    connecting: u32,
    retrying: u32,
    /// Retries that the clients' budget allows.
    savings: f64,
    /// Replicas that serve, and replicas that are paid for.
    serving: u32,
    paid: u32,
    /// Integral of the replicas that are paid for, in seconds.
    paid_time: f64,
    /// When the run ends whatever happens, in seconds.
    deadline: f64,
    counters: Counters,
    measures: Measures,
    window: Histogram,
    watch: Watch,
    told: Vec<Happening>,
    warm: bool,
    /// When something first ran out, in seconds, and its name.
    ran_out: Option<(f64, &'static str)>,
    first_error_at: Option<f64>,
    first_leak_at: Option<f64>,
    ended: Option<Ended>,
    trace: Trace,
    /// What it has cost, beside its events.
    effort: Effort,
}

/// What can happen. A `life` or `serial` that is no longer current means that it happens to nobody.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// The next request of an open source, or of a client that has thought.
    Arrive,
    /// A dropped connection is tried again, for the n-th time.
    Connect { place: u32, serial: u32, tries: u32 },
    /// A client asks again.
    Retry { place: u32 },
    /// A step of work is done.
    Worked { place: u32, serial: u32 },
    /// The request that shares processors and is done first.
    Shared { replica: u32, version: u32 },
    /// A server that could not accept connections tries again.
    Accept { replica: u32, life: u32 },
    /// A pool's timeout.
    GiveUp(u32),
    /// The end of a request's patience.
    Renege(u32),
    /// A client's timeout.
    Late(u32),
    /// A collection by time.
    Collect { replica: u32, life: u32 },
    /// A unit that lingered or was left for a time.
    Return {
        replica: u16,
        of: u16,
        life: u32,
        unit: u32,
    },
    /// Something on the heap that goes after a time.
    Drop { replica: u32, life: u32 },
    /// A process starts to serve.
    Start { replica: u32, life: u32 },
    /// The longest life of a process.
    Expire { replica: u32, life: u32 },
    /// The end of a planned restart's patience.
    Grace { replica: u32, life: u32 },
    /// The autoscaler looks.
    Scale,
    /// The monitor looks.
    Sample,
}

impl Event {
    /// The life of what the kernel does, whatever becomes of a process.
    const KERNELS: u32 = u32::MAX;
}

impl Lane {
    /// A service before its first request.
    pub fn new(scenario: Scenario) -> Self {
        let plan = Arc::new(Plan::new(scenario));
        let mut lane = Self {
            agenda: Agenda::default(),
            now: 0.0,
            requests: Vec::new(),
            spare: Vec::new(),
            replicas: Vec::new(),
            turn: 0,
            database: plan.database().map(|database| Bank::new(&database)),
            ready: VecDeque::new(),
            in_system: 0,
            waiting: 0,
            connecting: 0,
            retrying: 0,
            savings: Client::SAVED,
            serving: 0,
            paid: 0,
            paid_time: 0.0,
            deadline: plan.scenario.latest(),
            counters: Counters::default(),
            measures: Measures::default(),
            window: Histogram::default(),
            watch: Watch::default(),
            told: Vec::new(),
            warm: plan.scenario.warm_up <= 0.0,
            ran_out: None,
            first_error_at: None,
            first_leak_at: None,
            ended: None,
            trace: Trace::default(),
            effort: Effort::default(),
            plan,
        };
        lane.open();
        lane
    }

    /// When the next event happens, in seconds; nothing when the run has ended.
    #[inline(always)]
    pub fn next_time(&mut self) -> Option<f64> {
        if self.ended.is_some() {
            return None;
        }
        self.agenda.next_time()
    }

    /// Plays the next event; false when the run has ended.
    pub fn step(&mut self) -> bool {
        if self.ended.is_some() {
            return false;
        }
        let next = self.agenda.next_time().unwrap_or(f64::INFINITY);
        let deadline = self.deadline();
        if next > deadline {
            self.run_out_of_time(next, deadline);
            return false;
        }
        let Some(event) = self.agenda.take_next() else {
            return false;
        };
        self.advance_clock(next);
        self.play(event);
        while let Some(place) = self.ready.pop_front() {
            self.go_on(place);
        }
        self.check_stop();
        self.ended.is_none()
    }

    /// Plays every event up to and including `time`, in seconds, and lets the clock stand there.
    pub fn run_until(&mut self, time: f64) {
        while self.next_time().is_some_and(|next| next <= time) {
            self.step();
        }
        if self.ended.is_none() {
            if time >= self.deadline() {
                self.step();
            } else if time > self.now {
                self.advance_clock(time);
            }
        }
    }

    /// Starts the replicas, the source, the monitor and the autoscaler.
    fn open(&mut self) {
        let plan = Arc::clone(&self.plan);
        let scenario = &plan.scenario;
        self.effort.add(plan.parts() as u64);
        let gap = match scenario.arrivals {
            Arrivals::Closed { .. } => None,
            _ => Some(plan.draw_gap(0.0, 0)),
        };
        if let Some(gap) = gap {
            self.agenda.schedule(gap, Event::Arrive);
        }
        for _ in 0..scenario.replicas {
            self.add_replica();
        }
        if let Arrivals::Closed { clients, think } = scenario.arrivals {
            for client in 0..clients {
                let time = plan.draw_thinking(u64::from(client), think);
                self.agenda.schedule(time, Event::Arrive);
            }
        }
        if let Some(autoscaler) = scenario.autoscaler {
            self.agenda.schedule(autoscaler.every, Event::Scale);
        }
        if let Some(monitor) = scenario.monitor {
            self.agenda.schedule(monitor.every, Event::Sample);
        }
    }

    fn play(&mut self, event: Event) {
        match event {
            Event::Arrive => self.arrive(),
            Event::Connect {
                place,
                serial,
                tries,
            } => self.connect_again(place, serial, tries),
            Event::Retry { place } => self.retry(place),
            Event::Worked { place, serial } => self.worked(place, serial),
            Event::Shared { replica, version } => self.shared(replica, version),
            Event::Accept { replica, life } => self.accept_again(replica, life),
            Event::GiveUp(place) => self.give_up(place),
            Event::Renege(place) => self.renege(place),
            Event::Late(place) => self.too_late(place),
            Event::Collect { replica, life } => self.collect_by_time(replica, life),
            Event::Return {
                replica,
                of,
                life,
                unit,
            } => self.come_back(replica, of, life, unit),
            Event::Drop { replica, life } => self.drop_oldest(replica, life),
            Event::Start { replica, life } => self.start(replica, life),
            Event::Expire { replica, life } => self.expire(replica, life),
            Event::Grace { replica, life } => self.lose_patience_with(replica, life),
            Event::Scale => self.scale(),
            Event::Sample => self.sample(),
        }
    }

    /// Whether a replica's present life is this one.
    #[inline(always)]
    fn lives(&self, replica: u32, life: u32) -> bool {
        self.replicas[replica as usize].life == life
    }

    #[inline(always)]
    fn note(&mut self, kind: Kind, subject: u64) {
        self.trace.add(self.now, kind, subject);
    }
}
