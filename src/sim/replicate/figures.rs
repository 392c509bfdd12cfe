//! Every figure: its name, its unit, what it is of, and how to read it off a lane that has been
//! played; nothing when it does not apply.
//!
//! Means, shares and quantiles leave the warm-up out; counts are from the start.

use super::super::measure::Measures;
use super::super::model::Lane;
use super::Of;

type Read = fn(&Lane) -> Option<f64>;
/// A name, a unit, and how to read it.
type Figure = (&'static str, &'static str, Read);

/// Every figure, those of one population together.
pub const FIGURES: [(Of, &[Figure]); 7] = [
    (Of::Run, &RUN),
    (Of::Arrived, &ARRIVED),
    (Of::Left, &LEFT),
    (Of::Completed, &COMPLETED),
    (Of::Time, &TIME),
    (Of::Requests, &REQUESTS),
    (Of::Service, &SERVICE),
];

/// Of the run.
const RUN: [Figure; 6] = [
    ("ran out", "", |lane| {
        can_run_out(lane).then(|| f64::from(u8::from(lane.exhausted_at().is_some())))
    }),
    ("time to exhaustion", "s", Lane::exhausted_at),
    ("first error", "s", Lane::first_error_at),
    ("first alarm", "s", Lane::first_alert_at),
    ("from leak to alarm", "s", Lane::leak_to_alert),
    ("simulated time", "s", |lane| Some(lane.now())),
];

/// Of attempts that arrived.
const ARRIVED: [Figure; 2] = [
    ("arrivals", "", |lane| Some(lane.counters().arrivals as f64)),
    ("share rejected", "", |lane| {
        ratio(lane.measures().rejected as f64, lane.measures().arrivals)
    }),
];

/// Of attempts that left; shares and the mean are of those that left otherwise than by rejection.
const LEFT: [Figure; 13] = [
    ("completed", "", |lane| {
        Some(lane.counters().completed() as f64)
    }),
    ("raised", "", |lane| {
        let can_raise = !lane.scenario().paths.is_empty();
        can_raise.then(|| lane.counters().raised as f64)
    }),
    ("rejected", "", |lane| Some(lane.counters().rejected as f64)),
    ("failed", "", |lane| {
        lane.scenario().resource.as_ref()?;
        Some(lane.counters().failed as f64)
    }),
    ("timed out", "", |lane| {
        lane.scenario().resource.as_ref()?;
        Some(lane.counters().timed_out as f64)
    }),
    ("out of patience", "", |lane| {
        let scenario = lane.scenario();
        let can_lose_it = scenario.patience.is_some() || scenario.backlog.is_some();
        can_lose_it.then(|| lane.counters().reneged as f64)
    }),
    ("lost", "", |lane| {
        can_run_out(lane).then(|| lane.counters().lost as f64)
    }),
    ("mean time until they left", "s", |lane| {
        ratio(lane.measures().sojourn, lane.measures().left())
    }),
    ("share that waited", "", |lane| {
        share(lane, |measures| measures.waited)
    }),
    ("share timed out", "", |lane| {
        share(lane, |measures| measures.timed_out)
    }),
    ("share failed", "", |lane| {
        share(lane, |measures| measures.failed)
    }),
    ("share out of patience", "", |lane| {
        share(lane, |measures| measures.reneged)
    }),
    ("share lost", "", |lane| {
        share(lane, |measures| measures.lost)
    }),
];

/// Of attempts that ran to the end of their path.
const COMPLETED: [Figure; 14] = [
    ("completed per second", "/s", |lane| {
        per(lane.measures().completed, lane.measures().time)
    }),
    ("mean time in system", "s", |lane| {
        let measures = lane.measures();
        ratio(measures.completed_sojourn, measures.completed)
    }),
    ("time in system p50", "s", |lane| sojourn(lane, 0.5)),
    ("time in system p90", "s", |lane| sojourn(lane, 0.9)),
    ("time in system p95", "s", |lane| sojourn(lane, 0.95)),
    ("time in system p99", "s", |lane| sojourn(lane, 0.99)),
    ("time in system p99.9", "s", |lane| sojourn(lane, 0.999)),
    ("time in system over work", "", |lane| {
        let measures = lane.measures();
        // What one request's ratio is has no mean where work is exponential.
        (measures.work > 0.0).then(|| measures.completed_sojourn / measures.work)
    }),
    ("mean wait of the completed", "s", |lane| {
        ratio(lane.measures().wait, lane.measures().completed)
    }),
    ("wait p50", "s", |lane| wait(lane, 0.5)),
    ("wait p90", "s", |lane| wait(lane, 0.9)),
    ("wait p95", "s", |lane| wait(lane, 0.95)),
    ("wait p99", "s", |lane| wait(lane, 0.99)),
    ("share worked for nobody", "", |lane| {
        let counters = lane.counters();
        lane.scenario().client.timeout?;
        ratio(counters.wasted as f64, counters.completed())
    }),
];

/// Over the time, and at its end.
const TIME: [Figure; 5] = [
    ("mean number in system", "", |lane| {
        over_time(lane, |measures| measures.in_system)
    }),
    ("mean number waiting", "", |lane| {
        over_time(lane, |measures| measures.waiting)
    }),
    ("in the system at the end", "", |lane| {
        Some(f64::from(lane.in_system()))
    }),
    ("waiting for ever", "", |lane| {
        can_run_out(lane).then(|| f64::from(lane.waiting_for_ever()))
    }),
    ("availability", "", |lane| {
        over_time(lane, |measures| measures.up)
    }),
];

/// Of what clients wanted answered, however many attempts that took.
const REQUESTS: [Figure; 6] = [
    ("answered", "", |lane| Some(lane.counters().answered as f64)),
    ("retries", "", |lane| {
        has_retries(lane).then(|| lane.counters().retries as f64)
    }),
    ("attempts per request", "", |lane| {
        let attempts = lane.counters().arrivals as f64;
        ratio(attempts, lane.counters().wanted).filter(|_| has_retries(lane))
    }),
    ("share answered", "", |lane| {
        let counters = lane.counters();
        ratio(counters.answered as f64, counters.wanted)
    }),
    ("share given up", "", |lane| {
        let counters = lane.counters();
        ratio(counters.given_up as f64, counters.wanted)
    }),
    ("share without an answer at the end", "", |lane| {
        let counters = lane.counters();
        let over = counters.answered + counters.given_up;
        ratio((counters.wanted - over) as f64, counters.wanted)
    }),
];

/// Of processes and what they have.
const SERVICE: [Figure; 15] = [
    ("crashes", "", |lane| {
        can_run_out(lane).then(|| lane.counters().crashes as f64)
    }),
    ("planned restarts", "", |lane| {
        lane.scenario().restart?;
        Some(lane.counters().restarts as f64)
    }),
    ("alarms", "", |lane| {
        lane.scenario().monitor?;
        Some(lane.counters().alerts as f64)
    }),
    ("failed probes", "", |lane| {
        lane.scenario().monitor?;
        Some(lane.counters().failed_probes as f64)
    }),
    ("units left unreleased", "", |lane| {
        lane.scenario().resource.as_ref()?;
        Some(lane.counters().unreleased as f64)
    }),
    ("units closed at once", "", |lane| {
        lane.scenario().resource.as_ref()?;
        Some(lane.counters().closed_at_once as f64)
    }),
    ("units collected", "", |lane| {
        lane.scenario().resource.as_ref()?;
        Some(lane.counters().collected as f64)
    }),
    ("resident at the end", "MiB", |lane| {
        Some(lane.heap()?.resident)
    }),
    ("full collections", "", |lane| {
        Some(lane.heap()?.collections[2] as f64)
    }),
    ("stopped by the collector", "s", |lane| {
        Some(lane.heap()?.paused)
    }),
    ("records written", "", |lane| {
        lane.scenario().buffer?;
        Some(lane.counters().written as f64)
    }),
    ("records lost", "", |lane| {
        lane.scenario().buffer?;
        Some(lane.counters().lost_records as f64)
    }),
    ("bytes lost", "", |lane| {
        let record = lane.scenario().buffer?.record;
        Some(lane.counters().lost_records as f64 * f64::from(record))
    }),
    ("cost", "$", |lane| Some(lane.money())),
    ("cost per 1000 answered", "$", |lane| {
        ratio(1000.0 * lane.money(), lane.counters().answered)
    }),
];

fn can_run_out(lane: &Lane) -> bool {
    let scenario = lane.scenario();
    scenario.resource.is_some() || scenario.memory.is_some()
}

fn has_retries(lane: &Lane) -> bool {
    lane.scenario().client.retries > 0
}

fn wait(lane: &Lane, q: f64) -> Option<f64> {
    lane.measures().waits.quantile(q)
}

fn sojourn(lane: &Lane, q: f64) -> Option<f64> {
    lane.measures().sojourns.quantile(q)
}

fn over_time(lane: &Lane, integral: fn(&Measures) -> f64) -> Option<f64> {
    let measures = lane.measures();
    (measures.time > 0.0).then(|| integral(measures) / measures.time)
}

/// Of the attempts that left otherwise than by rejection.
fn share(lane: &Lane, part: fn(&Measures) -> u64) -> Option<f64> {
    let measures = lane.measures();
    ratio(part(measures) as f64, measures.left())
}

fn per(count: u64, time: f64) -> Option<f64> {
    (time > 0.0).then(|| count as f64 / time)
}

fn ratio(part: f64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part / whole as f64)
}
