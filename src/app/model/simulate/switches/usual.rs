//! What is switched on has usual numbers; they follow from how long a scenario is watched.

use crate::sim::prediction::{Outlook, predict};
use crate::sim::resource::Resource;
use crate::sim::scenario::{Autoscaler, Gauge, Monitor, Pressure, Scenario};

/// When something runs out, on average, in seconds.
pub fn end(scenario: &Scenario) -> Option<f64> {
    match predict(scenario)?.outlook {
        Outlook::RunsOut(end) => Some(end.mean),
        _ => None,
    }
}

/// The time that is watched, in seconds.
pub fn watched(scenario: &Scenario) -> f64 {
    let end = end(scenario).unwrap_or(f64::INFINITY);
    end.min(scenario.stop.time.unwrap_or(600.0))
}

/// A monitor that looks often enough to see what is watched.
pub fn monitor(scenario: &Scenario) -> Monitor {
    Monitor {
        watches: if scenario.resource.is_some() {
            Gauge::Resource
        } else {
            Gauge::Memory
        },
        every: tidy(watched(scenario) / 80.0),
        ..Monitor::default()
    }
}

/// An autoscaler that acts a few times while something fills up.
pub fn autoscaler(scenario: &Scenario) -> Autoscaler {
    let every = tidy(watched(scenario) / 12.0);
    Autoscaler {
        most: 8,
        every,
        starting: every,
        on: if scenario.memory.is_some() {
            Pressure::Memory
        } else {
            Pressure::Resource
        },
        above: 0.6,
        below: 0.1,
        ..Autoscaler::default()
    }
}

/// The limit of what runs out: entries, connections or MiB.
pub fn limit(scenario: &Scenario) -> Option<f64> {
    match (&scenario.resource, scenario.memory) {
        (Some(Resource::Table(table)), _) => Some(f64::from(table.limit)),
        (Some(Resource::Pool(pool)), _) => Some(f64::from(pool.size)),
        (None, Some(memory)) => memory.limit,
        (None, None) => None,
    }
}

/// Sets the same limit.
pub fn set_limit(scenario: &mut Scenario, value: f64) {
    match (&mut scenario.resource, &mut scenario.memory) {
        (Some(Resource::Table(table)), _) => table.limit = value as u32,
        (Some(Resource::Pool(pool)), _) => pool.size = value as u32,
        (None, Some(memory)) => memory.limit = Some(value),
        (None, None) => {}
    }
}

/// Two digits that can be said, and one second at least.
pub fn tidy(seconds: f64) -> f64 {
    let digits = libm::pow(10.0, libm::floor(libm::log10(seconds)) - 1.0);
    ((seconds / digits).round() * digits).max(1.0)
}
