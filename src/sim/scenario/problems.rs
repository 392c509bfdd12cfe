//! What is wrong with a scenario, field by field.

use super::{Scenario, Shape, Step};
use crate::sim::resource::Resource;

/// A value that cannot be simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field, as a dotted path such as `service.mean` or `paths[1].steps[0].work.share`.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
}

/// The largest table or pool, in units: the kernel's `fs.nr_open` on common machines.
const MOST_UNITS: u32 = 1_048_576;
/// The highest rate, in requests per second: beyond it a run would take hours.
const HIGHEST_RATE: f64 = 1e6;

impl Scenario {
    /// Everything that keeps this scenario from being simulated; empty when it can be.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Found::default();
        found.positive("rate", self.rate);
        if self.rate > HIGHEST_RATE {
            found.add(
                "rate",
                format!("must be at most {HIGHEST_RATE} a second, is {}", self.rate),
            );
        }
        found.positive("service.mean", self.service.mean);
        match self.service.shape {
            Shape::Lognormal { cs2 } => found.positive("service.shape.lognormal.cs2", cs2),
            Shape::Hyperexponential { cs2 } if !(cs2 >= 1.0 && cs2.is_finite()) => found.add(
                "service.shape.hyperexponential.cs2",
                format!("must be at least 1, is {cs2}"),
            ),
            Shape::Deterministic | Shape::Exponential | Shape::Hyperexponential { .. } => {}
        }
        if self.workers == Some(0) {
            found.add(
                "workers",
                "must be at least 1, or absent for no bound".to_owned(),
            );
        }
        if self.capacity == Some(0) {
            found.add(
                "capacity",
                "must be at least 1, or absent for no bound".to_owned(),
            );
        }
        found.positive("tick", self.tick);
        found.positive("returns_after", self.returns_after);
        found.positive("collector.cycles_every", self.collector.cycles_every);
        found.positive("collector.tracing_every", self.collector.tracing_every);
        found.not_negative("warm_up", self.warm_up);
        self.stop_problems(&mut found);
        self.resource_problems(&mut found);
        self.path_problems(&mut found);
        found.0
    }

    fn stop_problems(&self, found: &mut Found) {
        if let Some(time) = self.stop.time {
            found.positive("stop.time", time);
        }
        if let Some(after) = self.stop.after_exhaustion {
            found.not_negative("stop.after_exhaustion", after);
        }
        for (field, count) in [
            ("stop.completed", self.stop.completed),
            ("stop.arrivals", self.stop.arrivals),
        ] {
            if count == Some(0) {
                found.add(field, "must be at least 1, or absent".to_owned());
            }
        }
    }

    fn resource_problems(&self, found: &mut Found) {
        match &self.resource {
            None => {}
            Some(Resource::Table(table)) => {
                if table.limit > MOST_UNITS {
                    let message = format!("must be at most {MOST_UNITS}, is {}", table.limit);
                    found.add("resource.table.limit", message);
                }
                if table.reserved >= table.limit {
                    let message = format!(
                        "must be below the limit of {}, is {}",
                        table.limit, table.reserved
                    );
                    found.add("resource.table.reserved", message);
                }
            }
            Some(Resource::Pool(pool)) => {
                let units = u64::from(pool.size) + u64::from(pool.overflow);
                if units == 0 || units > u64::from(MOST_UNITS) {
                    let message =
                        format!("size + overflow must be between 1 and {MOST_UNITS}, is {units}");
                    found.add("resource.pool.size", message);
                }
                if let Some(timeout) = pool.timeout {
                    found.not_negative("resource.pool.timeout", timeout);
                }
            }
        }
    }

    fn path_problems(&self, found: &mut Found) {
        for (index, assumption) in self.assumptions.iter().enumerate() {
            if !(0.0..=1.0).contains(&assumption.chance) {
                let message = format!("must be between 0 and 1, is {}", assumption.chance);
                found.add(&format!("assumptions[{index}].chance"), message);
            }
        }
        for (index, path) in self.paths.iter().enumerate() {
            for (position, step) in path.steps.iter().enumerate() {
                let field = format!("paths[{index}].steps[{position}]");
                match *step {
                    Step::Work { share } if !(0.0..=1.0).contains(&share) => {
                        let message = format!("share must be between 0 and 1, is {share}");
                        found.add(&field, message);
                    }
                    Step::MayRaise { assumption, .. } | Step::Branch { assumption, .. }
                        if assumption as usize >= self.assumptions.len() =>
                    {
                        let count = self.assumptions.len();
                        let message =
                            format!("there is no assumption {assumption}; there are {count}");
                        found.add(&field, message);
                    }
                    Step::Acquire { .. } if self.resource.is_none() => {
                        found.add(&field, "acquires, but `resource` is absent".to_owned());
                    }
                    _ => {}
                }
            }
        }
    }
}

#[derive(Default)]
struct Found(Vec<Problem>);

impl Found {
    fn add(&mut self, field: &str, message: String) {
        self.0.push(Problem {
            field: field.to_owned(),
            message,
        });
    }

    fn positive(&mut self, field: &str, value: f64) {
        if !(value > 0.0 && value.is_finite()) {
            self.add(field, format!("must be above 0, is {value}"));
        }
    }

    fn not_negative(&mut self, field: &str, value: f64) {
        if !(value >= 0.0 && value.is_finite()) {
            self.add(field, format!("must be 0 or more, is {value}"));
        }
    }
}
