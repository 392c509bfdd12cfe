//! Every number that is said is a number, however long, fast or certain things are.

use super::*;
use leaklab::chart::foretold::forecast;
use leaklab::sim::fate::{Ending, Kept, LeakClass, Runtime};
use leaklab::sim::prediction::{fit_clock, predict};
use leaklab::sim::replicate::play;
use leaklab::sim::resource::{Entries, Lent, Table};
use leaklab::sim::run::{Lanes, Run};
use leaklab::sim::scenario::{
    Alarm, Arrivals, Assumption, AssumptionKind, Autoscaler, Buffer, Client, Collector, Discipline,
    Gauge, Leaks, Memory, Monitor, Path, Patience, Pressure, Probe, Profiler, Restart, Sizes, Step,
    Swap, Then, WhenOut,
};
use leaklab::sim::stop::Stop;

/// Choices from a number: SplitMix64.
pub(super) struct Dice(pub u64);

impl Dice {
    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[(self.roll() % choices.len() as u64) as usize].clone()
    }

    pub(super) fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.roll().is_multiple_of(3).then(|| make(self))
    }

    fn chance(&mut self) -> f64 {
        self.of(&[0.0, 0.0, 1e-300, 0.01, 0.5, 1.0, 1.0])
    }
}

/// A scenario of a few thousand events in which everything else is as extreme as it may be.
fn scenario(seed: u64) -> Scenario {
    let dice = &mut Dice(seed);
    let time = dice.of(&[1e-3, 1.0, 1e4, 1e9]);
    let requests = dice.of(&[0.5, 30.0, 700.0]);
    let rate = f64::clamp(requests / time, 1e-9, 1e6);
    let often = |dice: &mut Dice| f64::max(time / dice.of(&[0.5, 7.0, 60.0]), 1e-6);
    let any = |dice: &mut Dice| dice.of(&[0.0, 1e-300, 1e-9, 0.1, time, 1e9, 1e12]);
    let above = |dice: &mut Dice| dice.of(&[1e-300, 1e-9, 0.1, time, 1e9, 1e12]);
    let of = [
        Entries::Descriptors,
        Entries::Threads,
        Entries::Ports,
        Entries::Space,
        Entries::Sessions,
    ];
    let resource = |dice: &mut Dice| match dice.of(&[true, false]) {
        true => {
            let reserved = dice.of(&[0, 20]);
            Resource::Table(Table {
                limit: reserved + dice.of(&[1, 2, 40, 5000]),
                reserved,
                lingers: dice.of(&[0.0, 60.0, 1e12]),
                ..Table::of(dice.of(&of))
            })
        }
        false => Resource::Pool(Pool {
            of: dice.of(&[Lent::Connections, Lent::Locks]),
            size: dice.of(&[1, 5]),
            overflow: dice.of(&[0, 10]),
            timeout: dice.maybe(any),
            opens: any(dice),
            ..Pool::default()
        }),
    };
    let mut it = Scenario {
        seed,
        rate,
        arrivals: dice.of(&[
            Arrivals::Poisson,
            Arrivals::Fixed,
            Arrivals::Bursts {
                every: time.max(1e-6),
                lasts: time * 0.1,
                factor: 1.0,
            },
            Arrivals::Closed {
                clients: 3,
                think: (time / 300.0).max(1e-6),
            },
        ]),
        workers: dice.maybe(|dice| dice.of(&[1, 50])),
        discipline: dice.of(&[
            Discipline::FirstCome,
            Discipline::LastCome,
            Discipline::Sharing,
        ]),
        patience: dice.maybe(|dice| Patience::Exponential(above(dice))),
        capacity: dice.maybe(|dice| dice.of(&[1, 20])),
        backlog: dice.maybe(|dice| dice.of(&[0, 5])),
        resource: dice.maybe(resource).or_else(|| Some(resource(dice))),
        also: dice.maybe(resource).into_iter().collect(),
        leak: dice.of(&[
            LeakClass::R0,
            LeakClass::R1,
            LeakClass::R2,
            LeakClass::R4,
            LeakClass::R5,
            LeakClass::R6,
        ]),
        runtime: dice.of(&[Runtime::ReferenceCounting, Runtime::Tracing, Runtime::None]),
        kept: dice.of(&[Kept::Nothing, Kept::Exceptions]),
        returns_after: often(dice),
        gil: dice.of(&[0.0, 0.005, 1e12]),
        replicas: dice.of(&[1, 2, 9]),
        when_out: dice.of(&[WhenOut::Errors, WhenOut::Crashes, WhenOut::Killed]),
        price: dice.of(&[0.0, 0.05, 1e12]),
        tick: often(dice),
        stop: Stop {
            time: Some(time),
            after_exhaustion: dice.maybe(any),
            ..Stop::default()
        },
        ..Scenario::default()
    };
    it.service.mean = above(dice).max(1e-12);
    it.service.shape = dice.of(&[
        Shape::Exponential,
        Shape::Deterministic,
        Shape::Lognormal { cs2: 1e12 },
        Shape::Hyperexponential { cs2: 1e12 },
        Shape::Erlang { phases: 1000 },
        Shape::Uniform,
    ]);
    it.warm_up = dice.of(&[0.0, time * 0.99]);
    it.client = Client {
        timeout: dice.maybe(above),
        retries: dice.of(&[0, 0, 2]),
        back_off: any(dice),
        factor: dice.of(&[1e-300, 1.0, 1e12]),
        jitter: dice.chance(),
        budget: dice.maybe(any),
    };
    it.collector = Collector {
        cycles_every: often(dice),
        tracing_every: often(dice),
        thresholds: dice.maybe(|dice| dice.of(&[[0; 3], [700, 10, 10], [u32::MAX; 3]])),
        objects: any(dice),
        base_objects: any(dice),
        pause: dice.of(&[0.0, 1e-7, 1e12]),
    };
    it.memory = dice.maybe(|dice| Memory {
        limit: dice.maybe(|_| 100.0),
        per_request: any(dice),
        sizes: dice.of(&[Sizes::Constant, Sizes::Exponential]),
        cache: dice.maybe(|dice| dice.of(&[1, 1000])),
        ram: dice.maybe(above),
        swap: Swap::Disk,
        hot: dice.chance(),
        hits: dice.chance(),
        ..Memory::default()
    });
    it.buffer = dice.maybe(|_| Buffer::default());
    it.profiler = dice.maybe(|dice| Profiler {
        slows: above(dice),
        ..Profiler::default()
    });
    it.restart = dice.maybe(|dice| Restart {
        after_crash: often(dice),
        planned: often(dice),
        every: dice.maybe(often),
        after_requests: dice.maybe(|dice| dice.of(&[1, 1 << 48])),
        grace: any(dice),
        back_off: any(dice),
        longest: any(dice),
        forgiven_after: any(dice),
        above: dice.maybe(above),
        ..Restart::default()
    });
    it.autoscaler = dice.maybe(|dice| Autoscaler {
        on: dice.of(&[Pressure::Requests, Pressure::Memory, Pressure::Resource]),
        every: often(dice),
        starting: often(dice),
        above: any(dice),
        below: any(dice),
        ..Autoscaler::default()
    });
    it.monitor = dice.maybe(|dice| Monitor {
        watches: dice.of(&[Gauge::Resource, Gauge::Memory, Gauge::Errors]),
        every: often(dice),
        alarm: dice.of(&[
            Alarm::Threshold(0.0),
            Alarm::Slope {
                samples: 3,
                errors: 0.0,
            },
        ]),
        probe: dice.of(&[Probe::Inside, Probe::Outside]),
        then: dice.of(&[Then::Tell, Then::Restart]),
    });
    match dice.of(&[true, false]) {
        true => program(dice, &mut it),
        false => {
            let (per_completion, per_acquisition) = (dice.chance(), dice.chance());
            it.leaks = Leaks {
                per_completion,
                per_acquisition,
            };
        }
    }
    it
}

/// A program whose condition and whose operation are as certain as can be.
fn program(dice: &mut Dice, it: &mut Scenario) {
    let last = it.also.len() as u32;
    for kind in [AssumptionKind::Holds, AssumptionKind::Raises] {
        let what = "f()".to_owned();
        let chance = dice.chance();
        it.assumptions.push(Assumption {
            kind,
            line: 1,
            what,
            chance,
        });
    }
    for (taken, raises) in [(true, true), (true, false), (false, false)] {
        let leak = dice.maybe(|dice| dice.of(&[LeakClass::R1, LeakClass::R6]));
        let mut steps = vec![
            Step::Branch {
                assumption: 0,
                taken,
            },
            Step::Acquire {
                line: 2,
                of: last,
                leak,
            },
            Step::acquire(3),
            Step::Work {
                share: dice.of(&[0.0, 1.0]),
            },
            Step::MayRaise {
                assumption: 1,
                raises,
            },
        ];
        if it.memory.is_some() {
            let kib = dice.of(&[0.0, 1e-300, 64.0, 1e12]);
            steps.push(Step::Keep {
                line: 4,
                kib,
                objects: 1.0,
                leak,
            });
        }
        if !raises {
            steps.push(Step::release(5));
        }
        let ends = if raises {
            Ending::Raises
        } else {
            Ending::Returns
        };
        it.paths.push(Path { steps, ends });
    }
}

/// The first number in what is said that is none.
fn not_finite(said: &str) -> Option<&str> {
    let mut words = said.split(|c: char| !c.is_alphanumeric());
    words.find(|word| ["NaN", "inf"].contains(word))
}

#[test]
fn nothing_that_is_said_is_ever_not_finite() {
    let mut wrong = Vec::new();
    for seed in 0..1500 {
        let mut scenario = scenario(seed);
        assert_eq!(scenario.problems(), [], "{seed}");
        let mut fail = |what: &str, said: String| {
            if let Some(it) = not_finite(&said) {
                wrong.push(format!("{seed}: {what} says {it}: {said:.900}"));
            }
        };
        if let Some(prediction) = predict(&scenario) {
            fail("the forecast", format!("{prediction:?}"));
            fail("its sentence", forecast(&prediction, &scenario));
        }
        let mut fitted = scenario.clone();
        fit_clock(&mut fitted);
        fail("the clock", format!("{:?} {}", fitted.stop, fitted.tick));
        let mut run = Run::new(&scenario, Lanes::Twin);
        while let Some(frame) = run.next_frame() {
            fail("a frame", format!("{frame:?}"));
        }
        scenario.seed += 1;
        let played = play(&scenario, 2);
        for figure in &played.figures {
            fail("a figure", format!("{figure:?}"));
        }
        if wrong.len() > 4 {
            break;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_happens_in_an_hour_does_not_drift_with_the_hours() {
    // Every request loses the only descriptor; the next one ends the process, which serves again a
    // second later: by the hour as many lives after a thousand restarts in a row as before.
    let mut scenario = Scenario {
        rate: 10.0,
        resource: Some(Resource::Table(Table {
            limit: 1,
            reserved: 0,
            ..Table::default()
        })),
        service: Service {
            mean: 1e-6,
            shape: Shape::Deterministic,
        },
        when_out: WhenOut::Crashes,
        restart: Some(Restart {
            after_crash: 1.0,
            ..Restart::default()
        }),
        ..Scenario::default()
    };
    scenario.leaks.per_completion = 1.0;
    let per_hour = |deaths: u64| {
        let mut scenario = scenario.clone();
        scenario.stop.deaths = Some(deaths);
        let lane = replication(&scenario, 0);
        let hours = lane.now() / 3600.0;
        let counters = lane.counters();
        [
            counters.crashes as f64 / hours,
            counters.completed() as f64 / counters.crashes as f64,
            lane.money() / hours,
        ]
    };
    let (short, long) = (per_hour(1000), per_hour(5000));
    for (short, long) in short.iter().zip(long) {
        assert!((long / short - 1.0).abs() < 0.02, "{short} and then {long}");
    }
    // Two mean gaps of 0.1 s, the time to work, and a second.
    assert!((long[0] / (3600.0 / 1.2) - 1.0).abs() < 0.03, "{long:?}");
    assert!((long[1] - 1.0).abs() < 0.05, "{long:?}");
}

#[test]
fn a_wait_that_is_none_stays_none_and_a_long_one_its_longest() {
    let mut scenario = queue(1.0, 1);
    scenario.client = Client {
        retries: 1000,
        back_off: 0.0,
        factor: 1e12,
        ..Client::default()
    };
    scenario.capacity = Some(1);
    scenario.service.mean = 1e9;
    scenario.stop.arrivals = Some(3);
    scenario.stop.time = Some(100.0);
    let lane = replication(&scenario, 0);
    // The second and the third request have asked a thousand times again at once.
    assert_eq!(lane.counters().retries, 2000);
}
