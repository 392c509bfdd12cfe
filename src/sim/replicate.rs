//! Many runs of one scenario: means with their standard errors.
//!
//! Each replication has its own seed, derived from the scenario's; the first keeps it. Figures are
//! averaged over the replications that have them (one that never ran out has no time to
//! exhaustion), summed in the order of the replications.

mod figures;

use super::frame::Happening;
use super::model::Lane;
use super::random::replication_seed;
use super::run::{Lanes, Run};
use super::scenario::Scenario;
use super::stop::Ended;
use figures::FIGURES;
use serde::{Deserialize, Serialize};

/// What every run tells, in the order in which it is printed: names and units. A run tells only what
/// applies to its scenario.
pub fn figure_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    FIGURES.iter().map(|(name, unit, _)| (*name, *unit))
}

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

/// What many runs of a scenario tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replications {
    /// Every figure that applies.
    pub figures: Vec<Figure>,
    /// How many runs ended for which reason, in the order in which the reasons first came.
    pub ends: Vec<(Ended, u32)>,
    /// What happened in the first run.
    pub first: Vec<Happening>,
}

/// Plays `count` replications to their end and averages every figure.
///
/// The scenario needs a stop condition, and no [`Scenario::problems`].
pub fn replicate(scenario: &Scenario, count: u32) -> Vec<Figure> {
    play(scenario, count).figures
}

/// As [`replicate`], with what else there is to tell.
pub fn play(scenario: &Scenario, count: u32) -> Replications {
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); FIGURES.len()];
    let mut ends: Vec<(Ended, u32)> = Vec::new();
    let mut first = Vec::new();
    for index in 0..count {
        let Some(mut lane) = replication(scenario, index) else {
            continue;
        };
        for (column, (.., read)) in columns.iter_mut().zip(&FIGURES) {
            column.extend(read(&lane));
        }
        if let Some(ended) = lane.ended() {
            match ends.iter_mut().find(|(reason, _)| *reason == ended) {
                Some((_, runs)) => *runs += 1,
                None => ends.push((ended, 1)),
            }
        }
        if index == 0 {
            first = lane.frame().events;
        }
    }
    let figures = FIGURES
        .iter()
        .zip(columns)
        .filter_map(|((name, unit, _), values)| figure(name, unit, values));
    Replications {
        figures: figures.collect(),
        ends,
        first,
    }
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
