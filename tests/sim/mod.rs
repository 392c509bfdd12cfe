//! The simulator against queueing theory, against itself, and against its stories.
//!
//! Statistical rule: independent replications with fixed seeds; a mean passes when it is within 4
//! standard errors of theory and its standard error is small enough to mean something. Expected
//! values are computed by the formulas quoted beside them, not remembered.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail the test, outside of functions marked as tests"
)]

mod command;
mod exhaustion;
mod identity;
mod presets;
mod queues;

use leaklab::sim::model::Lane;
use leaklab::sim::replicate::replication;
use leaklab::sim::resource::{Pool, Resource};
use leaklab::sim::scenario::{Scenario, Service, Shape};

/// A queue without a resource: exponential work of mean 1 s.
fn queue(rate: f64, workers: u32) -> Scenario {
    Scenario {
        rate,
        service: Service {
            mean: 1.0,
            shape: Shape::Exponential,
        },
        workers: Some(workers),
        ..Scenario::default()
    }
}

/// A pool of `size` connections without overflow.
fn pool(size: u32, timeout: Option<f64>) -> Option<Resource> {
    Some(Resource::Pool(Pool {
        size,
        overflow: 0,
        timeout,
        ..Pool::default()
    }))
}

/// What is checked: its name, what theory says, and how to read it off a lane.
type Check<'a> = (&'a str, f64, fn(&Lane) -> f64);

/// Checks the mean over replications of whatever `read` reads against theory: within 4 standard
/// errors, which must be at most `precision` of the value.
#[track_caller]
fn holds(what: &str, scenario: &Scenario, count: u32, precision: f64, checks: &[Check<'_>]) {
    assert_eq!(scenario.problems(), [], "{what}");
    let lanes: Vec<Lane> = (0..count)
        .filter_map(|i| replication(scenario, i))
        .collect();
    for (name, expected, read) in checks {
        let (mean, sd) = moments(lanes.iter().map(read));
        let error = sd / f64::from(count).sqrt();
        assert!(
            (mean - expected).abs() <= 4.0 * error,
            "{what}: {name} is {mean} ± {error}, not {expected}"
        );
        assert!(
            error <= precision * expected.abs(),
            "{what}: {name} is too uncertain: {mean} ± {error}"
        );
    }
}

fn moments(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let values: Vec<f64> = values.collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

fn wait(lane: &Lane) -> f64 {
    lane.measures().wait / lane.measures().completed as f64
}

fn sojourn(lane: &Lane) -> f64 {
    lane.measures().sojourn / lane.measures().left() as f64
}

fn in_system(lane: &Lane) -> f64 {
    lane.measures().in_system / lane.measures().time
}

fn waiting(lane: &Lane) -> f64 {
    lane.measures().waiting / lane.measures().time
}

fn rejected(lane: &Lane) -> f64 {
    lane.measures().rejected as f64 / lane.measures().arrivals as f64
}

fn delayed(lane: &Lane) -> f64 {
    lane.measures().waited as f64 / lane.measures().left() as f64
}

fn timed_out(lane: &Lane) -> f64 {
    lane.measures().timed_out as f64 / lane.measures().left() as f64
}
