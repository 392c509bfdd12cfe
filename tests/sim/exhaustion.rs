//! When a leaking resource runs out.

use super::*;
use leaklab::sim::fate::{Ending, Kept, LeakClass, Runtime};
use leaklab::sim::formulas::time_to_exhaustion;
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

#[track_caller]
fn ends_like(scenario: &Scenario, count: u32, mean: f64, sd: f64) {
    holds(
        "time to exhaustion",
        scenario,
        count,
        0.05,
        &[("mean", mean, exhausted_at)],
    );
    let times = (0..count)
        .filter_map(|i| replication(scenario, i))
        .map(|l| exhausted_at(&l));
    let (_, got) = moments(times);
    // The standard error of a standard deviation is about sd/√(2n).
    let error = sd / (2.0 * f64::from(count)).sqrt();
    assert!(
        (got - sd).abs() <= 4.0 * error,
        "sd is {got}, not {sd} ± {error}"
    );
}

#[test]
fn descriptors() {
    // T1: λ = 100, p = 1 %, L = 1004, and requests so short that they hold nothing.
    let (mean, sd) = time_to_exhaustion(1004.0, 1.0);
    ends_like(&leaky(100.0, 1e-6, 0.01, table()), 40, mean, sd);
}

#[test]
fn a_small_pool() {
    // T2: L = 15, λ = 20, p = 2 %.
    let (mean, sd) = time_to_exhaustion(15.0, 0.4);
    ends_like(
        &leaky(20.0, 1e-6, 0.02, pool(15, Some(30.0))),
        1_000,
        mean,
        sd,
    );
}

#[test]
fn a_shrinking_pool_with_a_bounded_line() {
    // T6: λ = 4, μ = 1, c = 5, K = 20, p = 2 %; exact solution of the Markov chain.
    let mut scenario = leaky(4.0, 1.0, 0.02, pool(5, None));
    scenario.capacity = Some(20);
    holds(
        "leaky M/M/5/20",
        &scenario,
        1_600,
        0.03,
        &[
            ("time", 119.3785, exhausted_at),
            ("completed", 250.0, |l| l.counters().completed() as f64),
            ("rejected", 208.886, |l| l.counters().rejected as f64),
        ],
    );
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
            let lane = replication(&scenario, index).expect("a lane");
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
            let lane = replication(&scenario, 0).expect("a lane");
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
    let lane = replication(&scenario, 0).expect("a lane");
    assert_eq!(
        [lane.counters().unreleased, lane.counters().arrivals],
        [1004, 1004]
    );
    scenario.stop.after_exhaustion = Some(1.0);
    let lane = replication(&scenario, 0).expect("a lane");
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
        let lane = replication(&scenario, 0).expect("a lane");
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
    let lane = replication(&scenario, 0).expect("a lane");
    assert_eq!(lane.counters().unreleased, 0);
    assert_eq!(lane.counters().raised, 0);
}
