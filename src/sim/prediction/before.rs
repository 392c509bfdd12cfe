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
    /// Planned restarts come, and give nothing back: what is lost is outside of the process. Their
    /// standstill is in the outlook.
    Outlived {
        /// Seconds of life after which they come.
        after: f64,
    },
    /// A monitor restarts the process when its alarm is raised.
    Alarm,
    /// An autoscaler adds replicas, which share the requests.
    Autoscaler,
}

/// What comes before the resource of this number runs out.
pub fn of_units(scenario: &Scenario, of: u32, prediction: &Prediction) -> Vec<Before> {
    let Outlook::RunsOut(end) = prediction.outlook else {
        return Vec::new();
    };
    let outlives = scenario.outlives(of) && prediction.server.is_none();
    let mut all: Vec<Before> = match outlives {
        true => {
            let after = life(scenario).filter(|after| *after < end.q95);
            after
                .map(|after| Before::Outlived { after })
                .into_iter()
                .collect()
        }
        false => restart(scenario, end).into_iter().collect(),
    };
    all.extend(others(scenario).filter(|it| !(outlives && *it == Before::Alarm)));
    all
}

/// When what outlives the process runs out, when it does so after this time in service: between two
/// lives stands the process still.
///
/// Approximation: of other resources nothing changes, as their restarts are told apart.
pub fn through_restarts(scenario: &Scenario, of: u32, end: Exhaustion) -> Exhaustion {
    /// Parts of the distribution over which restarts are averaged.
    const PARTS: u32 = 40;
    let (Some(every), true) = (life(scenario), scenario.outlives(of)) else {
        return end;
    };
    let planned = scenario.restart.unwrap_or_default().planned;
    let later = |time: f64| time + planned * libm::floor(time / every);
    if end.sd <= 0.0 {
        return Exhaustion::with_moments(later(end.mean), 0.0);
    }
    let gamma = Gamma::with_moments(end.mean, end.sd);
    let parts = (0..PARTS).map(|part| (f64::from(part) + 0.5) / f64::from(PARTS));
    let lives: f64 = parts.map(|q| libm::floor(gamma.quantile(q) / every)).sum();
    Exhaustion {
        mean: end.mean + planned * lives / f64::from(PARTS),
        sd: end.sd * (1.0 + planned / every),
        q05: later(end.q05),
        q50: later(end.q50),
        q95: later(end.q95),
    }
}

/// Seconds of life after which a process is restarted as planned, by age or by number of requests.
fn life(scenario: &Scenario) -> Option<f64> {
    let restart = scenario.restart?;
    let by_age = restart.every.unwrap_or(f64::INFINITY);
    let requests = restart.after_requests.map_or(f64::INFINITY, |most| {
        most as f64 + restart.jitter as f64 / 2.0
    });
    let after = by_age.min(requests / throughput(scenario));
    after.is_finite().then_some(after)
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
    let after = life(scenario)?;
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
