//! A scenario prepared for running: paths ordered, probabilities summed, fates decided.

use super::super::fate::{Ending, Fate, Runtime, fate};
use super::super::random::{Purpose, Stream};
use super::super::scenario::{Scenario, Shape, Step};

/// What a lane reads and never writes.
#[derive(Debug)]
pub struct Plan {
    /// The scenario it was made from.
    pub scenario: Scenario,
    /// The text of the resource's error.
    pub error: String,
    paths: Vec<Course>,
}

/// One path, ready to run.
#[derive(Debug)]
pub struct Course {
    /// Upper end of its part of the interval (0, 1).
    until: f64,
    /// What happens; chances are already drawn.
    pub acts: Vec<Act>,
    /// How it ends.
    pub ends: Ending,
    /// What becomes of a unit left unreleased.
    pub fate: Fate,
}

/// One thing that happens on a path and changes something.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Acquire one unit, at a line.
    Acquire(u32),
    /// Work for a share of the service time.
    Work(f64),
    /// Release the unit held longest.
    Release,
}

impl Plan {
    /// Prepares a scenario.
    ///
    /// Paths that leak come first on the interval a request's path is drawn from: whoever leaks
    /// with a small chance still does with a greater one, and so raising the chance never delays
    /// exhaustion.
    pub fn new(scenario: Scenario) -> Self {
        let mut order: Vec<usize> = (0..scenario.paths.len()).collect();
        order.sort_by_key(|&path| std::cmp::Reverse(scenario.paths[path].unreleased()));
        let probabilities = scenario.path_probabilities();
        let mut until = 0.0;
        let mut paths: Vec<Course> = order
            .into_iter()
            .map(|index| {
                until += probabilities[index];
                let path = &scenario.paths[index];
                Course {
                    until,
                    acts: path.steps.iter().filter_map(act).collect(),
                    ends: path.ends,
                    fate: fate(scenario.leak, scenario.runtime, scenario.kept, path.ends),
                }
            })
            .collect();
        if paths.is_empty() {
            let (ends, fate) = (Ending::Returns, Fate::Never);
            paths.push(Course {
                until: 1.0,
                acts: vec![Act::Work(1.0)],
                ends,
                fate,
            });
        }
        let error = scenario
            .resource
            .as_ref()
            .map(|r| r.error())
            .unwrap_or_default();
        Self {
            scenario,
            error,
            paths,
        }
    }

    /// A path of the program.
    pub fn course(&self, index: u32) -> &Course {
        &self.paths[index as usize]
    }

    /// The path that a request takes.
    pub fn draw_course(&self, request: u64) -> u32 {
        if self.paths.len() == 1 {
            return 0;
        }
        let at = Stream::new(self.scenario.seed, Purpose::Path, request).uniform();
        let index = self.paths.iter().position(|course| at < course.until);
        index.unwrap_or(self.paths.len() - 1) as u32
    }

    /// The seconds between an arrival and the one before it.
    pub fn draw_gap(&self, request: u64) -> f64 {
        Stream::new(self.scenario.seed, Purpose::Arrival, request)
            .exponential(1.0 / self.scenario.rate)
    }

    /// The seconds of work a request needs.
    pub fn draw_service(&self, request: u64) -> f64 {
        let service = self.scenario.service;
        let mut stream = Stream::new(self.scenario.seed, Purpose::Service, request);
        match service.shape {
            Shape::Deterministic => service.mean,
            Shape::Exponential => stream.exponential(service.mean),
            Shape::Lognormal { cs2 } => stream.lognormal(service.mean, cs2),
            Shape::Hyperexponential { cs2 } => stream.hyperexponential(service.mean, cs2),
        }
    }

    /// Seconds between garbage collections, if anything can become garbage at all.
    pub fn collection_period(&self) -> Option<f64> {
        if !self
            .paths
            .iter()
            .any(|course| course.fate == Fate::AtCollection)
        {
            return None;
        }
        match self.scenario.runtime {
            Runtime::ReferenceCounting => Some(self.scenario.collector.cycles_every),
            Runtime::Tracing => Some(self.scenario.collector.tracing_every),
            Runtime::None => None,
        }
    }
}

fn act(step: &Step) -> Option<Act> {
    match *step {
        Step::Acquire { line } => Some(Act::Acquire(line)),
        Step::Work { share } => Some(Act::Work(share)),
        Step::Release { .. } => Some(Act::Release),
        Step::MayRaise { .. } | Step::Branch { .. } => None,
    }
}
