//! Every figure: its name, its unit, and how to read it off a lane that has been played; nothing when
//! it does not apply.

use super::super::measure::Measures;
use super::super::model::Lane;

type Read = fn(&Lane) -> Option<f64>;

/// Every figure.
pub const FIGURES: [(&str, &str, Read); 40] = [
    ("ran out", "", |lane| {
        can_run_out(lane).then(|| f64::from(u8::from(lane.exhausted_at().is_some())))
    }),
    ("time to exhaustion", "s", Lane::exhausted_at),
    ("first error", "s", Lane::first_error_at),
    ("first alarm", "s", Lane::first_alert_at),
    ("from leak to alarm", "s", |lane| {
        Some(lane.first_alert_at()? - lane.first_leak_at()?)
    }),
    ("simulated time", "s", |lane| Some(lane.now())),
    ("arrivals", "", |lane| Some(lane.counters().arrivals as f64)),
    ("completed", "", |lane| {
        Some(lane.counters().completed() as f64)
    }),
    ("completed per second", "/s", |lane| {
        per(lane.measures().completed, lane.measures().time)
    }),
    ("mean time in system", "s", |lane| {
        ratio(lane.measures().sojourn, lane.measures().left())
    }),
    ("time in system p50", "s", |lane| sojourn(lane, 0.5)),
    ("time in system p90", "s", |lane| sojourn(lane, 0.9)),
    ("time in system p95", "s", |lane| sojourn(lane, 0.95)),
    ("time in system p99", "s", |lane| sojourn(lane, 0.99)),
    ("mean stretch", "", |lane| {
        ratio(lane.measures().stretch, lane.measures().completed)
    }),
    ("mean wait of the completed", "s", |lane| {
        ratio(lane.measures().wait, lane.measures().completed)
    }),
    ("wait p90", "s", |lane| lane.measures().waits.quantile(0.9)),
    ("wait p95", "s", |lane| lane.measures().waits.quantile(0.95)),
    ("wait p99", "s", |lane| lane.measures().waits.quantile(0.99)),
    ("mean number in system", "", |lane| {
        over_time(lane, |measures| measures.in_system)
    }),
    ("mean number waiting", "", |lane| {
        over_time(lane, |measures| measures.waiting)
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
    ("share rejected", "", |lane| {
        ratio(lane.measures().rejected as f64, lane.measures().arrivals)
    }),
    ("attempts per request", "", |lane| {
        let has_retries = lane.scenario().client.retries > 0;
        let attempts = lane.counters().arrivals as f64;
        ratio(attempts, lane.counters().wanted).filter(|_| has_retries)
    }),
    ("share answered", "", |lane| {
        let counters = lane.counters();
        let over = counters.answered + counters.given_up;
        ratio(counters.answered as f64, over)
    }),
    ("share worked for nobody", "", |lane| {
        let counters = lane.counters();
        lane.scenario().client.timeout?;
        ratio(counters.wasted as f64, counters.completed())
    }),
    ("availability", "", |lane| {
        over_time(lane, |measures| measures.up)
    }),
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
    ("units left unreleased", "", |lane| {
        lane.scenario().resource.as_ref()?;
        Some(lane.counters().unreleased as f64)
    }),
    ("resident at the end", "MiB", |lane| {
        Some(lane.heap()?.resident)
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
    ("cost", "$", |lane| Some(lane.money())),
];

fn can_run_out(lane: &Lane) -> bool {
    let scenario = lane.scenario();
    scenario.resource.is_some() || scenario.memory.is_some()
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
