//! Many runs of one scenario: means with their standard errors.
//!
//! Each replication has its own seed, derived from the scenario's; the first keeps it. Figures are
//! averaged over the replications that have them (one that never ran out has no time to
//! exhaustion), summed in the order of the replications.

use super::model::Lane;
use super::random::replication_seed;
use super::run::{Lanes, Run};
use super::scenario::Scenario;
use serde::{Deserialize, Serialize};

/// One figure over all replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its name, such as `mean wait`.
    pub name: String,
    /// Its unit; empty for a share or a count.
    pub unit: String,
    /// Mean over the replications.
    pub mean: f64,
    /// Standard deviation over the replications.
    pub sd: f64,
    /// Standard error of the mean; absent for a single replication.
    pub standard_error: Option<f64>,
    /// Replications that had it.
    pub replications: u32,
    /// 5 %, 50 % and 95 % quantiles over the replications.
    pub quantiles: [f64; 3],
}

type Read = fn(&Lane) -> Option<f64>;

/// Every figure: name, unit and how to read it off a lane that has been played.
const FIGURES: [(&str, &str, Read); 17] = [
    ("time to exhaustion", "s", Lane::exhausted_at),
    ("first error", "s", Lane::first_error_at),
    ("simulated time", "s", |lane| Some(lane.now())),
    ("arrivals", "", |lane| Some(lane.counters().arrivals as f64)),
    ("completed", "", |lane| {
        Some(lane.counters().completed() as f64)
    }),
    ("mean time in system", "s", |lane| {
        let measures = lane.measures();
        ratio(measures.sojourn, measures.left() as f64)
    }),
    ("time in system p50", "s", |lane| {
        lane.measures().sojourns.quantile(0.5)
    }),
    ("time in system p95", "s", |lane| {
        lane.measures().sojourns.quantile(0.95)
    }),
    ("time in system p99", "s", |lane| {
        lane.measures().sojourns.quantile(0.99)
    }),
    ("mean wait of the completed", "s", |lane| {
        ratio(lane.measures().wait, lane.measures().completed as f64)
    }),
    ("mean number in system", "", |lane| {
        ratio(lane.measures().in_system, lane.measures().time)
    }),
    ("mean number waiting", "", |lane| {
        ratio(lane.measures().waiting, lane.measures().time)
    }),
    ("share that waited", "", |lane| {
        ratio(lane.measures().waited as f64, lane.measures().left() as f64)
    }),
    ("share timed out", "", |lane| {
        ratio(
            lane.measures().timed_out as f64,
            lane.measures().left() as f64,
        )
    }),
    ("share failed", "", |lane| {
        ratio(lane.measures().failed as f64, lane.measures().left() as f64)
    }),
    ("share rejected", "", |lane| {
        ratio(
            lane.measures().rejected as f64,
            lane.measures().arrivals as f64,
        )
    }),
    ("units left unreleased", "", |lane| {
        Some(lane.counters().unreleased as f64)
    }),
];

/// Plays `count` replications to their end and averages every figure.
///
/// The scenario needs a stop condition, and no [`Scenario::problems`].
pub fn replicate(scenario: &Scenario, count: u32) -> Vec<Figure> {
    let lanes: Vec<Lane> = (0..count)
        .filter_map(|index| replication(scenario, index))
        .collect();
    FIGURES
        .iter()
        .filter_map(|(name, unit, read)| {
            let values: Vec<f64> = lanes.iter().filter_map(read).collect();
            figure(name, unit, values)
        })
        .collect()
}

/// Plays replication `index` to its end.
pub fn replication(scenario: &Scenario, index: u32) -> Option<Lane> {
    let mut scenario = scenario.clone();
    scenario.seed = replication_seed(scenario.seed, index);
    let mut run = Run::new(&scenario, Lanes::One);
    run.run_to_end();
    run.lanes().first().cloned()
}

fn figure(name: &str, unit: &str, mut values: Vec<f64>) -> Option<Figure> {
    let n = values.len();
    if n == 0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let squares: f64 = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    let sd = if n > 1 {
        libm::sqrt(squares / (n - 1) as f64)
    } else {
        0.0
    };
    values.sort_by(f64::total_cmp);
    let quantile = |q: f64| values[((q * n as f64) as usize).min(n - 1)];
    Some(Figure {
        name: name.to_owned(),
        unit: unit.to_owned(),
        mean,
        sd,
        standard_error: (n > 1).then(|| sd / libm::sqrt(n as f64)),
        replications: n as u32,
        quantiles: [quantile(0.05), quantile(0.5), quantile(0.95)],
    })
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}
