//! Hand-written models become scenarios with the right chances.

use super::*;
use crate::check::report::{Confidence, LeakModel};
use crate::sim::fate::Kept;
use crate::sim::prediction::{Outlook, predict};

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
        refused(&finding("memory", Class::R2)),
        "running out of memory is not simulated yet"
    );
    let mut clean = finding("descriptors", Class::R3);
    clean.model.paths.truncate(2);
    assert_eq!(
        refused(&clean),
        "the finding lists no path on which it leaks"
    );
}
