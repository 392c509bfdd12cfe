//! The ways through the program, and the chances that its text does not tell.

use crate::sim::fate::{Ending, LeakClass};
use serde::{Deserialize, Serialize};

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
    /// A request goes one way, which is said in words.
    Goes,
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
    /// One unit of a resource is acquired; waits or fails when there is none.
    Acquire {
        /// Line, from 1; 0 when there is no source.
        #[serde(default)]
        line: u32,
        /// Which resource: 0 is [`super::Scenario::resource`], 1 the first of [`super::Scenario::also`].
        #[serde(default)]
        of: u32,
        /// What could still bring it back if it is left unreleased; absent for
        /// [`super::Scenario::leak`].
        #[serde(default)]
        leak: Option<LeakClass>,
    },
    /// The request works.
    Work {
        /// Part of the request's whole service time, between 0 and 1.
        share: f64,
    },
    /// An operation that may raise does so, or not.
    MayRaise {
        /// Index in [`super::Scenario::assumptions`].
        assumption: u32,
        /// Whether it raises on this path.
        raises: bool,
    },
    /// A condition holds, or not.
    Branch {
        /// Index in [`super::Scenario::assumptions`].
        assumption: u32,
        /// Whether it holds on this path.
        taken: bool,
    },
    /// The unit of a resource that was acquired first and is still held is released.
    Release {
        /// Line, from 1; 0 when there is no source.
        #[serde(default)]
        line: u32,
        /// Which resource, as in `acquire`.
        #[serde(default)]
        of: u32,
    },
    /// Something is put on the heap and not taken off it: in a list, a cache, a cycle.
    Keep {
        /// Line, from 1; 0 when there is no source.
        #[serde(default)]
        line: u32,
        /// Its size in KiB.
        kib: f64,
        /// Objects that the collector tracks for it.
        #[serde(default)]
        objects: f64,
        /// What could still bring it back, as in `acquire`.
        #[serde(default)]
        leak: Option<LeakClass>,
    },
}

impl Path {
    /// How many units of all resources it leaves unreleased.
    pub fn unreleased(&self) -> u32 {
        self.left().iter().sum()
    }

    /// How many units of one resource it leaves unreleased.
    pub fn unreleased_of(&self, of: u32) -> u32 {
        self.left().get(of as usize).copied().unwrap_or(0)
    }

    /// How many units of one resource it acquires.
    pub fn acquired_of(&self, resource: u32) -> u32 {
        let taken = |step: &&Step| matches!(step, Step::Acquire { of, .. } if *of == resource);
        self.steps.iter().filter(taken).count() as u32
    }

    /// The units of one resource that it acquires, in order: the leak class that each was given, and
    /// whether it is left unreleased.
    pub fn units_of(&self, resource: u32) -> Vec<(Option<LeakClass>, bool)> {
        let mut units = Vec::new();
        // They are released in the order in which they were acquired.
        let mut released = 0;
        for step in &self.steps {
            match *step {
                Step::Acquire { of, leak, .. } if of == resource => units.push((leak, true)),
                Step::Release { of, .. } if of == resource => {
                    if let Some((_, is_left)) = units.get_mut(released) {
                        *is_left = false;
                        released += 1;
                    }
                }
                _ => {}
            }
        }
        units
    }

    /// What it keeps on the heap, in KiB.
    pub fn kept_kib(&self) -> f64 {
        let kept = self.steps.iter().map(|step| match step {
            Step::Keep { kib, .. } => *kib,
            _ => 0.0,
        });
        kept.sum()
    }

    /// Whether it leaves anything behind.
    pub fn leaks(&self) -> bool {
        self.unreleased() > 0 || self.kept_kib() > 0.0
    }

    /// The share of the service time during which units of one resource are held, in unit-shares.
    pub fn held_share(&self, resource: u32) -> f64 {
        let (mut held, mut share) = (0.0_f64, 0.0);
        for step in &self.steps {
            match step {
                Step::Acquire { of, .. } if *of == resource => held += 1.0,
                Step::Release { of, .. } if *of == resource => held = (held - 1.0).max(0.0),
                Step::Work { share: part } => share += held * part,
                _ => {}
            }
        }
        share
    }

    /// The share of the service time that the path works for.
    pub fn work_share(&self) -> f64 {
        let part = |step: &Step| match step {
            Step::Work { share } => *share,
            _ => 0.0,
        };
        self.steps.iter().map(part).sum()
    }

    /// The same path with everything released at its end and nothing kept.
    pub fn fixed(&self) -> Self {
        let mut fixed = self.clone();
        fixed
            .steps
            .retain(|step| !matches!(step, Step::Keep { .. }));
        let line = fixed.steps.iter().rev().find_map(Step::line).unwrap_or(0);
        for (of, &units) in self.left().iter().enumerate() {
            for _ in 0..units {
                let of = of as u32;
                fixed.steps.push(Step::Release { line, of });
            }
        }
        fixed
    }

    /// What it leaves unreleased, by resource.
    fn left(&self) -> Vec<u32> {
        let mut held = Vec::new();
        for step in &self.steps {
            if let Step::Acquire { of, .. } | Step::Release { of, .. } = *step {
                let of = of as usize;
                if held.len() <= of {
                    held.resize(of + 1, 0_u32);
                }
                match step {
                    Step::Acquire { .. } => held[of] += 1,
                    _ => held[of] = held[of].saturating_sub(1),
                }
            }
        }
        held
    }
}

impl Step {
    /// One unit of the first resource is acquired.
    pub fn acquire(line: u32) -> Self {
        Self::Acquire {
            line,
            of: 0,
            leak: None,
        }
    }

    /// The first unit of the first resource is released.
    pub fn release(line: u32) -> Self {
        Self::Release { line, of: 0 }
    }

    /// The line of an acquisition or a release, if there is source.
    fn line(&self) -> Option<u32> {
        match *self {
            Self::Acquire { line, .. } | Self::Release { line, .. } if line > 0 => Some(line),
            _ => None,
        }
    }
}
