//! What theory says before the run.
//!
//! Leaks are events of a Poisson process thinned by the chance of a leaking path, so the time until
//! `L` units are gone has mean `L/r` and follows a Gamma distribution. Two refinements keep the
//! simulated moment inside its band: a table also holds what requests use at the moment (Little's
//! law), and a pool that shrinks below its load slows its own leak down.
//!
//! Memory runs out the same way, in MiB: what requests keep adds up, and the variance of its size
//! adds to that of their number.
//!
//! Approximation: a shrinking pool is taken as stationary at each size, a timed leak as a loss
//! system, several replicas as one with its share of the requests; retries, restarts and the
//! autoscaler are left out.

mod memory;

use super::fate::{Fate, Runtime};
use super::formulas::erlang_b;
use super::gamma::Gamma;
use super::resource::Resource;
use super::scenario::{Arrivals, Scenario};
use serde::{Deserialize, Serialize};

/// A forecast and the numbers that it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Units that a request leaves unreleased, on average, whatever becomes of them.
    pub unreleased_per_request: f64,
    /// Units that a request costs the service for good, or until a collection or a timer.
    pub leaked_per_request: f64,
    /// Units lost per second.
    pub rate: f64,
    /// Units that requests can have; of memory, whole MiB.
    pub capacity: u32,
    /// Units that requests hold at a time, on average.
    pub in_use: f64,
    /// What will happen.
    pub outlook: Outlook,
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

/// Leaks per request, by fate, and what a request holds.
#[derive(Default)]
struct Averages {
    unreleased: f64,
    at_collection: f64,
    after_time: f64,
    never: f64,
    /// Mean square of what a request loses for good.
    never_squared: f64,
    /// Mean seconds during which a unit is held, summed over units.
    held: f64,
    /// Units that a request acquires.
    acquired: f64,
}

/// Predicts what will happen; nothing when the scenario has nothing that can run out.
pub fn predict(scenario: &Scenario) -> Option<Prediction> {
    let Some(resource) = &scenario.resource else {
        return memory::predict(scenario);
    };
    let averages = averages(scenario);
    let throughput = throughput(scenario);
    let in_use = (throughput * averages.held).min(f64::from(resource.capacity()));
    let leaked = averages.never + averages.at_collection + averages.after_time;
    Some(Prediction {
        unreleased_per_request: averages.unreleased,
        leaked_per_request: leaked,
        rate: throughput * leaked,
        capacity: resource.capacity(),
        in_use,
        outlook: outlook(scenario, resource, &averages, in_use),
    })
}

fn outlook(scenario: &Scenario, resource: &Resource, averages: &Averages, in_use: f64) -> Outlook {
    let room = f64::from(resource.capacity()) - in_use;
    let throughput = throughput(scenario);
    if averages.unreleased <= 0.0 && resource.lingers() > 0.0 {
        settles(
            resource,
            throughput * averages.acquired * resource.lingers(),
        )
    } else if averages.unreleased <= 0.0 {
        Outlook::NothingLeaks
    } else if averages.never > 0.0 {
        Outlook::RunsOut(exhaustion(scenario, resource, averages, in_use))
    } else if averages.at_collection > 0.0 {
        let objects = throughput * averages.unreleased * scenario.collector.objects;
        let period = collection_period(scenario, objects);
        let peak = throughput * averages.at_collection * period;
        if peak < room {
            return Outlook::Sawtooth { period, peak };
        }
        // The resource is gone before the first collection: as if there were none.
        let never = averages.at_collection;
        let as_lost = Averages {
            never,
            never_squared: never,
            ..*averages
        };
        Outlook::RunsOut(exhaustion(scenario, resource, &as_lost, in_use))
    } else if averages.after_time > 0.0 {
        let load = throughput * averages.after_time * scenario.returns_after;
        settles(resource, load)
    } else {
        Outlook::ClosedAtOnce
    }
}

/// Units that come back by themselves are a loss system.
fn settles(resource: &Resource, load: f64) -> Outlook {
    let blocked = erlang_b(resource.capacity(), load);
    Outlook::Settles {
        level: load * (1.0 - blocked),
        blocked,
    }
}

/// Seconds between collections when so many tracked objects a second are allocated and stay.
fn collection_period(scenario: &Scenario, objects: f64) -> f64 {
    let collector = scenario.collector;
    match (scenario.runtime, collector.thresholds) {
        (Runtime::Tracing, _) => collector.tracing_every,
        (Runtime::ReferenceCounting, Some([young, ..])) => f64::from(young) / objects,
        (Runtime::ReferenceCounting | Runtime::None, _) => collector.cycles_every,
    }
}

fn exhaustion(
    scenario: &Scenario,
    resource: &Resource,
    averages: &Averages,
    in_use: f64,
) -> Exhaustion {
    let throughput = throughput(scenario);
    let clumping = averages.never_squared / averages.never;
    match resource {
        Resource::Table(_) => {
            let units = (f64::from(resource.capacity()) - in_use).max(1.0);
            let rate = throughput * averages.never;
            let (mean, sd) = (units / rate, libm::sqrt(units * clumping) / rate);
            Exhaustion::with_moments(mean, sd)
        }
        Resource::Pool(_) => {
            let (mut mean, mut variance) = (0.0, 0.0);
            for left in 1..=resource.capacity() {
                let served = match averages.held {
                    held if held > 0.0 => throughput.min(f64::from(left) / held),
                    _ => throughput,
                };
                let step = 1.0 / (served * averages.never);
                mean += step;
                variance += step * step;
            }
            Exhaustion::with_moments(mean, libm::sqrt(variance * clumping))
        }
    }
}

fn averages(scenario: &Scenario) -> Averages {
    let mut sum = Averages::default();
    for (chance, path) in scenario.courses() {
        sum.held += chance * path.held_share(0) * scenario.service.mean;
        let mut never = 0.0;
        for (leak, is_left) in path.units_of(0) {
            let units = if is_left {
                1.0
            } else {
                scenario.leaks.per_acquisition
            };
            sum.acquired += chance;
            sum.unreleased += chance * units;
            match scenario.fate_of(leak, path.ends) {
                Fate::AtOnce => {}
                Fate::AtCollection => sum.at_collection += chance * units,
                Fate::AfterTime => sum.after_time += chance * units,
                Fate::Never => never += units,
            }
        }
        sum.never += chance * never;
        sum.never_squared += chance * never * never;
    }
    sum
}

/// Requests per second that one replica's workers can serve at most, or that arrive for it.
fn throughput(scenario: &Scenario) -> f64 {
    let service = scenario.service.mean;
    let rate = match scenario.arrivals {
        Arrivals::Poisson | Arrivals::Fixed => scenario.rate,
        Arrivals::Bursts {
            every,
            lasts,
            factor,
        } => scenario.rate * (1.0 + (factor - 1.0) * lasts / every),
        Arrivals::Closed { clients, think } => f64::from(clients) / (think + service),
    };
    let served = scenario.workers.map_or(f64::INFINITY, f64::from) / service;
    (rate / f64::from(scenario.replicas)).min(served)
}

/// Frames that a whole run should have, so that a timeline of it is smooth and not heavy.
const FRAMES: f64 = 500.0;
/// Requests that a run should not exceed, so that it ends while somebody watches.
const MOST_REQUESTS: f64 = 5e6;
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
    let most = MOST_REQUESTS / scenario.rate;
    let after = scenario.stop.after_exhaustion.unwrap_or(0.0);
    scenario.stop.time = Some(round_up((longest + after).min(most)));
    scenario.tick = round_up(shown.min(most) / FRAMES);
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
