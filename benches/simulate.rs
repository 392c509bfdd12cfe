//! How fast the simulator is: `cargo bench --bench simulate`.
//!
//! Prints events a second for an M/M/1 queue at 80 %, for a leaking service, and how long an hour of
//! service at 500 requests a second takes. `benches/simulate.py` runs SimPy on the same queue beside
//! it, `benches/page.mjs` the page's worker: with `-- --messages` this prints what the worker is told,
//! and what it must answer. Quote ratios of one run: machines differ.

#![allow(clippy::print_stdout, reason = "printing is what a benchmark is for")]

use leaklab::protocol::{Extra, Job, Play, Request, Which, encode};
use leaklab::sim::presets::Preset;
use leaklab::sim::read::from_toml;
use leaklab::sim::run::{Lanes, Run};
use leaklab::sim::scenario::Scenario;
use std::time::{Duration, Instant};

const RUNS: usize = 5;
const QUEUE: &str = "rate = 0.8\nworkers = 1\nservice = { mean = 1.0 }\nstop = { time = 1e6 }\n";

fn main() {
    let is_for_page = std::env::args().any(|argument| argument == "--messages");
    for (what, scenario) in [("M/M/1 at 80 %", queue()), ("an hour at 500/s", hour())] {
        if is_for_page {
            messages(what, &scenario);
        } else {
            report(what, &scenario);
        }
    }
}

fn queue() -> Scenario {
    from_toml(QUEUE).unwrap_or_default()
}

/// An hour of a service that leaks and does not run out, at 500 requests a second.
fn hour() -> Scenario {
    let leaky = Preset::find("raw-descriptor").and_then(|preset| preset.scenario().ok());
    let mut hour = leaky.unwrap_or_default();
    hour.rate = 500.0;
    hour.assumptions[0].chance = 1e-4;
    hour.stop.time = Some(3600.0);
    hour.stop.after_exhaustion = None;
    hour
}

fn report(what: &str, scenario: &Scenario) {
    let runs = (0..RUNS).map(|_| {
        let mut run = Run::new(scenario, Lanes::One);
        let start = Instant::now();
        run.run_to_end();
        (start.elapsed(), run.events())
    });
    let (time, events) = runs.min().unwrap_or((Duration::ZERO, 0));
    let speed = events as f64 / time.as_secs_f64() / 1e6;
    println!(
        "{what:<18} {:>8.2} s {speed:>8.2} million events a second",
        time.as_secs_f64()
    );
}

/// What a worker of the page is told so that it plays a scenario to its end in one piece, both lanes,
/// as a line of JSON: the message in hex, the bytes that its answer ends in, and the events.
fn messages(what: &str, scenario: &Scenario) {
    let mut scenario = scenario.clone();
    scenario.tick = scenario.stop.time.unwrap_or(scenario.tick);
    let mut run = Run::new(&scenario, Lanes::Twin);
    while run.next_frame().is_some() {}
    let play = Play {
        run: 1,
        scenario,
        from: 1,
        count: 1,
    };
    let job = Job::Extra(Extra::Play(Which::Simulate, Box::new(play)));
    let line = serde_json::json!({
        "what": what,
        "play": hex(&encode(&Request { id: 1, job })),
        "hash": hex(&encode(&run.trace_hash())),
        "events": run.events(),
    });
    println!("{line}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
