//! Many runs of one scenario: means with their standard errors.
//!
//! Each replication has its own seed, derived from the scenario's; the first keeps it. Figures are
//! averaged over the replications that have them (one that never ran out has no time to
//! exhaustion), summed in the order of the replications.

mod figures;

use super::frame::Happening;
use super::model::Lane;
use super::random::replication_seed;
use super::scenario::{MOST_IN_ALL, Scenario};
use super::stop::Ended;
use figures::FIGURES;
use serde::{Deserialize, Serialize};

/// What every run tells, in the order in which it is printed: names and units. A run tells only what
/// applies to its scenario.
pub fn figure_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = FIGURES.iter().flat_map(|(_, figures)| figures.iter());
    all.map(|(name, unit, _)| (*name, *unit))
}

/// What a figure is of: a mean, a quantile or a share says nothing without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// The run.
    Run,
    /// Attempts that arrived, the rejected ones included.
    Arrived,
    /// Attempts that left the system; of shares and means, otherwise than by rejection.
    Left,
    /// Attempts that ran to the end of their path, whether it returned or raised.
    Completed,
    /// The time, without the warm-up, and its end.
    Time,
    /// What clients wanted answered, however many attempts that took.
    Requests,
    /// The processes, and what they have.
    Service,
}

impl Of {
    /// In words, as a heading.
    pub fn words(self) -> &'static str {
        match self {
            Self::Run => "The run",
            Self::Arrived => "Attempts that arrived",
            Self::Left => "Attempts that left (shares and mean without the rejected)",
            Self::Completed => "Attempts that were completed",
            Self::Time => "Over the time, and at its end",
            Self::Requests => "Requests of clients",
            Self::Service => "Processes and what they have",
        }
    }
}

/// One figure over all replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its name, such as `mean wait`.
    pub name: String,
    /// Its unit; empty for a share or a count.
    pub unit: String,
    /// What it is of.
    pub of: Of,
    /// Mean over the replications.
    pub mean: f64,
    /// Standard deviation over the replications; absent, as what follows, for a single one.
    pub sd: Option<f64>,
    /// Standard error of the mean.
    pub standard_error: Option<f64>,
    /// Replications that had it.
    pub replications: u32,
    /// 5 %, 50 % and 95 % quantiles over the replications: the values that are not exceeded by that
    /// share of them.
    pub quantiles: Option<[f64; 3]>,
}

/// What many runs of a scenario tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replications {
    /// The runs that were played: fewer than were asked for when those have taken [`MOST_IN_ALL`].
    pub runs: u32,
    /// The events of all runs, with what took as long as some.
    pub events: u64,
    /// Every figure that applies.
    pub figures: Vec<Figure>,
    /// How many runs ended for which reason, in the order in which the reasons first came.
    pub ends: Vec<(Ended, u32)>,
    /// In how many runs what ran out first, in the order in which it first came.
    pub ran_out: Vec<(String, u32)>,
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
    play_within(scenario, count, MOST_IN_ALL)
}

/// As [`play`]; when the runs have taken so many events, no further one is begun.
pub fn play_within(scenario: &Scenario, count: u32, most: u64) -> Replications {
    let all = || {
        FIGURES
            .iter()
            .flat_map(|(of, figures)| figures.iter().map(|it| (*of, it)))
    };
    let mut columns: Vec<Vec<f64>> = all().map(|_| Vec::new()).collect();
    let mut ends = Vec::new();
    let mut ran_out = Vec::new();
    let mut first = Vec::new();
    let (mut runs, mut events) = (0, 0);
    while runs < count && (runs == 0 || events < most) {
        let mut lane = replication(scenario, runs);
        events += lane.spent();
        for (column, (_, (.., read))) in columns.iter_mut().zip(all()) {
            column.extend(read(&lane));
        }
        count_in(&mut ends, lane.ended());
        count_in(&mut ran_out, lane.ran_out().map(str::to_owned));
        if runs == 0 {
            first = lane.frame().events;
        }
        runs += 1;
    }
    let figures = all()
        .zip(columns)
        .filter_map(|((of, (name, unit, _)), values)| figure((of, name, unit), values));
    Replications {
        runs,
        events,
        figures: figures.collect(),
        ends,
        ran_out,
        first,
    }
}

/// One more of this.
fn count_in<T: PartialEq>(counts: &mut Vec<(T, u32)>, what: Option<T>) {
    let Some(what) = what else {
        return;
    };
    match counts.iter_mut().find(|(known, _)| *known == what) {
        Some((_, runs)) => *runs += 1,
        None => counts.push((what, 1)),
    }
}

/// Plays replication `index` to its end.
pub fn replication(scenario: &Scenario, index: u32) -> Lane {
    let mut scenario = scenario.clone();
    scenario.seed = replication_seed(scenario.seed, index);
    let mut lane = Lane::new(scenario);
    while lane.ended().is_none() {
        lane.step();
    }
    lane
}

fn figure((of, name, unit): (Of, &str, &str), mut values: Vec<f64>) -> Option<Figure> {
    let n = values.len();
    if n == 0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let squares: f64 = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    let sd = (n > 1).then(|| libm::sqrt(squares / (n - 1) as f64));
    values.sort_by(f64::total_cmp);
    let quantile = |q: f64| values[(libm::ceil(q * n as f64) as usize).clamp(1, n) - 1];
    Some(Figure {
        name: name.to_owned(),
        unit: unit.to_owned(),
        of,
        mean,
        sd,
        standard_error: sd.map(|sd| sd / libm::sqrt(n as f64)),
        replications: n as u32,
        quantiles: (n > 1).then(|| [0.05, 0.5, 0.95].map(quantile)),
    })
}
