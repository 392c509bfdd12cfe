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

mod bounded;
mod cases;
mod changed;
mod command;
mod documentation;
mod exhaustion;
mod figures;
mod finite;
mod forecasts;
mod foreseen;
mod handoff;
mod hostile;
mod identity;
mod incidents;
mod moments;
mod operation;
mod presets;

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
