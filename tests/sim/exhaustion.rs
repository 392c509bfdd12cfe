//! When a leaking resource runs out.

use super::*;
use leaklab::sim::fate::{Ending, Kept, LeakClass, Runtime};
use leaklab::sim::prediction::{Outlook, predict};
use leaklab::sim::resource::Table;
use leaklab::sim::scenario::{Assumption, AssumptionKind, Path, Step};

/// A service that leaves one unit of `resource` unreleased with this chance per request.
fn leaky(rate: f64, mean: f64, chance: f64, resource: Option<Resource>) -> Scenario {
    let steps = |raises: bool| {
        let mut steps = vec![
            Step::acquire(2),
            Step::Work { share: 1.0 },
            Step::MayRaise {
                assumption: 0,
                raises,
            },
        ];
        if !raises {
            steps.push(Step::release(4));
        }
        steps
    };
    let mut scenario = Scenario {
        rate,
        service: Service {
            mean,
            shape: Shape::Exponential,
        },
        resource,
        assumptions: vec![Assumption {
            kind: AssumptionKind::Raises,
            line: 3,
            what: "use(handle)".to_owned(),
            chance,
        }],
        paths: vec![
            Path {
                steps: steps(false),
                ends: Ending::Returns,
            },
            Path {
                steps: steps(true),
                ends: Ending::Raises,
            },
        ],
        ..Scenario::default()
    };
    scenario.stop.after_exhaustion = Some(0.0);
    // Far beyond any expected end: a resource that never runs out fails its test, and soon.
    scenario.stop.time = Some(3_000.0);
    scenario
}

fn table() -> Option<Resource> {
    Some(Resource::Table(Table::default()))
}

fn exhausted_at(lane: &Lane) -> f64 {
    lane.exhausted_at().expect("it runs out")
}

#[test]
fn the_forecast_is_where_the_runs_end() {
    for scenario in [
        leaky(100.0, 0.2, 0.05, table()),
        leaky(20.0, 0.2, 0.02, pool(15, Some(30.0))),
    ] {
        let prediction = predict(&scenario).expect("a resource");
        let Outlook::RunsOut(end) = prediction.outlook else {
            panic!("{prediction:?}")
        };
        let count = 120;
        let mut inside = 0;
        for index in 0..count {
            let lane = replication(&scenario, index);
            let at = exhausted_at(&lane);
            inside += u32::from((end.q05..=end.q95).contains(&at));
        }
        // 90 % of 120 is 108, with a standard deviation of 3.3.
        assert!(
            (95..=119).contains(&inside),
            "{inside} of {count} in {end:?}"
        );
    }
}

#[test]
fn raising_the_chance_never_delays_the_end() {
    for seed in 0..25 {
        let mut before = f64::INFINITY;
        for chance in [0.02, 0.03, 0.06, 0.2, 1.0] {
            let mut scenario = leaky(100.0, 0.01, chance, pool(40, None));
            scenario.seed = seed;
            let lane = replication(&scenario, 0);
            assert!(
                exhausted_at(&lane) <= before,
                "seed {seed}, chance {chance}"
            );
            before = exhausted_at(&lane);
        }
    }
}

#[test]
fn the_table_is_full_at_its_limit_and_not_one_before() {
    let mut scenario = leaky(100.0, 1e-9, 1.0, table());
    let lane = replication(&scenario, 0);
    assert_eq!(
        [lane.counters().unreleased, lane.counters().arrivals],
        [1004, 1004]
    );
    scenario.stop.after_exhaustion = Some(1.0);
    let lane = replication(&scenario, 0);
    assert_eq!(lane.counters().unreleased, 1004);
    assert_eq!(lane.counters().failed, lane.counters().arrivals - 1004);
    assert!(lane.first_error_at() > lane.exhausted_at());
}

#[test]
fn the_runtime_decides_the_fate_of_a_dropped_file() {
    let fate = |leak, runtime, kept| {
        let mut scenario = leaky(100.0, 0.001, 0.05, table());
        (scenario.leak, scenario.runtime, scenario.kept) = (leak, runtime, kept);
        scenario.stop.time = Some(400.0);
        let lane = replication(&scenario, 0);
        (
            lane.exhausted_at().is_some(),
            lane.unreleased(),
            *lane.counters(),
        )
    };
    use LeakClass::{R0, R1, R3};
    use Runtime::{ReferenceCounting, Tracing};
    let (out, gone, counters) = fate(R0, ReferenceCounting, Kept::Nothing);
    assert!(!out && gone == 0 && counters.closed_at_once == counters.unreleased);
    assert!(fate(R0, ReferenceCounting, Kept::Exceptions).0);
    assert!(fate(R0, Tracing, Kept::Nothing).0);
    let (out, gone, counters) = fate(R1, ReferenceCounting, Kept::Nothing);
    assert!(
        !out && gone < 150 && counters.collected > 1_500,
        "{gone} {counters:?}"
    );
    assert!(fate(R3, ReferenceCounting, Kept::Nothing).0);
}

#[test]
fn without_a_chance_there_is_no_leak() {
    let mut scenario = leaky(100.0, 0.01, 0.0, table());
    scenario.stop.time = Some(100.0);
    let lane = replication(&scenario, 0);
    assert_eq!(lane.counters().unreleased, 0);
    assert_eq!(lane.counters().raised, 0);
}

#[test]
fn the_collector_lets_a_sawtooth_rise_to_its_threshold() {
    // T13, fitted to a real sqlite3 run: 700 / 7.6 = 92 and 2000 / 9.66 = 207 descriptors.
    for (threshold, objects, peak) in [(700, 7.6, 92), (2_000, 9.66, 207)] {
        let mut scenario = leaky(100.0, 1e-6, 1.0, table());
        scenario.leak = LeakClass::R1;
        scenario.collector.thresholds = Some([threshold, 10, 10]);
        scenario.collector.objects = objects;
        scenario.stop.time = Some(60.0);
        let mut lane = Lane::new(scenario);
        let mut highest = 0;
        while lane.step() {
            highest = highest.max(lane.unreleased());
        }
        // The unit that triggers a collection is itself not garbage yet.
        assert!((peak..=peak + 1).contains(&highest), "{highest}");
        assert_eq!(lane.counters().failed, 0);
    }
}

#[test]
fn leaks_that_time_out_are_as_many_as_a_poisson_variable() {
    // Q20: one leak a second that returns after 60 s, so 60 on average, and 80 or more in 0.78 %.
    let mut shares = Vec::new();
    for seed in 0..24 {
        let mut scenario = leaky(1.0, 1e-6, 1.0, table());
        (scenario.leak, scenario.seed) = (LeakClass::R5, seed);
        scenario.stop.time = Some(30_000.0);
        let mut lane = Lane::new(scenario);
        let (mut high, mut sum) = (0, 0);
        for second in 600..30_000 {
            lane.run_until(f64::from(second));
            high += u32::from(lane.unreleased() >= 80);
            sum += lane.unreleased();
        }
        shares.push(f64::from(high) / 29_400.0);
        assert!((f64::from(sum) / 29_400.0 - 60.0).abs() < 3.0);
    }
    let n = shares.len() as f64;
    let mean = shares.iter().sum::<f64>() / n;
    let squares: f64 = shares.iter().map(|share| (share - mean).powi(2)).sum();
    let error = (squares / (n - 1.0) / n).sqrt();
    assert!(
        (mean - 0.0078).abs() < 4.0 * error && error < 0.1 * mean,
        "{mean} ± {error}"
    );
}
