//! How fast the simulator is: `cargo bench --bench simulate`.
//!
//! Prints events a second for an M/M/1 queue at 80 %, for a leaking service, and how long an hour of
//! service at 500 requests a second takes. `benches/simulate.py` runs SimPy on the same queue beside
//! it. Quote ratios of one run: machines differ.

#![allow(clippy::print_stdout, reason = "printing is what a benchmark is for")]

use leaklab::sim::presets::Preset;
use leaklab::sim::read::from_toml;
use leaklab::sim::run::{Lanes, Run};
use leaklab::sim::scenario::Scenario;
use std::time::{Duration, Instant};

const RUNS: usize = 5;
const QUEUE: &str = "rate = 0.8\nworkers = 1\nservice = { mean = 1.0 }\nstop = { time = 1e6 }\n";

fn main() {
    let queue = from_toml(QUEUE).unwrap_or_default();
    report("M/M/1 at 80 %", &queue);
    let leaky = Preset::find("raw-descriptor").and_then(|preset| preset.scenario().ok());
    let mut hour = leaky.unwrap_or_default();
    hour.rate = 500.0;
    hour.assumptions[0].chance = 1e-4;
    hour.stop.time = Some(3600.0);
    hour.stop.after_exhaustion = None;
    report("an hour of service at 500/s", &hour);
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
        "{what:<28} {:>8.2} s {speed:>8.2} million events a second",
        time.as_secs_f64()
    );
}
