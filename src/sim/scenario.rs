//! What is simulated, as plain data: every number with its unit, every assumption by name.
//!
//! ```text
//! source ──► waiting line ──► workers ──► one path of the program ──► out
//!  (rate)     (capacity)       (c)         acquire · work · may raise · release
//!                                              │
//!                                          resource: table of numbers, or pool with a queue
//! ```
//!
//! A scenario says nothing that it does not know: chances are [`Assumption`]s, listed and
//! adjustable, and the paths only say which of them come true. It is read by [`super::read`] and
//! checked by [`Scenario::problems`].

use super::fate::{Ending, Fate, Kept, LeakClass, Runtime, fate};
use super::resource::{Resource, Table};
use super::stop::Stop;
use serde::{Deserialize, Serialize};

mod found;
mod operation;
mod problems;
mod process;
mod program;
mod size;
mod traffic;

pub use found::Problem;
pub use operation::{Alarm, Autoscaler, Gauge, Monitor, Pressure, Probe, Restart, Then, WhenOut};
pub use process::{Buffer, Collector, Flush, Memory, Profiler, Sizes, Swap};
pub use program::{Assumption, AssumptionKind, Path, Step};
pub use size::{LONGEST, MOST_EVENTS, MOST_IN_ALL, MOST_MEMORY, MOST_REQUESTS, MOST_TOLD};
pub use traffic::{Accepts, Arrivals, Client, Connects, Discipline, Patience, Service, Shape};

/// One simulated service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scenario {
    /// Title, in a few words.
    pub name: String,
    /// What will be seen, in one sentence.
    pub story: String,
    /// Seed of every random stream.
    pub seed: u64,
    /// Requests per second: the mean rate, for bursts outside of a burst.
    pub rate: f64,
    /// When requests arrive.
    pub arrivals: Arrivals,
    /// The work that one request needs.
    pub service: Service,
    /// Requests that one replica serves at the same time; absent means no bound.
    pub workers: Option<u32>,
    /// How requests share the workers.
    pub discipline: Discipline,
    /// How long a request waits for a worker; absent means as long as it takes.
    pub patience: Option<Patience>,
    /// Requests in one replica at the same time, those in service included; more are rejected.
    /// Absent means no bound.
    pub capacity: Option<u32>,
    /// The argument of `listen`: one more connection than this may wait for a worker. When they do,
    /// the kernel drops the next one, whose client tries again, see [`Scenario::connects`]. Absent
    /// means no bound; above 4096 the kernel's own, `somaxconn`, counts.
    pub backlog: Option<u32>,
    /// When those that were dropped try again.
    pub connects: Connects,
    /// What the server does when the connection of a request finds no entry in the table of the first
    /// resource, one of which it has while the request is served. Absent: connections take none.
    pub accepts: Option<Accepts>,
    /// What clients do when no good answer comes.
    pub client: Client,
    /// What can run out; absent for a plain queue. Each replica has its own.
    pub resource: Option<Resource>,
    /// What else can run out, in each replica.
    pub also: Vec<Resource>,
    /// The database server that all replicas share: every connection that a pool opens takes one of
    /// its connections. Absent means a server without limit.
    pub database: Option<Table>,
    /// The memory of each replica; absent means that it does not matter.
    pub memory: Option<Memory>,
    /// A file that every completed request writes a record to; absent means none.
    pub buffer: Option<Buffer>,
    /// A memory profiler that is switched on for a while; absent means never.
    pub profiler: Option<Profiler>,
    /// Leaks by chance alone, for queues without a program.
    pub leaks: Leaks,
    /// Chances that the program's text does not tell.
    pub assumptions: Vec<Assumption>,
    /// The ways through the program; absent means one that acquires a unit of the resource, if there
    /// is one, works, and releases it.
    pub paths: Vec<Path>,
    /// What could still bring an unreleased handle back, where a path's step does not say otherwise.
    pub leak: LeakClass,
    /// How the language implementation finds garbage.
    pub runtime: Runtime,
    /// What keeps a function's objects alive after it has ended.
    pub kept: Kept,
    /// When garbage is collected.
    pub collector: Collector,
    /// Seconds after which a leak of class R5 returns by itself.
    pub returns_after: f64,
    /// Seconds by which every leaked thread that wants the interpreter prolongs a request's work.
    /// CPython hands the interpreter over every 0.005 s (`sys.getswitchinterval`), and that is what
    /// each such thread costs (measured). 0 when leaked threads only sleep, or none leak.
    pub gil: f64,
    /// Processes that serve, each with its own resource and memory; requests go to them in turn.
    pub replicas: u32,
    /// What becomes of the process when a request finds nothing left.
    pub when_out: WhenOut,
    /// The supervisor; absent means that a process that died stays dead.
    pub restart: Option<Restart>,
    /// Somebody who starts and stops replicas; absent means nobody.
    pub autoscaler: Option<Autoscaler>,
    /// Somebody who looks at a gauge; absent means nobody.
    pub monitor: Option<Monitor>,
    /// What one replica costs, in dollars an hour. The default is 1 vCPU and 2 GB of AWS Fargate in
    /// us-east-1 (published, June 2026).
    pub price: f64,
    /// Seconds at the start that are left out of means and quantiles.
    pub warm_up: f64,
    /// Seconds between two frames.
    pub tick: f64,
    /// When the run ends.
    pub stop: Stop,
}

/// Leaks by chance alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Leaks {
    /// Chance that a request that is completed leaves its unit unreleased; only without `paths`.
    pub per_completion: f64,
    /// Chance that an acquired unit is never released, whatever becomes of the request.
    pub per_acquisition: f64,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            name: String::new(),
            story: String::new(),
            seed: 7,
            rate: 100.0,
            service: Service::default(),
            arrivals: Arrivals::Poisson,
            workers: None,
            discipline: Discipline::FirstCome,
            patience: None,
            capacity: None,
            backlog: None,
            connects: Connects::Doubling,
            accepts: None,
            client: Client::default(),
            resource: None,
            also: Vec::new(),
            database: None,
            memory: None,
            buffer: None,
            profiler: None,
            leaks: Leaks::default(),
            assumptions: Vec::new(),
            paths: Vec::new(),
            leak: LeakClass::R3,
            runtime: Runtime::ReferenceCounting,
            kept: Kept::Nothing,
            collector: Collector::default(),
            returns_after: 60.0,
            gil: 0.0,
            replicas: 1,
            when_out: WhenOut::Errors,
            restart: None,
            autoscaler: None,
            monitor: None,
            price: 0.04937,
            warm_up: 0.0,
            tick: 1.0,
            stop: Stop::default(),
        }
    }
}

impl Scenario {
    /// The same service with every path releasing what it acquired: the program after the fix.
    ///
    /// Paths keep their work and their chances, and those that leaked come first, as they do when
    /// the leaking program runs: both lanes meet the same requests with the same fate.
    pub fn fixed(&self) -> Self {
        let mut fixed = self.clone();
        fixed.leaks = Leaks::default();
        fixed
            .paths
            .sort_by_cached_key(|path| std::cmp::Reverse((path.unreleased(), path.leaks())));
        fixed.paths = fixed.paths.iter().map(Path::fixed).collect();
        fixed
    }

    /// What becomes of something that a path with this ending leaves behind; `leak` is what its step
    /// says of it.
    pub fn fate_of(&self, leak: Option<LeakClass>, ending: Ending) -> Fate {
        fate(leak.unwrap_or(self.leak), self.runtime, self.kept, ending)
    }

    /// Whether a resource outlives processes: what is outside of them when they end is still lost.
    ///
    /// Approximation: as a whole if one of its units does.
    pub fn outlives(&self, resource: u32) -> bool {
        self.courses().iter().any(|(_, path)| {
            let mut units = path.units_of(resource).into_iter();
            units.any(|(leak, _)| leak.unwrap_or(self.leak) == LeakClass::R6)
        })
    }

    /// Whether what runs out first is a table of descriptors, of which connections can take some.
    pub fn has_descriptors(&self) -> bool {
        self.resource.as_ref().is_some_and(Resource::is_descriptors)
    }

    /// Whether some path leaves something behind.
    pub fn can_leak(&self) -> bool {
        let leaks = self.leaks;
        leaks.per_completion > 0.0
            || leaks.per_acquisition > 0.0
            || self.paths.iter().any(Path::leaks)
    }

    /// The ways through the program with their chances, those of [`Leaks`] included, leaking ones
    /// first.
    pub fn courses(&self) -> Vec<(f64, Path)> {
        let chances = self.path_probabilities();
        let mut all: Vec<(f64, Path)> = if self.paths.is_empty() {
            self.plain_courses()
        } else if chances.iter().all(|chance| *chance <= 0.0) {
            // Nothing of the program is played: a request works, and that is all.
            let (steps, ends) = (vec![Step::Work { share: 1.0 }], Ending::Returns);
            vec![(1.0, Path { steps, ends })]
        } else {
            chances
                .into_iter()
                .zip(self.paths.iter().cloned())
                .collect()
        };
        all.sort_by_cached_key(|(_, path)| std::cmp::Reverse((path.unreleased(), path.leaks())));
        all
    }

    /// What a request does when there is no program.
    fn plain_courses(&self) -> Vec<(f64, Path)> {
        let path = |steps: Vec<Step>| Path {
            steps,
            ends: Ending::Returns,
        };
        let work = Step::Work { share: 1.0 };
        if self.resource.is_none() {
            return vec![(1.0, path(vec![work]))];
        }
        let lost = self.leaks.per_completion;
        let good = path(vec![Step::acquire(0), work.clone(), Step::release(0)]);
        if lost > 0.0 {
            let bad = path(vec![Step::acquire(0), work]);
            vec![(lost, bad), (1.0 - lost, good)]
        } else {
            vec![(1.0, good)]
        }
    }

    /// Every resource of a replica: the first, and the others.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.resource.iter().chain(&self.also)
    }

    /// What is met when there is nothing left: the resource's error, or what a shell prints of a
    /// process that the kernel killed for its memory.
    pub fn error(&self) -> Option<String> {
        let killed = || "Killed (exit code 137)".to_owned();
        let raises = |resource: &&Resource| {
            // Who waits for ever meets nothing.
            !matches!(resource, Resource::Pool(pool) if pool.timeout.is_none())
        };
        let resource = self.resources().find(raises).map(Resource::error);
        resource.or_else(|| self.memory.map(|_| killed()))
    }

    /// The names of what runs out: the resource's units, or `MiB`.
    pub fn units(&self) -> &'static str {
        match (&self.resource, &self.memory) {
            (Some(resource), _) => resource.units(),
            (None, Some(_)) => "MiB",
            (None, None) => "units",
        }
    }

    /// The probability of each path, in the order of [`Scenario::paths`]; they sum to 1, or are all 0
    /// when the chances rule out every path.
    ///
    /// The product of the chances on a path, over the sum for all paths: a file may list only those
    /// that are not negligible.
    pub fn path_probabilities(&self) -> Vec<f64> {
        let weights = self.path_weights();
        let sum: f64 = weights.iter().sum();
        match sum > 0.0 {
            true => weights.iter().map(|weight| weight / sum).collect(),
            false => weights,
        }
    }

    /// The product of the chances on each path: what is stated. When every way is listed they sum to 1,
    /// and are the probabilities that are played.
    pub fn path_weights(&self) -> Vec<f64> {
        self.paths.iter().map(|path| self.weight(path)).collect()
    }

    /// Sets the chance of every assumption of one kind.
    pub fn set_chance(&mut self, kind: AssumptionKind, chance: f64) {
        for assumption in self.assumptions.iter_mut().filter(|a| a.kind == kind) {
            assumption.chance = chance;
        }
    }

    fn weight(&self, path: &Path) -> f64 {
        let chance = |index: u32| {
            self.assumptions
                .get(index as usize)
                .map_or(0.0, |a| a.chance)
        };
        let mut weight = 1.0;
        for step in &path.steps {
            weight *= match *step {
                Step::MayRaise {
                    assumption,
                    raises: true,
                }
                | Step::Branch {
                    assumption,
                    taken: true,
                } => chance(assumption),
                Step::MayRaise {
                    assumption,
                    raises: false,
                }
                | Step::Branch {
                    assumption,
                    taken: false,
                } => 1.0 - chance(assumption),
                Step::Acquire { .. }
                | Step::Work { .. }
                | Step::Release { .. }
                | Step::Keep { .. } => 1.0,
            };
        }
        weight
    }
}
