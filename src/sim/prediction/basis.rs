//! What all forecasts about a scenario rest on: the ways through its program, what comes and is served,
//! how even that is, and when garbage is collected.

use super::super::fate::{Fate, Runtime};
use super::super::scenario::{Arrivals, Path, Pressure, Scenario, Shape, Step};
use super::filling::Lasts;
use super::traffic::{self, Traffic};
use super::{averages, memory, scaling};

/// A scenario, and what all forecasts about it rest on.
pub struct Basis<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The ways through its program, with their chances.
    pub courses: Vec<(f64, Path)>,
    /// What comes to a replica, and is served.
    pub traffic: Traffic,
    /// From when on there are how many replicas.
    replicas: Vec<(f64, u32)>,
}

impl<'a> Basis<'a> {
    /// Of a scenario; retries that come after `horizon` seconds do not count.
    pub fn of(scenario: &'a Scenario, horizon: f64) -> Self {
        let courses = scenario.courses();
        let traffic = Traffic::of(scenario, &courses, horizon);
        let mut basis = Self {
            scenario,
            courses,
            traffic,
            replicas: Vec::new(),
        };
        if let Some(grows) = basis.scaled() {
            basis.replicas = scaling::replicas(scenario, &grows, &basis.traffic);
        }
        if basis.replicas.len() > 1 {
            basis.traffic.pace = traffic::shared(&basis.traffic, &basis.replicas);
        }
        basis
    }

    /// What an autoscaler looks at, if it may change how many replicas there are.
    fn scaled(&self) -> Option<scaling::Grows> {
        let scenario = self.scenario;
        let scaler = scenario.autoscaler?;
        if scaler.most <= scenario.replicas && scaler.least >= scenario.replicas {
            return None;
        }
        let throughput = self.throughput();
        match scaler.on {
            Pressure::Requests => Some(scaling::Grows::nothing()),
            // What is not there is not taken.
            Pressure::Resource if scenario.resource.is_none() => Some(scaling::Grows::nothing()),
            Pressure::Memory if scenario.memory.is_none_or(|it| it.limit.is_none()) => {
                Some(scaling::Grows::nothing())
            }
            Pressure::Resource => {
                let resource = scenario.resource.as_ref()?;
                let averages = averages::averages(self, resource, 0);
                let in_use = throughput * averages.held;
                Some(scaling::of_units(resource, averages.lost(), in_use))
            }
            Pressure::Memory => {
                let memory = scenario.memory?;
                let in_use = throughput * self.traffic.work * memory.per_request / 1024.0;
                Some(scaling::Grows {
                    start: memory.base + in_use,
                    each: memory::growth(self),
                    limit: memory.limit?,
                })
            }
        }
    }

    /// Requests per second that one replica serves: those that arrive for it and are asked again, or
    /// what its workers and pools let through.
    pub fn throughput(&self) -> f64 {
        self.traffic.served
    }

    /// The variance of how many come in a long time, over its mean: they go to all replicas in turn.
    pub fn evenness(&self) -> f64 {
        match self.scenario.arrivals {
            Arrivals::Fixed => 0.0,
            _ => 1.0 / f64::from(self.scenario.replicas),
        }
    }

    /// For how long something is taken that is held for so long on average, and then away for a time.
    ///
    /// A client of a few that think has it for as long as it is held, but asks only when it has thought:
    /// where they come as if all thought, as many are there as if each were for `s·z/(s + z)`.
    pub fn held(&self, mean: f64, then: f64) -> Lasts {
        match self.scenario.arrivals {
            Arrivals::Closed { think, .. } => {
                let part = think / (mean + think);
                Lasts::Held(mean * part, Shape::Exponential, then * part)
            }
            _ => Lasts::Held(mean, self.scenario.service.shape, then),
        }
    }

    /// Units that can be taken at a time when each request has so many, each for so many seconds on
    /// average: without end where that is left to chance.
    pub fn at_most(&self, held: f64, units: f64) -> f64 {
        let longest = match self.scenario.service.shape {
            Shape::Deterministic => held,
            Shape::Uniform => 2.0 * held,
            _ => f64::INFINITY,
        };
        let by_time = match self.scenario.arrivals {
            Arrivals::Fixed => (longest * self.throughput() + 1.0) * units,
            _ => f64::INFINITY,
        };
        // A unit that lingers, or is away for a time, outlasts its request.
        match held > self.scenario.service.mean * 1.001 {
            true => by_time,
            false => by_time.min(self.traffic.most * units),
        }
    }

    /// The variance of how many are there at a time, each for so many seconds, over its mean: the
    /// peakedness `1/(1 - φ(μ)) - λ/μ` of gaps with the transform `φ`, here of Erlang's or of none.
    pub fn peakedness(&self, stay: f64) -> f64 {
        /// What is as even as can be varies a little all the same.
        const LEAST: f64 = 0.05;
        let load = self.throughput() * stay;
        if load <= 0.0 || load > 1e6 {
            return self.evenness().max(LEAST);
        }
        let replicas = f64::from(self.scenario.replicas);
        let transform = match self.scenario.arrivals {
            Arrivals::Fixed => libm::exp(-1.0 / load),
            _ => libm::pow(replicas * load / (replicas * load + 1.0), replicas),
        };
        (1.0 / (1.0 - transform) - load).clamp(LEAST, 1.0)
    }

    /// Replicas that there are at a time.
    pub fn replicas_at(&self, time: f64) -> u32 {
        let until = self.replicas.iter().take_while(|(from, _)| *from <= time);
        until
            .last()
            .map_or(self.scenario.replicas, |(_, count)| *count)
    }

    /// Whether slower work is served more slowly.
    pub fn is_bounded(&self) -> bool {
        let scenario = self.scenario;
        let waits = scenario.resources().any(|resource| !resource.is_table());
        waits || scenario.workers.is_some() || scenario.capacity.is_some()
    }

    /// Whether not all that comes is served.
    pub fn is_saturated(&self) -> bool {
        self.traffic.is_saturated()
    }

    /// Tracked objects that a replica allocates per second and that wait for a collection or stay.
    fn allocations(&self) -> f64 {
        let scenario = self.scenario;
        let resources = scenario.resources().count() as u32;
        let mut sum = 0.0;
        for (chance, path) in &self.courses {
            let stays = |leak| scenario.fate_of(leak, path.ends) != Fate::AtOnce;
            let units = (0..resources).flat_map(|of| path.units_of(of));
            let left = units.filter(|(leak, _)| stays(*leak)).map(|(_, is_left)| {
                let share = if is_left {
                    1.0
                } else {
                    scenario.leaks.per_acquisition
                };
                share * scenario.collector.objects
            });
            let kept = path.steps.iter().map(|step| match *step {
                Step::Keep { objects, leak, .. } if stays(leak) => objects,
                _ => 0.0,
            });
            sum += chance * (left.sum::<f64>() + kept.sum::<f64>());
        }
        sum * self.throughput()
    }

    /// Whether collections come by the number of objects, and not by time.
    pub fn collects_by_number(&self) -> bool {
        let scenario = self.scenario;
        scenario.runtime == Runtime::ReferenceCounting && scenario.collector.thresholds.is_some()
    }

    /// Seconds between collections; without end when none comes.
    pub fn collection_period(&self) -> f64 {
        let collector = self.scenario.collector;
        match (self.scenario.runtime, collector.thresholds) {
            (Runtime::Tracing, _) => collector.tracing_every,
            (Runtime::ReferenceCounting, Some([young, ..])) => {
                let objects = self.allocations();
                match objects > 0.0 {
                    true => f64::from(young) / objects,
                    false => f64::INFINITY,
                }
            }
            (Runtime::ReferenceCounting, None) => collector.cycles_every,
            (Runtime::None, _) => f64::INFINITY,
        }
    }
}
