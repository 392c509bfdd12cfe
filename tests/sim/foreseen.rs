//! Forecasts against simulations of scenarios that nobody has chosen.
//!
//! Where a forecast gives a time, the median of the simulated ones lies within its interval of 90 %,
//! each side of which may be wrong by [`TOLERANCE`], what the formulas leave out. Where it says that
//! nothing runs out, nothing does. Where it says that something is left out, it is not held to anything.

use super::finite::Dice;
use super::*;
use leaklab::chart::foretold::forecast;
use leaklab::sim::fate::{Ending, Kept, LeakClass, Runtime};
use leaklab::sim::prediction::{Exhaustion, Outlook, Prediction, predict};
use leaklab::sim::resource::{Entries, Table};
use leaklab::sim::scenario::{
    Arrivals, Assumption, AssumptionKind, Autoscaler, Client, Collector, Leaks, Memory, Path,
    Patience, Pressure, Restart, Step,
};
use leaklab::sim::stop::Stop;

/// The part by which a limit of the interval may be missed.
const TOLERANCE: f64 = 0.1;
/// Runs whose median is taken.
const RUNS: u32 = 15;
/// Requests of one run: a scenario that needs more is not played.
const MOST: f64 = 60_000.0;

/// A small service in which anything may run out.
fn scenario(seed: u64) -> Scenario {
    let dice = &mut Dice(seed);
    let rate = dice.of(&[0.5, 5.0, 40.0, 300.0]);
    let mut it = Scenario {
        seed,
        rate,
        arrivals: dice.of(&[
            Arrivals::Poisson,
            Arrivals::Poisson,
            Arrivals::Fixed,
            Arrivals::Bursts {
                every: 600.0 / rate,
                lasts: 60.0 / rate,
                factor: 8.0,
            },
            Arrivals::Closed {
                clients: 60,
                think: 60.0 / rate,
            },
        ]),
        workers: dice.maybe(|dice| dice.of(&[1, 8, 64])),
        capacity: dice.maybe(|dice| dice.of(&[4, 40])),
        patience: dice.maybe(|dice| {
            let seconds = dice.of(&[0.1, 3.0]);
            dice.of(&[
                Patience::Exponential(seconds),
                Patience::Deterministic(seconds),
            ])
        }),
        leak: dice.of(&[
            LeakClass::R0,
            LeakClass::R1,
            LeakClass::R2,
            LeakClass::R3,
            LeakClass::R5,
        ]),
        runtime: dice.of(&[Runtime::ReferenceCounting, Runtime::Tracing, Runtime::None]),
        kept: dice.of(&[Kept::Nothing, Kept::Nothing, Kept::Exceptions]),
        returns_after: dice.of(&[3.0, 90.0]),
        replicas: dice.of(&[1, 1, 3]),
        resource: Some(resource(dice)),
        ..Scenario::default()
    };
    it.service.mean = dice.of(&[1e-3, 0.05, 1.0]) * dice.of(&[1.0, 10.0]);
    it.service.shape = dice.of(&[
        Shape::Exponential,
        Shape::Exponential,
        Shape::Deterministic,
        Shape::Uniform,
        Shape::Lognormal { cs2: 2.0 },
        Shape::Erlang { phases: 4 },
    ]);
    it.client = Client {
        retries: dice.of(&[0, 0, 3]),
        back_off: dice.of(&[0.0, 0.1, 30.0]),
        budget: dice.maybe(|_| 0.2),
        ..Client::default()
    };
    it.collector = Collector {
        cycles_every: dice.of(&[2.0, 30.0]),
        tracing_every: dice.of(&[5.0, 200.0]),
        thresholds: dice.maybe(|_| [700, 10, 10]),
        ..Collector::default()
    };
    it.memory = dice.maybe(|dice| Memory {
        limit: Some(100.0),
        per_request: dice.of(&[0.0, 200.0, 4000.0]),
        cache: dice.maybe(|_| 50),
        ..Memory::default()
    });
    let rarely = dice.of(&[false, false, true]);
    it.restart = dice.maybe(|dice| Restart {
        every: dice
            .maybe(|dice| dice.of(&[30.0, 3000.0]))
            .filter(|_| rarely),
        ..Restart::default()
    });
    it.autoscaler = dice
        .maybe(|dice| Autoscaler {
            on: dice.of(&[Pressure::Requests, Pressure::Memory, Pressure::Resource]),
            above: 0.6,
            below: 0.1,
            every: 5.0,
            starting: 5.0,
            ..Autoscaler::default()
        })
        .filter(|_| rarely);
    match dice.of(&[true, false]) {
        true => program(dice, &mut it),
        false => {
            it.leaks = Leaks {
                per_completion: dice.of(&[0.0, 0.002, 0.05, 1.0]),
                per_acquisition: dice.of(&[0.0, 0.0, 0.05]),
            };
        }
    }
    it
}

fn resource(dice: &mut Dice) -> Resource {
    match dice.of(&[true, true, false]) {
        true => Resource::Table(Table {
            limit: dice.of(&[5, 30, 200, 1000]),
            reserved: 0,
            lingers: dice.of(&[0.0, 0.0, 0.0, 20.0]),
            ..Table::of(Entries::Descriptors)
        }),
        false => Resource::Pool(Pool {
            size: dice.of(&[1, 5, 30]),
            overflow: dice.of(&[0, 10]),
            timeout: Some(dice.of(&[0.5, 30.0])),
            ..Pool::default()
        }),
    }
}

/// A program that may raise, with one unit or two, and something on the heap.
fn program(dice: &mut Dice, it: &mut Scenario) {
    it.assumptions = vec![Assumption {
        kind: AssumptionKind::Raises,
        line: 1,
        what: "f()".to_owned(),
        chance: dice.of(&[0.0, 0.01, 0.2, 1.0]),
    }];
    let two = dice.of(&[false, false, true]);
    let kib = dice.of(&[0.0, 30.0]);
    let other = dice.maybe(|dice| dice.of(&[LeakClass::R0, LeakClass::R1, LeakClass::R3]));
    for raises in [true, false] {
        let mut steps = vec![Step::acquire(2)];
        if two {
            steps.push(Step::Acquire {
                line: 3,
                of: 0,
                leak: other,
            });
        }
        steps.extend([
            Step::Work { share: 1.0 },
            Step::MayRaise {
                assumption: 0,
                raises,
            },
        ]);
        if it.memory.is_some() && kib > 0.0 {
            steps.push(Step::Keep {
                line: 4,
                kib,
                objects: 1.0,
                leak: other,
            });
        }
        if !raises {
            steps.push(Step::release(5));
        }
        if !raises && two {
            steps.push(Step::release(6));
        }
        let ends = match raises {
            true => Ending::Raises,
            false => Ending::Returns,
        };
        it.paths.push(Path { steps, ends });
    }
}

/// When so many runs run out, in order; one that does not is without end.
fn times(scenario: &Scenario, runs: u32, time: f64) -> Vec<f64> {
    let mut scenario = scenario.clone();
    scenario.stop = Stop {
        time: Some(time),
        after_exhaustion: Some(0.0),
        ..Stop::default()
    };
    let lanes = (0..runs).map(|index| replication(&scenario, index));
    let mut all: Vec<f64> = lanes
        .map(|lane| lane.exhausted_at().unwrap_or(f64::INFINITY))
        .collect();
    all.sort_by(f64::total_cmp);
    all
}

/// What was said of a scenario, and what became of it.
enum Held {
    Right,
    Wrong(String),
    /// It takes too long, or is not held to anything.
    Unknown,
}

fn held(scenario: &Scenario, prediction: &Prediction) -> Held {
    if !prediction.before.iter().all(|it| it.is_counted()) {
        return Held::Unknown;
    }
    // A second attempt is as much to play as a first.
    let longest = MOST / scenario.mean_rate() / f64::from(scenario.client.retries + 1);
    let within = |end: &Exhaustion| {
        let time = end.q95 * 3.0;
        if time > longest {
            return Held::Unknown;
        }
        let all = times(scenario, RUNS, time.max(1e-6));
        let median = all[all.len() / 2];
        let range = end.q05 * (1.0 - TOLERANCE)..=end.q95 * (1.0 + TOLERANCE);
        match range.contains(&median) {
            true => Held::Right,
            false => Held::Wrong(format!("median {median} of {all:.1?}")),
        }
    };
    match &prediction.outlook {
        Outlook::RunsOut(end) => within(end),
        Outlook::Settles {
            first: Some(end), ..
        } => within(end),
        _ => {
            let all = times(scenario, 3, longest);
            match all[0].is_finite() {
                true => Held::Wrong(format!("runs out after {}", all[0])),
                false => Held::Right,
            }
        }
    }
}

#[test]
fn whatever_is_foretold_comes_true() {
    let (mut right, mut wrong, mut unknown) = (0, Vec::new(), 0);
    for seed in 0..SEEDS {
        let scenario = scenario(seed);
        assert_eq!(scenario.problems(), [], "{seed}");
        let prediction = predict(&scenario).expect("a resource");
        match held(&scenario, &prediction) {
            Held::Right => right += 1,
            Held::Unknown => unknown += 1,
            Held::Wrong(why) => wrong.push(format!(
                "{seed}: {why}\n  {}\n  {}\n",
                forecast(&prediction, &scenario),
                serde_json::to_string(&scenario).expect("plain data")
            )),
        }
    }
    assert!(
        wrong.is_empty(),
        "{right} right, {unknown} not held, {} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(right > 2 * unknown, "{right} right, {unknown} not held");
}

/// Scenarios that are tried.
const SEEDS: u64 = 300;
