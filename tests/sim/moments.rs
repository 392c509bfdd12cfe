//! What a mean over replications does not tell: distributions over time, and ratios of sums.

use super::*;
use leaklab::sim::read::from_toml;

/// A mean and its standard error.
fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

#[test]
fn the_number_that_share_a_processor_is_geometric_whatever_the_work() {
    // Q18: P(n) = (1 - ρ) ρ^n for any distribution of the work.
    for shape in ["\"deterministic\"", "{ lognormal = { cs2 = 2.0 } }"] {
        let text = format!(
            "rate = 0.8\nworkers = 1\ndiscipline = \"sharing\"\nservice = {{ mean = 1.0, shape = {shape} }}\n\
             stop = {{ time = 22e3 }}\n"
        );
        let scenario = from_toml(&text).expect("valid");
        let mut shares = vec![Vec::new(); 7];
        for index in 0..24 {
            let mut scenario = scenario.clone();
            scenario.seed = index;
            let mut lane = Lane::new(scenario);
            lane.run_until(2e3);
            let (mut at, mut times) = (lane.now(), [0.0; 7]);
            loop {
                let n = lane.in_system() as usize;
                let goes_on = lane.step();
                times[n.min(6)] += lane.now() - at;
                at = lane.now();
                if !goes_on {
                    break;
                }
            }
            let all: f64 = times.iter().sum();
            shares
                .iter_mut()
                .zip(times)
                .for_each(|(share, time)| share.push(time / all));
        }
        for (n, share) in shares.iter().enumerate() {
            let expected = if n < 6 {
                0.2 * 0.8_f64.powi(n as i32)
            } else {
                0.8_f64.powi(6)
            };
            let (got, error) = mean(share);
            assert!(
                (got - expected).abs() < 4.0 * error && error < 0.05 * expected,
                "{shape}, {n}: {got} ± {error}, not {expected}"
            );
        }
    }
}

#[test]
fn a_pool_that_shrinks_holds_as_many_as_the_chain_says() {
    // T6: over all its life 15.7224 requests at a time, from the exact solution of the chain.
    let scenario = from_toml(
        "rate = 4.0\ncapacity = 20\nservice = { mean = 1.0 }\nresource = { pool = { size = 5, overflow = 0 } }\n\
         leaks = { per_completion = 0.02 }\nstop = { time = 4e3, after_exhaustion = 0.0 }\n",
    )
    .expect("valid");
    let lives: Vec<(f64, f64)> = (0..2_000)
        .map(|index| {
            let lane = replication(&scenario, index);
            (lane.measures().in_system, lane.measures().time)
        })
        .collect();
    let time = lives.iter().map(|life| life.1).sum::<f64>();
    let ratio = lives.iter().map(|life| life.0).sum::<f64>() / time;
    let rest: Vec<f64> = lives
        .iter()
        .map(|(area, time)| area - ratio * time)
        .collect();
    let error = mean(&rest).1 / (time / lives.len() as f64);
    assert!(
        (ratio - 15.7224).abs() < 4.0 * error && error < 0.08,
        "{ratio} ± {error}"
    );
}

#[test]
fn the_request_that_fails_is_the_one_after_the_last_leak() {
    // T4: 1200 requests on average until 60 have leaked, and the next one fails.
    let scenario = from_toml(
        "rate = 1000.0\narrivals = \"fixed\"\nservice = { mean = 1e-9 }\nresource = { table = { limit = 60, \
         reserved = 0 } }\nleaks = { per_completion = 0.05 }\nstop = { after_exhaustion = 0.0015 }\n",
    )
    .expect("valid");
    let failing: Vec<f64> = (0..1_500)
        .map(|index| {
            let lane = replication(&scenario, index);
            let at = lane.first_error_at().expect("an error");
            assert_eq!(lane.counters().unreleased, 60);
            (at * 1000.0).round()
        })
        .collect();
    let (got, error) = mean(&failing);
    assert!(
        (got - 1201.0).abs() < 4.0 * error && error < 6.0,
        "{got} ± {error}"
    );
}
