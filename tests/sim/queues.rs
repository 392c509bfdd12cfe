//! Stationary queues against their closed formulas.

use super::*;
use leaklab::sim::fate::Ending;
use leaklab::sim::formulas::{erlang_b, mg1_wait, mm1_sojourn_quantile, mmc, mmc_patience, mmck};
use leaklab::sim::scenario::{Path, Step};

/// Mean service is 1 s, so these are also numbers of mean services.
fn lasting(mut scenario: Scenario, warm_up: f64, time: f64) -> Scenario {
    scenario.warm_up = warm_up;
    scenario.stop.time = Some(warm_up + time);
    scenario
}

#[test]
fn one_worker() {
    // Q1: λ = 0.8, μ = 1. Relaxation time 89.7 s, warm-up 20 of them.
    let theory = mmc(0.8, 1.0, 1).expect("stable");
    holds(
        "M/M/1",
        &lasting(queue(0.8, 1), 1_800.0, 40_000.0),
        32,
        0.02,
        &[
            ("W", theory.sojourn, sojourn),
            ("Wq", theory.wait, wait),
            ("L", theory.in_system, in_system),
            ("Lq", theory.waiting, waiting),
            ("p50", mm1_sojourn_quantile(0.8, 1.0, 0.5), |l| {
                quantile(l, 0.5)
            }),
            ("p90", mm1_sojourn_quantile(0.8, 1.0, 0.9), |l| {
                quantile(l, 0.9)
            }),
        ],
    );
    holds(
        "M/M/1 tail",
        &lasting(queue(0.5, 1), 240.0, 40_000.0),
        16,
        0.02,
        &[("p99", mm1_sojourn_quantile(0.5, 1.0, 0.99), |l| {
            quantile(l, 0.99)
        })],
    );
}

fn quantile(lane: &Lane, q: f64) -> f64 {
    lane.measures().sojourns.quantile(q).expect("not empty")
}

#[test]
fn several_workers() {
    // Q3, Q4, Q5.
    for (rate, workers) in [(1.6, 2), (4.0, 5), (8.0, 10)] {
        let theory = mmc(rate, 1.0, workers).expect("stable");
        let what = format!("M/M/{workers}");
        holds(
            &what,
            &lasting(queue(rate, workers), 600.0, 80_000.0 / rate),
            24,
            0.025,
            &[
                ("Wq", theory.wait, wait),
                ("P(wait)", theory.delayed, delayed),
                ("L", theory.in_system, in_system),
                ("Lq", theory.waiting, waiting),
            ],
        );
    }
}

#[test]
fn a_full_system_turns_requests_away() {
    // Q8 and Q10.
    for (rate, workers, capacity) in [(0.8, 1, 5), (4.0, 5, 10)] {
        let theory = mmck(rate, 1.0, workers, capacity);
        let mut scenario = lasting(queue(rate, workers), 200.0, 30_000.0 / rate);
        scenario.capacity = Some(capacity);
        holds(
            &format!("M/M/{workers}/{capacity}"),
            &scenario,
            24,
            0.02,
            &[
                ("blocked", theory.blocked, rejected),
                ("L", theory.in_system, in_system),
                ("W", theory.sojourn, sojourn),
                ("Wq", theory.wait, wait),
            ],
        );
    }
}

#[test]
fn a_loss_system_does_not_care_about_the_shape_of_service() {
    // Q12: Erlang B (10, 8) and its insensitivity.
    let theory = erlang_b(10, 8.0);
    for shape in [
        Shape::Exponential,
        Shape::Deterministic,
        Shape::Lognormal { cs2: 2.0 },
        Shape::Hyperexponential { cs2: 4.0 },
    ] {
        let mut scenario = lasting(queue(8.0, 10), 100.0, 4_000.0);
        scenario.capacity = Some(10);
        scenario.service.shape = shape;
        holds(
            &format!("{shape:?}"),
            &scenario,
            24,
            0.015,
            &[("blocked", theory, rejected)],
        );
    }
}

#[test]
fn waits_depend_on_the_variance_of_service() {
    // Q17, Pollaczek and Khinchine.
    for (shape, cs2, precision) in [
        (Shape::Deterministic, 0.0, 0.02),
        (Shape::Lognormal { cs2: 2.0 }, 2.0, 0.05),
        (Shape::Hyperexponential { cs2: 4.0 }, 4.0, 0.05),
    ] {
        let mut scenario = lasting(queue(0.7, 1), 1_500.0, 40_000.0);
        scenario.service.shape = shape;
        let theory = mg1_wait(0.7, 1.0, cs2).expect("stable");
        holds(
            &format!("M/G/1 {shape:?}"),
            &scenario,
            24,
            precision,
            &[("Wq", theory, wait)],
        );
    }
}

#[test]
fn a_pool_with_a_timeout_is_a_queue_with_deterministic_patience() {
    // Q13 and Q14.
    for (rate, size, timeout) in [(6.0, 5, 2.0), (0.8, 1, 1.0)] {
        let theory = mmc_patience(rate, 1.0, size, timeout);
        let mut scenario = lasting(queue(rate, 1), 100.0, 24_000.0 / rate);
        scenario.workers = None;
        scenario.resource = pool(size, Some(timeout));
        scenario.paths = vec![Path {
            steps: borrowing(),
            ends: Ending::Returns,
        }];
        holds(
            &format!("M/M/{size}+D({timeout})"),
            &scenario,
            24,
            0.015,
            &[
                ("P(timeout)", theory.timed_out, timed_out),
                ("P(wait)", theory.delayed, delayed),
                ("wait of the served", theory.wait, wait),
            ],
        );
    }
}

/// Acquire, work, release.
fn borrowing() -> Vec<Step> {
    vec![
        Step::acquire(0),
        Step::Work { share: 1.0 },
        Step::release(0),
    ]
}

#[test]
fn first_come_first_served() {
    // Under last come first served the mean wait would be the same, but not its spread:
    // P(Wq > t) = C e^{-(cμ-λ)t} holds for first come first served only. Q5, p95 and p99.
    holds(
        "M/M/10",
        &lasting(queue(8.0, 10), 200.0, 10_000.0),
        24,
        0.025,
        &[
            ("Wq p95", 1.051066, |l| {
                l.measures().waits.quantile(0.95).expect("not empty")
            }),
            ("Wq p99", 1.855785, |l| {
                l.measures().waits.quantile(0.99).expect("not empty")
            }),
        ],
    );
}

#[test]
fn the_warm_up_is_left_out() {
    // An empty system fills slowly: over its first 20 s an M/M/1 at 80 % holds 2 requests on
    // average, after 600 s it holds 4.
    let theory = mmc(0.8, 1.0, 1).expect("stable");
    holds(
        "M/M/1 after warm-up",
        &lasting(queue(0.8, 1), 600.0, 20.0),
        1_500,
        0.04,
        &[("L", theory.in_system, in_system)],
    );
}
