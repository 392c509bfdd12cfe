//! What an autoscaler does until something runs out: how many replicas there are when, in the mean.
//!
//! Approximation: what it looks at is what is there on average, and replicas that were there from the
//! start are alike.

use super::super::resource::Resource;
use super::super::scenario::{Autoscaler, Pressure, Scenario};
use super::traffic::Traffic;

/// Looks that are followed; after them nothing changes any more.
const LOOKS: u32 = 2_000;

/// What the mean replica has, which an autoscaler looks at.
pub struct Grows {
    /// MiB resident, or units taken, at the start.
    pub start: f64,
    /// What of them an attempt adds for good.
    pub each: f64,
    /// The limit that they are a share of.
    pub limit: f64,
}

impl Grows {
    /// Nothing does.
    pub fn nothing() -> Self {
        Self {
            start: 0.0,
            each: 0.0,
            limit: 1.0,
        }
    }
}

/// From when on there are how many replicas.
pub fn replicas(scenario: &Scenario, grows: &Grows, traffic: &Traffic) -> Vec<(f64, u32)> {
    let mut told = vec![(0.0, scenario.replicas)];
    let Some(scaler) = scenario.autoscaler else {
        return told;
    };
    // What each replica has, in the order in which they were started, and when it begins.
    let mut all: Vec<(f64, f64)> = vec![(0.0, grows.start); scenario.replicas as usize];
    let mut time = 0.0;
    let mut speed = (scenario.replicas, traffic.served);
    for _ in 0..LOOKS {
        let next = time + scaler.every;
        let up = all.iter().filter(|(born, _)| *born <= time).count().max(1) as u32;
        if speed.0 != up {
            speed = (up, traffic.served_by(up));
        }
        for (born, has) in &mut all {
            *has += (next - born.max(time)).max(0.0) * speed.1 * grows.each;
        }
        time = next;
        let count = all.iter().filter(|it| it.0 <= time).count().max(1) as u32;
        if told.last().is_some_and(|(_, known)| *known != count) {
            told.push((time, count));
        }
        // One that starts at this moment is not looked at yet.
        let up: Vec<f64> = all.iter().filter(|it| it.0 < time).map(|it| it.1).collect();
        let pressure = pressure(&scaler, &up, grows.limit, traffic.in_service(count));
        if pressure > scaler.above && (all.len() as u32) < scaler.most {
            all.push((time + scaler.starting, grows.start));
        } else if pressure < scaler.below && (all.len() as u32) > scaler.least {
            all.pop();
        }
        if all.first().is_some_and(|(_, has)| *has > grows.limit) {
            break;
        }
    }
    told
}

fn pressure(scaler: &Autoscaler, up: &[f64], limit: f64, in_service: f64) -> f64 {
    match scaler.on {
        Pressure::Requests => in_service,
        Pressure::Memory | Pressure::Resource => {
            up.iter().sum::<f64>() / up.len().max(1) as f64 / limit
        }
    }
}

/// What grows of the thing that the autoscaler looks at, if it is this resource.
pub fn of_units(resource: &Resource, each: f64, in_use: f64) -> Grows {
    Grows {
        start: f64::from(resource.reserved()) + in_use,
        each,
        limit: resource.entries() as f64,
    }
}
