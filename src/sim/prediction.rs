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
//! Approximation: a timed leak is a loss system. Retries are left out. What restarts processes or
//! adds some is left out too, and said: see [`Prediction::before`].

mod before;
mod exhaustion;
mod memory;
mod server;

pub use before::Before;

use super::fate::{Fate, Runtime};
use super::formulas::{erlang_b, poisson_below};
use super::gamma::Gamma;
use super::resource::Resource;
use super::scenario::Scenario;
use serde::{Deserialize, Serialize};

/// A forecast and the numbers that it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Units that a request leaves unreleased, on average, whatever becomes of them.
    pub unreleased_per_request: f64,
    /// Units that a request costs the service for good, or until a collection or a timer.
    pub leaked_per_request: f64,
    /// Units that a replica loses per second.
    pub rate: f64,
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
#[derive(Clone, Copy, Default)]
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
    let leaked = averages.lost();
    let mut prediction = Prediction {
        unreleased_per_request: averages.unreleased,
        leaked_per_request: leaked,
        rate: throughput * leaked,
        capacity: resource.capacity(),
        in_use,
        server: None,
        outlook: outlook(scenario, resource, &averages, in_use),
        before: Vec::new(),
    };
    server::share(scenario, &averages, &mut prediction);
    prediction.before = before::of_units(scenario, &prediction);
    Some(prediction)
}

fn outlook(scenario: &Scenario, resource: &Resource, averages: &Averages, in_use: f64) -> Outlook {
    let throughput = throughput(scenario);
    let lingering = throughput * (averages.acquired - averages.lost()) * resource.lingers();
    let room = f64::from(resource.capacity()) - in_use - lingering;
    let runs_out = |averages: &Averages| {
        let one = exhaustion::of_one(scenario, resource, averages, in_use + lingering);
        Outlook::RunsOut(exhaustion::of_first(one, scenario.replicas))
    };
    if averages.unreleased <= 0.0 && resource.lingers() > 0.0 {
        settles(
            resource,
            throughput * averages.acquired * resource.lingers(),
        )
    } else if averages.unreleased <= 0.0 {
        Outlook::NothingLeaks
    } else if averages.never > 0.0 {
        runs_out(averages)
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
        runs_out(&as_lost)
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

impl Averages {
    /// Units that a request does not give back when it ends.
    fn lost(&self) -> f64 {
        self.never + self.at_collection + self.after_time
    }
}

fn averages(scenario: &Scenario) -> Averages {
    let mut sum = Averages::default();
    for (chance, path) in scenario.courses() {
        sum.held += chance * path.held_share(0) * scenario.service.mean;
        if scenario.accepts.is_some() {
            // The connection has one for as long as the request is served.
            sum.held += chance * path.work_share() * scenario.service.mean;
            sum.acquired += chance;
        }
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
    if let Some(Resource::Pool(pool)) = &scenario.resource
        && pool.opens > 0.0
    {
        // Approximation: connections of the pool itself are open, those of its overflow are not.
        let load = throughput(scenario) * (sum.held + sum.acquired * pool.opens);
        sum.held += sum.acquired * pool.opens * (1.0 - poisson_below(load, pool.size));
    }
    sum
}

/// Requests per second that one replica's workers can serve at most, or that arrive for it.
fn throughput(scenario: &Scenario) -> f64 {
    let service = scenario.service.mean;
    let rate = scenario.mean_rate();
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
