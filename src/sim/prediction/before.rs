//! What comes between a forecast and its end.

use super::super::gamma::Gamma;
use super::super::scenario::{Pressure, Scenario, Then};
use super::{Exhaustion, Outlook, Prediction, throughput};
use serde::{Deserialize, Serialize};

/// Something that is not in the outlook and changes what happens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Before {
    /// A planned restart gives everything back that the process has.
    Restart {
        /// Seconds of life after which it comes.
        after: f64,
        /// Chance that the resource runs out earlier all the same.
        chance: f64,
    },
    /// A monitor restarts the process when its alarm is raised.
    Alarm,
    /// An autoscaler adds replicas, which share the requests.
    Autoscaler,
}

/// What comes before a resource runs out.
pub fn of_units(scenario: &Scenario, prediction: &Prediction) -> Vec<Before> {
    let Outlook::RunsOut(end) = prediction.outlook else {
        return Vec::new();
    };
    let mut all: Vec<Before> = restart(scenario, end).into_iter().collect();
    all.extend(others(scenario));
    all
}

/// What comes before memory runs out; `above` is when a restart for its size comes.
pub fn of_memory(scenario: &Scenario, outlook: &Outlook, above: Option<f64>) -> Vec<Before> {
    let Outlook::RunsOut(end) = *outlook else {
        return Vec::new();
    };
    // It passes the lower mark before the higher.
    let size = above.map(|after| Before::Restart { after, chance: 0.0 });
    let mut all: Vec<Before> = size.into_iter().chain(restart(scenario, end)).collect();
    all.extend(others(scenario));
    all
}

/// A restart by age or by number of requests, if it may come first.
fn restart(scenario: &Scenario, end: Exhaustion) -> Option<Before> {
    let restart = scenario.restart?;
    let by_age = restart.every.unwrap_or(f64::INFINITY);
    let requests = restart.after_requests.map_or(f64::INFINITY, |most| {
        most as f64 + restart.jitter as f64 / 2.0
    });
    let after = by_age.min(requests / throughput(scenario));
    let chance = Gamma::with_moments(end.mean, end.sd).probability(after);
    (chance < 0.999).then_some(Before::Restart { after, chance })
}

fn others(scenario: &Scenario) -> impl Iterator<Item = Before> {
    let restarts = |monitor: super::super::scenario::Monitor| monitor.then == Then::Restart;
    let alarm = scenario.monitor.is_some_and(restarts);
    let scales = scenario
        .autoscaler
        .is_some_and(|scaler| scaler.most > scenario.replicas && scaler.on != Pressure::Requests);
    let alarm = alarm.then_some(Before::Alarm);
    alarm
        .into_iter()
        .chain(scales.then_some(Before::Autoscaler))
}
