//! What theory says before the run.
//!
//! Leaks are events of a Poisson process thinned by the chance of a leaking path, so the time until
//! `L` units are gone has mean `L/r` and follows a Gamma distribution. What else counts is in
//! [`exhaustion`](self): what requests use at the moment, a pool that slows its own leak down, the
//! first of several replicas, a database server that they share.
//!
//! Memory runs out the same way, in MiB: what requests keep adds up, and the variance of its size
//! adds to that of their number.
//!
//! What a collection or a timer brings back is no loss: it takes room while it is away, and where that
//! is hardly enough, chance decides in each period.
//!
//! Requests alone may need more at a time than there is: [`filling`](self). How many come, with what
//! clients ask again, is in `traffic`; in bursts, or shared by ever more replicas, in `pace`.
//!
//! Approximation: a timed leak is a loss system. What restarts processes is left out, and said: see
//! [`Prediction::before`], as is what else is left out; but what outlives the process is lost through
//! planned restarts, whose standstill is added. `tests/sim/foreseen.rs` holds it to random scenarios.

mod averages;
mod basis;
mod before;
mod exhaustion;
mod filling;
mod memory;
mod pace;
mod scaling;
mod server;
mod traffic;
mod units;

pub use before::Before;

use super::gamma::Gamma;
use super::resource::Resource;
use super::scenario::{LONGEST, Scenario};
use basis::Basis;
use serde::{Deserialize, Serialize};

/// A forecast and the numbers that it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// What it is about: of all that can run out, what does so first.
    pub of: What,
    /// Why it runs out, if it does.
    pub cause: Cause,
    /// Units that a request leaves unreleased, on average, whatever becomes of them.
    pub unreleased_per_request: f64,
    /// Units that a request costs the service for good, or until a collection or a timer.
    pub leaked_per_request: f64,
    /// Units that a replica loses per second: for good when the resource runs out (or until it does, see
    /// [`Prediction::too_late`]), otherwise until a collection or a timer.
    pub rate: f64,
    /// Units that are unreleased at a time and come back, by a collection or a timer, at most: what
    /// the resource loses for good finds that much less room.
    pub returning: f64,
    /// Seconds after which a collection or a timer would bring the first of it back, when the resource
    /// has run out before.
    pub too_late: Option<f64>,
    /// Units that requests can have; of memory, whole MiB.
    pub capacity: u32,
    /// Units that requests hold at a time, on average.
    pub in_use: f64,
    /// Connections that a database server has for all replicas, if they run out before those of any
    /// replica's own pool do.
    pub server: Option<u32>,
    /// What will happen.
    pub outlook: Outlook,
    /// What comes between, and is left out of the outlook.
    pub before: Vec<Before>,
}

/// Why something runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// It is not given back, or not in time.
    Leaks,
    /// Requests of the moment need more, even if each gives back what it takes.
    Load,
}

/// What a forecast is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A resource, by its number as in the steps of a path.
    Resource(u32),
    /// Memory, in MiB.
    Memory,
}

impl What {
    /// The name of one of what runs out, such as `descriptor`; `MiB` of memory.
    pub fn unit(self, scenario: &Scenario) -> &'static str {
        self.named(scenario, Resource::unit)
    }

    /// The names of what runs out, such as `descriptors`; `MiB` of memory.
    pub fn units(self, scenario: &Scenario) -> &'static str {
        self.named(scenario, Resource::units)
    }

    fn named(self, scenario: &Scenario, name: fn(&Resource) -> &'static str) -> &'static str {
        match self {
            Self::Resource(of) => scenario.resources().nth(of as usize).map_or("units", name),
            Self::Memory => "MiB",
        }
    }
}

/// What will happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outlook {
    /// Every path releases what it acquires.
    NothingLeaks,
    /// Handles are left unreleased, and the runtime closes each at once.
    ClosedAtOnce,
    /// Garbage piles up and is collected before the resource runs out.
    Sawtooth {
        /// Seconds between collections.
        period: f64,
        /// Units of garbage just before a collection, on average.
        peak: f64,
    },
    /// Leaks return after a time; their number settles.
    Settles {
        /// Units leaked at a time, on average.
        level: f64,
        /// Share of leaks for which there would be no room (Erlang's loss formula).
        blocked: f64,
        /// When there is no room for the first time, if that is within any run's time.
        first: Option<Exhaustion>,
    },
    /// The resource runs out.
    RunsOut(Exhaustion),
}

/// When the resource runs out, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exhaustion {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// Median.
    pub q50: f64,
    /// 95 % quantile.
    pub q95: f64,
}

impl Exhaustion {
    /// The distribution with this mean and standard deviation.
    pub fn with_moments(mean: f64, sd: f64) -> Self {
        // Neither is more than any run takes, and what is no number is as much as that.
        let (mean, sd) = (mean.min(LONGEST), sd.min(LONGEST));
        if mean <= 0.0 || sd <= mean * CERTAIN {
            let [q05, q50, q95] = [mean; 3];
            return Self {
                mean,
                sd,
                q05,
                q50,
                q95,
            };
        }
        let gamma = Gamma::with_moments(mean, sd);
        let [q05, q50, q95] = [0.05, 0.5, 0.95].map(|q| gamma.quantile(q));
        Self {
            mean,
            sd,
            q05,
            q50,
            q95,
        }
    }
}

/// A spread that is this small a share of its mean is none.
const CERTAIN: f64 = 1e-6;
/// What a request leaves less of than this, in units or MiB, is never met: no run has as many requests.
const NEVER: f64 = 1e-18;

/// What is never met is none.
fn without_the_rarest(all: &mut [&mut f64]) {
    for rare in all.iter_mut().filter(|it| ***it < NEVER) {
        **rare = 0.0;
    }
}

/// Predicts what will happen; nothing when the scenario has nothing that can run out.
///
/// When several things do, it is about the one that does so first.
pub fn predict(scenario: &Scenario) -> Option<Prediction> {
    /// Rounds in which the end and the retries that come before it agree.
    const ROUNDS: u32 = 6;
    let mut found = first(&Basis::of(scenario, f64::INFINITY))?;
    let mut horizon = f64::INFINITY;
    for _ in 0..ROUNDS {
        let Outlook::RunsOut(end) = found.outlook else {
            break;
        };
        if scenario.client.retries == 0 || (end.mean / horizon - 1.0).abs() < 0.01 {
            break;
        }
        horizon = end.mean.max(f64::MIN_POSITIVE);
        found = first(&Basis::of(scenario, horizon))?;
    }
    Some(found)
}

/// What happens first.
fn first(basis: &Basis<'_>) -> Option<Prediction> {
    let count = basis.scenario.resources().count() as u32;
    let units = (0..count).filter_map(|of| units::predict(basis, of));
    let mut all = units.chain(memory::predict(basis));
    let first = all.next()?;
    Some(all.fold(first, |first, other| {
        let is_sooner = match (first.first_time(), other.first_time()) {
            (Some(one), Some(other)) => other < one,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if is_sooner { other } else { first }
    }))
}

impl Prediction {
    /// When there is nothing left for the first time, on average, in seconds.
    fn first_time(&self) -> Option<f64> {
        match &self.outlook {
            Outlook::RunsOut(end)
            | Outlook::Settles {
                first: Some(end), ..
            } => Some(end.mean),
            _ => None,
        }
    }
}

/// Frames that a whole run should have, so that a timeline of it is smooth and not heavy.
const FRAMES: f64 = 500.0;
/// Requests that a run should not exceed, so that it ends while somebody watches.
const MOST_REQUESTS: f64 = 5e6;
/// The least seconds to watch.
const SHORTEST: f64 = 1e-3;
/// Seconds to watch a service in which nothing runs out.
const QUIET: f64 = 1_800.0;

/// Sets the stop time and the tick to suit what is predicted: long enough for the resource to run
/// out in all but a few runs in ten thousand, and about [`FRAMES`] frames until then.
pub fn fit_clock(scenario: &mut Scenario) {
    let (shown, longest) = match predict(scenario).map(|prediction| prediction.outlook) {
        Some(Outlook::RunsOut(end)) => (end.q95, end.mean + 4.0 * end.sd),
        Some(Outlook::Sawtooth { period, .. }) => {
            let shown = QUIET.min(30.0 * period).max(3.0 * period);
            (shown, shown)
        }
        Some(Outlook::Settles { .. }) => {
            (10.0 * scenario.returns_after, 10.0 * scenario.returns_after)
        }
        Some(Outlook::NothingLeaks | Outlook::ClosedAtOnce) | None => (QUIET, QUIET),
    };
    let most = (MOST_REQUESTS / scenario.rate).min(LONGEST);
    let after = scenario.stop.after_exhaustion.unwrap_or(0.0);
    let time = (longest + after).min(most).max(SHORTEST);
    scenario.stop.time = Some(round_up(time).min(LONGEST));
    scenario.tick = round_up(shown.max(after).min(time) / FRAMES);
}

/// The next of 1, 2, 2.5, 5 and 10 times a power of ten.
fn round_up(value: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(value)));
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    let step = steps
        .into_iter()
        .find(|step| step * power >= value * (1.0 - 1e-12));
    step.unwrap_or(10.0) * power
}
