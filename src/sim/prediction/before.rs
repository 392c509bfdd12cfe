//! What comes between a forecast and its end.

use super::super::gamma::Gamma;
use super::super::scenario::{Arrivals, Path, Pressure, Scenario, Then};
use super::{Basis, Cause, Exhaustion, Outlook, Prediction};
use serde::{Deserialize, Serialize};

/// Something that is not in the outlook and changes what happens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Before {
    /// A planned restart gives everything back that the process has.
    Restart {
        /// Seconds of life after which it comes.
        after: f64,
        /// Chance that the resource runs out earlier all the same.
        chance: f64,
    },
    /// Planned restarts come, and give nothing back: what is lost is outside of the process. Their
    /// standstill is in the outlook.
    Outlived {
        /// Seconds of life after which they come.
        after: f64,
    },
    /// A monitor restarts the process when its alarm is raised.
    Alarm,
    /// An autoscaler adds replicas, which share the requests: that is in the outlook.
    Autoscaler {
        /// Replicas that there are in the end.
        replicas: u32,
    },
    /// An autoscaler changes how many replicas share the requests, and what they have at a time: that is
    /// left out.
    Shared,
    /// In bursts requests may happen to take all there is: that is left out.
    Bursts,
    /// Requests take several units of a pool at a time, and wait for each other: that is left out.
    Several,
    /// Work becomes slower while the service runs, and that is left out.
    Slower,
    /// Workers, pools or room do not let through all that comes, and who waits keeps other things
    /// meanwhile: that is left out.
    Crowded,
    /// All pools together may want more connections than their server has, whether they leak or not:
    /// that is left out.
    Server,
}

impl Before {
    /// Whether it is in the outlook, or changes nothing about it.
    pub fn is_counted(&self) -> bool {
        matches!(self, Self::Outlived { .. } | Self::Autoscaler { .. })
    }
}

/// The share of what there is that requests have at a time, above which it matters how many share them.
const BUSY: f64 = 0.05;

/// The share above which bursts may happen to take the rest.
const SOME: f64 = 0.2;

/// What comes before the resource of this number runs out.
pub fn of_units(basis: &Basis<'_>, of: u32, prediction: &Prediction) -> Vec<Before> {
    let scenario = basis.scenario;
    let Outlook::RunsOut(end) = prediction.outlook else {
        let taken = prediction.in_use + prediction.returning;
        let is_busy = taken > SOME * f64::from(prediction.capacity);
        return left_out(basis, None, is_busy).collect();
    };
    if prediction.cause == Cause::Load {
        // It comes again in every life.
        return left_out(basis, Some(end), true).collect();
    }
    let is_busy = prediction.in_use > BUSY * f64::from(prediction.capacity);
    let outlives = scenario.outlives(of) && prediction.server.is_none();
    let mut all: Vec<Before> = match outlives {
        true => {
            let after = life(basis).filter(|after| *after < end.q95);
            after
                .map(|after| Before::Outlived { after })
                .into_iter()
                .collect()
        }
        false => restart(basis, end).into_iter().collect(),
    };
    all.extend(others(basis, end, is_busy).filter(|it| !(outlives && *it == Before::Alarm)));
    all
}

/// When what outlives the process runs out, when it does so after this time in service: between two
/// lives stands the process still.
///
/// Approximation: of other resources nothing changes, as their restarts are told apart.
pub fn through_restarts(basis: &Basis<'_>, of: u32, end: Exhaustion) -> Exhaustion {
    let scenario = basis.scenario;
    /// Parts of the distribution over which restarts are averaged.
    const PARTS: u32 = 40;
    let (Some(every), true) = (life(basis), scenario.outlives(of)) else {
        return end;
    };
    let planned = scenario.restart.unwrap_or_default().planned;
    let later = |time: f64| time + planned * libm::floor(time / every);
    if end.sd <= 0.0 {
        return Exhaustion::with_moments(later(end.mean), 0.0);
    }
    let gamma = Gamma::with_moments(end.mean, end.sd);
    let parts = (0..PARTS).map(|part| (f64::from(part) + 0.5) / f64::from(PARTS));
    let lives: f64 = parts.map(|q| libm::floor(gamma.quantile(q) / every)).sum();
    Exhaustion {
        mean: end.mean + planned * lives / f64::from(PARTS),
        sd: end.sd * (1.0 + planned / every),
        q05: later(end.q05),
        q50: later(end.q50),
        q95: later(end.q95),
    }
}

/// Seconds of life after which a process is restarted as planned, by age or by number of requests.
fn life(basis: &Basis<'_>) -> Option<f64> {
    let restart = basis.scenario.restart?;
    let by_age = restart.every.unwrap_or(f64::INFINITY);
    let requests = restart.after_requests.map_or(f64::INFINITY, |most| {
        most as f64 + restart.jitter as f64 / 2.0
    });
    let after = by_age.min(basis.traffic.pace.when(requests / basis.throughput()));
    after.is_finite().then_some(after)
}

/// What comes before memory runs out; `above` is when a restart for its size comes.
pub fn of_memory(
    basis: &Basis<'_>,
    cause: Cause,
    outlook: &Outlook,
    above: Option<f64>,
    (in_use, room): (f64, f64),
) -> Vec<Before> {
    let Outlook::RunsOut(end) = *outlook else {
        return left_out(basis, None, in_use > SOME * room).collect();
    };
    if cause == Cause::Load {
        return left_out(basis, Some(end), true).collect();
    }
    // It passes the lower mark before the higher.
    let size = above.map(|after| Before::Restart { after, chance: 0.0 });
    let mut all: Vec<Before> = size.into_iter().chain(restart(basis, end)).collect();
    let is_busy = in_use > BUSY * room;
    all.extend(others(basis, end, is_busy));
    all
}

/// A restart by age or by number of requests, if it may come first.
fn restart(basis: &Basis<'_>, end: Exhaustion) -> Option<Before> {
    let after = life(basis)?;
    let chance = Gamma::with_moments(end.mean, end.sd).probability(after);
    (chance < 0.999).then_some(Before::Restart { after, chance })
}

fn others<'a>(
    basis: &'a Basis<'_>,
    end: Exhaustion,
    is_busy: bool,
) -> impl Iterator<Item = Before> + 'a {
    let restarts = |monitor: super::super::scenario::Monitor| monitor.then == Then::Restart;
    let alarm = basis.scenario.monitor.is_some_and(restarts);
    let replicas = basis.replicas_at(end.mean);
    let scales = replicas != basis.scenario.replicas && !is_busy;
    let alarm = alarm.then_some(Before::Alarm);
    let scaled = scales.then_some(Before::Autoscaler { replicas });
    alarm
        .into_iter()
        .chain(scaled)
        .chain(left_out(basis, Some(end), is_busy))
}

/// What may change what happens until then, or ever, and is not foreseen.
fn left_out(
    basis: &Basis<'_>,
    end: Option<Exhaustion>,
    is_busy: bool,
) -> impl Iterator<Item = Before> {
    let scenario = basis.scenario;
    let until = end.map_or(f64::INFINITY, |end| end.q95);
    let swaps = |memory: super::super::scenario::Memory| {
        let most = memory.limit.unwrap_or(f64::INFINITY);
        memory.ram.is_some_and(|ram| ram < most)
    };
    let profiled = scenario
        .profiler
        .is_some_and(|it| it.from < until && it.slows > 1.0);
    let collected = collections_take(basis) > 0.02;
    let slower = scenario.gil > 0.0 || profiled || collected || scenario.memory.is_some_and(swaps);
    let bounded = basis.is_bounded();
    let crowded = bounded && basis.is_saturated() && scenario.resources().count() > 1;
    let server = pools_want_more(scenario) && end.is_none();
    let replicas = basis.replicas_at(end.map_or(f64::INFINITY, |end| end.mean));
    let fickle = scenario.autoscaler.is_some_and(|it| {
        let moves = it.most > scenario.replicas || it.least < scenario.replicas;
        let even = !matches!(scenario.arrivals, Arrivals::Bursts { .. });
        moves && (it.on == Pressure::Requests || !even)
    });
    let shared = fickle || replicas != scenario.replicas && is_busy;
    let bursts = is_busy && !basis.traffic.pace.is_steady() && end.is_none();
    let several = (0..).zip(scenario.resources()).any(|(of, resource)| {
        let takes = |(_, path): &(f64, Path)| path.acquired_of(of) > 1;
        !resource.is_table() && basis.courses.iter().any(takes)
    });
    [
        shared.then_some(Before::Shared),
        bursts.then_some(Before::Bursts),
        several.then_some(Before::Several),
        (slower && bounded).then_some(Before::Slower),
        crowded.then_some(Before::Crowded),
        server.then_some(Before::Server),
    ]
    .into_iter()
    .flatten()
}

/// The share of the time for which collections stop everything, about.
fn collections_take(basis: &Basis<'_>) -> f64 {
    let collector = basis.scenario.collector;
    collector.base_objects * collector.pause / basis.collection_period().max(1e-12)
}

fn pools_want_more(scenario: &Scenario) -> bool {
    let Some(database) = &scenario.database else {
        return false;
    };
    let pools: u64 = scenario
        .resources()
        .filter(|it| !it.is_table())
        .map(|it| it.entries())
        .sum();
    let there = database.limit.saturating_sub(database.reserved);
    pools * u64::from(scenario.replicas) > u64::from(there)
}
