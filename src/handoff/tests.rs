//! Hand-written models become scenarios with the right chances.

mod written;

use super::*;
use crate::check::report::{Confidence, LeakModel, ModelPath, ModelStep, Outcome};
use crate::sim::fate::Kept;
use crate::sim::prediction::{Outlook, What, predict};
use crate::sim::run::{Lanes, Run};
use crate::sim::scenario::{Assumption, AssumptionKind};

fn call(line: u32, what: &str, raises: bool) -> ModelStep {
    ModelStep::Call {
        line,
        what: what.to_owned(),
        raises,
    }
}

/// `fd = os.open(p); a = f(fd); if a: g(fd); os.close(fd)`, with every way out.
fn finding(exhausts: &str, leak_class: Class) -> Finding {
    let branch = |taken| ModelStep::Branch {
        line: 4,
        what: "a".to_owned(),
        taken,
    };
    let (open, close) = (
        ModelStep::Acquire { line: 2 },
        ModelStep::Release { line: 6 },
    );
    let path = |steps: Vec<ModelStep>, outcome| ModelPath { steps, outcome };
    let (f, g) = (|r| call(3, "f(fd)", r), |r| call(5, "g(fd)", r));
    let paths = vec![
        path(
            vec![open.clone(), f(false), branch(false), close.clone()],
            Outcome::Released,
        ),
        path(
            vec![open.clone(), f(false), branch(true), g(false), close],
            Outcome::Released,
        ),
        path(vec![open.clone(), f(true)], Outcome::Leaked),
        path(vec![open, f(false), branch(true), g(true)], Outcome::Leaked),
    ];
    Finding {
        rule: "released-only-on-success".to_owned(),
        confidence: Confidence::OnlyOnException,
        resource: "descriptor".to_owned(),
        api: "os.open".to_owned(),
        line: 2,
        column: 10,
        end_line: 2,
        end_column: 20,
        message: String::new(),
        because: String::new(),
        help: String::new(),
        trace: Vec::new(),
        fixes: Vec::new(),
        acquisition: 0,
        function: "handle".to_owned(),
        leak_class,
        python_warns: String::new(),
        ends_in: "OSError: [Errno 24] Too many open files: 'orders.csv'".to_owned(),
        model: LeakModel {
            exhausts: exhausts.to_owned(),
            paths,
        },
    }
}

#[test]
fn the_chance_of_a_leak_is_that_of_the_paths() {
    let assumptions = Assumptions {
        raises: 0.1,
        holds: 0.25,
        ..Assumptions::default()
    };
    let scenario =
        scenario_for(&finding("descriptors", Class::R3), &assumptions).expect("it is modelled");
    assert_eq!(scenario.problems(), []);
    // Every way out is listed, so nothing is normalised away: ε + (1-ε)·h·ε.
    let expected = 0.1 + 0.9 * 0.25 * 0.1;
    let prediction = predict(&scenario).expect("a resource");
    assert!((prediction.unreleased_per_request - expected).abs() < 1e-12);
    assert_eq!(prediction.capacity, 1004);
    let named: Vec<_> = scenario
        .assumptions
        .iter()
        .map(|a| (a.line, a.chance))
        .collect();
    assert_eq!(named, [(3, 0.1), (4, 0.25), (5, 0.1)]);
    assert_eq!(scenario.name, "`os.open` in handle, line 2");
}

#[test]
fn a_file_that_cpython_closes_opens_flat() {
    let mut scenario = scenario_for(&finding("descriptors", Class::R0), &Assumptions::default())
        .expect("it is modelled");
    let outlook = |s: &Scenario| predict(s).expect("a resource").outlook;
    assert_eq!(outlook(&scenario), Outlook::ClosedAtOnce);
    scenario.kept = Kept::Exceptions;
    assert!(matches!(outlook(&scenario), Outlook::RunsOut(_)));
}

#[test]
fn the_error_is_the_findings_own() {
    let scenario = scenario_for(&finding("descriptors", Class::R3), &Assumptions::default())
        .expect("it is modelled");
    let error = scenario.resource.map(|resource| resource.error());
    assert_eq!(
        error.as_deref(),
        Some("OSError: [Errno 24] Too many open files: 'orders.csv'")
    );
}

#[test]
fn a_path_that_is_not_a_leak_leaves_nothing() {
    let mut finding = finding("threads", Class::R3);
    finding.model.paths[1].steps.pop();
    finding.model.paths[1].outcome = Outcome::HandedOver;
    let scenario = scenario_for(&finding, &Assumptions::default()).expect("it is modelled");
    assert_eq!(scenario.paths[1].unreleased(), 0);
    assert_eq!(
        scenario.resource.map(|resource| resource.capacity()),
        Some(4910)
    );
}

#[test]
fn what_cannot_be_simulated_says_why() {
    let refused = |finding: &Finding| {
        scenario_for(finding, &Assumptions::default())
            .expect_err("a reason")
            .to_string()
    };
    assert_eq!(
        refused(&finding("luck", Class::R2)),
        "running out of luck is not simulated yet"
    );
    let mut coroutine = finding("memory", Class::R0);
    coroutine.ends_in = "RuntimeWarning: coroutine '…' was never awaited".to_owned();
    assert_eq!(
        refused(&coroutine),
        "nothing runs out; what happens is: RuntimeWarning: coroutine '…' was never awaited"
    );
    let mut clean = finding("descriptors", Class::R3);
    clean.model.paths.truncate(2);
    assert_eq!(
        refused(&clean),
        "the finding lists no path on which it leaks"
    );
}

#[test]
fn what_stays_on_the_heap_is_in_the_end_killed() {
    let scenario =
        scenario_for(&finding("memory", Class::R2), &Assumptions::default()).expect("modelled");
    assert_eq!(scenario.problems(), []);
    assert_eq!(scenario.resource, None);
    assert_eq!(scenario.paths[2].kept_kib(), 1024.0);
    assert_eq!(scenario.paths[0].kept_kib(), 0.0);
    // 452 MiB, and one request in 67 leaves a megabyte: after 30,000 requests, or 303 s.
    let Some(Outlook::RunsOut(end)) = predict(&scenario).map(|it| it.outlook) else {
        panic!("memory does not run out");
    };
    assert!((end.mean - 452.0 / 1.495).abs() < 1.0, "{end:?}");
}

#[test]
fn a_lock_that_stays_locked_stops_every_thread() {
    let mut finding = finding("threads", Class::R2);
    finding.resource = "lock".to_owned();
    finding.ends_in = "RuntimeError: can't start new thread".to_owned();
    let scenario = scenario_for(&finding, &Assumptions::default()).expect("it is modelled");
    assert_eq!(scenario.problems(), []);
    let capacities: Vec<u32> = scenario.resources().map(|it| it.capacity()).collect();
    assert_eq!(capacities, [1, 4910]);
    // A way out that leaks leaves the lock, and its thread goes on.
    assert_eq!(scenario.paths[2].unreleased_of(0), 1);
    assert_eq!(scenario.paths[2].unreleased_of(1), 0);
    let mut run = Run::new(&scenario, Lanes::One);
    run.run_to_end();
    let lane = &run.lanes()[0];
    let first_error = lane.first_error_at().expect("threads run out");
    // Everybody who comes after the first leak waits for ever: 4,910 threads at 100 a second.
    let waited = first_error - lane.exhausted_at().expect("a leak");
    assert!((waited - 49.1).abs() < 3.0, "{waited}");
}

#[test]
fn a_server_refuses_and_a_pool_waits_as_its_error_says() {
    let of = |error: &str| {
        let mut finding = finding("connections", Class::R4);
        finding.ends_in = error.to_owned();
        let scenario = scenario_for(&finding, &Assumptions::default()).expect("it is modelled");
        match scenario.resource {
            Some(Resource::Pool(pool)) => (pool.size, pool.overflow, pool.timeout),
            Some(Resource::Table(table)) => (table.limit, table.reserved, None),
            None => panic!("nothing runs out"),
        }
    };
    let queue = "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached";
    assert_eq!(of(queue), (5, 10, Some(30.0)));
    let psycopg = "psycopg_pool.PoolTimeout: couldn't get a connection after 30.00 sec";
    assert_eq!(of(psycopg), (4, 0, Some(30.0)));
    let at_once = "mysql.connector.errors.PoolError: Failed getting connection; pool exhausted";
    assert_eq!(of(at_once), (5, 0, Some(0.0)));
    let server = "asyncpg.exceptions.TooManyConnectionsError: sorry, too many clients already";
    assert_eq!(of(server), (100, 0, None));
}

/// What a file with these findings is, each of an acquisition of its own.
fn file(mut findings: Vec<Finding>) -> Result<Scenario, NotModelled> {
    for (finding, number) in findings.iter_mut().zip(0..) {
        finding.acquisition = number;
    }
    scenario_for_file("orders.py", &findings, &Assumptions::default())
}

#[test]
fn a_file_is_all_that_leaks_in_it_each_with_its_own_class() {
    let mut load = finding("descriptors", Class::R0);
    load.function = "load".to_owned();
    let mut work = finding("connections", Class::R4);
    work.function = "work".to_owned();
    let mut talk = finding("memory", Class::R0);
    talk.function = "talk".to_owned();
    let all = vec![finding("descriptors", Class::R3), talk, load, work];
    let scenario = file(all).expect("it is modelled");
    assert_eq!(scenario.problems(), []);
    let names: Vec<_> = scenario.resources().map(|it| it.units()).collect();
    assert_eq!(names, ["descriptors", "server connections"]);
    let calls: Vec<_> = scenario
        .assumptions
        .iter()
        .filter(|it| it.what.starts_with("a request calls"))
        .map(|it| (it.what.as_str(), (1.0 / it.chance).round()))
        .collect();
    assert_eq!(
        calls,
        [
            ("a request calls `handle`", 3.0),
            ("a request calls `load`", 2.0)
        ]
    );
    // A third of the requests each: the few connections of the server are gone first.
    let chance = 0.01 + 0.99 * 0.5 * 0.01;
    let prediction = predict(&scenario).expect("a resource");
    assert_eq!(prediction.of, What::Resource(1));
    assert!((prediction.unreleased_per_request - chance / 3.0).abs() < 1e-12);
    assert!((prediction.leaked_per_request - chance / 3.0).abs() < 1e-12);
    let Outlook::RunsOut(end) = prediction.outlook else {
        panic!("{prediction:?}");
    };
    let mut run = Run::new(&scenario, Lanes::One);
    run.run_to_end();
    let lane = &run.lanes()[0];
    let counters = lane.counters();
    assert!(counters.closed_at_once > 0 && counters.closed_at_once < counters.unreleased);
    assert_eq!(lane.ran_out(), Some("server connections"));
    let at = lane.exhausted_at().expect("it runs out");
    assert!(
        (end.q05 * 0.9..end.q95 * 1.1).contains(&at),
        "{at} in {end:?}"
    );
    assert_eq!(scenario.name, "orders.py: everything that leaks");
}

#[test]
fn two_handles_of_one_function_are_held_together() {
    let both = vec![
        finding("descriptors", Class::R3),
        finding("descriptors", Class::R0),
    ];
    let scenario = file(both).expect("it is modelled");
    assert_eq!(scenario.problems(), []);
    assert_eq!(scenario.paths.len(), 4);
    assert_eq!(scenario.paths[2].unreleased(), 2);
    let left: Vec<_> = scenario.paths[2].units_of(0);
    assert_eq!(
        left,
        [(None, true), (Some(LeakClass::R0), true)],
        "the first class is the scenario's"
    );
    assert_eq!(scenario.paths[0].unreleased(), 0);
}

#[test]
fn a_file_without_findings_has_nothing_to_play() {
    assert_eq!(file(Vec::new()), Err(NotModelled::NoFinding));
}
