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

use super::fate::{Ending, Kept, LeakClass, Runtime};
use super::resource::Resource;
use super::stop::Stop;
use serde::{Deserialize, Serialize};

mod problems;

pub use problems::Problem;

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
    /// Requests per second, arriving by a Poisson process.
    pub rate: f64,
    /// The work that one request needs.
    pub service: Service,
    /// Requests served at the same time; absent means no bound.
    pub workers: Option<u32>,
    /// Requests in the system at the same time, those in service included; more are rejected.
    /// Absent means no bound.
    pub capacity: Option<u32>,
    /// What can run out; absent for a plain queue.
    pub resource: Option<Resource>,
    /// Chances that the program's text does not tell.
    pub assumptions: Vec<Assumption>,
    /// The ways through the program; absent means one path that only works.
    pub paths: Vec<Path>,
    /// What could still bring an unreleased handle back.
    pub leak: LeakClass,
    /// How the language implementation finds garbage.
    pub runtime: Runtime,
    /// What keeps a function's objects alive after it has ended.
    pub kept: Kept,
    /// When garbage is collected.
    pub collector: Collector,
    /// Seconds after which a leak of class R5 returns by itself.
    pub returns_after: f64,
    /// Seconds at the start that are left out of means and quantiles.
    pub warm_up: f64,
    /// Seconds between two frames.
    pub tick: f64,
    /// When the run ends.
    pub stop: Stop,
}

/// How long a request works.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Mean, in seconds.
    pub mean: f64,
    /// Shape of the distribution.
    #[serde(default)]
    pub shape: Shape,
}

/// Shape of a service time's distribution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Shape {
    /// Always the mean.
    Deterministic,
    /// Exponential.
    #[default]
    Exponential,
    /// Lognormal.
    Lognormal {
        /// Squared coefficient of variation, above 0.
        cs2: f64,
    },
    /// Two exponential phases with balanced means.
    Hyperexponential {
        /// Squared coefficient of variation, at least 1.
        cs2: f64,
    },
}

/// A chance that the program's text does not tell, and that everybody may move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// What may come true.
    pub kind: AssumptionKind,
    /// Line of the operation or condition, from 1; 0 when there is no source.
    #[serde(default)]
    pub line: u32,
    /// The operation or condition as written.
    pub what: String,
    /// Probability, between 0 and 1.
    pub chance: f64,
}

/// What an assumption is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssumptionKind {
    /// An operation raises.
    Raises,
    /// A condition holds.
    Holds,
}

/// One way through the program; its probability is the product of its assumptions' chances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Path {
    /// What happens, in order.
    pub steps: Vec<Step>,
    /// How it ends.
    pub ends: Ending,
}

/// One thing that happens on a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Step {
    /// One unit of the resource is acquired; waits or fails when there is none.
    Acquire {
        /// Line, from 1; 0 when there is no source.
        line: u32,
    },
    /// The request works.
    Work {
        /// Part of the request's whole service time, between 0 and 1.
        share: f64,
    },
    /// An operation that may raise does so, or not.
    MayRaise {
        /// Index in [`Scenario::assumptions`].
        assumption: u32,
        /// Whether it raises on this path.
        raises: bool,
    },
    /// A condition holds, or not.
    Branch {
        /// Index in [`Scenario::assumptions`].
        assumption: u32,
        /// Whether it holds on this path.
        taken: bool,
    },
    /// The unit acquired first and still held is released.
    Release {
        /// Line, from 1; 0 when there is no source.
        line: u32,
    },
}

/// When garbage is collected.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Collector {
    /// Seconds between collections of cycles under reference counting. Approximation: CPython
    /// counts allocations, so the busier the program the sooner; 10 s fits 700 allocations of
    /// tracked objects at 70 a second.
    pub cycles_every: f64,
    /// Seconds between full collections under a tracing collector. Approximation: it is driven by
    /// memory, not by descriptors, so a heap that hardly grows is hardly ever collected.
    pub tracing_every: f64,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            cycles_every: 10.0,
            tracing_every: 3600.0,
        }
    }
}

impl Default for Service {
    fn default() -> Self {
        Self {
            mean: 0.02,
            shape: Shape::Exponential,
        }
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            name: String::new(),
            story: String::new(),
            seed: 7,
            rate: 100.0,
            service: Service::default(),
            workers: None,
            capacity: None,
            resource: None,
            assumptions: Vec::new(),
            paths: Vec::new(),
            leak: LeakClass::R3,
            runtime: Runtime::ReferenceCounting,
            kept: Kept::Nothing,
            collector: Collector::default(),
            returns_after: 60.0,
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
        fixed
            .paths
            .sort_by_key(|path| std::cmp::Reverse(path.unreleased()));
        for path in &mut fixed.paths {
            let line = path.steps.iter().rev().find_map(Step::line).unwrap_or(0);
            for _ in 0..path.unreleased() {
                path.steps.push(Step::Release { line });
            }
        }
        fixed
    }

    /// Whether some path leaves something unreleased.
    pub fn can_leak(&self) -> bool {
        self.paths.iter().any(|path| path.unreleased() > 0)
    }

    /// The probability of each path, in the order of [`Scenario::paths`]; they sum to 1.
    ///
    /// The product of the chances on a path, normalised, because an analyzer lists only the paths
    /// that are not negligible. When the chances rule out every path, each is equally likely.
    pub fn path_probabilities(&self) -> Vec<f64> {
        let weights: Vec<f64> = self.paths.iter().map(|path| self.weight(path)).collect();
        let sum: f64 = weights.iter().sum();
        if sum > 0.0 {
            weights.iter().map(|weight| weight / sum).collect()
        } else {
            vec![1.0 / weights.len().max(1) as f64; weights.len()]
        }
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
                Step::Acquire { .. } | Step::Work { .. } | Step::Release { .. } => 1.0,
            };
        }
        weight
    }
}

impl Path {
    /// How many units it leaves unreleased.
    pub fn unreleased(&self) -> u32 {
        let mut held = 0_u32;
        for step in &self.steps {
            match step {
                Step::Acquire { .. } => held += 1,
                Step::Release { .. } => held = held.saturating_sub(1),
                Step::Work { .. } | Step::MayRaise { .. } | Step::Branch { .. } => {}
            }
        }
        held
    }

    /// The share of the service time during which something is held, in unit-shares.
    pub fn held_share(&self) -> f64 {
        let (mut held, mut share) = (0.0_f64, 0.0);
        for step in &self.steps {
            match step {
                Step::Acquire { .. } => held += 1.0,
                Step::Release { .. } => held = (held - 1.0).max(0.0),
                Step::Work { share: part } => share += held * part,
                Step::MayRaise { .. } | Step::Branch { .. } => {}
            }
        }
        share
    }
}

impl Step {
    /// The line of an acquisition or a release, if there is source.
    fn line(&self) -> Option<u32> {
        match *self {
            Self::Acquire { line } | Self::Release { line } if line > 0 => Some(line),
            _ => None,
        }
    }
}
