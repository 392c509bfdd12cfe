//! A step that brings the simulator into a state, or keeps it out of one.
//!
//! The goal, the knobs a learner may turn, the seed and the time are data, so the story that the
//! lesson tells is tested: the start does not meet the goal, the solution does, and each tempting
//! setting that does not help has its own answer.

#[cfg(feature = "engine")]
mod judge;
#[cfg(feature = "engine")]
mod read;

use super::Standing;
use crate::sim::fate::{Kept, Runtime};
use crate::sim::frame::LaneFrame;
use crate::sim::resource::Resource;
use crate::sim::scenario::{AssumptionKind, Scenario};
use serde::{Deserialize, Serialize};

#[cfg(feature = "engine")]
pub use judge::judge_run;
#[cfg(feature = "engine")]
pub(super) use read::read;

/// A goal in the simulator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SimGoal {
    /// The goal in one sentence, for the banner.
    pub says: String,
    /// Which end is wanted.
    pub aim: Aim,
    /// The service before a knob is turned; its seed and its end are fixed.
    pub scenario: Scenario,
    /// What may be changed.
    pub knobs: Vec<Knob>,
    /// The error of a full pool, if it is not the simulator's own; `{timeout}` stands for seconds.
    pub error: Option<String>,
    /// Settings that meet the goal.
    pub solution: Settings,
    /// Settings that look as if they would.
    pub tempting: Vec<Tempting>,
    /// Shown once the goal is met, as HTML.
    pub reveal: String,
    /// Hints, each telling more than the one before, as HTML.
    pub hints: Vec<String>,
}

/// The end that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aim {
    /// The resource runs out before the time is up.
    RunsOut,
    /// It does not.
    Survives,
}

/// Something a learner may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Knob {
    /// The program as written, or with every way out releasing.
    Program,
    /// Requests per second.
    Rate,
    /// Chance that an operation raises.
    Chance,
    /// Units of the resource.
    Size,
    /// Seconds that a caller waits for a pool.
    Timeout,
    /// How the language implementation finds garbage.
    Runtime,
    /// What keeps a function's objects alive.
    Kept,
}

/// The values a knob can have, for its slider, its number and the judge alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
    /// From one to the next.
    pub step: f64,
}

impl Limits {
    /// Whether a value is one of them.
    pub fn allow(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

impl Knob {
    /// What a number that is turned says; empty for a choice.
    pub fn label(self) -> &'static str {
        match self {
            Self::Rate => "Requests a second",
            Self::Chance => "Chance that the operation raises",
            Self::Size => "How many there are",
            Self::Timeout => "Seconds that a caller waits",
            Self::Program | Self::Runtime | Self::Kept => "",
        }
    }

    /// The values it can have in a scenario; none for a choice.
    pub fn limits(self, scenario: &Scenario) -> Option<Limits> {
        let (low, high, step) = match self {
            Self::Rate => (1.0, 400.0, 1.0),
            Self::Chance => (0.0, 0.2, 0.001),
            Self::Size => match &scenario.resource {
                Some(Resource::Table(table)) if table.limit > 256 => (1.0, 4096.0, 1.0),
                _ => (1.0, 200.0, 1.0),
            },
            Self::Timeout => (1.0, 120.0, 1.0),
            Self::Program | Self::Runtime | Self::Kept => return None,
        };
        Some(Limits { low, high, step })
    }
}

/// The position of every knob; absent means as the scenario says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// [`Knob::Program`].
    pub program: Option<Lane>,
    /// [`Knob::Rate`], per second.
    pub rate: Option<f64>,
    /// [`Knob::Chance`], between 0 and 1.
    pub chance: Option<f64>,
    /// [`Knob::Size`], in units.
    pub size: Option<u32>,
    /// [`Knob::Timeout`], in seconds.
    pub timeout: Option<f64>,
    /// [`Knob::Runtime`].
    pub runtime: Option<Runtime>,
    /// [`Knob::Kept`].
    pub kept: Option<Kept>,
}

/// Which program the requests run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lane {
    /// As written.
    AsWritten,
    /// With every way out releasing.
    Fixed,
}

/// Settings that do not meet the goal, and what to say about them. They stand for all settings that
/// turn the same knobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tempting {
    /// The settings.
    pub settings: Settings,
    /// What to say, as HTML.
    pub message: String,
}

/// What became of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunVerdict {
    /// Whether the goal is met.
    pub standing: Standing,
    /// When the resource ran out, in seconds.
    pub ran_out: Option<f64>,
    /// What happened, in one sentence.
    pub says: String,
    /// What the lesson says about these settings, as HTML.
    pub message: Option<String>,
    /// The error that the first unlucky request met, exactly as Python prints it.
    pub error: Option<String>,
    /// At most [`SHOWN`] moments of the run, evenly spread, the last one included, and the one at which
    /// the resource ran out.
    pub moments: Vec<Moment>,
    /// The resource at the moment at which it ran out; at the end where it did not.
    pub shown: LaneFrame,
}

/// How many moments of a run are shown.
pub const SHOWN: usize = 240;

/// One moment of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Simulated time, in seconds.
    pub t: f64,
    /// Units held by requests.
    pub in_use: u32,
    /// Units that do not come back.
    pub leaked: u32,
    /// Unreleased units that a collection will close.
    pub garbage: u32,
}

impl Settings {
    /// What a knob is turned to, if it is a number and was turned.
    pub fn number(&self, knob: Knob) -> Option<f64> {
        match knob {
            Knob::Rate => self.rate,
            Knob::Chance => self.chance,
            Knob::Size => self.size.map(f64::from),
            Knob::Timeout => self.timeout,
            Knob::Program | Knob::Runtime | Knob::Kept => None,
        }
    }

    /// The settings with one number turned.
    #[must_use]
    pub fn with_number(self, knob: Knob, value: f64) -> Self {
        match knob {
            Knob::Rate => Self {
                rate: Some(value),
                ..self
            },
            Knob::Chance => Self {
                chance: Some(value),
                ..self
            },
            Knob::Size => Self {
                size: Some(value.round().max(0.0) as u32),
                ..self
            },
            Knob::Timeout => Self {
                timeout: Some(value),
                ..self
            },
            Knob::Program | Knob::Runtime | Knob::Kept => self,
        }
    }

    /// What is wrong with the settings, in words: a number that its control does not allow.
    pub fn problem(&self, goal: &SimGoal) -> Option<String> {
        goal.knobs.iter().find_map(|knob| {
            let limits = knob.limits(&goal.scenario)?;
            let is_outside = self.number(*knob).is_some_and(|value| !limits.allow(value));
            is_outside.then(|| {
                let Limits { low, high, .. } = limits;
                format!("{}: between {low} and {high}.", knob.label())
            })
        })
    }

    /// The scenario with these settings, as far as the knobs allow them.
    pub fn apply(&self, goal: &SimGoal) -> Scenario {
        let allowed = |knob| goal.knobs.contains(&knob);
        let mut scenario = goal.scenario.clone();
        if let Some(rate) = self.rate.filter(|_| allowed(Knob::Rate)) {
            scenario.rate = rate;
        }
        if let Some(chance) = self.chance.filter(|_| allowed(Knob::Chance)) {
            scenario.set_chance(AssumptionKind::Raises, chance);
        }
        if let Some(runtime) = self.runtime.filter(|_| allowed(Knob::Runtime)) {
            scenario.runtime = runtime;
        }
        if let Some(kept) = self.kept.filter(|_| allowed(Knob::Kept)) {
            scenario.kept = kept;
        }
        match &mut scenario.resource {
            Some(Resource::Pool(pool)) => {
                if let Some(size) = self.size.filter(|_| allowed(Knob::Size)) {
                    pool.size = size;
                    pool.overflow = 0;
                }
                if let Some(timeout) = self.timeout.filter(|_| allowed(Knob::Timeout)) {
                    pool.timeout = Some(timeout);
                }
            }
            Some(Resource::Table(table)) => {
                if let Some(size) = self.size.filter(|_| allowed(Knob::Size)) {
                    table.limit = size;
                }
            }
            None => {}
        }
        if let (Some(error), Some(Resource::Pool(pool))) = (&goal.error, &mut scenario.resource) {
            let seconds = format!("{:.2}", pool.timeout.unwrap_or_default());
            pool.error = error.replace("{timeout}", &seconds);
        }
        if self.program == Some(Lane::Fixed) && allowed(Knob::Program) {
            scenario = scenario.fixed();
        }
        scenario
    }
}
